"""``landuse convert``: exit codes, columns, types, and nothing replaced unasked."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from landuse.cli.main import main

EAST, NORTH = 38_593_000, 3_960_000
TEXT = f"""[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
计量单位=米
带号=38
转换参数=1,2,3,4,5,6,7
[地块坐标]
5,1.0000,410902001001000001,地块甲,面,,工业用地,,@
J1,1,{NORTH},{EAST}
J2,1,{NORTH + 100},{EAST}
J3,1,{NORTH + 100},{EAST + 100}
J4,1,{NORTH},{EAST + 100}
J1,1,{NORTH},{EAST}
"""
BAD = "4,1.0000,P2,地块乙,面,,,,@\nJ1,1,39600OO,38593000\n"


@pytest.fixture
def command(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(["convert", *map(str, arguments)])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return run


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "坐标.txt"
    path.write_text(TEXT, "gb18030")
    return path


@pytest.mark.parametrize(
    "ending", ["gpkg", "shp", "geojson", "fgb", "parquet", "gdb", "kml", "dxf", "txt"]
)
def test_a_text_becomes_a_layer_of_any_format(command, text, tmp_path, ending):
    code, out, err = command(text, tmp_path / "out" / f"宗地.{ending}")
    assert (code, out) == (0, "")
    assert f"宗地.{ending}" in err
    assert (tmp_path / "out" / f"宗地.{ending}").exists()


def test_original_columns_keep_their_names_and_codes(command, text, tmp_path):
    assert command(text, tmp_path / "a.gpkg")[0] == 0
    frame = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert frame["地块编号"].tolist() == ["410902001001000001"]
    assert frame["地块面积"].tolist() == [1.0]
    assert "source_file" not in frame
    assert frame.crs.to_epsg() == 4526


def test_canonical_columns_are_in_canonical_units(command, text, tmp_path):
    assert command(text, tmp_path / "a.gpkg", "--columns", "canonical")[0] == 0
    frame = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert frame.registered_area_m2.tolist() == [10_000]
    assert list(frame.columns) == [
        "parcel_id",
        "land_use",
        "registered_area_m2",
        "geometry",
    ]


def test_a_shapefile_keeps_its_types(command, tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "ZDDM": ["001", "410902001001000001"],
            "MJ": [1.5, 2.0],
            "RQ": [pd.Timestamp("2020-01-02").date(), None],
            "BZ": ["20200102", "12.5"],
        },
        geometry=[
            shapely.box(EAST + i, NORTH, EAST + i + 1, NORTH + 1) for i in (0, 9)
        ],
        crs=4526,
    )
    frame.to_file(tmp_path / "a.shp", encoding="GB18030")
    code, _, err = command(tmp_path / "a.shp", tmp_path / "a.gpkg")
    assert code == 0, err
    back = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert back.ZDDM.tolist() == ["001", "410902001001000001"]
    assert back.BZ.tolist() == ["20200102", "12.5"]
    assert back.MJ.dtype == "float64"
    assert str(back.RQ[0])[:10] == "2020-01-02"


def test_records_that_cannot_be_read_are_named_and_give_1(command, text, tmp_path):
    text.write_text(TEXT + BAD, "gb18030")
    code, out, _ = command(text, tmp_path / "a.gpkg", "--json", "--lang", "en")
    content = json.loads(out)
    assert code == 1
    assert content["counts"] == {
        "source": 2,
        "loaded": 1,
        "quarantined": 1,
        "written": 1,
    }
    assert any("地块乙" in str(issue["message"]) for issue in content["issues"])
    assert "1,2,3,4,5,6,7" not in out


def test_rows_that_the_format_cannot_hold_give_1(command, tmp_path):
    shapes = [shapely.box(EAST, NORTH, EAST + 9, NORTH + 9), None]
    frame = gpd.GeoDataFrame({"a": ["x", "y"]}, geometry=shapes, crs=4526)
    frame.to_file(tmp_path / "a.gpkg")
    code, out, _ = command(tmp_path / "a.gpkg", tmp_path / "a.txt", "--json")
    assert code == 1
    assert json.loads(out)["counts"]["written"] == 1


def test_nothing_is_replaced_without_overwrite(command, text, tmp_path):
    assert command(text, tmp_path / "a.gpkg")[0] == 0
    code, _, err = command(text, tmp_path / "a.gpkg")
    assert code == 2
    assert "--overwrite" in err
    assert command(text, tmp_path / "a.gpkg", "--overwrite")[0] == 0


def test_the_input_is_never_the_output(command, text):
    before = text.read_bytes()
    code, _, err = command(text, text, "--overwrite")
    assert code == 2
    assert "input itself" in err
    assert text.read_bytes() == before


def test_what_cannot_be_read_gives_2_as_json_too(command, tmp_path):
    code, out, _ = command(tmp_path / "no.shp", tmp_path / "a.gpkg", "--json")
    assert code == 2
    assert json.loads(out)["outcome"] == "error"


def test_unknown_columns_are_bad_usage(command, text, tmp_path):
    assert command(text, tmp_path / "a.gpkg", "--columns", "all")[0] == 2


def test_a_table_stays_a_table(command, tmp_path):
    (tmp_path / "t.csv").write_text(
        "宗地编号,税收\n0012,5.50\n410902001001000001,6\n", "gbk"
    )
    assert command(tmp_path / "t.csv", tmp_path / "t.xlsx")[0] == 0
    frame = pd.read_excel(
        tmp_path / "t.xlsx", dtype={"宗地编号": str}, engine="openpyxl"
    )
    assert frame["宗地编号"].tolist() == ["0012", "410902001001000001"]
    assert frame["税收"].tolist() == [5.5, 6]
    code, _, err = command(tmp_path / "t.csv", tmp_path / "t.shp")
    assert code == 2
    assert "table without shapes" in err


def test_shapes_are_kept_in_a_table_if_asked(command, text, tmp_path):
    assert command(text, tmp_path / "a.csv", "--wkt")[0] == 0
    assert "POLYGON" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_a_layer_is_chosen(command, tmp_path):
    for name in ("一", "二"):
        shape = [shapely.box(EAST, NORTH, EAST + 9, NORTH + 9)]
        frame = gpd.GeoDataFrame({"a": [name]}, geometry=shape, crs=4526)
        frame.to_file(tmp_path / "a.gpkg", layer=name)
    code, _, err = command(tmp_path / "a.gpkg", tmp_path / "b.gpkg")
    assert code == 2
    assert "一" in err
    assert command(tmp_path / "a.gpkg", tmp_path / "b.gpkg", "--layer", "二")[0] == 0
    assert pyogrio.list_layers(tmp_path / "b.gpkg")[:, 0].tolist() == ["二"]
