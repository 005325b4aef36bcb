"""Read a TOML table so that every fault names its file and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from landuse.errors import PolicyError
from landuse.vocabulary import LANGUAGES

__all__ = [
    "Table",
    "choice",
    "color",
    "flag",
    "number",
    "pairs",
    "text",
    "texts",
    "whole",
    "words",
]

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class Table:
    """One table of a TOML file, with the place it stands at.

    Parameters
    ----------
    content : mapping
        The table.
    path : str or Path
        The file, for messages.
    place : str, default ""
        Key of the table within the file.
    """

    def __init__(
        self, content: Mapping[str, Any], path: str | Path, place: str = ""
    ) -> None:
        self._content = content
        self._path = path
        self._place = place

    def __contains__(self, key: str) -> bool:
        """Whether the table has the key."""
        return key in self._content

    def names(self) -> tuple[str, ...]:
        """The keys of the table, in their order."""
        return tuple(self._content)

    def fail(self, key: str, message: str) -> NoReturn:
        """Raise the error for one key."""
        place = f"{self._place}.{key}" if self._place else key
        raise PolicyError(message, self._path, place)

    def only(self, *allowed: str) -> None:
        """Refuse keys that are not among the allowed ones."""
        for key in self._content:
            if key not in allowed:
                close = get_close_matches(key, allowed, 1)
                hint = f" (did you mean {close[0]!r}?)" if close else ""
                self.fail(key, f"unknown key{hint}; allowed are {', '.join(allowed)}")

    def get(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """A value of one type; a missing one is an error unless there is a default."""
        value = self._content.get(key, default)
        if value is ...:
            self.fail(key, "is missing")
        if value is not default and (
            not isinstance(value, kind)
            or (isinstance(value, bool) and kind is not bool)
        ):
            self.fail(key, f"has the wrong type: {value!r}")
        return value

    def table(self, key: str) -> Table:
        """A table inside this one."""
        return Table(self.get(key, dict), self._path, self._inside(key))

    def tables(self, key: str) -> list[Table]:
        """A list of tables inside this one."""
        entries = self.get(key, list)
        if not entries or not all(isinstance(entry, dict) for entry in entries):
            self.fail(key, "must be a list of tables with at least one entry")
        return [
            Table(entry, self._path, f"{self._inside(key)}[{number}]")
            for number, entry in enumerate(entries, start=1)
        ]

    def _inside(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key


def text(table: Table, key: str, default: Any = ...) -> str:
    """A text of a table."""
    return table.get(key, str, default)


def flag(table: Table, key: str, *, default: bool) -> bool:
    """A true or false of a table."""
    return table.get(key, bool, default)


def number(table: Table, key: str, default: float | None = None) -> float | None:
    """A figure of a table."""
    value = table.get(key, (int, float), default)
    return None if value is None else float(value)


def whole(table: Table, key: str, default: int, most: int) -> int:
    """A whole number from zero to a greatest one."""
    value: int = table.get(key, int, default)
    if not 0 <= value <= most:
        table.fail(key, f"{value} is not between 0 and {most}")
    return value


def pairs(table: Table, key: str) -> dict[str, str]:
    """A table of texts by name."""
    found = table.get(key, dict)
    if not all(isinstance(value, str) for value in found.values()):
        table.fail(key, f"must be a table of texts: {found!r}")
    return dict(found)


def texts(table: Table, key: str) -> tuple[str, ...]:
    """A list of texts of a table, empty where the key is absent."""
    values = table.get(key, list, [])
    if not all(isinstance(value, str) for value in values):
        table.fail(key, f"must be a list of texts: {values!r}")
    return tuple(values)


def choice(table: Table, key: str, allowed: tuple[str, ...], default: str) -> str:
    """One of a closed list of words."""
    value = text(table, key, default)
    if value not in allowed:
        table.fail(key, f"{value!r} is not one of {', '.join(allowed)}")
    return value


def color(table: Table, key: str) -> str:
    """A colour as ``#rrggbb``."""
    value = text(table, key)
    if not _COLOR.fullmatch(value):
        table.fail(key, f"{value!r} is not a colour of the form #rrggbb")
    return value


def words(table: Table, key: str) -> dict[str, str]:
    """A text in every language."""
    found = table.get(key, dict)
    if set(found) != set(LANGUAGES) or not all(
        isinstance(word, str) for word in found.values()
    ):
        table.fail(key, f"needs a text for each of {', '.join(LANGUAGES)}")
    return dict(found)
