"""The life of the plots on the report and in the summary: tables in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from landuse.analysis.lifecycle import STAGES
from landuse.analysis.lifecycle.breaches import BREACH_STATES
from landuse.analysis.lifecycle.radar import radar_counts, radar_windows
from landuse.policy import Policy
from landuse.steps.lifesheets import funnel, funnel_words
from landuse.vocabulary import label

__all__ = ["life_summary", "life_tables"]

_LISTED = 20  #: open breaches on the page; the workbook has all
_OPEN = ("breach_id", "parcel_id", "breach_kind", "breach_state", "rectify_by_date")
_ANSWER = ("days_left", "obligor", "responsible_unit")


def life_tables(
    frames: Mapping[str, pd.DataFrame], policy: Policy, lang: str
) -> tuple[tuple[str, pd.DataFrame], ...]:
    """The report's tables on standard land, each with its title.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With those of :func:`landuse.steps.lifecare.with_lifecycle`.
    policy : Policy
        The windows of what falls due.
    lang : {"zh", "en"}
        Language of the words.

    Returns
    -------
    tuple of tuple
        Those that have anything to say.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> life_tables({}, load_policy("puyang"), "zh")
    ()
    """
    if "life_due" not in frames:
        return ()
    tables = {
        "life_funnel": funnel_words(frames, lang),
        "life_breach_counts": _breach_counts(frames, lang),
        "life_open_breaches": _open_breaches(frames),
        "life_due_units": _due_units(frames, policy, lang),
    }
    return tuple(
        (label("report", name, lang), table)
        for name, table in tables.items()
        if len(table)
    )


def life_summary(
    frames: Mapping[str, pd.DataFrame], policy: Policy
) -> dict[str, Any] | None:
    """The life of the plots in one object; None without plots.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With those of :func:`landuse.steps.lifecare.with_lifecycle`.
    policy : Policy
        The windows of what falls due.

    Returns
    -------
    dict or None
        ``standard_land`` (plots), ``stages``, ``overdue``, ``breaches`` (by state),
        ``commitments`` (by state) and ``due`` (overdue, undated, and in so many
        days).

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> life_summary({}, load_policy("puyang")) is None
    True
    """
    if "life_due" not in frames:
        return None
    table = funnel(frames["life_plots"]).sum()
    due, windows = frames["life_due"], radar_windows(policy)
    return {
        "standard_land": int(table["total"]),
        "stages": {name: int(table[name]) for name in (*STAGES, "no_stage")},
        "overdue": int(table["overdue"]),
        "breaches": _states(frames, "life_breaches", "breach_state"),
        "commitments": _states(frames, "life_commitments", "state"),
        "due": {
            "overdue": int((due["due_state"] == "overdue").sum()),
            **{str(days): int(_within(due, days).sum()) for days in windows},
            "undated": int((due["due_state"] == "undated").sum()),
        },
    }


def _within(due: pd.DataFrame, days: int) -> pd.Series:
    return (due["due_state"] == "due") & (due["days_left"] <= days).fillna(False)


def _states(
    frames: Mapping[str, pd.DataFrame], name: str, column: str
) -> dict[str, int]:
    if name not in frames:
        return {}
    counts = frames[name][column].value_counts()
    return {str(state): int(counts[state]) for state in sorted(counts.index)}


def _breach_counts(frames: Mapping[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """Breaches by kind and by how they stand."""
    breaches = frames.get("life_breaches")
    if breaches is None or breaches.empty:
        return pd.DataFrame()
    table = pd.crosstab(breaches["breach_kind"], breaches["breach_state"])
    table = table[[state for state in BREACH_STATES if state in table]]
    kinds = [label("breach", str(kind), lang) for kind in table.index]
    words = {state: label("breach_state", str(state), lang) for state in table}
    table = table.rename(columns=words)
    table[label("report", "total", lang)] = table.sum(axis=1)
    table.insert(0, "breach_kind", kinds)
    table.columns.name = None
    return table.reset_index(drop=True)


def _open_breaches(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The breaches that are not settled, what has waited longest first."""
    breaches = frames.get("life_breaches")
    if breaches is None or breaches.empty:
        return pd.DataFrame()
    held = breaches[breaches["is_open"].astype(bool)]
    ordered = held.sort_values(["days_left", "breach_id"], na_position="last")
    return ordered[[*_OPEN, *_ANSWER]].head(_LISTED).reset_index(drop=True)


def _unit(name: object, lang: str) -> str:
    """A unit as it was named, or the word of the policy's one."""
    if pd.isna(name):
        return label("report", "unknown_unit", lang)
    return label("responsible_unit", str(name), lang)


def _due_units(
    frames: Mapping[str, pd.DataFrame], policy: Policy, lang: str
) -> pd.DataFrame:
    """What falls due by responsible unit: overdue, in so many days, without a day."""
    due, windows = frames["life_due"], radar_windows(policy)
    if due.empty:
        return pd.DataFrame()
    counts = radar_counts(due, windows)
    heads = [
        label("due_state", state, lang)
        if pd.isna(days)
        else label("report", "in_days", lang).format(days=days)
        for state, days in zip(counts["due_state"], counts["within_days"], strict=True)
    ]
    unit = [_unit(name, lang) for name in counts["responsible_unit"]]
    table = counts.assign(head=heads, responsible_unit=unit).pivot_table(
        index="responsible_unit", columns="head", values="count", aggfunc="sum"
    )
    table = table[list(dict.fromkeys(heads))]
    table.columns.name = None
    return table.reset_index()
