"""Columns on the page: the texts are Python's, byte for byte and digit for digit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.webmap.columns import column_payload
from landuse.webmap.packing import pack
from landuse.webmap.texts import value_texts
from tests.webmap.decoder import column_texts, unpack
from tests.webmap.hostile import PAYLOADS


def shown(column, name, lang="zh"):
    """Kind and texts of a column as a reader of the block has them."""
    block = pack({name: column_payload(column, name, lang)})
    made = unpack(block)[name]
    return made["kind"], column_texts(made)


DAYS = pd.to_datetime(["2020-03-01 13:00", None, "1899-12-31 00:00"])
CASES = {
    "mu": ("area_mu", [1234.565, None, 0.005, -0.001, 1e9 + 0.125], "number"),
    "halves": ("area_mu", [0.015, 1.005, 2.675, 8.345, 1e5 + 0.005], "number"),
    "yuan": ("tax_yuan_per_mu", [149_999.5, 150_000.4999999, None], "number"),
    "as it is": ("floors", [1.5, 2.0, None, 1000.125, 0.0], "number"),
    "long": ("floors", [1 / 3, 2.0], "code"),
    "tiny": ("floors", [0.00001, 2.0], "code"),
    "twelve digits": ("floors", [12_345_678.123456], "code"),
    "huge": ("area_mu", [1e15 + 0.5], "code"),
    "infinite": ("area_mu", [np.inf, 1.0], "code"),
    "whole": ("floors", pd.array([3, None, -4], "Int64"), "number"),
    "flag": ("is_overdue", pd.array([True, None, False], "boolean"), "code"),
    "day": ("since", DAYS, "date"),
    "zone": ("since", pd.to_datetime(["2020-03-01 23:00+08:00"]), "date"),
    "words": ("category", ["idle", None, "自定", "idle"], "code"),
    "kinds": ("remark", pd.Series([1, True, 1.0, "1", None], dtype=object), "code"),
    "lists": ("remark", pd.Series([[1], None, [1]], dtype=object), "code"),
    "choice": ("category", pd.Categorical(["idle", None, "new"]), "code"),
    "hostile": ("holder", [*PAYLOADS, None], "code"),
    "nothing": ("holder", [None, None], "code"),
    "empty": ("holder", [], "code"),
}


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_column_comes_back_as_its_texts(case, lang):
    name, values, kind = CASES[case]
    column = pd.Series(values)
    expected = value_texts(column, name, lang).tolist()
    assert shown(column, name, lang) == (kind, expected)


def test_nearly_all_different_texts_go_row_by_row():
    ids = pd.Series([f"4109{n:06d}" for n in range(1200)] + [None, "4109000007"])
    assert shown(ids, "parcel_id") == ("text", [*ids[:1200], None, "4109000007"])


@pytest.mark.parametrize("count", [254, 255, 256, 300, 70_000])
def test_any_number_of_categories(count):
    column = pd.Series([f"类{n}" for n in range(count)] * 3)
    assert shown(column, "class_code") == ("code", column.tolist())


@given(st.lists(st.one_of(st.none(), st.floats(-1e8, 1e8)), max_size=20))
def test_any_figure_is_rounded_as_python_rounds_it(values):
    column = pd.Series(values, dtype=float)
    for name in ("area_mu", "tax_yuan_per_mu", "floors"):
        expected = value_texts(column, name).tolist()
        assert shown(column, name)[1] == expected


@given(
    st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))))
)
def test_any_text_comes_back_byte_for_byte(texts):
    column = pd.Series(texts, dtype=object)
    assert shown(column, "holder")[1] == texts


def test_the_same_frame_gives_the_same_bytes():
    column = pd.Series([1.5, 2.25, None])
    made = [pack({"a": column_payload(column, "area_mu", "zh")}) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0][4:8] == bytes(4)  # gzip: no time
