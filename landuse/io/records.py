"""Raw records under canonical names and types; what cannot be read is set apart.

An unreadable value is not a missing value. Where a missing value reads as "did
not happen" or "not so" (dates, yes/no, closed words), and in every required
field, an unreadable one sends the whole record to quarantine. An unreadable
optional figure becomes missing, which only makes a rule say ``cannot_tell``,
and an issue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from landuse.fields import LAYER
from landuse.io.badids import bad_ids
from landuse.io.cellfaults import Cells, cell_faults
from landuse.io.columns import Mapped
from landuse.io.convert import (
    Converted,
    to_bool,
    to_choice,
    to_text,
)
from landuse.io.dates import to_date
from landuse.io.figures import to_integer, to_number
from landuse.io.identifiers import code_issues, is_identifier, to_identifier
from landuse.io.ownvalues import is_checked, own_faults
from landuse.io.profile import Profile
from landuse.io.raw import RawLayer, Reject
from landuse.io.recognise import recognise
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import Field, fields_of

__all__ = ["Records", "canonical_records", "converted", "feature_names"]


@dataclass(frozen=True)
class Records:
    """Canonical columns of a source, before geometry and CRS."""

    frame: pd.DataFrame
    features: np.ndarray  #: what staff call each record: its id, or its row
    rejects: tuple[Reject, ...]
    issues: tuple[Issue, ...]


def canonical_records(raw: RawLayer, mapped: Mapped, profile: Profile) -> Records:
    """Convert all columns of a layer.

    Parameters
    ----------
    raw : RawLayer
        As the reader gave it.
    mapped : Mapped
        Which source column is which.
    profile : Profile
        Words, constants and columns to fill down.

    Returns
    -------
    Records
        All records, the rejected ones too, on the index of ``raw``.
    """
    if profile.kind == LAYER:
        return _own_records(raw, profile)
    sources = mapped.source_of()
    units = {m.canonical: m.unit for m in mapped.matches}
    columns: dict[str, pd.Series] = {}
    cells: list[Cells] = []
    for item in fields_of(profile.kind):
        if item.name in sources:
            text = raw.columns[sources[item.name]]
            if item.name in profile.fill_down:
                text = text.ffill()
            made = converted(text, item, units.get(item.name), profile.values, raw)
            columns[item.name] = made.values
            cells.append(Cells(item, sources[item.name], text, made))
        elif item.name in profile.constants:
            value = profile.constants[item.name]
            columns[item.name] = pd.Series([value] * raw.count, index=raw.columns.index)
    frame = pd.DataFrame(columns, index=raw.columns.index)
    features = feature_names(frame, profile.kind, raw.rows)
    rejects, issues = cell_faults(cells, raw, features)
    rejects += _missing_keys(frame, profile.kind, raw.rows, sources)
    issues += code_issues(frame, features, sources)
    rejects += bad_ids(frame, profile.kind, raw.rows, sources)
    return Records(frame, features, tuple(rejects), tuple(issues))


def _own_records(raw: RawLayer, profile: Profile) -> Records:
    """A plain layer: nothing is converted, known columns may be checked."""
    nothing = pd.DataFrame(index=raw.columns.index)
    known = None
    if profile.recognise:
        known = recognise(list(raw.columns.columns), raw.units, "", cut=raw.cuts_names)
    if known is None:
        features = feature_names(nothing, LAYER, raw.rows)
        return Records(nothing, features, (), ())
    made: dict[str, Converted] = {}
    cells: list[Cells] = []
    for item, match in known.columns:
        if is_checked(item, match.source):
            text = raw.columns[match.source]
            one = converted(text, item, match.unit, {}, raw)
            made.setdefault(item.name, one)
            cells.append(Cells(item, match.source, text, one))
    frame = pd.DataFrame({n: m.values for n, m in made.items()})
    features = feature_names(frame, known.kind, raw.rows)
    rejects, issues = cell_faults(cells, raw, features)
    wrong, told = own_faults(raw, known, made, features, profile)
    sources = {match.canonical: match.source for _, match in known.columns}
    told += code_issues(frame, features, sources)
    found = (*known.issues, *issues, *told)
    return Records(nothing, features, (*rejects, *wrong), found)


def converted(
    text: pd.Series,
    item: Field,
    unit: str | None,
    values: Mapping[str, Mapping[str, str]],
    raw: RawLayer,
) -> Converted:
    """One column under the type of its field."""
    plain: dict[str, Callable[[pd.Series], Converted]] = {
        "number": partial(to_number, unit=unit),
        "date": partial(to_date, epoch=int(raw.decisions.get("date_system", 1900))),
        "integer": to_integer,
        "bool": to_bool,
    }
    if item.type in plain:
        return plain[item.type](text)
    if item.choices or item.name in values:
        return to_choice(to_text(text).values, values.get(item.name, {}), item.choices)
    return to_identifier(text) if is_identifier(item.name) else to_text(text)


def feature_names(frame: pd.DataFrame, kind: str, rows: np.ndarray) -> np.ndarray:
    """What staff call each record: the value of its key, else its row number.

    Parameters
    ----------
    frame : DataFrame
        Canonical columns.
    kind : str
        Kind of data.
    rows : array of int
        Row numbers.

    Returns
    -------
    array of str
        One per record.

    Examples
    --------
    >>> frame = pd.DataFrame({"parcel_id": ["P1", None]})
    >>> feature_names(frame, "parcels", np.array([1, 2])).tolist()
    ['P1', '2']
    """
    names = np.array([str(row) for row in rows], dtype=object)
    key = next((f.name for f in fields_of(kind) if f.key and f.type == "text"), None)
    if key in frame.columns:
        known = frame[key].notna().to_numpy()
        names[known] = frame[key].astype("str").to_numpy(dtype=object)[known]
    return names


def _missing_keys(
    frame: pd.DataFrame, kind: str, rows: np.ndarray, sources: Mapping[str, Any]
) -> list[Reject]:
    found = []
    for item in fields_of(kind):
        if not item.key or item.name not in frame.columns:
            continue
        source = sources.get(item.name, item.name)
        found += [
            Reject(
                int(row),
                "MISSING_KEY",
                worded("key_empty", column=source, field=item.name),
                source,
                hint="fill it in; a record without it cannot be followed",
            )
            for row in rows[frame[item.name].isna().to_numpy()]
        ]
    return found
