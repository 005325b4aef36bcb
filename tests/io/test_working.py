"""The working system follows the policy, else the place of region, zones, layers."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from landuse.io.api import read_layer
from landuse.io.project import load_project
from landuse.io.source import Loaded
from landuse.io.working import system_issues, working_epsg
from landuse.policy import Region, load_policy
from landuse.resources import defaults
from landuse.steps.load import load_city

NONE = Region(None, None)
POLICY = '[policy]\nid = "p"\ntitle = "p"\nextends = "national"\n'


def loaded(kind, lon, lat, crs=4490):
    box = gpd.GeoSeries([shapely.box(lon, lat, lon + 0.01, lat + 0.01)], crs=4490)
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=box.to_crs(crs))
    return Loaded(kind, None, frame, (), None)


def test_the_policy_comes_first():
    region = Region((102.0, 24.0, 103.0, 26.0), 4526)
    assert working_epsg([loaded("zones", 118.0, 25.0)], region) == 4526
    assert system_issues(region, 4526) == []


@pytest.mark.parametrize(
    ("lon", "epsg"), [(115.48, 4547), (115.5, 4548), (102.0, 4543), (87.6, 4538)]
)
def test_the_zone_of_the_zones_before_that_of_other_layers(lon, epsg):
    """Zones of three degrees, which end half-way between the meridians."""
    layers = [loaded("parcels", 120.0, 30.0), loaded("zones", lon, 30.0, 3857)]
    assert working_epsg(layers, NONE) == epsg
    (issue,) = system_issues(NONE, epsg)
    assert (issue.code, issue.severity) == ("WORKING_SYSTEM_DERIVED", "info")
    assert f"EPSG:{epsg} was taken" in issue.message


def test_the_middle_of_the_box_before_that_of_a_layer():
    region = Region((102.0, 24.0, 103.0, 26.0), None)
    assert working_epsg([loaded("zones", 120.0, 30.0)], region) == 4543


def test_outside_china_the_system_of_a_layer_or_utm():
    degrees, state = loaded("zones", -71.1, 42.3), loaded("zones", -71.1, 42.3, 26986)
    assert working_epsg([degrees], NONE) == 32619
    assert working_epsg([degrees, state], NONE) == 26986


def test_without_any_place_the_default_stands_in():
    table = Loaded("taxes", None, gpd.pd.DataFrame({"a": [1]}), (), None)
    assert working_epsg([table], NONE) == defaults("working_system")["epsg"]


@pytest.fixture
def project(tmp_path):
    """A city of Yunnan with one parcel in zone 34, under a policy without a region."""
    (tmp_path / "policy.toml").write_text(POLICY, "utf-8")
    text = '[project]\npolicy = "policy.toml"\n[[source]]\nkind = "parcels"\n'
    (tmp_path / "landuse.toml").write_text(f'{text}path = "a.gpkg"\n', "utf-8")
    box = shapely.box(34_570_000, 2_770_000, 34_570_100, 2_770_100)
    frame = gpd.GeoDataFrame({"宗地代码": ["P1"]}, geometry=[box], crs=4522)
    frame.to_file(tmp_path / "a.gpkg")
    return tmp_path


def test_a_policy_without_a_region_favours_no_zone(project):
    assert load_policy("national").region.working_epsg is None
    loaded_project = load_project(project)
    city = load_city(loaded_project, loaded_project.load_policy())
    assert city.epsg == 4543
    assert city.frames["parcels"].crs.to_epsg() == 4543
    assert round(city.frames["parcels"].area[0], 6) == 10_000
    assert "WORKING_SYSTEM_DERIVED" in {issue.code for issue in city.issues}
    assert read_layer(loaded_project, "parcels")[0].crs.to_epsg() == 4543


def test_zones_38_and_39_become_one_frame(project):
    """Neighbours across the border of the zones touch in the frame they become."""
    source = '[[source]]\nkind = "parcels"\npath = "b.gpkg"\n'
    text = '[project]\npolicy = "puyang"\n'
    first = source.replace("b.gpkg", "a.gpkg")
    (project / "landuse.toml").write_text(f"{text}{first}{source}", "utf-8")
    corner = [115.5, 35.8]
    for name, epsg, west in (("a", 4526, -0.001), ("b", 4527, 0.0)):
        box = shapely.box(corner[0] + west, 35.8, corner[0] + west + 0.001, 35.801)
        frame = gpd.GeoDataFrame({"宗地代码": [name]}, geometry=[box], crs=4490)
        frame.to_crs(epsg).to_file(project / f"{name}.gpkg")
    loaded_project = load_project(project)
    city = load_city(loaded_project, loaded_project.load_policy())
    parcels = city.frames["parcels"]
    assert (city.epsg, parcels.crs.to_epsg()) == (4547, 4547)
    assert parcels["parcel_id"].tolist() == ["a", "b"]
    gap = parcels.geometry[0].distance(parcels.geometry[1])
    assert gap < 1e-6
    assert parcels.geometry[0].intersection(parcels.geometry[1]).area < 1e-3
    one, other = parcels["ellipsoidal_area_m2"]
    assert one == pytest.approx(other, rel=1e-9)  # the same piece of the ellipsoid
    assert read_layer(loaded_project, "parcels")[0]["parcel_id"].tolist() == ["a", "b"]
