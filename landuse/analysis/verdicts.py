"""One rule tested on all its subjects: verdict, state, evidence and what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from landuse.analysis.arithmetic import Comparison, in_words
from landuse.analysis.batches.origins import BATCH
from landuse.analysis.conditions import condition_of
from landuse.analysis.facts import Facts
from landuse.analysis.findings import (
    evidence_of,
    findings_frame,
    plain_values,
    record,
    thresholds_of,
)
from landuse.analysis.rules.compound import is_set
from landuse.analysis.rules.outcome import Condition, Outcome, never
from landuse.policy import Policy, Rule

__all__ = ["findings_of"]

_VERDICTS = np.array(["no", "yes", "cannot_tell", "not_configured"], dtype=object)
_NO, _YES, _UNTOLD, _OPEN = range(4)
_DECISION = ("determination_no", "determination_date")
_SOURCES = ("source_file", "source_layer", "source_row")
#: Facts on which it depends whether a rule about parcels applies at all.
_STAGES = (
    "supply_date",
    "contract_date",
    "start_date",
    "completion_date",
    "production_date",
    "full_production_date",
    "acceptance_date",
)


def findings_of(
    facts: Facts, rule: Rule, policy: Policy, keep: Sequence[str]
) -> pd.DataFrame:
    """Test one rule on all subjects; evidence is built for the kept rows only.

    Parameters
    ----------
    facts : Facts
        The ground, of the rule's kind of subject.
    rule : Rule
        Names a condition.
    policy : Policy
        Gives the thresholds.
    keep : sequence of str
        Verdicts to keep.

    Returns
    -------
    DataFrame
        Findings, on the index of the kept subjects.

    Raises
    ------
    PolicyError
        The rule names a condition that does not exist, or one of other subjects.

    Examples
    --------
    >>> from landuse.analysis.facts import gather
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy = load_policy("puyang")
    >>> facts = gather(make_parcels(due_start_date="2020-01-01"), policy,
    ...                pd.Timestamp("2022-09-30"))
    >>> findings_of(facts, policy.rules[0], policy, ("yes",))["verdict"].tolist()
    ['yes']
    """
    condition = condition_of(rule, policy)
    if not _can_be_tested(condition, facts):
        return findings_frame([])
    day = facts.as_of.date()
    configured = _is_configured(rule, policy, day)
    applies = condition.applies(facts)
    if configured:
        outcome = condition.test(facts, policy)
        codes = _codes(applies & outcome.holds)
    else:
        outcome = _nothing(facts)
        codes = np.where(applies.fillna(value=True), _OPEN, _NO)
    kept = np.isin(_VERDICTS[codes], list(keep))
    rows = _rows(facts, condition, outcome, codes, kept)
    part = facts.frame[_quotable(facts.frame, condition)][kept]
    thresholds = thresholds_of(rule, policy, day)
    values = _values(part, condition, outcome, thresholds)
    values["missing"] = _lists(rows["missing"])
    values["as_of"] = [day.isoformat()] * len(part)
    words = in_words(rule.condition, rows["verdict"].tolist(), values)
    rows["evidence"] = evidence_of(
        part, condition.facts, outcome.derived, condition.formula, thresholds, words
    )
    rows["state"] = _state(part, rows["verdict"], rule, facts.as_of)
    return record(rows, rule, policy, facts.as_of)


def _can_be_tested(condition: Condition, facts: Facts) -> bool:
    """Whether there are the tables and layers that a condition is about."""
    if condition.of_enterprises and not facts.has_enterprises:
        return False
    if condition.of_batches and f"{BATCH}batch_id" not in facts.frame:
        return False
    return facts.layers.keys() >= set(condition.layers)


def _is_configured(rule: Rule, policy: Policy, day: date) -> bool:
    """Whether a rule has what it needs; of ``any_of`` one predicate is enough."""
    enough = any if rule.condition == "any_of" else all
    return enough(is_set(policy, need, day) for need in rule.needs)


def _quotable(frame: pd.DataFrame, condition: Condition) -> list[str]:
    """Columns that evidence and state are made of: to copy all would take longer."""
    named = {*condition.facts, *_DECISION}
    return [n for n in frame.columns if n in named or n.endswith(_SOURCES)]


def _lists(texts: pd.Series) -> list[list[str]]:
    """The lists that texts hold; most of them are the same."""
    known = {text: json.loads(text) for text in texts.unique()}
    return [known[text] for text in texts]


def _codes(holds: pd.Series) -> np.ndarray:
    codes = holds.fillna(value=False).to_numpy(dtype=bool).astype(np.int8)
    codes[holds.isna().to_numpy()] = _UNTOLD
    return codes


def _nothing(facts: Facts) -> Outcome:
    nothing = never(facts)
    return Outcome(nothing.notna().astype("boolean"), nothing)


def _rows(
    facts: Facts,
    condition: Condition,
    outcome: Outcome,
    codes: np.ndarray,
    kept: np.ndarray,
) -> pd.DataFrame:
    names = dict.fromkeys([facts.key, "zone_id", "area_m2", "area_basis"])
    frame = facts.frame.loc[kept, list(names)]
    verdict = pd.Series(_VERDICTS[codes[kept]], index=frame.index, dtype="str")
    area = frame["area_m2"] if outcome.area_m2 is None else outcome.area_m2[kept]
    return pd.DataFrame(
        {
            "subject_id": frame[facts.key],
            "zone_id": frame["zone_id"],
            "verdict": verdict,
            "since": outcome.since[kept].where(verdict == "yes"),
            "area_m2": area,
            "area_basis": frame["area_basis"],
            "missing": _missing(facts, condition, outcome, codes, kept),
        }
    )


def _values(
    frame: pd.DataFrame,
    condition: Condition,
    outcome: Outcome,
    thresholds: Mapping[str, Any],
) -> dict[str, list[Any]]:
    """All that a sentence may name: facts, figures, thresholds of each row."""
    values = {n: plain_values(frame[n]) for n in condition.facts if n in frame}
    for name, figure in outcome.derived.items():
        values[name] = plain_values(figure.reindex(frame.index))
    limits = {key: [limit["value"]] * len(frame) for key, limit in thresholds.items()}
    return values | limits | {"predicates": _predicates(frame, outcome)}


def _predicates(frame: pd.DataFrame, outcome: Outcome) -> list[list[Comparison]]:
    """What each row compared: measure, figure, operator and limit."""
    columns = []
    for part in outcome.predicates:
        limits: list[Any] = [part.limit] * len(frame)
        if isinstance(part.limit, pd.Series):
            limits = plain_values(part.limit.reindex(frame.index))
        figures = plain_values(part.latest.reindex(frame.index))
        columns.append(
            [
                Comparison(part.name, figure, part.operator, limit)
                for figure, limit in zip(figures, limits, strict=True)
            ]
        )
    rows = zip(*columns, strict=True) if columns else [()] * len(frame)
    return [list(row) for row in rows]


def _state(
    frame: pd.DataFrame, verdict: pd.Series, rule: Rule, as_of: pd.Timestamp
) -> pd.Series:
    """``determined`` only with number and date of the decision (idle land only)."""
    state = pd.Series("suspected", index=frame.index, dtype="str")
    if rule.category == "idle":
        decided = frame["determination_date"] <= as_of
        state = state.mask(decided & frame["determination_no"].notna(), "determined")
    return state.where(verdict == "yes")


def _missing(
    facts: Facts,
    condition: Condition,
    outcome: Outcome,
    codes: np.ndarray,
    kept: np.ndarray,
) -> list[str]:
    """Facts for want of which it cannot be told, also whether the rule applies."""
    tells = np.flatnonzero(kept)[codes[kept] == _UNTOLD]
    stages = _STAGES if condition.subject == "parcel" else ()
    lacking = {name: facts.unknown(name) for name in stages}
    for name, where in outcome.missing.items():
        lacking[name] = lacking.get(name, False) | where.fillna(value=False)
    masks = {n: m.to_numpy(dtype=bool)[tells].tolist() for n, m in lacking.items()}
    texts = dict.fromkeys(np.flatnonzero(kept).tolist(), "[]")
    for place, row in enumerate(tells.tolist()):
        texts[row] = json.dumps([n for n, mask in masks.items() if mask[place]])
    return list(texts.values())
