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

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.io.geojsonmany import build_geometries
from landuse.io.geojsonshape import open_rings
from landuse.io.raw import RawLayer, Reject
from landuse.io.topojson import topology_features
from landuse.io.vector import choose_layer
from landuse.issues import Issue
from landuse.messages import worded

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
        msg = worded("json_utf8")
        raise SourceError(msg, path.name, code="BAD_ENCODING")
    try:
        text = data.decode(decision.name)
        document = json.loads(text, object_pairs_hook=_object)
    except SourceError as error:
        raise error.of(path.name) from error
    except (ValueError, RecursionError) as error:
        msg = worded("json_broken", error___name=type(error).__name__, error=error)
        raise SourceError(msg, path.name, code="CORRUPT_FILE") from error
    if not isinstance(document, dict):
        msg = worded("json_other")
        raise SourceError(msg, path.name, code="WRONG_FORMAT")
    return document, decision


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that stands twice has two values, of which one is lost."""
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        values = ", ".join(repr(v)[:40] for key, v in pairs if key == twice)
        msg = worded("key_twice", key=twice[:60], values=values)
        raise SourceError(msg, code="DUPLICATE_KEY")
    return made


def _features(document: dict, kind: object, path: Path) -> Sequence[Any]:
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return document["features"]
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES:
        properties = document.get("properties") or {}
        return [{"type": "Feature", "geometry": document, "properties": properties}]
    msg = worded("json_type", kind=kind)
    raise SourceError(msg, path.name, code="WRONG_FORMAT")


def _layer(
    name: str, driver: str, features: Sequence[Any], encoding: EncodingDecision
) -> RawLayer:
    records = [f if isinstance(f, dict) else {} for f in features]
    values = [record.get("geometry") for record in records]
    geometry, rejects = build_geometries(values)
    unclosed = sum(open_rings(value) for value in values)
    properties: list[dict[str, Any]] = []
    for index, record in enumerate(records):
        found, damaged = _properties(record, index + 1)
        properties.append(found)
        if damaged is not None:
            rejects.append(damaged)
    rejects.sort(key=lambda reject: reject.row)
    return RawLayer(
        driver=driver,
        layer=name,
        columns=pd.DataFrame(properties, index=range(len(features)), dtype=object),
        rows=np.arange(1, len(features) + 1),
        geometry=geometry,
        encoding=encoding,
        count=len(features),
        issues=tuple(_unclosed(unclosed)),
        rejects=tuple(rejects),
    )


def _unclosed(number: int) -> list[Issue]:
    if not number:
        return []
    text = worded("rings_closed", count=number)
    hint = "compare their areas with the documents: a last point may be missing"
    return [Issue("RING_NOT_CLOSED", "warning", text, field="geometry", hint=hint)]


def _properties(
    record: dict[str, Any], row: int
) -> tuple[dict[str, Any], Reject | None]:
    """Attributes as they stand; halves of a character send the record away."""
    values = record.get("properties")
    found = dict(values) if isinstance(values, dict) else {}
    if "id" in record and "id" not in found:
        found["id"] = record["id"]
    plain = {
        str(key): json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v
        for key, v in found.items()
    }
    if all(key.isascii() and _is_plain(value) for key, value in plain.items()):
        return plain, None
    whole = {_whole(key): _whole(value) for key, value in plain.items()}
    broken = next(
        (k for k in plain if (_whole(k), _whole(plain[k])) != (k, plain[k])), None
    )
    if broken is None:
        return plain, None
    text = "its text holds half a character (a lone surrogate)"
    name, value = _whole(broken), str(_whole(plain[broken]))
    hint = "enter the text again"
    return whole, Reject(row, "TEXT_DAMAGED", text, name, value, hint)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, str) or value.isascii()


def _whole(value: Any) -> Any:
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


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
        worded("crs_link", link=link),
        file=path.name,
        layer=path.stem,
        value=str(link)[:200],
        hint="state the EPSG code (epsg = ...)",
    )
