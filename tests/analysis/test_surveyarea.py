"""The official algorithm against its published vectors and against the engine."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.affinity import translate
from shapely.geometry import Polygon, box

from landuse.analysis.areas import ellipsoidal_area
from landuse.analysis.surveyarea import survey_area
from landuse.errors import SchemaError
from landuse.testing import make_parcels

VECTORS = [
    (4526, (38608000, 3963500, 38608400, 3963750), 99_971.166),
    (4526, (38593000, 3960000, 38594000, 3961000), 999_784.67),
    (4527, (39399000, 3977000, 39399400, 3977250), 99_974.974),
]


@pytest.mark.parametrize(("epsg", "bounds", "area"), VECTORS)
def test_the_survey_area_agrees_with_the_reference(epsg, bounds, area):
    made = survey_area(gpd.GeoSeries([box(*bounds)], crs=epsg))
    assert made.iloc[0] == pytest.approx(area, abs=0.02)


def test_a_sheet_of_degrees_agrees_with_the_closed_form():
    sheet = gpd.GeoSeries([box(115, 35.75, 115.125, 35.75 + 1 / 12)], crs=4490)
    assert survey_area(sheet).iloc[0] == pytest.approx(104_483_024.1958, abs=5)


def test_ragged_parcels_with_holes_agree_with_the_engine():
    rng = np.random.default_rng(7)
    shapes = []
    for _ in range(50):
        turn = np.sort(rng.uniform(0, 2 * np.pi, 12))
        reach = rng.uniform(80, 250, 12)
        shell = np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])
        hole = shell[::-1] * 0.2
        east, north = rng.uniform((560_000, 3_950_000), (660_000, 4_000_000))
        shapes.append(translate(Polygon(shell, [hole]), east, north))
    frame = gpd.GeoSeries(shapes, crs=4547)
    difference = (survey_area(frame) - ellipsoidal_area(frame)).abs()
    assert difference.max() < 0.05


def test_xian_1980_has_its_own_constants():
    frame = gpd.GeoSeries([box(38608000, 3963500, 38608400, 3963750)], crs=2362)
    assert survey_area(frame).iloc[0] == pytest.approx(
        ellipsoidal_area(frame).iloc[0], abs=0.05
    )


def test_missing_and_empty():
    frame = gpd.GeoSeries([None, Polygon()], crs=4547)
    assert np.isnan(survey_area(frame).iloc[0])
    assert survey_area(frame).iloc[1] == 0


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        (3857, "no constants for WGS 84"),
        (2414, "no constants for Beijing 1954"),
        ("+proj=aea +lat_1=30 +lat_2=40 +a=6378137 +rf=298.257222101", "Gauss-Krueger"),
    ],
)
def test_other_systems_are_refused(crs, message):
    with pytest.raises(SchemaError, match=message):
        survey_area(gpd.GeoSeries([box(0, 0, 1, 1)], crs=crs))


def test_no_area_without_a_crs():
    with pytest.raises(SchemaError, match="no area without a CRS"):
        survey_area(make_parcels().geometry.set_crs(None, allow_override=True))
