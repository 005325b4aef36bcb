"""The parts of a policy, read from its tables and checked: values, rules, region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import Any

from landuse.errors import PolicyError
from landuse.policyfile import PolicyFile

__all__ = [
    "CONFIDENCES",
    "Region",
    "Rule",
    "Value",
    "region_of",
    "rules_of",
    "values_of",
]

#: Marks of how well a ground is known; words for staff in the vocabulary.
CONFIDENCES = ("S", "S~", "K", "I", "E")
_BOX = ("west", "south", "east", "north")
_OPERATORS = (">=", ">", "<=", "<", "==")


@dataclass(frozen=True, slots=True)
class Region:
    """Where the city lies: the hint for files that do not state their CRS."""

    box: tuple[float, float, float, float] | None  #: west, south, east, north
    working_epsg: int  #: projected CRS in which layers are brought together
    zones: tuple[tuple[str, ...], ...] = ()  #: names of each zone, official one first


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


def values_of(file: PolicyFile) -> dict[str, tuple[Value, ...]]:
    """Values of one file by key, each with its periods in order."""
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


def rules_of(file: PolicyFile) -> Iterator[Rule]:
    """Rules of one file, checked."""
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


def region_of(files: tuple[PolicyFile, ...]) -> Region:
    """Region of the last file that names one, key by key."""
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
        zones=tuple(tuple(map(str, names)) for names in region.get("zones", ())),
    )
