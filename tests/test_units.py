"""Units convert exactly, keep missing values, and round as Chinese tables do."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.units import (
    M2_PER_MU,
    UNIT_FACTORS,
    from_unit,
    round_half_up,
    to_hectares,
    to_mu,
)

AREAS = st.floats(min_value=0, max_value=1e12)


def test_a_hectare_is_fifteen_mu():
    assert to_mu(10_000.0) == 15.0


def test_the_goal_of_25000_mu_is_exact():
    assert to_mu(25_000 * 2000 / 3) == pytest.approx(25_000, rel=1e-15)


def test_a_series_stays_a_series_and_missing_stays_missing():
    mu = to_mu(pd.Series([2000.0, None], index=["a", "b"]))
    assert mu["a"] == 3.0
    assert math.isnan(mu["b"])


@pytest.mark.parametrize("convert", [to_mu, to_hectares])
def test_an_array_keeps_its_shape(convert):
    assert convert(np.zeros((2, 3))).shape == (2, 3)


@given(AREAS)
def test_mu_and_square_metres_are_a_round_trip(area_m2):
    assert from_unit(to_mu(area_m2), "mu") == pytest.approx(area_m2, rel=1e-12)


@given(AREAS)
def test_hectares_and_square_metres_are_a_round_trip(area_m2):
    assert from_unit(to_hectares(area_m2), "ha") == pytest.approx(area_m2, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "unit", "inside"),
    [
        (1, "m2", 1.0),
        (1.5, "ha", 15_000.0),
        (15, "mu", 10_000.0),
        (0.0015, "10k_mu", 10_000.0),
        (0.01, "km2", 10_000.0),
        (15, "10k_yuan", 150_000.0),
        (0.5, "100m_yuan", 50_000_000.0),
    ],
)
def test_a_source_unit_becomes_the_inside_unit(value, unit, inside):
    assert from_unit(value, unit) == pytest.approx(inside, rel=1e-12)


def test_an_unknown_unit_is_refused_with_the_known_ones():
    known = "unit 'acre' is not known; use one of m2, 10k_m2, ha"
    with pytest.raises(ValueError, match=known):
        from_unit(1.0, "acre")


def test_the_table_of_units_holds_the_exact_mu():
    assert UNIT_FACTORS["mu"] == M2_PER_MU == 2000 / 3


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.125, 2, 0.13),
        (-0.125, 2, -0.13),
        (2.675, 2, 2.68),
        (0.5, 0, 1.0),
        (1234.0, -2, 1200.0),
        (math.inf, 2, math.inf),
    ],
)
def test_a_half_goes_away_from_zero(value, digits, shown):
    assert round_half_up(value, digits) == shown


def test_a_missing_figure_stays_missing():
    assert math.isnan(round_half_up(math.nan))


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_rounding_twice_is_rounding_once(value):
    once = round_half_up(value)
    assert round_half_up(once) == once
    assert abs(once - value) <= 0.005 + 1e-6
