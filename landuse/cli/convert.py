"""``landuse convert``: one file in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from landuse.cli.inspect import EncodingName, Epsg, Kind, PolicyName
from landuse.cli.options import (
    DEFAULT_POLICY,
    EXIT_QUARANTINED,
    EXIT_UNUSABLE,
    Json,
    Lang,
    Overwrite,
    TransformFile,
    emit,
    say,
)
from landuse.cli.tables import print_issues
from landuse.errors import LanduseError
from landuse.io.export import Form
from landuse.io.transformfile import given_transform
from landuse.policy import load_policy
from landuse.steps.converting import COLUMNS, Conversion, Said, convert_file
from landuse.vocabulary import label

__all__ = ["convert"]


InferCrs = Annotated[
    bool,
    typer.Option("--infer-crs", help="未注明坐标系时按区域推断。 Infer the CRS."),
]
AllowBallpark = Annotated[
    bool,
    typer.Option("--allow-ballpark", help="读取西安80、北京54数据。 Read old datums."),
]


def _columns(value: str) -> str:
    if value not in COLUMNS:
        msg = f"{value!r} is not one of {', '.join(COLUMNS)}"
        raise typer.BadParameter(msg)
    return value


def convert(
    path: Annotated[Path, typer.Argument(metavar="IN", help="输入文件。 Input file.")],
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="输出，按扩展名定格式。 Output; its ending names the format.",
        ),
    ],
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            callback=_columns,
            help="original 原字段，canonical 标准字段。 Columns of the output.",
        ),
    ] = "original",
    kind: Kind = None,
    epsg: Epsg = None,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer", help="输入的图层或工作表。 Layer or sheet of the input."
        ),
    ] = None,
    encoding: EncodingName = None,
    to_encoding: Annotated[
        str | None,
        typer.Option("--to-encoding", help="输出编码（.shp .txt）。 Of the output."),
    ] = None,
    wkt: Annotated[
        bool, typer.Option("--wkt", help="表格保留 WKT 图形列。 Keep shapes in tables.")
    ] = False,
    infer_crs: InferCrs = False,
    allow_ballpark: AllowBallpark = False,
    transform: TransformFile = None,
    policy: PolicyName = DEFAULT_POLICY,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """转换格式：shp gpkg gdb geojson fgb parquet kml dxf txt xlsx csv。  Convert."""
    region = load_policy(policy).region
    form = Form(to_encoding, wkt)
    try:
        said = Said(
            kind,
            layer,
            epsg,
            encoding,
            region,
            infer_crs=infer_crs,
            allow_ballpark=allow_ballpark,
            transform=given_transform(transform, allow_ballpark=allow_ballpark),
        )
        done = convert_file(
            path, out, said, columns=columns, form=form, overwrite=overwrite
        )
    except (LanduseError, OSError) as error:
        if not as_json:
            raise
        emit({"outcome": "error", "out": None, "message": " ".join(str(error).split())})
        raise typer.Exit(EXIT_UNUSABLE) from error
    _report(done, out, lang, as_json=as_json)
    if done.outcome == "quarantine":
        raise typer.Exit(EXIT_QUARANTINED)


def _report(done: Conversion, out: Path, lang: str, *, as_json: bool) -> None:
    if as_json:
        rows = done.issues.astype(object).where(done.issues.notna(), None)
        content: dict[str, Any] = {"outcome": done.outcome, "out": out}
        emit({**content, "counts": done.counts, "issues": rows.to_dict("records")})
        return
    print_issues(done.issues, lang)
    counts = ", ".join(
        f"{label('count', name, lang)} {value:,}" for name, value in done.counts.items()
    )
    say(f"{label('cli', 'converted_to', lang)}: {out} ({counts})")
