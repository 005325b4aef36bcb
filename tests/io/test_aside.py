"""Records that were set aside keep their place on the ground."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.io.geometry import check_geometry
from landuse.io.source import Source, read_source
from landuse.testing import square

BOW = shapely.Polygon(
    [
        (593_000, 3_960_000),
        (593_100, 3_960_100),
        (593_100, 3_960_000),
        (593_000, 3_960_100),
    ]
)


@pytest.fixture
def read(tmp_path):
    def read(shapes, ids, **said):
        frame = gpd.GeoDataFrame({"parcel_id": ids}, geometry=shapes, crs=4547)
        path = tmp_path / "a.gpkg"
        frame.to_file(path)
        return read_source(Source.of("parcels", path, **said))

    return read


def places(loaded):
    return {
        i.code: None if i.shape is None else i.shape.wkt
        for i in loaded.issues
        if i.severity == "error"
    }


def test_an_invalid_outline_is_placed_where_it_crosses_itself(read):
    loaded = read([BOW, square(east=500)], ["P1", "P2"])
    assert places(loaded) == {"INVALID_GEOMETRY": "POINT (593050 3960050)"}
    (issue,) = [i for i in loaded.issues if i.severity == "error"]
    assert issue.crs.to_epsg() == 4547
    assert (issue.file, issue.feature) == ("a.gpkg", "P1")
    assert loaded.aside.feature.tolist() == ["P1"]
    assert loaded.aside.crs == loaded.frame.crs
    assert loaded.aside.geometry.item().equals(BOW)


def test_a_record_without_its_id_is_placed_by_its_outline(read):
    loaded = read([square(), square(east=500)], [None, "P2"])
    assert places(loaded) == {"MISSING_KEY": square().wkt}


def test_what_has_no_outline_has_no_place(read):
    loaded = read([None, square()], ["P1", "P2"])
    assert places(loaded) == {"NULL_GEOMETRY": None}
    assert loaded.aside is None


def test_nothing_is_aside_where_all_is_well(read):
    assert read([square()], ["P1"]).aside is None


@pytest.mark.parametrize(
    ("ring", "at"),
    [
        ([(0, 0), (9, 0), (9, np.nan), (0, 9)], (9, 0)),
        ([(np.inf, 0), (9, 0), (9, 9)], (9, 0)),
        ([(np.nan, 0)] * 4, None),
    ],
)
def test_a_coordinate_that_is_no_number_is_placed_by_one_beside_it(ring, at):
    with np.errstate(invalid="ignore"):
        shape = np.array([shapely.LineString(ring)], dtype=object)
    (reject,) = check_geometry(shape, np.array([1]), "controls").rejects
    assert (reject.code, reject.at) == ("NON_FINITE_COORD", at)


def test_an_outline_that_cannot_be_built_is_placed_by_its_first_position(tmp_path):
    ring = [[115.0, 35.7], [115.1, 35.7], [115.0, 35.7]]
    good = [[115.2, 35.7], [115.3, 35.7], [115.3, 35.8], [115.2, 35.7]]
    features = [
        {
            "type": "Feature",
            "properties": {"parcel_id": name},
            "geometry": {"type": "Polygon", "coordinates": [outline]},
        }
        for name, outline in (("P1", ring), ("P2", good))
    ]
    path = tmp_path / "a.geojson"
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), "utf-8")
    loaded = read_source(Source.of("parcels", path))
    assert places(loaded) == {"TOO_FEW_POINTS": "POINT (115 35.7)"}


def test_exchanged_axes_exchange_the_places_too(tmp_path, region):
    bow = [[35.7, 115.0], [35.8, 115.1], [35.7, 115.1], [35.8, 115.0], [35.7, 115.0]]
    good = [[35.7, 115.2], [35.8, 115.2], [35.8, 115.3], [35.7, 115.2]]
    features = [
        {
            "type": "Feature",
            "properties": {"parcel_id": name},
            "geometry": {"type": "Polygon", "coordinates": [outline]},
        }
        for name, outline in (("P1", bow), ("P2", good))
    ]
    path = tmp_path / "a.geojson"
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), "utf-8")
    loaded = read_source(Source.of("parcels", path), region)
    (issue,) = [i for i in loaded.issues if i.code == "INVALID_GEOMETRY"]
    assert (issue.shape.x, issue.shape.y) == pytest.approx((115.05, 35.75))
