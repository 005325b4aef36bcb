"""Typed values from the texts that bureaus write; unreadable is not missing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.io.convert import (
    is_credit_code,
    to_bool,
    to_choice,
    to_text,
)
from landuse.io.dates import to_date
from landuse.io.figures import to_integer, to_number


def one(convert, text, *more):
    """Value and badness of a single cell."""
    made = convert(pd.Series([text, "1"], dtype="str"), *more)
    return made.values.iloc[0], bool(made.bad[0])


@pytest.mark.parametrize(
    "text",
    [
        "2019-3-1",
        "2019/03/01",
        "20190301",
        "2019年3月1日",
        "2019年03月01日",
        "43525",
        "43525.5",
        "2019.3.1",
        "2019-03-01T00:00:00+08:00",
        "2019-03-01 08:30:00",
        "二〇一九年三月一日",
        "２０１９年３月１日",
        "1551398400000",
    ],
)
def test_every_way_to_write_the_first_of_march(text):
    assert one(to_date, text) == (pd.Timestamp("2019-03-01"), False)


@pytest.mark.parametrize(
    "text",
    [
        "2019-02-30",
        "03/01/2019",
        "1/3/19",
        "2019-3",
        "2019",
        "长期",
        "108年3月1日",
        "民国108年3月1日",
        "9999-12-31",
        "2019年3月",
    ],
)
def test_a_date_that_would_be_a_guess_is_bad(text):
    value, bad = one(to_date, text)
    assert pd.isna(value)
    assert bad


@pytest.mark.parametrize("text", ["1900-01-01", "0000-00-00", "1899-12-30", "/", "无"])
def test_dates_that_stand_for_none_are_missing(text):
    value, bad = one(to_date, text)
    assert pd.isna(value)
    assert not bad


def test_chinese_numerals_of_tens():
    assert one(to_date, "二〇一九年十月二十日")[0] == pd.Timestamp("2019-10-20")
    assert one(to_date, "二〇一九年十二月三十一日")[0] == pd.Timestamp("2019-12-31")


@given(st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp("2100-01-01").date()))
def test_every_printed_day_is_read_again(day):
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert one(to_date, text) == (pd.Timestamp(day), False)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1,234.5", "m2", 1234.5),
        ("１２．５", "m2", 12.5),
        ("1.5", "ha", 15_000.0),
        ("1.5公顷", "m2", 15_000.0),
        ("300万元", "yuan", 3_000_000.0),
        ("15 亩", "ha", 10_000.0),
        ("-3", None, -3.0),
        ("1e3", None, 1000.0),
    ],
)
def test_numbers(text, unit, value):
    assert one(to_number, text, unit) == (pytest.approx(value), False)


@pytest.mark.parametrize("text", ["约3", "1,23", "3万元", "12a", "inf", "#REF!", "5-6"])
def test_what_is_no_number_of_square_metres_is_bad(text):
    value, bad = one(to_number, text, "m2")
    assert pd.isna(value)
    assert bad


def test_native_numbers_keep_missing_and_refuse_infinity():
    made = to_number(pd.Series([1.0, None, float("inf")]), "ha")
    assert made.values.iloc[0] == 10_000
    assert made.bad.tolist() == [False, False, True]


def test_text_keeps_names_like_na_and_codes_without_a_point():
    made = to_text(pd.Series(["NA", "None", " x ", "", 410902001.0]))
    assert made.values.tolist()[:3] == ["NA", "None", "x"]
    assert made.values.isna().tolist() == [False, False, False, True, False]
    assert made.values.iloc[4] == "410902001"


def test_yes_and_no():
    made = to_bool(pd.Series(["是", "否", "Y", "无", "", "可能"]))
    assert made.values.tolist()[:4] == [True, False, True, False]
    assert made.bad.tolist() == [False] * 5 + [True]


def test_years():
    assert one(to_integer, "2021年") == (2021, False)
    assert one(to_integer, "2021.5")[1]


def test_words_outside_a_closed_list_are_bad_and_kept_in_an_open_one():
    words = {"政府原因": "government"}
    assert one(to_choice, "政府原因", words, ("government",)) == ("government", False)
    assert one(to_choice, "天气", words, ("government",))[1]
    assert one(to_choice, "天气", words, ()) == ("天气", False)


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("91350100M000100Y43", True),
        ("914403001922038216", True),
        ("91330100799655058B", True),
        ("91440300708461136T", True),
        ("91350100M000100Y44", False),
        ("9135010OM000100Y43", False),
        ("91350100M000100Y4", False),
    ],
)
def test_credit_codes(code, right):
    assert is_credit_code(code) is right
