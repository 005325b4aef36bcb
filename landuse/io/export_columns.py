"""The columns of a frame as plain values of five kinds, ready for any format."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.io.geopackage import plain_text

__all__ = ["Column", "plain_columns"]

#: Digits that a number of double precision, and so a spreadsheet, keeps.
SAFE_DIGITS = 15


@dataclass(frozen=True)
class Column:
    """One column: every value is of its kind or None."""

    name: str
    kind: str  #: ``text``, ``number``, ``integer``, ``bool`` or ``date``
    values: list[Any]


def plain_columns(frame: pd.DataFrame) -> list[Column]:
    """All columns but the geometry.

    Whole numbers of more than 15 digits are codes and become text. Dates with
    a time of day become text too.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Not changed.

    Returns
    -------
    list of Column
        In the order of the frame.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1, 2], "d": pd.to_datetime(["2020-01-02", None])})
    >>> [(c.kind, c.values) for c in plain_columns(frame)]
    [('integer', [1, 2]), ('date', [datetime.date(2020, 1, 2), None])]
    """
    places = range(frame.shape[1])
    series = [(str(frame.columns[p]), frame.iloc[:, p]) for p in places]
    return [_column(name, s) for name, s in series if not isinstance(s, gpd.GeoSeries)]


def _column(name: str, values: pd.Series) -> Column:
    kind = _kind(values)
    form = _FORMS[kind]
    pairs = zip(values.tolist(), values.isna(), strict=True)
    plain = [None if gone else form(value) for value, gone in pairs]
    if kind == "number":
        plain = [v if v is not None and math.isfinite(v) else None for v in plain]
    return Column(name, kind, plain)


def _kind(values: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(values) and not _is_short(values):
        return "text"
    if values.dtype == object:
        return _object_kind(values)
    return next((kind for kind, is_kind in _KINDS if is_kind(values)), "text")


def _is_days(values: pd.Series) -> bool:
    if not pd.api.types.is_datetime64_any_dtype(values):
        return False
    known = values.dropna()
    return bool((known == known.dt.normalize()).all())


def _is_short(values: pd.Series) -> bool:
    return bool((values.dropna().abs() < 10**SAFE_DIGITS).all())


def _object_kind(values: pd.Series) -> str:
    found = {type(value) for value in values.dropna()}
    if found == {bool}:
        return "bool"
    if found == {int}:
        return "integer" if _is_short(values.dropna().astype("Int64")) else "text"
    if found and found <= {int, float}:
        return "number"
    return "date" if found == {date} else "text"


_KINDS: tuple[tuple[str, Callable[[pd.Series], bool]], ...] = (
    ("bool", pd.api.types.is_bool_dtype),
    ("integer", pd.api.types.is_integer_dtype),
    ("number", pd.api.types.is_float_dtype),
    ("date", _is_days),
)


def _day(value: Any) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else value


_FORMS: dict[str, Callable[[Any], Any]] = {
    "text": plain_text,
    "number": float,
    "integer": int,
    "bool": bool,
    "date": _day,
}
