"""A single record that lies elsewhere than its layer is told from all others."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from landuse.errors import SourceError
from landuse.io.source import Source, read_source
from landuse.io.strays import find_strays
from landuse.io.zonewidth import excess_ppm, zone_issues

TAIQIAN = (115.87, 35.99)  # lies in zone 39


def moved(change):
    """Three squares in zone 38, the second changed."""
    east, north = 38_593_000.0, 3_960_000.0
    shapes = [
        shapely.box(east + i * 100, north, east + i * 100 + 100, north + 100)
        for i in range(3)
    ]
    shapes[1] = shapely.transform(shapes[1], change)
    return shapes


def in_zone_39(xy):
    back = Transformer.from_crs(4526, 4527, always_xy=True)
    return np.column_stack(back.transform(xy[:, 0], xy[:, 1]))


def in_degrees(xy):
    back = Transformer.from_crs(4526, 4490, always_xy=True)
    return np.column_stack(back.transform(xy[:, 0], xy[:, 1]))


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        (
            lambda xy: xy + np.array([1e6, 0]),
            "WRONG_ZONE_PREFIX",
            "zone prefix 39 where",
        ),
        (in_zone_39, "TWO_ZONES", "EPSG:4527"),
        (lambda xy: xy[:, ::-1], "AXES_SWAPPED", "X and Y exchanged"),
        (in_degrees, "CRS_COORD_CONFLICT", "EPSG:4490"),
        (lambda xy: xy - [38_000_000, 0], "TWO_ZONES", "EPSG:4547"),
        (lambda xy: xy - xy.min(axis=0), "OUT_OF_EXTENT", "outside the area"),
        (lambda xy: xy * 1e20, "OUT_OF_EXTENT", "outside the area"),
    ],
)
def test_one_record_elsewhere(make_layer, tmp_path, region, change, code, word):
    path = tmp_path / "a.gpkg"
    make_layer(moved(change)).to_file(path)
    loaded = read_source(Source.of("parcels", path), region)
    assert loaded.quarantine.feature.tolist() == ["P2"]
    assert loaded.quarantine.code.tolist() == [code]
    assert word in loaded.quarantine.reason[0]


def test_a_parcel_of_the_neighbouring_city_is_no_stray(region):
    shapes = np.array(moved(lambda xy: xy + np.array([90_000, 0])))
    assert find_strays(shapes, np.arange(3), 4526, np.zeros(3, bool), region.box) == []


def test_half_a_layer_in_each_zone_is_refused(make_layer, write_shp, region):
    first = moved(lambda xy: xy)
    other = [shapely.transform(shape, in_zone_39) for shape in first]
    path = write_shp(make_layer(first + other), prj=False)
    with pytest.raises(SourceError, match="begin with 38 and 39: two zones") as caught:
        read_source(Source.of("parcels", path), region)
    assert caught.value.code == "TWO_ZONES"


@pytest.mark.parametrize(
    ("declared", "change", "code"),
    [
        (4526, lambda xy: xy[:, ::-1], "AXES_SWAPPED"),
        (4547, lambda xy: xy, "CRS_COORD_CONFLICT"),
        (4526, in_degrees, "CRS_COORD_CONFLICT"),
        (4490, lambda xy: xy, "CRS_COORD_CONFLICT"),
        (4526, lambda xy: xy - [38_000_000, 0], "CRS_COORD_CONFLICT"),
        (4526, lambda xy: xy - [38_593_000, 3_960_000], "OUT_OF_EXTENT"),
        (4526, lambda xy: xy * 1e20, "OUT_OF_EXTENT"),
        (2362, lambda xy: xy, "CRS_NOT_ALLOWED"),
        (2414, lambda xy: xy, "CRS_NOT_ALLOWED"),
    ],
)
def test_a_whole_layer_elsewhere_is_refused_and_names_a_record(
    make_layer, tmp_path, region, declared, change, code
):
    shapes = [shapely.transform(shape, change) for shape in moved(lambda xy: xy)]
    path = tmp_path / "a.gpkg"
    make_layer(shapes, crs=declared).to_file(path)
    with pytest.raises(SourceError) as caught:
        read_source(Source.of("parcels", path), region)
    assert (caught.value.code, caught.value.feature) == (code, "P1")
    assert str(caught.value).startswith("a.gpkg: ")


def test_no_record_with_a_shape_is_the_wrong_export(make_layer, tmp_path, region):
    path = tmp_path / "a.gpkg"
    make_layer([None, None]).to_file(path, geometry_type="Polygon")
    with pytest.raises(SourceError, match="none of its 2 records has a geometry"):
        read_source(Source.of("parcels", path), region)


def test_data_beyond_their_zone_say_what_planar_areas_lose():
    xy = Transformer.from_crs(4490, 4526, always_xy=True).transform(*TAIQIAN)
    (issue,) = zone_issues(np.array([shapely.Point(*xy)]), 4526)
    assert issue.code == "WRONG_ZONE"
    assert "1.87 degrees" in issue.message
    assert "700 ppm too large there, 256 ppm in zone 39 (EPSG:4527)" in issue.message
    assert not list(zone_issues(np.array([shapely.Point(38_593_000, 3_960_000)]), 4526))


def test_six_degree_zones_are_wider():
    xy = Transformer.from_crs(4490, 4498, always_xy=True).transform(*TAIQIAN)
    assert not list(zone_issues(np.array([shapely.Point(*xy)]), 4498))


@pytest.mark.parametrize(
    ("lon", "meridian", "ppm"),
    [(115.03, 114, 213.6), (115.2, 114, 289.9), (115.5, 114, 453.0), (116.1, 114, 888)],
)
def test_the_excess_of_planar_areas_is_the_measured_one(lon, meridian, ppm):
    """Measured planar against ellipsoidal areas of 10 ha parcels."""
    got = excess_ppm(np.array([lon]), np.array([35.8]), meridian)[0]
    assert got == pytest.approx(ppm, rel=0.01)
