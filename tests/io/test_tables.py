"""Sheets as offices make them: titles, unit rows, totals, merged cells, GBK."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from landuse.errors import SourceError
from landuse.io.profile import load_profile
from landuse.io.source import Source, read_source
from landuse.io.tables import read_csv, read_xlsx

CODE = "91350100M000100Y43"
KNOWN = frozenset({"统一社会信用代码", "企业名称", "年度", "实缴税收"})


@pytest.fixture
def workbook(tmp_path):
    """Write rows to a workbook; ``merge`` names ranges to merge."""

    def write(rows, *, merge=(), sheets=("台账",)):
        book = openpyxl.Workbook()
        book.active.title = sheets[0]
        for name in sheets[1:]:
            book.create_sheet(name).append(["统一社会信用代码"])
        for row in rows:
            book[sheets[0]].append(row)
        for cells in merge:
            book[sheets[0]].merge_cells(cells)
        path = tmp_path / "台账.xlsx"
        book.save(path)
        return path

    return write


HEADER = ["序号", "统一社会信用代码", "企业名称", "年度", "实缴税收（万元）"]
ROWS = [
    ["濮阳市企业台账", None, None, None, None],
    HEADER,
    [1, CODE, "NA", 2021, 150],
    [2, CODE, "乙公司", 2022, "1,000.5"],
    ["合计", None, None, None, 1150.5],
    ["填表人：张三", None, None, None, None],
]


def test_titles_totals_and_notes_are_no_records(workbook):
    path = workbook(ROWS, merge=["A1:E1"])
    loaded = read_source(Source.of("enterprises", path))
    assert loaded.counts == {"source": 2, "loaded": 2, "quarantined": 0}
    assert loaded.frame.enterprise.tolist() == ["NA", "乙公司"]
    assert loaded.frame.tax_yuan.tolist() == [1_500_000, 10_005_000]
    assert loaded.frame.source_row.tolist() == [3, 4]
    assert loaded.decisions["reader"] == {
        "header_row": 2,
        "skipped_rows": [[1, "title"], [5, "total"], [6, "note"]],
    }
    codes = {i.code for i in loaded.issues}
    assert {"TOTAL_ROW_SKIPPED", "NOTE_ROW_SKIPPED", "UNIT_FROM_HEADER"} <= codes


def test_a_total_behind_a_number_is_a_total(workbook):
    path = workbook([HEADER, [1, CODE, "甲", 2021, 1], [2, "合 计", None, None, 1]])
    assert read_xlsx(path, KNOWN).count == 1


def test_a_unit_row_below_the_header(workbook):
    header = ["统一社会信用代码", "企业名称", "年度", "实缴税收"]
    units = [None, None, None, "（万元）"]
    path = workbook([header, units, [CODE, "甲", 2021, 2]])
    loaded = read_source(Source.of("enterprises", path))
    assert loaded.frame.tax_yuan.tolist() == [20_000]
    assert "UNIT_FROM_SHEET" in {i.code for i in loaded.issues}


def test_units_stated_above_the_header(workbook):
    header = ["统一社会信用代码", "企业名称", "年度", "实缴税收", "已登记面积"]
    rows = [["单位：万元、亩", *[None] * 4], header, [CODE, "甲", 2021, 2, 15]]
    frame = read_source(Source.of("enterprises", workbook(rows))).frame
    assert frame.tax_yuan.tolist() == [20_000]
    assert frame.owned_area_m2.round(6).tolist() == [10_000]


def test_merged_cells_are_filled_only_where_the_profile_says_so(workbook, tmp_path):
    rows = [
        ["统一社会信用代码", "企业名称", "年度", "实缴税收（元）"],
        [CODE, "甲", 2021, 1],
        [None, None, 2022, 2],
    ]
    path = workbook(rows, merge=["A2:A3"])
    plain = read_source(Source.of("enterprises", path))
    assert "MERGED_CELLS" in {i.code for i in plain.issues}
    assert plain.quarantine.code.tolist() == ["MISSING_KEY"]
    file = tmp_path / "p.toml"
    file.write_text(
        '[profile]\nextends = "default"\n'
        '[table]\nfill_down = ["enterprise_id", "enterprise"]\n'
    )
    profile = load_profile(file, "enterprises")
    filled = read_source(Source.of("enterprises", path, profile=profile))
    assert filled.frame.enterprise_id.tolist() == [CODE] * 2
    assert filled.decisions["fill_down"] == ["enterprise_id", "enterprise"]


def test_dates_codes_and_booleans_become_text(workbook):
    rows = [
        ["企业名称", "年度", "日期", "是"],
        ["甲", 2021.0, dt.date(2020, 1, 2), True],
    ]
    values = read_xlsx(workbook(rows), KNOWN).columns.iloc[0].tolist()
    assert values == ["甲", "2021", "2020-01-02", "是"]


def test_several_sheets_ask_which(workbook):
    path = workbook(ROWS, sheets=("2021年", "2022年"))
    with pytest.raises(SourceError, match="several sheets: 2021年, 2022年"):
        read_xlsx(path, KNOWN)
    assert read_xlsx(path, KNOWN, "2021年").count == 2


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_encoding_and_separator(tmp_path, encoding, mark):
    path = tmp_path / "a.csv"
    rows = [["企业名称", "年度"], ["甲公司", "2021"], ["None", "2022"]]
    text = "\r\n".join(mark.join(row) for row in rows)
    path.write_bytes(text.encode(encoding))
    raw = read_csv(path, KNOWN)
    assert raw.columns["企业名称"].tolist() == ["甲公司", "None"]
    assert raw.rows.tolist() == [2, 3]


def test_a_row_with_too_many_cells_is_set_apart(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("parcel_id,tax_yuan\nP1,5\nP2,1,000\n")
    loaded = read_source(Source.of("taxes", path))
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    assert loaded.quarantine.code.tolist() == ["COLUMN_COUNT"]


def test_an_open_quote_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('parcel_id,tax_yuan\nP1,"5\nP2,6\n')
    with pytest.raises(SourceError, match="quote opened in line 2 is never closed"):
        read_csv(path)


def test_constants_fill_what_the_file_does_not_say(tmp_path):
    (tmp_path / "p.toml").write_text(
        '[profile]\nextends = "default"\n[constants]\nyear = 2014\n'
    )
    (tmp_path / "t.csv").write_text("parcel_id,tax_yuan\nP1,5\n")
    profile = load_profile("p.toml", "taxes", tmp_path)
    frame = read_source(Source.of("taxes", tmp_path / "t.csv", profile=profile)).frame
    assert frame.year.tolist() == [2014]
    assert frame.registered_area_m2.isna().all()
    assert pd.api.types.is_float_dtype(frame.tax_yuan)
