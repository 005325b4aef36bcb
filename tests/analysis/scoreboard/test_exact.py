"""Sums of amounts as they were written, not as floats make them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.scoreboard.exact import exact, total


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], "0"),
        ([0.1, 0.2], "0.3"),
        ([0.1] * 10, "1"),
        ([1e15, 0.01, -1e15], "0.01"),
        ([0.001, 0.002], "0.003"),
        ([999_999_999.99, 0.01], "1000000000"),
    ],
)
def test_sums_by_hand(values, expected):
    assert total(values) == Fraction(expected)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.decimals(-(10**12), 10**12, places=2), max_size=20))
def test_cents_add_up_as_cents(amounts):
    assert total(float(a) for a in amounts) == Fraction(sum(amounts, Decimal(0)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-1e18, 1e18), max_size=10))
def test_any_floats_add_up_as_their_shortest_decimals(values):
    assert total(values) == sum((exact(v) for v in values), Fraction(0))
