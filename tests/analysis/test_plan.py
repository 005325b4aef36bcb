from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.analysis.plan import control_conflicts, land_balance, plan_changes
from landuse.policy import load_policy
from landuse.schema import conform
from landuse.testing import CRS, make_parcels, square

POLICY = load_policy("puyang")
#: Ellipsoidal area of the factory's 100 m square over its planar area.
SHARE = 0.99979


def plan(*rows, scheme="ytyhf"):
    columns = ["plan_id", "class_code", "geometry"]
    frame = gpd.GeoDataFrame(
        [(str(i), *row) for i, row in enumerate(rows)], columns=columns, crs=CRS
    )
    return conform(frame.assign(class_scheme=scheme), "plan")


def controls(*rows):
    frame = gpd.GeoDataFrame(list(rows), columns=["kind", "geometry"], crs=CRS)
    return conform(frame, "controls")


def sums(changes):
    keys = ["old_class", "new_class", "change"]
    grouped = changes.fillna({"old_class": "-", "new_class": "-"}).groupby(keys)
    return grouped.area_m2.sum().div(SHARE).round(-1).to_dict()


def test_each_square_metre_has_an_old_and_a_new_class():
    old = plan(("1001", square(0)), ("0701", square(100)))
    new = plan(("1001", square(50)), ("1401", square(150)))
    assert sums(plan_changes(old, new)) == {
        ("1001", "-", "removed"): 5_000,
        ("1001", "1001", "unchanged"): 5_000,
        ("0701", "1001", "changed"): 5_000,
        ("0701", "1401", "changed"): 5_000,
        ("-", "1401", "added"): 5_000,
    }


def test_changes_balance_with_both_plans():
    old = plan(("1001", square(0, side=300)), ("0701", square(300, side=300)))
    new = plan(("1001", square(37, 11, 500)))
    changes = plan_changes(old, new)
    for side, frame in (("old_class", old), ("new_class", new)):
        by_class = changes.groupby(side).area_m2.sum()
        balance = land_balance(frame).set_index("class_code").area_m2
        assert by_class.to_dict() == pytest.approx(balance.to_dict(), abs=1e-3)


def test_overlaps_within_a_plan_count_once():
    old = plan(("0701", square(0)), ("1001", square(0)))
    changes = plan_changes(old, plan(("1001", square(0))))
    assert sums(changes) == {("0701", "1001", "changed"): 10_000}
    assert land_balance(old).set_index("class_code").share.tolist() == [1.0, 0.0]


def test_the_same_code_of_another_scheme_is_a_change():
    new = plan(("1001", square(0)), scheme="gb21010")
    changes = plan_changes(plan(("1001", square(0))), new)
    assert changes.change.tolist() == ["changed"]


def test_a_plan_in_another_system_is_brought_over():
    new = plan(("1001", square(0))).to_crs("EPSG:4490")
    changes = plan_changes(plan(("1001", square(0))), new)
    assert changes.crs == CRS
    kept = changes[changes.change == "unchanged"].area_m2.sum()
    assert kept == pytest.approx(10_000 * SHARE, abs=1)


def test_slivers_stay_in_the_sum():
    old = plan(("1001", square(0)))
    changes = plan_changes(old, plan(("1001", square(0.001))))
    assert len(changes) == 3
    assert changes.area_m2.sum() == pytest.approx(100 * 100.001 * SHARE, abs=0.1)


def test_an_empty_plan_leaves_all_removed():
    old = plan(("1001", square(0)))
    assert plan_changes(old, old.iloc[:0]).change.tolist() == ["removed"]
    assert len(plan_changes(old.iloc[:0], old.iloc[:0])) == 0
    assert len(land_balance(old.iloc[:0])) == 0


def test_inputs_are_not_changed():
    old, new = plan(("1001", square(0))), plan(("0701", square(50)))
    before = old.copy(), new.copy()
    plan_changes(old, new)
    land_balance(old)
    assert_frame_equal(old, before[0])
    assert_frame_equal(new, before[1])


def test_shares_of_the_balance_add_up():
    made = land_balance(plan(("10", square(0)), ("07", square(100, side=200))))
    assert made.class_code.tolist() == ["07", "10"]
    assert made.share.round(3).tolist() == [0.8, 0.2]
    assert made.share.sum() == pytest.approx(1)


def test_conflicts_with_binding_lines_and_the_boundary():
    parcels = make_parcels(parcel_id=["in", "out", "farm"])
    lines = controls(
        ("permanent_farmland", square(250)),
        ("permanent_farmland", square(250, 50)),
        ("protected_object", square(0)),
        ("urban_boundary", square(0)),
        ("urban_boundary", square(180, side=200)),
    )
    found = control_conflicts(parcels, lines, POLICY)
    got = [
        (row.subject_id, row.kind, round(row.area_m2 / SHARE, -1))
        for row in found.itertuples()
    ]
    assert got == [
        ("out", "outside_urban_boundary", 8_000),
        ("farm", "permanent_farmland", 5_000),
    ]


def test_shared_edges_are_no_conflict():
    found = control_conflicts(
        make_parcels(), controls(("ecological_redline", square(100))), POLICY
    )
    assert found.empty
    assert found.columns.tolist() == ["subject_id", "kind", "area_m2"]


def test_without_a_boundary_nothing_is_outside_it():
    assert control_conflicts(make_parcels(), controls(), POLICY).empty


def test_a_layer_without_ids_is_refused():
    layer = make_parcels()[["geometry"]]
    with pytest.raises(ValueError, match="the layer has none of the columns parcel_id"):
        control_conflicts(layer, controls(), POLICY)


def test_missing_outlines_are_not_in_conflict():
    parcels = make_parcels(geometry=[square(0), None])
    lines = controls(("urban_boundary", square(0)))
    assert control_conflicts(parcels, lines, POLICY).empty
    assert isinstance(land_balance(plan(("10", None), ("07", square(0)))), pd.DataFrame)
