"""Lay policies over each other: key by key and rule by rule, the later wins.

A later layer replaces a key or rule with all its periods. If it left some of them
out, a past date would be judged by nothing, or by a law of another day: that is an
error, and so is a rule in force when a value that it needs is not. Unit, operator,
measure and the date that tells the edition are those of the layer below where the
later one does not name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TypeVar

from landuse.errors import PolicyError
from landuse.periods import first_gap, period_text
from landuse.policyfile import PolicyFile
from landuse.policyparts import Document, Rule, Value
from landuse.policyread import documents_of, not_found_of, rules_of, values_of

__all__ = ["Merged", "merged"]

#: How a value is compared: a layer that fills in a number need not repeat it.
_INHERITED = ("unit", "operator", "measure", "by")
#: Conditions that compare as the values that they need say.
_COMPOUNDS = ("any_of", "all_of")
Dated = TypeVar("Dated", Value, Rule)


@dataclass(slots=True)
class Merged:
    """What several layers say together."""

    documents: dict[str, Document] = field(default_factory=dict)
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    not_found: dict[str, tuple[str, ...]] = field(default_factory=dict)  #: by layer


def merged(files: tuple[PolicyFile, ...]) -> Merged:
    """Lay files over each other.

    Parameters
    ----------
    files : tuple of PolicyFile
        From the most general to the most local.

    Returns
    -------
    Merged
        Each key and rule with its periods in order.

    Raises
    ------
    PolicyError
        With file, line and key.

    Examples
    --------
    >>> from landuse.policyfile import read_layers
    >>> found = merged(read_layers("puyang"))
    >>> found.values["target.tax_yuan_per_mu"][0].layer
    'puyang'
    """
    whole = Merged()
    for file in files:
        whole.not_found[file.head["id"]] = not_found_of(file)
        whole.documents |= documents_of(file)
        values = values_of(file, whole.documents)
        rules = rules_of(file, whole.documents)
        _check_replaced(file, whole.values, values)
        _check_replaced(file, whole.rules, rules)
        _check_alike(file, whole.values, values)
        _check_compared(file, whole, values)
        whole.values |= _completed(whole.values, values)
        whole.rules |= rules
        _check_needs(file, whole)
    return whole


def _completed(
    before: Mapping[str, tuple[Value, ...]], after: Mapping[str, tuple[Value, ...]]
) -> dict[str, tuple[Value, ...]]:
    """New editions; how they are compared is as below where they do not say."""
    return {
        name: tuple(_taking(v, before[name][-1]) for v in new)
        if name in before
        else new
        for name, new in after.items()
    }


def _taking(value: Value, below: Value) -> Value:
    names = [name for name in _INHERITED if getattr(value, name) is None]
    return replace(value, **{name: getattr(below, name) for name in names})


def _check_replaced(
    file: PolicyFile,
    before: Mapping[str, tuple[Dated, ...]],
    after: Mapping[str, tuple[Dated, ...]],
) -> None:
    for name in before.keys() & after.keys():
        for part in before[name]:
            gap = first_gap(part.period, [new.period for new in after[name]])
            if gap is not None:
                msg = (
                    f"replaces only some periods of layer {part.layer!r}, which also "
                    f"has {period_text(gap)}; repeat that period here"
                )
                raise PolicyError(msg, file.path, name, after[name][0].line)


def _check_alike(
    file: PolicyFile,
    before: Mapping[str, tuple[Value, ...]],
    after: Mapping[str, tuple[Value, ...]],
) -> None:
    """What reads a value counts on its kind and unit."""
    for name in before.keys() & after.keys():
        for old, new in product(before[name], after[name]):
            if None not in (old.unit, new.unit) and old.unit != new.unit:
                msg = f"unit {new.unit!r} is not {old.unit!r} as in layer {old.layer!r}"
                raise PolicyError(msg, file.path, name, new.line)
            kinds = [_kind(v.value) for v in (old, new) if v.configured]
            if len(set(kinds)) > 1:
                msg = f"value is {kinds[1]}, where layer {old.layer!r} has {kinds[0]}"
                raise PolicyError(msg, file.path, name, new.line)


def _check_compared(
    file: PolicyFile, below: Merged, after: Mapping[str, tuple[Value, ...]]
) -> None:
    """A condition compares in its own way; only predicates take it from the value."""
    rules = [rule for editions in below.rules.values() for rule in editions]
    for name in below.values.keys() & after.keys():
        fixed = [r for r in rules if name in r.needs and r.condition not in _COMPOUNDS]
        known = below.values[name][-1].operator
        for new in after[name]:
            if fixed and None not in (known, new.operator) and new.operator != known:
                msg = (
                    f"operator {new.operator!r}: rule {fixed[0].id!r} compares with "
                    f"{known!r}; for another way add a rule of predicates (any_of)"
                )
                raise PolicyError(msg, file.path, name, new.line)


def _kind(value: object) -> str:
    """What sort of thing a value is; "1/3" is a number."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        try:
            Fraction(value)
        except ValueError:
            return "text"
        return "a number"
    names = {int: "a number", float: "a number", list: "a list", date: "a date"}
    return names.get(type(value), type(value).__name__)


def _check_needs(file: PolicyFile, whole: Merged) -> None:
    for rule in (rule for editions in whole.rules.values() for rule in editions):
        for need in rule.needs:
            known = whole.values.get(need)
            if known is None:
                msg = f"needs {need!r}, which no layer names"
                raise PolicyError(msg, file.path, rule.id, rule.line)
            gap = first_gap(rule.period, [value.period for value in known])
            if gap is not None:
                msg = (
                    f"is in force {period_text(gap)}, but {need!r}, which it needs, is "
                    "not; give the value for those days or the rule effective_from"
                )
                raise PolicyError(msg, file.path, rule.id, rule.line)
