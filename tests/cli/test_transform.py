"""Transformation parameters are used by the command and told by none of its outputs."""

from __future__ import annotations

import json
import logging

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from landuse.cli.main import app, main
from landuse.io import worker
from landuse.io.project import load_project
from landuse.io.worker import Worker
from landuse.workflow import audit

#: Figures that stand nowhere else: no output may hold any of them.
DIGITS = (
    "1372468",
    "13.72468",
    "84.1357",
    "71.9753",
    "1.86429",
    "0.75319",
    "2.46813",
    "7.31246",
)
PARAMETERS = """
[transform]
datum = "xian80"
kind = "bursa-wolf"
convention = "coordinate-frame"
accuracy_m = 0.25
dx_m = 13.72468
dy_m = -84.1357
dz_m = -71.9753
rx_arcsec = 1.86429
ry_arcsec = -0.75319
rz_arcsec = 2.46813
scale_ppm = 7.31246
"""
ZONES = """
[[source]]
kind = "zones"
path = "zones.gpkg"
"""


@pytest.fixture
def folder(tmp_path):
    """A project of a parcel in Xian 1980, its zone, and the parameters."""
    (tmp_path / "my.toml").write_text(PARAMETERS, "utf-8")
    east, north = 38_593_000.0, 3_960_000.0
    box = shapely.box(east, north, east + 100, north + 100)
    parcel = gpd.GeoDataFrame({"宗地代码": ["P1"]}, geometry=[box], crs=2362)
    parcel.to_file(tmp_path / "parcels.gpkg")
    zone = {"zone_id": ["Z1"], "zone": ["某区"]}
    around = gpd.GeoDataFrame(zone, geometry=[box.buffer(2_000)], crs=4526)
    around.to_file(tmp_path / "zones.gpkg")
    return tmp_path


@pytest.fixture
def project(folder):
    text = '[project]\nname = "p"\npolicy = "puyang"\nas_of = 2022-09-30\n'
    source = '[[source]]\nkind = "parcels"\npath = "parcels.gpkg"\n'
    (folder / "landuse.toml").write_text(f"{text}{source}{ZONES}", "utf-8")
    return folder


def with_transform(project, line='transform = "my.toml"'):
    file = project / "landuse.toml"
    text = file.read_text("utf-8").replace(
        'path = "parcels.gpkg"', f'path = "parcels.gpkg"\n{line}'
    )
    file.write_text(text, "utf-8")
    return project


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def says_nothing(text):
    shown = text.replace(",", "").replace("_", "")
    assert not [digits for digits in DIGITS if digits in shown or digits in text]


def test_check_reads_the_old_datum_in_cgcs2000(folder):
    result = run(
        "check", "--json", folder / "parcels.gpkg", "--transform", folder / "my.toml"
    )
    report = json.loads(result.stdout.splitlines()[-1])
    (issue,) = [i for i in report["issues"] if i["code"] == "DATUM_TRANSFORMED"]
    assert "stated accuracy 0.25 m" in issue["message"]
    assert "CRS_NOT_ALLOWED" not in result.stdout
    says_nothing(result.output)


def test_a_reference_in_cgcs2000_and_one_in_the_old_datum(folder):
    for name in ("zones.gpkg", "parcels.gpkg"):
        result = run(
            *("check", "--json", folder / "parcels.gpkg"),
            *("--transform", folder / "my.toml", "--reference", folder / name),
        )
        report = json.loads(result.stdout.splitlines()[-1])
        assert report["outcome"] == "flag"
        assert "POSITION_UNVERIFIED" not in {i["code"] for i in report["issues"]}


def test_convert_writes_cgcs2000(folder):
    out = folder / "out.gpkg"
    result = run(
        "convert", folder / "parcels.gpkg", out, "--transform", folder / "my.toml"
    )
    assert result.exit_code == 0
    assert gpd.read_file(out).crs.to_epsg() == 4526
    says_nothing(result.output)
    says_nothing(out.read_bytes().decode("latin-1"))


def test_an_audit_tells_the_fact_alone(project, caplog, capsys):
    with caplog.at_level(logging.DEBUG):
        result = audit(with_transform(project), out=project / "out")
    manifest = json.loads((project / "out/manifest.json").read_text("utf-8"))
    (parcels,) = [s for s in manifest["sources"] if s["kind"] == "parcels"]
    assert parcels["decisions"]["crs"]["transformed"] == {
        "accuracy_m": 0.25,
        "applies_to": "Xian 1980",
        "check_points": 0,
        "from_epsg": 2362,
        "kind": "bursa-wolf",
        "parameters": "user",
        "to_epsg": 4526,
    }
    assert "my.toml" not in {file["name"] for file in manifest["inputs"]}
    says_nothing("".join([caplog.text, *capsys.readouterr(), repr(result)]))
    for file in (project / "out").rglob("*"):
        if file.is_file():
            says_nothing(file.read_bytes().decode("latin-1"))


def test_a_project_does_not_show_them(project):
    loaded = load_project(with_transform(project))
    says_nothing(repr(loaded))
    assert "my.toml" not in loaded.inputs()


def test_no_exception_of_the_way_holds_them(project, capsys):
    """Not even one that nobody foresaw, with all that hangs on it."""
    broken = project / "my.toml"
    broken.write_text(PARAMETERS.replace("= 13.72468", "= 1372468.5"), "utf-8")
    parcels = str(project / "parcels.gpkg")
    with pytest.raises(SystemExit, match="2"):
        main(["convert", parcels, str(project / "o.shp"), "--transform", str(broken)])
    printed = capsys.readouterr()
    assert "transform.dx_m: is beyond 1,000 m" in printed.err
    says_nothing(printed.out + printed.err)
    result = run("check", "--json", parcels, "--transform", broken)
    says_nothing(result.output)
    assert json.loads(result.stdout)["outcome"] == "error"


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("transform = { dx_m = 13.72468 }", "transform: must be of type str"),
        ('transform = "none.toml"', "no such file of transformation parameters"),
        ('transform = "my.toml"\nallow_ballpark = true', "does not go with allow_bal"),
    ],
)
def test_a_wrong_line_of_a_project(project, capsys, line, match):
    with pytest.raises(SystemExit, match="2"):
        main(["audit", str(with_transform(project, line)), "--out", "o"])
    printed = capsys.readouterr()
    assert match in printed.err
    says_nothing(printed.out + printed.err)


def test_what_does_not_go_together(project, capsys):
    parameters = ["--transform", str(project / "my.toml")]
    for words, match in (
        (
            ["check", str(project), *parameters],
            "--transform: is for a single file; a project says it of",
        ),
        (
            ["check", str(project / "parcels.gpkg"), "--allow-ballpark", *parameters],
            "does not go with allow_ballpark",
        ),
    ):
        with pytest.raises(SystemExit, match="2"):
            main(words)
        assert match in capsys.readouterr().err


def test_the_reading_process_is_not_told(folder, monkeypatch):
    """Nothing of the parameters goes into a request, an environment or a command."""
    told = []
    exchange = Worker._exchange

    def listening(self, process, request, *rest):
        told.append(repr((request, process.args, worker._environment())))
        return exchange(self, process, request, *rest)

    monkeypatch.setattr(Worker, "_exchange", listening)
    run("check", "--json", folder / "parcels.gpkg", "--transform", folder / "my.toml")
    assert "parcels.gpkg" in "".join(told)
    assert "my.toml" not in "".join(told)
    says_nothing("".join(told))
