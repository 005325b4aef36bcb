"""``landuse inspect --suggest``: the draft is a profile, and reads the file."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from landuse.cli.main import main
from landuse.io.preflight import check_path
from landuse.io.profile import load_profile
from landuse.io.source import Source, read_source
from landuse.policy import Region
from landuse.steps.checking import check_file

CODE = "91350100M000100Y43"
REGION = Region((114.8, 35.3, 116.2, 36.3), 4526)


@pytest.fixture
def command(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stopped.value.code, captured.err

    return run


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "税收台账.csv"
    text = (
        f"统一社会信用代码,企业名称,年度,实缴税收（万元）,备用\n{CODE},甲厂,2021,5,x\n"
    )
    path.write_bytes(text.encode("gb18030"))
    return path


def test_the_draft_of_a_table_reads_it(command, table, tmp_path):
    draft = tmp_path / "税收.toml"
    code, _ = command("inspect", table, "--suggest", draft)
    assert code == 0
    profile = load_profile(draft, "enterprises")
    assert profile.units["tax_yuan"] == "10k_yuan"
    assert profile.encoding == "gb18030"
    loaded = read_source(Source.of("enterprises", table, profile=profile))
    assert loaded.frame.tax_yuan.tolist() == [50_000]
    assert loaded.frame.enterprise.tolist() == ["甲厂"]
    assert loaded.decisions["unmapped"] == ["备用"]
    assert "ENCODING_GUESSED" not in {issue.code for issue in loaded.issues}


def test_the_draft_of_a_layer_reads_it_as_before(command, tmp_path):
    columns = {"ZDDM": ["P1"], "TDYT": ["工业用地"], "GDFS": ["挂牌出让"], "XX": ["?"]}
    east, north = 38_593_000, 3_960_000
    square = shapely.box(east, north, east + 100, north + 100)
    path = tmp_path / "宗地.gpkg"
    gpd.GeoDataFrame(columns, geometry=[square], crs=4526).to_file(path)
    draft = tmp_path / "宗地.toml"
    assert command("inspect", path, "--suggest", draft)[0] == 0
    profile = load_profile(draft, "parcels")
    said = read_source(Source.of("parcels", path, profile=profile), REGION).frame
    plain = read_source(Source.of("parcels", path), REGION).frame
    assert said.parcel_id.tolist() == plain.parcel_id.tolist() == ["P1"]
    assert said.supply_method.tolist() == plain.supply_method.tolist() == ["grant"]


def test_a_draft_is_never_written_over(command, table, tmp_path):
    draft = tmp_path / "税收.toml"
    draft.write_text("# mine", "utf-8")
    code, shown = command("inspect", table, "--suggest", draft)
    assert code == 2
    assert "--overwrite" in shown
    assert draft.read_text("utf-8") == "# mine"
    assert command("inspect", table, "--suggest", draft, "--overwrite")[0] == 0
    assert load_profile(draft, "enterprises").id == "税收台账"


def test_a_file_of_no_kind_asks_for_one(command, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    code, shown = command("inspect", path, "--suggest", tmp_path / "x.toml")
    assert code == 2
    assert "用 --kind 指明" in shown
    assert not (tmp_path / "x.toml").exists()


@pytest.mark.parametrize("marks", ["\x01", "\u200b", "\x7f\u202e"])
def test_a_name_with_marks_that_do_not_print_finds_its_file(table, marks):
    typed = table.with_name(f"税收{marks}台账.csv")
    assert check_path(typed).path == table
    checked = check_file(typed, kind="enterprises")
    rows = checked.issues[checked.issues.code == "FILE_NAME_CLEANED"]
    (told,) = rows.to_dict("records")
    assert "税收台账.csv" in told["message"]
    assert "税收台账.csv" in told["message_zh"]
    assert checked.counts["loaded"] == 1


def test_a_file_that_has_such_a_name_is_taken_as_it_is(table):
    odd = table.with_name("税收\u200b台账.csv")
    odd.write_bytes(table.read_bytes())
    assert check_path(odd).path == odd
    found = check_file(odd, kind="enterprises").issues.code
    assert "FILE_NAME_CLEANED" not in set(found)


def test_a_name_without_a_twin_is_refused(table):
    with pytest.raises(OSError, match="no such file"):
        check_path(table.with_name("别的\x01台账.csv"))
