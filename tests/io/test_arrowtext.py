"""The quick way reads what the plain Python way reads, or steps aside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.io.arrowtext import fixed_width, plain_numbers, trimmed, used_width
from landuse.io.figures import to_number

WIDTH = 12


def cells(*values: bytes) -> np.ndarray:
    padded = b"".join(value.ljust(WIDTH)[:WIDTH] for value in values)
    return np.frombuffer(padded, np.uint8).reshape(-1, WIDTH)


def by_hand(value: bytes, codec: str) -> str | None:
    text = value.ljust(WIDTH)[:WIDTH].decode(codec).strip(" \0")
    return text or None


@given(st.lists(st.binary(max_size=WIDTH), min_size=1, max_size=5))
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_any_bytes_are_read_as_python_reads_them_or_not_at_all(codec, values):
    made = fixed_width(cells(*values), codec)
    if made is not None:
        expected = [by_hand(value, codec) for value in values]
        assert [None if pd.isna(v) else v for v in made] == expected


def test_chinese_of_every_width_is_read():
    words = ["濮阳市", "", "𠮷野家", "A1", "化工 园区"]
    made = fixed_width(cells(*(w.encode("gb18030") for w in words)), "gb18030")
    assert made.fillna("").tolist() == words


@pytest.mark.parametrize(
    ("value", "codec"),
    [
        (b"a\nb\xb0\xa1", "gb18030"),
        ("濮阳市濮".encode()[:11] + b"\xe6", "utf-8"),
        (b"P1", "utf-16"),
        (b"~{VP", "hz"),
    ],
)
def test_what_is_not_clean_is_left_to_the_slow_way(value, codec):
    assert fixed_width(cells(value), codec) is None


def test_a_column_of_numbers_is_no_text():
    assert trimmed(pd.Series([1.5])) is None


def test_a_number_beyond_every_double_is_bad_and_not_infinite():
    column = pd.Series(["9" * 400, "1e999", "12"], dtype="str")
    assert plain_numbers(column).isna().tolist() == [True, True, False]
    made = to_number(column)
    assert made.bad.tolist() == [True, True, False]
    assert made.values.isna().tolist() == [True, True, False]


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_every_number_is_read_to_the_last_bit(number):
    column = pd.Series([repr(number)], dtype="str")
    assert to_number(column).values.tolist() == [number]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_one_long_cell_among_thousands_is_whole(codec):
    """The width is taken from some cells, and proved on all."""
    words = ["甲厂" if codec == "gb18030" else "P1"] * 5000
    words[2501] = words[0] + " " * 20 + "end"
    cells = np.full((5000, 80), ord(" "), np.uint8)
    for row, word in enumerate(words):
        data = word.encode(codec)
        cells[row, : len(data)] = list(data)
    assert used_width(cells) == len(words[2501].encode(codec))
    assert fixed_width(cells, codec).tolist() == words
