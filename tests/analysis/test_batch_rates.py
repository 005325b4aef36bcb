"""Supply rates by window and floor, age bands, and batches in two zones."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.batches.rates import rate_base, rates_by_year, supply_rates
from landuse.analysis.batches.validity import age_band, age_years
from landuse.analysis.batches.windows import windows_of
from landuse.analysis.batches.zoned import by_zone
from landuse.analysis.unsupplied import unsupplied_area
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_parcels, make_zones, square

AS_OF = "2022-09-30"
NATIONAL = load_policy("national")
ROW = {"approved_area_m2": 10_000.0, "approval_date": "2018-01-01"}


def rate(window="all", basis="registered", *, policy=NATIONAL, parcels=None, **batch):
    """The city's row of one window."""
    approvals = make_approvals(**(ROW | batch))
    if parcels is None:
        parcels = make_parcels(batch_id="B1", registered_area_m2=6_000.0)
    rates = supply_rates(approvals, parcels, policy, AS_OF)
    rates = rates[rates["numerator_scope"] == window]
    return rates.set_index("area_basis").loc[basis]


def with_windows(*windows):
    entry = replace(NATIONAL.entry("unsupplied.windows"), value=list(windows))
    return replace(NATIONAL, values={**NATIONAL.values, entry.key: (entry,)})


# ------------------------------------------------------------------- the rate


@pytest.mark.parametrize(
    ("registered", "met"),
    [(5_999.99, False), (6_000.0, True), (6_000.01, True)],
    ids=["a square centimetre less", "60 %", "more"],
)
def test_the_five_year_floor_is_sixty_per_cent(registered, met):
    parcels = make_parcels(batch_id="B1", registered_area_m2=registered)
    row = rate("five_years", parcels=parcels)
    assert (row["target"], row["operator"], row["met"]) == (0.6, ">=", met)
    assert row["value"] == registered / 10_000


def test_both_bases_are_shown():
    """By outline the whole square is supplied, by document 60 % of it."""
    assert rate()["value"] == 0.6
    assert rate(basis="ellipsoidal")["value"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("approved", "windows"),
    [
        ("2017-09-30", {"all", "over_two_years"}),
        ("2017-10-01", {"all", "over_two_years", "five_years"}),
        ("2020-09-30", {"all", "over_two_years", "five_years"}),
        ("2020-10-01", {"all", "five_years"}),
        ("2022-09-30", {"all", "five_years"}),
        ("2022-10-01", set()),
        (None, set()),
    ],
)
def test_a_batch_enters_the_windows_of_its_age(approved, windows):
    approvals = make_approvals(approved_area_m2=1.0, approval_date=approved)
    rates = supply_rates(approvals, make_parcels(), NATIONAL, AS_OF)
    has = rates["denominator"] > 0
    assert set(rates.loc[has, "numerator_scope"]) == windows


def test_fixed_days_and_floors_by_age_are_data():
    key = "unsupplied.supply_rate_floor"
    policy = with_windows(
        {"name": "one year before", "min_years": 1, "years": 2, "floor": key},
        {"name": "2015-2017", "first": pd.Timestamp("2015-01-01").date()}
        | {"last": pd.Timestamp("2017-12-31").date()},
    )
    rates = rate("one year before", policy=policy, approval_date="2021-09-30")
    assert (rates["value"], rates["met"]) == (0.6, True)
    assert rate("2015-2017", policy=policy)["denominator"] == 0.0
    row = rate("2015-2017", policy=policy, approval_date="2017-12-31")
    assert row["denominator"] == 10_000.0
    assert pd.isna(row["met"])


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"years": 5}, "a window is a table with a name"),
        ("five", "a window is a table with a name"),
        ({"name": "x", "year": 5}, "unknown key 'year' of a window"),
        ({"name": "x", "floor": "no.such"}, "no such value in the policy"),
    ],
)
def test_a_window_that_cannot_be_read_is_named(window, words):
    with pytest.raises(PolicyError, match=words):
        windows_of(with_windows(window), pd.Timestamp(AS_OF).date())


@pytest.mark.parametrize(
    ("facts", "approved"),
    [
        ({"lapsed_date": AS_OF}, 0.0),
        ({"lapsed_date": "2022-10-01"}, 10_000.0),
        ({"withdrawn_date": AS_OF, "withdrawn_area_m2": 4_000.0}, 6_000.0),
        ({"withdrawn_date": "2022-10-01", "withdrawn_area_m2": 4_000.0}, 10_000.0),
    ],
)
def test_only_what_is_validly_approved_counts(facts, approved):
    assert rate(**facts)["denominator"] == approved


def test_lapsed_batches_enter_where_the_policy_says_so():
    entry = replace(NATIONAL.entry("unsupplied.rate_excludes"), value=[])
    policy = replace(NATIONAL, values={**NATIONAL.values, entry.key: (entry,)})
    assert rate(policy=policy, lapsed_date=AS_OF)["denominator"] == 10_000.0


def test_a_batch_without_an_area_or_a_day_is_counted_not_guessed():
    """10,000 of 20,000 m2 are known to be supplied; two batches stay out."""
    batches = {
        "approved_area_m2": [20_000.0, None, 5_000.0],
        "approval_date": ["2018-01-01", "2018-01-01", None],
    }
    parcels = make_parcels(batch_id=["B1", "B2"], registered_area_m2=[10_000.0, 9.0])
    row = rate(parcels=parcels, **batches)
    assert (row["value"], row["denominator"]) == (0.5, 20_000.0)
    assert row["note"] == "batches_without_date=1; batches_without_area=1"


def test_without_approved_land_there_is_no_rate():
    row = rate(lapsed_date=AS_OF)
    assert pd.isna(row["value"])
    assert pd.isna(row["met"])


def test_by_year_of_approval():
    approvals = make_approvals(
        approved_area_m2=[10_000.0, 30_000.0, 10_000.0],
        approval_date=["2018-01-01", "2018-12-31", "2019-01-01"],
    )
    parcels = make_parcels(batch_id=["B1", "B3"], registered_area_m2=10_000.0)
    table = rates_by_year(rate_base(approvals, parcels, NATIONAL, AS_OF))
    assert table["year"].tolist() == [2018, 2019]
    assert table["batches"].tolist() == [2, 1]
    assert table["supply_rate"].tolist() == [0.25, 1.0]


# ------------------------------------------------------------------ age bands


@pytest.mark.parametrize(
    ("approved", "years", "band"),
    [
        ("2022-09-30", 0, "0-1"),
        ("2021-10-01", 0, "0-1"),
        ("2021-09-30", 1, "1-2"),
        ("2020-09-30", 2, "2-3"),
        ("2019-09-30", 3, "3-5"),
        ("2017-10-01", 4, "3-5"),
        ("2017-09-30", 5, "5+"),
        ("2022-10-01", None, None),
    ],
)
def test_an_anniversary_begins_the_next_band(approved, years, band):
    days = pd.Series(pd.to_datetime([approved]))
    age = age_years(days, AS_OF)[0]
    assert (None if pd.isna(age) else age) == years
    found = age_band(days, AS_OF, [1, 2, 3, 5])[0]
    assert (None if pd.isna(found) else found) == band


def test_the_29th_of_february_has_its_anniversary_on_the_28th():
    days = pd.Series(pd.to_datetime(["2020-02-29"]))
    assert age_years(days, "2021-02-27").tolist() == [0]
    assert age_years(days, "2021-02-28").tolist() == [1]


# ------------------------------------------------------------------ two zones

ZONES = make_zones(zone_id=["a", "b"])


def test_a_batch_in_two_zones_counts_in_each_for_its_part():
    """Of 100 m x 100 m, 25 m lie in zone a, 75 m in b; b's part is supplied."""
    approvals = make_approvals(geometry=square(east=75), **ROW)
    parcels = make_parcels(
        batch_id="B1", registered_area_m2=7_500.0, geometry=square(east=100)
    )
    rates = supply_rates(approvals, parcels, NATIONAL, AS_OF, zones=ZONES)
    rates = rates[(rates["numerator_scope"] == "all") & (rates["scope"] == "zone")]
    rates = rates[rates["area_basis"] == "registered"].set_index("scope_id")
    assert rates["denominator"].round(2).to_dict() == {"a": 2_500.0, "b": 7_500.0}
    assert rates["value"].round(6).to_dict() == {"a": 0.0, "b": 1.0}


def test_what_lies_outside_all_zones_is_not_lost():
    approvals = make_approvals(geometry=square(east=150), **ROW)
    rates = supply_rates(approvals, make_parcels(), NATIONAL, AS_OF, zones=ZONES)
    rates = rates[rates["area_basis"] == "registered"]
    rates = rates[rates["numerator_scope"] == "all"].set_index("scope_id")
    assert rates["denominator"].round(1).to_dict() == {
        "b": 5_000.0,
        "city": 10_000.0,
        "unallocated": 5_000.0,
    }


places = st.lists(st.integers(-150, 350), min_size=1, max_size=4)


@settings(max_examples=40)
@given(batches=places, parcels=places)
def test_the_parts_of_a_batch_add_up_to_it(batches, parcels):
    approvals = make_approvals(
        geometry=[square(east=east) for east in batches], approved_area_m2=9_000.0
    )
    land = make_parcels(
        geometry=[square(east=east) for east in parcels],
        batch_id=[f"B{i % len(batches) + 1}" for i in range(len(parcels))],
        registered_area_m2=8_000.0,
    )
    left = unsupplied_area(approvals, land)
    parts = by_zone(approvals, left, ZONES).groupby("place").sum(numeric_only=True)
    for name in parts:
        assert parts[name].to_numpy() == pytest.approx(
            left[name].fillna(0.0).to_numpy(), rel=1e-9, abs=1e-4
        )
