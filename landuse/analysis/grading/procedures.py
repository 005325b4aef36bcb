"""Which grade a place gives: the procedures that a policy may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.analysis.grading.places import Ranking, ranked
from landuse.analysis.grading.quotas import places_of_share
from landuse.analysis.grading.settings import Settings
from landuse.errors import PolicyError

__all__ = ["METHODS", "Field"]

_HENAN_GRADES = 3


@dataclass(frozen=True, slots=True)
class Field:
    """The enterprises of one track that compete, in one order."""

    overall: Ranking  #: by composite, within the unit
    ties: tuple[np.ndarray, ...]
    first: np.ndarray  #: score by which the best are chosen
    last: np.ndarray  #: score by which the last are chosen


def henan_2019(field: Field, settings: Settings) -> pd.DataFrame:
    """Best of the top half and last of the bottom half, each by scores of its own.

    The places are shares of all that are evaluated, not of the half.
    """
    if len(settings.grades) != _HENAN_GRADES:
        msg = f"henan_2019 gives three grades, not {len(settings.grades)}"
        raise PolicyError(msg, settings.policy.id, "grading.grades")
    overall = field.overall
    half, firsts, lasts = (
        places_of_share(overall.size, settings.value(share), how)
        for share, how in (
            ("pool_share", settings.value("half_rounding")),
            ("first_share", settings.rounding),
            ("last_share", settings.rounding),
        )
    )
    top = overall.place <= half
    score = np.where(top, field.first, field.last)
    pool = ranked(2 * overall.group + ~top, score, field.ties)
    is_first = top & (pool.place <= firsts)
    is_last = ~top & (pool.place > pool.size - lasts)
    if settings.widens:
        is_first |= top & (score == pool.score_at(np.minimum(firsts, pool.size)))
        best_of_last = np.maximum(pool.size - lasts, 0) + 1
        is_last |= ~top & (score == pool.score_at(best_of_last))
    best, middle, worst = settings.grades
    rest = np.where(top, "rest_of_top_half", "rest_of_bottom_half")
    found = pd.DataFrame(
        {
            "pool": np.where(top, "top_half", "bottom_half"),
            "pool_score": score,
            "pool_place": pool.place,
            "pool_size": pool.size,
            "grade": np.select([is_first, is_last], [best, worst], middle),
            "decided_by": np.select(
                [is_first, is_last], ["first_of_top_half", "last_of_bottom_half"], rest
            ),
        }
    )
    return found.assign(**_henan_gaps(overall, pool, half, is_first, is_last))


def _henan_gaps(
    overall: Ranking,
    pool: Ranking,
    half: np.ndarray,
    is_first: np.ndarray,
    is_last: np.ndarray,
) -> dict[str, np.ndarray]:
    """How far each is from the next grade, by the order that decides it.

    A middle enterprise of the top half is overtaken out of it, not within it; one of
    the bottom half must first come up into the top half.
    """
    top = overall.place <= half
    last_first = pool.count(is_first)  # place of the last of the best, in the top half
    first_last = pool.size - pool.count(is_last) + 1
    up, down = (_gap(pool, place) for place in (last_first, first_last))
    cross_up = _gap(overall, half)
    cross_down = _gap(overall, half + 1)
    out_of_first = _gap(pool, last_first + 1)
    out_of_last = _gap(pool, first_last - 1)
    nobody = (np.full(len(top), np.nan), np.full(len(top), np.nan))
    no_rest_up = is_first & (last_first >= pool.size)
    no_rest_down = is_last & (first_last <= 1)
    nobody_first = top & ~is_first & (last_first < 1)
    nobody_last = ~top & ~is_last & (first_last > pool.size)
    gaps: dict[str, np.ndarray] = {}
    for number, name in enumerate(("points", "places")):
        better = [nobody[number], nobody[number], cross_up[number], out_of_last[number]]
        where = [is_first, nobody_first, no_rest_down | (~top & ~is_last), is_last]
        gaps[f"better_{name}"] = np.select(where, better, up[number])
        worse = [nobody[number], nobody[number], cross_down[number]]
        where = [is_last, nobody_last, no_rest_up | (top & ~is_first)]
        worse.append(out_of_first[number])
        where.append(is_first)
        gaps[f"worse_{name}"] = np.select(where, worse, down[number])
    return gaps


def _gap(order: Ranking, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and places between each row and who holds a place; both positive."""
    points = np.abs(order.score_at(place) - order.score)
    places = np.abs(order.place - place).astype("float64")
    return points, np.where(np.isnan(points), np.nan, places)


def percentile(field: Field, settings: Settings) -> pd.DataFrame:
    """Grades by cut-offs on the place by composite, each a share of all."""
    cuts = settings.value("cutoffs")
    if len(cuts) + 1 != len(settings.grades) or sorted(set(cuts)) != cuts:
        msg = f"{cuts!r} must rise and be one fewer than the grades"
        raise PolicyError(msg, settings.policy.id, "grading.cutoffs")
    overall = field.overall
    bounds = [places_of_share(overall.size, cut, settings.rounding) for cut in cuts]
    number = np.zeros(len(overall.place), dtype="int64")
    for bound in bounds:
        beyond = overall.place > bound
        if settings.widens:
            beyond &= ~(overall.score == overall.score_at(bound))
        number += beyond
    counts = [overall.count(number <= cut) for cut in range(len(cuts))]
    lower = np.choose(number, [np.zeros_like(counts[0]), *counts])
    upper = np.choose(number, [*counts, overall.size])
    better, worse = _gap(overall, lower), _gap(overall, upper + 1)
    return pd.DataFrame(
        {
            "pool": "all",
            "pool_score": overall.score,
            "pool_place": overall.place,
            "pool_size": overall.size,
            "grade": np.array(settings.grades, dtype=object)[number],
            "decided_by": "cut_off",
            "better_points": better[0],
            "better_places": better[1],
            "worse_points": worse[0],
            "worse_places": worse[1],
        }
    )


METHODS: Mapping[str, Callable[[Field, Settings], pd.DataFrame]] = {
    "henan_2019": henan_2019,
    "percentile": percentile,
}
