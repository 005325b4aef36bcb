"""Figures and words as staff read them."""

from __future__ import annotations

import pandas as pd
import pytest

from landuse.webmap.texts import figure_text, value_texts


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("area_mu", "1,234.57"),
        ("area_m2", "1,234.57"),
        ("tax_yuan", "1,234.57"),
        ("tax_yuan_per_mu", "1,235"),
        ("tax_yuan_per_mu_zone_total", "1,235"),
        ("tax_zone_total", "1,235"),
        ("floor_area_ratio", "1,234.565"),
    ],
)
def test_the_unit_in_the_name_decides_the_digits(name, shown):
    assert value_texts(pd.Series([1234.565]), name).tolist() == [shown]


def test_a_half_goes_up_and_missing_is_a_dash():
    assert figure_text(0.125) == "0.13"
    assert figure_text(None) == "—"


@pytest.mark.parametrize(("lang", "shown"), [("zh", "政府原因"), ("en", "Government")])
def test_words_of_the_vocabulary_are_translated(lang, shown):
    assert value_texts(pd.Series(["government"]), "cause", lang).tolist() == [shown]
