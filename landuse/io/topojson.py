"""TopoJSON: shared arcs joined into the rings of each feature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

__all__ = ["topology_features"]

Arc: TypeAlias = list[list[float]]
Place: TypeAlias = Callable[[np.ndarray], np.ndarray]


def topology_features(topology: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The features of one object of a Topology, as GeoJSON features.

    Parameters
    ----------
    topology : dict
        A parsed TopoJSON document.
    name : str
        Key of its ``objects``.

    Returns
    -------
    list of dict
        One per geometry of the object; a geometry that refers to arcs that are
        not there keeps the bare reference, which no reader can build.

    Examples
    --------
    >>> line = {"type": "LineString", "arcs": [0]}
    >>> topology = {"arcs": [[[0, 0], [1, 0]]], "objects": {"a": line}}
    >>> topology_features(topology, "a")[0]["geometry"]["coordinates"]
    [[0.0, 0.0], [1.0, 0.0]]
    """
    place = _placer(topology.get("transform"))
    arcs = _arcs(topology.get("arcs", []), topology.get("transform"))
    stored = topology["objects"][name]
    members = (
        stored.get("geometries", [])
        if stored.get("type") == "GeometryCollection"
        else [stored]
    )
    return [_feature(member, arcs, place) for member in members]


def _placer(transform: dict[str, Any] | None) -> Place:
    """Undo quantization of positions that are no differences."""
    if not transform:
        return lambda places: places
    scale = np.asarray(transform["scale"], dtype=float)
    shift = np.asarray(transform["translate"], dtype=float)
    return lambda places: places * scale + shift


def _arcs(stored: list[Any], transform: dict[str, Any] | None) -> list[Arc]:
    """Positions of each arc; those of a quantized one are differences, added up."""
    place = _placer(transform)
    whole = np.array([position for arc in stored for position in arc])
    if not transform or whole.dtype.kind != "i":
        arcs = [np.asarray(arc, dtype=float) for arc in stored]
        steps = [np.cumsum(arc, axis=0) if transform else arc for arc in arcs]
        return [place(arc).tolist() for arc in steps]
    lengths = np.array([len(arc) for arc in stored])
    first = np.cumsum(lengths) - lengths
    total = np.cumsum(whole, axis=0)
    before = (total - whole)[np.minimum(first, len(whole) - 1)]
    placed = place((total - np.repeat(before, lengths, axis=0)).astype(float)).tolist()
    return [placed[a : a + n] for a, n in zip(first, lengths, strict=True)]


def _feature(member: dict[str, Any], arcs: list[Arc], place: Place) -> dict[str, Any]:
    try:
        geometry = _geometry(member, arcs, place)
    except (IndexError, KeyError, TypeError, ValueError):
        geometry = {"type": member.get("type")}
    feature: dict[str, Any] = {
        "geometry": geometry,
        "properties": member.get("properties") or {},
    }
    if "id" in member:
        feature["id"] = member["id"]
    return feature


def _geometry(
    member: dict[str, Any], arcs: list[Arc], place: Place
) -> dict[str, Any] | None:
    kind = member.get("type")
    if kind is None:
        return None
    if kind == "GeometryCollection":
        inner = [_geometry(m, arcs, place) for m in member["geometries"]]
        return {"type": kind, "geometries": inner}
    if kind in ("Point", "MultiPoint"):
        points = np.atleast_2d(np.asarray(member["coordinates"], dtype=float))
        placed = [place(point[None, :])[0].tolist() for point in points]
        return {"type": kind, "coordinates": placed[0] if kind == "Point" else placed}
    return {"type": kind, "coordinates": _joined(member["arcs"], kind, arcs)}


def _joined(refs: Any, kind: str, arcs: list[Arc]) -> list[Any]:
    depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
    return _nested(refs, depth[kind], arcs)


def _nested(refs: Any, depth: int, arcs: list[Arc]) -> list[Any]:
    if depth:
        return [_nested(ref, depth - 1, arcs) for ref in refs]
    parts = [arcs[ref] if ref >= 0 else arcs[~ref][::-1] for ref in refs]
    joined = list(parts[0])
    for part in parts[1:]:
        joined += part[1:]
    return joined
