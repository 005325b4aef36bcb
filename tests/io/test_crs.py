"""Coordinate systems by parameters, by region, or not at all."""

from __future__ import annotations

import warnings

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from landuse.errors import SourceError
from landuse.io.crs import decide_crs
from landuse.io.crscodes import gk_epsg, identify
from landuse.io.crsguess import infer
from landuse.io.datum import reproject

BOX = (114.8, 35.3, 116.2, 36.3)
ZONE_38 = np.array([[38_593_000.0, 3_960_000.0]])
WKT = (
    'PROJCS["{name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["{datum}",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{easting}],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],'
    'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
    'UNIT["Meter",1.0]]'
)


def wkt(
    easting, meridian=114.0, name="CGCS2000_3_Degree_GK_CM_114E", datum="D_China_2000"
):
    return WKT.format(easting=easting, meridian=meridian, name=name, datum=datum)


@pytest.mark.parametrize(
    ("text", "epsg"),
    [
        (wkt(500000.0), 4547),
        (wkt(38500000.0), 4526),
        (wkt(500000.0, name="CGCS2000_3_Degree_GK_Zone_38"), 4547),
        (wkt(500000.0, name="濮阳坐标系"), 4547),
        (wkt(500000.0, datum="D_CGCS_2000"), 4547),
        (wkt(20500000.0, meridian=117.0), 4498),
        (wkt(0.0, meridian=115.0), None),
    ],
)
def test_parameters_win_over_names(text, epsg):
    assert identify(CRS.from_wkt(text)) == epsg


@pytest.mark.parametrize("name", [4509, 4526, 4527, 4547, 4548])
def test_esri_prj_files(shared_data, name):
    text = (shared_data / "04_formats/prj_esri_wkt" / f"EPSG{name}.prj").read_text()
    twin = {4509: 4548}.get(name, name)
    assert identify(CRS.from_wkt(text)) == twin


@pytest.mark.parametrize(
    ("xy", "epsg", "swapped"),
    [
        ((38593000, 3960000), 4526, False),
        ((3960000, 38593000), 4526, True),
        ((593000, 3960000), 4547, False),
        ((399000, 3977000), 4548, False),
        ((115.03, 35.76), 4490, False),
        ((35.76, 115.03), 4490, True),
        ((20321964, 3960000), 4498, False),
    ],
)
def test_inference_with_the_region(xy, epsg, swapped):
    guesses = infer(np.array([xy], float), BOX)
    assert [(g.epsg, g.swapped) for g in guesses] == [(epsg, swapped)]


TWINS = {4509: 4548}


@given(
    lon=st.floats(114.85, 116.15),
    lat=st.floats(35.35, 36.25),
    epsg=st.sampled_from([4490, 4526, 4527, 4547, 4548, 4498, 4509, 3857]),
    swapped=st.booleans(),
)
def test_every_way_of_writing_a_point_is_found_again(lon, lat, epsg, swapped):
    x, y = Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)
    xy = np.array([[y, x] if swapped else [x, y]])
    found = [(g.epsg, g.swapped) for g in infer(xy, BOX)]
    assert found == [(TWINS.get(epsg, epsg), swapped)]


def test_what_the_user_says_comes_first():
    decision = decide_crs(ZONE_38, 4526, declared="EPSG:4547", box=BOX)
    assert (decision.epsg, decision.how) == (4526, "explicit")


def test_a_prj_that_fits_is_taken():
    decision = decide_crs(ZONE_38, None, wkt(38500000.0), box=BOX)
    assert (decision.epsg, decision.how, decision.confidence) == (4526, ".prj", "high")


def test_a_prj_against_the_coordinates_is_refused_with_both_readings():
    with pytest.raises(SourceError, match=r"says EPSG:4547.*read as EPSG:4526"):
        decide_crs(ZONE_38, None, wkt(500000.0), box=BOX)


def test_exchanged_axes_under_a_prj_are_refused():
    with pytest.raises(SourceError, match="X and Y exchanged"):
        decide_crs(ZONE_38[:, ::-1], None, wkt(38500000.0), box=BOX)


def test_exchanged_axes_under_a_stated_code_are_exchanged_back():
    decision = decide_crs(ZONE_38[:, ::-1], 4526, box=BOX)
    assert decision.swapped


def test_nothing_is_inferred_without_a_region():
    with pytest.raises(SourceError, match="states no coordinate system"):
        decide_crs(ZONE_38, None)


def test_a_drawing_at_the_origin_is_refused():
    with pytest.raises(SourceError, match="do not fit its layer, EPSG:4526"):
        decide_crs(np.array([[10.0, 20.0]]), None, "EPSG:4526", "layer", BOX)


def test_an_unknown_system_asks_for_its_code():
    with pytest.raises(SourceError, match="is not a standard one"):
        decide_crs(ZONE_38, None, wkt(0.0, meridian=115.0), box=BOX)


def test_xian_1980_is_never_moved():
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([38_593_000], [3_960_000]))
    with pytest.raises(SourceError, match="Xian 1980 data cannot be moved"):
        reproject(frame.set_crs(2362), 4526)


def test_zones_of_one_datum_and_wgs84_are_moved():
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([38_593_000], [3_960_000]))
    frame = frame.set_crs(4526)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert reproject(frame, 4527).crs.to_epsg() == 4527
        assert reproject(frame, 4326).geometry.x[0] == pytest.approx(115.03, abs=0.01)


def test_zone_codes():
    assert gk_epsg("CGCS2000", 39) == 4527
    assert gk_epsg("XIAN80", 38, prefix=False) == 2383
    assert gk_epsg("CGCS2000", 60) is None
