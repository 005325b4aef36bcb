"""The exception book of a project: ``exceptions.toml``, read and added to."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError
from landuse.io.atomic import replacing
from landuse.issues import Issue, fingerprint
from landuse.justified import Justification

__all__ = ["BOOK_NAME", "add_entry", "read_book"]

BOOK_NAME = "exceptions.toml"
_TABLE = "exception"
_KEYS = ("fingerprint", "code", "file", "feature", "by", "why", "until")
_PLACE = ("code", "file", "feature")
_DELETE = "\x7f"


def read_book(path: str | Path) -> tuple[Justification, ...]:
    """Entries of an exception book.

    Parameters
    ----------
    path : str or Path
        The file; one that is not there is an empty book.

    Returns
    -------
    tuple of Justification
        In the order of the file.

    Raises
    ------
    PolicyError
        Not TOML, an unknown key, or an entry that says too little; with file and
        key.
    """
    path = Path(path)
    return _entries(path.read_bytes(), path) if path.is_file() else ()


def add_entry(
    path: str | Path, issue: Issue, *, by: str, why: str, until: date
) -> Justification:
    """Answer for an issue in the book; what stands there is kept byte by byte.

    Parameters
    ----------
    path : str or Path
        The book; made if it is not there.
    issue : Issue
        What to answer for.
    by, why : str
        Who, and for what reason; one line each.
    until : date
        The last day.

    Returns
    -------
    Justification
        The new entry.

    Raises
    ------
    PolicyError
        A book that cannot be read, or has an entry for the issue that holds as long;
        a name or reason that is empty or has several lines.
    """
    path = Path(path)
    before = path.read_bytes() if path.is_file() else b""
    mark = fingerprint(issue)
    for entry in _entries(before, path) if before else ():
        if entry.fingerprint == mark and entry.until >= until:
            msg = f"issue {mark} is justified until {entry.until}; change that entry"
            raise PolicyError(msg, path, "exception")
    for key, text in (("by", by), ("why", why)):
        if not text.strip() or not text.isprintable():
            msg = "must be one line of text"
            raise PolicyError(msg, path, key)
    content = before + _entry_text(issue, by.strip(), why.strip(), until, bool(before))
    added = _entries(content, path)[-1]
    with replacing(path) as draft:
        draft.write_bytes(content)
    return added


def _entry_text(issue: Issue, by: str, why: str, until: date, more: bool) -> bytes:
    known = {name: getattr(issue, name) for name in _PLACE}
    lines = [
        *(["", ""] if more else []),
        f"[[{_TABLE}]]",
        f'fingerprint = "{fingerprint(issue)}"',
        *(f"{k} = {_quoted(v)}" for k, v in known.items() if v is not None),
        f"by = {_quoted(by)}",
        f"why = {_quoted(why)}",
        f"until = {until.isoformat()}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    """A basic string of TOML: what JSON escapes is escaped there alike."""
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")


def _entries(content: bytes, path: Path) -> tuple[Justification, ...]:
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"is not an exception book in TOML ({error}); correct that line"
        raise PolicyError(msg, path) from error
    _only(document, (_TABLE,), path, None)
    entries = document.get(_TABLE, [])
    if not isinstance(entries, list):
        msg = "must be written as [[exception]]"
        raise PolicyError(msg, path, _TABLE)
    return tuple(
        _entry(entry, path, f"{_TABLE}[{number}]")
        for number, entry in enumerate(entries, start=1)
    )


def _entry(entry: Mapping[str, Any], path: Path, place: str) -> Justification:
    _only(entry, _KEYS, path, place)
    for key in ("by", "why", "until"):
        if key not in entry:
            msg = f"{key} is missing; every exception says by, why and until"
            raise PolicyError(msg, path, place)
    if not isinstance(entry["until"], date) or isinstance(entry["until"], datetime):
        msg = f"{entry['until']!r} is not a day; write until = 2026-12-31"
        raise PolicyError(msg, path, f"{place}.until")
    for key in set(entry) - {"until"}:
        if not isinstance(entry[key], str) or not entry[key].strip():
            msg = f"{entry[key]!r} is not a text"
            raise PolicyError(msg, path, f"{place}.{key}")
    if "fingerprint" not in entry and not set(_PLACE) <= set(entry):
        msg = "names no issue; give its fingerprint, or code, file and feature"
        raise PolicyError(msg, path, place)
    return Justification(**entry)


def _only(
    table: Mapping[str, Any], known: tuple[str, ...], path: Path, place: str | None
) -> None:
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {known}"
            raise PolicyError(f"unknown key {key!r}; {hint}", path, place)
