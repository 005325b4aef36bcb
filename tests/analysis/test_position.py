"""What speaks against the position of a layer that stands alone."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.analysis.gcj02 import bd09, gcj02
from landuse.analysis.position import position_doubt, unverified
from landuse.policy import load_policy
from landuse.testing import make_parcels

X, Y = 38_593_000.123, 3_960_000.456


def layer(side=99.7, crs=4526, count=10, x=X, y=Y):
    shapes = [
        shapely.box(x + 200 * i, y, x + 200 * i + side, y + side) for i in range(count)
    ]
    return gpd.GeoDataFrame({"parcel_id": range(count)}, geometry=shapes, crs=crs)


def picked(web_map):
    """Drawn on a web map and brought into the zone, as it happens."""
    lonlat = layer().to_crs(4490)
    moved = shapely.transform(
        lonlat.geometry.to_numpy(), lambda xy: np.column_stack(web_map(*xy.T))
    )
    return lonlat.set_geometry(gpd.GeoSeries(moved, crs=4490)).to_crs(4526)


@pytest.mark.parametrize("crs", [4526, 2362, 4547])
def test_nothing_speaks_against_millimetres_in_a_zone(crs):
    frame = layer(x=X if crs != 4547 else X - 38_000_000, crs=crs)
    assert position_doubt(frame, {"how": ".prj"}) is None
    (issue,) = unverified(frame)
    assert (issue.code, issue.severity) == ("POSITION_UNVERIFIED", "info")
    assert "not verified: a shift of some hundred metres" in issue.message


@pytest.mark.parametrize("web_map", [gcj02, bd09])
def test_a_layer_picked_from_a_web_map_is_doubted_by_its_decimals(web_map):
    assert "endless decimals" in position_doubt(picked(web_map), {})


@pytest.mark.parametrize(
    ("crs", "how", "words"),
    [
        (4326, "layer", "degrees of WGS84"),
        (4490, "format", "degrees whose datum the format only assumes"),
        (3857, "layer", "metres of a web map"),
        (4490, "layer", None),
        (4610, "layer", None),
    ],
)
def test_degrees_and_metres_of_the_web(crs, how, words):
    doubt = position_doubt(layer().to_crs(4490).to_crs(crs), {"how": how})
    assert doubt == words if words is None else words in doubt


@pytest.mark.parametrize(("odd", "doubted"), [(1, True), (2, False)])
def test_nine_tenths_of_the_vertices_decide(odd, doubted):
    """20 squares of 5 vertices each; 90 of 100 on whole metres are enough."""
    frame = layer(side=100, count=20, x=38_593_000, y=3_960_000)
    shapes = frame.geometry.to_numpy().copy()
    for place in range(odd + 1):
        shapes[place] = shapely.transform(shapes[place], lambda xy: xy + 0.123)
    doubt = position_doubt(frame.set_geometry(gpd.GeoSeries(shapes, crs=4526)), {})
    assert (doubt is not None) is doubted


def test_what_the_user_moved_has_the_decimals_of_it():
    frame = picked(gcj02)
    moved = {"how": ".prj", "transformed": {"kind": "plane"}}
    assert position_doubt(frame, moved) is None
    coarse = layer(side=100, x=38_593_000, y=3_960_000)
    assert "multiples of 1 m" in position_doubt(coarse, moved)
    (issue,) = unverified(coarse, moved)
    assert issue.message.zh.startswith(
        "图层位置未经核验：坐标都是 1 米的整数倍，不像实测；"
    )


def test_web_maps_are_shifted_in_china_alone():
    boston = gpd.GeoDataFrame(
        geometry=[shapely.box(-71.1, 42.3, -71.0, 42.4)], crs=4326
    )
    assert position_doubt(boston, {"how": "format"}) is None
    (issue,) = unverified(boston)
    assert issue.severity == "info"


def test_the_grid_is_the_policys_to_say():
    policy = load_policy("national")
    assert policy.value("quality.position_grid_m") == 0.0001
    assert policy.value("quality.position_coarse_m") == 1


def test_no_outline_no_word():
    assert unverified(make_parcels().drop(columns="geometry")) == []
    empty = gpd.GeoDataFrame({"parcel_id": ["P"]}, geometry=[None], crs=4526)
    assert unverified(empty) == []
