"""How well a plot keeps what was agreed, from 0 to 100, by weights of the policy.

Three parts: steps in time, promises kept, breaches. A part of which nothing can be
told does not count, and neither does a step or promise that is not due yet: what is
missing is not 0. Where no part can be told, or the policy has no weights, there is no
score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_date
from landuse.analysis.indicators import note
from landuse.analysis.lifecycle.breaches import BREACH_STATES
from landuse.analysis.scoreboard.exact import exact
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = ["COUNTED", "ScoreRule", "performance", "score_rule"]

_KEY = "lifecycle.score"
_PARTS = ("milestones", "commitments", "breaches")
_KNOWN = (*_PARTS, "done_late", "deduct")
#: Columns of the counts: steps, promises, and breaches by state.
COUNTED = (
    "milestones_on_time",
    "milestones_late",
    "milestones_overdue",
    "commitments_met",
    "commitments_breached",
    "commitments_no_measurement",
    *(f"breaches_{state}" for state in BREACH_STATES),
)
#: In place of a count that is not known: there is no table of it.
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """What the policy says of the score."""

    weights: Mapping[str, Fraction]  #: of the parts
    done_late: Fraction  #: share of a step in time that a late one is worth
    deduct: Mapping[str, Fraction]  #: share that a breach of a state takes away


def score_rule(policy: Policy, on: date | None = None) -> ScoreRule | None:
    """The rule of the score that is in force on a day.

    Parameters
    ----------
    policy : Policy
        ``lifecycle.score``: weights of ``milestones``, ``commitments`` and
        ``breaches``; ``done_late``, the share that a late step is worth; ``deduct``,
        the share of the part that each breach takes away, by its state.
    on : date, optional
        The day.

    Returns
    -------
    ScoreRule or None
        None where it is not configured. A part without a weight does not count, a
        state that is not named takes nothing away.

    Raises
    ------
    PolicyError
        A key or state that is not known, no weight above 0, a share outside 0 to 1.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> score_rule(load_policy("national")) is None
    True
    """
    if not policy.is_configured(_KEY, on):
        return None
    table = policy.value(_KEY, on)
    if not isinstance(table, Mapping) or not isinstance(
        table.get("deduct", {}), Mapping
    ):
        msg = f"must be a table with {', '.join(_KNOWN)}; deduct is a table of states"
        raise PolicyError(msg, policy.id, _KEY)
    deduct = table.get("deduct", {})
    _check_names(policy, table, _KNOWN)
    _check_names(policy, deduct, BREACH_STATES)
    weights = {part: _number(policy, part, table.get(part, 0)) for part in _PARTS}
    if not any(weights.values()):
        msg = f"give at least one of {', '.join(_PARTS)} a weight above 0"
        raise PolicyError(msg, policy.id, _KEY)
    return ScoreRule(
        weights=weights,
        done_late=_number(policy, "done_late", table.get("done_late"), most=1),
        deduct={name: _number(policy, name, n, most=1) for name, n in deduct.items()},
    )


def _check_names(
    policy: Policy, table: Mapping[str, Any], known: tuple[str, ...]
) -> None:
    for name in table:
        if name not in known:
            msg = f"{name!r} is not one of {', '.join(known)}"
            raise PolicyError(msg, policy.id, _KEY)


def _number(policy: Policy, name: str, value: Any, most: int | None = None) -> Fraction:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    number = exact(value) if known and math.isfinite(value) else None
    if number is None or number < 0 or (most is not None and number > most):
        end = "" if most is None else f" and not above {most}"
        msg = f"{name} must be a number not below 0{end}, not {value!r}"
        raise PolicyError(msg, policy.id, _KEY)
    return number


def performance(
    counts: pd.DataFrame, policy: Policy, as_of: date | str
) -> pd.DataFrame:
    """The score of each plot and what it rests on.

    Parameters
    ----------
    counts : DataFrame
        :data:`COUNTED`: how many steps were done in time or late or are overdue, how
        many promises are kept, broken or due and not measured, how many breaches are
        in each state. Missing where there is no table of them. Not looked at where no
        score is configured.
    policy : Policy
        ``lifecycle.score``.
    as_of : date or str
        The day.

    Returns
    -------
    DataFrame
        On the index of the counts. ``performance_score``: the weighted mean of the
        parts that can be told, times 100. ``performance_basis``: of each part with
        a weight what was reached of what counts, and the weight (``0/0`` where
        nothing counts, ``?`` where there is no table), and how many promises were
        not measured; see :func:`landuse.analysis.indicators.note_label`. Without
        breaches their part is whole, but only where something else counts.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> counts = pd.DataFrame(dict.fromkeys(COUNTED, 0), index=[0])
    >>> performance(counts, load_policy("national"), "2022-09-30").values.tolist()
    [[nan, nan]]
    """
    rule = score_rule(policy, as_date(as_of))
    found = pd.DataFrame(
        {
            "performance_score": pd.Series(np.nan, counts.index, dtype="float64"),
            "performance_basis": pd.Series(None, counts.index, dtype="str"),
        }
    )
    if rule is None or not len(counts):
        return found
    numbers = counts[list(COUNTED)].astype("Float64").fillna(_UNKNOWN)
    distinct, place = np.unique(numbers.to_numpy("int64"), axis=0, return_inverse=True)
    said = [
        _scored(dict(zip(COUNTED, map(int, row), strict=True)), rule)
        for row in distinct
    ]
    scores = np.array([score for score, _ in said], dtype="float64")
    bases = pd.array([basis for _, basis in said], dtype="str")
    place = place.reshape(-1)
    found["performance_score"] = scores[place]
    found["performance_basis"] = pd.Series(bases.take(place), counts.index)
    return found


class _Part(NamedTuple):
    """What was reached of what counts; nothing is reached of what is not known."""

    reached: Fraction
    of: int | None  #: missing where there is no table


def _scored(counts: Mapping[str, int], rule: ScoreRule) -> tuple[float, str | None]:
    """Score and basis of one set of counts."""
    parts = {
        "milestones": _steps(counts, rule),
        "commitments": _promises(counts),
        "breaches": _Part(Fraction(0), None),
    }
    others = sum(part.of or 0 for part in parts.values())
    parts["breaches"] = _clean(counts, rule, others)
    weighed = {name: part for name, part in parts.items() if rule.weights[name]}
    told = {name: part for name, part in weighed.items() if part.of}
    facts = {f"score_{n}": _text(p, rule.weights[n]) for n, p in weighed.items()}
    basis = note(**facts, not_measured=max(counts["commitments_no_measurement"], 0))
    if not told:
        return float("nan"), basis
    whole = sum((rule.weights[name] for name in told), Fraction(0))
    reached = sum(
        (rule.weights[n] * p.reached / (p.of or 1) for n, p in told.items()),
        Fraction(0),
    )
    return float(100 * reached / whole), basis


def _steps(counts: Mapping[str, int], rule: ScoreRule) -> _Part:
    done, late, overdue = (
        counts[f"milestones_{name}"] for name in ("on_time", "late", "overdue")
    )
    if _UNKNOWN in (done, late, overdue):
        return _Part(Fraction(0), None)
    return _Part(done + rule.done_late * late, done + late + overdue)


def _promises(counts: Mapping[str, int]) -> _Part:
    met, breached = counts["commitments_met"], counts["commitments_breached"]
    if _UNKNOWN in (met, breached):
        return _Part(Fraction(0), None)
    return _Part(Fraction(met), met + breached)


def _clean(counts: Mapping[str, int], rule: ScoreRule, others: int) -> _Part:
    """What the breaches leave of their part; below nothing it does not go."""
    known = {state: counts[f"breaches_{state}"] for state in BREACH_STATES}
    if _UNKNOWN in known.values():
        return _Part(Fraction(0), None)
    if not others and not any(known.values()):
        return _Part(Fraction(0), 0)
    taken = sum(
        (share * known[state] for state, share in rule.deduct.items()), Fraction(0)
    )
    return _Part(max(1 - taken, Fraction(0)), 1)


def _text(part: _Part, weight: Fraction) -> str:
    reached = "?" if part.of is None else f"{float(part.reached):g}/{part.of}"
    return f"{reached}×{float(weight):g}"
