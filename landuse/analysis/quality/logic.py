"""Logic: dates in order, parts below their wholes; the pairs stand with the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from landuse.analysis.quality.faults import Fault, number_text
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Within
from landuse.qualityrules import quality_rule
from landuse.schema import absent_columns

__all__ = ["WITHIN"]

_ORDERED = ("DATES_OUT_OF_ORDER", "STARTED_BEFORE_SUPPLIED")
_AREAS = ("STARTED_AREA_TOO_LARGE", "PART_ABOVE_WHOLE")


def _dates_out_of_order(
    frame: pd.DataFrame, _kind: str, _limits: Limits
) -> Iterator[Fault]:
    """Dates before one that must come first, under the later; equal days are right."""
    for code, earlier, later in _pairs(frame, _ORDERED):
        rows = frame[frame[later] < frame[earlier]]
        yield Fault(code, later, rows, {"earlier": earlier, "later": later})


def _completed_without_start(
    frame: pd.DataFrame, _kind: str, _limits: Limits
) -> Iterator[Fault]:
    """An end without a beginning, where the source has a column for it."""
    for code, earlier, later in _pairs(frame, ("COMPLETED_WITHOUT_START",)):
        if earlier in absent_columns(frame):
            continue
        rows = frame[frame[later].notna() & frame[earlier].isna()]
        yield Fault(code, later, rows, {"earlier": earlier, "later": later})


def _parts_above_wholes(
    frame: pd.DataFrame, _kind: str, limits: Limits
) -> Iterator[Fault]:
    """Parts larger than the whole that they belong to.

    More invested than planned is a warning only above the margin: a plan may be
    overrun.
    """
    tolerance = limits.value("area_tolerance_m2")
    for code, part, whole in _pairs(frame, _AREAS):
        over = frame[part] - frame[whole] > tolerance
        yield _above(code, frame[over & (frame[whole] > 0)], part, whole)
    margin = 1 + limits.value("investment_margin_share")
    for code, part, whole in _pairs(frame, ("PAID_ABOVE_TOTAL",)):
        above = (frame[part] > frame[whole]) & (frame[whole] > 0)
        far = above & (frame[part] > frame[whole] * margin)
        yield _above(code, frame[above & ~far], part, whole)
        yield replace(_above(code, frame[far], part, whole), severity="warning")


def _above(code: str, rows: pd.DataFrame, part: str, whole: str) -> Fault:
    each = {
        "value": [number_text(value) for value in rows[part]],
        "limit": [number_text(value) for value in rows[whole]],
    }
    return Fault(code, part, rows, {"larger": part, "smaller": whole}, each)


def _pairs(
    frame: pd.DataFrame, codes: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    """Code and both columns of every pair that the frame has."""
    for code in codes:
        for first, second in quality_rule(code).pairs:
            if first in frame.columns and second in frame.columns:
                yield code, first, second


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (
    _dates_out_of_order,
    _completed_without_start,
    _parts_above_wholes,
)
