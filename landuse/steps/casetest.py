"""Hold a policy to its cases: what each rule says of a few facts."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from landuse.analysis.flags import flag, primary_category
from landuse.policy import Policy, Rule
from landuse.schema import empty_frame
from landuse.steps.casefile import Case
from landuse.steps.caseframes import case_frames
from landuse.steps.layers import layers_of
from landuse.steps.policyrecords import value_record
from landuse.steps.policywords import value_words
from landuse.vocabulary import LANGUAGES, label

__all__ = ["Checked", "run_cases", "untested"]

#: From the strongest to the weakest, where several subjects or rules speak.
_VERDICTS = ("yes", "cannot_tell", "not_configured", "no")
_STATES = ("determined", "suspected")
#: A rule without a finding: not in force, or without the data that it is about.
_NONE = ("not_in_force", "not_tested")
_PRIMARY = ("primary", "主类别")


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that a case expects, and what was found."""

    case: str
    line: int | None
    about: str  #: rule, category, ``primary`` or key, as the case calls it
    expected: str  #: an identifier, or the words of a value
    found: str
    passed: bool
    missing: tuple[str, ...] = ()  #: facts for want of which it cannot be told


@dataclass(frozen=True, slots=True)
class _Judged:
    """A case with its findings."""

    policy: Policy
    case: Case
    parcels: pd.DataFrame
    findings: pd.DataFrame


def run_cases(policy: Policy, cases: Iterable[Case]) -> list[Checked]:
    """Judge every case, and compare.

    Parameters
    ----------
    policy : Policy
        The policy.
    cases : iterable of Case
        From :func:`landuse.steps.casefile.read_cases`.

    Returns
    -------
    list of Checked
        One for each thing that a case expects, in their order.

    Raises
    ------
    PolicyError
        A case names a rule, category, verdict, key or field that is not known.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.steps.casefile import cases_path, read_cases
    >>> found = run_cases(load_policy("national"), read_cases(cases_path("national")))
    >>> all(one.passed for one in found)
    True
    """
    return [checked for case in cases for checked in _run(policy, case)]


def _run(policy: Policy, case: Case) -> list[Checked]:
    found = [_value(policy, case, *pair) for pair in (case.value or {}).items()]
    if not case.expect:
        return found
    frames = case_frames(case)
    parcels = frames.get("parcels", empty_frame("parcels"))
    findings = flag(
        parcels,
        replace(policy, rules=_asked(policy, case.expect)),
        case.as_of,
        approvals=frames.get("approvals"),
        enterprises=frames.get("enterprises"),
        zones=frames.get("zones"),
        layers=layers_of(frames),
        keep=_VERDICTS,
    )
    judged = _Judged(policy, case, parcels, findings)
    return found + [_verdict(judged, *pair) for pair in case.expect.items()]


def _asked(policy: Policy, expect: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that a case asks for; all of them for the primary category."""
    words = _categories(policy)
    names = {words.get(about, about) for about in expect}
    if names.intersection(_PRIMARY):
        return policy.rules
    return tuple(r for r in policy.rules if names & {r.id, r.category})


def _value(policy: Policy, case: Case, key: str, expected: str) -> Checked:
    if key not in policy.values:
        raise case.error(f"no value is called {key!r}{_meant(key, policy.values)}")
    record = value_record(policy.entry(key, case.as_of), policy)
    said = [value_words(record, lang) for lang in LANGUAGES]
    passed = _bare(expected) in map(_bare, said)
    return Checked(case.name, case.line, key, expected, said[0], passed)


def _bare(words: str) -> str:
    return "".join(words.split()).replace(",", "")


def _verdict(judged: _Judged, about: str, expected: str) -> Checked:
    case, rows = judged.case, judged.findings
    if about in _PRIMARY:
        found, known = _primary(judged), _categories(judged.policy)
        rows = rows[:0]
    else:
        rows, known = _rows(judged, about), _verdict_words()
        found = _found(judged, about, rows, known.get(expected, ""))
    if expected not in known:
        msg = f"{expected!r} is no word for what can be found"
        raise case.error(f"{msg}{_meant(expected, known)}")
    wanted = known[expected]
    return Checked(
        case.name, case.line, about, wanted, found, wanted == found, _missing(rows)
    )


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


@cache
def _verdict_words() -> dict[str, str]:
    """Identifier by each word for a verdict or state."""
    groups = {"verdict": _VERDICTS, "state": _STATES, "rulebook": _NONE}
    ids = {name: name for names in groups.values() for name in names}
    return ids | {
        label(group, name, lang): name
        for group, names in groups.items()
        for name in names
        for lang in LANGUAGES
    }


def _categories(policy: Policy) -> dict[str, str]:
    """Category by each word for it."""
    names = {rule.category for rule in policy.rules} | {"normal"}
    ids = {name: name for name in sorted(names)}
    return ids | {label("category", n, lang): n for n in ids for lang in LANGUAGES}


def _primary(judged: _Judged) -> str:
    found = primary_category(
        judged.parcels, judged.findings, judged.policy, judged.case.as_of
    )
    return "normal" if found.empty else str(found.iloc[0])


def _rows(judged: _Judged, about: str) -> pd.DataFrame:
    """The findings of a rule or of all rules of a category."""
    findings, categories = judged.findings, _categories(judged.policy)
    rules = {rule.id for rule in judged.policy.rules}
    if about in rules:
        return findings[findings["rule"] == about]
    if about in categories:
        return findings[findings["category"] == categories[about]]
    msg = f"no rule or category is called {about!r}"
    raise judged.case.error(f"{msg}{_meant(about, [*rules, *categories])}")


def _found(judged: _Judged, about: str, rows: pd.DataFrame, wanted: str) -> str:
    """The strongest verdict, or the state where a state is expected."""
    if rows.empty:
        now = [rule.id for rule in judged.policy.rules_on(judged.case.as_of)]
        return _NONE[about in now or about in _categories(judged.policy)]
    names, column = (_STATES, "state") if wanted in _STATES else (_VERDICTS, "verdict")
    held = [name for name in names if (rows[column] == name).any()]
    return held[0] if held else _found(judged, about, rows, "")


def _missing(rows: pd.DataFrame) -> tuple[str, ...]:
    names = [n for text in rows["missing"].dropna() for n in json.loads(text)]
    return tuple(dict.fromkeys(names))


def untested(policy: Policy, results: Iterable[Checked]) -> dict[str, tuple[str, ...]]:
    """What the cases leave untested of the rules that a layer sets or fills.

    Parameters
    ----------
    policy : Policy
        The policy.
    results : iterable of Checked
        Of :func:`run_cases`.

    Returns
    -------
    dict of str to tuple of str
        Rule to verdicts that no case of it has: ``yes``, ``no`` and ``cannot_tell``,
        or ``not_configured`` where a threshold is open. Rules with all are left out,
        and those that the layer takes over as they are: their own layer tests them.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> untested(load_policy("national"), [])["stopped-enterprise"]
    ('not_configured',)
    """
    seen: dict[str, set[str]] = {}
    for one in results:
        state = one.expected in _STATES
        seen.setdefault(one.about, set()).add("yes" if state else one.expected)
    left = {}
    for rule in (rule for rule in policy.rules if _is_own(rule, policy)):
        needed: tuple[str, ...] = ("yes", "no", "cannot_tell")
        if not all(policy.is_configured(need) for need in rule.needs):
            needed = ("not_configured",)
        gone = tuple(n for n in needed if n not in seen.get(rule.id, set()))
        if gone:
            left[rule.id] = gone
    return left


def _is_own(rule: Rule, policy: Policy) -> bool:
    used = [value for need in rule.needs for value in policy.values[need]]
    return policy.id in (rule.layer, *(value.layer for value in used))
