"""The zone of a parcel is the one with most of its area."""

from landuse.analysis.zones import zone_of
from landuse.testing import make_parcels, make_zones, square

ZONES = make_zones(
    zone_id=["a", "b", "b"],
    block=[None, "east", "north"],
    geometry=[
        square(side=100),
        square(east=100, side=100),
        square(north=100, side=100),
    ],
)


def test_a_parcel_inside_a_zone_is_its():
    parcel = make_parcels(geometry=square(east=10, north=10, side=50))
    assert zone_of(parcel, ZONES).tolist() == ["a"]


def test_blocks_of_a_zone_count_together():
    """A square of 100 m: 36 % in a, 24 % in each of the two blocks of b."""
    parcel = make_parcels(geometry=square(east=40, north=40, side=100))
    assert zone_of(parcel, ZONES).tolist() == ["b"]


def test_a_parcel_outside_every_zone_has_none():
    parcel = make_parcels(geometry=square(east=900))
    assert zone_of(parcel, ZONES).isna().all()


def test_the_index_of_the_parcels_is_kept_and_they_are_not_changed():
    parcels = make_parcels(geometry=[square(), square(east=900)])
    parcels.index = [7, 3]
    before = parcels.copy()
    assert zone_of(parcels, ZONES).index.tolist() == [7, 3]
    assert parcels.equals(before)


def test_zones_in_another_crs_give_the_same():
    parcel = make_parcels(geometry=square(east=60))
    assert zone_of(parcel, ZONES.to_crs(4490)).tolist() == ["b"]


def test_no_zone_at_all_is_missing():
    assert zone_of(make_parcels(), ZONES.iloc[:0]).isna().all()
