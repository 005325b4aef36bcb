"""``landuse repair``: a new layer with its invalid outlines repaired."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.markup import escape
from rich.table import Table

from landuse.cli.convert import AllowBallpark, InferCrs
from landuse.cli.inspect import EncodingName, Epsg, Kind, PolicyName
from landuse.cli.options import (
    DEFAULT_POLICY,
    EXIT_QUARANTINED,
    Json,
    Lang,
    Overwrite,
    console,
    emit,
    say,
)
from landuse.cli.tables import print_issues
from landuse.issuewords import issues_in_words
from landuse.policy import load_policy
from landuse.steps.converting import Said
from landuse.steps.repairing import Repaired, repair_file
from landuse.vocabulary import has_label, label

__all__ = ["repair"]

_SHOWN = (
    "feature",
    "reason",
    "area_before_m2",
    "area_after_m2",
    "difference_to_registered_m2",
)


def repair(
    path: Annotated[Path, typer.Argument(metavar="IN", help="图层。 Input layer.")],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="新图层（.gpkg）。 New GeoPackage.")
    ],
    method: Annotated[
        str,
        typer.Option(
            "--method",
            help="structure 按环的包含关系，linework 按全部线。 How to repair.",
        ),
    ],
    kind: Kind = None,
    epsg: Epsg = None,
    encoding: EncodingName = None,
    layer: Annotated[
        str | None, typer.Option("--layer", help="输入的图层。 Layer of the input.")
    ] = None,
    infer_crs: InferCrs = False,
    allow_ballpark: AllowBallpark = False,
    policy: PolicyName = DEFAULT_POLICY,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """修复无效图形，另存新图层，列出修复前后面积。  Repair outlines, on demand."""
    said = Said(
        kind,
        layer,
        epsg,
        encoding,
        load_policy(policy).region,
        infer_crs=infer_crs,
        allow_ballpark=allow_ballpark,
    )
    done = repair_file(path, out, method, said, overwrite=overwrite)
    if as_json:
        told = issues_in_words(done.issues)
        emit(
            {
                "out": out,
                "counts": done.counts,
                "repairs": _rows(done.repairs),
                "issues": _rows(told),
            }
        )
    else:
        _print(done, out, lang)
    if done.counts["quarantined"]:
        raise typer.Exit(EXIT_QUARANTINED)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return plain.to_dict("records")


def _print(done: Repaired, out: Path, lang: str) -> None:
    print_issues(issues_in_words(done.issues), lang)
    if len(done.repairs):
        table = Table(pad_edge=False, title=label("cli", "repaired", lang))
        for name in _SHOWN:
            group = "column" if has_label("column", name) else "field"
            table.add_column(label(group, name, lang))
        for row in done.repairs[list(_SHOWN)].itertuples(index=False):
            table.add_row(*(_text(value) for value in row))
        console().print(table)
    counts = ", ".join(
        f"{label('count', name, lang)} {value:,}" for name, value in done.counts.items()
    )
    say(f"{label('cli', 'repaired_at', lang)}: {out} ({counts})")


def _text(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return "—"
    return f"{value:,.2f}" if isinstance(value, float) else escape(str(value))
