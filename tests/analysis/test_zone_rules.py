"""The plan of a zone: its industrial share, and its use before it grows.

A zone is 100 m by 100 m; strips of a plan lie side by side from its west edge.
"""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.testing import make_built, make_parcels, make_plan, make_zones, square

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
SHARE, GROWS = "plan-industrial-share", "expansion-underused"
POLICY = load_policy("puyang")


def strips(*widths, start=0.0):
    """Rectangles of 100 m depth, side by side, by their widths in metres."""
    west, south, *_ = square().bounds
    edges = [west + start]
    for width in widths:
        edges.append(edges[-1] + width)
    return [box(a, south, b, south + 100) for a, b in pairwise(edges)]


def plan(*parts, **columns):
    codes, widths = zip(*parts, strict=True)
    shapes = strips(*widths)
    return make_plan(class_code=list(codes), geometry=shapes, **columns)


def found(rule, layers, zones=None, parcels=None):
    parcels = make_parcels(geometry=square(east=9_000)) if parcels is None else parcels
    zones = make_zones() if zones is None else zones
    alone = replace(POLICY, rules=POLICY.editions(rule))
    rows = flag(parcels, alone, AS_OF, zones=zones, layers=layers, keep=ALL)
    return rows.set_index("subject_id")


def verdict(rule, layers, **others):
    return found(rule, layers, **others)["verdict"].item()


# ------------------------------------------------------------- 60 % industrial, storage


@pytest.mark.parametrize(
    ("industry", "storage", "expected"),
    [(50, 9.9, "yes"), (50, 10.1, "no"), (60.1, 0.1, "no"), (0.1, 59.7, "yes")],
)
def test_industrial_and_storage_land_count_together(industry, storage, expected):
    rest = 100 - industry - storage
    layer = plan(("100102", industry), ("110101", storage), ("1401", rest))
    row = found(SHARE, {"plan": layer}).loc["Z1"]
    assert (row["subject"], row["zone_id"], row["verdict"]) == ("zone", "Z1", expected)
    if expected == "yes":
        words = json.loads(row["evidence"])["arithmetic"]
        assert "低于60%" in words["zh"]
        assert "below 60%" in words["en"]


def test_the_revision_counts_before_the_plan_in_force():
    layers = {"plan": plan(("0701", 100)), "plan_new": plan(("1001", 100))}
    assert verdict(SHARE, layers) == "no"
    layers = {"plan": plan(("1001", 100)), "plan_new": plan(("0701", 100))}
    assert verdict(SHARE, layers) == "yes"


@pytest.mark.parametrize(
    ("known", "expected"),
    [(39.9, "cannot_tell"), (61, "no")],
    ids=["the rest could decide", "enough already"],
)
def test_land_without_a_plan_is_taken_both_ways(known, expected):
    assert verdict(SHARE, {"plan": plan(("1001", known))}) == expected


def test_too_little_even_if_all_the_rest_were_industrial():
    layers = {"plan": plan(("1401", 41))}
    assert verdict(SHARE, layers) == "yes"


def test_a_code_of_another_classification_is_no_industrial_land():
    layers = {"plan": plan(("1001", 100), class_scheme="三调分类")}
    row = found(SHARE, layers).loc["Z1"]
    assert (row["verdict"], row["missing"]) == ("cannot_tell", '["class_code"]')


def test_each_zone_that_holds_is_judged_over_all_its_blocks():
    zones = make_zones(
        zone_id=["a", "a", "b", "c"], valid_to=[None, None, None, "2022-01-01"]
    )
    layers = {"plan": plan(("1001", 130), ("0701", 70), ("1001", 100))}
    rows = found(SHARE, layers, zones=zones)
    assert rows["verdict"].to_dict() == {"a": "no", "b": "no"}


# ------------------------------------------------------- 70 % used before an expansion


def growing(used, *, by=20.0, built=True, started="2016-01-01", **facts):
    """A zone that grows to the east, with a parcel of some width started on it."""
    layers = {"plan": plan(("1001", 100)), "plan_new": plan(("1001", 100 + by))}
    if built:
        layers["built"] = make_built(geometry=square(east=9_000))
    parcels = make_parcels(
        supply_date="2015-01-01",
        start_date=started,
        geometry=strips(used)[0],
        **facts,
    )
    parcels.attrs["absent_columns"] = [] if started else ["start_date"]
    return found(GROWS, layers, parcels=parcels).loc["Z1"]


@pytest.mark.parametrize(
    ("used", "by", "expected"),
    [
        (69.9, 20, "yes"),
        (70.1, 20, "no"),
        (1, 0, "no"),
        (1, 0.9, "no"),
        (1, 1.1, "yes"),
    ],
    ids=["69.9 %", "70.1 %", "no expansion", "90 m2 added", "110 m2 added"],
)
def test_a_zone_grows_only_once_it_is_used(used, by, expected):
    assert growing(used, by=by)["verdict"] == expected


def test_the_finding_measures_what_is_added():
    row = growing(50, by=30)
    assert row["area_m2"] == pytest.approx(3_000, rel=1e-3)
    assert "占50%，不足70%" in json.loads(row["evidence"])["arithmetic"]["zh"]


def test_without_built_land_only_enough_use_can_be_told():
    assert growing(69.9, built=False)["verdict"] == "cannot_tell"
    assert growing(70.1, built=False)["verdict"] == "no"


def test_a_start_that_no_source_records_is_taken_both_ways():
    row = growing(80, started=None)
    assert (row["verdict"], row["missing"]) == ("cannot_tell", '["start_date"]')
    assert growing(60, started=None)["verdict"] == "yes"


def test_built_land_and_parcels_count_once_where_they_overlap():
    layers = {
        "plan": plan(("1001", 100)),
        "plan_new": plan(("1001", 120)),
        "built": make_built(geometry=strips(40)[0]),
    }
    parcels = make_parcels(
        supply_date="2015-01-01", start_date="2016-01-01", geometry=strips(69)[0]
    )
    assert verdict(GROWS, layers, parcels=parcels) == "yes"


def test_land_far_from_every_zone_is_no_expansion():
    layers = {
        "plan": plan(("1001", 100)),
        "plan_new": make_plan(
            class_code=["1001", "1001"], geometry=[square(), square(east=151)]
        ),
    }
    assert verdict(GROWS, layers) == "no"
    layers["plan_new"].loc[1, "geometry"] = square(east=149)
    assert verdict(GROWS, layers) == "cannot_tell"


def test_without_a_revision_no_expansion_is_told():
    assert found(GROWS, {"plan": plan(("1001", 100))}).empty


@settings(max_examples=15, deadline=None)
@given(st.permutations(["100101", "1101", "1401", "0701"]))
def test_the_order_of_the_plan_changes_nothing(codes):
    widths = {"100101": 45, "1101": 16, "1401": 20, "0701": 19}
    layer = plan(*((code, widths[code]) for code in codes))
    assert verdict(SHARE, {"plan": layer}) == "no"
