"""A planning revision: what changes into what, and what the control lines forbid."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.conservation import prove_sum
from landuse.analysis.disjoint import (
    first_come,
    outside_parts,
    polygonal,
    shared_parts,
)
from landuse.errors import SchemaError
from landuse.policy import Policy

__all__ = ["control_conflicts", "land_balance", "plan_changes"]

_BOUNDARY = "urban_boundary"
_OUTSIDE = "outside_urban_boundary"
_IDS = ("parcel_id", "plan_id", "batch_id", "zone_id")
_CONFLICTS = ["subject_id", "kind", "area_m2"]


def plan_changes(old: GeoDataFrame, new: GeoDataFrame) -> GeoDataFrame:
    """Every piece of land under its old and its new class.

    Where outlines of one plan overlap, the first by class and id keeps the land,
    so that no square metre is there twice.

    Parameters
    ----------
    old, new : GeoDataFrame
        Canonical plans; ``new`` is brought to the CRS of ``old``.

    Returns
    -------
    GeoDataFrame
        ``old_class``, ``new_class`` (missing outside that plan), ``change``
        (``unchanged``, ``changed``, ``added``, ``removed``), ``area_m2``
        (ellipsoidal), ``geometry``. Slivers are kept: they belong to the sum.

    Raises
    ------
    ConservationError
        If the pieces are not the area of both plans together.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> old = make_zones(plan_id="1", class_code="1001", class_scheme="x")
    >>> new = old.assign(class_code="1101", geometry=[square(east=50)])
    >>> plan_changes(old, new)[["old_class", "new_class", "change"]].values.tolist()
    [['1001', '1101', 'changed'], ['1001', nan, 'removed'], [nan, '1101', 'added']]
    """
    old, new = _disjoint(old), _disjoint(new.to_crs(old.crs))
    before, after = old.geometry.to_numpy(), new.geometry.to_numpy()
    place, other, shared = shared_parts(before, after)
    pieces = [
        _pieces(old.iloc[place], new.iloc[other], shared),
        _pieces(old, None, outside_parts(before, after)),
        _pieces(None, new, outside_parts(after, before)),
    ]
    table = pd.concat(pieces, ignore_index=True)
    shapes = table.pop("geometry").to_numpy(dtype=object)
    area = geometry_area(shapes, old.crs)
    both = shapely.disjoint_subset_union_all(np.concatenate([before, after]))
    union = np.array([both], dtype=object)
    whole = float(geometry_area(union, old.crs)[0])
    prove_sum(area, whole, "plan changes")
    result = table.assign(area_m2=area)
    return gpd.GeoDataFrame(result, geometry=shapes, crs=old.crs)


def _disjoint(plan: GeoDataFrame) -> GeoDataFrame:
    there = plan[plan.geometry.notna()]
    order = [c for c in ("class_code", "plan_id") if c in there]
    there = there.sort_values(order, kind="stable").reset_index(drop=True)
    shapes = first_come(polygonal(there.geometry))
    return there.set_geometry(shapes, crs=plan.crs)


def _pieces(
    old: GeoDataFrame | None, new: GeoDataFrame | None, shapes: np.ndarray
) -> pd.DataFrame:
    index = range(len(shapes))
    old_class = _column(old, "class_code", len(shapes))
    new_class = _column(new, "class_code", len(shapes))
    same = (old_class == new_class).fillna(value=False).astype(bool)
    schemes = (_column(f, "class_scheme", len(shapes)) for f in (old, new))
    one, other = schemes
    same &= (one == other) | one.isna() | other.isna()
    change = np.select(
        [old_class.isna(), new_class.isna(), same],
        ["added", "removed", "unchanged"],
        default="changed",
    )
    made = pd.DataFrame(
        {
            "old_class": old_class,
            "new_class": new_class,
            "change": pd.Series(change, index=index, dtype="str"),
            "geometry": pd.Series(list(shapes), index=index, dtype=object),
        }
    )
    return made[shapely.area(shapes) > 0]


def _column(frame: GeoDataFrame | None, name: str, count: int) -> pd.Series:
    values = [None] * count if frame is None else frame[name].to_numpy(dtype=object)
    return pd.Series(values, index=range(count), dtype="str")


def land_balance(plan: GeoDataFrame) -> pd.DataFrame:
    """Area and share of each class of a plan.

    Parameters
    ----------
    plan : GeoDataFrame
        Canonical plan; overlaps count once, as in :func:`plan_changes`.

    Returns
    -------
    DataFrame
        ``class_code`` (sorted), ``area_m2`` (ellipsoidal), ``share`` of the whole.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> plan = make_zones(plan_id=["1", "2", "3"], class_code=["07", "10", "10"])
    >>> land_balance(plan).share.round(2).tolist()
    [0.33, 0.67]
    """
    parts = _disjoint(plan)
    area = geometry_area(parts.geometry.to_numpy(), plan.crs)
    sums = pd.Series(area, name="area_m2").groupby(parts["class_code"]).sum()
    table = sums.reset_index()
    return table.assign(share=table["area_m2"] / table["area_m2"].sum())


def control_conflicts(
    layer: GeoDataFrame, controls: GeoDataFrame, policy: Policy
) -> pd.DataFrame:
    """Land on binding control lines, and land outside the urban boundary.

    Parameters
    ----------
    layer : GeoDataFrame
        Parcels, a plan, batches or zones.
    controls : GeoDataFrame
        Canonical controls; brought to the CRS of ``layer``. Without an urban
        boundary among them nothing is said of it.
    policy : Policy
        ``plan.binding_controls``, ``unsupplied.tolerance_m2`` for slivers.

    Returns
    -------
    DataFrame
        ``subject_id``, ``kind`` (of the control, or ``outside_urban_boundary``),
        ``area_m2`` (ellipsoidal), in the order of the layer.

    Raises
    ------
    SchemaError
        The layer has no column of ids.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels, make_zones, square
    >>> farmland = make_zones(kind="permanent_farmland", geometry=square(east=50))
    >>> control_conflicts(make_parcels(), farmland, load_policy("puyang")).round(0)
      subject_id                kind  area_m2
    0         P1  permanent_farmland   4999.0
    """
    name = next((column for column in _IDS if column in layer), None)
    if name is None:
        msg = f"the layer has none of the columns {', '.join(_IDS)}"
        raise SchemaError(msg)
    shapes = polygonal(layer.geometry)
    lines = controls.to_crs(layer.crs)
    found = [_found(np.empty(0, dtype=int), np.empty(0, dtype=object), _OUTSIDE)]
    found += [
        _overlap(shapes, _of_kind(lines, kind), kind)
        for kind in policy.value("plan.binding_controls")
    ]
    boundary = _of_kind(lines, _BOUNDARY)
    if len(boundary):
        rest = outside_parts(shapes, boundary)
        found.append(_found(np.arange(len(shapes)), rest, _OUTSIDE))
    table = pd.concat(found, ignore_index=True)
    table["area_m2"] = geometry_area(table.pop("shape").to_numpy(), layer.crs)
    table = table.groupby(["place", "kind"], as_index=False)["area_m2"].sum()
    table = table[table["area_m2"] > policy.value("unsupplied.tolerance_m2")]
    subjects = layer[name].to_numpy()[table["place"]]
    return table.assign(subject_id=subjects)[_CONFLICTS].reset_index(drop=True)


def _of_kind(controls: GeoDataFrame, kind: Any) -> np.ndarray:
    mine = controls[(controls["kind"] == kind) & controls.geometry.notna()]
    return first_come(polygonal(mine.geometry))


def _overlap(shapes: np.ndarray, lines: np.ndarray, kind: str) -> pd.DataFrame:
    place, _, shared = shared_parts(shapes, lines)
    return _found(place, shared, kind)


def _found(place: np.ndarray, shapes: np.ndarray, kind: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"place": place, "kind": kind, "shape": pd.Series(list(shapes), dtype=object)}
    )
