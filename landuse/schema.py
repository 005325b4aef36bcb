"""The canonical frames: one table of fields for each kind of data.

Names, units and types are those that scripts of other people rely on. A source
column becomes a canonical one through a profile (:mod:`landuse.io`); behind
that door every function expects exactly these columns.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from landuse.errors import SchemaError
from landuse.fields import FRAMES, KINDS, LAYER, Field
from landuse.resources import defaults

__all__ = [
    "KINDS",
    "Field",
    "absent_columns",
    "conform",
    "empty_frame",
    "fields_of",
    "kind_of",
]

_DTYPES = {
    "text": "str",
    "number": "float64",
    "integer": "Int64",
    "bool": "boolean",
    "date": "datetime64[s]",
}
_ABSENT = "absent_columns"


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of one kind of frame.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.

    Returns
    -------
    tuple of Field
        In the order of the canonical columns.

    Raises
    ------
    SchemaError
        For an unknown kind.

    Examples
    --------
    >>> fields_of("zones")[0].name
    'zone_id'
    """
    if kind not in FRAMES:
        msg = f"kind {kind!r} is not one of {', '.join(KINDS)}"
        raise SchemaError(msg)
    return FRAMES[kind]


def kind_of(name: str) -> str:
    """The kind of a frame by its name, which may end with its role.

    Parameters
    ----------
    name : str
        A kind, or kind and role.

    Returns
    -------
    str
        The kind.

    Examples
    --------
    >>> kind_of("plan_old"), kind_of("tax_items")
    ('plan', 'tax_items')
    """
    return name if name in FRAMES else name.split("_")[0]


def absent_columns(frame: pd.DataFrame) -> tuple[str, ...]:
    """Canonical columns that the source did not have at all.

    Parameters
    ----------
    frame : DataFrame
        Result of :func:`conform`.

    Returns
    -------
    tuple of str
        Their names; a rule treats such facts as unknown, not as "no".

    Examples
    --------
    >>> frame = conform(pd.DataFrame({"parcel_id": ["P"], "tax_yuan": [1]}), "taxes")
    >>> absent_columns(frame)
    ('year', 'registered_area_m2')
    """
    return tuple(frame.attrs.get(_ABSENT, ()))


def empty_frame(kind: str, crs: object = None) -> pd.DataFrame:
    """A frame of a kind without rows.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    crs : object, optional
        Of the geometry, if the kind has one; by default that of ``defaults.toml``.

    Returns
    -------
    DataFrame or GeoDataFrame
        All canonical columns, no rows, nothing absent.

    Examples
    --------
    >>> len(empty_frame("parcels"))
    0
    """
    names = [field.name for field in fields_of(kind)]
    if "geometry" not in names:
        return conform(pd.DataFrame(columns=names), kind)
    crs = defaults("working_system")["epsg"] if crs is None else crs
    frame = gpd.GeoDataFrame({name: [] for name in names}, geometry="geometry", crs=crs)
    return conform(frame, kind)


def conform(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Bring a frame to the canonical columns and types of its kind.

    Columns of other names are kept behind the canonical ones. A canonical
    column that is not there is added as missing and named in
    :func:`absent_columns`, so that "not in the source" and "empty in the
    source" stay apart.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Columns already under canonical names, values already in the units of
        the names; not changed.
    kind : str
        One of :data:`KINDS`.

    Returns
    -------
    DataFrame or GeoDataFrame
        A new frame on the same index.

    Raises
    ------
    SchemaError
        A key column is absent or empty, a value is not of the column's type or
        not among its choices, or a geometry has no CRS. ``issues`` lists all.

    Examples
    --------
    >>> taxes = pd.DataFrame({"parcel_id": ["P1"], "tax_yuan": ["12.5"]})
    >>> float(conform(taxes, "taxes").tax_yuan[0])
    12.5
    """
    fields = fields_of(kind)
    absent = tuple(f.name for f in fields if f.name not in frame.columns)
    faults = [
        f"column {f.name} is absent" for f in fields if f.key and f.name in absent
    ]
    if faults:
        _refuse(kind, faults)
    columns = {f.name: _column(frame, f, faults) for f in fields}
    if kind != LAYER:
        _check_crs(frame, columns, faults)
    if faults:
        _refuse(kind, faults)
    return _assemble(frame, columns, absent)


def _assemble(
    frame: pd.DataFrame, columns: dict[str, pd.Series], absent: tuple[str, ...]
) -> pd.DataFrame:
    others = {name: frame[name] for name in frame.columns if name not in columns}
    data = {**columns, **others}
    if "geometry" in columns:
        crs = getattr(columns["geometry"], "crs", None)
        result = gpd.GeoDataFrame(data, index=frame.index, geometry="geometry", crs=crs)
    else:
        result = pd.DataFrame(data, index=frame.index)
    known = set(frame.attrs.get(_ABSENT, ()))
    result.attrs = {
        **frame.attrs,
        _ABSENT: [n for n in columns if n in absent or n in known],
    }
    return result


def _column(frame: pd.DataFrame, field: Field, faults: list[str]) -> pd.Series:
    if field.type == "geometry":
        if field.name in frame.columns:
            return frame[field.name]
        return gpd.GeoSeries([None] * len(frame), index=frame.index, crs=_crs(frame))
    if field.name not in frame.columns:
        dtype = _DTYPES[field.type]
        return pd.Series(None, index=frame.index, dtype=dtype)
    values = _typed(frame[field.name], field, faults)
    _check_values(values, field, faults)
    return values


def _crs(frame: pd.DataFrame) -> object:
    return frame.crs if isinstance(frame, gpd.GeoDataFrame) and len(frame) else None


def _typed(values: pd.Series, field: Field, faults: list[str]) -> pd.Series:
    try:
        if field.type == "date":
            values = pd.to_datetime(values).dt.normalize()
        elif field.type in ("number", "integer"):
            values = pd.to_numeric(values)
        elif field.type == "text" and values.dtype != _DTYPES["text"]:
            values = values.where(values.notna(), None)
        return values.astype(_DTYPES[field.type])
    except (ValueError, TypeError) as error:
        faults.append(f"column {field.name} is not of type {field.type}: {error}")
        return values


def _check_values(values: pd.Series, field: Field, faults: list[str]) -> None:
    if field.key and values.isna().any():
        faults.append(
            f"column {field.name} is empty in {int(values.isna().sum())} rows"
        )
    if field.choices:
        wrong = sorted(set(values.dropna().astype(str)) - set(field.choices))
        if wrong:
            allowed = ", ".join(field.choices)
            faults.append(f"column {field.name} has {wrong}, allowed are {allowed}")


def _check_crs(
    frame: pd.DataFrame, columns: dict[str, pd.Series], faults: list[str]
) -> None:
    geometry = columns.get("geometry")
    if geometry is None or "geometry" not in frame.columns:
        return
    if getattr(geometry, "crs", None) is None:
        faults.append("geometry has no CRS; set it before")


def _refuse(kind: str, faults: list[str]) -> None:
    msg = f"not a frame of {kind}: {'; '.join(faults)}"
    raise SchemaError(msg, tuple(faults))
