"""Issues justified, compared and written as a layer; outlines repaired on demand."""

from __future__ import annotations

import json

import geopandas as gpd
import pyogrio
import pytest
import shapely

from landuse.cli.main import main
from landuse.io.exceptionbook import read_book

X, Y = 38_593_000.0, 3_960_000.0
HEAD = '[project]\nname = "试"\npolicy = "puyang"\nas_of = 2022-09-30\n'
SOURCE = '[[source]]\nkind = "parcels"\npath = "a.gpkg"\n'


def boxes(*places):
    return [shapely.box(X + x, Y, X + x + 100, Y + 100) for x in places]


@pytest.fixture
def layer(tmp_path):
    def write(shapes, name="a.gpkg"):
        ids = [f"P{i}" for i in range(1, len(shapes) + 1)]
        columns = {"parcel_id": ids, "证载面积（平方米）": [10_000.0] * len(ids)}
        path = tmp_path / name
        gpd.GeoDataFrame(columns, geometry=shapes, crs=4526).to_file(path)
        return path

    return write


@pytest.fixture
def command(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return run


@pytest.fixture
def project(layer):
    path = layer(boxes(0, 50))
    (path.parent / "landuse.toml").write_text(HEAD + SOURCE, "utf-8")
    return path.parent


def issues(out):
    return {i["code"]: i for i in json.loads(out.splitlines()[-1])["issues"]}


def test_an_issue_is_justified_from_the_command(command, project):
    _, out, _ = command("check", project, "--json")
    mark = issues(out)["OVERLAP"]["fingerprint"]
    answer = (
        "--justify",
        mark,
        "--by",
        "李工",
        "--why",
        "共用",
        "--until",
        "2022-12-31",
    )
    _, out, _ = command("check", project, "--json", *answer)
    overlap = issues(out)["OVERLAP"]
    assert (overlap["state"], overlap["justified_by"]) == ("justified", "李工")
    assert len(read_book(project / "exceptions.toml")) == 1
    _, out, _ = command("check", project, "--json", "--as-of", "2023-01-01")
    assert issues(out)["OVERLAP"]["state"] == "open"
    assert "EXCEPTION_EXPIRED" in issues(out)


def test_parcels_are_held_against_the_counties_of_the_project(command, project):
    counties = {
        "行政区划代码": ["410922", "410928"],
        "行政区名称": ["清丰县", "濮阳县"],
    }
    west, east = (
        shapely.box(X, Y, X + 80, Y + 100),
        shapely.box(X + 80, Y, X + 200, Y + 100),
    )
    frame = gpd.GeoDataFrame(counties, geometry=[west, east], crs=4526)
    frame.to_crs(4490).to_file(project / "县界.geojson")
    more = '[[source]]\nkind = "counties"\npath = "县界.geojson"\n'
    (project / "landuse.toml").write_text(HEAD + SOURCE + more, "utf-8")
    _, out, _ = command("check", project, "--json")
    across = [i for i in json.loads(out)["issues"] if i["code"] == "ACROSS_COUNTIES"]
    assert [(i["feature"], i["message"].split(": ")[1]) for i in across] == [
        ("P1", "410922 80.0%, 410928 20.0%"),
        ("P2", "410928 70.0%, 410922 30.0%"),
    ]


def test_the_worst_is_told_first(command, project):
    _, _, err = command("check", project, "--lang", "en")
    words = [line.split(" ")[0] for line in err.splitlines() if " × " in line]
    order = ["error", "warning", "info"]
    assert words == sorted(words, key=order.index)
    assert {"warning", "info"} <= set(words)


def test_an_audit_knows_the_book_and_draws_what_is_wrong(command, project, tmp_path):
    (project / "exceptions.toml").write_text(
        '[[exception]]\ncode = "OVERLAP"\nfile = "a.gpkg"\nfeature = "P1 / P2"\n'
        'by = "李工"\nwhy = "共用"\nuntil = 2022-12-31\n',
        "utf-8",
    )
    code, out, _ = command("audit", project, "--out", tmp_path / "out", "--json")
    summary = json.loads(out)["summary"]
    assert (code, summary["justified"]) == (0, 1)
    pieces = gpd.read_file(tmp_path / "out" / "layers.gpkg", layer="issues")
    assert pieces[pieces["code"] == "OVERLAP"].geometry.area.item() == pytest.approx(
        5_000, rel=1e-3
    )
    assert (tmp_path / "out" / "maps" / "quality.html").is_file()
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "数据质量评分" in page
    assert "maps/quality.html" in page
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert "exceptions.toml" in json.dumps(manifest["inputs"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--justify", "ab", "--by", "x"), "go together"),
        (
            ("--justify", "ab", "--by", "x", "--why", "y", "--until", "soon"),
            "'soon' is not a day",
        ),
        (
            ("--justify", "ab", "--by", "x", "--why", "y", "--until", "2023-01-01"),
            "no issue has the fingerprint 'ab'",
        ),
    ],
)
def test_half_an_answer_is_refused(command, project, options, message):
    code, _, err = command("check", project, *options)
    assert code == 2
    assert message in " ".join(err.replace("│", " ").split())
    assert not (project / "exceptions.toml").exists()


def test_people_see_who_answers_for_an_issue(command, project):
    (project / "exceptions.toml").write_text(
        '[[exception]]\ncode = "OVERLAP"\nfile = "a.gpkg"\nfeature = "P1 / P2"\n'
        'by = "李工"\nwhy = "共用"\nuntil = 2022-12-31\n',
        "utf-8",
    )
    _, _, err = command("check", project, "--lang", "en")
    assert "OVERLAP Outlines overlap × 1 (justified 1: 李工 → 2022-12-31)" in err
    _, _, err = command("check", project, "--lang", "en", "--as-of", "2023-01-01")
    assert "OVERLAP Outlines overlap × 1\n" in err


def test_a_single_file_has_no_book(command, layer):
    answer = ("--justify", "ab", "--by", "x", "--why", "y", "--until", "2023-01-01")
    code, _, err = command("check", layer(boxes(0)), "--kind", "parcels", *answer)
    assert code == 2
    assert "is not a project" in err


def test_issues_as_a_layer_with_the_offending_piece(command, layer, tmp_path):
    out = tmp_path / "issues.gpkg"
    command("check", layer(boxes(0, 50)), "--kind", "parcels", "--out", out)
    assert {name for name, _ in pyogrio.list_layers(out)} == {"issues", "issues_table"}
    pieces = gpd.read_file(out, layer="issues")
    piece = pieces[pieces["code"] == "OVERLAP"]
    assert piece.geometry.area.item() == pytest.approx(5_000)
    assert piece["feature"].item() == "P1 / P2"


def test_an_earlier_version_is_compared(command, layer):
    old, new = layer(boxes(0, 200)), layer(boxes(0, 203), "b.gpkg")
    _, out, _ = command("check", new, "--kind", "parcels", "--before", old, "--json")
    assert issues(out)["MOVED"]["feature"] == "P2"


BOW = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])


#: A square with two holes of 40 m that share 20 m by 20 m: 10,000 - 2 x 1,600 m2.
HOLES = shapely.Polygon(
    boxes(0)[0].exterior,
    [shapely.box(X + p, Y + p, X + p + 40, Y + p + 40).exterior for p in (10, 30)],
)


@pytest.mark.parametrize(
    ("method", "after"), [("structure", 7_200), ("linework", 7_600)]
)
def test_a_repair_says_what_it_did(command, layer, tmp_path, method, after):
    path, out = layer([HOLES, *boxes(300)]), tmp_path / "mended.gpkg"
    given = path.read_bytes()
    code, text, _ = command("repair", path, out, "--method", method, "--json")
    (row,) = json.loads(text)["repairs"]
    assert code == 0
    assert (row["feature"], row["method"]) == ("P1", method)
    assert row["area_before_m2"] == pytest.approx(6_800, rel=1e-3)
    assert row["area_after_m2"] == pytest.approx(after, rel=1e-3)
    assert row["difference_to_registered_m2"] == pytest.approx(after - 10_000, abs=5)
    assert path.read_bytes() == given
    mended = gpd.read_file(out, layer="a")
    assert mended.geometry.is_valid.all()
    assert mended["repair_method"].fillna("").tolist() == [method, ""]
    assert "parcel_id" in mended.columns


@pytest.mark.parametrize(("unit", "count"), [(1, 0), (10_000, 1)])
def test_a_document_in_another_unit_is_not_compared(
    command, layer, tmp_path, unit, count
):
    path = layer([HOLES, *boxes(300, 500)])
    frame = gpd.read_file(path)
    frame["证载面积（平方米）"] /= unit
    frame.to_file(path)
    out = tmp_path / "mended.gpkg"
    _, text, _ = command("repair", path, out, "--method", "structure", "--json")
    said = json.loads(text)
    slips = [i for i in said["issues"] if i["code"] == "UNIT_SUSPECT"]
    assert [i["field"] for i in slips] == ["registered_area_m2"] * count
    (row,) = said["repairs"]
    assert (row["difference_to_registered_m2"] is None) is bool(count)


def test_what_cannot_be_repaired_is_kept_apart(command, layer, tmp_path):
    line = shapely.Polygon([(X, Y), (X + 100, Y), (X + 50, Y)])
    path, out = layer([line, *boxes(300)]), tmp_path / "mended.gpkg"
    code, text, _ = command("repair", path, out, "--method", "structure", "--json")
    assert code == 1
    assert json.loads(text)["counts"]["quarantined"] == 1
    assert len(pyogrio.read_dataframe(out, layer="quarantine")) == 1


@pytest.mark.parametrize(
    ("out", "method", "message"),
    [
        ("b.gpkg", "magic", "'magic' is not one of structure, linework"),
        ("b.shp", "structure", "let the name end in .gpkg"),
        ("a.gpkg", "structure", "is the input itself"),
        ("there.gpkg", "structure", "add --overwrite to replace it"),
    ],
)
def test_a_repair_that_cannot_be_is_one_line(
    command, layer, tmp_path, out, method, message
):
    path = layer([BOW])
    (tmp_path / "there.gpkg").write_bytes(b"x")
    given = path.read_bytes()
    code, _, err = command("repair", path, tmp_path / out, "--method", method)
    assert code == 2
    assert message in err
    assert path.read_bytes() == given


def test_a_table_has_nothing_to_repair(command, tmp_path):
    (tmp_path / "t.csv").write_text("parcel_id,tax_yuan\nP1,5\n", "utf-8")
    code, _, err = command(
        "repair", tmp_path / "t.csv", tmp_path / "o.gpkg", "--method", "structure"
    )
    assert code == 2
    assert "is a table without outlines" in err
