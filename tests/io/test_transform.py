"""Parameters of a user bring Xian 1980 and Beijing 1954 to CGCS2000."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from landuse.errors import PolicyError, SourceError
from landuse.io.api import read_parcels
from landuse.io.helmert import POINTS_TURN, shift_plane, shift_space
from landuse.io.source import Source, read_source
from landuse.io.transform import Transform
from landuse.io.transformfile import load_transform

SEVEN = [21.5, -134.25, -71.75, 0.51, -0.83, 1.27, 4.375]
ELLIPSOIDS = {
    "XIAN80": "+a=6378140 +rf=298.257",
    "BEIJING54": "+a=6378245 +rf=298.3",
}
SPACE = """
[transform]
datum = "{datum}"
kind = "bursa-wolf"
convention = "position-vector"
dx_m = {0}
dy_m = {1}
dz_m = {2}
rx_arcsec = {3}
ry_arcsec = {4}
rz_arcsec = {5}
scale_ppm = {6}
accuracy_m = 0.2
"""
PLANE = """
[transform]
datum = "xian80"
kind = "plane"
convention = "position-vector"
source_epsg = 2362
target_epsg = 4526
east_m = {0}
north_m = {1}
rotation_arcsec = {2}
scale_ppm = {3}
accuracy_m = 0.1
"""


@pytest.fixture
def given(tmp_path):
    """Write a file of parameters and read it."""

    def write(text, *values, **words):
        path = tmp_path / "my.toml"
        path.write_text(text.format(*values, **{"datum": "xian80", **words}), "utf-8")
        return load_transform(path)

    return write


def by_proj(lonlat, values, convention, datum):
    x, y, z, rx, ry, rz, s = values
    steps = (
        "+proj=unitconvert +xy_in=deg +xy_out=rad",
        f"+proj=cart {ELLIPSOIDS[datum]}",
        f"+proj=helmert +x={x} +y={y} +z={z} +rx={rx} +ry={ry} +rz={rz} +s={s}",
        "+inv +proj=cart +a=6378137 +rf=298.257222101",
        "+proj=unitconvert +xy_in=rad +xy_out=deg",
    )
    pipeline = Transformer.from_pipeline(
        " ".join(["+proj=pipeline", *(f"+step {step}" for step in steps)]).replace(
            "+proj=helmert", f"+proj=helmert +convention={convention.replace('-', '_')}"
        )
    )
    moved = pipeline.transform(*lonlat.T, np.zeros(len(lonlat)))
    return np.column_stack(moved[:2])


@pytest.mark.parametrize("convention", POINTS_TURN)
@pytest.mark.parametrize("datum", ELLIPSOIDS)
@pytest.mark.parametrize(
    "values", [[0.0] * 7, [12.5, -7.25, 30.75, 0, 0, 0, 0], SEVEN], ids=str
)
def test_seven_parameters_agree_with_proj(values, datum, convention):
    """Over all of China to a tenth of a micrometre, by either convention."""
    lonlat = np.column_stack([np.linspace(74, 134, 13), np.linspace(4, 53, 13)])
    mine = shift_space(lonlat, values, convention, datum)
    theirs = by_proj(lonlat, values, convention, datum)
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12)


def test_the_conventions_are_each_other_with_turns_reversed():
    place = np.array([[115.0, 35.7]])
    turned = [*SEVEN[:3], *(-angle for angle in SEVEN[3:6]), SEVEN[6]]
    one = shift_space(place, SEVEN, "position-vector", "XIAN80")
    other = shift_space(place, turned, "coordinate-frame", "XIAN80")
    wrong = shift_space(place, SEVEN, "coordinate-frame", "XIAN80")
    assert one.tolist() == other.tolist()
    assert np.abs(wrong - one).max() > 1e-4


@pytest.mark.parametrize(
    ("values", "convention", "expected"),
    [
        ([0, 0, 0, 0], "position-vector", (3.0, 4.0)),
        ([10, 20, 0, 0], "coordinate-frame", (13.0, 24.0)),
        ([0, 0, 90 * 3600, 0], "position-vector", (-4.0, 3.0)),
        ([0, 0, 90 * 3600, 0], "coordinate-frame", (4.0, -3.0)),
        ([1, 2, 180 * 3600, 1e6], "position-vector", (-5.0, -6.0)),
    ],
)
def test_four_parameters_by_hand(values, convention, expected):
    """The point (3, 4) turned by a quarter and a half, scaled by two, shifted."""
    moved = shift_plane(np.array([[3.0, 4.0]]), values, convention)
    np.testing.assert_allclose(moved, [expected], rtol=0, atol=1e-12)


def test_a_plane_shift_moves_a_parcel_by_just_that(given, make_layer, write_shp):
    path = write_shp(make_layer(crs=2362))
    moved = given(PLANE, 100, -50, 0, 0)
    loaded = read_source(Source.of("parcels", path, transform=moved))
    assert loaded.frame.crs.to_epsg() == 4526
    assert loaded.frame.total_bounds.tolist() == [
        38_593_100.0,
        3_959_950.0,
        38_593_400.0,
        3_960_050.0,
    ]
    (issue,) = [i for i in loaded.issues if i.code.startswith("DATUM")]
    assert (issue.code, issue.severity) == ("DATUM_TRANSFORMED", "info")
    assert issue.message.startswith(
        "moved from Xian 1980 (EPSG:2362) to EPSG:4526 by the user's own parameters "
        "(plane), stated accuracy 0.1 m"
    )
    assert loaded.decisions["crs"]["transformed"] == {
        "parameters": "user",
        "kind": "plane",
        "accuracy_m": 0.1,
        "applies_to": "Xian 1980",
        "from_epsg": 2362,
        "to_epsg": 4526,
        "check_points": 0,
    }


def test_a_plane_fit_takes_the_same_zone_without_its_prefix(
    given, make_layer, tmp_path
):
    frame = make_layer(crs=2362).to_crs(2383)
    frame.to_file(tmp_path / "a.gpkg")
    source = Source.of(
        "parcels", tmp_path / "a.gpkg", transform=given(PLANE, 1, 2, 0, 0)
    )
    west, south = read_source(source).frame.total_bounds[:2]
    assert (round(west, 6), round(south, 6)) == (38_593_001.0, 3_960_002.0)


@pytest.mark.parametrize(
    ("epsg", "datum", "target"),
    [
        (2362, "xian80", 4526),
        (2383, "xian80", 4547),
        (4610, "xian80", 4490),
        (2414, "beijing54", 4526),
        (21420, "beijing54", 4498),
        (4214, "beijing54", 4490),
    ],
)
def test_seven_parameters_lead_to_the_same_zone(
    given, make_layer, tmp_path, epsg, datum, target
):
    frame = make_layer().to_crs(target).set_crs(epsg, allow_override=True)
    frame.to_file(tmp_path / "a.gpkg")
    source = Source.of(
        "parcels", tmp_path / "a.gpkg", transform=given(SPACE, *SEVEN, datum=datum)
    )
    read = read_source(source).frame
    assert read.crs.to_epsg() == target
    there = Transformer.from_crs(epsg, frame.crs.geodetic_crs, always_xy=True)
    old = np.column_stack(there.transform(*frame.get_coordinates().to_numpy().T))
    expected = by_proj(old, SEVEN, "position-vector", datum.upper())
    found = read.to_crs(4490).get_coordinates().to_numpy()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


def test_zeros_make_no_shift_and_are_told(given, make_layer, write_shp):
    source = Source.of(
        "parcels", write_shp(make_layer(crs=2362)), transform=given(PLANE, 0, 0, 0, 0)
    )
    loaded = read_source(source)
    assert loaded.frame.total_bounds[0] == 38_593_000.0
    (issue,) = [i for i in loaded.issues if i.code == "DATUM_TRANSFORMED"]
    assert issue.severity == "warning"
    assert "all of them are zero" in issue.message


def test_what_is_set_aside_is_kept_as_it_was_and_shown_in_its_place(
    given, make_layer, tmp_path
):
    west, south = 38_593_000, 3_960_000
    corners = [(0, 0), (100, 100), (100, 0), (0, 100)]
    bowtie = shapely.Polygon([(west + x, south + y) for x, y in corners])
    stray = shapely.box(39_593_000, south, 39_593_100, south + 100)
    shapes = [*make_layer().geometry[:2], bowtie, stray]
    make_layer(shapes, crs=2362).to_file(tmp_path / "a.gpkg")
    transform = given(PLANE, 5, 7, 0, 0)
    source = Source.of("parcels", tmp_path / "a.gpkg", transform=transform)
    loaded = read_source(source)
    assert loaded.counts == {"source": 4, "loaded": 2, "quarantined": 2}
    assert "38593000 3960000" in loaded.quarantine.record[0]
    assert loaded.aside.crs.to_epsg() == 4526
    assert loaded.aside.total_bounds[:2].tolist() == [west + 5, south + 7]


@pytest.mark.parametrize(
    "case",
    [
        (4526, SPACE, "xian80", "EPSG:4526, but .* are for Xian 1980"),
        (2414, SPACE, "xian80", "EPSG:2414, but .* are for Xian 1980"),
        (2362, SPACE, "beijing54", "are for Beijing 1954"),
        (2363, PLANE, "xian80", "the plane parameters are for EPSG:2362"),
    ],
)
def test_parameters_of_another_datum_or_plane(given, make_layer, write_shp, case):
    epsg, text, datum, match = case
    frame = make_layer().to_crs(4527 if epsg == 2363 else 4526)
    path = write_shp(frame.set_crs(epsg, allow_override=True))
    values = SEVEN if text == SPACE else [1, 2, 3, 4]
    transform = given(text, *values, datum=datum)
    source = Source.of("parcels", path, transform=transform)
    with pytest.raises(SourceError, match=match) as caught:
        read_source(source)
    assert caught.value.code == "TRANSFORM_NOT_APPLICABLE"


@pytest.mark.parametrize(("east", "fits"), [(498, True), (502, False)])
def test_a_shift_further_than_any_datum_is_refused(
    given, make_layer, write_shp, east, fits
):
    path = write_shp(make_layer(crs=2362))
    source = Source.of("parcels", path, transform=given(PLANE, east, 0, 0, 0))
    if fits:
        assert read_source(source).counts["loaded"] == 3
        return
    with pytest.raises(SourceError, match="moved by more than 500 m") as caught:
        read_source(source)
    assert caught.value.code == "TRANSFORM_IMPLAUSIBLE"


def test_the_reader_takes_the_file_itself(given, make_layer, tmp_path):
    make_layer(crs=2362).to_file(tmp_path / "a.gpkg")
    given(PLANE, 100, 0, 0, 0)
    frame, issues = read_parcels(tmp_path / "a.gpkg", transform=tmp_path / "my.toml")
    assert frame.total_bounds[0] == 38_593_100.0
    assert "DATUM_TRANSFORMED" in issues.code.tolist()


def test_it_shows_and_gives_away_nothing(given):
    transform = given(SPACE, *SEVEN)
    assert repr(transform) == "<Transform bursa-wolf of Xian 1980, user parameters>"
    assert "Transform" not in repr(Source.of("parcels", "a.shp", transform=transform))
    assert isinstance(transform, Transform)
    with pytest.raises(TypeError, match="are not copied or stored"):
        transform.__reduce__()


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('kind = "bursa-wolf"\n', "", r"transform.kind: is missing; write one of"),
        ('"bursa-wolf"', '"137.25"', r"transform.kind: is not one of the known words"),
        ('"position-vector"', "137.25", r"transform.convention: is not one of"),
        ('datum = "{datum}"\n', "", r"transform.datum: is missing"),
        ("dx_m", "dX", r"transform: has an unknown key 'dX'; known are datum"),
        ("dx_m = 21.5", "137.25 = 1", r"transform: has an unknown key; known are"),
        ("dx_m = 21.5\n", "", r"transform.dx_m: is missing; state it in m, 0 where"),
        ("21.5", '"137.25"', r"transform.dx_m: is not a plain number; .* in m"),
        ("21.5", "nan", r"transform.dx_m: is not a plain number"),
        ("21.5", "true", r"transform.dx_m: is not a plain number"),
        ("21.5", "-1000.1", r"transform.dx_m: is beyond 1,000 m, more than"),
        ("0.51", "60.1", r"transform.rx_arcsec: is beyond 60 arcsec"),
        ("4.375", "100.1", r"transform.scale_ppm: is beyond 100 ppm"),
        ("accuracy_m = 0.2", "accuracy_m = 0", r"accuracy_m: must be above zero"),
        (
            "[transform]",
            "[umrechnung]",
            r"transform: must hold one table \[transform\]",
        ),
        ("[transform]", "x = 1\n[transform]", "must hold one table"),
        ("21.5", "21,5", r"my.toml: is not readable as TOML \(line 6\); correct it"),
    ],
)
def test_a_faulty_file_is_told_without_its_values(given, old, new, match):
    with pytest.raises(PolicyError, match=match) as caught:
        given(
            SPACE.replace("{0}", "21.5")
            .replace("{3}", "0.51")
            .replace("{6}", "4.375")
            .replace(old, new),
            *SEVEN,
        )
    assert "137" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("2362", "4526", "source_epsg: is no plane of a zone on XIAN80"),
        ("2362", "4610", "source_epsg: is no plane of a zone on XIAN80"),
        ("4526", "2362", "target_epsg: is no plane of a zone on CGCS2000"),
        ("4526", "4527", "target_epsg: has another meridian than source_epsg"),
        ("2362", "999999", "source_epsg: is no EPSG code that is known"),
        ("2362", '"2362"', "source_epsg: is missing or no EPSG code"),
        ("east_m = {0}", "east_m = 20000.5", "east_m: is beyond 20,000 m"),
    ],
)
def test_a_faulty_plane_is_told(given, old, new, match):
    with pytest.raises(PolicyError, match=match):
        given(PLANE.replace(old, new), 1, 2, 3, 4)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="no such file of transformation parameters"):
        load_transform(tmp_path / "none.toml")
