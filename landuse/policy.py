"""Law, thresholds, dates and targets as dated data, with their legal ground.

A policy is a TOML file that may extend another: national <- henan <- puyang <-
a bureau's own. A value that the law leaves open and that no layer fills is
*not configured*; the rule that needs it says so instead of guessing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import pairwise
from typing import Any

from landuse.errors import PolicyError
from landuse.policyfile import PolicyFile, read_layers

__all__ = ["CONFIDENCES", "Policy", "Region", "Rule", "Value", "load_policy"]

#: Marks of how well a ground is known; words for staff in the vocabulary.
CONFIDENCES = ("S", "S~", "K", "I", "E")
_BOX = ("west", "south", "east", "north")
_OPERATORS = (">=", ">", "<=", "<", "==")


@dataclass(frozen=True, slots=True)
class Region:
    """Where the city lies: the hint for files that do not state their CRS."""

    box: tuple[float, float, float, float] | None  #: west, south, east, north
    working_epsg: int  #: projected CRS in which layers are brought together


@dataclass(frozen=True, slots=True)
class Value:
    """One number, date or list of a policy, for one period of time."""

    key: str  #: dotted name, e.g. ``idle.period_years``
    basis: str  #: law and article, shown to staff
    confidence: str  #: one of :data:`CONFIDENCES`
    value: Any = None
    configured: bool = True  #: False where the law leaves it open
    unit: str | None = None
    operator: str | None = None  #: how a figure is compared with the value
    note: str | None = None
    legal_review: str | None = None  #: ``required`` where practice, not a text
    effective_from: date | None = None
    effective_to: date | None = None

    def covers(self, on: date | None) -> bool:
        """Whether the value is in force on a day; without a day, always."""
        return _in_force(self, on)


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition with its legal ground."""

    id: str  #: stable, kebab-case, never reused
    category: str  #: idle, unsupplied, stalled, stopped, inefficient ...
    subject: str  #: parcel or batch
    condition: str  #: name of a function in :mod:`landuse.analysis`
    basis: str
    confidence: str
    title: str
    needs: tuple[str, ...] = ()  #: keys that must be configured
    note: str | None = None
    legal_review: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    def covers(self, on: date | None) -> bool:
        """Whether the rule is in force on a day; without a day, always."""
        return _in_force(self, on)


def _in_force(dated: Value | Rule, on: date | None) -> bool:
    start, end = dated.effective_from or date.min, dated.effective_to or date.max
    return on is None or start <= on <= end


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole set of dated values and rules; made by :func:`load_policy`."""

    id: str
    title: str
    version: str
    layers: tuple[str, ...]  #: ids from the most general to this one
    region: Region
    values: Mapping[str, tuple[Value, ...]]
    rules: tuple[Rule, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of all values and rules: what a finding was judged by."""
        content = {
            "id": self.id,
            "region": asdict(self.region),
            "values": {k: [asdict(v) for v in vs] for k, vs in self.values.items()},
            "rules": [asdict(rule) for rule in self.rules],
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def entry(self, key: str, on: date | None = None) -> Value:
        """A value with its basis.

        Parameters
        ----------
        key : str
            Dotted name.
        on : date, optional
            Day on which it must be in force; without it the latest.

        Returns
        -------
        Value
            Possibly one that is not configured.

        Raises
        ------
        PolicyError
            Unknown key, or none in force on that day.

        Examples
        --------
        >>> load_policy("national").entry("idle.period_years").value
        1
        """
        if key not in self.values:
            msg = "no such value in the policy or the layers that it extends"
            raise PolicyError(msg, self.id, key)
        valid = [value for value in self.values[key] if value.covers(on)]
        if not valid:
            msg = f"no value in force on {on}; add one with effective_from"
            raise PolicyError(msg, self.id, key)
        return valid[-1]

    def value(self, key: str, on: date | None = None) -> Any:
        """The bare value of a key that must be configured.

        Parameters
        ----------
        key : str
            Dotted name.
        on : date, optional
            Day on which it must be in force.

        Returns
        -------
        object
            Number, text, date or list.

        Raises
        ------
        PolicyError
            Unknown, not in force or not configured.

        Examples
        --------
        >>> load_policy("puyang").value("target.revitalized_mu")
        25000
        """
        entry = self.entry(key, on)
        if not entry.configured:
            msg = f"not configured ({entry.basis}); set it in a policy of your own"
            raise PolicyError(msg, self.id, key)
        return entry.value

    def is_configured(self, key: str, on: date | None = None) -> bool:
        """Whether a key has a value on a day."""
        return key in self.values and self.entry(key, on).configured

    def rules_on(self, on: date) -> tuple[Rule, ...]:
        """The rules in force on a day, in the order of the files."""
        return tuple(rule for rule in self.rules if rule.covers(on))


def load_policy(name_or_path: object) -> Policy:
    """Read a policy and the layers that it extends.

    Parameters
    ----------
    name_or_path : str or Path
        ``"national"``, ``"henan"``, ``"puyang"``, or a TOML file.

    Returns
    -------
    Policy
        Later layers win key by key and rule by rule.

    Raises
    ------
    PolicyError
        Unknown name or key, missing basis or confidence, overlapping periods;
        the message names file and key.

    Examples
    --------
    >>> load_policy("puyang").layers
    ('national', 'henan', 'puyang')
    """
    files = read_layers(str(name_or_path))
    values: dict[str, tuple[Value, ...]] = {}
    rules: dict[str, Rule] = {}
    for file in files:
        values |= _values_of(file)
        rules |= {rule.id: rule for rule in _rules_of(file)}
    last = files[-1]
    _check_needs(last, values, rules)
    return Policy(
        id=last.head["id"],
        title=last.head["title"],
        version=str(last.head.get("version", "")),
        layers=tuple(file.head["id"] for file in files),
        region=_region_of(files),
        values=dict(sorted(values.items())),
        rules=tuple(rules.values()),
    )


def _values_of(file: PolicyFile) -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {}
    for raw in file.values:
        value = Value(**_checked(file, raw, Value, raw.get("key", "value")))
        if value.configured == (value.value is None):
            msg = "give either value or configured = false"
            raise PolicyError(msg, file.path, value.key)
        if value.operator not in (None, *_OPERATORS):
            msg = f"operator {value.operator!r} is not one of {', '.join(_OPERATORS)}"
            raise PolicyError(msg, file.path, value.key)
        found.setdefault(value.key, []).append(value)
    return {key: _in_order(file, key, periods) for key, periods in found.items()}


def _in_order(file: PolicyFile, key: str, periods: list[Value]) -> tuple[Value, ...]:
    ordered = sorted(periods, key=lambda v: v.effective_from or date.min)
    for earlier, later in pairwise(ordered):
        end = earlier.effective_to or date.max
        if (later.effective_from or date.min) <= end:
            msg = f"periods overlap at {later.effective_from}; set effective_to"
            raise PolicyError(msg, file.path, key)
    return tuple(ordered)


def _rules_of(file: PolicyFile) -> Iterator[Rule]:
    for raw in file.rules:
        content = _checked(file, raw, Rule, raw.get("id", "rule"))
        yield Rule(**{**content, "needs": tuple(content.get("needs", ()))})


def _checked(
    file: PolicyFile, raw: dict[str, Any], shape: type, key: str
) -> dict[str, Any]:
    known = {field.name: field for field in fields(shape)}
    unknown = sorted(set(raw) - set(known))
    if unknown:
        msg = f"unknown key {unknown[0]!r}; known are {', '.join(known)}"
        raise PolicyError(msg, file.path, key)
    missing = [n for n in list(known)[: _obligatory(shape)] if not raw.get(n)]
    if missing:
        raise PolicyError(f"{missing[0]} is missing", file.path, key)
    if raw["confidence"] not in CONFIDENCES:
        msg = f"confidence {raw['confidence']!r} is not one of {', '.join(CONFIDENCES)}"
        raise PolicyError(msg, file.path, key)
    if raw["confidence"] == "K" and raw.get("legal_review") != "required":
        msg = 'a ground known from practice only needs legal_review = "required"'
        raise PolicyError(msg, file.path, key)
    return raw


def _obligatory(shape: type) -> int:
    return {Value: 3, Rule: 7}[shape]


def _check_needs(
    file: PolicyFile, values: dict[str, tuple[Value, ...]], rules: dict[str, Rule]
) -> None:
    for rule in rules.values():
        for need in rule.needs:
            if need not in values:
                msg = f"needs {need!r}, which no layer names"
                raise PolicyError(msg, file.path, rule.id)


def _region_of(files: tuple[PolicyFile, ...]) -> Region:
    region: dict[str, Any] = {}
    for file in files:
        region |= file.region
    box = region.get("box")
    if box is not None and (
        len(box) != len(_BOX) or box[0] >= box[2] or box[1] >= box[3]
    ):
        msg = "box must be [west, south, east, north] in degrees"
        raise PolicyError(msg, files[-1].path, "region")
    return Region(
        box=None if box is None else (box[0], box[1], box[2], box[3]),
        working_epsg=int(region.get("working_epsg", 4547)),
    )
