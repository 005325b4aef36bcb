"""``landuse inspect``: what the reader sees in a file and decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from landuse.cli.options import Json, Lang, console, emit
from landuse.io.inspect import inspect_file
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
    policy: PolicyName = "puyang",
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """查看文件的图层、编码、坐标系、字段和记录数。  Look at a file."""
    region = load_policy(policy).region
    found = inspect_file(
        Path(path), kind=kind, region=region, encoding=encoding, epsg=epsg
    )
    if as_json:
        emit(found)
        return
    for layer in found["layers"]:
        _print(layer, lang)


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
