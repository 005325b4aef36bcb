"""Opening + new - disposed = closing, by hand and for arbitrary land."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.batches import balance
from landuse.analysis.batches.balance import AMOUNTS, unsupplied_balance
from landuse.analysis.batches.disposal import balance_totals, disposal_rates
from landuse.errors import ConservationError
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_parcels, square

NATIONAL = load_policy("national")
FROM, TO = "2019-12-31", "2022-09-30"
#: Four hectares each.
BATCH = {"approved_area_m2": 40_000.0, "geometry": square(side=200)}


def row(parcels=None, basis="registered", **batch):
    """The amounts of the first batch in hectares, rounded."""
    approvals = make_approvals(**({"approval_date": "2018-01-01"} | BATCH | batch))
    parcels = make_parcels(geometry=square(east=9_000)) if parcels is None else parcels
    table = unsupplied_balance(approvals, parcels, NATIONAL, FROM, TO)
    found = table.set_index("area_basis").loc[basis, list(AMOUNTS)]
    return [None if pd.isna(v) else round(v / 10_000, 2) for v in found]


def supplied(day, **facts):
    """One hectare of the batch, supplied on a day."""
    facts = {"batch_id": "B1", "registered_area_m2": 10_000.0} | facts
    return make_parcels(supply_date=day, **facts)


@pytest.mark.parametrize("basis", ["registered", "ellipsoidal"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-12-31", [3, 0, 0, 0, 0, 3]),
        ("2020-01-01", [4, 0, 1, 0, 0, 3]),
        ("2022-09-30", [4, 0, 1, 0, 0, 3]),
        ("2022-10-01", [4, 0, 0, 0, 0, 4]),
        (None, [3, 0, 0, 0, 0, 3]),
    ],
    ids=["before", "on the first day", "on the last", "after", "no day"],
)
def test_what_is_supplied_in_between_is_disposed_of(basis, day, expected):
    assert row(supplied(day), basis) == expected


@pytest.mark.parametrize("basis", ["registered", "ellipsoidal"])
@pytest.mark.parametrize(
    ("approved", "expected"),
    [
        ("2019-12-31", [4, 0, 0, 0, 0, 4]),
        ("2020-01-01", [0, 4, 0, 0, 0, 4]),
        ("2022-09-30", [0, 4, 0, 0, 0, 4]),
        ("2022-10-01", [0, 0, 0, 0, 0, 0]),
    ],
)
def test_what_is_approved_in_between_is_new(basis, approved, expected):
    assert row(None, basis, approval_date=approved) == expected


@pytest.mark.parametrize("basis", ["registered", "ellipsoidal"])
@pytest.mark.parametrize(
    ("lapsed", "expected"),
    [
        ("2019-12-31", [0, 0, 0, 0, 0, 0]),
        ("2021-06-01", [4, 0, 1, 0, 3, 0]),
        ("2021-03-01", [4, 0, 0, 0, 4, 0]),
        ("2022-10-01", [4, 0, 1, 0, 0, 3]),
    ],
    ids=["before", "after the supply", "on the day of the supply", "after the end"],
)
def test_a_lapse_takes_what_is_left(basis, lapsed, expected):
    """A hectare was supplied on 2021-03-01; from its lapse a batch holds nothing."""
    assert row(supplied("2021-03-01"), basis, lapsed_date=lapsed) == expected


@pytest.mark.parametrize("basis", ["registered", "ellipsoidal"])
def test_what_was_withdrawn_in_part_goes_out(basis):
    facts = {"withdrawn_date": "2021-01-01", "withdrawn_area_m2": 10_000.0}
    assert row(None, basis, **facts) == [4, 0, 0, 1, 0, 3]


def test_land_supplied_twice_is_disposed_of_once():
    """The second supply of a hectare changes nothing that can be seen on the map."""
    twice = supplied(["2019-01-01", "2021-01-01"], geometry=[square(), square()])
    assert row(twice, "ellipsoidal") == [3, 0, 0, 0, 0, 3]
    assert row(twice, "registered") == [3, 0, 1, 0, 0, 2]


@pytest.mark.parametrize(
    "facts",
    [{"approval_date": None}, {"lapse_document": "濮自然资〔2021〕1号"}],
    ids=["no day of approval", "a lapse without a day"],
)
def test_a_batch_of_unknown_standing_has_no_amounts(facts):
    assert row(None, "registered", **facts) == [None] * 6
    assert row(None, "ellipsoidal", **facts) == [None] * 6


def test_a_document_without_an_area_has_no_amounts():
    assert row(None, "registered", approved_area_m2=None) == [None] * 6
    assert row(supplied("2021-01-01", registered_area_m2=None)) == [None] * 6
    assert row(None, "ellipsoidal", approved_area_m2=None) == [4, 0, 0, 0, 0, 4]


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="ends on 2019-12-30, before it starts on"):
        unsupplied_balance(
            make_approvals(), make_parcels(), NATIONAL, FROM, "2019-12-30"
        )


def test_a_balance_that_does_not_balance_is_refused(monkeypatch):
    """If the parcels of the period were lost, the closing would tell."""
    monkeypatch.setattr(balance, "_between", lambda parcels, *_: parcels.iloc[:0])
    with pytest.raises(ConservationError, match="unsupplied batch 0: parts and whole"):
        row(supplied("2021-01-01"))


days = st.sampled_from([None, "2018-06-01", "2020-06-01", "2021-06-01", "2023-01-01"])
parcel = st.tuples(st.integers(-150, 350), days, st.sampled_from([None, "B1", "B1;B2"]))
batch = st.tuples(st.integers(-100, 300), days, days)


@settings(max_examples=60)
@given(
    parcels=st.lists(parcel, max_size=6),
    batches=st.lists(batch, min_size=1, max_size=3),
    ends=st.tuples(days, days),
)
def test_any_land_balances_between_any_two_days(parcels, batches, ends):
    start, end = sorted(day or "2019-12-31" for day in ends)
    approvals = make_approvals(
        geometry=[square(east=east, side=150) for east, *_ in batches],
        approval_date=[approved for _, approved, _ in batches],
        lapsed_date=[lapsed for *_, lapsed in batches],
        approved_area_m2=22_500.0,
    )
    land = make_parcels(
        parcel_id=[f"P{place}" for place in range(len(parcels))],
        geometry=[square(east=east) for east, *_ in parcels],
        supply_date=[day for _, day, _ in parcels],
        batch_id=[cited for *_, cited in parcels],
        registered_area_m2=[9_000.0] * len(parcels),
    )
    table = unsupplied_balance(approvals, land, NATIONAL, start, end)
    came = table["opening_m2"] + table["new_m2"]
    went = table["supplied_m2"] + table["withdrawn_m2"] + table["lapsed_m2"]
    known = came.notna()
    closing = table["closing_m2"][known].to_numpy()
    assert (came - went)[known].to_numpy() == pytest.approx(closing, abs=1e-3)
    middle = unsupplied_balance(approvals, land, NATIONAL, end, end)
    assert middle["opening_m2"][known].to_numpy() == pytest.approx(closing, abs=1e-3)


# ---------------------------------------------------------------- sums and rates


def city():
    """Four batches of one hectare: supplied, lapsed, half supplied, new."""
    approvals = make_approvals(
        approval_date=["2018-01-01"] * 3 + ["2021-01-01"],
        lapsed_date=[None, "2021-01-01", None, None],
        approved_area_m2=10_000.0,
    ).assign(zone_id=["a", "a", "b", None])
    parcels = make_parcels(
        batch_id=["B1", "B3"],
        registered_area_m2=[10_000.0, 5_000.0],
        supply_date="2021-06-01",
        geometry=[square(), square(east=250)],
    )
    return unsupplied_balance(approvals, parcels, NATIONAL, FROM, TO)


def test_sums_of_the_city_and_the_zones():
    totals = balance_totals(city())
    totals = totals.set_index(["scope_id", "area_basis", "item"]).sort_index()
    whole = totals.loc[("city", "registered")]
    assert whole["area_ha"].to_dict() == {
        "opening": 3.0,
        "new": 1.0,
        "supplied": 1.5,
        "withdrawn": 0.0,
        "lapsed": 1.0,
        "closing": 1.5,
    }
    assert whole["area_mu"]["closing"] == pytest.approx(22.5)
    assert whole["share"]["closing"] == 0.375
    assert whole["batches"]["closing"] == 2
    assert totals.loc[("b", "registered", "closing"), "area_ha"] == 0.5
    assert totals.loc[("unallocated", "registered", "new"), "area_ha"] == 1.0


def test_disposal_by_area_and_by_count():
    """Of three hectares 2.5 went; of three batches two are closed."""
    rates = disposal_rates(city(), NATIONAL, FROM, TO)
    rates = rates[rates["scope"] == "city"].set_index(["indicator", "area_basis"])
    by_area = rates.loc[("disposal_rate", "registered")]
    assert (by_area["numerator"], by_area["denominator"]) == (25_000.0, 30_000.0)
    by_count = rates.loc[("disposal_rate_count", "registered")]
    assert (by_count["numerator"], by_count["denominator"]) == (2.0, 3.0)
    assert by_area["note"] == "since=2019-12-31"
    assert pd.isna(by_area["met"])


@pytest.mark.parametrize(("target", "met"), [(5 / 6, True), (0.84, False)])
def test_a_target_that_a_city_sets_is_held_against(target, met):
    entry = replace(
        NATIONAL.entry("unsupplied.disposal_target"), value=target, configured=True
    )
    policy = replace(NATIONAL, values={**NATIONAL.values, entry.key: (entry,)})
    rates = disposal_rates(city(), policy, FROM, TO)
    row = rates[(rates["scope"] == "city") & (rates["area_basis"] == "registered")]
    assert row["met"].iloc[0] == met
