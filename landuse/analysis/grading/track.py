"""Grade the enterprises of one track: scores, composite, places, grade."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from landuse.analysis.grading.extras import bonus_points, not_listed, vetoed
from landuse.analysis.grading.measures import MEASURES, indicator
from landuse.analysis.grading.places import ranked
from landuse.analysis.grading.procedures import METHODS, Field
from landuse.analysis.grading.scope import CANNOT_TELL
from landuse.analysis.grading.scores import Scored, missing_facts, scored
from landuse.analysis.grading.settings import TIES, Settings
from landuse.errors import PolicyError

__all__ = ["graded_track"]

_GAPS = ("better_points", "better_places", "worse_points", "worse_places")


def graded_track(rows: pd.DataFrame, track: str, settings: Settings) -> pd.DataFrame:
    """Grade those who are evaluated on a track.

    Parameters
    ----------
    rows : DataFrame
        Enterprises of the track, by id.
    track : str
        Its name.
    settings : Settings
        All that the policy says.

    Returns
    -------
    DataFrame
        On the index of ``rows``: each indicator with score and benchmark,
        composite, places, grade, what decided it, gaps, missing facts.
    """
    weights = settings.weights[track]
    group = _codes(rows, settings.benchmark_unit)
    scores = scored(rows, group, weights, settings)
    found = pd.DataFrame(index=rows.index)
    for name, one in scores.items():
        found[name] = one.value
        found[f"{name}_benchmark"] = one.benchmark
        found[f"{name}_score"] = one.score
    extra = _extras(rows, settings)
    total = sum(one.score for one in scores.values())
    found["bonus_points"] = extra["bonus_points"]
    found["composite"] = np.round(total + extra["bonus_points"], settings.digits)
    found["not_counted"] = extra["not_counted"]
    orders, lost = _orders(rows, scores, track, settings)
    found["missing"] = _joined(missing_facts(rows, scores), lost)
    known = found["composite"].notna().to_numpy(copy=True)
    for order in orders.values():
        known &= ~np.isnan(order)
    found.loc[~known, "composite"] = np.nan
    if known.any():
        chosen = {name: order[known] for name, order in orders.items()}
        settled = _competed(rows[known], found["composite"][known], chosen, settings)
        vetoes = extra["vetoed"][known].to_numpy()
        settled.loc[vetoes, ["grade", "decided_by"]] = [settings.grades[-1], "veto"]
        settled.loc[vetoes, list(_GAPS)] = np.nan
        for name in ("better_points", "worse_points"):
            settled[name] = settled[name].round(settings.digits)
        found = found.join(settled.set_index(rows.index[known]))
    found.loc[~known, ["grade", "decided_by"]] = [CANNOT_TELL, "facts_missing"]
    return found


def _codes(rows: pd.DataFrame, unit: str) -> np.ndarray:
    if unit == "city":
        return np.zeros(len(rows), dtype="int64")
    return pd.factorize(rows["zone_id"], sort=True)[0].astype("int64")


def _competed(
    rows: pd.DataFrame,
    composite: pd.Series,
    orders: Mapping[str, np.ndarray],
    settings: Settings,
) -> pd.DataFrame:
    ties = tuple(_tie(rows, name) for name in settings.ties if name != "enterprise_id")
    group = _codes(rows, settings.unit)
    overall = ranked(group, composite.to_numpy(), ties)
    field = Field(
        overall,
        ties,
        orders.get("first_by", overall.score),
        orders.get("last_by", overall.score),
    )
    settled = METHODS[settings.procedure](field, settings)
    return settled.assign(composite_place=overall.place, evaluated=overall.size)


def _tie(rows: pd.DataFrame, name: str) -> np.ndarray:
    values = rows[name].to_numpy(dtype="float64", na_value=np.nan)
    return -values if TIES[name] else values


def _orders(
    rows: pd.DataFrame, scores: Mapping[str, Scored], track: str, settings: Settings
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """By what the best and the last of their halves are chosen."""
    orders: dict[str, np.ndarray] = {}
    lost = np.full(len(rows), "", dtype=object)
    if settings.procedure != "henan_2019":
        return orders, lost
    for name in ("first_by", "last_by"):
        measures = settings.measures(f"{track}.{name}")
        if set(measures) <= set(scores):
            orders[name] = np.round(
                sum(scores[m].score for m in measures), settings.digits
            )
        elif len(measures) == 1:
            orders[name] = indicator(measures[0], rows).value
            facts = ";".join(MEASURES[measures[0]].facts)
            lost[np.isnan(orders[name])] = facts
        else:
            msg = f"{', '.join(measures)}: give all of them a weight, or name one only"
            raise PolicyError(msg, settings.policy.id, f"grading.{track}.{name}")
    return orders, lost


def _joined(some: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Two texts as one list with ``;``, what is in both once."""
    text = np.where(some == "", more, some)
    both = (some != "") & (more != "")
    pairs = zip(some[both], more[both], strict=True)
    text[both] = [";".join(dict.fromkeys(f"{a};{b}".split(";"))) for a, b in pairs]
    return text


def _extras(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    points = settings.optional("bonuses", {})
    listed = settings.optional("vetoes", [])
    cap = settings.optional("bonus_cap", None)
    unknown = [
        not_listed(rows[name], names)
        for name, names in (("bonuses", points), ("vetoes", listed))
    ]
    return pd.DataFrame(
        {
            "bonus_points": bonus_points(rows["bonuses"], points, cap),
            "vetoed": vetoed(rows["vetoes"], listed),
            "not_counted": _joined(*unknown),
        },
        index=rows.index,
    )
