"""Maps for the public: no owners, coarse coordinates, and a list of what is gone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.resources import package_path
from landuse.vocabulary import LANGUAGES, label
from landuse.webmap.blotting import Blotter
from landuse.webmap.definitions import Definition, frame_of
from landuse.webmap.publicspec import rests_on, without_columns
from landuse.webmap.sheetscale import plane_of
from landuse.webmap.themes import Words

__all__ = ["PublicMap", "coarse", "public_map", "public_rules"]

#: Names of places, not of owners.
_KEPT = frozenset({"zone", "zone_id"})
#: Signs of a name, and of a number, that is looked for in other texts.
_LEAST = {"names": 2, "numbers": 4}
_KEY = "parcel_id"


@dataclass(frozen=True, slots=True)
class PublicMap:
    """A definition and frames without what the public must not see."""

    definition: Definition
    frames: Mapping[str, pd.DataFrame]
    removed: Mapping[str, Any]  #: what is gone, for a file beside the map


@cache
def public_rules() -> Mapping[str, Any]:
    """What a map for the public leaves out, with reasons.

    Returns
    -------
    mapping
        Of ``public.toml``.

    Examples
    --------
    >>> public_rules()["coordinates"]["step_m"]
    10.0
    """
    return tomllib.loads(package_path("public.toml").read_text("utf-8"))


def public_map(definition: Definition, frames: Mapping[str, Any]) -> PublicMap:
    """Take out of a map what the public must not see.

    Only the frames that the map uses are kept, so nothing else can reach its file.

    Parameters
    ----------
    definition : Definition
        The map.
    frames : mapping of str to DataFrame
        By name; not changed.

    Returns
    -------
    PublicMap
        A layer that is drawn or chosen by a column that is gone is left out too.

    Raises
    ------
    SourceError
        If no layer but the outlines of zones has anything left to show.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> from shapely import box
    >>> parcels = gpd.GeoDataFrame(
    ...     {"parcel_id": ["1"], "holder": ["甲公司"], "category": ["idle"]},
    ...     geometry=[box(0, 0, 99, 101)], crs=4547,
    ... )
    >>> made = public_map(load_definition("status"), {"parcels": parcels})
    >>> "holder" in made.frames["parcels"], made.frames["parcels"].total_bounds[2]
    (False, np.float64(100.0))
    >>> [entry["column"] for entry in made.removed["columns"]]
    ['holder']
    """
    names = [n for n in dict.fromkeys(_used(definition)) if frames.get(n) is not None]
    gone = {n: _gone(n, frames[n]) for n in names}
    blotters = _blotters(definition, frames)
    kept, cells = {}, []
    for name in names:
        left = frames[name].drop(columns=list(gone[name]))
        kept[name], found = _blotted(name, left, blotters)
        cells += found
        if isinstance(left, gpd.GeoDataFrame):
            kept[name] = coarse(kept[name], public_rules()["coordinates"]["step_m"])
    spec, out = without_columns(definition, gone, frames)
    shown = [s for s in spec.layers if s.shape != "zone"]
    if all(frame_of(layer, kept) is None for layer in shown):
        msg = worded("public_nothing_left", map=definition.id)
        raise SourceError(msg)
    removed = _removed(gone, cells, out)
    return PublicMap(replace(spec, **_told(spec, removed)), kept, removed)


def _used(definition: Definition) -> Iterator[str]:
    """Names of the frames that a map may show anything of."""
    for layer in definition.layers:
        yield layer.frame
        yield from filter(None, [layer.instead, layer.time and layer.time.frame])
        yield from (rows.frame for rows in layer.card)
    yield from (rows.frame for rows in definition.tables)
    for card in definition.kpi:
        yield from filter(None, [card.count, card.way])
    yield from ("indicators", "zones")


def _gone(name: str, frame: pd.DataFrame) -> dict[str, Mapping[str, Any]]:
    """Columns of a frame that are left out, each with its group."""
    groups = [g for g in public_rules()["group"] if name in g.get("frames", [name])]
    told = {column: group for group in groups for column in group["columns"]}
    return {column: told[column] for column in frame.columns if column in told}


def _blotters(
    definition: Definition, frames: Mapping[str, Any]
) -> list[tuple[Blotter, frozenset[str]]]:
    """What to blot out of other texts, each with the columns that stay as they are."""
    ruled = [rests_on(layer) for layer in definition.layers]
    kept = {"names": _KEPT, "numbers": _KEPT.union({_KEY}, *ruled)}
    return [
        (
            Blotter(_values(what, frames), least=least, whole=what == "numbers"),
            kept[what],
        )
        for what, least in _LEAST.items()
    ]


def _values(what: str, frames: Mapping[str, Any]) -> set[str]:
    """All that columns of this sort hold in any frame."""
    groups = [g for g in public_rules()["group"] if g.get("blot") == what]
    columns = {column for group in groups for column in group["columns"]}
    return {
        str(value).strip()
        for frame in frames.values()
        if isinstance(frame, pd.DataFrame)
        for column in columns & set(frame.columns)
        for value in frame[column].dropna().unique()
    }


def _blotted(
    name: str,
    frame: pd.DataFrame,
    blotters: Sequence[tuple[Blotter, frozenset[str]]],
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """A frame without such words in its texts, and how many cells had any."""
    made, cells = {}, []
    for column in frame.columns:
        values = frame[column]
        if not _is_text(values):
            continue
        new = {value: str(value) for value in values.dropna().unique()}
        for blotter, kept in blotters:
            if column not in kept:
                new = {value: blotter.sub(text) for value, text in new.items()}
        hit = {old: text for old, text in new.items() if text != str(old)}
        if hit:
            made[column] = values.map(lambda v, hit=hit: hit.get(v, v))
            cells.append(_cell(name, column, int(values.isin(list(hit)).sum())))
    return frame.assign(**made), cells


def _cell(frame: str, column: str, count: int) -> dict[str, Any]:
    return {"frame": frame, "column": column, "cells": count}


def _is_text(values: pd.Series) -> bool:
    return bool(
        pd.api.types.is_object_dtype(values)
        or pd.api.types.is_string_dtype(values)
        or isinstance(values.dtype, pd.CategoricalDtype)
    )


def coarse(frame: gpd.GeoDataFrame, step: float) -> gpd.GeoDataFrame:
    """Coordinates rounded in the plane; shapes for display only.

    Parameters
    ----------
    frame : GeoDataFrame
        In any reference system.
    step : float
        In metres.

    Returns
    -------
    GeoDataFrame
        In the plane, see :func:`landuse.webmap.sheetscale.plane_of`. A corner that two
        parcels share is still shared.

    Examples
    --------
    >>> from shapely import Point
    >>> frame = gpd.GeoDataFrame(geometry=[Point(500_004.9, 3_900_005.1)], crs=4547)
    >>> coarse(frame, 10).geometry[0].wkt
    'POINT (500000 3900010)'
    """
    plane = frame.to_crs(plane_of([frame])) if frame.crs is not None else frame
    shapes = plane.geometry.to_numpy()
    rounded = shapely.transform(shapes, lambda xy: np.floor(xy / step + 0.5) * step)
    return plane.set_geometry(gpd.GeoSeries(rounded, plane.index, crs=plane.crs))


def _removed(
    gone: Mapping[str, Mapping[str, Any]], cells: list[dict[str, Any]], out: list[Words]
) -> dict[str, Any]:
    rounded = public_rules()["coordinates"]
    return {
        "columns": [
            {"frame": frame, "column": column, "group": g["id"], "reason": g["reason"]}
            for frame, columns in gone.items()
            for column, g in columns.items()
        ],
        "names_in_texts": cells,
        "layers": [dict(title) for title in out],
        "coordinates": {"step_m": rounded["step_m"], "reason": rounded["reason"]},
    }


def _told(spec: Definition, removed: Mapping[str, Any]) -> dict[str, Any]:
    """Note and mark of the map: that it is for the public, and what is gone."""
    columns = {entry["column"] for entry in removed["columns"]}
    facts = {
        "columns": len(columns),
        "cells": sum(entry["cells"] for entry in removed["names_in_texts"]),
        "layers": len(removed["layers"]),
        "step": f"{removed['coordinates']['step_m']:g}",
    }
    notes, marks = {}, {}
    for lang in LANGUAGES:
        line = label("public", "note", lang).format_map(facts)
        before = f"{spec.note[lang]} " if spec.note else ""
        notes[lang] = before + line
        marks[lang] = spec.mark[lang] if spec.mark else label("public", "mark", lang)
    return {"note": notes, "mark": marks}
