"""``landuse inspect``: what the reader sees in a file and decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from landuse.cli.options import DEFAULT_POLICY, Json, Lang, Overwrite, console, emit
from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.io.inspect import inspect_file
from landuse.io.suggest import suggest_profile
from landuse.messages import worded
from landuse.policy import load_policy
from landuse.vocabulary import label

__all__ = ["EncodingName", "Epsg", "Kind", "PolicyName", "inspect"]

Kind = Annotated[
    str | None,
    typer.Option("--kind", help="数据类型，如 parcels。 Kind of data; else guessed."),
]
Epsg = Annotated[
    int | None, typer.Option("--epsg", help="坐标系代码。 CRS, if you know it.")
]
EncodingName = Annotated[
    str | None, typer.Option("--encoding", help="强制编码。 Force an encoding.")
]
PolicyName = Annotated[
    str,
    typer.Option("--policy", help="给出区域范围的规则集。 Gives the region."),
]


def inspect(
    path: Annotated[str, typer.Argument(help="文件。 File.")],
    kind: Kind = None,
    epsg: Epsg = None,
    encoding: EncodingName = None,
    policy: PolicyName = DEFAULT_POLICY,
    suggest: Annotated[
        Path | None,
        typer.Option(
            "--suggest",
            help="写出字段映射草稿（.toml）。 Write a draft of a profile.",
        ),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option("--layer", help="草稿所用图层或工作表。 Layer or sheet of it."),
    ] = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """查看文件的图层、编码、坐标系、字段和记录数。  Look at a file."""
    if suggest is not None:
        draft = suggest_profile(path, kind=kind, layer=layer, encoding=encoding)
        _write(draft, suggest, overwrite)
    region = load_policy(policy).region
    found = inspect_file(
        Path(path), kind=kind, region=region, encoding=encoding, epsg=epsg
    )
    if as_json:
        emit(found)
        return
    for content in found["layers"]:
        _print(content, lang)


def _write(draft: str, path: Path, overwrite: bool) -> None:
    """Write a draft; never over a file that may be corrected already."""
    if path.exists() and not overwrite:
        msg = worded("already_there_name")
        raise SourceError(msg, path)
    with replacing(path) as part:
        part.write_text(draft, "utf-8")


def _print(layer: dict[str, Any], lang: str) -> None:
    out = console()
    facts = [layer["name"], layer["driver"], layer["geometry"], layer["features"]]
    out.print("  ".join(str(fact) for fact in facts if fact is not None), markup=False)
    for name in ("encoding", "crs"):
        if layer.get(name):
            parts = [f"{k}={v}" for k, v in layer[name].items() if v not in (None, [])]
            out.print(f"  {name}: {', '.join(parts)}", markup=False)
    table = Table(pad_edge=False)
    for heading in ("source", "canonical", "unit", "how"):
        table.add_column(label("cli", heading, lang))
    for column in layer.get("columns", ()):
        table.add_row(*(str(column.get(n) or "—") for n in column))
    out.print(table)
