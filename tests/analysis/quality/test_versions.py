"""A version against the one before: acts are told, drawing again is not."""

import pytest
import shapely

from landuse.analysis.quality import compare_versions
from landuse.errors import SchemaError
from landuse.testing import make_enterprises, make_parcels, square


def names(before, after):
    return [(i.code, i.feature) for i in compare_versions(before, after, "parcels")]


def test_the_same_version_has_no_changes():
    assert names(make_parcels(parcel_id=["P1", "P2"]), make_parcels()) == [
        ("VANISHED", "P2")
    ]
    assert names(make_parcels(), make_parcels()) == []


def test_more_vertices_on_the_same_line_are_no_change():
    dense = shapely.segmentize(square(), 7).reverse()
    assert names(make_parcels(), make_parcels(geometry=dense)) == []


@pytest.mark.parametrize(
    ("east", "expected"),
    [(0.5, []), (0.51, [("MOVED", "P1")]), (-3, [("MOVED", "P1")])],
)
def test_half_a_metre_is_drawing_again(east, expected):
    assert names(make_parcels(), make_parcels(geometry=square(east=east))) == expected


def test_a_move_says_how_far_and_how_much():
    (issue,) = compare_versions(
        make_parcels(), make_parcels(geometry=square(east=10)), "parcels"
    )
    assert issue.message == "its boundary moved by up to 10.00 m; 1,999.57 m2 changed"
    assert issue.shape.area == pytest.approx(2_000)


def test_what_comes_and_goes_and_changes_its_name():
    before = make_parcels(
        parcel_id=["A", "B", "C"],
        geometry=[square(), square(east=200), square(east=400)],
    )
    after = make_parcels(
        parcel_id=["A", "N", "D"],
        geometry=[square(), square(east=200.1), square(east=800)],
    )
    assert names(before, after) == [
        ("ID_CHANGED", "N"),
        ("APPEARED", "D"),
        ("VANISHED", "C"),
    ]


def test_ids_that_stand_twice_are_not_compared():
    before = make_parcels(parcel_id=["A", "A"])
    assert names(before, make_parcels(parcel_id="A", geometry=square(east=5))) == []


def test_the_version_before_may_be_in_another_system():
    before = make_parcels().to_crs(4526)
    assert names(before, make_parcels()) == []


def test_a_table_cannot_be_compared():
    with pytest.raises(SchemaError, match="versions of enterprises cannot be compared"):
        compare_versions(make_enterprises(), make_enterprises(), "enterprises")
