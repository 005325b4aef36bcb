"""The certificate of the goal as tables in words, for the workbook and the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from landuse.analysis.goal.attribution import EITHER
from landuse.analysis.goal.certificate import Certificate
from landuse.analysis.indicators import CITY
from landuse.steps.enrich import zone_names
from landuse.steps.goallines import certificate_table
from landuse.units import to_mu
from landuse.vocabulary import label

__all__ = ["goal_frames", "zone_labels"]


def zone_labels(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Names of the zones by id; none where the city has no zones.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Canonical frames, maybe with ``zones``.

    Returns
    -------
    dict of str to str
        By ``zone_id``.

    Examples
    --------
    >>> zone_labels({})
    {}
    """
    zones = frames.get("zones")
    return {} if zones is None else zone_names(zones).to_dict()


def goal_frames(
    made: Certificate, names: Mapping[str, str], lang: str = "zh"
) -> dict[str, pd.DataFrame]:
    """The tables of a certificate in words, by the name of their sheet.

    Parameters
    ----------
    made : Certificate
        Of the day.
    names : mapping of str to str
        Names of the zones by id.
    lang : {"zh", "en"}, default "zh"
        Language of the words.

    Returns
    -------
    dict of str to DataFrame
        ``goal_certificate``, ``goal_zones``, ``goal_trajectory``, ``goal_credits``,
        ``goal_overlaps``, ``goal_journal`` and ``goal_not_counted``. Figures keep all
        their digits.
    """
    words = {CITY: label("subject", "city", lang), **names}
    return {
        "goal_certificate": certificate_table(made, lang),
        "goal_zones": _zones(made, words),
        "goal_trajectory": _trajectory(made, words, lang),
        "goal_credits": _credits(made, words, lang),
        "goal_overlaps": _placed(made.overlaps, words).assign(
            area_mu=to_mu(made.overlaps["area_m2"])
        ),
        "goal_journal": _journal(made, words, lang),
        "goal_not_counted": made.not_counted.reset_index(drop=True),
    }


def _zones(made: Certificate, words: Mapping[str, str]) -> pd.DataFrame:
    """The goal's figures by zone beside what is left and needed."""
    goal = made.figures[made.figures["counter"] == EITHER].set_index("scope_id")
    ahead = made.outlook.set_index("scope_id")
    columns = {
        "zone": [words.get(str(scope), str(scope)) for scope in goal.index],
        "naive_mu": goal["naive_mu"],
        "union_mu": goal["union_mu"],
        "difference_mu": goal["difference_mu"],
        "earlier_counted_mu": goal["earlier_counted_mu"],
        "reversed_mu": goal["reversed_mu"],
        "listed_mu": goal["listed_mu"],
        "new_mu": goal["new_mu"],
        "unlisted_mu": goal["unlisted_mu"],
        "pairs": goal["pairs"],
        "target_mu": ahead["target_mu"],
        "remaining_mu_to_target": ahead["remaining_mu"],
        "needed_mu": ahead["needed_mu_per_quarter"],
        "pace_mu": ahead["pace_mu_per_quarter"],
        "reached_on": ahead["reached_on"],
        "goal_forecast": ahead["forecast"],
    }
    return pd.DataFrame(columns, index=goal.index).reset_index(drop=True)


def _trajectory(made: Certificate, words: Mapping[str, str], lang: str) -> pd.DataFrame:
    way = made.trajectory
    phases = [label("goal_phase", phase, lang) for phase in way["phase"]]
    shown = pd.DataFrame(
        {
            "zone": [words.get(scope, scope) for scope in way["scope_id"]],
            "period": way["period"],
            "plan_phase": phases,
            "net_mu": way["credited_mu"],
        }
    )
    rest = ["reversed_mu", "cumulative_mu", "planned_mu", "ahead_mu"]
    return shown.join(way[rest])


def _credits(made: Certificate, words: Mapping[str, str], lang: str) -> pd.DataFrame:
    bare = pd.DataFrame(made.credits.drop(columns="geometry"))
    rows = _placed(bare, words).drop(columns=["listed_m2", "new_m2", "unlisted_m2"])
    return rows.assign(
        counter=_words("counter", rows["counter"], lang),
        credited_mu=to_mu(rows["credited_area_m2"]),
    )


def _journal(made: Certificate, words: Mapping[str, str], lang: str) -> pd.DataFrame:
    rows = _placed(made.journal, words)
    return rows.assign(
        counter=_words("counter", rows["counter"], lang),
        entry=_words("goal_entry", rows["entry"], lang),
        area_mu=to_mu(rows["area_m2"]),
    )


def _placed(rows: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """The rows with the name of their zone beside its id."""
    place = rows.columns.get_loc("zone_id")
    made = rows.copy()
    made.insert(place, "zone", rows["zone_id"].map(words).astype("str"))
    return made


def _words(group: str, names: Iterable[str], lang: str) -> list[str]:
    return [label(group, name, lang) for name in names]
