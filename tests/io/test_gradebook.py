"""Grades set by hand: TOML and CSV say the same, and each must say all."""

import pandas as pd
import pytest

from landuse.errors import PolicyError
from landuse.io.gradebook import read_grade_book, read_overrides

TOML = """[[override]]
enterprise_id = "E1"
year = 2021
grade = "B"
reason = "复核后调整"
document_no = "濮集聚办〔2022〕3号"
document_date = 2022-05-01
"""
CSV = (
    "统一社会信用代码,年度,综合评价等级,原因,文件号,文件日期\n"
    "E1,2021,B,复核后调整,濮集聚办〔2022〕3号,2022-05-01\n"
)


@pytest.fixture
def book(tmp_path):
    def written(content, name="grade_overrides.toml", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return written


def test_both_files_say_the_same_whatever_the_encoding(book):
    toml = read_overrides(book(TOML))
    for encoding in ("utf-8", "utf-8-sig", "gbk"):
        csv = read_overrides(book(CSV, "grade_overrides.csv", encoding))
        pd.testing.assert_frame_equal(csv, toml)
    assert toml["document_date"].dt.day.tolist() == [1]
    assert toml["year"].tolist() == [2021]


@pytest.mark.parametrize("name", ["reason", "document_no", "document_date", "grade"])
def test_an_entry_that_says_too_little_is_refused_with_its_place(book, name):
    lines = [line for line in TOML.splitlines() if not line.startswith(name)]
    with pytest.raises(PolicyError, match=rf"toml: override\[1\]: {name} is missing"):
        read_overrides(book("\n".join(lines)))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("2022-05-01", '"May"', r"override\[1\].document_date: 'May' is not a day"),
        ("2021", '"x"', r"override\[1\].year: 'x' is not a year"),
        ("reason =", "why =", "unknown key 'why'"),
        ("[[override]]", "[override]", r"write each grade set by hand as \[\[over"),
        ("[[override]]", "[[override]", "is not TOML"),
    ],
)
def test_what_is_written_wrongly_is_refused(book, before, after, message):
    with pytest.raises(PolicyError, match=message):
        read_overrides(book(TOML.replace(before, after, 1)))


def test_a_project_has_one_book_or_none(book, tmp_path):
    assert read_grade_book(tmp_path) is None
    book(TOML)
    assert len(read_grade_book(tmp_path)) == 1
    book("", "grade_overrides.csv")
    with pytest.raises(PolicyError, match=r"stands beside grade_overrides\.csv"):
        read_grade_book(tmp_path)
    assert read_overrides(tmp_path / "grade_overrides.csv").empty
