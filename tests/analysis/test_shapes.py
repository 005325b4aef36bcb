"""Outlines that are each valid and yet cannot all be right."""

from __future__ import annotations

import numpy as np
import shapely

from landuse.analysis.shapes import MANY_VERTICES, shape_issues
from landuse.policy import load_policy
from landuse.testing import make_parcels, square

X, Y = 38_593_000.0, 3_960_000.0


def boxes(*places):
    return [shapely.box(x, Y, x + 100, Y + 100) for x in places]


def parcels(shapes):
    ids = [f"P{i}" for i in range(1, len(shapes) + 1)]
    return make_parcels(parcel_id=ids, geometry=shapes).set_crs(
        4526, allow_override=True
    )


def found(shapes, region=None):
    return [(i.code, i.feature) for i in shape_issues(parcels(shapes), region)]


def test_an_outline_traced_from_a_picture():
    angle = np.linspace(0, 2 * np.pi, MANY_VERTICES + 10)
    ring = np.column_stack([X + 500 * np.cos(angle), Y + 500 * np.sin(angle)])
    assert found([shapely.Polygon(ring)]) == [("MANY_VERTICES", "P1")]


def test_a_record_outside_the_region_where_most_are_inside():
    region = load_policy("puyang").region
    assert found(boxes(X, X + 500, X + 400_000), region) == [("OUT_OF_REGION", "P3")]
    assert found(boxes(X + 400_000, X + 401_000), region) == []


def test_tables_and_empty_layers_have_no_outlines():
    assert shape_issues(parcels(boxes(X)).drop(columns="geometry")) == []
    assert shape_issues(make_parcels(geometry=[square()]).iloc[:0]) == []
    assert shape_issues(None) == []
