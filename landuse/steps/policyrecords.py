"""A policy as plain records: what is shown, explained and written to its page."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import Any

from landuse.analysis.conditions import condition_of
from landuse.errors import PolicyError
from landuse.policy import Document, Policy, Rule, Value

__all__ = ["policy_record", "rule_record", "rule_records", "value_record"]

#: What a mark of confidence leaves open, as a word of the group ``rulebook``.
_GAPS = {
    "K": "gap_review",
    "S~": "gap_excerpt",
    "I": "gap_inferred",
    "E": "gap_example",
}


def policy_record(policy: Policy, on: date | None = None) -> dict[str, Any]:
    """All that a policy says on a day.

    Parameters
    ----------
    policy : Policy
        The policy.
    on : date, optional
        The day; without it every edition is listed.

    Returns
    -------
    dict
        Plain content: head, ``documents``, ``values``, ``rules``, the keys that
        are ``not_configured`` and what was ``not_found``, by layer.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> record = policy_record(load_policy("puyang"), date(2022, 9, 30))
    >>> record["layers"], "stopped.months" in record["not_configured"]
    (['national', 'henan', 'puyang'], True)
    """
    values = [
        value
        for editions in policy.values.values()
        for value in editions
        if value.covers(on)
    ]
    return {
        "id": policy.id,
        "title": policy.title,
        "version": policy.version,
        "layers": list(policy.layers),
        "hash": policy.hash,
        "as_of": on,
        "documents": [_document(each) for each in policy.documents.values()],
        "values": [value_record(value, policy) for value in values],
        "rules": [
            rule_record(rule, policy, on) for rule in policy.rules if rule.covers(on)
        ],
        "not_configured": [value.key for value in values if not value.configured],
        "not_found": {n: list(texts) for n, texts in policy.not_found.items() if texts},
    }


def rule_records(
    policy: Policy, name: str, on: date | None = None
) -> list[dict[str, Any]]:
    """Every edition of a rule that is in force on a day.

    Parameters
    ----------
    policy : Policy
        The policy.
    name : str
        Id of the rule.
    on : date, optional
        The day; without it every edition is told.

    Returns
    -------
    list of dict
        See :func:`rule_record`; empty where none is in force on that day.

    Raises
    ------
    PolicyError
        For a rule that the policy does not have.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> found = rule_records(load_policy("national"), "idle-suspended")
    >>> found[0]["article"], found[0]["thresholds"][0]["operator"]
    ('第二条第二款', '<')
    """
    editions = policy.editions(name)
    if not editions:
        known = sorted({rule.id for rule in policy.rules})
        close = difflib.get_close_matches(name, known, 1)
        meant = f"did you mean {close[0]!r}? " if close else ""
        msg = f"no such rule; {meant}known are {', '.join(known)}"
        raise PolicyError(msg, policy.id, name)
    return [rule_record(rule, policy, on) for rule in editions if rule.covers(on)]


def rule_record(rule: Rule, policy: Policy, on: date | None = None) -> dict[str, Any]:
    """A rule with its thresholds, the facts that it needs, and its gaps.

    Parameters
    ----------
    rule : Rule
        One edition.
    policy : Policy
        The policy that it belongs to.
    on : date, optional
        Day of the thresholds; without it all editions that the rule has met. Editions
        that count by another date, such as that of the contract, are all listed.

    Returns
    -------
    dict
        Plain content. A gap is a word of the vocabulary's group ``rulebook``, the
        key that it is about (None for the rule itself), and the state of a document.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> record = rule_record(policy.editions("stopped-enterprise")[0], policy)
    >>> [gap["gap"] for gap in record["gaps"]]
    ['gap_review', 'gap_not_configured', 'gap_review']
    """
    condition = condition_of(rule, policy)
    thresholds = [
        value
        for need in rule.needs
        for value in policy.values[need]
        if (value.covers(on) or value.by) and _meet(rule, value)
    ]
    return {
        "id": rule.id,
        "category": rule.category,
        "subject": rule.subject,
        "title": rule.title,
        "title_en": rule.title_en,
        "condition": rule.condition,
        "about": rule.about,
        "land_use": rule.land_use,
        **_ground(rule, policy),
        "thresholds": [value_record(value, policy) for value in thresholds],
        "facts": list(condition.facts),
        "gaps": _gaps(rule, thresholds, policy.documents),
    }


def _meet(rule: Rule, value: Value) -> bool:
    (start, end), (first, last) = rule.period, value.period
    return first <= end and start <= last


def _document(document: Document) -> dict[str, Any]:
    names = ("id", "title", "title_en", "number", "seen", "note")
    dates = ("effective_from", "effective_to", "layer")
    return {name: getattr(document, name) for name in (*names, *dates)}


def value_record(value: Value, policy: Policy) -> dict[str, Any]:
    """A value with its ground.

    Parameters
    ----------
    value : Value
        One edition.
    policy : Policy
        The policy that it belongs to.

    Returns
    -------
    dict
        Plain content.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> value_record(policy.entry("target.revitalized_mu"), policy)["layer"]
    'puyang'
    """
    return {
        "key": value.key,
        "value": value.value,
        "configured": value.configured,
        "operator": value.operator,
        "unit": value.unit,
        "measure": value.measure,
        "years": value.years,
        "by": value.by,
        **_ground(value, policy),
    }


def _ground(part: Value | Rule, policy: Policy) -> dict[str, Any]:
    cited = policy.documents.get(part.document or "")
    return {
        "basis": part.basis,
        "document": None if cited is None else cited.name,
        "document_no": None if cited is None else cited.number,
        "article": part.article,
        "confidence": part.confidence,
        "legal_review": part.legal_review,
        "effective_from": part.effective_from,
        "effective_to": part.effective_to,
        "layer": part.layer,
        "line": part.line,
        "note": part.note,
    }


def _gaps(
    rule: Rule, thresholds: list[Value], documents: Mapping[str, Document]
) -> list[dict[str, Any]]:
    found = _gaps_of(rule, None)
    for value in thresholds:
        found += _gaps_of(value, value.key)
    cited = [rule.document, *(value.document for value in thresholds)]
    for name in dict.fromkeys(cited):
        if name is not None and documents[name].seen != "full":
            document = documents[name]
            found.append(
                {"gap": "gap_document", "key": document.name, "seen": document.seen}
            )
    return found


def _gaps_of(part: Value | Rule, key: str | None) -> list[dict[str, Any]]:
    found = []
    if isinstance(part, Value) and not part.configured:
        found.append({"gap": "gap_not_configured", "key": key, "seen": None})
    if part.confidence in _GAPS:
        found.append({"gap": _GAPS[part.confidence], "key": key, "seen": None})
    return found
