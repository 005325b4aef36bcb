"""How a definition says what is drawn: styles, classes of a theme, the emphasis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landuse.webmap.reading import (
    Table,
    choice,
    color,
    flag,
    number,
    text,
    texts,
    words,
)

__all__ = [
    "PATTERNS",
    "ClassSpec",
    "Emphasis",
    "Style",
    "Theme",
    "Where",
    "Words",
    "read_emphasis",
    "read_style",
    "read_theme",
    "read_where",
]

#: Second channel beside colour, drawn over the fill.
PATTERNS = (
    "solid",
    "diagonal",
    "back_diagonal",
    "cross",
    "dots",
    "horizontal",
    "vertical",
    "grid",
)

#: Where the bounds of classes come from: the definition, or the figures drawn.
SCHEMES = ("steps", "quantile", "natural")

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Style:
    """How a shape is drawn."""

    color: str  #: ``#rrggbb``
    pattern: str = "solid"  #: one of :data:`PATTERNS`
    width: float = 1.0  #: of the line, in pixels
    dash: str = ""  #: lengths of dashes and gaps, e.g. ``"6 4"``
    fill: bool = True  #: False draws the pattern and the outline alone


@dataclass(frozen=True, slots=True)
class ClassSpec:
    """One class of a theme: a list of values, a range, or the rest."""

    style: Style
    words: tuple[str, ...] = ()  #: exactly these values
    prefixes: tuple[str, ...] = ()  #: codes that begin so
    low: float | None = None  #: above this figure ...
    high: float | None = None  #: ... up to and with this one
    rest: bool = False  #: everything that no other class takes, also missing
    label: Words | None = None  #: where the vocabulary has no word


@dataclass(frozen=True, slots=True)
class Theme:
    """A column and the classes it is drawn in."""

    column: str
    classes: tuple[ClassSpec, ...]
    vocabulary: str | None = None  #: group of words that names the values
    note: Words | None = None  #: on what the classes rest
    title: Words | None = None  #: where the page may choose among several
    scheme: str = "steps"  #: one of :data:`SCHEMES`


@dataclass(frozen=True, slots=True)
class Where:
    """The rows that a layer shows."""

    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """A second fact, drawn as a thick outline."""

    column: str
    value: str
    label: Words
    style: Style


def read_where(table: Table) -> Where:
    """The ``where`` table of a layer."""
    table.only("column", "values")
    return Where(text(table, "column"), texts(table, "values"))


def read_style(table: Table) -> Style:
    """The ``style`` table of a layer."""
    table.only(*Style.__slots__)
    return _style_of(table)


def _style_of(table: Table) -> Style:
    return Style(
        color(table, "color"),
        choice(table, "pattern", PATTERNS, "solid"),
        number(table, "width", 1.0) or 1.0,
        text(table, "dash", ""),
        flag(table, "fill", default=True),
    )


def read_theme(table: Table) -> Theme:
    """The ``theme`` table of a layer; exactly one class is the rest."""
    table.only("column", "vocabulary", "note", "classes", "title", "scheme")
    classes = tuple(_class(t) for t in table.tables("classes"))
    if [c.rest for c in classes].count(True) != 1:
        table.fail("classes", "exactly one class must have rest = true")
    scheme = choice(table, "scheme", SCHEMES, "steps")
    given = (
        c.words or c.prefixes or c.low is not None or c.high is not None
        for c in classes
    )
    if scheme != "steps" and any(given):
        table.fail("classes", f"scheme {scheme!r} finds the bounds: give styles only")
    return Theme(
        text(table, "column"),
        classes,
        text(table, "vocabulary", "") or None,
        words(table, "note") if "note" in table else None,
        words(table, "title") if "title" in table else None,
        scheme,
    )


def _class(table: Table) -> ClassSpec:
    table.only(*Style.__slots__, "values", "prefixes", "above", "to", "rest", "label")
    return ClassSpec(
        style=_style_of(table),
        words=texts(table, "values"),
        prefixes=texts(table, "prefixes"),
        low=number(table, "above"),
        high=number(table, "to"),
        rest=flag(table, "rest", default=False),
        label=words(table, "label") if "label" in table else None,
    )


def read_emphasis(table: Table) -> Emphasis:
    """The ``emphasis`` table of a layer."""
    table.only(*Style.__slots__, "column", "value", "label")
    return Emphasis(
        text(table, "column"),
        text(table, "value"),
        words(table, "label"),
        _style_of(table),
    )
