"""The many-to-many join of enterprises and parcels: shares, sums, what is left."""

from __future__ import annotations

from dataclasses import replace
from math import fsum

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.analysis.taxland import allocate, tax_land
from landuse.analysis.taxland.join import TaxLand
from landuse.policy import load_policy
from landuse.testing import make_enterprises, make_occupancies, make_parcels

POLICY = load_policy("puyang")


def by(way):
    entry = replace(POLICY.entry("tax.allocation"), value=way)
    return replace(POLICY, values={**POLICY.values, "tax.allocation": (entry,)})


def join(enterprises, parcels, policy=POLICY, occupancies=None):
    return tax_land(
        enterprises,
        parcels,
        policy,
        year=2021,
        as_of="2022-09-30",
        occupancies=occupancies,
    )


def taxes(made: TaxLand):
    pairs = zip(made.links.enterprise_id, made.links.parcel_id, strict=True)
    return dict(zip(pairs, made.links.tax_yuan, strict=True))


def left(made: TaxLand, column: str):
    rows = made.unallocated[made.unallocated[column].notna()]
    return {
        (e if isinstance(e, str) else p, r): v
        for e, p, r, v in rows[["enterprise_id", "parcel_id", "reason", column]].values
    }


def links(*rows):
    return pd.DataFrame(rows, columns=["owner", "place", "weight"])


def test_a_cent_that_cannot_be_halved_goes_to_the_larger_remainder():
    made = allocate(pd.Series({"E": 1.0}), links(("E", "P", 1), ("E", "Q", 2)))
    assert made.amount.tolist() == [0.33, 0.67]
    made = allocate(
        pd.Series({"E": 0.02}), links(*[("E", p, 1) for p in ("R", "P", "Q")])
    )
    assert made.place.tolist() == ["P", "Q", "R"]
    assert made.amount.tolist() == [0.01, 0.01, 0.0]


def test_a_refund_beyond_what_was_paid_is_shared_too():
    made = allocate(pd.Series({"E": -1.0}), links(("E", "P", 1), ("E", "Q", 2)))
    assert made.amount.tolist() == [-0.33, -0.67]


@pytest.mark.parametrize(
    ("weights", "absolute", "amounts", "reason"),
    [
        ((0.5, 0.5), True, [50, 50], None),
        ((0.5, 0.25), True, [50, 25, 25], "contract_remainder"),
        ((0.5, 0.51), True, [100], "shares_above_one"),
        ((0.5, None), True, [100], "share_unknown"),
        ((0.5, None), False, [100], "share_unknown"),
        ((0.0, 0.0), False, [100], "share_unknown"),
        ((1.0, -1.0), False, [100], "share_unknown"),
        ((1.0, 0.0), False, [100, 0], None),
    ],
)
def test_what_no_rule_can_place_is_left_with_its_reason(
    weights, absolute, amounts, reason
):
    pairs = links(("E", "P", weights[0]), ("E", "Q", weights[1]))
    made = allocate(pd.Series({"E": 100.0}), pairs, absolute=absolute)
    assert made.amount.tolist() == amounts
    assert set(made.reason.dropna()) == ({reason} if reason else set())


def test_less_than_a_cent_is_not_lost():
    made = allocate(pd.Series([0.004, 0.004], index=["E", "E"]), links(("E", "P", 1)))
    assert made[made.reason == "below_a_cent"].amount.tolist() == [0.008]


def test_the_noise_of_a_product_is_no_money():
    tax = 1024.11 * 10_000
    assert tax != 10_241_100
    made = allocate(pd.Series({"E": tax}), links(("E", "P", 1)))
    assert made.amount.tolist() == [10_241_100]


def test_missing_tax_is_not_zero():
    made = allocate(pd.Series({"E": None, "F": 2.0}), links(("E", "P", 1)))
    assert made[["owner", "amount"]].values.tolist() == [["F", 2.0]]


def test_join_then_sum_is_sum_then_join_where_a_merge_counts_twice():
    enterprises = make_enterprises(
        enterprise_id=["E1", "E2", "E3"], tax_yuan=[300.0, 40.0, 5.0]
    )
    parcels = make_parcels(
        parcel_id=["P", "Q", "R"],
        enterprise_id=["E1", "E1", "E2"],
        area_m2=[10_000.0, 20_000.0, 10_000.0],
    )
    naive = parcels.merge(enterprises, on="enterprise_id", how="left").tax_yuan.sum()
    assert naive == 300 + 300 + 40
    made = join(enterprises, parcels)
    assert taxes(made) == {("E1", "P"): 100, ("E1", "Q"): 200, ("E2", "R"): 40}
    assert left(made, "tax_yuan") == {("E3", "no_parcel"): 5}
    assert made.tax_yuan == enterprises.tax_yuan.sum() == 345


def test_a_tenant_has_its_part_and_the_holder_the_rest():
    enterprises = make_enterprises(enterprise_id=["E1", "E2"], tax_yuan=[90.0, 60.0])
    parcels = make_parcels(
        parcel_id=["P", "Q"], enterprise_id="E1", area_m2=[10_000.0, 5_000.0]
    )
    tenant = make_occupancies(
        enterprise_id="E2", parcel_id="P", used_area_m2=6_000, relation="tenant"
    )
    made = join(enterprises, parcels, occupancies=tenant)
    # E1 keeps 4,000 of P and all 5,000 of Q: 4 to 5.
    assert taxes(made) == {("E1", "P"): 40, ("E1", "Q"): 50, ("E2", "P"): 60}
    assert made.links.land_m2.tolist() == [4_000, 5_000, 6_000]
    assert made.land_m2 == 15_000
    assert made.unallocated.empty


def test_land_without_an_enterprise_is_shown():
    parcels = make_parcels(
        parcel_id=["P", "Q"], enterprise_id=["E1", None], area_m2=10_000.0
    )
    made = join(make_enterprises(tax_yuan=1.0), parcels)
    assert left(made, "land_m2") == {("Q", "no_enterprise"): 10_000}
    assert made.land_m2 == 20_000


def test_a_parcel_that_is_used_more_than_it_measures_is_below_zero():
    parcels = make_parcels(parcel_id="P", area_m2=10_000.0)
    used = make_occupancies(
        enterprise_id=["E1", "E2"], parcel_id="P", used_area_m2=[8_000, 7_000]
    )
    made = join(make_enterprises(enterprise_id="E1"), parcels, occupancies=used)
    assert left(made, "land_m2") == {("P", "parcel_overused"): -5_000}
    assert made.land_m2 == 10_000


@pytest.mark.parametrize(
    ("way", "shares"), [("area", [50, 50]), ("registered", [25, 75])]
)
def test_the_policy_says_by_what_tax_is_shared(way, shares):
    parcels = make_parcels(
        enterprise_id="E1", area_m2=10_000.0, registered_area_m2=[5_000, 15_000]
    )
    made = join(make_enterprises(tax_yuan=100.0), parcels, by(way))
    assert made.links.tax_yuan.tolist() == shares


def test_by_contract_the_rest_is_left():
    used = make_occupancies(
        enterprise_id="E1", parcel_id=["P1", "P2"], tax_share=[0.7, 0.2]
    )
    parcels = make_parcels(parcel_id=["P1", "P2"], area_m2=10_000.0)
    made = join(make_enterprises(tax_yuan=100.0), parcels, by("contract"), used)
    assert made.links.tax_yuan.tolist() == [70, 20]
    assert left(made, "tax_yuan") == {("E1", "contract_remainder"): 10}


def test_a_way_that_nobody_chose_places_only_what_has_one_parcel():
    entry = replace(POLICY.entry("tax.allocation"), value=None, configured=False)
    policy = replace(POLICY, values={**POLICY.values, "tax.allocation": (entry,)})
    parcels = make_parcels(enterprise_id=["E1", "E1", "E2"], area_m2=10_000.0)
    enterprises = make_enterprises(enterprise_id=["E1", "E2"], tax_yuan=[10.0, 20.0])
    made = join(enterprises, parcels, policy)
    assert left(made, "tax_yuan") == {("E1", "share_unknown"): 10}
    assert taxes(made)["E2", "P3"] == 20


def test_land_used_on_a_parcel_of_unknown_size_is_taken_out_again():
    used = make_occupancies(enterprise_id="E1", used_area_m2=1_000)
    parcels = make_parcels(area_m2=[None]).astype({"area_m2": "float64"})
    made = join(make_enterprises(), parcels, occupancies=used)
    assert left(made, "land_m2") == {("P1", "parcel_unmeasured"): -1_000}


def test_another_way_is_refused():
    with pytest.raises(ValueError, match="'rent'; use area, registered, contract"):
        join(make_enterprises(), make_parcels(area_m2=1.0), by("rent"))


def test_occupancies_of_other_years_are_not_looked_at():
    used = make_occupancies(
        enterprise_id=["E1", "E2", "E3"],
        parcel_id="P1",
        year=[2020, 2021, None],
        used_area_m2=1_000,
    )
    made = join(make_enterprises(), make_parcels(area_m2=3_000.0), occupancies=used)
    assert made.links.enterprise_id.tolist() == ["E2", "E3"]


@pytest.mark.parametrize("areas", [[None, 1_000], [1_000, None]])
def test_two_leases_on_one_parcel_stand_in_one_order(areas):
    used = make_occupancies(
        enterprise_id="E1", parcel_id="P1", used_area_m2=areas, relation="tenant"
    )
    made = join(
        make_enterprises(tax_yuan=5.0), make_parcels(area_m2=9e3), occupancies=used
    )
    assert made.links.land_m2.tolist()[0] == 1_000
    assert made.links.tax_yuan.tolist() == [5, 0]


def test_outlines_of_one_id_count_together():
    parcels = make_parcels(
        parcel_id=["P", "P", "Q"],
        zone_id=["a", "b", "a"],
        enterprise_id="E1",
        area_m2=[10_000.0, 20_000.0, 30_000.0],
    )
    made = join(make_enterprises(tax_yuan=100.0), parcels)
    assert made.links[["parcel_id", "zone_id", "tax_yuan"]].values.tolist() == [
        ["P", "b", 50],
        ["Q", "a", 50],
    ]


ids = st.sampled_from(["E1", "E2", "E3", None])
cents = st.integers(-(10**9), 10**12).map(lambda cent: cent / 100)
areas = st.one_of(st.none(), st.integers(0, 10**6).map(float))
uses = st.lists(
    st.tuples(
        st.sampled_from(["E1", "E2", "E4"]), st.sampled_from(["P1", "P2", "X"]), areas
    ),
    max_size=6,
)


weights = st.one_of(st.none(), st.floats(0, 1e9), st.sampled_from([0.0, 1 / 3, 0.5]))
pairs = st.tuples(st.sampled_from("ABC"), st.sampled_from("PQRS"), weights)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), cents), min_size=1, max_size=6),
    st.lists(pairs, max_size=8),
    st.booleans(),
)
def test_every_cent_is_placed_or_left(tax, rows, absolute):
    amounts = pd.Series([t[1] for t in tax], index=[t[0] for t in tax])
    made = allocate(amounts, links(*rows), absolute=absolute)
    whole = [round(100 * value) for value in made.amount]
    assert sum(whole) == sum(round(100 * cent) for _, cent in tax)
    assert [cent / 100 for cent in whole] == made.amount.tolist()
    for owner, mine in made.groupby("owner"):
        total = fsum(value for name, value in tax if name == owner)
        assert (mine.amount * total >= 0).all()


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(ids, areas), min_size=1, max_size=5),
    st.lists(cents, min_size=4, max_size=4),
    uses,
    st.sampled_from(["area", "registered", "contract"]),
    st.randoms(use_true_random=False),
)
def test_nothing_is_lost_or_made_whatever_the_table_and_its_order(
    held, tax, used, way, dice
):
    enterprises = make_enterprises(enterprise_id=["E1", "E2", "E4", "E5"], tax_yuan=tax)
    parcels = make_parcels(
        enterprise_id=[h[0] for h in held],
        area_m2=[h[1] for h in held],
        registered_area_m2=1_000,
    )
    parcels["area_m2"] = parcels["area_m2"].astype("float64")
    rows = make_occupancies(
        enterprise_id=[u[0] for u in used],
        parcel_id=[u[1] for u in used],
        used_area_m2=[u[2] for u in used],
        tax_share=0.3,
    )
    made = join(enterprises, parcels, by(way), rows)
    assert made.tax_yuan == pytest.approx(fsum(tax), abs=0.005)
    assert made.land_m2 == pytest.approx(fsum(h[1] or 0 for h in held))

    def shuffled(frame):
        order = dice.sample(range(len(frame)), len(frame))
        return frame.iloc[order].reset_index(drop=True)

    again = join(*map(shuffled, (enterprises, parcels)), by(way), shuffled(rows))
    for name in ("links", "unallocated"):
        keys = ["enterprise_id", "parcel_id", "how", "land_m2", "tax_share"]
        one, two = getattr(made, name), getattr(again, name)
        by_keys = [k for k in keys if k in one] + (
            ["reason"] if "reason" in one else []
        )
        pair = (f.sort_values(by_keys, ignore_index=True) for f in (one, two))
        assert_frame_equal(*pair)
