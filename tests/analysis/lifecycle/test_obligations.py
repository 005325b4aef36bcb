"""Who answers for a plot: holders, lessees, and what came of a divided plot."""

from __future__ import annotations

import pandas as pd
import pytest

from landuse.analysis.lifecycle.heirs import carried, heirs
from landuse.analysis.lifecycle.obligations import OBLIGOR_BASES, obligors
from landuse.testing import make_commitments, make_parcels, make_transfers
from landuse.vocabulary import has_label

SOLD = "2021-05-01"


def answer(day, transfers, **plot):
    parcels = make_parcels(**{"holder": "甲", **plot})
    found = obligors(parcels["parcel_id"], day, parcels, transfers).iloc[0]
    return tuple(None if pd.isna(value) else value for value in found)


def sale(to="乙", assumes=None, day=SOLD, **columns):
    given = {"from_holder": "甲", "to_holder": to, "assumes_obligations": assumes}
    return make_transfers(transfer_date=day, **{**given, **columns})


def chain(*acts):
    return pd.concat(acts, ignore_index=True)


@pytest.mark.parametrize("kind", ["sale", "court_sale", "merger", "other"])
@pytest.mark.parametrize(
    ("assumes", "expected"),
    [
        (True, ("乙", None, "乙", "assumed", None)),
        (False, ("乙", None, "甲", "refused", None)),
        (None, ("乙", None, None, "not_said", "乙;甲")),
    ],
    ids=["assumed", "refused", "not said"],
)
def test_a_plot_that_is_sold_mid_life(kind, assumes, expected):
    sold = sale(assumes=assumes, transfer_kind=kind)
    assert answer("2021-04-30", sold) == ("甲", None, "甲", "holder", None)
    assert answer("2021-05-01", sold) == expected
    assert answer("2021-05-02", sold, holder="乙") == expected


def test_without_transfers_the_holder_answers():
    assert answer("2021-01-01", None) == ("甲", None, "甲", "holder", None)
    assert answer("2021-01-01", None, holder=None) == (
        (None, None, None, "not_recorded", None)
    )


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (True, ("丙", "assumed")),
        (False, ("乙", "refused")),
        (None, (None, "not_said")),
    ],
)
def test_a_second_sale_begins_where_the_first_ended(second, expected):
    later = sale("丙", second, "2022-01-01", from_holder="乙")
    both = chain(later, sale(assumes=True))  # the order of the rows does not matter
    holder, _, obligor, basis, _ = answer("2022-01-01", both)
    assert (holder, obligor, basis) == ("丙", *expected)


def test_who_takes_over_later_ends_a_silence_and_who_refuses_does_not():
    silent = sale()
    taken = sale("丙", assumes=True, day="2022-01-01", from_holder="乙")
    refused = sale("丙", assumes=False, day="2022-01-01", from_holder="乙")
    assert answer("2022-01-01", chain(silent, taken))[2:] == ("丙", "assumed", None)
    assert answer("2022-01-01", chain(silent, refused))[2:] == (
        (None, "not_said", "乙;甲")
    )


def test_sales_of_one_day_go_from_hand_to_hand():
    first = sale("乙", assumes=True)
    second = sale("丙", assumes=False, from_holder="乙")
    for order in ((first, second), (second, first)):
        assert answer(SOLD, chain(*order))[:3] == ("丙", None, "乙")


def test_the_register_may_already_name_the_buyer():
    unnamed = sale(assumes=False, from_holder=None)
    assert answer("2021-04-30", unnamed, holder="甲")[:1] == ("甲",)
    assert answer("2021-04-30", unnamed, holder="乙")[:4] == (
        (None, None, None, "not_recorded")
    )
    assert answer(SOLD, unnamed, holder="乙")[2:4] == (None, "not_recorded")


@pytest.mark.parametrize(
    ("day", "lessee"),
    [
        ("2021-04-30", None),
        ("2021-05-01", "租户"),
        ("2023-04-30", "租户"),
        ("2023-05-01", None),
    ],
    ids=["day before", "first day", "last day", "day after"],
)
@pytest.mark.parametrize(
    ("assumes", "obligor", "basis"),
    [
        (True, "租户", "lessee_assumed"),
        (False, "甲", "holder"),
        (None, None, "not_said"),
    ],
)
def test_a_lease_leaves_the_holder_and_ends(day, lessee, assumes, obligor, basis):
    leased = sale("租户", assumes, transfer_kind="lease", until_date="2023-04-30")
    if lessee is None:
        obligor, basis = "甲", "holder"
    assert answer(day, leased)[:4] == ("甲", lessee, obligor, basis)


def test_a_lease_goes_on_when_the_plot_is_sold_and_where_no_end_is_known():
    leased = sale("租户", assumes=True, transfer_kind="lease", day="2020-01-01")
    both = chain(leased, sale(assumes=True))
    assert answer("2030-01-01", both)[:4] == ("乙", "租户", "租户", "lessee_assumed")


def test_several_lessees_are_all_named_and_none_is_chosen():
    leases = sale(["租户二", "租户一"], assumes=True, transfer_kind="lease")
    assert answer(SOLD, leases) == (
        ("甲", "租户一;租户二", None, "not_said", "租户一;租户二")
    )


def test_a_lessee_that_assumes_does_not_speak_for_one_that_is_silent():
    leases = sale(["租户一", "租户二"], [True, None], transfer_kind="lease")
    assert answer(SOLD, leases)[2:] == (None, "not_said", "租户一;租户二")


def test_each_plot_has_a_day_of_its_own_and_no_day_says_nothing():
    parcels = make_parcels(parcel_id=["P1", "P2"], holder=["甲", "丁"])
    plots = pd.Series(["P1", "P1", "P1", "P2", "P9"], index=[9, 7, 5, 3, 1])
    days = pd.Series(
        pd.to_datetime(["2021-04-30", SOLD, None, SOLD, SOLD]), index=plots.index
    )
    found = obligors(plots, days, parcels, sale(assumes=True))
    assert found.index.tolist() == [9, 7, 5, 3, 1]
    said = found["obligor"].astype(object).where(found["obligor"].notna(), None)
    assert said.tolist() == ["甲", "乙", None, "丁", None]
    assert found["obligor_basis"].dropna().tolist() == (
        ["holder", "assumed", "holder", "not_recorded"]
    )


def test_a_later_sale_changes_nothing_before_its_day():
    for day in ("2022-01-01", "2029-01-01"):
        assert answer("2021-12-31", sale(assumes=True, day=day))[2] == "甲"


def test_what_was_sold_before_a_division_holds_for_the_parts():
    parcels = make_parcels(
        parcel_id=["P", "A", "B"],
        holder=["甲", "乙", "乙"],
        valid_to=["2022-01-01", None, None],
        successor=["A；B", None, None],
    )
    refused = sale(assumes=False, parcel_id="P")
    plots = pd.Series(["P", "A", "B"])
    for day in ("2021-06-01", "2022-06-01"):
        found = obligors(plots, day, parcels, refused)
        assert found["obligor"].tolist() == ["甲", "甲", "甲"]
    before = obligors(plots, "2021-04-30", parcels, refused)
    assert before["obligor_basis"].tolist() == ["holder"] * 3


LINE = {
    "parcel_id": ["P", "A", "B", "C"],
    "valid_to": ["2021-01-01", "2022-01-01", None, None],
    "successor": ["A；B", "C", None, None],
}


def rows(*plots, **columns):
    given = {"indicator": "tax_per_mu", "committed": 15.0, **columns}
    return make_commitments(parcel_id=list(plots), **given)


@pytest.mark.parametrize(
    ("day", "plots"),
    [
        ("2020-12-31", ["P"]),
        ("2021-01-01", ["A", "B"]),
        ("2021-12-31", ["A", "B"]),
        ("2022-01-01", ["B", "C"]),
    ],
)
def test_a_promise_goes_down_the_line(day, plots):
    made = carried(rows("P"), make_parcels(**LINE), day)
    assert made["parcel_id"].tolist() == plots
    assert made["origin_parcel_id"].tolist() == ["P"] * len(plots)
    assert carried(made, make_parcels(**LINE), day).equals(made)


def test_plots_that_are_merged_bring_their_promises_together():
    parcels = make_parcels(
        parcel_id=["A", "B", "C"],
        valid_to=["2021-01-01", "2021-01-01", None],
        successor=["C", "C", None],
    )
    made = carried(rows("A", "B", "C"), parcels, "2021-01-01")
    assert made["parcel_id"].tolist() == ["C", "C", "C"]
    assert made["origin_parcel_id"].tolist() == ["A", "B", "C"]


def test_a_plot_that_keeps_its_id_shares_its_promise():
    parcels = make_parcels(
        parcel_id=["P", "P", "Q"],
        valid_to=["2021-01-01", None, None],
        successor=["P;Q", None, None],
    )
    assert carried(rows("P"), parcels, "2021-01-01")["parcel_id"].tolist() == ["P", "Q"]


def test_a_row_stays_where_no_source_has_a_successor_and_in_a_circle():
    lost = make_parcels(valid_to="2021-01-01", successor="X")
    assert carried(rows("P1"), lost, "2021-01-01")["parcel_id"].tolist() == ["P1"]
    circle = make_parcels(
        parcel_id=["A", "B"], valid_to="2021-01-01", successor=["B", "A"]
    )
    assert heirs(circle, "2021-01-01") == {"A": ("A",), "B": ("B",)}


def test_what_was_agreed_anew_takes_the_place_of_the_old():
    made = rows("P", "P", "A", due_date=["2021-12-31", None, "2021-12-31"])
    own = ("indicator", "due_date")
    kept = carried(made, make_parcels(**LINE), "2021-01-01", own=own)
    pairs = kept[["parcel_id", "origin_parcel_id"]].agg("<".join, axis=1)
    assert sorted(pairs) == ["A<A", "A<P", "B<P", "B<P"]


def test_every_basis_has_its_words():
    assert all(has_label("obligor_basis", basis) for basis in OBLIGOR_BASES)
