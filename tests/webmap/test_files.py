"""Files that the page writes: CSV like the package's, and a workbook of texts."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib

import openpyxl
import pandas as pd
import pytest

from landuse.io.worksheet import printable
from landuse.io.write import FORMULA_STARTS, write_table
from landuse.io.xlsxbook import unescaped
from tests.webmap.hostile import PAYLOADS
from tests.webmap.scripts import runner

run = pytest.fixture(scope="module")(runner("landuse-files.js"))
FORMULAS = ("=1+1", "+1", "-2", "@x", "\tx", "\rx", "\nx", "-", " =1", "a=b", "'=1", "")
TEXTS = [*FORMULAS, *PAYLOADS, 'a"b', "a,b", "a\r\nb", "a;b", "007", "1,234.50"]


def bytes_of(result):
    return bytes(result[str(n)] for n in range(len(result)))


def test_csv_is_byte_for_byte_what_the_package_writes(run, tmp_path):
    heads = ["宗地代码", "=名称", 'a"b', "面积"]
    rows = [[text, None, f"x{n}", n / 4] for n, text in enumerate(TEXTS)]
    write_table(pd.DataFrame(rows, columns=heads), tmp_path / "t.csv")
    wanted = (tmp_path / "t.csv").read_bytes().replace(b".0\n", b"\n")
    made = run([("csvText", [heads, rows])])[0]
    assert made.encode() == wanted
    assert made[0] == "\ufeff"


def test_every_text_is_read_back_from_csv(run):
    made = run([("csvText", [["a", "b"], [[text, "x"] for text in TEXTS]])])[0]
    read = list(csv.reader(io.StringIO(made[1:], newline="")))
    marked = [f"'{t}" if t.startswith(FORMULA_STARTS) else t for t in TEXTS]
    assert [row[0] for row in read[1:]] == marked


def test_a_workbook_holds_texts_and_numbers_and_no_formula(run):
    heads = ["宗地代码", "=面积", "名称"]
    rows = [[text, n / 4, None] for n, text in enumerate(TEXTS)]
    first, again = (
        bytes_of(made) for made in run([("workbook", ["a/b:c", heads, rows])] * 2)
    )
    assert first == again
    book = openpyxl.load_workbook(io.BytesIO(first))
    assert book.sheetnames == ["a_b_c"]
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[0] == heads
    for (text, number, nothing), (wanted, value, _) in zip(
        cells[1:], rows, strict=True
    ):
        # Office reads `_x0041_` as A; openpyxl leaves it in cells of this kind.
        assert unescaped(text or "") == printable(wanted)[:32_767]
        assert number == value
        assert nothing is None
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert kinds <= {"inlineStr", "s", "n"}


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "stored"])
def test_the_archive_is_whole(packed, run):
    files = {"a.txt": "甲" * 100, "b/c.xml": "<x/>", "leer": ""}
    made = bytes_of(run([("zip", [files, packed])])[0])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n).decode() for n in archive.namelist()} == files
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert (archive.getinfo("a.txt").compress_size < 50) is packed


def test_checksums_are_those_of_zlib(run):
    texts = [b"", b"a", b"123456789", bytes(range(256))]
    made = run([("checksum", [list(text)]) for text in texts])
    assert made == [zlib.crc32(text) for text in texts]
