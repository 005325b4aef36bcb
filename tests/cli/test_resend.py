"""A layer that a colleague mends and sends again clears its issues."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from landuse.cli.main import main
from landuse.io.project import load_project

X, Y = 38_593_000.0, 3_960_000.0
HEAD = """
[project]
name = "示例"
policy = "puyang"
as_of = 2022-09-30
[[source]]
kind = "parcels"
path = "宗地.shp"
"""
COLUMNS = {
    "宗地代码": ["P1", "P2", "P3"],
    "土地用途": ["工业用地"] * 3,
    "供地方式": ["挂牌出让"] * 3,
    "供地日期": ["2019-03-01", "2019-02-30", "2019-03-01"],
}


def box(east, width=100.0):
    return shapely.box(X + east, Y, X + east + width, Y + 100)


#: P1 overlaps P2 by 50 m x 100 m; P3 crosses itself.
BAD = [
    box(0),
    box(50),
    shapely.Polygon(
        [(X + 300, Y), (X + 400, Y + 100), (X + 400, Y), (X + 300, Y + 100)]
    ),
]
GOOD = [box(0), box(100), box(300)]


@pytest.fixture
def command(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stopped.value.code, json.loads(captured.out)

    return run


def send(folder, shapes, encoding="GB18030", **columns):
    """What the bureau sends: the layer under the same name."""
    frame = gpd.GeoDataFrame({**COLUMNS, **columns}, geometry=shapes, crs=4526)
    frame.to_file(folder / "宗地.shp", encoding=encoding)
    (folder / "宗地.cpg").unlink()
    return folder


@pytest.fixture
def project(tmp_path):
    (tmp_path / "landuse.toml").write_text(HEAD, "utf-8")
    return send(tmp_path, BAD)


def found(said, *severities):
    wanted = severities or ("warning", "error")
    return {i["code"] for i in said["issues"] if i["severity"] in wanted}


FIXABLE = {"BAD_DATE", "INVALID_GEOMETRY", "OVERLAP"}


def test_what_was_mended_is_no_issue_any_more(command, project):
    code, said = command("check", project, "--json")
    assert (code, said["counts"]["quarantined"]) == (1, 2)
    assert {"BAD_DATE", "INVALID_GEOMETRY"} <= found(said)
    dates = ["2019-03-01", "2019-02-28", "2019-03-01"]
    send(project, GOOD, 供地日期=dates)
    code, said = command("check", project, "--json")
    assert (code, said["counts"]["quarantined"]) == (0, 0)
    assert not FIXABLE & found(said, "info", "warning", "error")


def test_half_mended_leaves_the_other_half(command, project):
    send(project, [box(0), box(50), box(300)], 供地日期=["2019-03-01"] * 3)
    _, said = command("check", project, "--json")
    assert FIXABLE & found(said) == {"OVERLAP"}
    overlap = next(i for i in said["issues"] if i["code"] == "OVERLAP")
    assert overlap["feature"] == "P1 / P2"
    # 50 m x 100 m in the plane, 214 ppm less on the ellipsoid
    assert "share 4,998.93 m2" in overlap["message"]


def test_the_same_issue_keeps_its_fingerprint(command, project):
    send(project, [box(0), box(50), box(300)], 供地日期=["2019-03-01"] * 3)
    marks = []
    for _ in range(2):
        _, said = command("check", project, "--json")
        marks.append({i["fingerprint"] for i in said["issues"]})
        send(project, [box(0), box(50.5), box(300)], 供地日期=["2019-03-01"] * 3)
    assert marks[0] == marks[1]


def test_an_answer_for_an_issue_that_is_mended_is_told_as_unused(command, project):
    send(project, [box(0), box(50), box(300)], 供地日期=["2019-03-01"] * 3)
    _, said = command("check", project, "--json")
    mark = next(i["fingerprint"] for i in said["issues"] if i["code"] == "OVERLAP")
    answer = ("--by", "李工", "--why", "核实中", "--until", "2022-12-31")
    _, said = command("check", project, "--json", "--justify", mark, *answer)
    states = {i["code"]: i["state"] for i in said["issues"]}
    assert states["OVERLAP"] == "justified"
    assert "EXCEPTION_UNUSED" not in states
    send(project, GOOD, 供地日期=["2019-03-01"] * 3)
    _, said = command("check", project, "--json")
    states = {i["code"]: i["state"] for i in said["issues"]}
    assert "OVERLAP" not in states
    assert states["EXCEPTION_UNUSED"] == "open"
    unused = next(i for i in said["issues"] if i["code"] == "EXCEPTION_UNUSED")
    assert unused["feature"] == mark
    assert load_project(project).name == "示例"


def test_a_sidecar_that_was_missing_and_is_sent(command, project):
    dbf = (project / "宗地.dbf").read_bytes()
    (project / "宗地.dbf").unlink()
    path = project / "宗地.shp"
    code, said = command("check", path, "--json")
    assert (code, said["issues"][0]["code"]) == (2, "MISSING_SIDECAR")
    (project / "宗地.dbf").write_bytes(dbf)
    code, said = command("check", path, "--json")
    assert code == 1
    assert "MISSING_SIDECAR" not in found(said)
