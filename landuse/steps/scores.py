"""Data quality as people read it: issues by kind, scores, and the weights behind."""

from __future__ import annotations

from datetime import date

import pandas as pd

from landuse.analysis.quality.limits import Limits
from landuse.issues import worst_first
from landuse.issuewords import issue_title
from landuse.policy import Policy
from landuse.steps.enrich import zone_names
from landuse.steps.run import Run
from landuse.units import round_half_up
from landuse.vocabulary import label

__all__ = ["issue_counts", "shown_card", "weight_lines"]

_WEIGHTS = "quality.weight."


def issue_counts(issues: pd.DataFrame, lang: str) -> pd.DataFrame:
    """How many issues of each kind, with its title.

    Parameters
    ----------
    issues : DataFrame
        Of a run.
    lang : {"zh", "en"}
        Language of the titles.

    Returns
    -------
    DataFrame
        ``severity``, ``code``, ``title``, ``count`` and, where any is justified,
        how many of them are.

    Examples
    --------
    >>> from landuse.issues import Issue, issues_frame
    >>> issues = issues_frame([Issue("GAP", "warning", "a gap")])
    >>> issue_counts(issues, "en").values.tolist()
    [['warning', 'GAP', 'Gap between outlines', 1]]
    """
    groups = issues.groupby(["severity", "code"], sort=True)["state"]
    table = groups.size().reset_index(name="count")
    titles = [issue_title(code, lang) for code in table["code"]]
    table.insert(2, "title", pd.Series(titles, index=table.index, dtype="str"))
    if (issues["state"] == "justified").any():
        justified = groups.agg(lambda states: (states == "justified").sum())
        table["justified"] = justified.to_numpy()
    return worst_first(table)


def shown_card(run: Run) -> pd.DataFrame:
    """The scorecard with words for its scopes and the names of zones.

    Parameters
    ----------
    run : Run
        The audit.

    Returns
    -------
    DataFrame
        As :func:`landuse.analysis.quality.scorecard` gives it, to be shown.
    """
    card = run.scorecard
    zones = run.judged.frames.get("zones")
    names = {} if zones is None else zone_names(zones).to_dict()
    named = card["scope_id"].map(lambda name: names.get(name, name))
    is_zone = card["scope"] == "zone"
    return card.assign(
        scope=[label("subject", scope, run.lang) for scope in card["scope"]],
        scope_id=card["scope_id"].where(~is_zone, named),
        score=card["score"].map(lambda points: round_half_up(points, 1)),
    )


def weight_lines(policy: Policy, as_of: date, lang: str) -> tuple[str, ...]:
    """The weights of the scorecard, with what they rest on.

    Parameters
    ----------
    policy : Policy
        Gives them.
    as_of : date
        The day.
    lang : {"zh", "en"}
        Language of the severities.

    Returns
    -------
    tuple of str
        One line for each weight.
    """
    lines = []
    known = Limits.of(policy, as_of).policy
    for key in known.values:
        if key.startswith(_WEIGHTS):
            entry = known.entry(key, as_of)
            name = key.removeprefix(_WEIGHTS)
            group = "state" if name == "justified" else "severity"
            lines.append(f"{label(group, name, lang)} = {entry.value}（{entry.basis}）")
    return tuple(lines)
