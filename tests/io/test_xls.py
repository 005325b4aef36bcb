"""Old workbooks, and what is only called one."""

from __future__ import annotations

import datetime as dt
import struct

import openpyxl
import pytest
import xlwt

from landuse.errors import SourceError
from landuse.io import xls
from landuse.io.inspect import inspect_file
from landuse.io.preflight import check_path
from landuse.io.readers import Wanted, read_file
from landuse.io.source import Source, read_source
from landuse.io.suggest import suggest_profile
from landuse.io.xls import read_xls, xls_sheets
from landuse.steps.checking import check_file

CODE = "91350100M000100Y43"
KNOWN = frozenset({"统一社会信用代码", "年度"})
HEADER = ["统一社会信用代码", "企业名称", "年度", "实缴税收（万元）", "成立日期"]
DAY = xlwt.easyxf(num_format_str="YYYY-MM-DD")


def number(row):
    """The record of a number in column D of a row, up to its format."""
    return struct.pack("<4H", 0x0203, 14, row, 3)


@pytest.fixture
def save(tmp_path):
    """Write rows to an old workbook, after what ``change`` does to its sheet."""

    def write(rows, change=lambda _: None, name="台账.xls", hidden=None):
        book = xlwt.Workbook()
        sheet = book.add_sheet("台账")
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                style = [DAY] if isinstance(value, dt.date) else []
                if value is not None:
                    sheet.write(row, column, value, *style)
        change(sheet)
        if hidden:
            other = book.add_sheet(hidden)
            other.write(0, 0, "统一社会信用代码")
            other.visibility = 1
        book.save(str(tmp_path / name))
        return tmp_path / name

    return write


def codes(layer):
    return [issue.code for issue in layer.issues]


def test_values_are_read_as_from_any_sheet(save):
    title = ["濮阳市企业台账"]
    rows = [
        title,
        HEADER,
        [CODE, "NA", 2021, 150.5, dt.date(2019, 3, 1)],
        [CODE, "乙", 2022, "1,000", None],
        ["合计", None, None, 1150.5],
    ]
    loaded = read_source(Source.of("enterprises", save(rows)))
    frame = loaded.frame
    assert frame.enterprise_id.tolist() == [CODE, CODE]
    assert frame.enterprise.tolist() == ["NA", "乙"]
    assert frame.tax_yuan.tolist() == [1_505_000, 10_000_000]
    assert frame.founded_date.dt.date.tolist()[0] == dt.date(2019, 3, 1)
    assert loaded.counts == {"source": 2, "loaded": 2, "quarantined": 0}
    assert loaded.decisions["driver"] == "XLS"
    assert "TOTAL_ROW_SKIPPED" in codes(loaded)


def test_errors_of_cells_are_not_lost(save):
    def change(sheet):
        sheet.row(1).set_cell_error(3, "#DIV/0!")

    loaded = read_source(
        Source.of("enterprises", save([HEADER, [CODE, "甲", 2021]], change))
    )
    assert loaded.quarantine.code.tolist() == ["CELL_ERROR"]
    assert "D2" in loaded.quarantine.reason[0]


def test_merged_hidden_and_uncomputed_cells_are_told(save):
    def change(sheet):
        sheet.write_merge(2, 3, 0, 0, CODE)
        sheet.write(3, 2, 2023)
        sheet.row(1).hidden = True
        sheet.col(1).hidden = True
        sheet.write(1, 4, xlwt.Formula("A1"))

    rows = [HEADER, [CODE, "甲", 2021, 1], [None, "乙", 2022, 2]]
    raw = read_xls(save(rows, change, hidden="底稿"), KNOWN)
    told = {issue.code: issue.message for issue in raw.issues}
    assert "A3:A4" in told["MERGED_CELLS"]
    assert "E2" in told["FORMULA_NO_VALUE"]
    hidden = [i.message for i in raw.issues if i.code == "HIDDEN_DATA"]
    assert any("row 2" in text and "column B" in text for text in hidden)
    assert any("底稿" in text for text in hidden)


def test_groups_of_a_merged_header(save):
    def change(sheet):
        sheet.write_merge(0, 0, 3, 4, "税收（万元）")

    rows = [[None] * 3, ["统一社会信用代码", "企业名称", "年度", "实缴", "应缴"]]
    raw = read_xls(save([*rows, [CODE, "甲", 2021, 1, 2]], change), KNOWN)
    assert list(raw.columns.columns)[3:] == [
        "税收（万元） / 实缴",
        "税收（万元） / 应缴",
    ]


def test_an_18_digit_id_that_excel_rounded_is_damaged(save):
    rows = [["宗地代码", "备注", "税收（元）"], [410902001001000012, "x", 1]]
    loaded = read_source(Source.of("taxes", save(rows)))
    assert "ID_DAMAGED" in loaded.quarantine.code.tolist()


def test_days_counted_from_1904(tmp_path):
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("a")
    for column, name in enumerate(HEADER):
        sheet.write(0, column, name)
        sheet.write(
            1, column, [CODE, "甲", 2021, 1, 42063][column], *[DAY][: column == 4]
        )
    book.save(str(tmp_path / "a.xls"))
    loaded = read_source(Source.of("enterprises", tmp_path / "a.xls"))
    assert loaded.frame.founded_date[0].date() == dt.date(2019, 3, 1)
    assert "DATE_SYSTEM_1904" in codes(loaded)


def test_several_sheets_ask_which(save):
    rows = [HEADER, [CODE, "甲", 2021, 1, None]]
    path = save(rows, hidden="底稿")
    assert xls_sheets(path) == ["台账", "底稿"]
    assert read_xls(path, KNOWN, "底稿").count == 0
    assert [layer["name"] for layer in inspect_file(path)["layers"]] == ["台账", "底稿"]
    assert 'sheet = "台账"' in suggest_profile(path, kind="enterprises", layer="台账")


def test_limits_hold(save, monkeypatch):
    path = save([HEADER, [CODE, "甲", 2021, 1, None]])
    monkeypatch.setenv("LANDUSE_LIMIT_TABLE_CELLS", "8")
    with pytest.raises(SourceError, match="more than the limit of 8 cells"):
        read_xls(path, KNOWN)
    monkeypatch.setenv("LANDUSE_LIMIT_TABLE_BYTES", "8")
    with pytest.raises(SourceError, match="the limit is 8; split it"):
        read_xls(path, KNOWN)


def test_without_xlrd_the_cure_is_named(save, monkeypatch):
    monkeypatch.setattr(xls, "find_spec", lambda _: None)
    with pytest.raises(
        SourceError, match=r"landuse\[xls\].*or save it as .xlsx"
    ) as caught:
        read_xls(save([HEADER]), KNOWN)
    assert caught.value.code == "WORKBOOK_FORMAT"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_cut_workbook_is_refused(save, share):
    rows = [HEADER, *([CODE, f"企业{i}", 2021, i, None] for i in range(300))]
    path = save(rows)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(SourceError, match=r"save it again|export the layer again"):
        read_xls(path, KNOWN)


@pytest.mark.parametrize("ending", [".xls", ".xlsx"])
def test_a_workbook_with_a_password_is_refused(tmp_path, ending):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path = tmp_path / f"a{ending}"
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    with pytest.raises(SourceError, match="密码") as caught:
        check_path(path)
    assert caught.value.code == "ENCRYPTED"


def test_a_newer_workbook_that_is_called_xls(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADER, [CODE, "甲", 2021, 1, None]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    raw = read_file(tmp_path / "a.xls", Wanted(known=KNOWN))
    assert (raw.driver, raw.count) == ("XLSX", 1)
    assert "WRONG_ENDING" in codes(raw)


def test_an_old_workbook_that_is_called_xlsx(save):
    path = save([HEADER, [CODE, "甲", 2021, 1, None]], name="a.xlsx")
    raw = read_file(path, Wanted(known=KNOWN))
    assert (raw.driver, raw.count) == ("XLS", 1)
    assert "WRONG_ENDING" in codes(raw)


@pytest.mark.parametrize("codec", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_text_that_is_called_xls(tmp_path, codec):
    text = "\t".join(HEADER) + f"\n{CODE}\t甲\t2021\t1\t\n"
    (tmp_path / "a.xls").write_bytes(text.encode(codec))
    raw = read_file(tmp_path / "a.xls", Wanted(known=KNOWN))
    assert (raw.driver, raw.count) == ("CSV", 1)
    assert raw.columns["企业名称"].tolist() == ["甲"]
    assert "WRONG_ENDING" in codes(raw)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        ("<html xmlns:o='x'><table><tr><td>1</td></tr></table></html>", "an HTML page"),
        ("<table><tr><td>1</td></tr></table>", "an HTML page"),
        ("<meta charset='gbk'><table></table>", "an HTML page"),
        (
            "<?xml version='1.0'?><Workbook xmlns='x'></Workbook>",
            "a spreadsheet in XML",
        ),
    ],
)
def test_a_page_that_is_called_xls_is_refused_with_its_cure(tmp_path, start, what):
    (tmp_path / "a.xls").write_text(start, "utf-8")
    with pytest.raises(
        SourceError, match=f"{what}, as systems export it; open it in Excel"
    ):
        check_file(tmp_path / "a.xls")


@pytest.mark.parametrize("ending", [".ods", ".et", ".xlsb"])
def test_other_workbooks_are_refused_with_their_cure(tmp_path, ending):
    (tmp_path / f"a{ending}").write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError, match=r"save it as \.xlsx") as caught:
        check_path(tmp_path / f"a{ending}")
    assert caught.value.code == "WORKBOOK_FORMAT"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        # the number of row 3 becomes a record that nobody knows
        (number(2), b"\xff\x02" + number(2)[2:], "after row 3"),
        # ... or the number of another row
        (number(2), number(1), "row 2 has cells out of order"),
        # the last number of the sheet becomes the end of the sheet
        (number(4), b"\x0a\x00\x00\x00" + number(4)[4:], "row 5 has other cells"),
    ],
)
def test_cells_that_were_lost_are_told(save, before, after, told):
    path = save([HEADER[:4], *([CODE, "甲", 2021, row + 0.123] for row in range(1, 5))])
    data = path.read_bytes()
    assert data.count(before) == 1
    assert "CELLS_LOST" not in codes(read_xls(path, KNOWN))
    path.write_bytes(data.replace(before, after))
    raw = read_xls(path, KNOWN)
    (issue,) = (issue for issue in raw.issues if issue.code == "CELLS_LOST")
    assert told in issue.message
    assert raw.columns.notna().to_numpy().sum() == 15  # of 16 cells


def test_bytes_that_are_no_table_are_refused(tmp_path):
    (tmp_path / "a.xls").write_bytes(b"%PDF-1.7")
    with pytest.raises(SourceError, match="holds a PDF, not xls"):
        check_path(tmp_path / "a.xls")
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2000))
    with pytest.raises(SourceError, match="not a readable workbook"):
        read_xls(tmp_path / "b.xls")
