"""The document's area counts, unless it cannot be the parcel's."""

import pytest

from landuse.analysis.arearecord import area_of_record, with_area_of_record
from landuse.policy import load_policy
from landuse.testing import make_parcels

PUYANG = load_policy("puyang")
HA = 9_997.9  #: a factory square on the ellipsoid


def record(**columns):
    return area_of_record(make_parcels(**columns), PUYANG).iloc[0]


def test_the_registered_area_counts():
    made = record(registered_area_m2=12_000)
    assert (made["area_m2"], made["area_basis"]) == (12_000, "registered")
    assert made.isna()["why"]


@pytest.mark.parametrize("area", [None, 0.0, -1.0])
def test_without_a_registered_area_the_outline_is_measured(area):
    made = record(registered_area_m2=area)
    assert made["area_m2"] == pytest.approx(HA, abs=0.1)
    assert made["area_basis"] == "ellipsoidal"
    assert made["why"] == "registered_area_missing"


@pytest.mark.parametrize(
    ("factor", "basis"),
    [
        (99, "registered"),
        (101, "ellipsoidal"),
        (1 / 99, "registered"),
        (1 / 101, "ellipsoidal"),
        (10_000, "ellipsoidal"),
    ],
)
def test_an_area_that_the_outline_contradicts_does_not_count(factor, basis):
    made = record(registered_area_m2=HA * factor)
    assert made["area_basis"] == basis


def test_several_outlines_of_one_id_are_measured():
    parcels = make_parcels(parcel_id=["P", "P"], registered_area_m2=20_000)
    made = area_of_record(parcels, PUYANG)
    assert set(made["why"]) == {"repeated_parcel_ids"}
    assert made["area_m2"].sum() == pytest.approx(2 * HA, abs=0.2)


def test_the_columns_are_added_and_the_input_is_not_changed():
    parcels = make_parcels(registered_area_m2=12_000)
    before = parcels.copy()
    made = with_area_of_record(parcels, PUYANG)
    assert made["ellipsoidal_area_m2"].iloc[0] == pytest.approx(HA, abs=0.1)
    assert parcels.equals(before)
