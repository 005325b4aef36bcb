"""Ids become names of files; those that lead elsewhere are set apart."""

from __future__ import annotations

import pytest

from landuse.io.badids import MAX_ID, is_bad_id
from landuse.io.source import Source, read_source


@pytest.mark.parametrize(
    "text",
    [
        "../../etc/x", "/etc/x", "C:\\x", "C:x", "\\\\server\\x", "..", ".", "a/../b",
        "CON", "con.txt", "lpt1", "a\0b", "a\nb", "a\u202eb", "~root", "x" * 129,
        "file:///etc/passwd", "http://a/b",
    ],
)  # fmt: skip
def test_what_is_no_id(text):
    assert is_bad_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "410902001001GB00001", "410902 001001 GB00001 W00000000", "P1", "2019-3/4",
        "豫政土〔2019〕12号", "濮阳市2019年度第3批次", "a.b", "-1", "CON1",
        "x" * MAX_ID, "91350100M000100Y43", "（续）1.5",
    ],
)  # fmt: skip
def test_what_bureaus_write(text):
    assert not is_bad_id(text)


def test_its_record_is_set_apart_and_the_column_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("宗地代码,税收（元）\n../x,5\nP1,6\n", encoding="utf-8")
    loaded = read_source(Source.of("taxes", path))
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    assert loaded.quarantine.code.tolist() == ["BAD_ID"]
    assert loaded.quarantine.field.tolist() == ["宗地代码"]
