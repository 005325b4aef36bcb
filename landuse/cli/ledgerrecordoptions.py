"""Options of ``landuse ledger record``: what an event says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.options import as_day

__all__ = [
    "AreaHa",
    "AreaM2",
    "AreaMu",
    "Batch",
    "Day",
    "DocumentDate",
    "DocumentNo",
    "Enterprise",
    "Event",
    "EventId",
    "Evidence",
    "Expect",
    "Facts",
    "Into",
    "Method",
    "Outline",
    "Parcel",
    "Parents",
    "Remark",
    "Reverses",
    "Zone",
]

Parcel = Annotated[str | None, typer.Option("--parcel", help="宗地代码。 Parcel.")]
Batch = Annotated[
    str | None, typer.Option("--batch", help="批次编号。 Approval batch.")
]
Zone = Annotated[str | None, typer.Option("--zone", help="集聚区代码。 Zone.")]
Enterprise = Annotated[
    str | None, typer.Option("--enterprise", help="统一社会信用代码。 Enterprise.")
]
AreaMu = Annotated[
    str | None,
    typer.Option("--area-mu", help="文件面积（亩）。 Area of the document, mu."),
]
AreaM2 = Annotated[
    str | None, typer.Option("--area-m2", help="文件面积（平方米）。 Square metres.")
]
AreaHa = Annotated[
    str | None, typer.Option("--area-ha", help="文件面积（公顷）。 Hectares.")
]
Method = Annotated[
    str | None, typer.Option("--method", help="处置方式。 Method, code or word.")
]
DocumentNo = Annotated[
    str | None, typer.Option("--document-no", help="文件号。 Number of the document.")
]
Reverses = Annotated[
    str | None, typer.Option("--reverses", help="冲销的事项编号。 Event taken back.")
]
EventId = Annotated[
    str | None,
    typer.Option("--event-id", help="台账编号，默认自动。 The bureau's number."),
]
Remark = Annotated[str | None, typer.Option("--remark", help="备注。 Remark.")]
Event = Annotated[
    str, typer.Option("--event", help="事项，如 供地、started。 Kind of event.")
]
Day = Annotated[
    str, typer.Option("--date", callback=as_day, help="发生日期。 Valid date.")
]
DocumentDate = Annotated[
    str | None,
    typer.Option("--document-date", callback=as_day, help="文件日期。 Its date."),
]
Evidence = Annotated[
    Path | None,
    typer.Option(
        "--evidence",
        help="佐证文件，只记校验值。 File of the document; only its hash is kept.",
    ),
]
Into = Annotated[
    list[str] | None,
    typer.Option("--into", help="分成或合并成，如 C1=1.5亩。 Child parcel=area."),
]
Parents = Annotated[
    list[str] | None,
    typer.Option("--from", help="合并自，如 P1=1.5亩。 Parent parcel=area."),
]
Outline = Annotated[
    Path | None,
    typer.Option("--outline", help="图形文件，只含一个图形。 File of one outline."),
]
Expect = Annotated[
    int | None,
    typer.Option(
        "--expect", help="所见版本；已被他人改动则拒绝。 Version that you saw."
    ),
]
Facts = Annotated[
    list[str] | None,
    typer.Option("--set", help="其他事实，如 fee_yuan=1200。 Further fact."),
]
