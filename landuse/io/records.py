"""Raw records under canonical names and types; what cannot be read is set apart.

An unreadable value is not a missing value. Where a missing value reads as "did
not happen" or "not so" (dates, yes/no, closed words), and in every required
field, an unreadable one sends the whole record to quarantine. An unreadable
optional figure becomes missing, which only makes a rule say ``cannot_tell``,
and an issue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from landuse.io.columns import Mapped
from landuse.io.convert import (
    Converted,
    to_bool,
    to_choice,
    to_integer,
    to_number,
    to_text,
)
from landuse.io.dates import to_date
from landuse.io.profile import Profile
from landuse.io.raw import RawLayer, Reject
from landuse.issues import Issue
from landuse.schema import Field, fields_of

__all__ = ["Records", "canonical_records", "feature_names"]

#: Codes that are printed with blanks between their parts.
_SQUEEZED = frozenset({"parcel_id", "unit_no", "supervision_no", "enterprise_id"})
_ROUNDED = re.compile(r"^\d(\.\d+)?[eE]\+\d+$")
_CODES = {
    "date": ("BAD_DATE", "is not a date", "write it as 2019-03-01"),
    "number": (
        "BAD_NUMBER",
        "is not a number",
        "write figures only, the unit in the header",
    ),
    "integer": ("BAD_NUMBER", "is not a whole number", "write figures only"),
    "bool": ("BAD_YES_NO", "is neither yes nor no", "write 是 or 否"),
    "text": (
        "UNKNOWN_WORD",
        "is not a known word",
        "name it in the profile's [values]",
    ),
}


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
    sources = mapped.source_of()
    units = {m.canonical: m.unit for m in mapped.matches}
    columns: dict[str, pd.Series] = {}
    faults: list[tuple[Field, str, pd.Series, np.ndarray]] = []
    for item in fields_of(profile.kind):
        if item.name in sources:
            text = raw.columns[sources[item.name]]
            if item.name in profile.fill_down:
                text = text.ffill()
            made = _converted(text, item, units.get(item.name), profile.values)
            columns[item.name] = made.values
            faults.append((item, sources[item.name], text, made.bad))
        elif item.name in profile.constants:
            value = profile.constants[item.name]
            columns[item.name] = pd.Series([value] * raw.count, index=raw.columns.index)
    frame = pd.DataFrame(columns, index=raw.columns.index)
    features = feature_names(frame, profile.kind, raw.rows)
    rejects, issues = _faults(faults, raw.rows, features)
    rejects += _missing_keys(frame, profile.kind, raw.rows, sources)
    return Records(frame, features, tuple(rejects), tuple(issues))


def _converted(
    text: pd.Series,
    item: Field,
    unit: str | None,
    values: Mapping[str, Mapping[str, str]],
) -> Converted:
    if item.type == "number":
        return to_number(text, unit)
    plain = {"integer": to_integer, "date": to_date, "bool": to_bool}
    if item.type in plain:
        return plain[item.type](text)
    if item.choices or item.name in values:
        return to_choice(to_text(text).values, values.get(item.name, {}), item.choices)
    return (
        _identifier(to_text(text).values) if item.name in _SQUEEZED else to_text(text)
    )


def _identifier(text: pd.Series) -> Converted:
    bad = np.zeros(len(text), dtype=bool)
    doubtful = text.str.contains(r"[\s+]").fillna(False).to_numpy(dtype=bool)
    if not doubtful.any():
        return Converted(text, bad)
    squeezed = text[doubtful].str.replace(r"\s+", "", regex=True)
    bad[doubtful] = squeezed.str.fullmatch(_ROUNDED).to_numpy(dtype=bool)
    return Converted(text.mask(doubtful, squeezed), bad)


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


def _faults(
    faults: list[tuple[Field, str, pd.Series, np.ndarray]],
    rows: np.ndarray,
    features: np.ndarray,
) -> tuple[list[Reject], list[Issue]]:
    rejects: list[Reject] = []
    issues: list[Issue] = []
    for item, source, text, bad in faults:
        for index in np.flatnonzero(bad):
            fault = _fault(item, source, str(text.iloc[index]), int(rows[index]))
            if _is_decisive(item):
                rejects.append(fault)
            else:
                issues.append(_as_issue(fault, str(features[index])))
    return rejects, issues


def _is_decisive(item: Field) -> bool:
    """Whether an unreadable value makes the record unusable."""
    return item.required or item.key or item.type not in ("number", "integer")


def _fault(item: Field, source: str, value: str, row: int) -> Reject:
    code, why, hint = _CODES[item.type]
    if item.name in _SQUEEZED:
        code, why = "ID_DAMAGED", "was rounded by a spreadsheet"
        hint = "format the column as text and enter the code again"
    elif item.choices:
        hint = f"{hint}; known are {', '.join(item.choices)}"
    reason = f"{value[:60]!r} in {source} {why} ({item.name})"
    return Reject(row, code, reason, source, value, hint)


def _as_issue(fault: Reject, feature: str) -> Issue:
    return Issue(
        fault.code,
        "warning",
        f"{fault.reason}; read as missing",
        feature=feature,
        field=fault.field,
        value=(fault.value or "")[:200],
        hint=fault.hint,
    )


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
                f"{source} ({item.name}) is empty",
                source,
                hint="fill it in; a record without it cannot be followed",
            )
            for row in rows[frame[item.name].isna().to_numpy()]
        ]
    return found
