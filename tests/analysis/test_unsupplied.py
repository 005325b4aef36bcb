"""What is left of a batch, by outline and by document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.analysis.unsupplied import cited_batches, split_by_batch, unsupplied_area
from landuse.testing import make_approvals, make_parcels, square


def test_outline_and_document_are_two_answers():
    """Approved 40,000 m2; the parcel of 10,000 m2 was registered with 12,000."""
    batch = make_approvals(approved_area_m2=40_000, geometry=square(side=200))
    parcel = make_parcels(batch_id="B1", registered_area_m2=12_000)
    left = unsupplied_area(batch, parcel).iloc[0]
    assert left["document_unsupplied_m2"] == 28_000
    assert left["unsupplied_area_m2"] == pytest.approx(30_000, rel=3e-4)
    whole = left["supplied_area_m2"] + left["unsupplied_area_m2"]
    assert whole == pytest.approx(left["batch_area_m2"], rel=1e-9)


def test_a_parcel_without_a_batch_counts_by_outline_only():
    batch = make_approvals(approved_area_m2=40_000, geometry=square(side=200))
    left = unsupplied_area(batch, make_parcels(registered_area_m2=10_000)).iloc[0]
    assert left["document_supplied_m2"] == 0
    assert left["unsupplied_area_m2"] == pytest.approx(30_000, rel=3e-4)


def test_oversupply_is_negative_by_document_never_by_outline():
    batch = make_approvals(approved_area_m2=10_000)
    left = unsupplied_area(
        batch, make_parcels(batch_id="B1", registered_area_m2=11_000)
    ).iloc[0]
    assert left["document_unsupplied_m2"] == -1_000
    assert left["unsupplied_area_m2"] == 0


def test_a_missing_approved_area_leaves_the_document_answer_missing():
    left = unsupplied_area(make_approvals(), make_parcels(batch_id="B1"))
    assert left["document_unsupplied_m2"].isna().all()


def test_later_supply_does_not_count_yet():
    parcels = make_parcels(supply_date=["2022-09-30"])
    batch = make_approvals()
    assert unsupplied_area(batch, parcels, as_of="2022-09-30")[
        "unsupplied_area_m2"
    ].tolist() == [0.0]
    assert unsupplied_area(batch, parcels, as_of="2022-09-29")[
        "unsupplied_area_m2"
    ].iloc[0] == pytest.approx(10_000, rel=3e-4)


def test_no_parcels_at_all_leave_the_whole_batch():
    left = unsupplied_area(make_approvals(), make_parcels(parcel_id=[]))
    assert left["unsupplied_area_m2"].iloc[0] == pytest.approx(9_997.867, abs=1e-3)


BATCHES = make_approvals(
    approval_no=["豫政土〔2018〕1号", "豫政土〔2018〕2号", "同号"],
    geometry=[square(east=-75), square(east=25), square(east=900)],
)


@pytest.mark.parametrize(
    ("cited", "batches"),
    [
        ("B1", ["B1"]),
        ("B1;B2", ["B1", "B2"]),
        (" B1 ； B2 ", ["B1", "B2"]),
        ("豫政土〔2018〕2号", ["B2"]),
        ("B1;B1", ["B1"]),
        ("B9", []),
        (None, []),
        (";", []),
    ],
)
def test_batches_are_cited_by_id_or_by_number(cited, batches):
    shares = split_by_batch(BATCHES, make_parcels(batch_id=cited))
    assert shares["batch_id"].tolist() == batches


def test_a_number_of_two_batches_names_neither():
    twice = make_approvals(approval_no=["同号", "同号"])
    cited = cited_batches(twice, make_parcels(batch_id="同号"))
    assert cited["batch_id"].isna().all()


def test_a_parcel_far_from_both_batches_is_shared_equally():
    parcel = make_parcels(
        batch_id="B1;B2", registered_area_m2=10_000, geometry=square(east=500)
    )
    assert split_by_batch(BATCHES, parcel)["registered_area_m2"].tolist() == [5_000] * 2


@given(st.integers(-70, 20))
def test_the_shares_of_a_parcel_add_up_to_one(east):
    parcel = make_parcels(batch_id="B1;B2;B3", geometry=square(east=east))
    assert split_by_batch(BATCHES, parcel)["share"].sum() == pytest.approx(1)
