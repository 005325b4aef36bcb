"""Numbers, dates and words as bureaus write them, from the cell to the frame."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from landuse.io.convert import to_text
from landuse.io.dates import to_date
from landuse.io.figures import to_number
from landuse.io.source import Source, read_source

CODE = "91350100M000100Y43"


def one(convert, *given):
    made = convert(pd.Series([given[0]], dtype="str"), *given[1:])
    note = None if made.notes is None else made.notes[0]
    return made.values.iloc[0], bool(made.bad[0]), note


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("300万元", "yuan", 3_000_000),
        ("1.5亿元", "yuan", 150_000_000),
        ("３００万元", "yuan", 3_000_000),
        ("5元", "10k_yuan", 5),
        ("2", "100m_yuan", 200_000_000),
        ("3万平方米", "m2", 30_000),
        ("1.2万㎡", "ha", 12_000),
        ("2万m2", "mu", 20_000),
        ("15亩", "m2", 10_000),
        ("1公顷", "mu", 10_000),
        ("0.01平方公里", "ha", 10_000),
        ("１，２３４．５", "m2", 1_234.5),
        ("1,234,567.8", "m2", 1_234_567.8),
    ],
)
def test_units_of_the_cell_count_instead_of_the_column_s(text, unit, value):
    found, bad, _ = one(to_number, text, unit)
    assert (found, bad) == (pytest.approx(value), False)


@pytest.mark.parametrize(("text", "share"), [("12.5%", 0.125), ("１２．５％", 0.125)])
def test_percentages_are_hundredths_where_no_unit_is_wanted(text, share):
    value, bad, note = one(to_number, text)
    assert (value, bad, note.code) == (share, False, "PERCENT")


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("12.5%", "m2", "'%' behind the number"),
        ("300万", "yuan", "'万' behind the number"),
        ("3万元", "m2", "unit 10k_yuan, which the column cannot have"),
        ("3亩", "yuan", "unit mu, which the column cannot have"),
        ("5-6", "m2", "is a range"),
        ("1,23", "m2", "commas that do not part thousands"),
        ("约3", "m2", "is not a number"),
    ],
)
def test_a_doubtful_figure_is_bad_and_says_why(text, unit, why):
    value, bad, note = one(to_number, text, unit)
    assert pd.isna(value)
    assert bad
    assert why in note.text


@pytest.mark.parametrize(
    ("text", "epoch", "day"),
    [
        ("43525", 1900, "2019-03-01"),
        ("42063", 1904, "2019-03-01"),
        ("43525.75", 1900, "2019-03-01"),
        ("20190301.0", 1900, "2019-03-01"),
        ("20190301", 1904, "2019-03-01"),
        ("'2019-03-01", 1900, "2019-03-01"),
    ],
)
def test_serial_numbers_of_both_date_systems(text, epoch, day):
    value, bad, _ = one(to_date, text, epoch)
    assert (value, bad) == (pd.Timestamp(day), False)


@pytest.mark.parametrize(
    "text", ["1900-01-01", "1900/1/1", "1900年1月1日", "0000-00-00", "00000000"]
)
def test_days_that_stand_for_none_are_missing_and_told(text):
    value, bad, note = one(to_date, text)
    assert pd.isna(value)
    assert (bad, note.code) == (False, "PLACEHOLDER_DATE")


@pytest.mark.parametrize("text", ["1900-01-02", "1948-12-31", "2200-01-01"])
def test_days_beside_them_are_bad(text):
    value, bad, _ = one(to_date, text)
    assert pd.isna(value)
    assert bad


@pytest.mark.parametrize("name", ["NA", "N/A", "None", "null", "nan", "TRUE", "0"])
def test_a_name_is_never_a_missing_value(name):
    assert one(to_text, name)[0] == name


@pytest.fixture
def book(tmp_path):
    def write(rows, change=lambda _: None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        change(book)
        book.save(tmp_path / "台账.xlsx")
        return read_source(Source.of("enterprises", tmp_path / "台账.xlsx"))

    return write


HEADER = ["统一社会信用代码", "企业名称", "年度", "实缴税收（亿元）", "成立日期"]


def codes(loaded):
    return {issue.code for issue in loaded.issues}


def test_a_sheet_as_offices_make_it(book):
    rows = [
        ["濮阳市企业台账（２０２１年）"],
        HEADER,
        [CODE, "NA", "２０２１", "０．５", dt.date(2019, 3, 1)],
        [CODE, "null", 2022, "300万元", "1900-01-01"],
        ["合 计", None, None, 0.53, None],
    ]
    loaded = book(rows)
    frame = loaded.frame
    assert frame.enterprise.tolist() == ["NA", "null"]
    assert frame.year.tolist() == [2021, 2022]
    assert frame.tax_yuan.tolist() == [50_000_000, 3_000_000]
    assert frame.founded_date.dt.date.tolist()[0] == dt.date(2019, 3, 1)
    assert frame.founded_date.isna().tolist() == [False, True]
    told = {"TOTAL_ROW_SKIPPED", "UNIT_FROM_HEADER", "UNIT_IN_CELL", "PLACEHOLDER_DATE"}
    assert told <= codes(loaded)


def test_a_cell_with_the_first_day_of_excel_is_no_date(book):
    def change(book):
        book.active["E2"] = 1  # shown as 1900-01-01
        book.active["E2"].number_format = "yyyy-mm-dd"

    loaded = book([HEADER, [CODE, "甲", 2021, 1, None]], change)
    assert loaded.frame.founded_date.isna().all()
    assert "PLACEHOLDER_DATE" in codes(loaded)


def test_hidden_sheets_do_not_hide_the_table(book):
    def change(book):
        book.create_sheet("底稿").append(["统一社会信用代码"])
        book["底稿"].sheet_state = "hidden"

    loaded = book([HEADER, [CODE, "甲", 2021, 1, None]], change)
    assert loaded.counts["loaded"] == 1
    assert "HIDDEN_DATA" in codes(loaded)


def test_a_formula_that_was_never_computed_is_set_apart(book):
    loaded = book([HEADER, [CODE, "甲", 2021, "=1+1", None]])
    assert loaded.quarantine.code.tolist() == ["FORMULA_NO_VALUE"]


@pytest.mark.parametrize("digits", [15, 16, 18])
def test_ids_are_whole_up_to_the_digits_that_excel_keeps(tmp_path, digits):
    book = openpyxl.Workbook()
    book.active.append(["宗地编号", "年度", "税收（元）"])
    book.active.append([int("4" * digits), 2021, 1])
    book.save(tmp_path / "t.xlsx")
    loaded = read_source(Source.of("taxes", tmp_path / "t.xlsx"))
    kept = digits <= 15
    assert loaded.quarantine.code.tolist() == ([] if kept else ["ID_DAMAGED"])
    assert loaded.frame.parcel_id.tolist() == (["4" * digits] if kept else [])
