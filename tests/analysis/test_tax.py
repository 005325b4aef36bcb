from __future__ import annotations

from dataclasses import replace
from math import fsum

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.analysis.denominators import Frames, enterprise_land, side_of
from landuse.analysis.parceltax import tax_per_parcel
from landuse.analysis.tax import tax_density, tax_density_of_rows
from landuse.policy import load_policy
from landuse.schema import conform
from landuse.testing import make_enterprises, make_parcels, make_zones, square

POLICY = load_policy("puyang")
ZONES = make_zones(
    zone_id=["a", "b"], geometry=[square(side=200), square(east=300, side=100)]
)
AS_OF = "2022-09-30"
LAND = "1001"
NO_PARCELS = make_parcels(parcel_id=[])


def density(enterprises, parcels=NO_PARCELS, policy=POLICY, zones=ZONES):
    return tax_density(enterprises, parcels, zones, policy, year=2021, as_of=AS_OF)


def pick(rows, scope_id="city", denominator="evaluated_enterprises"):
    mine = rows[
        (rows.scope_id == scope_id)
        & (rows.indicator == "tax_yuan_per_mu")
        & (rows.denominator_scope == denominator)
    ]
    assert len(mine) == 1
    return mine.iloc[0]


def test_land_of_an_enterprise_is_owned_unregistered_and_rented():
    made = make_enterprises(
        owned_area_m2=[10_000, 10_000, None, None],
        unregistered_area_m2=[2_000, None, None, None],
        rented_in_area_m2=[3_000, None, None, 500],
        rented_out_area_m2=[5_000, 10_000, None, 900],
    )
    assert enterprise_land(made).fillna(-1).tolist() == [10_000, 0, -1, -1]


def test_the_figure_is_the_ratio_of_sums_not_the_mean_of_ratios():
    rows = density(
        make_enterprises(
            zone_id="a", tax_yuan=[1_500_000, 0], owned_area_m2=[10_000, 90_000]
        )
    )
    assert pick(rows).value == pytest.approx(1_500_000 / 150)
    assert pick(rows).numerator == 1_500_000
    assert pick(rows).denominator == pytest.approx(150)


def test_what_is_missing_is_left_out_of_both_sides_and_counted():
    rows = density(
        make_enterprises(
            zone_id="a",
            tax_yuan=[3_000_000, 9e9, 9e9, None],
            owned_area_m2=[10_000, None, 10_000, 10_000],
            exempt=[None, False, True, False],
        )
    )
    row = pick(rows)
    assert row.value == pytest.approx(200_000)
    assert row.note == (
        "exempt_enterprises=1; enterprises_without_land=1; enterprises_without_tax=1"
    )
    assert row.met


def test_land_rented_between_two_evaluated_enterprises_counts_once_in_the_city():
    rows = density(
        make_enterprises(
            zone_id=["a", "b"],
            tax_yuan=[1e6, 2e6],
            owned_area_m2=[20_000, None],
            rented_out_area_m2=[10_000, None],
            rented_in_area_m2=[None, 10_000],
        )
    )
    assert pick(rows).denominator == pytest.approx(30)
    assert pick(rows, "a").value == pytest.approx(1e6 / 15)
    assert pick(rows, "b").value == pytest.approx(2e6 / 15)


def test_without_land_the_value_is_missing_not_infinite():
    rows = density(make_enterprises(zone_id="a", tax_yuan=1e6, owned_area_m2=0))
    for scope in ("city", "a"):
        row = pick(rows, scope)
        assert pd.isna(row.value)
        assert pd.isna(row.met)
        assert row.note == "no_land=1"
    assert pick(rows, "b").note == "no_tax=1; no_land=1"


def test_the_same_tax_stands_over_every_denominator_of_the_policy():
    parcels = make_parcels(
        zone_id=["a", "a", "a", "a", None, "a", "a"],
        land_use=[LAND, "工业用地", LAND, "0701", LAND, "仓储用地", "仓储用地"],
        supply_date=[
            "2019-01-01",
            "2022-09-30",
            "2022-10-01",
            "2019-01-01",
            "2019-01-01",
            "2019-01-01",
            "2019-01-01",
        ],
        completion_date=[
            "2020-01-01",
            None,
            None,
            "2020-01-01",
            "2020-01-01",
            "2022-09-30",
            "2022-10-01",
        ],
        registered_area_m2=[10_000, 20_000, 40_000, 80_000, 160_000, 8_000, 8_000],
    )
    enterprises = make_enterprises(zone_id="a", tax_yuan=9e6, owned_area_m2=40_000)
    rows = density(enterprises, parcels)
    expected = {
        "evaluated_enterprises": 60,
        "industrial_in_use": 15,
        "industrial_supplied": 45,
        "industrial_built": 27,
    }
    for name, mu in expected.items():
        assert pick(rows, "a", name).denominator == pytest.approx(mu)
        assert pick(rows, "a", name).value == pytest.approx(9e6 / mu)
    whole = pick(rows, "a", "zone_total")
    assert whole.denominator == pytest.approx(60, rel=3e-4)
    assert whole.area_basis == "ellipsoidal"
    assert pick(rows, "city", "zone_total").denominator == pytest.approx(75, rel=3e-4)
    assert set(rows.denominator_scope.dropna()) == set(POLICY.value("tax.denominators"))


@pytest.mark.parametrize(
    ("completed", "mu"), [("2022-09-30", 15.0), ("2022-10-01", None)]
)
def test_land_is_in_use_from_the_day_of_completion(completed, mu):
    parcels = make_parcels(
        zone_id="a", land_use=LAND, completion_date=completed, registered_area_m2=1e4
    )
    row = pick(
        density(make_enterprises(tax_yuan=[]), parcels), "a", "industrial_in_use"
    )
    assert pd.isna(row.denominator) if mu is None else row.denominator == mu


def test_a_missing_registered_area_is_measured_and_said_so():
    parcels = make_parcels(
        parcel_id=["P1", "P2", "P0", "P3", "P3"],
        zone_id="a",
        land_use=LAND,
        supply_date="2019-01-01",
        registered_area_m2=[10_000, None, 0, 10_000, 10_000],
    )
    enterprises = make_enterprises(zone_id="a", tax_yuan=9e6)
    row = pick(density(enterprises, parcels), "a", "industrial_supplied")
    assert row.denominator == pytest.approx(75, abs=0.02)
    assert row.area_basis == "registered"
    assert row.note == "registered_area_missing=2; repeated_parcel_ids=2"


def test_blocks_of_a_zone_that_overlap_count_once():
    zones = make_zones(zone_id=["a", "a"], geometry=[square(), square(east=50)])
    rows = density(make_enterprises(zone_id="a", tax_yuan=1e6), zones=zones)
    assert pick(rows, "a", "zone_total").denominator == pytest.approx(22.5, rel=3e-4)


def test_the_goal_is_strictly_above():
    made = make_enterprises(zone_id="a", tax_yuan=2_250_000, owned_area_m2=10_000)
    row = pick(density(made))
    assert (row.value, row.target, row.operator) == (150_000, 150_000, ">")
    assert row.met == False  # noqa: E712
    above = made.assign(tax_yuan=2_250_000.01)
    assert pick(density(above)).met == True  # noqa: E712


def test_tax_of_zones_and_unallocated_tax_are_the_table():
    rows = density(
        make_enterprises(
            zone_id=["a", "b", None, "elsewhere"],
            tax_yuan=[0.1, 0.2, 0.7, 1e9],
            owned_area_m2=10_000,
        )
    )
    tax = rows[rows.indicator == "tax_yuan"].set_index("scope_id").value
    assert tax.index.tolist() == ["a", "b", "unallocated", "city"]
    assert fsum(tax[["a", "b", "unallocated"]]) == tax["city"] == 1e9 + 1.0
    assert "unallocated_tax_yuan=1000000000.70" in pick(rows).note
    assert pick(rows).numerator == pytest.approx(0.3)


def test_other_years_are_not_looked_at():
    made = make_enterprises(
        zone_id="a", year=[2020, 2021], tax_yuan=[5e6, 3e6], owned_area_m2=10_000
    )
    assert pick(density(made)).value == pytest.approx(200_000)


def test_a_denominator_that_the_policy_leaves_open_is_not_computed():
    values = {**POLICY.values}
    open_ = replace(POLICY.entry("tax.storage_land_use"), value=None, configured=False)
    values["tax.storage_land_use"] = (open_,)
    rows = density(make_enterprises(zone_id="a"), policy=replace(POLICY, values=values))
    named = set(rows.denominator_scope.dropna())
    assert named == set(POLICY.value("tax.denominators")) - {"industrial_built"}


def test_an_unknown_denominator_is_refused():
    frames = Frames(make_enterprises(), NO_PARCELS, ZONES, POLICY, None)
    with pytest.raises(ValueError, match="'built' is not a denominator; use evaluated"):
        side_of("built", frames)


def test_inputs_are_not_changed():
    enterprises, parcels = make_enterprises(zone_id="a"), make_parcels(zone_id="a")
    before = enterprises.copy(), parcels.copy(), ZONES.copy()
    density(enterprises, parcels)
    tax_per_parcel(parcels.assign(area_m2=1.0), enterprises, 2021)
    for now, then in zip((enterprises, parcels, ZONES), before, strict=True):
        assert_frame_equal(now, then)


def test_tax_is_shared_among_the_parcels_of_an_enterprise_by_area():
    parcels = make_parcels(
        enterprise_id=["E1", "E1", "E2", "E3", None],
        area_m2=[10_000, 30_000, 10_000, 10_000, 10_000],
    ).set_axis(list("vwxyz"))
    enterprises = make_enterprises(
        enterprise_id=["E1", "E2"], tax_yuan=[6_000_000, None]
    )
    made = tax_per_parcel(parcels, enterprises, 2021)
    assert made.index.tolist() == list("vwxyz")
    assert made[["v", "w"]].tolist() == [100_000, 100_000]
    assert made[["x", "y", "z"]].isna().all()
    assert tax_per_parcel(parcels, enterprises, 2020).isna().all()


def test_an_unmeasured_parcel_makes_the_share_unknown():
    parcels = make_parcels(enterprise_id="E1", area_m2=[10_000, None])
    made = tax_per_parcel(parcels, make_enterprises(tax_yuan=1e6), 2021)
    assert made.isna().all()


def tax_rows(**columns):
    return conform(pd.DataFrame(columns), "taxes")


def by_rows(taxes, parcels):
    return tax_density_of_rows(taxes, parcels, ZONES, POLICY, as_of=AS_OF)


def test_many_rows_and_many_outlines_of_one_parcel_count_each_row_once():
    parcels = make_parcels(parcel_id=["P", "P", "P", "Q"], zone_id=["a", "b", "b", "a"])
    taxes = tax_rows(parcel_id=["P", "P", "Q", "X"], tax_yuan=[1.0, 2.0, 4.0, 8.0])
    naive = taxes.merge(parcels, on="parcel_id").tax_yuan.sum()
    assert naive == 13
    rows = by_rows(taxes, parcels)
    tax = rows[rows.indicator == "tax_yuan"].set_index("scope_id").value
    assert tax.to_dict() == {"a": 4, "b": 3, "unallocated": 8, "city": 15}
    row = pick(rows, "b", "parcels")
    assert row.denominator == pytest.approx(30, rel=3e-4)
    assert row.note == "rows_of_split_parcels=2"


def test_a_parcel_outside_all_zones_is_unallocated():
    parcels = make_parcels(parcel_id=["P", "Q"], zone_id=["a", None])
    rows = by_rows(tax_rows(parcel_id=["P", "Q"], tax_yuan=[1.0, 2.0]), parcels)
    tax = rows[rows.indicator == "tax_yuan"].set_index("scope_id").value
    assert (tax["a"], tax["unallocated"]) == (1, 2)


def test_the_currency_of_the_policy_is_in_the_unit():
    rows = by_rows(
        tax_rows(parcel_id=["P1"], tax_yuan=[1.0]), make_parcels(zone_id="a")
    )
    assert pick(rows, "a", "parcels").unit == "yuan/mu"


def test_rows_of_several_years_are_refused():
    taxes = tax_rows(parcel_id=["P", "P"], year=[2020, 2021], tax_yuan=[1.0, 2.0])
    with pytest.raises(ValueError, match=r"several years \(2020, 2021\)"):
        by_rows(taxes, make_parcels())


cents = st.integers(0, 10**12).map(lambda cent: cent / 100)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), cents), max_size=30))
def test_no_cent_is_lost(rows):
    zone, tax = [r[0] for r in rows], [r[1] for r in rows]
    made = density(make_enterprises(zone_id=zone, tax_yuan=tax))
    sums = made[made.indicator == "tax_yuan"].set_index("scope_id").value
    assert sums["city"] == fsum(tax)
    assert fsum(sums.drop("city").dropna()) == pytest.approx(fsum(tax), abs=0.005)
