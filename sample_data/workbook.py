"""The enterprise workbook, laid out as a bureau lays it out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from write import as_day, zip_as_of

__all__ = ["write_workbook"]

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
SUMMED = ("实缴税收", "营业收入（万元）", "工业增加值", "已登记自有用地（亩）")


def write_workbook(
    path: Path,
    enterprises: Sequence[Mapping[str, Any]],
    commitments: Sequence[Mapping[str, Any]],
) -> None:
    """Title over merged cells, a line of units, the table, a line of sums."""
    book = Workbook()
    sheet = book.active
    sheet.title = "企业评价数据"
    title = "濮阳市产业集聚区企业综合评价数据表（合成示例数据）"
    _head(sheet, title, "单位：万元、亩", ["序号", *enterprises[0]])
    for number, row in enumerate(enterprises, 1):
        sheet.append([number, *(as_day(value) for value in row.values())])
    _merge_zones(sheet, [row["产业集聚区"] for row in enterprises])
    _sums(sheet, enterprises)
    sheet.append(["注：本表全部数据为合成示例，企业名称和信用代码均为虚构。"])
    promises = book.create_sheet("标准地承诺")
    _head(promises, "“标准地”承诺指标台账（合成示例数据）", "", list(commitments[0]))
    for row in commitments:
        promises.append([as_day(value) for value in row.values()])
    _format_days(sheet)
    _format_days(promises)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(zip_as_of(buffer.getvalue()))


def _head(sheet: Any, title: str, units: str, header: list[str]) -> None:
    last = get_column_letter(len(header))
    sheet.append([title])
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = MIDDLE
    sheet.append([units])
    sheet.merge_cells(f"A2:{last}2")
    sheet["A2"].alignment = Alignment(horizontal="right")
    sheet.append(header)
    for cell in sheet[3]:
        cell.font, cell.border, cell.alignment = Font(bold=True), BOX, MIDDLE
    for number in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 14
    sheet.freeze_panes = "A4"


def _merge_zones(sheet: Any, zones: list[str]) -> None:
    """One merged cell over the rows of each zone: its name stands once."""
    first = 4
    for number, zone in enumerate(zones, 4):
        following = zones[number - 3] if number - 3 < len(zones) else None
        if following == zone:
            continue
        sheet.merge_cells(f"B{first}:B{number}")
        sheet[f"B{first}"].alignment = MIDDLE
        first = number + 1


def _sums(sheet: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    names = ["序号", *rows[0]]
    line: list[Any] = ["合计", *([None] * (len(names) - 1))]
    for name in SUMMED:
        line[names.index(name)] = round(sum(row[name] for row in rows), 2)
    sheet.append(line)
    last = sheet.max_row
    sheet.merge_cells(f"A{last}:D{last}")
    for cell in sheet[last]:
        cell.font = Font(bold=True)


def _format_days(sheet: Any) -> None:
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            if getattr(cell, "is_date", False):
                cell.number_format = "yyyy/m/d"
