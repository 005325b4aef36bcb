"""The command: exit codes, one clear line, nothing written on bad input."""

import json
import shutil

import pytest

from landuse.cli.main import main
from landuse.resources import data_path

SAMPLE = data_path("sample_data")
PROJECT = '[project]\nname = "试"\npolicy = "puyang"\nas_of = 2022-09-30\n'
SOURCE = '[[source]]\nkind = "taxes"\npath = "t.csv"\n'


@pytest.fixture
def command(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return run


@pytest.fixture
def project(tmp_path):
    def write(text=PROJECT + SOURCE, table="parcel_id,tax_yuan\nP1,5\n"):
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        (folder / "landuse.toml").write_text(text, "utf-8")
        (folder / "t.csv").write_text(table, "utf-8")
        return folder

    return write


def test_demo_prints_the_nine_zones_and_where_the_report_is(command, tmp_path):
    code, out, err = command("demo", tmp_path / "out")
    assert code == 0
    assert out == ""
    assert err.count("产业集聚区") >= 9
    assert "index.html" in err


def test_demo_as_json_prints_nothing_else(command, tmp_path):
    code, out, _ = command("demo", tmp_path / "out", "--json", "--lang", "en")
    content = json.loads(out)
    assert code == 0
    assert set(content) == {"out", "files", "summary"}
    assert "manifest.json" in content["files"]


def test_sample_writes_a_project_that_can_be_audited(command, tmp_path):
    assert command("sample", tmp_path / "mine")[0] == 0
    code, out, _ = command(
        "audit", tmp_path / "mine", "--out", tmp_path / "out", "--json"
    )
    assert code == 0
    assert len(json.loads(out)["summary"]["zones"]) == 9


def test_sample_never_writes_into_a_folder_with_files(command, tmp_path):
    (tmp_path / "x").write_text("x")
    code, _, err = command("sample", tmp_path)
    assert code == 2
    assert "name a folder that does not exist" in err


def test_strict_is_1_when_the_data_have_faults(command, tmp_path):
    code, _, _ = command("audit", SAMPLE, "--out", tmp_path / "out", "--strict")
    assert code == 1


def one_line(err):
    lines = [line for line in err.splitlines() if line.strip()]
    assert len(lines) == 1, err
    return lines[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROJECT + SOURCE.replace("t.csv", "no.csv"), "no.csv"),
        (PROJECT.replace("as_of", "as_off") + SOURCE, "as_of"),
        (PROJECT.replace("puyang", "puyangg") + SOURCE, "did you mean 'puyang'"),
        (PROJECT + SOURCE.replace("taxes", "texas"), "taxes"),
        (PROJECT + SOURCE + 'colour = "red"\n', "colour"),
        ("[project", "landuse.toml"),
    ],
    ids=["file", "key", "policy", "kind", "source key", "toml"],
)
def test_a_wrong_project_is_one_clear_line(command, project, tmp_path, text, message):
    code, out, err = command("audit", project(text), "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert message in one_line(err)
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_project_is_one_clear_line(command, tmp_path):
    code, _, err = command("audit", tmp_path, "--out", tmp_path / "out")
    assert code == 2
    assert "landuse.toml" in one_line(err)


def test_an_unreadable_source_is_one_clear_line(command, project, tmp_path):
    folder = project(PROJECT + SOURCE.replace("t.csv", "t.xlsx"))
    (folder / "t.xlsx").write_bytes(b"no workbook")
    code, _, err = command("audit", folder, "--out", tmp_path / "out")
    assert code == 2
    assert "t.xlsx" in one_line(err)
    assert not (tmp_path / "out").exists()


def test_one_bad_record_is_quarantined_and_the_rest_goes_on(command, project, tmp_path):
    folder = project(table="parcel_id,tax_yuan\nP1,5\nP2,five\n")
    code, out, _ = command("check", folder, "--json")
    content = json.loads(out)
    assert code == 1
    assert content["outcome"] == "quarantine"
    assert content["counts"] == {"source": 2, "loaded": 1, "quarantined": 1}
    assert any(i["feature"] == "P2" or i["value"] == "five" for i in content["issues"])
    code, out, _ = command("audit", folder, "--out", tmp_path / "out", "--json")
    assert code == 0
    assert json.loads(out)["summary"]["quarantined"] == 1


def test_check_of_an_unusable_file_is_an_outcome_not_a_traceback(command, tmp_path):
    code, out, _ = command("check", tmp_path / "none.shp", "--json")
    content = json.loads(out)
    assert (code, content["outcome"]) == (2, "error")
    assert "none.shp" in content["issues"][0]["message"]


def test_check_writes_the_issues_as_a_table(command, project, tmp_path):
    folder = project(table="parcel_id,tax_yuan\nP1,5\nP2,five\n")
    command("check", folder, "--out", tmp_path / "issues.csv")
    assert "five" in (tmp_path / "issues.csv").read_text("utf-8-sig")


def test_inspect_says_what_the_reader_decides(command, project):
    folder = project()
    code, out, _ = command("inspect", folder / "t.csv", "--json")
    layer = json.loads(out)["layers"][0]
    assert code == 0
    assert layer["features"] == 1
    assert {"source", "canonical", "unit", "how"} <= set(layer["columns"][0])


def test_a_map_alone(command, tmp_path):
    page = tmp_path / "status.html"
    code, out, _ = command("map", "status", SAMPLE, "--out", page, "--json")
    assert code == 0
    assert json.loads(out)["out"] == page.as_posix()
    assert "default-src 'none'" in page.read_text("utf-8")
    code, _, err = command("map", "status", SAMPLE, "--out", page)
    assert code == 2
    assert "--overwrite" in err
    picture = tmp_path / "status.png"
    code, _, err = command("map", "status", SAMPLE, "--split", "--out", picture)
    assert code == 2
    assert "--split" in err


def test_doctor_names_the_versions(command):
    code, out, _ = command("doctor", "--json")
    assert code == 0
    assert {"GDAL", "GEOS", "PROJ", "SQLite", "landuse"} <= set(json.loads(out))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["audit"],
        ["audit", "x", "--as-of", "2022-13-01"],
        ["demo", "--lang", "fr"],
    ],
)
def test_bad_usage_is_exit_2(command, arguments):
    code, _, err = command(*arguments)
    assert code == 2
    assert "Error" in err


def test_a_fault_of_the_program_is_said_without_a_traceback(command, monkeypatch):
    def broken(*_, **__):
        msg = "boom"
        raise RuntimeError(msg)

    monkeypatch.setattr("landuse.cli.doctor.versions", broken)
    monkeypatch.delenv("LANDUSE_DEBUG", raising=False)
    code, _, err = command("doctor")
    assert code == 2
    assert "RuntimeError: boom" in err
    assert "Traceback" not in err


def test_inputs_are_left_as_they_were(command, tmp_path):
    folder = tmp_path / "sample"
    shutil.copytree(SAMPLE, folder)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    command("check", folder, "--json")
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
