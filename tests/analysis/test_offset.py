"""A layer picked from a web map is found out by one whose position is known."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.analysis.gcj02 import bd09, gcj02
from landuse.analysis.offset import offset_issues
from landuse.testing import make_parcels

X, Y = 38_593_000.0, 3_960_000.0
SIZES = (100, 130, 170, 210, 260)


def surveyed():
    shapes = [
        shapely.box(X + 400 * i, Y, X + 400 * i + s, Y + s) for i, s in enumerate(SIZES)
    ]
    ids = [f"P{i}" for i in range(len(shapes))]
    return make_parcels(parcel_id=ids, geometry=shapes).set_crs(
        4526, allow_override=True
    )


def shown_by(web_map, frame):
    lonlat = frame.to_crs(4490)
    moved = shapely.transform(
        lonlat.geometry.to_numpy(),
        lambda xy: np.column_stack(web_map(xy[:, 0], xy[:, 1])),
    )
    return lonlat.set_geometry(gpd.GeoSeries(moved, crs=4490, index=frame.index))


@pytest.mark.parametrize(("web_map", "name"), [(gcj02, "GCJ-02"), (bd09, "BD-09")])
@pytest.mark.parametrize("renamed", [False, True])
def test_the_web_map_is_named(web_map, name, renamed):
    mine = shown_by(web_map, surveyed())
    if renamed:  # then only the shapes tell which record is which
        mine["parcel_id"] = [f"Q{i}" for i in range(len(mine))]
    (issue,) = offset_issues(mine, surveyed(), "宗地")
    assert issue.code == "LIKELY_OFFSET"
    assert f"the offset of {name}, in the layer" in issue.message


def test_a_reference_from_a_web_map_is_named_too():
    (issue,) = offset_issues(surveyed(), shown_by(gcj02, surveyed()), "区县")
    assert "the offset of GCJ-02, in the reference" in issue.message


def test_any_other_shift_is_told_as_a_vector():
    mine = surveyed()
    mine["geometry"] = mine.geometry.translate(-300, 40)
    (issue,) = offset_issues(mine, surveyed(), "zones")
    assert "-300 m east and +40 m north" in issue.message
    assert "offset of" not in issue.message


def test_a_layer_in_its_place_is_verified():
    assert offset_issues(surveyed(), surveyed(), "zones") == []


def test_zones_without_common_ids_tell_by_what_they_hold():
    outline = shapely.box(X - 100, Y - 100, X + 2_000, Y + 400)
    zones = gpd.GeoDataFrame({"zone_id": ["Z"]}, geometry=[outline], crs=4526)
    assert offset_issues(surveyed(), zones, "zones") == []
    (issue,) = offset_issues(shown_by(bd09, surveyed()), zones, "zones")
    assert issue.code == "LIKELY_OFFSET"
    assert "BD-09" in issue.message


def test_what_cannot_be_compared_is_not_called_verified():
    far = surveyed()
    far["geometry"] = far.geometry.translate(60_000, 0)
    (issue,) = offset_issues(surveyed(), far.iloc[:1].drop(columns="parcel_id"), "x")
    assert (issue.code, issue.feature) == ("POSITION_UNVERIFIED", "P0")


@pytest.mark.parametrize(
    ("lon", "lat"), [(114.9, 35.4), (115.03, 35.76), (115.5, 36.0), (116.1, 36.2)]
)
def test_offsets_have_the_published_size(lon, lat):
    """GCJ-02 lies 501-546 m off at Puyang, almost due east; BD-09 1,255-1,326 m."""
    metres = (111_320 * np.cos(np.radians(lat)), 110_950)
    for web_map, low, high in ((gcj02, 495, 555), (bd09, 1_230, 1_335)):
        there = web_map(np.array([lon]), np.array([lat]))
        east, north = (
            float(t[0] - o) * m
            for t, o, m in zip(there, (lon, lat), metres, strict=True)
        )
        assert low < np.hypot(east, north) < high
