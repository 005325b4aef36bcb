"""CSV text: encodings by the bytes, quotes, separators, rows that do not fit."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import SourceError
from landuse.io.csvtext import csv_cells, decoded
from landuse.io.source import Source, read_source
from landuse.io.tablelimits import TableLimits
from landuse.io.tables import read_csv


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "gb18030"])
def test_encodings_without_a_mark(write, encoding):
    text, _ = decoded(write("DKBH,JQMC\n410900000,濮阳县\n", encoding))
    assert text.splitlines()[1] == "410900000,濮阳县"


def test_lines_of_another_encoding_are_named(tmp_path):
    path = tmp_path / "a.csv"
    good, bad = "410900000,淸丰县𠮷\n".encode(), "410900001,濮阳\n".encode("gbk")
    path.write_bytes(b"DKBH,JQMC\n" + good * 2 + bad[:-2] + b"\xff\n")
    with pytest.raises(SourceError, match=r"line 4 \(410900001,") as caught:
        read_csv(path)
    assert caught.value.code == "BAD_ENCODING"


def test_a_cut_utf16_file_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\n1,濮".encode("utf-16")[:-1])
    with pytest.raises(SourceError, match="has bytes that are not of its encoding"):
        read_csv(path)


def test_limits_are_checked_before_and_while_reading(write):
    path = write("a,b\n1,2\n")
    with pytest.raises(SourceError, match="has 8 bytes"):
        decoded(path, limits=replace(TableLimits(), file_bytes=4))
    with pytest.raises(SourceError, match="more than 1 rows"):
        csv_cells("a\n1\n", "a.csv", replace(TableLimits(), rows=1))


def test_the_parser_keeps_its_own_limit():
    before = csv.field_size_limit()
    csv_cells("a\n" + "x" * 300_000, "a.csv")
    assert csv.field_size_limit() == before


def test_an_open_quote_is_found_where_it_was_opened(write):
    path = write('DKBH,BZ\nP1,x\nP2,"open\nP3,y\n')
    with pytest.raises(SourceError, match="opened in line 3 is never closed") as caught:
        read_csv(path)
    assert caught.value.code == "UNTERMINATED_QUOTE"


def test_a_quote_that_swallows_records_is_seen(write):
    loaded = read_source(
        Source.of("taxes", write('parcel_id,tax_yuan\nP1,"5\nP2,6\nP3,7"\nP4,8\n'))
    )
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    assert loaded.quarantine.code.tolist() == ["UNTERMINATED_QUOTE"]


def test_rows_that_are_all_too_wide_refuse_the_file(write):
    path = write("DKBH,MJ\nP1,1,x\nP2,2,x\n")
    with pytest.raises(SourceError, match=r"have more cells \(3\)") as caught:
        read_csv(path)
    assert caught.value.code == "COLUMN_COUNT"


def test_short_rows_are_set_apart(write):
    loaded = read_source(Source.of("taxes", write("parcel_id,tax_yuan\nP1\nP2,6\n")))
    assert loaded.quarantine.code.tolist() == ["COLUMN_COUNT"]
    assert "has 1 cells, the header has 2" in loaded.quarantine.reason[0]


def test_columns_of_one_name_are_told(write):
    raw = read_csv(write("DKBH,MJ,MJ\nP1,1,2\n"))
    assert list(raw.columns) == ["DKBH", "MJ", "MJ_2"]
    assert "DUPLICATE_COLUMN" in {issue.code for issue in raw.issues}


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), min_size=2),
        min_size=1,
    )
)
def test_what_a_writer_quotes_is_read_again(rows):
    width = min(map(len, rows))
    rows = [["甲", "乙"], *(row[:width] for row in rows)]
    text = "\r\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    assert csv_cells(text, "a.csv") == rows


def test_lines_of_two_encodings_are_refused_by_name(tmp_path):
    path = tmp_path / "a.csv"
    gbk, utf = "410900001,范县\n".encode("gbk"), "410900000,濮阳县区\n".encode()
    path.write_bytes(b"DKBH,JQMC\n" + gbk * 3 + utf)
    with pytest.raises(SourceError, match=r"UTF-8 in line 5 \(410900000,"):
        read_csv(path)


@pytest.mark.parametrize("first", ["410900001,15000", "P1,2019-03-01,5"])
def test_a_table_without_a_header_is_refused(write, first):
    with pytest.raises(SourceError, match="has no header row") as caught:
        read_csv(write(f"{first}\n{first}\n"))
    assert caught.value.code == "NO_HEADER"
