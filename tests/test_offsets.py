"""The teaching city lies where it says; a file of it that does not is named."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.analysis.gcj02 import gcj02
from landuse.io.project import load_project
from landuse.resources import data_path
from landuse.steps.judge import cross_issues
from landuse.steps.load import load_city


@pytest.fixture(scope="module")
def city():
    project = load_project(data_path("sample_data"))
    policy = project.load_policy()
    return load_city(project, policy).frames, policy, project.as_of


def offsets(city, **instead):
    frames, policy, day = city
    found = cross_issues({**frames, **instead}, policy, day)
    return [issue for issue in found if issue.code == "LIKELY_OFFSET"]


def displaced(frame, file, how):
    rows = frame["source_file"].str.contains(file).to_numpy()
    shapes = frame.geometry.to_numpy().copy()
    lonlat = gpd.GeoSeries(shapes[rows], crs=frame.crs).to_crs(4490).to_numpy()
    there = shapely.transform(lonlat, lambda xy: np.column_stack(how(*xy.T)))
    shapes[rows] = gpd.GeoSeries(there, crs=4490).to_crs(frame.crs).to_numpy()
    moved = frame.set_geometry(gpd.GeoSeries(shapes, frame.index, crs=frame.crs))
    moved.attrs = frame.attrs
    return moved


def by_old_datum(lon, lat):
    """Some 100 m, as between datums."""
    return lon - 0.0008, lat + 0.0007


def test_the_city_lies_where_it_says(city):
    assert offsets(city) == []


@pytest.mark.parametrize(
    ("file", "how", "words"),
    [
        ("38带", gcj02, ("too far to the east", "offset of GCJ-02, in the layer")),
        ("39带", gcj02, ("too far to the east", "offset of GCJ-02, in the layer")),
        ("38带", by_old_datum, ("too far to the north-west", "an old datum")),
        ("39带", by_old_datum, ("too far to the north-west", "an old datum")),
    ],
)
def test_a_file_of_parcels_that_lies_beside_is_named(city, file, how, words):
    parcels = displaced(city[0]["parcels"], file, how)
    (issue,) = offsets(city, parcels=parcels)
    assert file in issue.file
    assert all(word in issue.message for word in words)
    assert not issue.shape.is_empty


def test_approvals_that_lie_beside_are_named(city):
    approvals = displaced(city[0]["approvals"], "gpkg", gcj02)
    named = offsets(city, approvals=approvals)
    assert {issue.file for issue in named} == {"data/用地批次.gpkg"}
