"""The exception book: what is wrong with it is said with file and key."""

from datetime import date

import pytest

from landuse.errors import PolicyError
from landuse.io.exceptionbook import add_entry, read_book
from landuse.issues import Issue, fingerprint

ISSUE = Issue("GAP", "warning", "m", file='a "b".shp', feature="P1 / P2")
GOOD = 'by = "李工"\nwhy = "共用墙"\nuntil = 2022-12-31\n'


@pytest.fixture
def book(tmp_path):
    return tmp_path / "exceptions.toml"


def test_a_book_that_is_not_there_is_empty(book):
    assert read_book(book) == ()


def test_an_entry_by_fingerprint_or_by_place(book):
    place = 'code = "GAP"\nfile = "a.shp"\nfeature = "P1"\n'
    book.write_text(
        f'[[exception]]\nfingerprint = "ab"\n{GOOD}[[exception]]\n{place}{GOOD}',
        "utf-8",
    )
    first, second = read_book(book)
    assert (first.fingerprint, first.until) == ("ab", date(2022, 12, 31))
    assert second.place == ("GAP", "a.shp", "P1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[exception]\n", "is not an exception book in TOML"),
        ("[[exceptions]]\n", "unknown key 'exceptions'; did you mean 'exception'"),
        (
            f'[[exception]]\nfingerprints = "a"\n{GOOD}',
            r"exception\[1\]: unknown key 'fingerprints'; did you mean 'fingerprint'",
        ),
        (f"[[exception]]\n{GOOD}", "names no issue; give its fingerprint"),
        (
            f'[[exception]]\ncode = "GAP"\n{GOOD}',
            "names no issue; give its fingerprint",
        ),
        (
            '[[exception]]\nfingerprint = "a"\nby = "b"\nwhy = "c"\n',
            "until is missing; every exception says by, why and until",
        ),
        (
            f'[[exception]]\nfingerprint = "a"\n{GOOD}'.replace("2022-12-31", '"2022"'),
            r"exception\[1\].until: '2022' is not a day",
        ),
        (
            f'[[exception]]\nfingerprint = "a"\n{GOOD}'.replace(
                "2022-12-31", "2022-12-31T00:00:00"
            ),
            "is not a day; write until = 2026-12-31",
        ),
        (
            f'[[exception]]\nfingerprint = ""\n{GOOD}',
            r"exception\[1\].fingerprint: '' is not a text",
        ),
        (f"[exception]\n{GOOD}", r"must be written as \[\[exception\]\]"),
    ],
)
def test_a_book_that_is_wrong_is_refused(book, text, message):
    book.write_text(text, "utf-8")
    with pytest.raises(PolicyError, match=message):
        read_book(book)


def test_an_entry_is_appended_and_the_rest_is_kept(book):
    before = f'# ours\n[[exception]]\nfingerprint = "ab"\n{GOOD}'.encode()
    book.write_bytes(before)
    added = add_entry(book, ISSUE, by="王", why='引号 " 和 \\', until=date(2023, 1, 1))
    assert book.read_bytes().startswith(before)
    assert read_book(book)[1] == added
    assert added.fingerprint == fingerprint(ISSUE)
    assert added.why == '引号 " 和 \\'
    assert added.place == ("GAP", 'a "b".shp', "P1 / P2")


def test_a_new_book_is_made(book):
    add_entry(book, ISSUE, by="王", why="因", until=date(2023, 1, 1))
    assert len(read_book(book)) == 1


def test_what_is_justified_as_long_is_not_justified_twice(book):
    add_entry(book, ISSUE, by="王", why="因", until=date(2023, 1, 1))
    before = book.read_bytes()
    with pytest.raises(PolicyError, match="is justified until 2023-01-01"):
        add_entry(book, ISSUE, by="王", why="因", until=date(2023, 1, 1))
    assert book.read_bytes() == before
    add_entry(book, ISSUE, by="王", why="因", until=date(2023, 1, 2))
    assert len(read_book(book)) == 2


@pytest.mark.parametrize(("by", "why"), [("", "x"), ("王", " "), ("王\n李", "x")])
def test_a_name_and_a_reason_are_one_line_each(book, by, why):
    with pytest.raises(PolicyError, match="must be one line of text"):
        add_entry(book, ISSUE, by=by, why=why, until=date(2023, 1, 1))
    assert not book.exists()


def test_a_broken_book_is_not_written_to(book):
    book.write_text("[[exception]\n", "utf-8")
    with pytest.raises(PolicyError, match="is not an exception book"):
        add_entry(book, ISSUE, by="王", why="因", until=date(2023, 1, 1))
    assert book.read_text("utf-8") == "[[exception]\n"
