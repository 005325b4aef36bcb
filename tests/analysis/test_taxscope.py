"""Numerators, pairs of scopes, groups, accounts and the checks of taxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from landuse.analysis.quality import check, cross_check
from landuse.analysis.taxland.groups import tax_groups, tax_years
from landuse.analysis.taxland.join import tax_land
from landuse.analysis.taxland.numerators import tax_numerators
from landuse.analysis.taxland.reconciled import (
    enterprise_accounts,
    parcel_accounts,
    tax_exceptions,
)
from landuse.analysis.taxland.sensitivity import tax_sensitivity
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.testing import (
    make_enterprises,
    make_occupancies,
    make_parcels,
    make_tax_items,
    make_zones,
    square,
)

POLICY = load_policy("puyang")
DAY = date(2022, 9, 30)
ZONES = make_zones(
    zone_id=["a", "b"], geometry=[square(side=200), square(east=300, side=100)]
)


def policy(**values):
    """The policy with other values; None leaves a value open."""
    made = dict(POLICY.values)
    for name, value in values.items():
        key = name.replace("__", ".")
        open_ = value is None
        made[key] = (replace(POLICY.entry(key), value=value, configured=not open_),)
    return replace(POLICY, values=made)


def frames(enterprises, parcels=None, **others):
    parcels = make_parcels(parcel_id=[]) if parcels is None else parcels
    return {"enterprises": enterprises, "parcels": parcels, "zones": ZONES, **others}


ITEMS = make_tax_items(
    enterprise_id=["E1"] * 6 + ["E2"],
    tax_kind=["增值税", "增值税", "增值税", "契税", "房产税", "怪税", "deed"],
    payment_basis=[
        "paid",
        "refund",
        "exempt_credit",
        "paid",
        "penalty",
        "paid",
        "paid",
    ],
    amount_yuan=[100.0, 10.0, 7.0, 40.0, 3.0, 0.5, 9.0],
)


def test_each_numerator_counts_what_its_policy_says():
    made = tax_numerators(ITEMS, POLICY, year=2021, as_of=DAY)
    assert made.tax.loc["E1"].to_dict() == {
        "cash_general": 100 - 10,
        "cash_with_credit": 100 - 10 + 7,
        "cash_all": 100 - 10 + 40,
    }
    assert made.tax.loc["E2"].to_dict() == {
        "cash_general": 0,
        "cash_with_credit": 0,
        "cash_all": 9,
    }


def test_what_a_numerator_leaves_out_is_shown_with_its_reason():
    shown = tax_numerators(ITEMS, POLICY, year=2021, as_of=DAY).shown
    mine = shown[(shown.numerator_kind == "cash_general") & ~shown.counted]
    assert dict(
        zip(mine.tax_kind + " " + mine.payment_basis, mine.why, strict=True)
    ) == {
        "deed paid": "excluded_kind",
        "增值税 exempt_credit": "excluded_payment",
        "契税 paid": "excluded_kind",
        "怪税 paid": "unknown_kind",
        "房产税 penalty": "excluded_payment",
    }
    assert (
        shown.groupby("numerator_kind").amount_yuan.sum().tolist() == [129.5 + 20] * 3
    )


def test_a_refund_is_taken_off_whatever_its_sign():
    items = ITEMS.assign(
        amount_yuan=ITEMS.amount_yuan.where(ITEMS.payment_basis != "refund", -10.0)
    )
    made = tax_numerators(items, POLICY, year=2021, as_of=DAY)
    assert made.tax.loc["E1", "cash_general"] == 90


def test_a_kind_that_a_numerator_names_must_be_known():
    bad = policy(tax__numerators=[{"name": "x", "excludes": ["poll"], "counts": []}])
    with pytest.raises(PolicyError, match="poll is no kind of tax or of payment"):
        tax_numerators(ITEMS, bad, year=2021, as_of=DAY)


def pairs(given, used=POLICY):
    rows = tax_sensitivity(given, used, year=2021, as_of=DAY)
    city = rows[rows.scope == "city"]
    return city.set_index(["numerator_kind", "denominator_scope"])


def test_thirty_yi_at_fifteen_wan_is_twenty_thousand_mu():
    given = frames(
        make_enterprises(zone_id="a", tax_yuan=3e9, owned_area_m2=25_000 * 10_000 / 15)
    )
    row = pairs(given).loc["declared", "evaluated_enterprises"]
    assert row.land_at_target_mu == 20_000
    assert row.tax_yuan_per_mu == pytest.approx(120_000)
    assert not row.met


@pytest.mark.parametrize(("more", "met"), [(0.0, False), (0.01, True), (-0.01, False)])
def test_the_goal_is_above_fifteen_wan_not_at_it(more, met):
    given = frames(
        make_enterprises(zone_id="a", tax_yuan=2_250_000 + more, owned_area_m2=10_000)
    )
    assert bool(pairs(given).met["declared", "evaluated_enterprises"]) is met


def test_one_answer_may_depend_on_the_pair():
    items = make_tax_items(
        enterprise_id="E1", tax_kind=["增值税", "契税"], amount_yuan=[2e6, 1e6]
    )
    parcels = make_parcels(
        zone_id="a", land_use="1001", supply_date="2019-01-01", registered_area_m2=2e4
    )
    enterprises = make_enterprises(zone_id="a", tax_yuan=2.4e6, owned_area_m2=10_000)
    rows = pairs(frames(enterprises, parcels, tax_items=items))
    met = rows[rows.status == "ok"].met.astype(bool).to_dict()
    assert met == {
        ("declared", "evaluated_enterprises"): True,  # 160,000
        ("declared", "industrial_supplied"): False,  # 80,000
        ("declared", "zone_total"): False,
        ("cash_general", "evaluated_enterprises"): False,  # 133,333
        ("cash_general", "industrial_supplied"): False,
        ("cash_general", "zone_total"): False,
        ("cash_with_credit", "evaluated_enterprises"): False,
        ("cash_with_credit", "industrial_supplied"): False,
        ("cash_with_credit", "zone_total"): False,
        ("cash_all", "evaluated_enterprises"): True,  # 200,000
        ("cash_all", "industrial_supplied"): False,  # 100,000
        ("cash_all", "zone_total"): False,
    }
    assert rows.status["cash_all", "industrial_in_use"] == "no_data"
    assert pd.isna(rows.tax_yuan_per_mu["cash_all", "industrial_in_use"])


def test_what_nobody_configured_is_said_not_computed():
    given = frames(make_enterprises(zone_id="a", tax_yuan=1.0), tax_items=ITEMS)
    rows = pairs(given, policy(tax__numerators=None, tax__storage_land_use=None))
    open_ = rows[rows.status == "not_configured"]
    assert set(open_.index) == {
        ("declared", "industrial_built"),
        *(("tax_items", name) for name in POLICY.value("tax.denominators")),
    }
    assert (
        open_[["tax_yuan", "land_mu", "tax_yuan_per_mu", "met"]].isna().all(axis=None)
    )


def test_an_enterprise_without_items_has_no_tax_rather_than_none():
    enterprises = make_enterprises(
        enterprise_id=["E1", "E9"], zone_id="a", tax_yuan=1.0, owned_area_m2=15e4
    )
    rows = pairs(frames(enterprises, tax_items=ITEMS))
    row = rows.loc["cash_general", "evaluated_enterprises"]
    assert (row.tax_yuan, row.land_mu) == (90, 225)
    assert row.note == "enterprises_without_tax=1"
    assert rows.note["cash_general", "zone_total"] == "enterprises_without_tax=1"
    assert pd.isna(rows.note["declared", "zone_total"])


def test_industries_add_up_to_the_city_and_keep_what_has_none():
    enterprises = make_enterprises(
        enterprise_id=["E1", "E2", "E3", "E4"],
        zone_id=["a", "a", "b", None],
        industry_code=["C26", None, None, "C26"],
        tax_yuan=[10.0, 20.0, 40.0, 80.0],
        owned_area_m2=10_000,
    )
    parcels = make_parcels(
        enterprise_id=["E1", "E2", "E3"],
        zone_id=["a", "a", "b"],
        industry_code=[None, "4410", None],
        land_use="1001",
        supply_date="2019-01-01",
        registered_area_m2=[10_000, 20_000, 40_000],
    )
    given = frames(enterprises, parcels)

    def of(by, name):
        rows = tax_groups(given, POLICY, by=by, year=2021, as_of=DAY)
        rows = rows[rows.denominator_scope == name]
        return {
            k: (t, round(m, 1))
            for k, t, m in rows[["key", "tax_yuan", "land_mu"]].values
        }

    name = "industrial_supplied"
    assert of("division", name) == {"26": (10, 15), "44": (20, 30), "unknown": (40, 60)}
    assert of("section", name) == {"C": (10, 15), "D": (20, 30), "unknown": (40, 60)}
    assert of("city", name) == {"city": (70, 105)}
    assert of("zone", "evaluated_enterprises") == {
        "a": (30, 30),
        "b": (40, 15),
        "unallocated": (80, 15),
    }
    assert of("enterprise", name)["E2"] == (20, 30)
    assert "zone_total" not in set(
        tax_groups(given, POLICY, by="section", year=2021, as_of=DAY).denominator_scope
    )


def test_the_city_of_the_groups_is_the_city_of_the_indicators():
    enterprises = make_enterprises(
        zone_id=["a", "b", None], tax_yuan=[1.0, 2.0, 4.0], owned_area_m2=10_000
    )
    given = frames(enterprises)
    groups = tax_groups(given, POLICY, by="city", year=2021, as_of=DAY)
    groups = groups.set_index("denominator_scope").tax_yuan_per_mu
    rows = pairs(given).loc["declared"]
    for name in ("evaluated_enterprises", "zone_total"):
        assert groups[name] == pytest.approx(rows.tax_yuan_per_mu[name])


def test_another_dimension_is_refused():
    with pytest.raises(ValueError, match="'colour' is no dimension of tax per mu"):
        tax_groups(
            frames(make_enterprises()), POLICY, by="colour", year=2021, as_of=DAY
        )


def test_land_of_a_year_is_that_of_its_end():
    enterprises = make_enterprises(
        enterprise_id="E1", zone_id="a", year=[2019, 2020], tax_yuan=[3.0, 6.0]
    )
    parcels = make_parcels(
        zone_id="a",
        land_use="1001",
        supply_date=["2019-12-31", "2020-01-01"],
        registered_area_m2=10_000,
    )
    rows = tax_years(frames(enterprises, parcels), POLICY, as_of=DAY, by=["city"])
    rows = rows[rows.denominator_scope == "industrial_supplied"]
    assert rows.tax_yuan_per_mu.tolist() == pytest.approx([3 / 15, 6 / 30])


def joined(enterprises, parcels, occupancies=None):
    made = tax_land(
        enterprises, parcels, POLICY, year=2021, as_of=DAY, occupancies=occupancies
    )
    return made, enterprise_accounts(enterprises, made, POLICY, DAY)


@pytest.mark.parametrize(("declared", "differs"), [(10_500, False), (10_501, True)])
def test_declared_land_is_held_against_the_parcels(declared, differs):
    enterprises = make_enterprises(tax_yuan=1.0, owned_area_m2=declared)
    parcels = make_parcels(
        enterprise_id="E1", area_m2=10_000.0, registered_area_m2=9_000
    )
    _, accounts = joined(enterprises, parcels)
    row = accounts.iloc[0]
    assert bool(row.land_differs) is differs
    assert (row.parcel_land_m2, row.titled_land_m2) == (10_000, 9_000)


def test_land_rented_between_two_evaluated_enterprises_is_conserved():
    """By declaration and by parcels the city has 20,000 m2, each once."""
    enterprises = make_enterprises(
        zone_id="a",
        tax_yuan=[1e6, 2e6],
        owned_area_m2=[20_000, None],
        rented_out_area_m2=[8_000, None],
        rented_in_area_m2=[None, 8_000],
    )
    parcels = make_parcels(parcel_id="P", enterprise_id="E1", area_m2=20_000.0)
    lease = make_occupancies(
        enterprise_id="E2",
        parcel_id="P",
        relation="tenant",
        landlord_id="E1",
        used_area_m2=8_000,
    )
    made, accounts = joined(enterprises, parcels, lease)
    assert accounts.declared_land_m2.tolist() == [12_000, 8_000]
    assert accounts.parcel_land_m2.tolist() == [12_000, 8_000]
    assert made.land_m2 == 20_000
    city = pairs(frames(enterprises)).loc["declared", "evaluated_enterprises"]
    assert city.land_mu == pytest.approx(30)
    assert check(enterprises, "enterprises", POLICY).empty
    assert cross_check({"enterprises": enterprises, "occupancies": lease}, POLICY) == []


def test_exceptions_are_listed_case_by_case():
    enterprises = make_enterprises(
        zone_id=["a", "b", "a", "a"],
        tax_yuan=[1.0, 2.0, 4.0, 8.0],
        taxed_elsewhere=[None, None, None, True],
        owned_area_m2=[40_000, 10_000, None, None],
    )
    parcels = make_parcels(
        parcel_id=["P", "Q", "R", "S"],
        enterprise_id=["E1", "E1", "E2", "E9"],
        zone_id=["a", "b", "a", "b"],
        area_m2=10_000.0,
    )
    lease = make_occupancies(
        enterprise_id="E1", parcel_id="R", relation="tenant", used_area_m2=2_000
    )
    made, accounts = joined(enterprises, parcels, lease)
    rows = tax_exceptions(enterprises, accounts, made)
    cases = {
        name: [e if pd.isna(p) else f"{e} {p}" for e, p in zip(*both, strict=True)]
        for name, both in (
            (n, (g.enterprise_id, g.parcel_id)) for n, g in rows.groupby("exception")
        )
    }
    assert cases == {
        "several_zones": ["E1"],
        "other_zone": ["E2"],
        "taxed_elsewhere": ["E4"],
        "tax_not_allocated": ["E3", "E4"],
        "land_differs": ["E1", "E2"],
        "unknown_enterprise": ["E9 S"],
        "shared_parcel": ["E1 R", "E2 R"],
        "rented": ["E1 R"],
    }
    assert rows[rows.exception == "several_zones"].zones.tolist() == ["a;b"]


def test_tax_of_a_parcel_is_over_the_land_of_its_users():
    enterprises = make_enterprises(tax_yuan=[30.0, 60.0])
    parcels = make_parcels(parcel_id="P", enterprise_id="E1", area_m2=30_000.0)
    lease = make_occupancies(enterprise_id="E2", parcel_id="P", used_area_m2=10_000)
    made, _ = joined(enterprises, parcels, lease)
    row = parcel_accounts(made).iloc[0]
    assert (row.enterprises, row.tax_yuan, row.tax_yuan_per_mu) == (2, 90, 2)


@pytest.mark.parametrize(("taxed", "found"), [(9_500, 0), (9_499, 1), (None, 0)])
def test_the_taxed_area_is_a_cross_check(taxed, found):
    made = make_enterprises(owned_area_m2=10_000, taxed_area_m2=taxed)
    issues = check(made, "enterprises", POLICY)
    assert issues.code.tolist() == ["TAXED_AREA_DIFFERS"] * found
    if found:
        assert "9,499 m2, the enterprise declares 10,000" in issues.message[0]


@pytest.mark.parametrize(("out", "found"), [(9_900, 0), (9_899, 1)])
def test_land_that_one_rents_in_another_must_rent_out(out, found):
    made = make_enterprises(
        owned_area_m2=[None, 50_000],
        rented_in_area_m2=[10_000, None],
        rented_out_area_m2=[None, out],
    )
    issues = check(made, "enterprises", POLICY)
    assert issues.code.tolist() == ["RENTED_LAND_UNBALANCED"] * found
    assert issues.feature.tolist() == ["2021"] * found


def test_a_lease_that_one_side_does_not_declare_is_told_with_both_figures():
    made = make_enterprises(
        owned_area_m2=[20_000, None], rented_in_area_m2=[None, 8_000]
    )
    lease = make_occupancies(
        enterprise_id="E2", relation="tenant", landlord_id="E1", used_area_m2=8_000
    )
    (issue,) = cross_check({"enterprises": made, "occupancies": lease}, POLICY)
    assert (issue.code, issue.feature) == ("RENTED_LAND_DIFFERS", "E1")
    assert issue.message == (
        "rented_out_area_m2 is 0 m2, the leases between enterprises are 8,000 m2"
    )


def test_a_tax_that_the_policy_does_not_know_is_told_once():
    issues = check(pd.concat([ITEMS, ITEMS]), "tax_items", POLICY)
    assert issues[["code", "feature"]].values.tolist() == [["TAX_KIND_UNKNOWN", "怪税"]]
    assert "1.00 in all" in issues.message[0]
