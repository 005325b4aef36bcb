"""The document's area and the outline's: tolerance, projection, unit."""

import pytest

from landuse.analysis.quality import check
from landuse.testing import make_approvals, make_parcels, square

HA = 9_997.87  #: a factory square on the ellipsoid
SMALL = 99.9787  #: a square of 10 m


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (SMALL + 0.49, []),
        (SMALL + 0.51, ["info"]),  # within what the projection stretches
        (SMALL + 0.53, ["warning"]),
        (SMALL + 0.99, ["warning"]),
        (SMALL + 1.01, ["error"]),
    ],
)
def test_half_a_square_metre_is_no_difference(area, expected):
    parcel = make_parcels(registered_area_m2=area, geometry=square(side=10))
    assert check(parcel, "parcels")["severity"].tolist() == expected


def test_a_difference_says_how_much_it_is():
    found = check(make_parcels(registered_area_m2=HA + 200), "parcels")
    assert "by +200.00 m2 (+2.00%)" in found["message"].item()


def test_the_area_of_a_wide_zone_is_explained_not_wrong():
    far = square(east=170_000)  # 2.9 degrees from the meridian: 0.9 per mille
    parcel = make_parcels(registered_area_m2=10_000, geometry=far)
    found = check(parcel, "parcels")
    assert found["code"].tolist() == ["AREA_EXPLAINED_BY_PROJECTION"]
    assert found["severity"].tolist() == ["info"]


def test_batches_are_held_to_their_approval():
    found = check(make_approvals(approved_area_m2=HA / 10_000), "approvals")
    assert found["code"].tolist() == ["UNIT_SLIP_SUSPECTED"]
    assert found["message"].item() == (
        "approved_area_m2 is to the computed area as ha for m2"
    )


def test_a_decimal_point_in_the_wrong_place():
    found = check(make_parcels(registered_area_m2=HA / 1000), "parcels")
    assert found["hint"].item() == "check the unit of the column: 0.001 to 1"
