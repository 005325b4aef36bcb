"""Areas: above zero, and the document's against the outline's."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Within
from landuse.analysis.reconcile import reconcile_areas

__all__ = ["WITHIN"]

_EXTENTS = ("registered_area_m2", "approved_area_m2")
_DOCUMENTED = {"parcels": "registered_area_m2", "approvals": "approved_area_m2"}


def _areas_not_positive(
    frame: pd.DataFrame, kind: str, _limits: Limits
) -> Iterator[Fault]:
    """A parcel has land; a tax row, as of a flat, may have none of its own."""
    severity = "warning" if kind == "taxes" else None
    for column in [n for n in _EXTENTS if n in frame.columns]:
        facts = {"field": column}
        area = frame[column]
        yield Fault("ZERO_AREA", column, frame[area == 0], facts, severity=severity)
        yield Fault("NEGATIVE_AREA", column, frame[area < 0], facts, severity=severity)


def _areas_differ(frame: pd.DataFrame, kind: str, limits: Limits) -> Iterator[Fault]:
    """The document's area against the outline's, with what explains a difference.

    Measured here unless the frame has ``ellipsoidal_area_m2``; what a projection
    explains is told only above the warning share.
    """
    column = _DOCUMENTED.get(kind)
    if column is None or frame.empty or frame[column].isna().all():
        return
    known = reconcile_areas(frame, limits.policy, column=column)
    known = _with_decimal_slips(known, limits)
    share = known["difference_share"].abs()
    warning, error = (
        limits.value(n) for n in ("area_warning_share", "area_error_share")
    )
    slipped = known["result"] == "unit_slip"
    facts = {"field": column}
    each = {"slip": list(known.loc[slipped, "slip"])}
    yield Fault("UNIT_SLIP_SUSPECTED", column, frame[slipped], facts, each)
    off = known["result"] == "mismatch"
    for code, severity, rows in (
        ("AREA_MISMATCH", "warning", off & (share > warning) & (share <= error)),
        ("AREA_MISMATCH", "error", off & (share > error)),
        (
            "AREA_EXPLAINED_BY_PROJECTION",
            "info",
            (known["result"] == "explained_by_projection") & (share > warning),
        ),
    ):
        each = _differences(known[rows])
        yield Fault(code, column, frame[rows], facts, each, severity)


def _differences(known: pd.DataFrame) -> dict[str, list[str]]:
    return {
        "difference": [f"{value:+,.2f}" for value in known["difference_m2"]],
        "share": [f"{value:+.2%}" for value in known["difference_share"]],
    }


def _with_decimal_slips(known: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """A decimal point in a wrong place is a slip too."""
    ratio = known["difference_share"] + 1
    result, slip = known["result"], known["slip"]
    for factor in limits.value("slip_factors"):
        near = (ratio / factor - 1).abs() < limits.value("unit_slip_share")
        near &= result == "mismatch"
        result = result.mask(near, "unit_slip")
        slip = slip.mask(near, f"{factor:g} to 1")
    return known.assign(result=result, slip=slip)


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (
    _areas_not_positive,
    _areas_differ,
)
