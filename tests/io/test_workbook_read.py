"""Workbooks as they come: hidden, linked, merged, oversized and hostile ones."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import openpyxl
import pytest

from landuse.errors import SourceError
from landuse.io.source import Source, read_source
from landuse.io.tablelimits import TableLimits
from landuse.io.tables import read_xlsx, sheet_names
from landuse.io.xlsxzip import open_container

SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["宗地代码", "年度", "税收（元）"]


@pytest.fixture
def save(tmp_path):
    """Save a workbook of rows; ``change`` edits it before."""

    def save(rows, change=None, name="台账.xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change is not None:
            change(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return save


@pytest.fixture
def patched(save, tmp_path):
    """Save a workbook, then exchange bytes of its parts."""

    def patched(rows, part, *changes, method=zipfile.ZIP_DEFLATED):
        path = tmp_path / "changed.xlsx"
        with zipfile.ZipFile(save(rows)) as old, zipfile.ZipFile(path, "w") as new:
            for entry in old.namelist():
                data = old.read(entry)
                if entry == part:
                    for before, after in changes:
                        assert before in data
                        data = data.replace(before, after)
                new.writestr(entry, data, method)
        return path

    return patched


def codes(raw):
    return {issue.code for issue in raw.issues}


def test_the_size_that_a_sheet_states_is_not_believed(patched):
    path = patched([HEADER, ["P1", 2021, 5]], SHEET, (b"A1:C2", b"A1:XFD1048576"))
    assert read_xlsx(path).count == 1


def test_a_lone_cell_far_below_is_no_record(save):
    def stray(book):
        book.active["B1048576"] = "x"

    raw = read_xlsx(save([HEADER, ["P1", 2021, 5], ["P2", 2021, 6]], stray))
    assert raw.count == 2
    (issue,) = [i for i in raw.issues if i.code == "STRAY_CELL"]
    assert "B1048576" in issue.message


def test_a_cell_beside_the_table_is_told(save):
    def stray(book):
        book.active["XFD3"] = "x"

    raw = read_xlsx(save([HEADER, *[[f"P{i}", 2021, 5] for i in range(30)]], stray))
    assert raw.count == 30
    assert "STRAY_CELL" in codes(raw)


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_no_workbook_may_declare_entities(patched, declared):
    path = patched([HEADER], SHEET, (b"<worksheet", declared + b"<worksheet"))
    with pytest.raises(SourceError, match="ENTITY") as caught:
        read_xlsx(path)
    assert caught.value.code == "XML_FORBIDDEN"


def test_days_counted_from_1904(save):
    def change(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active["D1"] = "供应日期"
        book.active["D2"] = 42063
        book.active["D2"].number_format = "yyyy/m/d"

    raw = read_xlsx(save([HEADER, ["P1", 2021, 5]], change))
    assert raw.columns["供应日期"].tolist() == ["2019-03-01"]
    assert "DATE_SYSTEM_1904" in codes(raw)
    assert raw.decisions["date_system"] == 1904


def test_a_plain_serial_number_follows_the_date_system(save):
    def change(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    rows = [
        ["统一社会信用代码", "企业名称", "年度", "停产日期"],
        ["91350100M000100Y43", "甲", 2021, 42063],
    ]
    frame = read_source(Source.of("enterprises", save(rows, change))).frame
    assert f"{frame.stopped_since[0]:%Y-%m-%d}" == "2019-03-01"


def test_hidden_rows_columns_and_sheets_are_told(save):
    def hide(book):
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.create_sheet("旧表").append(["x"])
        book["旧表"].sheet_state = "veryHidden"

    path = save([HEADER, ["P1", 2021, 5], ["P2", 2021, 6]], hide)
    raw = read_xlsx(path)
    assert raw.count == 2
    told = " ".join(i.message for i in raw.issues if i.code == "HIDDEN_DATA")
    assert "row 3" in told
    assert "column B" in told
    assert "旧表" in told
    assert sheet_names(path) == ["Sheet", "旧表"]


def test_a_formula_without_its_result_is_set_apart(save):
    path = save([HEADER, ["P1", 2021, "=1+1"], ["P2", 2021, 6]])
    loaded = read_source(Source.of("taxes", path))
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    assert loaded.quarantine.code.tolist() == ["FORMULA_NO_VALUE"]
    assert "cell C2" in loaded.quarantine.reason[0]


def test_a_link_to_another_workbook_is_told_even_with_a_result(patched):
    path = patched(
        [HEADER, ["P1", 2021, 5]],
        SHEET,
        (b"<v>5</v>", b"<f>[1]Sheet1!$A$1</f><v>5</v>"),
    )
    loaded = read_source(Source.of("taxes", path))
    assert loaded.frame.tax_yuan.tolist() == [5]
    assert "C2" in next(i for i in loaded.issues if i.code == "EXTERNAL_LINK").message


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#####"])
def test_error_cells_are_named(save, error):
    loaded = read_source(Source.of("taxes", save([HEADER, ["P1", 2021, error]])))
    assert loaded.counts["quarantined"] == 1
    issue = next(i for i in loaded.issues if i.code == "CELL_ERROR")
    assert issue.message.startswith("C2 ")


def test_merged_cells_are_named_by_their_range(save):
    rows = [HEADER, ["P1", 2021, 5], ["P2", None, 6], ["P3", None, 7]]
    path = save(rows, lambda book: book.active.merge_cells("B2:B4"))
    assert (
        "B2:B4"
        in next(i for i in read_xlsx(path).issues if i.code == "MERGED_CELLS").message
    )


def test_ids_that_excel_rounded_are_damaged(save):
    rows = [HEADER, [410902001001000012, 2021, 5], ["410902001001000013", 2021, 6]]
    loaded = read_source(Source.of("taxes", save(rows)))
    assert loaded.quarantine.code.tolist() == ["ID_DAMAGED"]
    assert loaded.frame.parcel_id.tolist() == ["410902001001000013"]


def test_a_bad_number_is_named_by_its_cell(save):
    loaded = read_source(Source.of("taxes", save([HEADER, ["P1", 2021, "300万"]])))
    assert "cell C2" in loaded.quarantine.reason[0]
    assert "'万'" in loaded.quarantine.reason[0].upper()


def test_escaped_characters_and_rich_text(patched):
    rich = (
        '<c r="A2" t="inlineStr"><is><r><t>濮_x9633_</t></r>'
        "<rPh><t>pu</t></rPh><r><t>市</t></r></is></c>"
    )
    path = patched(
        [HEADER, [1, 2021, 5]],
        SHEET,
        (b'<c r="A2" t="n"><v>1</v></c>', rich.encode()),
    )
    assert read_xlsx(path).columns["宗地代码"].tolist() == ["濮阳市"]


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        ({"entries": 3}, "entries"),
        ({"unzipped_bytes": 1000}, "unzipped bytes"),
        ({"ratio": 1, "ratio_from": 100}, "compression ratio"),
    ],
)
def test_the_directory_is_judged_first(save, limits, what):
    path = save([HEADER])
    tight = replace(TableLimits(), **limits)
    with (
        pytest.raises(SourceError, match=what) as caught,
        open_container(path, tight),
    ):
        pass
    assert caught.value.code == "LIMIT_EXCEEDED"


def test_a_part_of_nothing_but_blanks_is_not_unpacked(patched):
    huge = b"<sheetData>" + b" " * (40 << 20)
    path = patched([HEADER], SHEET, (b"<sheetData>", huge))
    with pytest.raises(SourceError, match="compression ratio"):
        read_xlsx(path)


def test_cut_and_foreign_archives_are_refused(save, tmp_path):
    whole = save([HEADER]).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="not a readable workbook"):
        read_xlsx(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(SourceError, match="without a workbook"):
        read_xlsx(path)


def test_damaged_parts_are_named(patched):
    path = patched([HEADER, ["P1", 2021, 5]], SHEET, (b"</sheetData>", b"</sheet>"))
    with pytest.raises(SourceError, match=r"sheet1.xml is damaged"):
        read_xlsx(path)
