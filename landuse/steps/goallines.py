"""The certificate of the goal in words, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.goal.attribution import EITHER
from landuse.analysis.goal.certificate import Certificate
from landuse.analysis.indicators import CITY
from landuse.units import to_mu
from landuse.vocabulary import has_label, label
from landuse.webmap.texts import figure_text

__all__ = ["Line", "certificate_lines", "certificate_table", "goal_lines"]

_RULE = "revitalization.{}"
_SUMS = ("naive", "difference", "earlier_counted", "same_period")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the certificate; its name is a word of the vocabulary."""

    name: str
    value: float | int | date | str | None  #: None: see ``lacking``
    unit: str = ""  #: ``mu``, ``m2``, ``percent`` or ``events``
    lacking: str = ""  #: why there is no value, a word of the vocabulary
    about: str = ""  #: of what, such as a reason


def goal_lines(made: Certificate, lang: str = "zh") -> list[Line]:
    """The lines of a certificate in their order.

    Parameters
    ----------
    made : Certificate
        Of the day.
    lang : {"zh", "en"}, default "zh"
        Of the words within the values.

    Returns
    -------
    list of Line
        Areas in mu, unrounded.
    """
    return [
        *_head(made),
        *_figures(made),
        *_lists(made),
        *_left_out(made, lang),
        *_outlook(made),
        *_rules(made, lang),
    ]


def certificate_lines(made: Certificate, lang: str = "zh") -> list[tuple[str, str]]:
    """The certificate as staff read it.

    Parameters
    ----------
    made : Certificate
        Of the day.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    list of tuple of str
        Label and value; areas in mu with two places.

    Examples
    --------
    >>> from landuse.analysis.goal.certificate import certificate
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events, square
    >>> twice = make_events(valid_date="2021-06-01", geometry=[square(), square(50)])
    >>> made = certificate(twice, load_policy("puyang"), "2022-09-30")
    >>> dict(certificate_lines(made, "en"))["Plain sum of the events, for comparison"]
    '29.99 mu'
    """
    return [(_label(line, lang), _said(line, lang)) for line in goal_lines(made, lang)]


def _head(made: Certificate) -> Iterator[Line]:
    yield Line("as_of", made.as_of)
    if made.known_at is not None:
        yield Line("known_at", made.known_at.isoformat())
    yield Line("policy", f"{made.policy_id} {made.policy_hash[:12]}")


def _figures(made: Certificate) -> Iterator[Line]:
    ahead = _city(made.outlook)
    union, target = made.figure("union_mu"), ahead["target_mu"]
    yield Line("union", union, "mu")
    if pd.notna(target):
        yield Line("target", float(target), "mu")
        yield Line("share", 100 * union / target, "percent")
    counters = [c for c in made.figures["counter"].unique() if c not in (EITHER, "sum")]
    for counter in counters:
        yield Line(counter, made.figure("union_mu", counter), "mu")
    both = made.figure("union_mu", "sum")
    yield Line("sum", both, "mu")
    yield Line("in_both", both - union, "mu")
    for name in _SUMS:
        yield Line(name, made.figure(f"{name}_mu"), "mu")
    yield Line("pairs", len(made.overlaps))
    yield Line("residual", made.residual_m2[EITHER], "m2")
    yield Line("reversed", made.figure("reversed_mu"), "mu")
    if made.zones is not None:
        yield Line("outside", made.figure("outside_mu"), "mu")
        yield Line("crossing", _crossing(made), "events")
    if made.unbounded:
        yield Line("unbounded", made.unbounded, "events")


def _crossing(made: Certificate) -> int:
    """Events with land both inside a zone and outside it."""
    goal = made.credits[made.credits["counter"] == EITHER]
    sides = goal.groupby("event_id")["zone_id"].nunique(dropna=False)
    return int((sides > 1).sum())


def _lists(made: Certificate) -> Iterator[Line]:
    for name in ("listed", "new", "unlisted"):
        value = made.figure(f"{name}_mu")
        yield Line(name, None if pd.isna(value) else value, "mu", "no_list")


def _left_out(made: Certificate, lang: str) -> Iterator[Line]:
    for reason, rows in made.not_counted.groupby("reason", sort=True):
        area = rows["area_m2"].fillna(rows["registered_area_m2"])
        words = f"{len(rows)} {label('certificate', 'events', lang)}"
        comma = label("arithmetic", "semicolon", lang)
        about = f"{label('reason', str(reason), lang)}{comma}{words}"
        total = to_mu(float(area.sum())) if area.notna().any() else None
        yield Line("not_counted", total, "mu", about=about)
    if made.mended:
        yield Line("mended", made.mended)


def _outlook(made: Certificate) -> Iterator[Line]:
    ahead = _city(made.outlook)
    if pd.notna(ahead["deadline"]):
        yield Line("deadline", ahead["deadline"].date())
    if pd.notna(ahead["by_deadline_mu"]):
        yield Line("by_deadline", float(ahead["by_deadline_mu"]), "mu")
    if pd.isna(ahead["target_mu"]):
        return
    yield Line("remaining", float(ahead["remaining_mu"]), "mu")
    if ahead["lapsed"] is not pd.NA and bool(ahead["lapsed"]):
        yield Line("lapsed", float(ahead["remaining_mu"]), "mu")
    if pd.notna(ahead["reached_on"]):
        yield Line("reached_on", ahead["reached_on"].date())
        return
    if pd.notna(ahead["quarters_left"]):
        yield Line("quarters_left", int(ahead["quarters_left"]))
    yield Line("needed", _number(ahead["needed_mu_per_quarter"]), "mu")
    planned = _planned(made)
    yield Line("planned", planned, "mu", "not_configured")
    yield Line("pace", _number(ahead["pace_mu_per_quarter"]), "mu", "too_young")
    lacking = "too_young" if pd.isna(ahead["pace_mu_per_quarter"]) else "no_pace"
    day = ahead["forecast"]
    yield Line("forecast", None if pd.isna(day) else day.date(), lacking=lacking)


def _planned(made: Certificate) -> float | None:
    """What the yearly plan makes due by the end of the quarter of the day."""
    way = made.trajectory
    quarter = str(pd.Period(made.as_of, "Q"))
    row = way[(way["scope_id"] == CITY) & (way["period"] == quarter)]
    return _number(row["planned_mu"].iloc[0]) if len(row) else None


def _rules(made: Certificate, lang: str) -> Iterator[Line]:
    rules = made.rules
    words = [label("priority", name, lang) for name in rules[_RULE.format("priority")]]
    yield Line("priority", " > ".join(words))
    if made.zones is not None:
        rule, day = (rules[_RULE.format(n)] for n in ("boundary", "boundary_date"))
        frozen = f" {day}" if rule == "frozen" else ""
        yield Line("boundary", f"{label('boundary', rule, lang)}{frozen}")
    base = rules[_RULE.format("baseline_date")]
    yield Line("baseline", base, lacking="not_configured")


def _city(outlook: pd.DataFrame) -> Mapping[str, Any]:
    row = outlook[outlook["scope_id"] == CITY].iloc[0]
    return {str(name): row[name] for name in outlook}


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _label(line: Line, lang: str) -> str:
    group = "certificate" if has_label("certificate", line.name) else "event"
    words = label(group, line.name, lang)
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{words}{left}{line.about}{right}" if line.about else words


def _said(line: Line, lang: str) -> str:
    if line.value is None:
        return label("certificate", line.lacking, lang) if line.lacking else "—"
    if line.unit in ("", "events"):
        value = line.value
        return value.isoformat() if isinstance(value, date) else str(value)
    figure = figure_text(float(str(line.value)))
    if line.unit == "percent":
        return f"{figure}%"
    group = "report" if line.unit == "mu" else "certificate"
    return f"{figure} {label(group, line.unit, lang)}"


def certificate_table(made: Certificate, lang: str = "zh") -> pd.DataFrame:
    """The certificate as a sheet: areas with all their digits beside the words.

    Parameters
    ----------
    made : Certificate
        Of the day.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    DataFrame
        ``label``, ``amount_mu`` (missing where the line is no area in mu), ``said``.
    """
    lines = goal_lines(made, lang)
    amounts = [_number(each.value) if each.unit == "mu" else None for each in lines]
    table = {
        "label": [_label(each, lang) for each in lines],
        "amount_mu": amounts,
        "said": [_said(each, lang) for each in lines],
    }
    return pd.DataFrame(table).astype({"amount_mu": "float64"})
