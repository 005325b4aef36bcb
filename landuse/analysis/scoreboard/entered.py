"""Figures that a bureau enters, by indicator, zone, year and quarter.

A figure that cannot be placed or read is not used, and an issue says so. Two
different figures for one thing are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from landuse.analysis.indicators import CITY
from landuse.analysis.scoreboard.exact import exact
from landuse.issues import Issue
from landuse.messages import worded
from landuse.units import UNIT_FACTORS
from landuse.vocabulary import LANGUAGES, label

__all__ = ["Entered", "Figure", "Place", "read_entered"]

_QUARTERS = (1, 2, 3, 4)
_MONEY = ("yuan", "10k_yuan", "100m_yuan")
_SHARES = ("_share", "_growth", "_change")
_SENTENCES = {
    "SCORE_UNKNOWN": "score_unknown",
    "SCORE_QUARTER": "score_quarter",
    "SCORE_UNIT": "score_unit",
}
_PLAIN = ("percent", "count", "enterprise", "zone", "star", "point", "place")


class Place(NamedTuple):
    """What a figure is about."""

    indicator: str
    scope_id: str  #: ``city`` or the id of a zone
    year: int
    quarter: int | None = None  #: None for the whole year


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and where it comes from."""

    value: Fraction | None
    source: str  #: ``entered`` or ``computed``
    document: str | None = None
    lacking: int = 0  #: records without what it is made of
    at_least: bool = False  #: what is lacking can only add to it


@dataclass(frozen=True)
class Entered:
    """All figures that can be used, and what is wrong with the others."""

    figures: Mapping[Place, Figure]
    issues: tuple[Issue, ...]


def read_entered(
    scores: pd.DataFrame, zones: Mapping[str, str], units: Mapping[str, str | None]
) -> Entered:
    """The figures of a canonical frame of scores.

    Parameters
    ----------
    scores : DataFrame
        Canonical kind ``scores``.
    zones : mapping of str to str
        Id of each zone by its id and by each of its names.
    units : mapping of str to str or None
        Unit of each indicator that a policy knows.

    Returns
    -------
    Entered
        In the units of the policy.

    Examples
    --------
    >>> from landuse.testing import make_scores
    >>> scores = make_scores(indicator="zone_tax_yuan", value=23.0, unit="亿元")
    >>> found = read_entered(scores, {}, {"zone_tax_yuan": "yuan"})
    >>> [(place.year, int(figure.value)) for place, figure in found.figures.items()]
    [(2021, 2300000000)]
    """
    known = _words("indicator", tuple(units))
    seen: dict[Place, list[Figure]] = {}
    issues: list[Issue] = []
    for row in scores.to_dict("records"):
        found = _read(row, known, zones, units)
        if isinstance(found, Issue):
            issues.append(found)
        else:
            seen.setdefault(found[0], []).append(found[1])
    figures = {}
    for place, group in seen.items():
        if len({figure.value for figure in group}) == 1:
            figures[place] = group[0]
        else:
            issues.append(_conflict(place, group))
    return Entered(figures, tuple(issues))


def _read(
    row: Mapping[Any, Any],
    known: Mapping[str, str],
    zones: Mapping[str, str],
    units: Mapping[str, str | None],
) -> tuple[Place, Figure] | Issue:
    indicator = known.get(str(row["indicator"]).strip())
    zone = None if pd.isna(row["zone_id"]) else str(row["zone_id"]).strip()
    quarter = None if pd.isna(row["quarter"]) else int(row["quarter"])
    value = exact(row["value"])
    factor = _factor(indicator or "", row["unit"], units.get(indicator or ""))
    fault = None
    if indicator is None or (zone is not None and zone not in zones):
        field = "indicator" if indicator is None else "zone_id"
        fault = _issue("SCORE_UNKNOWN", row, field)
    elif quarter is not None and quarter not in _QUARTERS:
        fault = _issue("SCORE_QUARTER", row, "quarter")
    elif factor is None or _no_share(indicator, row["unit"], value):
        fault = _issue("SCORE_UNIT", row, "unit")
    if fault is not None or indicator is None or factor is None:
        return fault or _issue("SCORE_UNIT", row, "unit")
    scope = CITY if zone is None else zones[zone]
    made = None if value is None else value * factor
    place = Place(indicator, scope, int(row["year"]), quarter)
    return place, Figure(made, "entered", _text(row["document_no"]))


def _factor(indicator: str, said: Any, unit: str | None) -> Fraction | None:
    """Factor from the unit that a row states to the policy's; None if it cannot be."""
    word = None if pd.isna(said) else str(said).strip()
    if unit in ("yuan", "yuan/mu"):
        return None if word is None else _money(word, unit)
    if word is None:
        return Fraction(1)
    kind = _words("score_unit", _PLAIN).get(word)
    if indicator.endswith(_SHARES):
        return Fraction(1, 100) if kind == "percent" else None
    return Fraction(1) if kind not in (None, "percent") else None


def _money(word: str, unit: str) -> Fraction | None:
    bare = word.removesuffix("/亩").removesuffix("/mu")
    name = _words("unit_name", _MONEY).get(bare)
    if name is None or (bare != word) != (unit == "yuan/mu"):
        return None
    return Fraction(str(UNIT_FACTORS[name]))


def _words(group: str, names: tuple[str, ...]) -> dict[str, str]:
    """Identifier by itself and by each word for it."""
    words = {label(group, name, lang): name for name in names for lang in LANGUAGES}
    return words | {name: name for name in names}


def _no_share(indicator: str, said: Any, value: Fraction | None) -> bool:
    """65 without a percent sign is no share."""
    bare = bool(pd.isna(said)) and indicator.endswith(_SHARES)
    return bare and value is not None and abs(value) > 1


def _issue(code: str, row: Mapping[Any, Any], field: str) -> Issue:
    value = "" if pd.isna(row[field]) else str(row[field])
    return Issue(
        code,
        "warning",
        worded(_SENTENCES[code], indicator=str(row["indicator"]), value=value),
        file=_text(row.get("source_file")),
        feature=_text(row.get("source_row")),
        field=field,
        value=value or None,
    )


def _conflict(place: Place, group: list[Figure]) -> Issue:
    values = sorted({figure.value for figure in group if figure.value is not None})
    shown = ", ".join(f"{float(value):g}" for value in values)
    name = label("indicator", place.indicator)
    period = (
        f"{place.year}" if place.quarter is None else f"{place.year}Q{place.quarter}"
    )
    return Issue(
        "SCORE_CONFLICT",
        "warning",
        worded("score_conflict", indicator=name, value=shown),
        feature=f"{place.indicator} {place.scope_id} {period}",
        field="value",
        value=shown,
    )


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
