"""``landuse explain``: the dossier of a parcel, for people and for programs."""

import json
import shutil

import pytest

from landuse.resources import data_path

IDLE = "410902003001GB00033"
PROJECT = str(data_path("sample_data"))


def test_the_dossier_of_an_idle_parcel(command):
    code, out, err = command("explain", IDLE, PROJECT)
    assert (code, out) == (0, "")
    for words in (
        "下一阶段: 开工 · 2020-02-17 · 逾期 956 天",
        "[是 · 认定] 超过约定动工日期满一年未动工开发 (idle-not-started)",
        "约定动工2020-02-17，至2022-09-30未动工，逾期956天",
        "2021-02-17",
        "满闲置期限之日",
        "实际开工日期为2022-09-30",
        "data/供地宗地_38带.shp:351",
    ):
        assert words in err


def test_the_dossier_in_english(command):
    _, _, err = command("explain", IDLE, PROJECT, "--lang", "en")
    assert "not started by 2022-09-30, 956 days late" in err
    assert "computed" in err


def test_the_dossier_as_json(command):
    code, out, _ = command("explain", IDLE, PROJECT, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["parcel_id"], found["as_of"]) == (IDLE, "2022-09-30")
    assert found["life"]["lifecycle_stage"] == "delivered"
    rows = {row["rule"]: row for row in found["findings"]}
    assert rows["idle-not-started"]["verdict"] == "yes"
    assert rows["stopped-enterprise"]["verdict"] == "no"
    change = {
        "rule": "idle-not-started",
        "before": "yes",
        "after": "no",
        "field": "start_date",
        "how": "is",
        "value": "2022-09-30",
    }
    assert change in found["changes"]
    fact = next(f for f in found["facts"] if f["field"] == "due_start_date")
    assert fact["row"] == 351


def test_what_time_alone_will_change(command):
    """Due 17 February 2020: idle on the anniversary, and not the day before."""
    _, out, _ = command("explain", IDLE, PROJECT, "--json", "--as-of", "2021-02-16")
    changes = [c for c in json.loads(out)["changes"] if c["field"] == "as_of"]
    assert {
        "rule": "idle-not-started",
        "before": "no",
        "after": "yes",
        "field": "as_of",
        "how": "is",
        "value": "2021-02-17",
    } in changes


def test_an_unknown_code_names_the_closest(command):
    code, out, err = command("explain", "410902003001GB99933", PROJECT)
    assert (code, out) == (2, "")
    assert err.startswith("landuse: 没有宗地“410902003001GB99933”，相近的有：4109")
    assert "no parcel '410902003001GB99933'; did you mean" in err
    assert err.count("\n") == 1


def test_without_parcels_it_says_so(command, tmp_path):
    (tmp_path / "data").mkdir()
    zones = next(data_path("sample_data", "data").glob("*.geojson"))
    shutil.copy(zones, tmp_path / "data")
    (tmp_path / "landuse.toml").write_text(
        '[project]\nname = "x"\npolicy = "puyang"\nas_of = 2022-09-30\n'
        f'[[source]]\nkind = "layer"\npath = "data/{zones.name}"\n',
        "utf-8",
    )
    code, _, err = command("explain", "P1", tmp_path)
    assert code == 2
    assert err == "landuse: 项目中没有宗地（the project has no parcels）\n"


@pytest.mark.parametrize("day", ["2022-13-01", "yesterday"])
def test_a_wrong_day_is_bad_usage(command, day):
    code, _, err = command("explain", IDLE, PROJECT, "--as-of", day)
    assert code == 2
    assert "write it as YYYY-MM-DD" in err
