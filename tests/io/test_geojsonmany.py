"""Geometries built at once are those that are built singly."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.io.geojsonmany import build_geometries
from landuse.io.geojsonshape import build_geometry

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def singly(values):
    made = [build_geometry(value, row) for row, value in enumerate(values, start=1)]
    return [shape for shape, _ in made], [fault for _, fault in made if fault]


def same(one, other):
    return (one is None and other is None) or shapely.equals_identical(one, other)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        polygon(),
        polygon([]),
        polygon(SQUARE[:-1]),
        polygon([[0, 0], [1, 1], [0, 0], [0, 0]]),
        polygon([[0, 0], [1, 1], [2, 2], [0, 0]]),
        polygon([[0, 0], [float("nan"), 0], [1, 1], [0, 0]]),
        polygon([[0, 0], [float("inf"), 0], [1, 1], [0, 0]]),
        polygon([[0, 0], [1e308, 0], [1e308, 1e308], [0, 0]]),
        polygon([["0", "0"], ["1", "0"], ["1", "1"], ["0", "0"]]),
        polygon([[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 5]]),
        polygon([[0, 0], [1, 0, 5], [1, 1], [0, 0]]),
        polygon([[10**30, 0], [1, 0], [1, 1], [10**30, 0]]),
        polygon([[True, False], [1, 0], [1, 1], [True, False]]),
        polygon([0, 0, 0, 0]),
        polygon([[0, 0], None, [1, 1], [0, 0]]),
        {"type": "Polygon", "coordinates": None},
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Nothing"},
    ],
)
def test_what_is_odd_changes_nothing_for_the_others(odd):
    values = [polygon(SQUARE, HOLE), odd, polygon(HOLE)]
    shapes, faults = build_geometries(values)
    expected, told = singly(values)
    assert all(same(a, b) for a, b in zip(shapes, expected, strict=True))
    assert faults == told


places = st.lists(st.integers(-3, 3), min_size=2, max_size=2)
rings = st.lists(places, min_size=1, max_size=6).map(lambda ring: [*ring, ring[0]])


@given(st.lists(st.lists(rings, max_size=3).map(lambda r: polygon(*r)), max_size=4))
def test_any_rings_are_built_as_they_are_singly(values):
    shapes, faults = build_geometries(values)
    expected, told = singly(values)
    assert all(same(a, b) for a, b in zip(shapes, expected, strict=True))
    assert faults == told


def test_no_features_give_no_geometries():
    shapes, faults = build_geometries([])
    assert (shapes.dtype, len(shapes), faults) == (np.dtype(object), 0, [])
