"""Which parcels were supplied from which batches: document first, overlay as check."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.batches.matching import match_batches
from landuse.analysis.unsupplied import unsupplied_area
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_parcels, square

NATIONAL = load_policy("national")
#: Two batches side by side, 100 m x 100 m each, and one far away.
BATCHES = make_approvals(
    approval_no=["豫政土〔2018〕1号", "豫政土〔2018〕2号", "豫政土〔2018〕3号"],
    geometry=[square(), square(east=100), square(east=900)],
)


def match(**parcels):
    return match_batches(BATCHES, make_parcels(**parcels), NATIONAL)


def how(found):
    return found.table[["batch_id", "how"]].to_numpy().tolist()


def test_cited_and_overlapping_is_both():
    found = match(batch_id="B1", registered_area_m2=9_000.0)
    assert how(found) == [["B1", "both"]]
    row = found.table.iloc[0]
    assert (row["document_share"], row["document_area_m2"]) == (1.0, 9_000.0)
    assert row["overlap_area_m2"] == pytest.approx(10_000, rel=3e-4)
    assert row["overlap_share"] == pytest.approx(1.0)


def test_a_parcel_that_cites_nothing_is_placed_by_its_outline():
    """25 m of its 100 m lie in the first batch, 75 m in the second."""
    found = match(geometry=square(east=75))
    assert how(found) == [["B1", "overlay"], ["B2", "overlay"]]
    assert found.table["overlap_share"].round(3).tolist() == [0.25, 0.75]
    assert found.table["document_area_m2"].isna().all()


def test_a_parcel_outside_all_batches_that_cites_one_is_by_document():
    assert how(match(batch_id="B1", geometry=square(east=500))) == [["B1", "document"]]


def test_document_and_outline_that_name_different_batches_conflict():
    found = match(batch_id="B3", geometry=square())
    assert how(found) == [["B1", "conflict"], ["B3", "conflict"]]


def test_a_cited_batch_is_both_though_the_outline_reaches_another():
    found = match(batch_id="B1", geometry=square(east=25))
    assert how(found) == [["B1", "both"], ["B2", "conflict"]]


def test_a_parcel_of_two_batches_is_shared_by_its_overlap():
    found = match(batch_id="B1；豫政土〔2018〕2号", geometry=square(east=75))
    assert how(found) == [["B1", "both"], ["B2", "both"]]
    assert found.table["document_share"].round(3).tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("into", "slivers"),
    [(0.009, 1), (0.02, 0)],
    ids=["0.9 m2 of the neighbour", "2 m2 of it"],
)
def test_a_sliver_is_left_out_and_counted(into, slivers):
    found = match(batch_id="B1", geometry=square(east=into))
    assert len(found.slivers) == slivers
    assert len(found.table) == 2 - slivers
    if slivers:
        row = found.slivers.iloc[0]
        assert (row["batch_id"], row["parcel_id"]) == ("B2", "P1")
        assert row["overlap_area_m2"] == pytest.approx(0.9, rel=1e-2)


def test_a_name_of_no_batch_is_told():
    found = match(batch_id="B9;B1")
    assert found.unknown.to_numpy().tolist() == [["P1", "B9"]]
    assert how(found) == [["B1", "both"]]


def test_a_parcel_that_cites_an_unknown_batch_contradicts_its_outline():
    assert how(match(batch_id="B9")) == [["B1", "conflict"]]


def test_parcels_supplied_later_are_not_matched():
    parcels = make_parcels(supply_date="2022-10-01", batch_id="B1")
    day = "2022-09-30"
    assert match_batches(BATCHES, parcels, NATIONAL, as_of=day).table.empty


def test_without_parcels_there_is_no_row():
    found = match(parcel_id=[])
    assert found.table.empty
    assert found.slivers.empty


place = st.integers(-150, 250)
cites = st.sampled_from([None, "B1", "B2", "B1;B2", "B9", "B3"])
parcel = st.fixed_dictionaries({"east": place, "cites": cites})


def frame(rows):
    return make_parcels(
        geometry=[square(east=row["east"]) for row in rows],
        batch_id=[row["cites"] for row in rows],
        registered_area_m2=10_000.0,
    )


@settings(max_examples=40)
@given(rows=st.lists(parcel, min_size=1, max_size=8))
def test_document_shares_of_a_parcel_add_up_to_one(rows):
    table = match_batches(BATCHES, frame(rows), NATIONAL).table
    shares = table.dropna(subset=["document_share"]).groupby("parcel_id")
    assert shares["document_share"].sum().to_numpy() == pytest.approx(1.0)


@settings(max_examples=40)
@given(rows=st.lists(parcel, min_size=1, max_size=8), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(rows, seed):
    parcels = frame(rows)
    mixed = parcels.sample(frac=1, random_state=seed)
    batches = BATCHES.sample(frac=1, random_state=seed)
    one = match_batches(BATCHES, parcels, NATIONAL).table
    two = match_batches(batches, mixed, NATIONAL).table
    pd.testing.assert_frame_equal(one, two, rtol=1e-12)
    left = unsupplied_area(BATCHES, parcels).set_index("batch_id")
    again = unsupplied_area(batches, mixed).set_index("batch_id").loc[left.index]
    pd.testing.assert_series_equal(
        left["unsupplied_area_m2"], again["unsupplied_area_m2"], rtol=1e-9
    )


@settings(max_examples=40)
@given(rows=st.lists(parcel, min_size=1, max_size=8))
def test_another_parcel_never_raises_what_remains(rows):
    """And supplied and unsupplied add up to the batch, whatever the parcels."""
    before = unsupplied_area(BATCHES, frame(rows[1:]))
    after = unsupplied_area(BATCHES, frame(rows))
    more = after["unsupplied_area_m2"] - before["unsupplied_area_m2"]
    assert (more <= 1e-6).all()
    more = after["document_unsupplied_m2"] - before["document_unsupplied_m2"]
    assert not (more > 1e-6).any()
    whole = after["supplied_area_m2"] + after["unsupplied_area_m2"]
    assert whole.to_numpy() == pytest.approx(after["batch_area_m2"].to_numpy())
