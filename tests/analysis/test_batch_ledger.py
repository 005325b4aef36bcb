"""The two remainders held against each other, the ledger, public land not supplied."""

import pandas as pd
import pytest

from landuse.analysis.batches.ledger import age_table, unsupplied_ledger
from landuse.analysis.batches.public import public_unsupplied
from landuse.analysis.batches.reconciled import reconciled
from landuse.analysis.flags import flag
from landuse.analysis.quality.remainders import remainder_issues
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_built, make_parcels, square

AS_OF = "2022-09-30"
NATIONAL = load_policy("national")
#: Four hectares on the map; on the ellipsoid 39,991.46 m2.
BATCH = {"geometry": square(side=200), "approval_date": "2018-05-01"}


def row(parcels, **batch):
    approvals = make_approvals(**({"approved_area_m2": 39_991.46} | BATCH | batch))
    return reconciled(approvals, parcels, NATIONAL, AS_OF).iloc[0]


@pytest.mark.parametrize(
    ("registered", "within"),
    [(9_597.0, False), (9_599.0, True), (10_396.0, True), (10_399.0, False)],
    ids=["401 m2 apart", "399 m2", "398 m2 the other way", "401 m2"],
)
def test_the_remainders_may_lie_one_per_cent_apart(registered, within):
    """Supplied are 9,997.87 m2 by outline; 1 % of the approved area is 399.91 m2."""
    found = row(make_parcels(batch_id="B1", registered_area_m2=registered))
    assert found["within_tolerance"] == within
    assert found["remainder_difference_m2"] == pytest.approx(
        9_997.87 - registered, abs=0.01
    )
    assert found["remainder_tolerance_m2"] == pytest.approx(399.9146)


def test_how_the_parcels_of_a_batch_match_is_counted():
    """Cited and inside; inside only; cited only; and a sliver of a neighbour."""
    parcels = make_parcels(
        batch_id=["B1", None, "B1", None],
        registered_area_m2=10_000.0,
        geometry=[square(), square(east=100), square(east=900), square(east=199.995)],
    )
    found = row(parcels)
    names = ["parcels", "document", "overlay", "conflict", "slivers"]
    assert found[names].tolist() == [3, 1, 1, 0, 1]
    assert found["slivers_m2"] == pytest.approx(0.5, rel=1e-2)


def test_without_an_area_it_is_not_said_whether_they_agree():
    assert pd.isna(row(make_parcels(batch_id="B1"))["within_tolerance"])
    assert pd.isna(row(make_parcels(), approved_area_m2=None)["within_tolerance"])


def test_a_difference_that_nothing_explains_is_an_issue():
    approvals = make_approvals(
        approved_area_m2=10_000.0,
        lapsed_date=[None, "2020-01-01"],
        approval_date="2018-05-01",
    )
    parcels = make_parcels(registered_area_m2=10_000.0)
    own = reconciled(approvals, parcels, NATIONAL, AS_OF)
    batches = approvals.join(own[own.columns.difference(approvals.columns)])
    issues = remainder_issues(batches)
    assert [(i.code, i.feature) for i in issues] == [("BATCH_REMAINDER_DIFFERS", "B1")]
    assert "10,000 m2 by document" in issues[0].message


# ------------------------------------------------------------------ the ledger


def ledger(parcels=None, **batch):
    approvals = make_approvals(**({"approved_area_m2": 40_000.0} | BATCH | batch))
    parcels = make_parcels(registered_area_m2=10_000.0) if parcels is None else parcels
    found = flag(parcels, NATIONAL, AS_OF, approvals=approvals)
    own = reconciled(approvals, parcels, NATIONAL, AS_OF)
    batches = approvals.join(own[own.columns.difference(approvals.columns)])
    return unsupplied_ledger(batches, found, NATIONAL, AS_OF)


def test_the_ledger_has_a_line_for_each_batch_with_land_left():
    """Two batches of 4 ha; a hectare of the first is supplied; the third lapsed."""
    lines = ledger(
        geometry=[square(side=200), square(east=300, side=200), square(north=900)],
        approval_date=["2018-05-01", "2021-05-01", "2015-01-01"],
        lapsed_date=[None, None, "2018-01-01"],
    )
    assert lines["number"].tolist() == [1, 2]
    assert lines["batch_id"].tolist() == ["B1", "B2"]
    assert lines["remaining_ha"].round(2).tolist() == [3.0, 4.0]
    assert lines["remaining_mu"].round(0).tolist() == [45.0, 60.0]
    assert lines["age_years"].tolist() == [4, 1]
    assert lines["age_band"].tolist() == ["3-5", "1-2"]
    assert lines["remains"].tolist() == ["yes", "yes"]


def test_columns_that_no_source_has_are_left_out():
    assert "responsible_unit" not in ledger()
    assert ledger(responsible_unit="示例自然资源局")["responsible_unit"].tolist() == [
        "示例自然资源局"
    ]


def test_a_batch_in_doubt_stands_in_the_ledger_as_such():
    lines = ledger(approval_date=None)
    assert lines["remains"].tolist() == ["cannot_tell"]
    assert lines["age_band"].tolist() == ["unknown"]


def test_a_withdrawn_part_is_no_longer_left():
    lines = ledger(withdrawn_date="2020-01-01", withdrawn_area_m2=10_000.0)
    assert lines["remaining_ha"].round(2).tolist() == [2.0]


def test_nothing_left_is_an_empty_ledger():
    lines = ledger(make_parcels(geometry=square(side=200)))
    assert lines.empty
    assert age_table(lines, NATIONAL, AS_OF).empty


def test_ages_by_zone_add_up_to_the_city():
    """B1 lies in both zones, a quarter of what remains in a; B3 in neither."""
    lines = pd.DataFrame(
        {
            "batch_id": ["B1", "B2", "B3"],
            "age_band": ["0-1", "5+", "unknown"],
            "remaining_ha": [4.0, 2.0, 4.0],
        }
    )
    parts = pd.DataFrame(
        {
            "batch_id": ["B1", "B1", "B2", "B3", "B4"],
            "zone_id": ["a", "b", "b", None, "a"],
            "unsupplied_area_m2": [10_000.0, 30_000.0, 20_000.0, 40_000.0, 9.0],
        }
    )
    table = age_table(lines, NATIONAL, AS_OF, parts)
    assert table["age_band"].tolist()[:3] == ["0-1", "5+", "unknown"]
    hectares = table.set_index(["scope_id", "age_band"])["area_ha"].to_dict()
    assert hectares == {
        ("city", "0-1"): 4.0,
        ("city", "5+"): 2.0,
        ("city", "unknown"): 4.0,
        ("a", "0-1"): 1.0,
        ("b", "0-1"): 3.0,
        ("b", "5+"): 2.0,
        ("unallocated", "unknown"): 4.0,
    }
    city = table[table["scope"] == "city"]
    assert city["percent"].tolist() == [40.0, 20.0, 40.0]
    assert city["batches"].tolist() == [1, 1, 1]
    assert city["area_mu"].tolist() == pytest.approx([60.0, 30.0, 60.0])


# ---------------------------------------------------------------- public land


def test_a_road_inside_a_batch_is_listed_for_the_part_inside():
    built = make_built(
        land_use=["城镇村道路用地", "公园与绿地", "工业用地"],
        geometry=[square(east=75), square(), square()],
    )
    found = public_unsupplied(make_approvals(), built, NATIONAL, AS_OF)
    assert found["built_id"].tolist() == ["J1", "J2"]
    assert found["area_m2"].round(-2).tolist() == [2_500.0, 10_000.0]


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({"built_date": AS_OF}, 1),
        ({"built_date": "2022-10-01"}, 0),
        ({"geometry": square(east=99.995)}, 0),
        ({"geometry": square(east=99.98)}, 1),
        ({"land_use": None}, 0),
    ],
    ids=["built by then", "later", "a sliver", "2 m2", "use not known"],
)
def test_only_what_is_public_built_and_there(facts, count):
    built = make_built(**({"land_use": "城镇村道路用地"} | facts))
    found = public_unsupplied(make_approvals(), built, NATIONAL, AS_OF)
    assert len(found) == count
