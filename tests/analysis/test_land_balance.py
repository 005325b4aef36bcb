"""A zone of 400 m is 240 mu: each square of 100 m in it has one place."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from landuse.analysis.balance import account_balance
from landuse.analysis.conservation import prove
from landuse.analysis.landbalance import zone_land_balance
from landuse.errors import ConservationError
from landuse.policy import load_policy
from landuse.steps.landbalance import land_balance, land_balance_table
from landuse.testing import (
    make,
    make_approvals,
    make_built,
    make_parcels,
    make_zones,
    square,
)
from tests.analysis.goalcase import mu

ZONE = make_zones(zone_id="a", geometry=square(side=400))


def controls(**columns):
    return make("controls", columns)


def row(made, scope="a"):
    found = made.set_index("scope_id").loc[scope]
    return {name[:-3]: mu(found[name]) for name in found.index if name.endswith("_mu")}


def test_each_square_metre_has_one_place():
    """Parcel 15, batch 30 half supplied, redline 15 half approved, road half on it."""
    made = zone_land_balance(
        ZONE,
        make_parcels(geometry=square()),
        make_approvals(geometry=square().union(square(100))),
        controls(kind="ecological_redline", geometry=square(150)),
        built=make_built(geometry=square(200)),
    )
    assert row(made) == {
        "zone": 240,
        "supplied": 15,
        "unsupplied": 15,
        "excluded": 15,
        "ecological_redline": 7.5,
        "built": 7.5,
        "unapproved": 195,
        "conflict": 7.5,
        "residue": 0,
    }
    assert row(made, "city") == row(made)


def test_parcels_that_overlap_and_land_outside_count_once_or_not_at_all():
    parcels = make_parcels(
        parcel_id=["P1", "P2", "P3", "P4"],
        geometry=[square(), square(), square(50), square(350)],
    )
    made = row(zone_land_balance(ZONE, parcels))
    assert (made["supplied"], made["unapproved"]) == (30, 210)


def test_zones_add_up_to_the_city_and_a_batch_is_shared():
    zones = make_zones(zone_id=["a", "b"], geometry=[square(), square(100)])
    made = zone_land_balance(zones, None, make_approvals(geometry=square(50)))
    parts = [row(made, scope)["unsupplied"] for scope in ("city", "a", "b")]
    assert parts == [15, 7.5, 7.5]


def test_the_first_kind_of_control_keeps_ground_that_two_share():
    both = controls(
        kind=["permanent_farmland", "ecological_redline"],
        geometry=[square(), square(50)],
    )
    made = row(zone_land_balance(ZONE, controls=both))
    assert (made["permanent_farmland"], made["ecological_redline"]) == (15, 7.5)
    assert (made["excluded"], made["conflict"]) == (22.5, 0)


def test_only_what_holds_on_the_day_counts():
    frames = {
        "zones": ZONE,
        "parcels": make_parcels(
            parcel_id=["P1", "P2"],
            geometry=[square(), square(100)],
            supply_date=["2022-09-30", "2022-10-01"],
        ),
        "approvals": make_approvals(
            batch_id=["B1", "B2", "B3"],
            approval_date=["2020-01-01", "2020-01-01", "2022-10-01"],
            lapsed_date=[None, "2022-09-30", None],
            geometry=[square(100), square(200), square(300)],
        ),
        "controls": controls(
            kind=["urban_boundary", "ecological_redline"],
            geometry=[square(side=400), square(0, 100)],
        ),
        "built": make_built(
            built_id=["J1", "J2"],
            land_use=["道路用地", "工业用地"],
            geometry=[square(0, 200), square(0, 300)],
        ),
    }
    made = land_balance(frames, load_policy("puyang"), date(2022, 9, 30))
    found = row(made)
    assert [found[n] for n in ("supplied", "unsupplied", "excluded")] == [15, 15, 30]
    shown = land_balance_table(made, {"a": "甲区"}, "zh")
    assert shown["zone"].tolist() == ["全市", "甲区"]
    assert shown.columns[1:4].tolist() == [
        "balance_zone_mu",
        "balance_supplied_mu",
        "balance_unsupplied_mu",
    ]


def test_a_whole_that_is_not_its_parts_is_refused_beyond_the_tolerance():
    whole, parts = pd.Series([10.0]), pd.Series([9.0])
    prove(whole.to_numpy(), parts.to_numpy(), "zone", 1.0)
    with pytest.raises(ConservationError, match="zone 0: parts and whole"):
        prove(whole.to_numpy() + 0.1, parts.to_numpy(), "zone", 1.0)


# ----------------------------------------------------------- accounts of a ledger


def balances(**areas):
    return pd.DataFrame(
        {"book": "land", "account": list(areas), "area_m2": list(areas.values())}
    )


def test_accounts_go_from_their_opening_to_their_closing():
    """15 mu are supplied out of 45 approved; 15 mu of new land come in."""
    before = balances(external=-30_000.0, unsupplied=30_000.0)
    after = balances(external=-40_000.0, unsupplied=30_000.0, supplied=10_000.0)
    made = account_balance(before, after).set_index("account")
    assert made.loc["supplied", ["opening_mu", "in_mu", "closing_mu"]].tolist() == [
        0,
        15,
        15,
    ]
    assert made.loc["external", "out_mu"] == 15
    moved = made["opening_m2"] + made["in_m2"] - made["out_m2"]
    assert (moved == made["closing_m2"]).all()


def test_land_out_of_nowhere_is_refused():
    before = balances(external=-30_000.0, unsupplied=30_000.0)
    after = balances(external=-30_000.0, unsupplied=30_001.0)
    with pytest.raises(ConservationError, match="book 0: parts and whole differ"):
        account_balance(before, after)
