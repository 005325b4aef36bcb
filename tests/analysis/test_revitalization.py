from __future__ import annotations

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely.affinity import translate

from landuse.analysis.revitalization import revitalization_progress
from landuse.policy import load_policy
from landuse.schema import conform
from landuse.testing import make_events, make_zones, square

POLICY = load_policy("puyang")
AS_OF = "2022-09-30"
#: Ellipsoidal over planar area at the factory's place.
SHARE = 0.99979


def progress(events, as_of=AS_OF, zones=None, policy=POLICY):
    return revitalization_progress(events, policy, as_of, zones=zones)


def mu(made, scope="city"):
    rows = made.indicators[made.indicators.scope_id == scope]
    return rows.set_index("indicator").value.div(SHARE).round(1).to_dict()


def goal(made, scope="city"):
    return mu(made, scope)["revitalized_mu"]


def test_assembled_then_revitalized_land_counts_once_toward_the_goal():
    made = progress(
        make_events(
            event=["assembled", "revitalized"],
            valid_date=["2020-06-01", "2021-06-01"],
            geometry=[square(), square()],
        )
    )
    assert mu(made) == {
        "revitalized_mu": 15,
        "assembled_area_mu": 15,
        "revitalized_only_area_mu": 15,
        "sum_of_events_mu": 30,
        "counted_twice_mu": 15,
    }
    either = made.credits[made.credits.counter == "either"]
    assert (either.credited_area_m2 / SHARE).round(-1).tolist() == [10_000, 0]


def test_three_on_the_same_ground_are_one_union_not_sum_less_pairs():
    squares = [square(), square(east=50), square(east=25)]
    made = progress(make_events(valid_date="2021-06-01", geometry=squares))
    assert goal(made) == 22.5
    assert mu(made)["sum_of_events_mu"] == 45
    assert made.overlaps[["earlier", "later"]].to_numpy().tolist() == [
        ["V1", "V2"],
        ["V1", "V3"],
        ["V2", "V3"],
    ]
    areas = (made.overlaps.area_m2 / SHARE).round(-1).tolist()
    assert areas == [5_000, 7_500, 7_500]


def test_the_first_event_decides_whatever_the_order_of_the_rows():
    events = make_events(
        valid_date=["2021-06-02", "2021-06-01"], geometry=[square(), square()]
    )
    either = progress(events).credits.query("counter == 'either'")
    assert either.event_id.tolist() == ["V2", "V1"]
    assert (either.credited_area_m2 > 0).tolist() == [True, False]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2021-05-31", 0), ("2021-06-01", 15), ("2021-06-02", 15)],
    ids=["day before", "the day", "day after"],
)
def test_an_event_counts_from_its_day_on(as_of, expected):
    events = make_events(valid_date="2021-06-01", geometry=square())
    assert goal(progress(events, as_of)) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2021-12-31", 15), ("2022-01-01", 0)])
def test_a_reversal_takes_out_from_its_own_day_on(as_of, expected):
    events = make_events(
        event=["revitalized", "reversed"],
        valid_date=["2021-06-01", "2022-01-01"],
        reverses=[None, "V1"],
        geometry=[square(), None],
    )
    made = progress(events, as_of)
    assert goal(made) == expected
    assert made.not_counted.reason.tolist() == ([] if expected else ["reversed"])


def test_the_ground_of_a_reversed_event_goes_to_the_next_one():
    events = make_events(
        event=["revitalized", "revitalized", "reversed"],
        valid_date=["2021-01-01", "2021-02-01", "2021-03-01"],
        reverses=[None, None, "V1"],
        geometry=[square(), square(east=50), None],
    )
    assert goal(progress(events, "2021-02-28")) == 22.5
    assert goal(progress(events, "2021-03-01")) == 15


def test_a_reversed_reversal_restores_the_event():
    events = make_events(
        event=["revitalized", "reversed", "reversed"],
        valid_date="2021-01-01",
        reverses=[None, "V1", "V2"],
        geometry=[square(), None, None],
    )
    assert goal(progress(events)) == 15


def test_reversals_in_a_circle_are_refused():
    events = make_events(
        event="reversed", valid_date="2021-01-01", reverses=["V2", "V1"]
    )
    itself = make_events(event="reversed", valid_date="2021-01-01", reverses="V1")
    for circle in (events, itself):
        with pytest.raises(ValueError, match="reversals that reverse each other"):
            progress(circle)


def test_a_reversal_of_nothing_known_is_listed():
    events = make_events(event="reversed", valid_date="2021-01-01", reverses="V9")
    made = progress(events)
    assert made.not_counted.reason.tolist() == ["reverses_unknown_event"]


def test_methods_that_do_not_count_are_listed():
    events = make_events(
        valid_date="2021-06-01",
        method=["temporary_use", "resupply", None],
        geometry=[square(), square(100), square(200)],
    )
    made = progress(events)
    assert goal(made) == 30
    assert made.not_counted[["event_id", "reason"]].to_numpy().tolist() == [
        ["V1", "method_not_counted"]
    ]


def test_events_without_outline_are_listed_with_their_document_area():
    events = make_events(
        valid_date="2021-06-01",
        geometry=[square(), None, shapely.Point(593_000, 3_960_000)],
        registered_area_m2=[10_000, 20_000, 40_000],
    )
    made = progress(events)
    assert goal(made) == 15
    assert made.not_counted.reason.tolist() == ["no_geometry", "no_geometry"]
    note = made.indicators.note.iloc[0]
    assert "not_counted_events=2; without_outline_mu=90.00" in note


def test_a_ledger_without_any_outline_has_a_figure_of_zero():
    table = pd.DataFrame(
        {
            "event_id": ["V1"],
            "event": ["assembled"],
            "parcel_id": ["P1"],
            "valid_date": ["2021-06-01"],
        }
    )
    made = progress(conform(table, "events"), zones=make_zones())
    assert goal(made) == 0
    assert made.not_counted.reason.tolist() == ["no_geometry"]


def test_only_land_inside_a_zone_counts_and_both_figures_are_kept():
    zones = make_zones(
        zone_id=["a", "b"], geometry=[square(side=100), square(east=100, side=100)]
    )
    events = make_events(
        valid_date="2021-06-01", geometry=[square(east=50), square(east=150)]
    )
    made = progress(events, zones=zones)
    assert (goal(made), goal(made, "a"), goal(made, "b")) == (22.5, 7.5, 15)
    assert "outside_zones_mu=7.50" in made.indicators.note.iloc[0]
    either = made.credits.query("counter == 'either'")
    assert either.zone_id.fillna("-").tolist() == ["a", "b", "b", "-"]
    assert either.credited_area_m2.sum() / SHARE == pytest.approx(20_000, abs=2)
    assert goal(progress(events)) == 30


def test_zones_that_overlap_share_no_square_metre():
    zones = make_zones(zone_id=["a", "b"], geometry=[square(), square()])
    events = make_events(valid_date="2021-06-01", geometry=square())
    made = progress(events, zones=zones)
    assert (goal(made), goal(made, "a"), goal(made, "b")) == (15, 15, 0)


def test_the_goal_has_its_target_on_the_city_row_only():
    made = progress(
        make_events(valid_date="2021-06-01", geometry=square(side=5_000)),
        zones=make_zones(geometry=square(side=5_000)),
    ).indicators
    rows = made[made.target.notna()]
    assert rows[["scope", "indicator", "met"]].to_numpy().tolist() == [
        ["city", "revitalized_mu", True]
    ]
    assert (rows.target.item(), rows.operator.item()) == (25_000, ">=")
    assert rows.note.item() == "deadline=2022-12-31"


def test_land_credited_after_the_deadline_is_named():
    events = make_events(
        valid_date=["2022-12-31", "2023-01-01"], geometry=[square(), square(100)]
    )
    note = progress(events, "2023-06-30").indicators.note.iloc[0]
    assert note == "deadline=2022-12-31; after_deadline_mu=15.00"


def test_without_events_the_figures_are_zero():
    made = progress(make_events(event_id=[]), zones=make_zones(zone_id="a"))
    assert set(mu(made).values()) == {0}
    assert len(made.indicators) == 10
    assert made.credits.empty
    assert made.credits.crs is not None


def test_a_policy_without_a_goal_gives_the_figure_alone():
    events = make_events(valid_date="2021-06-01", geometry=square())
    row = progress(events, policy=load_policy("national")).indicators.iloc[0]
    assert pd.isna(row.met)
    assert pd.isna(row.note)


def test_an_outline_that_crosses_itself_is_mended_and_said_so():
    bow = translate(
        shapely.from_wkt("POLYGON ((0 0, 200 200, 200 0, 0 200, 0 0))"),
        593_000,
        3_960_000,
    )
    made = progress(make_events(valid_date="2021-06-01", geometry=bow))
    assert goal(made) == 30
    assert "mended_outlines=1" in made.indicators.note.iloc[0]


def test_inputs_are_not_changed():
    events = make_events(valid_date="2021-06-01", geometry=[square(), square(50)])
    zones = make_zones(geometry=square())
    before = events.copy(), zones.copy()
    progress(events, zones=zones)
    assert_frame_equal(events, before[0])
    assert_frame_equal(zones, before[1])


places = st.tuples(
    st.integers(0, 300), st.integers(0, 300), st.sampled_from([40, 100, 170])
)
acts = st.tuples(
    places, st.sampled_from(["assembled", "revitalized"]), st.integers(1, 4)
)
ledgers = st.lists(acts, min_size=1, max_size=8)


def events_of(ledger):
    return make_events(
        event=[act for _, act, _ in ledger],
        valid_date=[f"2021-0{month}-01" for _, _, month in ledger],
        geometry=[square(*place) for place, _, _ in ledger],
    )


@settings(max_examples=12, deadline=None)
@given(ledgers)
def test_the_union_never_exceeds_the_sum(ledger):
    made = progress(events_of(ledger), zones=make_zones(geometry=square(side=200)))
    figures = made.indicators.groupby("indicator").value.max()
    assert figures["revitalized_mu"] <= figures["sum_of_events_mu"] + 1e-6
    assert figures["counted_twice_mu"] >= -1e-6
    parts = figures[["assembled_area_mu", "revitalized_only_area_mu"]]
    assert parts.max() - 1e-6 <= figures["revitalized_mu"] <= parts.sum() + 1e-6


@settings(max_examples=8, deadline=None)
@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_within_a_day_changes_no_total(ledger, random):
    shuffled = list(ledger)
    random.shuffle(shuffled)  # other ids for the same acts, so another order too
    one, other = (progress(events_of(rows)).indicators for rows in (ledger, shuffled))
    assert one.value.tolist() == pytest.approx(other.value.tolist(), abs=1e-6)
