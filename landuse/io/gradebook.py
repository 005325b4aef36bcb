"""Grades set by hand, in a file beside the project: TOML or CSV."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from landuse.errors import PolicyError
from landuse.io.csvtext import csv_cells, decoded
from landuse.taxfields import GRADE_OVERRIDES
from landuse.vocabulary import LANGUAGES, label

__all__ = ["GRADE_BOOKS", "read_grade_book", "read_overrides"]

#: Names of the file, of which a project has one at most.
GRADE_BOOKS = ("grade_overrides.toml", "grade_overrides.csv")
_TABLE = "override"


def read_grade_book(folder: Path) -> pd.DataFrame | None:
    """The grades set by hand of a project.

    Parameters
    ----------
    folder : Path
        Of the project.

    Returns
    -------
    DataFrame or None
        See :func:`read_overrides`; None where there is no such file.

    Raises
    ------
    PolicyError
        There are two files, or one says too little.
    """
    there = [folder / name for name in GRADE_BOOKS if (folder / name).is_file()]
    if len(there) > 1:
        msg = f"stands beside {there[1].name}; keep one of the two"
        raise PolicyError(msg, there[0])
    return read_overrides(there[0]) if there else None


def read_overrides(path: str | Path) -> pd.DataFrame:
    """Read grades set by hand.

    Parameters
    ----------
    path : str or Path
        TOML with ``[[override]]`` tables, or CSV with headings in Chinese, English
        or canonical names.

    Returns
    -------
    DataFrame
        ``enterprise_id``, ``year``, ``grade``, ``reason``, ``document_no``,
        ``document_date``.

    Raises
    ------
    PolicyError
        Naming file and row: nothing said of reason, document or day, an unknown key,
        a year or day that is none.
    """
    path = Path(path)
    read = _toml_rows if path.suffix.lower() == ".toml" else _csv_rows
    rows = [
        _checked(row, path, f"{_TABLE}[{number}]")
        for number, row in enumerate(read(path), start=1)
    ]
    frame = pd.DataFrame(rows, columns=list(GRADE_OVERRIDES))
    day = pd.to_datetime(frame["document_date"]).astype("datetime64[s]")
    return frame.assign(document_date=day)


def _toml_rows(path: Path) -> Sequence[Mapping[str, Any]]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"is not TOML ({error}); correct that line"
        raise PolicyError(msg, path) from error
    rows = document.pop(_TABLE, [])
    if document or not isinstance(rows, list):
        msg = f"write each grade set by hand as [[{_TABLE}]], and nothing else"
        raise PolicyError(msg, path)
    return rows


def _csv_rows(path: Path) -> Sequence[Mapping[str, Any]]:
    text, _ = decoded(path)
    cells = [row for row in csv_cells(text, path.name) if any(c.strip() for c in row)]
    if not cells:
        return []
    words = {label("field", n, lang): n for n in GRADE_OVERRIDES for lang in LANGUAGES}
    names = [words.get(head.strip(), head.strip()) for head in cells[0]]
    return [
        {n: c.strip() for n, c in zip(names, row, strict=False) if c.strip()}
        for row in cells[1:]
    ]


def _checked(row: Mapping[str, Any], path: Path, place: str) -> dict[str, Any]:
    for name in row:
        if name not in GRADE_OVERRIDES:
            msg = f"unknown key {name!r}; known are {', '.join(GRADE_OVERRIDES)}"
            raise PolicyError(msg, path, place)
    for name in GRADE_OVERRIDES:
        if row.get(name) is None or not str(row[name]).strip():
            msg = f"{name} is missing; a grade set by hand needs reason and document"
            raise PolicyError(msg, path, place)
    return {
        **{name: str(row[name]).strip() for name in GRADE_OVERRIDES},
        "year": _year(row["year"], path, place),
        "document_date": _day(row["document_date"], path, place),
    }


def _year(value: Any, path: Path, place: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        msg = f"{value!r} is not a year; write 2021"
        raise PolicyError(msg, path, f"{place}.year") from None


def _day(value: Any, path: Path, place: str) -> date:
    if isinstance(value, datetime):
        value = value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        msg = f"{value!r} is not a day; write 2022-05-01"
        raise PolicyError(msg, path, f"{place}.document_date") from None
