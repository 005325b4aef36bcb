"""The cells of a CSV file as they are, or the line at which it breaks."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.io.limits import or_raise
from landuse.io.tablelimits import TableLimits
from landuse.messages import joined, worded

__all__ = ["csv_cells", "decoded", "delimiter_of", "swallowed"]

_DELIMITERS = ",\t;|"
_HEAD = 1 << 16
_SHOWN = 5
_NUL_SHARE = 0.1
_ENOUGH = 2  #: characters of a line that make chance unlikely
_UTF8_CHINESE = re.compile(rb"[\xe3-\xe9][\x80-\xbf][\x80-\xbf]")
_BOMLESS = ("utf-16-le", "utf-16-be")


def decoded(
    path: Path, encoding: str | None = None, limits: TableLimits | None = None
) -> tuple[str, EncodingDecision]:
    """The text of a file and how its encoding was decided.

    Parameters
    ----------
    path : Path
        A text file.
    encoding : str, optional
        What the user or the profile says.
    limits : TableLimits, optional
        Bytes.

    Returns
    -------
    text : str
        Without byte-order mark.
    decision : EncodingDecision
        See :func:`landuse.io.encoding.decide_text`; UTF-16 without a mark is
        known by its zero bytes.

    Raises
    ------
    SourceError
        Too large, or bytes that fit no encoding, with their lines.
    """
    size, most = path.stat().st_size, (limits or TableLimits()).file_bytes
    if size > most:
        more = or_raise("table_bytes")
        msg: str = worded("too_many_bytes", size=size, most=most, more=more)
        raise SourceError(msg, path.name, code="LIMIT_EXCEEDED")
    data = path.read_bytes()
    try:
        decision = _bomless(data, encoding) or decide_text(data, encoding)
        text = data.decode(decision.name)
    except UnicodeDecodeError:
        lines = _bad_lines(data, "utf-8")
    except SourceError as error:
        msg = error.said
        if not encoding:
            msg = worded("and_lines", what=msg, lines=_bad_lines(data, "utf-8"))
        raise SourceError(msg, path.name, code="BAD_ENCODING") from None
    else:
        mixed = "" if encoding or decision.name != "gb18030" else _utf8_lines(data)
        if not mixed:
            return text, decision
        lines = worded("lines_mixed", lines=mixed)
    msg = worded("lines_unfit", lines=lines)
    raise SourceError(msg, path.name, code="BAD_ENCODING")


def _bomless(data: bytes, encoding: str | None) -> EncodingDecision | None:
    """UTF-16 without a byte-order mark: every other byte of ASCII is zero."""
    head = data[:_HEAD]
    if encoding or head[:2] in (b"\xff\xfe", b"\xfe\xff") or not head:
        return None
    for place, name in ((1, _BOMLESS[0]), (0, _BOMLESS[1])):
        half = head[place::2]
        if half.count(0) > _NUL_SHARE * len(half) and not head[1 - place :: 2].count(0):
            return EncodingDecision(name, "guess")
    return None


def _utf8_lines(data: bytes) -> str:
    """Lines of Chinese UTF-8 in a file that is not UTF-8 as a whole."""
    found = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if len(_UTF8_CHINESE.findall(line)) < _ENOUGH:
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        found.append(_line_name(number, line))
    return _listed(found)


def _line_name(number: int, line: bytes) -> str:
    start = "".join(chr(b) for b in line[:24] if 32 <= b < 127)  # noqa: PLR2004
    return worded("line_start", line=number, start=start)


def _listed(lines: list[str]) -> str:
    shown = joined(", ", lines[:_SHOWN])
    rest = len(lines) - _SHOWN
    return worded("and_more", first=shown, count=rest) if rest > 0 else shown


def _bad_lines(data: bytes, codec: str) -> str:
    """The lines that are not of an encoding, by number and start."""
    bad = []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode(codec)
        except UnicodeDecodeError:
            bad.append(_line_name(number, line))
    return worded("lines_not_of", codec=codec, lines=_listed(bad))


def csv_cells(
    text: str, name: str, limits: TableLimits | None = None
) -> list[list[str]]:
    r"""All rows of a CSV text, blank ones as empty lists.

    Parameters
    ----------
    text : str
        Separated by comma, tab, semicolon or bar, whichever is most frequent.
    name : str
        Name of the file for messages.
    limits : TableLimits, optional
        Rows and cells.

    Returns
    -------
    list of list of str
        As they stand, with blanks and control characters.

    Raises
    ------
    SourceError
        A quote that is never closed, text behind a closing quote, too many rows.

    Examples
    --------
    >>> csv_cells('a,b\n1,"x,y"\n', "a.csv")
    [['a', 'b'], ['1', 'x,y']]
    """
    limits = limits or TableLimits()
    found: list[list[str]] = []
    cells = line = 0
    with _long_fields(len(text)):
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True
        )
        try:
            for row in reader:
                found.append(row)
                cells, line = cells + len(row), reader.line_num
                if len(found) > limits.rows or cells > limits.cells:
                    facts = {"rows": limits.rows, "cells": limits.cells}
                    more = or_raise("table_cells")
                    msg = worded("too_many_rows", more=more, **facts)
                    raise SourceError(msg, name, code="LIMIT_EXCEEDED")
        except csv.Error as error:
            text = _broken(line + 1, error)
            raise SourceError(text, name, code="UNTERMINATED_QUOTE") from error
    return found


def _broken(line: int, error: csv.Error) -> str:
    if "end of data" in str(error):
        return worded("quote_open", line=line)
    return worded("quote_broken", line=line, error=error)


@contextmanager
def _long_fields(size: int) -> Iterator[None]:
    """Let the parser take any field of the text; its length is judged later."""
    before = csv.field_size_limit(max(size, 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def delimiter_of(text: str) -> str:
    r"""The mark that stands in most of the first lines, and most often.

    Examples
    --------
    >>> delimiter_of("a;b\n1,5;2\n")
    ';'
    """
    lines = text[:_HEAD].splitlines()[:20]
    counts = [Counter(line) for line in lines if line.strip()]
    return max(
        _DELIMITERS,
        key=lambda mark: (
            sum(count[mark] > 0 for count in counts),
            sum(count[mark] for count in counts),
        ),
    )


def swallowed(cell: str, header: int, mark: str) -> bool:
    r"""Whether a cell holds lines that look like records of their own.

    Examples
    --------
    >>> swallowed("x\nP2,5\nP3,6", 2, ","), swallowed("two\nlines", 2, ",")
    (True, False)
    """
    inner = cell.split("\n")[1:-1] or cell.split("\n")[1:]
    return header > 1 and any(line.count(mark) == header - 1 for line in inner)
