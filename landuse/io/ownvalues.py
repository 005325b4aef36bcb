"""The values of known columns in a plain layer: checked, never changed."""

from __future__ import annotations

import numpy as np

from landuse.io.convert import Converted
from landuse.io.names import normalise
from landuse.io.profile import Profile
from landuse.io.raw import RawLayer, Reject
from landuse.io.recognise import Recognised
from landuse.io.unitslip import negative_money, unit_slips
from landuse.io.zonenames import zone_faults
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import Field

__all__ = ["CHECKED_TYPES", "own_faults"]

#: Types whose texts can be read or not, whoever wrote them.
CHECKED_TYPES = ("date", "number", "text")
_AREAS = ("registered_area_m2", "approved_area_m2")
_ORDER = (
    ("approval_date", "supply_date"),
    ("approval_date", "start_date"),
    ("supply_date", "due_start_date"),
    ("supply_date", "start_date"),
    ("contract_date", "due_start_date"),
    ("contract_date", "start_date"),
    ("contract_date", "delivery_date"),
    ("delivery_date", "start_date"),
    ("start_date", "completion_date"),
    ("completion_date", "production_date"),
    ("approval_date", "lapsed_date"),
    ("valid_from", "valid_to"),
)


def own_faults(
    raw: RawLayer,
    known: Recognised,
    made: dict[str, Converted],
    features: np.ndarray,
    profile: Profile,
) -> tuple[list[Reject], list[Issue]]:
    """What is wrong with values that could be read.

    Parameters
    ----------
    raw : RawLayer
        As read.
    known : Recognised
        Its known columns.
    made : dict
        Converted values by canonical name.
    features : array of str
        What staff call each record.
    profile : Profile
        With the names of the zones, if they are known.

    Returns
    -------
    rejects : list of Reject
        Areas of zero or less, zones that no list knows.
    issues : list of Issue
        Dates out of order, sums below zero, units out of line, empty zones.
    """
    sources = {match.canonical: match.source for _, match in known.columns}
    rejects = _areas(raw, made, sources)
    issues = _orders(made, sources, features)
    for item, match in known.columns:
        if item.unit is not None and item.name in made:
            column = (made[item.name].values, item.name, match.source, features)
            issues += [*unit_slips(*column), *negative_money(*column)]
    if "zone" in sources and profile.zones:
        text = raw.columns[sources["zone"]]
        wrong, told = zone_faults(
            text, raw.rows, features, (sources["zone"], profile.zones)
        )
        rejects += wrong
        issues += told
    return rejects, issues


def _areas(
    raw: RawLayer, made: dict[str, Converted], sources: dict[str, str]
) -> list[Reject]:
    return [
        Reject(
            int(raw.rows[i]),
            "OUT_OF_RANGE",
            worded(
                "own_area",
                column=sources[name],
                value=raw.columns[sources[name]].iloc[i],
            ),
            sources[name],
            str(raw.columns[sources[name]].iloc[i]),
            "enter the area of the document",
        )
        for name in _AREAS
        if name in made
        for i in np.flatnonzero((made[name].values <= 0).to_numpy())
    ]


def _orders(
    made: dict[str, Converted], sources: dict[str, str], features: np.ndarray
) -> list[Issue]:
    found = []
    for earlier, later in _ORDER:
        if earlier not in made or later not in made:
            continue
        first, second = made[earlier].values, made[later].values
        for i in np.flatnonzero((second < first).to_numpy()):
            days = {"first": f"{first.iloc[i]:%F}", "second": f"{second.iloc[i]:%F}"}
            names = {"earlier": sources[earlier], "later": sources[later]}
            found.append(
                Issue(
                    "DATES_OUT_OF_ORDER",
                    "warning",
                    worded("days_order", **days, **names),
                    feature=str(features[i]),
                    field=sources[later],
                    value=f"{second.iloc[i]:%Y-%m-%d}",
                    hint="check both dates against the documents",
                )
            )
    return found


def is_checked(item: Field, source: str) -> bool:
    """Whether a column is named plainly enough for its values to be checked."""
    plain = normalise(source) != normalise(item.name) or item.key
    return item.type in CHECKED_TYPES and not item.choices and plain
