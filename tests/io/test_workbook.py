"""The workbook opens in any spreadsheet program and runs nothing."""

from __future__ import annotations

import math
import zipfile
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from landuse.errors import SourceError
from landuse.io import worksheet
from landuse.io.workbook import write_workbook
from landuse.io.worksheet import MAX_CELL, width_of
from landuse.io.xlsxbook import unescaped

STAMP = date(2022, 9, 30)


def written(
    frame: pd.DataFrame, folder: Path, lang: str = "zh", name: str = "parcels"
) -> Worksheet:
    """The one sheet of a workbook, read back."""
    write_workbook({name: frame}, folder / "w.xlsx", lang=lang, stamp=STAMP)
    return load_workbook(folder / "w.xlsx").worksheets[0]


def test_the_same_tables_have_the_same_bytes(tmp_path):
    tables = {"parcels": pd.DataFrame({"holder": ["甲", "乙"], "area_mu": [15.0, 1.5]})}
    write_workbook(tables, tmp_path / "1.xlsx", stamp=STAMP)
    write_workbook(tables, tmp_path / "2.xlsx", stamp=STAMP)
    first, second = (tmp_path / f"{n}.xlsx" for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()


def test_no_time_of_writing_is_in_the_file(tmp_path):
    written(pd.DataFrame({"holder": ["甲"]}), tmp_path)
    properties = load_workbook(tmp_path / "w.xlsx").properties
    assert properties.created == properties.modified == datetime(2022, 9, 30)  # noqa: DTZ001
    with zipfile.ZipFile(tmp_path / "w.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize(
    ("lang", "title", "heading"),
    [("zh", "宗地", "证载面积（平方米）"), ("en", "Parcels", "Registered area (m2)")],
)
def test_sheet_and_columns_have_the_words_of_the_language(
    tmp_path, lang, title, heading
):
    found = written(pd.DataFrame({"registered_area_m2": [1.0]}), tmp_path, lang)
    assert (found.title, found["A1"].value) == (title, heading)


def test_code_words_and_truths_are_read_in_chinese(tmp_path):
    frame = pd.DataFrame(
        {
            "category": ["idle"],
            "verdict": ["cannot_tell"],
            "exempt": [True],
            "indicator": ["tax_yuan_per_mu"],
            "supply_method": ["a local word"],
        }
    )
    words = [cell.value for cell in written(frame, tmp_path)[2]]
    assert words == ["闲置土地", "无法判断", "是", "亩均税收", "a local word"]


def test_a_heading_may_be_a_word_for_columns_of_reports(tmp_path):
    assert (
        written(pd.DataFrame({"idle_mu": [1.0]}), tmp_path)["A1"].value == "闲置（亩）"
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "#REF!", "=cmd|' /C calc'!A0", "\t=1", "1"]
)
def test_a_text_is_never_a_formula(tmp_path, text):
    cell = written(pd.DataFrame({"holder": [text]}), tmp_path)["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_a_heading_is_never_a_formula(tmp_path):
    cell = written(pd.DataFrame({"=1+1": ["x"]}), tmp_path)["A1"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("registered_area_m2", 10_000.125, "#,##0.00"),
        ("area_mu", 15.0, "#,##0.00"),
        ("tax_yuan_per_mu", 150_000.5, "#,##0.00"),
        ("year", 2021, "0"),
        ("value", 0.5, "General"),
    ],
)
def test_figures_keep_their_digits_and_show_two_decimals(tmp_path, name, value, form):
    cell = written(pd.DataFrame({name: [value]}), tmp_path)["A2"]
    assert (cell.value, cell.number_format, cell.data_type) == (value, form, "n")


def test_dates_are_dates(tmp_path):
    days = pd.to_datetime(pd.Series(["2020-02-29", None]))
    found = written(pd.DataFrame({"start_date": days}), tmp_path)
    assert found["A2"].value == datetime(2020, 2, 29)  # noqa: DTZ001
    assert found["A2"].number_format == "yyyy-mm-dd"
    assert found["A3"].value is None


def test_a_day_before_1900_is_text(tmp_path):
    days = pd.Series(["1899-12-31"], dtype="datetime64[s]")
    cell = written(pd.DataFrame({"start_date": days}), tmp_path)["A2"]
    assert (cell.value, cell.data_type) == ("1899-12-31", "s")


def test_a_missing_value_is_an_empty_cell(tmp_path):
    frame = pd.DataFrame(
        {
            "holder": pd.Series([None], dtype="str"),
            "price_yuan": [math.nan],
            "year": pd.array([None], dtype="Int64"),
            "exempt": pd.array([None], dtype="boolean"),
        }
    )
    assert [c.value for c in written(frame, tmp_path)[2]] == [None] * 4


def test_infinity_is_text_since_a_cell_cannot_hold_it(tmp_path):
    assert written(pd.DataFrame({"value": [math.inf]}), tmp_path)["A2"].value == "inf"


def test_the_heading_stays_in_view_with_filters_and_widths(tmp_path):
    frame = pd.DataFrame({"holder": ["濮阳市某某新材料股份有限公司"], "year": [2021]})
    found = written(frame, tmp_path)
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:B2"
    assert found.column_dimensions["A"].width == 30
    assert found.print_title_rows == "$1:$1"


def test_shapes_are_left_out(tmp_path):
    frame = gpd.GeoDataFrame(
        {"parcel_id": ["P1"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4547
    )
    assert written(frame, tmp_path).max_column == 1


def test_control_characters_are_left_out_and_said(tmp_path):
    frame = pd.DataFrame({"holder": ["甲\x07公\ud800司\n二行"]}, dtype=object)
    issues = write_workbook({"parcels": frame}, tmp_path / "w.xlsx", stamp=STAMP)
    assert [(i.code, i.layer, i.feature, i.field) for i in issues] == [
        ("CONTROL_CHARACTERS", "parcels", "2", "holder")
    ]
    cell = load_workbook(tmp_path / "w.xlsx").worksheets[0]["A2"]
    assert cell.value == "甲公司\n二行"


@pytest.mark.parametrize(("length", "codes"), [(MAX_CELL, []), (40_000, ["CELL_CUT"])])
def test_a_text_too_long_for_a_cell_is_cut_and_said(tmp_path, length, codes):
    frame = pd.DataFrame({"evidence": ["长" * length]})
    issues = write_workbook({"findings": frame}, tmp_path / "w.xlsx", stamp=STAMP)
    assert [issue.code for issue in issues] == codes
    value = load_workbook(tmp_path / "w.xlsx").worksheets[0]["A2"].value
    assert len(value) == MAX_CELL


def test_more_rows_than_a_sheet_holds_are_cut_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(worksheet, "MAX_ROWS", 3)
    frame = pd.DataFrame({"year": [1, 2, 3]})
    issues = write_workbook({"parcels": frame}, tmp_path / "w.xlsx", stamp=STAMP)
    assert [issue.code for issue in issues] == ["SHEET_CUT"]
    assert load_workbook(tmp_path / "w.xlsx").worksheets[0].max_row == 3


@pytest.mark.parametrize("name", ["a/b:c*[d]?", "x" * 40, "'", "a\x00"])
def test_a_hostile_table_name_becomes_an_allowed_sheet_name(tmp_path, name):
    frame = pd.DataFrame({"year": [1]})
    title = written(frame, tmp_path, name=name).title
    assert 0 < len(title) <= 31
    assert not set(title) & set("[]:*?/\\'\x00")


def test_a_text_like_a_sign_of_a_workbook_stays_that_text(tmp_path):
    """Office would read `_x0041_` as A, and so does our own reader."""
    texts = ["a_x0041_b_x000D_", "_x005F_", "_x00_", "a_x0041b"]
    sheet = written(pd.DataFrame({"remark": texts}), tmp_path)
    found = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert [unescaped(text) for text in found] == texts
    with zipfile.ZipFile(tmp_path / "w.xlsx") as file:
        whole = "".join(file.read(n).decode() for n in file.namelist())
    assert "a_x005F_x0041_b_x005F_x000D_" in whole


def test_two_tables_of_one_word_have_two_sheets(tmp_path):
    frame = pd.DataFrame({"year": [1]})
    tables = {"batches": frame, "approvals": frame}
    write_workbook(tables, tmp_path / "w.xlsx", stamp=STAMP)
    assert load_workbook(tmp_path / "w.xlsx").sheetnames == ["用地批次", "用地批次_2"]


def test_an_empty_table_has_its_heading(tmp_path):
    found = written(pd.DataFrame({"holder": []}, dtype="str"), tmp_path)
    assert (found["A1"].value, found.max_row) == ("土地使用权人", 1)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"written as \.xlsx"):
        write_workbook({"a": pd.DataFrame()}, tmp_path / "w.xls", stamp=STAMP)


def test_a_workbook_without_tables_is_refused(tmp_path):
    with pytest.raises(SourceError, match="at least one table"):
        write_workbook({}, tmp_path / "w.xlsx", stamp=STAMP)


@pytest.mark.parametrize(
    ("values", "width"),
    [([None], 10), (["亩" * 40], 50), (["abcdefghij"], 12), (["亩" * 10, "x"], 22)],
)
def test_a_column_is_as_wide_as_its_text_within_limits(values, width):
    assert width_of(values) == width
