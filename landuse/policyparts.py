"""The parts of a policy: documents, values, rules, region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from landuse.periods import Period, period_of

__all__ = ["CONFIDENCES", "OPERATORS", "SEEN", "Document", "Region", "Rule", "Value"]

#: Marks of how well a ground is known; words for staff in the vocabulary.
CONFIDENCES = ("S", "S~", "K", "I", "E")
#: How much of a document was read by those who wrote the policy.
SEEN = ("full", "part", "none")
OPERATORS = (">=", ">", "<=", "<", "==", "in")


@dataclass(frozen=True, slots=True)
class Region:
    """Where the city lies: the hint for files that do not state their CRS."""

    box: tuple[float, float, float, float] | None  #: west, south, east, north
    #: Projected CRS in which layers are brought together; None if no policy names it.
    working_epsg: int | None
    zones: tuple[tuple[str, ...], ...] = ()  #: names of each zone, official one first


@dataclass(frozen=True, slots=True)
class Document:
    """A law, order or notice that values and rules cite."""

    id: str  #: short name within policies
    seen: str  #: one of :data:`SEEN`
    title: str | None = None
    title_en: str | None = None
    number: str | None = None  #: document number, e.g. 国土资源部令第53号
    note: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    layer: str = ""  #: id of the policy that names it

    @property
    def name(self) -> str:
        """Title and number as one text."""
        if self.title and self.number:
            return f"{self.title}（{self.number}）"
        return self.title or self.number or self.id


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
    measure: str | None = None  #: what is compared, where the value is a predicate
    years: int | None = None  #: full years in a row in which it must hold
    by: str | None = None  #: date column that says which edition counts
    note: str | None = None
    legal_review: str | None = None  #: ``required`` where practice, not a text
    effective_from: date | None = None
    effective_to: date | None = None
    document: str | None = None  #: id of a :class:`Document`
    article: str | None = None
    wording: str | None = None  #: the words of the article that it rests on
    layer: str = ""  #: id of the policy that sets it
    line: int | None = None  #: in the file of that policy

    @property
    def period(self) -> Period:
        """First and last day on which it is in force."""
        return period_of(self.effective_from, self.effective_to)

    def covers(self, on: date | None) -> bool:
        """Whether the value is in force on a day; without a day, always."""
        return _in_force(self.period, on)


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition with its legal ground, for one period of time."""

    id: str  #: stable, kebab-case, never reused
    category: str  #: idle, unsupplied, stalled, stopped, inefficient ...
    subject: str  #: parcel or batch
    condition: str  #: name of a condition in :mod:`landuse.analysis`
    basis: str
    confidence: str
    title: str
    needs: tuple[str, ...] = ()  #: keys that must be configured
    about: str | None = None  #: land that a rule of predicates is about
    land_use: str | None = None  #: key of the land uses that it is about
    note: str | None = None
    legal_review: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    title_en: str | None = None
    document: str | None = None  #: id of a :class:`Document`
    article: str | None = None
    wording: str | None = None
    layer: str = ""  #: id of the policy that sets it
    line: int | None = None  #: in the file of that policy

    @property
    def period(self) -> Period:
        """First and last day on which it is in force."""
        return period_of(self.effective_from, self.effective_to)

    def covers(self, on: date | None) -> bool:
        """Whether the rule is in force on a day; without a day, always."""
        return _in_force(self.period, on)

    def named(self, lang: str) -> str:
        """Its title in a language; the Chinese one where there is no other."""
        return self.title_en or self.title if lang == "en" else self.title


def _in_force(period: Period, on: date | None) -> bool:
    return on is None or period[0] <= on <= period[1]
