"""A city's own plane system is brought to CGCS2000 by four parameters."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from landuse.errors import PolicyError, SourceError
from landuse.io.source import Source, read_source
from landuse.io.transformfile import load_transform

FILE = """
[transform]
datum = "local"
kind = "plane"
convention = "position-vector"
target_epsg = 4547
east_m = {0}
north_m = {1}
rotation_arcsec = {2}
scale_ppm = {3}
accuracy_m = 0.05
"""


@pytest.fixture
def given(tmp_path):
    def write(*values, text=FILE):
        path = tmp_path / "my.toml"
        path.write_text(text.format(*values), "utf-8")
        return load_transform(path)

    return write


@pytest.fixture
def local(make_layer, write_shp):
    """Squares around the origin of a plane, without a .prj."""

    def write(shapes=None):
        shapes = [shapely.box(0, 0, 100, 100)] if shapes is None else shapes
        return write_shp(make_layer(shapes), prj=False)

    return write


def read(path, transform, region=None):
    return read_source(Source.of("parcels", path, transform=transform), region)


def test_a_shift_alone_is_added_to_each_vertex(given, local, region):
    loaded = read(local(), given(593_000, 3_960_000, 0, 0), region)
    assert loaded.frame.crs.to_epsg() == 4547
    assert loaded.frame.total_bounds.tolist() == [
        593_000.0,
        3_960_000.0,
        593_100.0,
        3_960_100.0,
    ]
    (issue,) = [i for i in loaded.issues if i.code == "DATUM_TRANSFORMED"]
    assert issue.message.startswith(
        "moved from a local plane system to EPSG:4547 by the user's own parameters "
        "(plane), stated accuracy 0.05 m"
    )
    assert loaded.decisions["crs"]["transformed"]["from_epsg"] is None
    assert "CRS_MISSING" not in {i.code for i in loaded.issues}


def test_turn_and_scale_are_those_that_made_the_plane(given, local, region):
    """The plane is made here by the inverse: back by -t, turned by -a, over 1 + s."""
    turn, scale = 2_000.0, 150.0
    angle = np.radians(turn / 3600)
    truth = shapely.box(593_000, 3_960_000, 593_100, 3_960_100)
    back = np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    ) / (1 + scale / 1e6)
    plane = shapely.transform(truth, lambda xy: (xy - [590_000, 3_950_000]) @ back.T)
    loaded = read(local([plane]), given(590_000, 3_950_000, turn, scale), region)
    assert loaded.frame.geometry[0].hausdorff_distance(truth) < 1e-6


@pytest.mark.parametrize(("east", "fits"), [(593_000, True), (893_000, False)])
def test_parameters_that_lead_out_of_the_region_are_refused(
    given, local, region, east, fits
):
    transform = given(east, 3_960_000, 0, 0)
    if fits:
        assert read(local(), transform, region).counts["loaded"] == 1
        return
    with pytest.raises(SourceError, match="does not lie in the region") as caught:
        read(local(), transform, region)
    assert caught.value.code == "TRANSFORM_IMPLAUSIBLE"
    assert "893" not in str(caught.value)


def test_without_a_region_the_use_of_the_plane_counts(given, local):
    assert read(local(), given(593_000, 3_960_000, 0, 0)).counts["loaded"] == 1
    with pytest.raises(SourceError, match="nor where EPSG:4547 is meant for"):
        read(local(), given(0, 0, 0, 0))


def test_a_layer_that_states_a_system_is_no_local_one(given, make_layer, write_shp):
    with pytest.raises(SourceError, match="EPSG:4526, but the parameters are for a lo"):
        read(write_shp(make_layer()), given(593_000, 3_960_000, 0, 0))


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('"plane"', '"bursa-wolf"', "kind: does not go with a local system; write pl"),
        ("target_epsg = 4547\n", "", "target_epsg: is missing or no EPSG code"),
        ("4547", "2362", "target_epsg: is no plane of a zone on CGCS2000"),
        ("target", "source_epsg = 2362\ntarget", "unknown key 'source_epsg'; known"),
        ("{2}", "36001", "rotation_arcsec: is beyond 36,000 arcsec"),
        ("{3}", "1000.5", "scale_ppm: is beyond 1,000 ppm"),
        ("{0}", "50_000_001", "east_m: is beyond 50,000,000 m"),
    ],
)
def test_a_faulty_file_is_told(given, old, new, match):
    with pytest.raises(PolicyError, match=match):
        given(1, 2, 3, 4, text=FILE.replace(old, new, 1))


TEXT = """[属性描述]
坐标系={system}
几度分带=3
计量单位=米
带号=
[地块坐标]
4,1.0000,P1,甲,面,,工业用地,0601,@
J1,1,1000.000,2000.000
J2,1,1000.000,2100.000
J3,1,1100.000,2100.000
J4,1,1100.000,2000.000
J1,1,1000.000,2000.000
"""


def test_a_coordinate_text_names_the_local_system(given, tmp_path, region):
    """X of surveyors is north: the plot lies 1,000 m north, 2,000 m east."""
    path = tmp_path / "界址点.txt"
    path.write_text(TEXT.format(system="濮阳市独立坐标系"), "gb18030")
    with pytest.raises(SourceError, match="独立坐标系 is not a known system"):
        read(path, None, region)
    loaded = read(path, given(593_000, 3_960_000, 0, 0), region)
    assert loaded.frame.total_bounds.tolist() == [
        595_000.0,
        3_961_000.0,
        595_100.0,
        3_961_100.0,
    ]


def test_a_coordinate_text_of_an_old_datum_is_no_local_one(given, tmp_path, region):
    path = tmp_path / "界址点.txt"
    text = TEXT.format(system="1980西安坐标系").replace("带号=", "带号=38")
    path.write_text(text, "gb18030")
    with pytest.raises(SourceError, match="EPSG:2383, but the parameters are for a l"):
        read(path, given(593_000, 3_960_000, 0, 0), region)
