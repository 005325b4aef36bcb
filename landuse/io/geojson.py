"""GeoJSON and TopoJSON, parsed here and not by GDAL.

A plain GeoJSON can make GDAL fetch an address (a ``crs`` link) or run a
pipeline; a JSON parser cannot. Each feature is built by itself, so one bad
ring costs one record.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.io.raw import RawLayer, Reject
from landuse.io.topojson import topology_features
from landuse.io.vector import choose_layer
from landuse.issues import Issue

__all__ = ["object_names", "read_geojson"]

_GEOMETRIES = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)
_STANDARD_CRS = "EPSG:4326"
_BUILD_ERRORS = (ValueError, TypeError, KeyError, IndexError, AttributeError)


def read_geojson(path: Path, layer: str | None = None) -> RawLayer:
    """All features of a GeoJSON or TopoJSON file.

    Parameters
    ----------
    path : Path
        A FeatureCollection, a Feature, a bare geometry or a Topology.
    layer : str, optional
        Object of a Topology, where it has several.

    Returns
    -------
    RawLayer
        One entry per feature.

    Raises
    ------
    SourceError
        If it is not JSON, not UTF-8, or of another type.
    """
    document, encoding = _parsed(path)
    kind = document.get("type")
    if kind == "Topology":
        names = list(document.get("objects") or {})
        name = choose_layer(names, layer, path.name, "layer")
        return _layer(name, "TopoJSON", topology_features(document, name), encoding)
    features = _features(document, kind, path)
    raw = _layer(path.stem, "GeoJSON", features, encoding)
    return _with_crs(raw, document.get("crs"), path)


def object_names(path: Path) -> list[str]:
    """Names of the objects of a TopoJSON file; none for GeoJSON.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str
        In the order of the file.
    """
    document, _ = _parsed(path)
    return (
        list(document.get("objects") or {})
        if document.get("type") == "Topology"
        else []
    )


def _parsed(path: Path) -> tuple[dict[str, Any], EncodingDecision]:
    data = path.read_bytes()
    decision = decide_text(data)
    if not decision.name.startswith("utf"):
        msg = "JSON must be UTF-8, its bytes are not; export it as UTF-8"
        raise SourceError(msg, path.name)
    try:
        document = json.loads(data.decode(decision.name))
    except (ValueError, RecursionError) as error:
        msg = f"is not JSON ({type(error).__name__}: {error}); export the layer again"
        raise SourceError(msg, path.name) from error
    if not isinstance(document, dict):
        msg = "is JSON, but not GeoJSON or TopoJSON; export the layer again"
        raise SourceError(msg, path.name)
    return document, decision


def _features(document: dict, kind: object, path: Path) -> Sequence[Any]:
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return document["features"]
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES:
        properties = document.get("properties") or {}
        return [{"type": "Feature", "geometry": document, "properties": properties}]
    msg = f"is JSON of type {kind!r}, which is not read; export it as GeoJSON"
    raise SourceError(msg, path.name)


def _layer(
    name: str, driver: str, features: Sequence[Any], encoding: EncodingDecision
) -> RawLayer:
    geometry = np.full(len(features), None, dtype=object)
    properties: list[dict[str, Any]] = []
    rejects = []
    for index, feature in enumerate(features):
        record = feature if isinstance(feature, dict) else {}
        properties.append(_properties(record))
        try:
            geometry[index] = _geometry(record.get("geometry"))
        except _BUILD_ERRORS as error:
            rejects.append(_corrupt(index + 1, error))
    return RawLayer(
        driver=driver,
        layer=name,
        columns=pd.DataFrame(properties, index=range(len(features)), dtype=object),
        rows=np.arange(1, len(features) + 1),
        geometry=geometry,
        encoding=encoding,
        count=len(features),
        rejects=tuple(rejects),
    )


def _properties(record: dict[str, Any]) -> dict[str, Any]:
    values = record.get("properties")
    found = dict(values) if isinstance(values, dict) else {}
    if "id" in record and "id" not in found:
        found["id"] = record["id"]
    return {
        str(key): json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v
        for key, v in found.items()
    }


def _geometry(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, dict):
        msg = "geometry is not an object"
        raise TypeError(msg)
    built = shape(value)
    return shapely.force_2d(built)


def _corrupt(row: int, error: Exception) -> Reject:
    return Reject(
        row,
        "CORRUPT_GEOMETRY",
        f"geometry cannot be built: {error}",
        hint="draw the outline again and export it",
    )


def _with_crs(raw: RawLayer, member: Any, path: Path) -> RawLayer:
    """The ``crs`` member by name; without it the standard's longitude, latitude."""
    declared, how, issues = _STANDARD_CRS, "format", list(raw.issues)
    if isinstance(member, dict) and member.get("type") == "name":
        declared, how = str((member.get("properties") or {}).get("name")), "layer"
    elif isinstance(member, dict):
        issues.append(_link_issue(member, path))
    values = {**vars(raw), "declared": declared, "declared_by": how}
    return RawLayer(**{**values, "issues": tuple(issues)})


def _link_issue(member: dict, path: Path) -> Issue:
    link = (member.get("properties") or {}).get("href")
    return Issue(
        "REMOTE_REFERENCE",
        "warning",
        f"its crs member points to {link!r}, which was not followed",
        file=path.name,
        layer=path.stem,
        value=str(link)[:200],
        hint="state the EPSG code (epsg = ...)",
    )
