"""On which line of a TOML text each table and key stands.

``tomllib`` reads values but forgets where they were written; whoever has to
correct a policy wants the line. The text must be valid TOML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Lines", "lines_of"]

_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\[\]\n]+?)[ \t]*\]")
_KEY = re.compile(r"""[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))[ \t]*[.=]""")
#: What can hide a bracket or the end of a line, then brackets and line ends.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Line numbers, from 1, of the headers and keys of a text."""

    headers: Mapping[tuple[str, int], int]  #: by table and place among its like
    keys: Mapping[tuple[str, int, str], int]

    def of(self, table: str, index: int = 0, key: str | None = None) -> int | None:
        r"""Line of a key, else of its table's header.

        Parameters
        ----------
        table : str
            Name without brackets; ``""`` for keys above the first header.
        index : int, default 0
            Place among the tables of that name.
        key : str, optional
            A key of the table.

        Returns
        -------
        int or None
            None where the text has neither.

        Examples
        --------
        >>> lines_of("[[a]]\nb = 1\n[[a]]\nb = 2\n").of("a", 1, "b")
        4
        """
        header = self.headers.get((table, index))
        return header if key is None else self.keys.get((table, index, key), header)


def lines_of(text: str) -> Lines:
    r"""Where the tables and keys of a TOML text stand.

    Parameters
    ----------
    text : str
        Valid TOML.

    Returns
    -------
    Lines
        Of every ``[table]``, ``[[table]]`` and of the first part of each key.

    Examples
    --------
    >>> lines_of("# words\n[a]\nb = [\n  1,\n]\nc = 2\n").of("a", key="c")
    6
    """
    headers: dict[tuple[str, int], int] = {}
    keys: dict[tuple[str, int, str], int] = {}
    seen: dict[str, int] = {}
    table, index, line, start = "", 0, 1, 0
    while start < len(text):
        header, named = _HEADER.match(text, start), _KEY.match(text, start)
        if header is not None:
            table = _bare(header[2])
            index = seen.get(table, 0) if header[1] == "[[" else 0
            seen[table] = index + 1
            headers.setdefault((table, index), line)
        elif named is not None:
            name = next(part for part in named.groups() if part is not None)
            keys.setdefault((table, index, name), line)
        end = _end(text, start if header is None else header.end())
        line += text.count("\n", start, end)
        start = end
    return Lines(headers, keys)


def _bare(name: str) -> str:
    """A dotted name without its quotation marks."""
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _end(text: str, start: int) -> int:
    """Where the statement that begins at ``start`` ends, its line end included."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            return token.end()
    return len(text)
