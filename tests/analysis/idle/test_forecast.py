"""What comes next if nothing happens, on the day and one day beside it."""

import pytest

from landuse.analysis.flags import flag
from landuse.analysis.idle.forecast import (
    FORECAST_COLUMNS,
    idle_forecast,
    next_quarter_end,
)
from landuse.testing import make_causes, make_parcels, make_phases

AS_OF, UNTIL = "2022-09-30", "2022-12-31"


def forecast(policy, *, phases=None, causes=None, until=UNTIL, **facts):
    parcels = make_parcels(**facts)
    found = idle_forecast(parcels, policy, AS_OF, until, phases=phases, causes=causes)
    assert tuple(found.columns) == FORECAST_COLUMNS
    return found


def kinds(found):
    days = found["forecast_date"].dt.strftime("%Y-%m-%d")
    return list(zip(found["forecast"], days, strict=True))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2022-09-29", []),
        ("2022-09-30", ["start_due"]),
        ("2022-12-31", ["start_due"]),
        ("2023-01-01", []),
        ("2021-09-30", []),
        ("2021-10-01", ["turns_idle"]),
        ("2021-12-31", ["turns_idle"]),
        ("2022-01-01", []),
        ("2020-09-30", []),
        ("2020-10-01", ["recovery_years_full"]),
    ],
)
def test_dates_within_the_window(puyang, due, expected):
    assert forecast(puyang, due_start_date=due)["forecast"].tolist() == expected


def test_what_turns_idle_is_found_idle_on_that_day_and_not_before(puyang):
    facts = {"due_start_date": "2021-11-15"}
    assert kinds(forecast(puyang, **facts)) == [("turns_idle", "2022-11-15")]
    for day, held in (("2022-11-14", False), ("2022-11-15", True)):
        found = flag(make_parcels(**facts), puyang, day)
        assert ("idle-not-started" in found["rule"].tolist()) == held


def test_land_that_started_or_is_not_supplied_is_not_in_it(puyang):
    for facts in ({"start_date": "2022-01-01"}, {"supply_date": "2022-10-01"}):
        assert forecast(puyang, due_start_date="2021-11-15", **facts).empty


def test_a_deducted_period_moves_the_day(deducting):
    causes = make_causes(cause_from="2022-01-01", cause_to="2022-01-31")
    found = forecast(deducting, due_start_date="2021-10-01", causes=causes)
    assert kinds(found) == [("turns_idle", "2022-11-01")]


def test_phases_come_one_by_one(puyang):
    phases = make_phases(
        area_m2=[10.0, 20.0],
        delivery_date="2020-01-01",
        due_start_date=["2021-11-01", "2022-11-01"],
    )
    found = forecast(puyang, due_start_date="2021-12-01", phases=phases)
    assert found["phase"].tolist() == ["1", "2"]
    assert found["area_m2"].tolist() == [10.0, 20.0]
    assert found["days_left"].tolist() == [32, 32]


def test_a_window_that_ends_before_it_begins_is_named(puyang):
    with pytest.raises(ValueError, match="until 2022-09-29 lies before 2022-09-30"):
        forecast(puyang, until="2022-09-29")


def test_the_next_quarter():
    days = ["2022-09-30", "2022-10-01", "2022-12-31", "2023-01-01"]
    found = [next_quarter_end(day).isoformat() for day in days]
    assert found == ["2022-12-31", "2023-03-31", "2023-03-31", "2023-06-30"]
