"""Cases in which the plain sum is wrong: 100 m squares, 15 mu each."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from landuse.analysis.goal.certificate import certificate
from landuse.analysis.goal.outlines import with_outlines
from landuse.errors import PolicyError
from landuse.testing import make_approvals, make_parcels, make_zones, square
from tests.analysis.goalcase import (
    POLICY,
    back,
    by_period,
    certified,
    done,
    figures,
    ledger,
    mu,
    prepared,
)


def test_three_on_one_another_are_one_union_not_sum_less_pairs():
    made = certified(
        done("2021-01-05"),
        done("2021-02-05", square(east=50)),
        done("2021-05-05", square(east=25)),
    )
    assert figures(made, "naive", "union", "difference") == (45, 22.5, 22.5)
    pairs = made.overlaps.assign(mu=[mu(a * 3 / 2000) for a in made.overlaps.area_m2])
    assert pairs[["earlier", "later", "mu"]].to_numpy().tolist() == [
        ["V1", "V2", 7.5],
        ["V1", "V3", 11.2],
        ["V2", "V3", 11.2],
    ]
    # 7.5 within the first quarter; all 15 of the third event were counted in it
    assert figures(made, "same_period", "earlier_counted") == (7.5, 15)
    assert by_period(made) == {"2021Q1": 22.5}


def test_assembled_then_supplied_again_counts_once_toward_the_goal():
    made = certified(prepared("2020-06-01"), done("2021-06-01", method="resupply"))
    assert figures(made, "union") == (15,)
    assert figures(made, "union", counter="assembled") == (15,)
    assert figures(made, "union", counter="revitalized") == (15,)
    assert figures(made, "naive", "union", counter="sum") == (30, 30)
    assert by_period(made) == {"2020Q2": 15}
    assert by_period(made, counter="revitalized") == {"2021Q2": 15}
    assert by_period(made, "year", "assembled") == {"2020": 15}


def test_batch_and_parcel_of_the_same_land_are_one():
    batch = square(side=200)  # 60 mu, of which the parcel is 15
    made = certified(
        prepared("2020-06-01", batch, batch_id="B1"),
        prepared("2020-07-01", square(east=50, north=50), parcel_id="P1"),
    )
    assert figures(made, "naive", "union", "earlier_counted") == (75, 60, 15)
    later = certified(
        prepared("2020-06-01", square(east=50, north=50), parcel_id="P1"),
        prepared("2020-07-01", batch, batch_id="B1"),
    )
    assert by_period(later) == {"2020Q2": 15, "2020Q3": 45}


def test_children_credited_again_add_nothing_to_their_parent():
    west = shapely.box(
        *square().bounds[:2], square().bounds[0] + 50, square().bounds[3]
    )
    east = square().difference(west)
    made = certified(
        done("2020-06-01", square(), parcel_id="P1"),
        ("split", "2021-01-01", None, {"parcel_id": "P1", "children": "P1-1;P1-2"}),
        done("2021-06-01", west, parcel_id="P1-1"),
        done("2021-06-01", east, parcel_id="P1-2"),
    )
    assert figures(made, "naive", "union") == (30, 15)
    assert by_period(made) == {"2020Q2": 15}


def test_a_parent_without_outline_has_the_ground_of_its_children():
    parcels = make_parcels(
        parcel_id=["C1", "C2"], geometry=[square(), square(east=100)]
    )
    rows = [
        ("revitalized", "2020-06-01", None, {"parcel_id": "P1"}),
        ("split", "2021-01-01", None, {"parcel_id": "P1", "children": "C1:1.00;C2"}),
        ("revitalized", "2021-06-01", None, {"parcel_id": "C2"}),
    ]
    made = certified(*rows, parcels=parcels)
    assert figures(made, "naive", "union") == (45, 30)
    one_unknown = certified(*rows, parcels=parcels[parcels.parcel_id == "C2"])
    assert figures(one_unknown, "union") == (15,)
    assert one_unknown.not_counted.reason.tolist() == ["no_geometry"]


def test_a_batch_gives_its_outline_to_an_event_that_names_no_parcel():
    batches = make_approvals(batch_id="B1", geometry=square(side=200))
    named = {"parcel_id": None, "batch_id": "B1"}
    events = ledger(
        ("assembled", "2020-06-01", None, named), prepared("2020-07-01", square(50))
    )
    made = certificate(with_outlines(events, None, batches), POLICY, "2022-09-30")
    assert figures(made, "naive", "union") == (75, 60)


def test_a_reversal_is_a_minus_in_the_quarter_in_which_it_took_effect():
    made = certified(
        done("2021-05-05"),
        done("2021-05-06", square(100)),
        back("2022-02-01", "V1"),
    )
    assert figures(made, "union", "reversed") == (15, -15)
    assert by_period(made) == {"2021Q2": 30, "2022Q1": -15}
    assert by_period(made, "year") == {"2021": 30, "2022": -15}
    assert made.not_counted[["event_id", "reason"]].to_numpy().tolist() == [
        ["V1", "reversed"]
    ]


def test_the_ground_of_a_reversed_event_goes_to_the_next_on_that_day():
    made = certified(
        done("2021-01-05"),
        done("2021-04-05", square(east=50)),
        back("2022-02-01", "V1"),
    )
    journal = made.journal.query("counter == 'either'")
    assert [
        (row.entry, row.event_id, str(row.day.date()), mu(row.area_m2 * 3 / 2000))
        for row in journal.itertuples()
    ] == [
        ("credited", "V1", "2021-01-05", 15),
        ("credited", "V2", "2021-04-05", 7.5),
        ("reversed", "V1", "2022-02-01", -15),
        ("reattributed", "V2", "2022-02-01", 7.5),
    ]
    assert by_period(made) == {"2021Q1": 15, "2021Q2": 7.5, "2022Q1": -7.5}
    assert figures(made, "union") == (15,)


def test_a_reversed_reversal_restores_the_event_from_its_own_day_on():
    rows = [
        done("2021-01-05"),
        back("2021-04-05", "V1"),
        back("2021-07-05", "V2"),
    ]
    made = certified(*rows)
    assert by_period(made) == {"2021Q1": 15, "2021Q2": -15, "2021Q3": 15}
    assert made.not_counted.empty
    assert made.journal.query("counter == 'either'").entry.tolist() == [
        "credited",
        "reversed",
        "restored",
    ]
    again = certified(*rows, back("2022-01-01", "V3"))
    assert figures(again, "union") == (0,)


def test_an_event_reversed_before_its_own_day_never_counts():
    made = certified(done("2021-05-05"), back("2021-05-04", "V1"))
    assert made.journal.empty
    assert made.not_counted.reason.tolist() == ["reversed"]


def test_reversals_of_other_kinds_are_no_matter_of_the_goal():
    made = certified(
        done("2021-05-05"),
        ("supplied", "2021-01-01", square()),
        back("2021-05-06", "V2"),
        back("2021-05-06", "V9"),
    )
    assert figures(made, "union") == (15,)
    assert made.not_counted[["event_id", "reason"]].to_numpy().tolist() == [
        ["V4", "reverses_unknown_event"]
    ]


def test_methods_that_do_not_count_are_listed_with_their_area():
    made = certified(
        done("2021-05-05", method="temporary_use"),
        done("2021-05-05", square(100), method="swap"),
        prepared("2021-05-05", square(200), method="batch_withdrawn"),
    )
    assert figures(made, "union") == (15,)
    left = made.not_counted
    assert left.reason.tolist() == ["method_not_counted"] * 2
    assert [mu(area * 3 / 2000) for area in left.area_m2] == [15, 15]


def test_what_was_recorded_later_is_not_yet_known():
    rows = [
        done("2021-05-05", recorded_date="2021-05-06"),
        done("2021-05-05", square(100), recorded_date="2022-10-01"),
        (
            "reversed",
            "2021-06-01",
            None,
            {"reverses": "V1", "recorded_date": "2022-11-01"},
        ),
    ]
    days = ("2021-05-05", "2021-05-06", "2022-09-30", "2022-10-01", "2022-11-01")
    found = [
        figures(certified(*rows, known_at=pd.Timestamp(day).date()), "union")[0]
        for day in days
    ]
    assert found == [0, 15, 15, 30, 15]
    moment = ledger(*rows).assign(recorded_at="2022-09-30T08:00:00+00:00")
    seen = [
        certificate(moment, POLICY, "2022-09-30", known_at=pd.Timestamp(at))
        for at in ("2022-09-30T07:59:59Z", "2022-09-30T08:00:00Z")
    ]
    assert [figures(made, "union") for made in seen] == [(0,), (15,)]


# ------------------------------------------------------------------ borders


def test_land_across_a_border_is_clipped_and_both_figures_are_kept():
    zones = make_zones(zone_id=["a", "b"], geometry=[square(), square(east=100)])
    made = certified(
        done("2021-05-05", square(east=50)),
        done("2021-05-05", square(east=150)),
        zones=zones,
    )
    assert figures(made, "union", "outside") == (22.5, 7.5)
    goal = made.credits.query("counter == 'either'")
    assert [
        (
            row.event_id,
            row.zone_id if isinstance(row.zone_id, str) else None,
            mu(row.event_area_m2 * 3 / 2000),
            mu(row.whole_area_m2 * 3 / 2000),
        )
        for row in goal.itertuples()
    ] == [
        ("V1", "a", 7.5, 15),
        ("V1", "b", 7.5, 15),
        ("V2", "b", 7.5, 15),
        ("V2", None, 7.5, 15),
    ]
    assert by_period(made, scope="a") == {"2021Q2": 7.5}
    assert by_period(made, scope="b") == {"2021Q2": 15}


def with_rule(rule, day=None):
    values = dict(POLICY.values)
    for key, value in (("boundary", rule), ("boundary_date", day)):
        entry = values[f"revitalization.{key}"][0]
        if value is not None:
            made = type(entry)(**{**vars_of(entry), "value": value, "configured": True})
            values[f"revitalization.{key}"] = (made,)
    return type(POLICY)(**{**vars_of(POLICY), "values": values})


def vars_of(part):
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        ("at_event", None, {"a": 15, "new": 15}),
        ("at_as_of", None, {"a": 0, "new": 30}),
        ("frozen", "2021-12-31", {"a": 22.5, "new": 0}),
        ("frozen", "2022-03-18", {"a": 0, "new": 30}),
    ],
)
def test_the_version_of_the_boundary_is_that_of_the_policy(rule, day, expected):
    """Zone a (the square and 50 m more) ends on the day on which zone new begins."""
    zones = make_zones(
        zone_id=["a", "new"],
        geometry=[square().union(square(east=50)), square(side=400)],
        valid_from=[None, "2022-03-18"],
        valid_to=["2022-03-18", None],
    )
    events = [done("2022-03-17"), done("2022-03-18", square(east=100))]
    frozen = pd.Timestamp(day).date() if day else None
    made = certified(*events, zones=zones, policy=with_rule(rule, frozen))
    goal = made.figures.query("counter == 'either'").set_index("scope_id").union_mu
    assert {zone: mu(goal[zone]) for zone in expected} == expected
    inside = sum(expected.values())
    assert figures(made, "union", "outside") == (inside, 30 - inside)


def test_a_boundary_event_closes_the_outline_before_it():
    zones = make_zones(zone_id="a", geometry=square(east=-50))
    drawn = ("zone_boundary", "2022-01-01", square(), {"zone_id": "a"})
    rows = [done("2021-05-05"), drawn, done("2022-05-05")]
    made = certified(*rows, zones=zones)
    # at first half of the square lies inside, then all of it
    assert by_period(made, scope="a") == {"2021Q2": 7.5, "2022Q2": 7.5}
    assert figures(made, "union", "outside") == (15, 0)
    undone = certified(*rows, back("2022-01-02", "V2"), zones=zones)
    assert figures(undone, "union", "outside") == (7.5, 7.5)


def test_events_before_the_first_boundary_are_outside_and_said_to_be():
    zones = make_zones(geometry=square(), valid_from="2021-05-05")
    made = certified(done("2021-05-04"), done("2021-05-05", square()), zones=zones)
    assert (made.unbounded, *figures(made, "union", "outside")) == (1, 15, 0)
    alone = certified(done("2021-05-04"), zones=zones)
    assert (alone.unbounded, *figures(alone, "union", "outside")) == (1, 0, 15)
    assert certified(done("2021-05-04")).unbounded == 0


def test_a_listing_or_boundary_without_outline_is_named():
    made = certified(
        ("listed", "2020-01-01", None),
        ("zone_boundary", "2020-01-01", None, {"zone_id": "a"}),
        ("zone_boundary", "2020-01-01", square()),
        done("2021-05-05"),
    )
    assert made.not_counted[["event_id", "reason"]].to_numpy().tolist() == [
        ["V1", "listed_without_outline"],
        ["V2", "boundary_without_outline"],
        ["V3", "boundary_without_outline"],
    ]
    assert figures(made, "union") == (15,)


def test_a_rule_that_is_not_known_is_refused():
    with pytest.raises(PolicyError, match="'as_ever' is not one of at_event"):
        certified(done("2021-05-05"), policy=with_rule("as_ever"))
    with pytest.raises(PolicyError, match=r"boundary_date.*not configured"):
        certified(done("2021-05-05"), policy=with_rule("frozen"))
