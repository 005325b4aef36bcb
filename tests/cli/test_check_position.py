"""What ``landuse check`` asks of a single layer: a system, a place, sound outlines."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from landuse.cli.main import app


@pytest.fixture
def check(tmp_path):
    def run(shapes, *options, crs=4526):
        ids = [f"P{i}" for i in range(len(shapes))]
        frame = gpd.GeoDataFrame({"DKBH": ids}, geometry=shapes, crs=crs)
        frame.to_file(tmp_path / "a.gpkg")
        path = tmp_path / "a.gpkg"
        result = CliRunner().invoke(app, ["check", "--json", str(path), *options])
        return json.loads(result.stdout.splitlines()[-1])

    return run


def boxes(*places):
    return [shapely.box(x, 3_960_000, x + 100, 3_960_100) for x in places]


def codes(report):
    return {issue["code"]: issue for issue in report["issues"]}


def test_doubled_outlines_and_overlaps_name_their_ids(check):
    east = 38_593_000
    found = codes(check(boxes(east, east, east + 500, east + 550)))
    assert "P0 and P1" in found["DUPLICATE_GEOMETRY"]["message"]
    assert found["OVERLAP"]["message"].startswith("P2 and P3 share")


def test_old_datums_are_refused_unless_allowed(check):
    refused = check(boxes(38_593_000), crs=2362)
    assert (refused["outcome"], list(codes(refused))) == ("error", ["CRS_NOT_ALLOWED"])
    allowed = check(boxes(38_593_000), "--allow-ballpark", crs=2362)
    assert allowed["outcome"] == "flag"
    assert "DATUM_UNSHIFTED" in codes(allowed)


def test_lines_where_parcels_should_be(check):
    lines = [shapely.LineString(shape.exterior.coords) for shape in boxes(38_593_000)]
    report = check(lines)
    assert report["counts"] == {"source": 1, "loaded": 0, "quarantined": 1}
    assert "GEOMETRY_TYPE" in codes(report)


@pytest.mark.parametrize(
    ("shift", "outcome", "severity"),
    [
        (0.123, "ok", "info"),  # as surveyed, to the millimetre
        (0.1234, "ok", "info"),  # on the grid of a geodatabase
        (0.0, "flag", "warning"),  # whole metres: drawn or typed
        (1 / 3, "flag", "warning"),  # decimals of a conversion
    ],
)
def test_a_sound_layer_is_sound_unless_something_speaks_against_its_position(
    tmp_path, shift, outcome, severity
):
    shapes = [
        shapely.transform(shape, lambda xy: xy + shift) for shape in boxes(38_593_000)
    ]
    frame = gpd.GeoDataFrame({"名称": ["甲"]}, geometry=shapes, crs=4526)
    frame.to_file(tmp_path / "a.shp", encoding="UTF-8")
    result = CliRunner().invoke(app, ["check", "--json", str(tmp_path / "a.shp")])
    report = json.loads(result.stdout.splitlines()[-1])
    assert report["outcome"] == outcome
    assert codes(report)["POSITION_UNVERIFIED"]["severity"] == severity


def test_a_reference_takes_the_place_of_doubt(check, tmp_path):
    shapes = boxes(38_593_000, 38_593_300, 38_593_700)
    assert "POSITION_UNVERIFIED" in codes(check(shapes))
    zone = gpd.GeoDataFrame(
        {"名称": ["Z"]},
        geometry=[shapely.box(38_592_000, 3_959_000, 38_595_000, 3_961_000)],
        crs=4526,
    )
    zone.to_file(tmp_path / "zones.gpkg")
    report = check(shapes, "--reference", str(tmp_path / "zones.gpkg"))
    assert not {"POSITION_UNVERIFIED", "LIKELY_OFFSET"} & set(codes(report))


@pytest.fixture
def project(tmp_path):
    """Parcels half a kilometre west of where an earlier delivery has them."""
    sides = (100, 130, 170)
    east = 38_593_000.123
    shapes = [
        shapely.box(east + 400 * i, 3_960_000, east + 400 * i + s, 3_960_000 + s)
        for i, s in enumerate(sides)
    ]
    frame = gpd.GeoDataFrame({"宗地代码": list("甲乙丙")}, geometry=shapes, crs=4526)
    frame.to_file(tmp_path / "known.gpkg")
    frame.set_geometry(frame.translate(-500, 0)).to_file(tmp_path / "a.gpkg")
    (tmp_path / "landuse.toml").write_text(
        '[project]\npolicy = "puyang"\n[[source]]\nkind = "parcels"\npath = "a.gpkg"\n',
        "utf-8",
    )
    return tmp_path


def test_a_project_is_held_against_a_reference_too(project):
    arguments = ["check", "--json", str(project)]
    plain = CliRunner().invoke(app, arguments).stdout
    assert "LIKELY_OFFSET" not in plain
    known = ["--reference", str(project / "known.gpkg")]
    report = json.loads(CliRunner().invoke(app, [*arguments, *known]).stdout)
    found = codes(report)["LIKELY_OFFSET"]
    assert found["file"] == "a.gpkg"
    assert "-500 m east and +0 m north of where known.gpkg has it" in found["message"]


@pytest.mark.parametrize(
    "words",
    [("--epsg", "4526"), ("--kind", "zones"), ("--infer-crs",), ("--before", "a.gpkg")],
    ids=" ".join,
)
def test_what_is_for_a_single_file_is_refused_for_a_project(project, words):
    result = CliRunner().invoke(app, ["check", "--json", str(project), *words])
    report = json.loads(result.stdout)
    assert report["outcome"] == "error"
    message = report["issues"][0]["message"]
    assert f"{words[0]}: is for a single file; a project says it of each" in message
