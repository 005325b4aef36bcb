"""Map definitions: what one web map shows, read from ``maps/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError
from landuse.resources import data_path
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
    "Definition",
    "Emphasis",
    "LayerSpec",
    "Style",
    "Theme",
    "Where",
    "definition_names",
    "load_definition",
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
SHAPES = ("area", "line", "zone")

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


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer: a frame, its theme, and what a reader may ask of it."""

    frame: str
    title: Words
    shape: str = "area"  #: area, line or zone (outline with names)
    show: bool = True  #: drawn when the page opens
    label: str | None = None  #: column written on the map
    popup: tuple[str, ...] = ()  #: columns of the evidence card
    tooltip: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    area: str | None = None  #: column in mu, summed in the legend
    where: Where | None = None  #: other rows are left out
    style: Style | None = None
    theme: Theme | None = None
    emphasis: Emphasis | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One web map."""

    id: str
    title: Words
    layers: tuple[LayerSpec, ...]
    note: Words | None = None


def definition_names() -> tuple[str, ...]:
    """Names of the shipped definitions.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> "status" in definition_names()
    True
    """
    return tuple(sorted(path.stem for path in data_path("maps").glob("*.toml")))


def load_definition(source: str | Path | Mapping[str, Any]) -> Definition:
    """Read and check a map definition.

    Parameters
    ----------
    source : str, Path or mapping
        A shipped name, a TOML file, or its content.

    Returns
    -------
    Definition
        The checked definition.

    Raises
    ------
    PolicyError
        With file and key, for anything unknown, missing or of a wrong form.

    Examples
    --------
    >>> load_definition("status").title["en"]
    'Stock construction land by problem'
    """
    if isinstance(source, Mapping):
        return _definition(Table(source, "<definition>"))
    path = _find(source)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"cannot be read as a map definition: {error}"
        raise PolicyError(msg, path) from error
    return _definition(Table(content, path))


def _find(source: str | Path) -> Path:
    if str(source) in definition_names():
        return data_path("maps", f"{source}.toml")
    path = Path(source)
    if path.suffix == ".toml" and path.is_file():
        return path
    names = ", ".join(definition_names())
    msg = f"no such map definition; shipped are {names}, or give a .toml file"
    raise PolicyError(msg, path)


def _definition(table: Table) -> Definition:
    table.only("id", "title", "note", "layers")
    return Definition(
        id=text(table, "id"),
        title=words(table, "title"),
        note=words(table, "note") if "note" in table else None,
        layers=tuple(_layer(t) for t in table.tables("layers")),
    )


def _layer(table: Table) -> LayerSpec:
    table.only(*LayerSpec.__slots__)
    theme, emphasis, style, where = (
        table.table(key) if key in table else None
        for key in ("theme", "emphasis", "style", "where")
    )
    if (theme is None) == (style is None):
        table.fail("theme", "give either a theme or one style")
    return LayerSpec(
        frame=text(table, "frame"),
        title=words(table, "title"),
        shape=choice(table, "shape", SHAPES, "area"),
        show=flag(table, "show", default=True),
        label=text(table, "label", "") or None,
        popup=texts(table, "popup"),
        tooltip=texts(table, "tooltip"),
        search=texts(table, "search"),
        area=text(table, "area", "") or None,
        where=_where(where) if where else None,
        style=_style(style) if style else None,
        theme=_theme(theme) if theme else None,
        emphasis=_emphasis(emphasis) if emphasis else None,
    )


def _where(table: Table) -> Where:
    table.only("column", "values")
    return Where(text(table, "column"), texts(table, "values"))


def _style(table: Table) -> Style:
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


def _theme(table: Table) -> Theme:
    table.only("column", "vocabulary", "note", "classes")
    classes = tuple(_class(t) for t in table.tables("classes"))
    if [c.rest for c in classes].count(True) != 1:
        table.fail("classes", "exactly one class must have rest = true")
    return Theme(
        text(table, "column"),
        classes,
        text(table, "vocabulary", "") or None,
        words(table, "note") if "note" in table else None,
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


def _emphasis(table: Table) -> Emphasis:
    table.only(*Style.__slots__, "column", "value", "label")
    return Emphasis(
        text(table, "column"),
        text(table, "value"),
        words(table, "label"),
        _style_of(table),
    )
