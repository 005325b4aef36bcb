"""What a canonical column is, and short words to write the table of them."""

from __future__ import annotations

from dataclasses import dataclass

from landuse.vocabulary import label

__all__ = [
    "GEOMETRY",
    "OPTIONAL_GEOMETRY",
    "Field",
    "boolean",
    "date",
    "key",
    "number",
    "text",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical column."""

    name: str  #: identifier, with its unit
    type: str = "text"  #: text, number, integer, bool, date or geometry
    unit: str | None = None  #: ``m2`` or ``yuan`` where the value has one
    key: bool = False  #: must be in every row of every source
    required: bool = False  #: expected in every source; its absence is an issue
    choices: tuple[str, ...] = ()  #: closed vocabulary of a text field

    def label(self, lang: str = "zh") -> str:
        """The field's name for staff."""
        return label("field", self.name, lang)


def key(name: str, kind: str = "text") -> Field:
    """An id or another column without which a record says nothing."""
    return Field(name, kind, key=True, required=True)


def text(name: str, *choices: str, required: bool = False) -> Field:
    """Text, with its choices where the vocabulary is closed."""
    return Field(name, choices=choices, required=required)


def date(name: str, *, required: bool = False) -> Field:
    """A day."""
    return Field(name, "date", required=required)


def number(name: str, *, required: bool = False, key: bool = False) -> Field:
    """An amount; its unit is in its name."""
    unit = next((u for u in ("m2", "yuan") if name.endswith(f"_{u}")), None)
    return Field(name, "number", unit=unit, required=required or key, key=key)


def boolean(name: str) -> Field:
    """Yes or no."""
    return Field(name, "bool")


GEOMETRY = Field("geometry", "geometry", key=True, required=True)
OPTIONAL_GEOMETRY = Field("geometry", "geometry")
