"""How far ahead is looked: what is a span of time, and what is none."""

from datetime import date

import pytest

from landuse.cli.within import days_within
from landuse.errors import SchemaError


@pytest.mark.parametrize(
    ("said", "day", "days"),
    [
        ("0d", date(2022, 9, 30), 0),
        ("90d", date(2022, 9, 30), 90),
        ("90天", date(2022, 9, 30), 90),
        ("4w", date(2022, 9, 30), 28),
        ("4周", date(2022, 9, 30), 28),
        ("1m", date(2022, 9, 30), 30),
        ("1M", date(2022, 1, 31), 28),
        ("1m", date(2024, 1, 31), 29),
        ("3个月", date(2022, 9, 30), 91),
        (" 12 m ", date(2023, 3, 1), 366),
        ("9999d", date(2022, 9, 30), 9999),
    ],
)
def test_a_span_of_time(said, day, days):
    assert days_within(said, day) == days


@pytest.mark.parametrize(
    "said",
    ["", "d", "90", "-1d", "+1d", "1.5m", "90dd", "90 days", "10000d", "九十天", "1y"],
)
def test_what_is_no_span_of_time(said):
    with pytest.raises(SchemaError, match="is no span of time") as told:
        days_within(said, date(2022, 9, 30))
    assert "不是时间范围" in told.value.args[0].zh
