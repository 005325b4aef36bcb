"""Whatever the ledger: credits are the union, periods the total, rows in any order."""

from __future__ import annotations

from math import fsum

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.areas import geometry_area
from landuse.analysis.goal.certificate import certificate
from landuse.testing import make_events, make_zones, square
from tests.analysis.goalcase import AS_OF, POLICY

places = st.tuples(
    st.integers(0, 300), st.integers(0, 300), st.sampled_from([40, 100, 170])
)
acts = st.tuples(
    places,
    st.sampled_from(["assembled", "revitalized", "reversed"]),
    st.integers(1, 20),
    st.integers(0, 7),
)
ledgers = st.lists(acts, min_size=1, max_size=9)
ZONES = make_zones(
    zone_id=["a", "b"],
    geometry=[square(side=200), square(east=100, side=200)],
    valid_from=[None, "2020-07-01"],
    valid_to=["2020-10-01", None],
)


def events_of(acts_):
    """An act on one of the acts before it where it is a reversal."""
    undone = [
        f"V{target % place + 1}" if act == "reversed" and place else None
        for place, (_, act, _, target) in enumerate(acts_)
    ]
    kinds = [
        "revitalized" if act == "reversed" and undone[i] is None else act
        for i, (_, act, _, _) in enumerate(acts_)
    ]
    return make_events(
        event=kinds,
        valid_date=[f"20{20 + m // 12}-{m % 12 + 1:02d}-15" for _, _, m, _ in acts_],
        reverses=undone,
        geometry=[
            None if kind == "reversed" else square(*place)
            for (place, *_), kind in zip(acts_, kinds, strict=True)
        ],
    )


def standing(events):
    """Ids of the events that stand, by the plain rule: the newest reversal first."""
    seen = events[events.valid_date <= AS_OF]
    rows = list(zip(seen.event_id, seen.event, seen.reverses, strict=True))
    alive = {}
    for name, _, _ in sorted(rows, key=lambda row: -int(row[0][1:])):
        against = [i for i, event, on in rows if event == "reversed" and on == name]
        alive[name] = not any(alive[i] for i in against)
    return [i for i, event, _ in rows if event != "reversed" and alive[i]]


@settings(max_examples=15, deadline=None)
@given(ledgers)
def test_credits_are_the_union_of_what_stands(acts_):
    events = events_of(acts_)
    made = certificate(events, POLICY, AS_OF)
    alive = events[events.event_id.isin(standing(events))]
    for counter, kinds in (
        ("assembled", ["assembled"]),
        ("revitalized", ["revitalized"]),
        ("either", ["assembled", "revitalized"]),
    ):
        shapes = alive[alive.event.isin(kinds)].geometry
        union = np.array([shapely.union_all(shapes)])
        area = geometry_area(union, events.crs)[0] * 3 / 2000
        assert made.figure("union_mu", counter) == pytest.approx(area, abs=1e-6)
    quarters = made.periods.query("counter == 'either' and unit == 'quarter'")
    of = alive.valid_date.dt.to_period("Q").astype("str")
    for row in quarters.itertuples():
        union = np.array([shapely.union_all(alive[of == row.period].geometry)])
        area = geometry_area(union, events.crs)[0]
        assert row.union_m2 == pytest.approx(area, abs=1e-4)


def clipped(shape, day):
    """The part of a shape inside the zones of its day."""
    start, end = (
        ZONES[name].astype("datetime64[s]") for name in ("valid_from", "valid_to")
    )
    held = ZONES[~(start > day) & ~(end <= day)]
    return shape.intersection(shapely.union_all(held.geometry))


@settings(max_examples=15, deadline=None)
@given(ledgers)
def test_quarters_and_years_and_entries_sum_to_the_total(acts_):
    events = events_of(acts_)
    made = certificate(events, POLICY, AS_OF, zones=ZONES)
    total = made.figures.set_index(["scope_id", "counter"]).sort_index().union_m2
    alive = events[events.event_id.isin(standing(events))]
    inside = [clipped(row.geometry, row.valid_date) for row in alive.itertuples()]
    union = geometry_area(np.array([shapely.union_all(inside)]), events.crs)[0]
    assert total["city", "either"] == pytest.approx(union, abs=1e-4)
    for (counter, scope, _), rows in made.periods.groupby(
        ["counter", "scope_id", "unit"]
    ):
        wanted = pytest.approx(total[scope, counter], abs=1e-4)
        assert fsum(rows.credited_m2) == wanted
        assert rows.cumulative_m2.iloc[-1] == wanted
    inside = made.journal[made.journal.zone_id.notna()]
    for counter, rows in inside.groupby("counter"):
        assert fsum(rows.area_m2) == pytest.approx(total["city", counter], abs=1e-4)
    zones = total.drop("city", level=0).groupby("counter").sum()
    for counter, area in zones.items():
        assert area == pytest.approx(total["city", counter], abs=1e-4)


@settings(max_examples=10, deadline=None)
@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(acts_, random):
    events = events_of(acts_)
    rows = list(range(len(events)))
    random.shuffle(rows)
    one, other = (
        certificate(frame, POLICY, AS_OF, zones=ZONES)
        for frame in (events, events.iloc[rows])
    )
    for name in ("figures", "periods", "trajectory", "journal", "overlaps"):
        left, right = getattr(one, name), getattr(other, name)
        assert left.to_csv() == right.to_csv(), name
