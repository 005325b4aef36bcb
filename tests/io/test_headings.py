"""Headers of several rows: titles of groups above the names of columns."""

from __future__ import annotations

import openpyxl
import pytest

from landuse.io.columns import match_columns
from landuse.io.headings import find_heading
from landuse.io.profile import default_profile
from landuse.io.source import Source, read_source
from landuse.io.tables import read_csv, read_xlsx

CODE = "91350100M000100Y43"
KNOWN = frozenset({"宗地代码", "合同面积", "实际面积", "备注", "竣工时间", "开工时间"})
TITLE = ["濮阳市工业用地供应情况表", None, None, None, None]
UPPER = ["宗地代码", "供地情况（公顷）", None, None, "备注"]
LOWER = [None, "面积", "合同面积", "实际面积", None]
ROWS = [["P1", 1.5, 2, 3, "甲"], ["P2", 4, 5, 6, None]]
TOTAL = ["合计", 5.5, 7, 9, None]
JOINED = (
    "宗地代码",
    "供地情况（公顷） / 面积",
    "供地情况（公顷） / 合同面积",
    "供地情况（公顷） / 实际面积",
    "备注",
)


@pytest.fixture
def book(tmp_path):
    def write(rows, merge=()):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merge:
            book.active.merge_cells(cells)
        book.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return write


@pytest.fixture
def text(tmp_path):
    def write(rows):
        lines = (",".join("" if c is None else str(c) for c in row) for row in rows)
        (tmp_path / "a.csv").write_text("\n".join(lines), "utf-8")
        return tmp_path / "a.csv"

    return write


def test_merged_groups_below_a_title_and_above_a_total(book):
    merge = ["A1:E1", "A2:A3", "B2:D2", "E2:E3"]
    raw = read_xlsx(book([TITLE, UPPER, LOWER, *ROWS, TOTAL], merge), KNOWN)
    assert tuple(raw.columns.columns) == JOINED
    assert raw.rows.tolist() == [4, 5]
    assert raw.columns[JOINED[2]].tolist() == ["2", "5"]
    assert raw.decisions["header_rows"] == [2, 3]
    assert raw.decisions["skipped_rows"] == [[1, "title"], [6, "total"]]
    codes = [issue.code for issue in raw.issues]
    assert codes == [
        "TOTAL_ROW_SKIPPED",
        "HEADER_JOINED",
    ]  # no MERGED_CELLS in the data
    assert "rows 2 and 3" in raw.issues[1].message


def test_a_csv_has_blank_cells_where_a_sheet_is_merged(text):
    raw = read_csv(text([TITLE, UPPER, LOWER, *ROWS, TOTAL]), KNOWN)
    assert tuple(raw.columns.columns) == JOINED
    assert raw.rows.tolist() == [4, 5]
    assert raw.decisions["header_row"] == 3


def test_the_lower_row_may_hold_most_of_the_known_names(text):
    upper = ["基本信息", None, "时间", None]
    rows = [upper, ["宗地代码", "备注", "开工时间", "竣工时间"], ["P1", "x", "y", "z"]]
    plain = read_csv(text(rows), KNOWN)
    assert list(plain.columns.columns) == rows[1]  # whole and single: nothing to join
    rows[0][2] = "时间(公顷)"
    joined = read_csv(text(rows), KNOWN)
    assert list(joined.columns.columns)[3] == "时间(公顷) / 竣工时间"


def test_names_that_stand_twice_are_told_apart_by_their_groups(text):
    upper = ["宗地代码", "约定", None, "实际", None]
    lower = [None, "开工时间", "竣工时间", "开工时间", "竣工时间"]
    days = ["2019-01-01", "2020-01-01", "2019-02-01", "2020-02-01"]
    raw = read_csv(text([upper, lower, ["P1", *days]]), KNOWN)
    assert "DUPLICATE_COLUMN" not in {issue.code for issue in raw.issues}
    names = list(raw.columns.columns)
    found = match_columns(names, default_profile("parcels"), {}, "a.csv").source_of()
    assert found["due_start_date"] == "约定 / 开工时间"
    assert found["start_date"] == "实际 / 开工时间"
    assert found["due_completion_date"] == "约定 / 竣工时间"
    assert found["completion_date"] == "实际 / 竣工时间"


def test_a_value_is_read_by_its_lower_name_in_the_unit_of_its_group(book):
    rows = [
        ["企业情况", None, "用地情况（亩）", None, "税收（万元）"],
        ["统一社会信用代码", "年度", "已登记面积", "租入面积", "实缴税收"],
        [CODE, 2021, 15, 30, 2],
    ]
    loaded = read_source(Source.of("enterprises", book(rows, ["A1:B1", "C1:D1"])))
    assert loaded.frame.tax_yuan.tolist() == [20_000]  # 2 x 10,000 yuan
    assert loaded.frame.owned_area_m2.round(6).tolist() == [10_000]  # 15 mu = 1 ha
    assert loaded.frame.rented_in_area_m2.round(6).tolist() == [20_000]
    told = {i.field for i in loaded.issues if i.code == "GROUPED_COLUMN"}
    assert "用地情况（亩） / 已登记面积" in told
    by = {m["canonical"]: m["how"] for m in loaded.decisions["columns"]}
    assert by["owned_area_m2"] == "lower"


def test_a_name_over_two_units(text):
    rows = [
        ["宗地代码", "备注", "面积", None],
        [None, None, "公顷", "亩"],
        ["P1", "x", 1, 15],
    ]
    raw = read_csv(text(rows), KNOWN)
    assert list(raw.columns.columns)[2:] == ["面积 / 公顷", "面积 / 亩"]
    names = list(raw.columns.columns)
    match = match_columns(names, default_profile("parcels"), {}, "a.csv").matches[1]
    assert (match.canonical, match.source) == ("registered_area_m2", "面积 / 公顷")
    assert (match.unit, match.unit_how) == ("ha", "header")


def test_three_rows(book):
    rows = [
        ["宗地代码", "供地", None, None],
        [None, "面积（亩）", None, "时间"],
        [None, "合同面积", "实际面积", "开工时间"],
        ["P1", 1, 2, "2020-01-01"],
    ]
    raw = read_xlsx(book(rows, ["A1:A3", "B1:D1", "B2:C2"]), KNOWN)
    assert list(raw.columns.columns) == [
        "宗地代码",
        "供地 / 面积（亩） / 合同面积",
        "供地 / 面积（亩） / 实际面积",
        "供地 / 时间 / 开工时间",
    ]
    assert raw.rows.tolist() == [4]


@pytest.mark.parametrize(
    "title",
    [
        ["供地台账", None, None],
        ["填报单位：某局", None, "单位：公顷"],
        ["附件1", "2022年9月濮阳市工业用地供应情况统计表（征求意见稿）", None],
        ["供地台账", None, "2022-09-30"],
    ],
)
def test_a_title_is_no_group(text, title):
    names = ["宗地代码", "合同面积", "备注"]
    raw = read_csv(text([title, names, ["P1", 1, "x"]]), KNOWN)
    assert list(raw.columns.columns) == names
    assert "header_rows" not in raw.decisions


def test_a_title_over_the_whole_width_is_no_group(book):
    names = ["宗地代码", "合同面积", None]
    path = book([["供地台账", None, None], names, ["P1", 1, "x"]], ["A1:C1"])
    assert list(read_xlsx(path, KNOWN).columns.columns) == names[:2]


@pytest.mark.parametrize(
    "record",
    [["P1", "甲", "乙"], [None, "甲", "乙"], ["P1", None, "乙"], [None, "1", "2"]],
)
def test_a_record_below_an_unnamed_column_is_no_heading(record):
    rows = [["宗地代码", "权利人", None], record, ["P2", "丙", "丁"]]
    heading = find_heading(rows, 0)
    joins = record == [None, "甲", "乙"]  # as a group looks, where nothing is merged
    assert (heading.last == 1) == joins


def test_a_record_without_id_is_no_heading_in_a_sheet_with_merged_cells():
    rows = [["宗地代码", "权利人", None, "备注"], [None, "甲", "乙", "丙"]]
    assert find_heading(rows, 0).last == 0
