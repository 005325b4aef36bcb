"""Scattered land and legacy cases on squares that one can draw."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.legacy import legacy_built, legacy_parcels
from landuse.analysis.scattered import scattered_land
from landuse.policy import load_policy
from landuse.testing import (
    make_approvals,
    make_built,
    make_parcels,
    make_zones,
    square,
)

AS_OF = "2022-09-30"


@pytest.fixture
def policy(tmp_path):
    """A policy with the sizes given."""

    def made(**sizes):
        text = '[policy]\nid = "test"\ntitle = "测试"\nextends = "national"\n'
        for name, size in sizes.items():
            key = name.replace("__", ".")
            text += f'[[value]]\nkey = "{key}"\nvalue = {size}\n'
            text += 'operator = "<="\nbasis = "测试"\nconfidence = "E"\n'
        path = tmp_path / "policy.toml"
        path.write_text(text, "utf-8")
        return load_policy(path)

    return made


def strip(policy):
    """A zone of 120 m with a parcel of 100 m in its corner: an L of 4,400 m2."""
    zone, parcel = make_zones(geometry=square(side=120)), make_parcels()
    return scattered_land(zone, parcel.geometry, parcel, policy, AS_OF)


@pytest.mark.parametrize(("size", "count"), [(4_398.0, 0), (4_400.0, 1), (4_402.0, 1)])
def test_a_leftover_is_scattered_up_to_the_area_of_the_policy(policy, size, count):
    found = strip(policy(scattered__area_m2=size))
    assert len(found) == count
    if count:
        assert found.area_m2.round(-1).tolist() == [4400]
        assert found.neighbours.tolist() == ["P1"]
        assert "并宗或整合方案" in found.documents.item()


@pytest.mark.parametrize(("width", "count"), [(19.0, 0), (20.1, 1)])
def test_or_up_to_the_width_of_the_policy(policy, width, count):
    """The L is 20 m wide and 220 m long along its middle."""
    assert len(strip(policy(scattered__width_m=width))) == count


def test_without_a_size_nothing_is_scattered(policy):
    assert strip(policy()).empty


def test_two_leftovers_are_two_pieces(policy):
    """Three parcels in the middle row of a zone of 300 m leave a row on each side."""
    zone = make_zones(geometry=square(side=300))
    row = make_parcels(geometry=[square(east=i * 100, north=100) for i in range(3)])
    rules = policy(scattered__area_m2=1e6)
    found = scattered_land(zone, row.geometry, row, rules, AS_OF)
    assert found.piece.tolist() == ["Z1-1", "Z1-2"]
    assert found.neighbours.tolist() == ["P1;P2;P3"] * 2


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(4)))
def test_the_order_of_parcels_changes_nothing(order):
    policy = load_policy("national")
    built = make_built(geometry=square(side=400))
    parcels = make_parcels(geometry=[square(east=i * 100) for i in range(4)])
    found = legacy_built(built, parcels.iloc[list(order)], None, policy, AS_OF)
    assert found.unsupplied_area_m2.round(-2).tolist() == [120_000]


def built_case(**dates):
    """A square of built land, half on a parcel, three quarters in a batch."""
    built = make_built(geometry=square(east=50))
    parcels = make_parcels(supply_date=dates.get("supply"))
    batch = make_approvals(
        geometry=square(east=25), approval_date=dates.get("approval")
    )
    return built, parcels, batch


@pytest.mark.parametrize(
    ("dates", "unsupplied", "unapproved"),
    [
        ({}, 5_000, 2_500),
        ({"supply": "2022-10-01"}, 10_000, 2_500),
        ({"approval": "2022-10-01"}, 5_000, 5_000),
        ({"supply": "2022-09-30", "approval": "2022-09-30"}, 5_000, 2_500),
    ],
    ids=["both", "supplied tomorrow", "approved tomorrow", "both today"],
)
def test_built_land_lacks_what_no_paper_covers(dates, unsupplied, unapproved):
    found = legacy_built(*built_case(**dates), load_policy("national"), AS_OF)
    assert found.lacking.tolist() == ["approval;supply"]
    assert found.unsupplied_area_m2.round(-2).tolist() == [unsupplied]
    assert found.unapproved_area_m2.round(-2).tolist() == [unapproved]
    assert found.geometry.area.round().tolist() == [unsupplied]
    assert "农转用和征收批准文件" in found.documents.item()


def test_covered_land_is_no_legacy_case():
    built, parcels = make_built(), make_parcels()
    found = legacy_built(
        built, parcels, make_approvals(), load_policy("national"), AS_OF
    )
    assert found.empty


def test_what_no_layer_tells_is_untold():
    found = legacy_built(
        make_built(geometry=square(east=50)), None, None, load_policy("national"), AS_OF
    )
    assert found.empty
    half = make_built(geometry=square(east=50))
    found = legacy_built(half, make_parcels(), None, load_policy("national"), AS_OF)
    assert found[["lacking", "untold"]].to_numpy().tolist() == [["supply", "approval"]]


@pytest.mark.parametrize(
    ("built", "count"), [("2020-01-01", 1), ("2020-01-02", 0), (None, 1)]
)
def test_only_what_was_built_by_the_day_of_the_policy(policy, built, count):
    rules = policy(legacy__built_before="2020-01-01")
    case = make_built(geometry=square(east=500), built_date=built)
    assert len(legacy_built(case, make_parcels(), None, rules, AS_OF)) == count


USED = {"start_date": "2010-01-01", "completion_date": "2011-01-01"}


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        ({}, ["supply;registration"]),
        ({"unit_no": "410902001001GB00001F00010001"}, ["supply"]),
        ({"contract_no": "1"}, ["registration"]),
        ({"supply_date": "2009-01-01", "unit_no": "1"}, []),
        ({"start_date": None, "completion_date": None}, []),
    ],
)
def test_a_parcel_in_use_lacks_the_papers_that_nobody_recorded(facts, lacking):
    parcels = make_parcels(**(USED | facts))
    found = legacy_parcels(parcels, load_policy("national"), AS_OF)
    assert found.lacking.tolist() == lacking


def test_a_column_that_no_source_has_is_untold():
    parcels = make_parcels(**USED)
    parcels.attrs["absent_columns"] = ["unit_no"]
    found = legacy_parcels(parcels, load_policy("national"), AS_OF)
    assert found[["lacking", "untold"]].to_numpy().tolist() == [
        ["supply", "registration"]
    ]
