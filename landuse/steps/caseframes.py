"""A case's few facts as the frames that the rules are tested on.

The facts are read as any table of a bureau is: by name or alias, with units in the
name or in the cell, in the words of the shipped profile. What a case does not name
was recorded as empty; what it lists as absent, the source has no column for.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry import Polygon, box

from landuse.io.columns import match_columns
from landuse.io.figures import to_number
from landuse.io.profile import Profile, default_profile
from landuse.io.raw import RawLayer
from landuse.io.source import Source, read_source
from landuse.schema import Field, fields_of, kind_of
from landuse.steps.casefile import Case
from landuse.testing import CRS, square

__all__ = ["case_frames"]

#: Names for the area of the drawn outline, which no bureau's table has.
_DRAWN = ("drawn", "图形面积")
#: Names for "lies on the record before it, not beside it".
_ON = ("on_previous", "压占上一图形")
_DEPTH = 100.0
_HECTARE = 10_000.0
#: Ids of records that a case leaves unnamed.
_IDS = {
    "parcel_id": "P",
    "batch_id": "B",
    "enterprise_id": "E",
    "zone_id": "Z",
    "plan_id": "L",
    "built_id": "J",
}


def case_frames(case: Case) -> dict[str, pd.DataFrame]:
    """The frames of a case by kind.

    Parameters
    ----------
    case : Case
        From :func:`landuse.steps.casefile.read_cases`.

    Returns
    -------
    dict of str to DataFrame
        Canonical. Parcels lie side by side in a strip 100 m deep, 1 ha each unless
        ``drawn`` says otherwise; batches lie in the same way from the same corner.
        One ``on_previous`` begins where the record before it begins.

    Raises
    ------
    PolicyError
        A name that no field has, or a value that cannot be read.

    Examples
    --------
    >>> from landuse.steps.casefile import cases_path, read_cases
    >>> frames = case_frames(read_cases(cases_path("national"))[0])
    >>> frames["parcels"].parcel_id.tolist()
    ['P1']
    """
    for name in case.absent:
        if not any(_absent(kind_of(n), (name,)) for n in case.records):
            msg = f"absent: no field of the case's records is called {name!r}"
            raise case.error(msg)
    return {n: _frame(kind_of(n), rows, case) for n, rows in case.records.items()}


def _frame(kind: str, rows: Sequence[Mapping[str, Any]], case: Case) -> pd.DataFrame:
    records = [_with_keys(dict(row), kind, i, case) for i, row in enumerate(rows)]
    heaped = [_on_previous(record) for record in records]
    shapes = _strip([_drawn(record, case) for record in records], heaped)
    columns = pd.DataFrame([{n: _text(v) for n, v in r.items()} for r in records])
    columns, units = _complete(columns, kind, case)
    has_shape = any(f.type == "geometry" for f in fields_of(kind))
    raw = RawLayer(
        driver="case",
        layer=None,
        columns=columns.astype("str"),
        rows=np.arange(len(records)) + 1,
        geometry=np.array(shapes, dtype=object) if has_shape else None,
        declared=CRS if has_shape else None,
        count=len(records),
        units=units,
    )
    loaded = read_source(Source.of(kind, case.path), None, raw)
    wrong = [i for i in loaded.issues if i.severity == "error"]
    for issue in wrong:
        raise case.error(f"{issue.field} {issue.value!r}: {issue.message}")
    frame = loaded.frame
    frame.attrs = {n: v for n, v in frame.attrs.items() if n.startswith("absent")}
    return frame


def _with_keys(
    record: dict[str, Any], kind: str, place: int, case: Case
) -> dict[str, Any]:
    """A record with the keys that a case may leave out, and its one enterprise."""
    keys = [f.name for f in fields_of(kind) if f.key and f.name in _IDS]
    if kind == "parcels" and len(case.records.get("enterprises", ())) == 1:
        keys.append("enterprise_id")
    known = _sources(list(record), kind, case)
    for name in keys:
        if name not in known:
            number = 1 if name == "enterprise_id" and kind == "parcels" else place + 1
            record[name] = f"{_IDS[name]}{number}"
    if kind == "enterprises" and "year" not in known:
        record["year"] = case.as_of.year - 1
    return record


def _sources(names: list[str], kind: str, case: Case) -> dict[str, str]:
    """Canonical name -> name in the case; one that no field has is an error."""
    profile = default_profile(kind)
    bare = [n for n in names if n not in (*_DRAWN, *_ON)]
    mapped = match_columns(bare, profile, {}, "", None)
    for name in mapped.unmapped:
        raise case.error(f"no field is called {name!r}{_meant(name, profile)}")
    return mapped.source_of()


def _meant(name: str, profile: Profile) -> str:
    known = [f.label("zh") for f in fields_of(profile.kind)]
    known += [f.name for f in fields_of(profile.kind)]
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _drawn(record: dict[str, Any], case: Case) -> float:
    """Area of the outline in m2, taken out of the record."""
    given = [record.pop(name) for name in _DRAWN if name in record]
    if not given:
        return _HECTARE
    made = to_number(pd.Series([_text(given[0])], dtype="str"), "m2")
    area = made.values.iloc[0]
    if made.bad[0] or not area > 0:
        raise case.error(f"drawn {given[0]!r} is no area")
    return float(area)


def _on_previous(record: dict[str, Any]) -> bool:
    """Whether a record lies on the one before it; taken out of the record."""
    return {record.pop(name) for name in _ON if name in record} == {True}


def _strip(areas: Sequence[float], heaped: Sequence[bool]) -> list[Polygon]:
    west, south, *_ = square().bounds
    shapes: list[Polygon] = []
    start = end = west
    for area, on_previous in zip(areas, heaped, strict=True):
        start = start if on_previous else end
        end = start + area / _DEPTH
        shapes.append(box(start, south, end, south + _DEPTH))
    return shapes


def _text(value: Any) -> str | None:
    """A value as a cell of a table has it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else str(value)


def _complete(
    columns: pd.DataFrame, kind: str, case: Case
) -> tuple[pd.DataFrame, dict[str, str]]:
    """All columns of the kind but the absent ones; units where none is stated."""
    profile = default_profile(kind)
    names = [str(name) for name in columns.columns]
    mapped = match_columns(names, profile, {}, "", None)
    known = mapped.source_of()
    away = set(_absent(kind, case.absent))
    fields = [f for f in fields_of(kind) if f.type != "geometry"]
    empty = [f.name for f in fields if f.name not in known and f.name not in away]
    whole = columns.drop(columns=[known[n] for n in away if n in known])
    whole = whole.assign(**dict.fromkeys(empty))
    units = {known[f.name]: f.unit for f in fields if _is_bare(f, known)}
    return whole, {name: unit for name, unit in units.items() if unit is not None}


def _is_bare(field: Field, known: Mapping[str, str]) -> bool:
    """A figure whose name in the case states no unit."""
    if field.unit is None or field.name not in known:
        return False
    return not known[field.name].endswith((")", "）", f"_{field.unit}"))


def _absent(kind: str, names: Sequence[str]) -> list[str]:
    """The canonical names, of this kind, of columns that the source lacks; no keys."""
    mapped = match_columns(list(names), default_profile(kind), {}, "", None)
    keys = [f.name for f in fields_of(kind) if f.key]
    return [name for name in mapped.source_of() if name not in keys]
