"""What the reader sees in a file and decides, without reading it into a frame."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.columns import match_columns
from landuse.io.crs import decide_crs
from landuse.io.datum import datum_issues
from landuse.io.geometry import sample_vertices
from landuse.io.names import split_unit
from landuse.io.preflight import check_path
from landuse.io.profile import Profile, default_profile
from landuse.io.raster import raster_info
from landuse.io.raw import RawLayer
from landuse.io.readers import layers_of
from landuse.io.source import Source, named, read_raw
from landuse.policy import Region
from landuse.schema import KINDS, fields_of

__all__ = ["guess_kind", "inspect_file"]


def inspect_file(
    path: str | Path,
    *,
    kind: str | None = None,
    profile: Profile | None = None,
    region: Region | None = None,
    encoding: str | None = None,
    epsg: int | None = None,
) -> dict[str, Any]:
    """Layers, encoding, CRS, columns and counts of a file.

    Parameters
    ----------
    path : str or Path
        Vector, table, coordinate text or raster.
    kind : str, optional
        Kind of data; by default the one whose names fit most columns.
    profile : Profile, optional
        Instead of the shipped one of the kind.
    region : Region, optional
        Needed to infer a CRS.
    encoding, epsg : optional
        As the user states them.

    Returns
    -------
    dict
        ``{"layers": [...]}``, JSON-able; a CRS that cannot be decided has
        ``epsg`` None and the reason among its notes.

    Raises
    ------
    SourceError
        If the file cannot be read at all.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> layer = inspect_file(example_file("taxes"))["layers"][0]
    >>> layer["features"], layer["columns"][0]["canonical"]
    (1, 'parcel_id')
    """
    checked = check_path(path)
    if checked.format == "geotiff":
        return {"layers": [_raster(checked.path)]}
    said = {"encoding": encoding, "epsg": epsg}
    source = Source.of(kind or "parcels", checked.path, profile=profile, **said)
    with named(source.name):
        layers = [_layer(s, kind, region) for s in _each_layer(source, checked.format)]
    return {"layers": layers}


def _each_layer(source: Source, form: str) -> list[Source]:
    names = layers_of(source.path)
    if form in ("xls", "xlsx"):
        return [dataclasses.replace(source, sheet=n) for n in names]
    return [dataclasses.replace(source, layer=n) for n in names] or [source]


def _layer(source: Source, kind: str | None, region: Region | None) -> dict[str, Any]:
    raw = read_raw(source)
    names = list(raw.columns.columns)
    if kind is None:
        guessed = guess_kind(names, raw.geometry is not None, cut=raw.cuts_names)
        source = Source.of(guessed, source.path, epsg=source.epsg)
        raw = read_raw(dataclasses.replace(source, layer=raw.layer, sheet=raw.layer))
    return {
        "name": raw.layer or source.path.stem,
        "driver": raw.driver,
        "kind": source.kind,
        "features": raw.count,
        "geometry": _types(raw),
        "encoding": None if raw.encoding is None else dataclasses.asdict(raw.encoding),
        "crs": _crs(raw, source, region),
        "columns": _columns(raw, source),
    }


#: Kinds that a file alone is not taken for: a name and a code fit any layer.
_NEVER_GUESSED = ("counties", LAYER)


def guess_kind(
    names: Sequence[str], geometry: bool | None = None, *, cut: bool = False
) -> str:
    """The kind of data whose shipped names fit most columns.

    Parameters
    ----------
    names : sequence of str
        Column names of a source.
    geometry : bool, optional
        Whether the source has one; None where that is not known.
    cut : bool, default False
        Whether the source cuts names, see :func:`landuse.io.columns.match_columns`.

    Returns
    -------
    str
        Of the kinds whose keys are all there the one that fits most columns, the
        first where several fit as well; ``layer`` where none has all its keys. An
        id alone is not enough for a kind that has nothing else as its key.

    Examples
    --------
    >>> guess_kind(["统一社会信用代码", "年度", "实缴税收（万元）"])
    'enterprises'
    >>> guess_kind(["name", "adcode"]), guess_kind(["ZDDM", "MJ"], geometry=False)
    ('layer', 'layer')
    """
    others = [k for k in KINDS if k not in ("parcels", *_NEVER_GUESSED)]
    order = ("parcels", *others, LAYER)
    fit = [kind for kind in order if _has_shape(kind, geometry)]
    return max(fit, key=lambda kind: _fitting(names, kind, cut))


def _has_shape(kind: str, geometry: bool | None) -> bool:
    """Whether a kind may be with, or without, a geometry."""
    shapes = [field for field in fields_of(kind) if field.type == "geometry"]
    if geometry is None:
        return True
    return bool(shapes) if geometry else not any(field.key for field in shapes)


def _fitting(names: Sequence[str], kind: str, cut: bool) -> int:
    """How many columns fit a kind; less than nothing without all its keys."""
    if kind == LAYER:
        return 0
    mapped = match_columns(list(names), default_profile(kind), {}, "", cut=cut)
    lacks = any(issue.severity == "error" for issue in mapped.issues)
    fields = fields_of(kind)
    if sum(field.key for field in fields) == 1:
        wanted = {f.name for f in fields if f.required and not f.key}
        lacks |= not any(match.canonical in wanted for match in mapped.matches)
    return -1 if lacks else len(mapped.matches)


def _types(raw: RawLayer) -> str | None:
    if raw.geometry is None:
        return None
    kinds = {g.geom_type for g in raw.geometry[~shapely.is_missing(raw.geometry)]}
    return ", ".join(sorted(kinds)) or None


def _crs(raw: RawLayer, source: Source, region: Region | None) -> dict | None:
    if raw.geometry is None:
        return None
    xy = sample_vertices(raw.geometry)
    xy = xy[np.isfinite(xy).all(axis=1)]
    stated = source.epsg or source.profile.epsg
    box = region.box if region else None
    try:
        decision = decide_crs(xy, stated, raw.declared, raw.declared_by or "file", box)
    except SourceError as error:
        return {
            "epsg": None,
            "how": "undecided",
            "confidence": "none",
            "swapped": False,
            "notes": [str(error)],
        }
    notes = [*decision.notes, *(i.hint for i in datum_issues(decision.epsg))]
    return {**dataclasses.asdict(decision), "notes": notes}


def _columns(raw: RawLayer, source: Source) -> list[dict[str, Any]]:
    names = list(raw.columns.columns)
    mapped = match_columns(
        names, source.profile, raw.units, source.name, raw.layer, cut=raw.cuts_names
    )
    found = []
    for name in names:
        fits = [m for m in mapped.matches if m.source == name]
        found += [
            {"source": name, "canonical": m.canonical, "unit": m.unit, "how": m.how}
            for m in fits
        ]
        if not fits:
            unit = split_unit(name)[1]
            found.append(
                {"source": name, "canonical": None, "unit": unit, "how": "unmapped"}
            )
    return found


def _raster(path: Path) -> dict[str, Any]:
    info = raster_info(path)
    return {
        "name": path.stem,
        "driver": info.driver,
        "kind": "raster",
        "features": info.width * info.height,
        "geometry": None,
        "encoding": None,
        "crs": {
            "epsg": info.epsg,
            "how": "layer",
            "confidence": "high",
            "swapped": False,
            "notes": [],
        },
        "columns": [],
        "raster": {**dataclasses.asdict(info), "bounds": list(info.bounds)},
    }
