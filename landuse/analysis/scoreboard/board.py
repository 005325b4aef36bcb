"""Targets held against figures: met, missed, not yet due, or no data."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import pandas as pd

from landuse.analysis.indicators import CITY, Indicator, holds, note
from landuse.analysis.scoreboard.entered import Figure, Place
from landuse.analysis.scoreboard.targets import STARS, Target

__all__ = ["Figures", "board_indicators", "end_of", "scoreboard_frame"]

_TWO_STARS, _TWO = "two_star_zones", 2
_LAST_MONTH, _QUARTER = 12, 3
#: Comparisons that a figure can only come nearer to when more is added.
_UPWARD = (">=", ">")
_DECIDED = ("met", "missed")
_TYPES = {
    "year": "int64",
    "quarter": "Int64",
    "scope": "str",
    "scope_id": "str",
    "zone": "str",
    "indicator": "str",
    "value": "float64",
    "unit": "str",
    "operator": "str",
    "target": "float64",
    "state": "str",
    "figure_source": "str",
    "document_no": "str",
    "lacking_records": "int64",
    "computed_value": "float64",
    "confidence": "str",
    "basis": "str",
}


def end_of(year: int, quarter: int | None = None) -> date:
    """Last day of a year or quarter.

    Parameters
    ----------
    year : int
        Calendar year.
    quarter : int, optional
        1 to 4.

    Returns
    -------
    date
        The day.

    Examples
    --------
    >>> end_of(2022, 3).isoformat(), end_of(2022).isoformat()
    ('2022-09-30', '2022-12-31')
    """
    month = _LAST_MONTH if quarter is None else _QUARTER * quarter
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True)
class Figures:
    """What a bureau entered, and what was computed, with who comes first."""

    entered: Mapping[Place, Figure]
    computed: Mapping[Place, Figure]
    zones: Mapping[str, str]  #: name by id
    ids: Mapping[str, str] = field(default_factory=dict)  #: by each name
    prefer: str = "entered"  #: ``entered`` or ``computed`` where both are there

    def of(self, place: Place) -> Figure | None:
        """The figure that counts; None where there is none."""
        sources = [self.entered, self.computed]
        if self.prefer == "computed":
            sources.reverse()
        found = [s[place] for s in sources if place in s]
        known = [figure for figure in found if figure.value is not None]
        if not found and place.indicator == _TWO_STARS and place.scope_id == CITY:
            return self._two_stars(place)
        return next(iter([*known, *found]), None)

    def _two_stars(self, place: Place) -> Figure | None:
        """Zones with two stars or more, of the stars that were entered."""
        stars = [
            self.of(Place(STARS, zone, place.year, place.quarter))
            for zone in self.zones
        ]
        known = [s.value for s in stars if s is not None and s.value is not None]
        if not known:
            return None
        count = Fraction(sum(value >= _TWO for value in known))
        lacking = len(stars) - len(known)
        return Figure(count, "entered", None, lacking, at_least=lacking > 0)


def scoreboard_frame(
    targets: Iterable[Target], figures: Figures, as_of: date, quarter: int | None = None
) -> pd.DataFrame:
    """One row for each target.

    Parameters
    ----------
    targets : iterable of Target
        Of the years to show.
    figures : Figures
        Entered and computed.
    as_of : date
        The day: what is not reached in a year that is not over is not yet missed.
    quarter : int, optional
        Figures of that quarter, held against the goals of the year.

    Returns
    -------
    DataFrame
        ``state`` is ``met``, ``missed``, ``not_yet`` or ``no_data``;
        ``lacking_records`` counts those without what the figure is made of;
        ``computed_value`` stands beside a figure that was entered.

    Examples
    --------
    >>> from landuse.analysis.scoreboard.targets import targets
    >>> from landuse.policy import load_policy
    >>> day = date(2022, 9, 30)
    >>> goals = targets(load_policy("puyang"), day)
    >>> place = Place("zone_tax_yuan", "city", 2020)
    >>> figures = Figures({place: Figure(Fraction(2_300_000_000), "entered")}, {}, {})
    >>> board = scoreboard_frame(goals, figures, day)
    >>> board[board["indicator"] == "zone_tax_yuan"][["year", "state"]].values.tolist()
    [[2020, 'met'], [2021, 'no_data'], [2022, 'not_yet']]
    """
    rows = [_row(each, figures, as_of, quarter) for each in targets]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _row(
    target: Target, figures: Figures, as_of: date, quarter: int | None
) -> dict[str, object]:
    zone = figures.ids.get(target.scope_id)
    place = Place(target.indicator, zone or target.scope_id, target.year, quarter)
    figure = figures.of(place)
    value = None if figure is None else figure.value
    beside = figures.computed.get(place)
    return {
        "year": target.year,
        "quarter": quarter,
        "scope": CITY if target.scope_id == CITY else "zone",
        "scope_id": place.scope_id,
        "zone": None if target.scope_id == CITY else target.scope_id,
        "indicator": target.indicator,
        "value": None if value is None else float(value),
        "unit": target.unit,
        "operator": target.operator,
        "target": float(target.goal),
        "state": _state(target, figure, over=end_of(target.year) <= as_of),
        "figure_source": None if value is None or figure is None else figure.source,
        "document_no": None if figure is None else figure.document,
        "lacking_records": 0 if figure is None else figure.lacking,
        "computed_value": None
        if beside is None or beside.value is None
        else float(beside.value),
        "confidence": target.confidence,
        "basis": target.basis,
    }


def _state(target: Target, figure: Figure | None, *, over: bool) -> str:
    open_ = "no_data" if over else "not_yet"
    if figure is None or figure.value is None:
        return open_
    reached = bool(holds(figure.value, target.operator, target.goal))
    if figure.at_least and not (reached and target.operator in _UPWARD):
        return open_
    if reached:
        return "met"
    return "missed" if over else "not_yet"


def board_indicators(board: pd.DataFrame, as_of: date) -> list[Indicator]:
    """Rows of the board as indicators; only what is decided is met or not met.

    Parameters
    ----------
    board : DataFrame
        Result of :func:`scoreboard_frame`.
    as_of : date
        The day.

    Returns
    -------
    list of Indicator
        Those with a figure.

    Examples
    --------
    >>> board_indicators(scoreboard_frame([], Figures({}, {}, {}), date(2022, 1, 1)),
    ...                  date(2022, 1, 1))
    []
    """
    return [
        Indicator(
            row["indicator"],
            row["value"],
            row["unit"] if pd.notna(row["unit"]) else "ratio",
            scope=row["scope"],
            scope_id=row["scope_id"],
            numerator_scope=row["figure_source"],
            target=row["target"] if row["state"] in _DECIDED else None,
            operator=row["operator"] if row["state"] in _DECIDED else None,
            as_of=as_of,
            note=note(
                plan_year=str(row["year"]), lacking_records=row["lacking_records"]
            ),
        )
        for row in board.to_dict("records")
        if pd.notna(row["value"])
    ]
