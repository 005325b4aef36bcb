"""Cells that could not be read, or were read in a way that must be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.io.cellnames import cell_name
from landuse.io.convert import Converted, Note
from landuse.io.dates import OPEN_END
from landuse.io.limits import limit
from landuse.io.listed import sum_of_rest
from landuse.io.raw import RawLayer, Reject
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import Field
from landuse.wording import Worded

__all__ = ["Cells", "cell_faults"]

_CODES: dict[str, tuple[str, str, str]] = {
    "date": ("BAD_DATE", worded("why_no_date"), "write it as 2019-03-01"),
    "number": (
        "BAD_NUMBER",
        worded("why_no_number"),
        "write figures only, the unit in the header",
    ),
    "integer": ("BAD_NUMBER", worded("why_no_whole_number"), "write figures only"),
    "bool": ("BAD_YES_NO", worded("why_no_bool"), "write 是 or 否"),
    "text": (
        "UNKNOWN_WORD",
        worded("why_no_word"),
        "name it in the profile's [values]",
    ),
}
_ID_DAMAGED = (
    "ID_DAMAGED",
    worded("why_rounded"),
    "format the column as text and enter the code again",
)
#: Dates for which "no end" is an answer.
_ENDS = frozenset({"valid_to", "cause_to"})
_SHOWN = 20


@dataclass(frozen=True)
class Cells:
    """One converted column and where it comes from."""

    field: Field
    source: str
    text: pd.Series
    made: Converted


def cell_faults(
    columns: Sequence[Cells], raw: RawLayer, features: np.ndarray
) -> tuple[list[Reject], list[Issue]]:
    """Unreadable cells as rejects or issues, remarks as one issue per column.

    Parameters
    ----------
    columns : sequence of Cells
        All converted columns of a layer.
    raw : RawLayer
        As read; gives rows and the places of cells.
    features : array of str
        What staff call each record.

    Returns
    -------
    rejects : list of Reject
        Records that an unreadable cell makes unusable.
    issues : list of Issue
        Unreadable optional figures, and remarks.
    """
    rejects: list[Reject] = []
    issues: list[Issue] = []
    for cells in columns:
        known = {r.row for r in raw.rejects if r.field == cells.source}
        bad: list[int] = np.flatnonzero(cells.made.bad).tolist()
        if known:
            bad = [i for i in bad if raw.rows[i] not in known]
        if cells.field.name in _ENDS:
            bad = [i for i in bad if _note(cells, i).code != OPEN_END]
        most = limit("issues")
        faults = _faults(cells, bad[:most], raw)
        if _is_decisive(cells.field):
            rejects += faults
            rejects += _untold(cells, bad[most:], raw, {r.row for r in rejects})
        else:
            names = features[bad[:most]]
            pairs = zip(faults, names, strict=True)
            issues += [_as_issue(fault, str(name)) for fault, name in pairs]
        if bad[most:]:
            issues.append(_sum(cells, len(bad) - most))
        issues += _remarks(cells, features)
    return rejects, issues


def _faults(cells: Cells, places: list[int], raw: RawLayer) -> list[Reject]:
    texts = cells.text.iloc[places].astype("str").tolist()
    pairs = zip(places, texts, strict=True)
    return [_fault(cells, index, str(text), raw) for index, text in pairs]


def _untold(
    cells: Cells, places: list[int], raw: RawLayer, aside: set[int]
) -> list[Reject]:
    """Records beyond the limit of issues that nothing else sets aside."""
    code, why, hint = _words(cells.field)
    facts = {"column": cells.source, "field": cells.field.name, "why": why}
    reason = worded("cell_beyond", **facts)
    rows = raw.rows[places].tolist()
    return [
        Reject(row, code, reason, cells.source, hint=hint, told=False)
        for row in rows
        if row not in aside
    ]


def _sum(cells: Cells, more: int) -> Issue:
    """One issue for all faults of a column beyond the limit."""
    code, why, hint = _words(cells.field)
    fault = (code, cells.source, hint)
    if _is_decisive(cells.field):
        return sum_of_rest(fault, worded("more_records_bad", more=more, why=why))
    text = worded("more_cells_bad", more=more, why=why)
    return sum_of_rest(fault, text, "warning")


def _is_decisive(item: Field) -> bool:
    """Whether an unreadable value makes the record unusable."""
    return item.required or item.key or item.type not in ("number", "integer")


def _note(cells: Cells, index: int) -> Note:
    notes = cells.made.notes
    note = None if notes is None else notes[index]
    return note if isinstance(note, Note) else Note("", "")


def _fault(cells: Cells, index: int, value: str, raw: RawLayer) -> Reject:
    item, row = cells.field, int(raw.rows[index])
    code, why, hint = _words(item)
    why = _note(cells, index).text or why
    place = Worded("")
    if raw.is_workbook:
        place = worded("at_cell", cell=_cell(raw, cells.source, row))
    reason = worded(
        "cell_unreadable",
        value=value[:60],
        column=cells.source,
        place=place,
        why=why,
        field=item.name,
    )
    return Reject(row, code, reason, cells.source, value, hint)


def _words(item: Field) -> tuple[str, str, str]:
    """Code, what is wrong, and the cure, of an unreadable cell."""
    if item.type == "text" and not item.choices:
        return _ID_DAMAGED
    code, why, hint = _CODES[item.type]
    if item.choices:
        hint = f"{hint}; known are {', '.join(item.choices)}"
    return code, why, hint


def _cell(raw: RawLayer, source: str, row: int) -> str:
    return cell_name(row, list(raw.columns.columns).index(source))


def _as_issue(fault: Reject, feature: str) -> Issue:
    return Issue(
        fault.code,
        "warning",
        worded("read_as_missing", reason=fault.reason),
        feature=feature,
        field=fault.field,
        value=(fault.value or "")[:200],
        hint=fault.hint,
    )


def _remarks(cells: Cells, features: np.ndarray) -> Iterator[Issue]:
    """What is to be said of readable cells, once for each code."""
    if cells.made.notes is None:
        return
    places: dict[Note, np.ndarray] = {}
    numbers, notes = pd.factorize(cells.made.notes)
    for number, note in enumerate(notes):
        ends = isinstance(note, Note) and note.code == OPEN_END
        said = numbers == number
        if not (ends and cells.field.name in _ENDS):
            said &= ~cells.made.bad
        if isinstance(note, Note) and said.any():
            places[note] = np.flatnonzero(said)
    for note, found in places.items():
        names = [str(features[i]) for i in found[:_SHOWN]]
        more = " ..." if len(found) > _SHOWN else ""
        yield Issue(
            note.code,
            "info",
            worded(
                "cells_noted",
                count=len(found),
                what=note.text,
                names=", ".join(names) + more,
            ),
            field=cells.source,
            value=str(cells.text.iloc[found[0]])[:200],
            hint="nothing to do if that is so; else correct the cells",
        )
