"""Write layers as a GeoPackage whose bytes depend on the layers alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["date_text", "plain_text", "write_layers"]

_MULTI = {"Polygon": "MultiPolygon", "LineString": "MultiLineString"}
_FID = "landuse_fid"  # a source may well have a column "fid" of its own


def write_layers(
    layers: Mapping[str, pd.DataFrame], path: str | Path, *, stamp: date
) -> tuple[Issue, ...]:
    """Write frames as the layers of one new GeoPackage.

    Parameters
    ----------
    layers : mapping of str to GeoDataFrame
        By layer name, in the order wanted; a frame without geometry becomes a
        plain table.
    path : str or Path
        Ends in ``.gpkg``.
    stamp : date
        What the file says was its last change, e.g. the reference date.

    Returns
    -------
    tuple of Issue
        ``COLUMN_RENAMED`` for each name that differs from another only by
        capitals, which the format cannot hold.

    Raises
    ------
    SourceError
        If the ending is another, or a layer has shapes but no CRS.

    Examples
    --------
    >>> import tempfile
    >>> frame = gpd.GeoDataFrame(
    ...     {"parcel_id": ["P1"]}, geometry=gpd.points_from_xy([0], [0]), crs=4547
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "layers.gpkg"
    ...     issues = write_layers({"parcels": frame}, file, stamp=date(2022, 9, 30))
    ...     pyogrio.list_layers(file).tolist()
    [['parcels', 'Point']]
    """
    if Path(path).suffix.lower() != ".gpkg":
        msg = worded("layers_as_gpkg")
        raise SourceError(msg, path)
    issues: list[Issue] = []
    with replacing(path) as draft, _gdal_clock(stamp):
        for name, frame in layers.items():
            _check_crs(frame, name, path)
            _write_layer(_without_twins(frame, name, issues), draft, name)
    return tuple(issues)


def plain_text(value: object) -> str:
    """Any value as text: lists and mappings as JSON, days as ISO.

    Parameters
    ----------
    value : object
        Not missing.

    Returns
    -------
    str
        The text; equal values give equal texts.

    Examples
    --------
    >>> plain_text({"b": 1, "a": [2]}), plain_text(date(2022, 9, 30))
    ('{"a": [2], "b": 1}', '2022-09-30')
    """
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return date_text(value) if isinstance(value, date) else str(value)


def date_text(value: date) -> str:
    """A day as ISO text; a time of day is kept if there is one.

    Parameters
    ----------
    value : date or datetime
        Not missing.

    Returns
    -------
    str
        E.g. ``2022-09-30``.

    Examples
    --------
    >>> date_text(pd.Timestamp("2022-09-30"))
    '2022-09-30'
    """
    return value.isoformat().removesuffix("T00:00:00")


@contextmanager
def _gdal_clock(stamp: date) -> Iterator[None]:
    option = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: f"{stamp:%Y-%m-%d}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: before})


def _check_crs(frame: pd.DataFrame, name: str, path: str | Path) -> None:
    if isinstance(frame, gpd.GeoDataFrame) and frame.crs is None:
        msg = worded("layer_no_crs", name=name)
        raise SourceError(msg, path)


def _without_twins(
    frame: pd.DataFrame, layer: str, issues: list[Issue]
) -> pd.DataFrame:
    """The frame with column names that differ by more than capitals."""
    seen: set[str] = set()
    names: list[str] = []
    for name in map(str, frame.columns):
        new, number = name, 1
        while new.lower() in seen:
            number += 1
            new = f"{name}_{number}"
        if new != name:
            issues.append(_renamed(layer, name, new))
        seen.add(new.lower())
        names.append(new)
    return frame if names == list(frame.columns) else frame.set_axis(names, axis=1)


def _renamed(layer: str, name: str, new: str) -> Issue:
    message = worded("renamed", name=name, new=new)
    hint = "rename one of the two columns in the source"
    return Issue("COLUMN_RENAMED", "info", message, layer=layer, field=name, hint=hint)


def _write_layer(frame: pd.DataFrame, path: Path, layer: str) -> None:
    options: dict[str, Any] = {"FID": _FID}
    if isinstance(frame, gpd.GeoDataFrame):
        options["GEOMETRY_NAME"] = "geom"
    pyogrio.write_dataframe(
        _with_dates(frame),
        path,
        layer=layer,
        driver="GPKG",
        append=path.exists(),
        use_arrow=True,
        geometry_type=_geometry_type(frame),
        promote_to_multi=_geometry_type(frame) in _MULTI.values(),
        layer_options=options,
    )


def _with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Days as dates, which the file then says they are, and lists as text."""
    result = frame.copy(deep=False)
    result.attrs = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            result[name] = values.dt.date.astype("date32[pyarrow]")
        elif values.dtype == object:
            result[name] = values.map(plain_text, na_action="ignore").astype("str")
    return result


def _geometry_type(frame: pd.DataFrame) -> str | None:
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    found = {_MULTI.get(kind, kind) for kind in frame.geom_type.dropna()}
    if found <= {"MultiPolygon"} or found <= {"MultiLineString"}:
        return found.pop() if found else "Unknown"
    kinds = set(frame.geom_type.dropna())
    return kinds.pop() if len(kinds) == 1 else "Unknown"
