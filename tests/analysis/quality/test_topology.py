"""Squares that lie on each other, twice, or with a slit between them."""

import pytest
import shapely

from landuse.analysis.quality import frame_issues
from landuse.testing import make_approvals, make_parcels, make_zones, square


def found(frame, kind="parcels", **options):
    return [(i.code, i.feature) for i in frame_issues(frame, kind, **options)]


def test_neighbours_along_one_line_are_right():
    parcels = make_parcels(geometry=[square(), square(east=100), square(east=200)])
    assert found(parcels) == []


@pytest.mark.parametrize(
    ("east", "expected"),
    [
        (100, []),
        (99.9995, [("OVERLAP_SLIGHT", None)]),  # 0.05 m2
        (99.998, [("OVERLAP", "P1 / P2")]),  # 0.2 m2
        (50, [("OVERLAP", "P1 / P2")]),
    ],
)
def test_an_overlap_counts_above_a_tenth_of_a_square_metre(east, expected):
    assert found(make_parcels(geometry=[square(), square(east=east)])) == expected


def test_an_overlap_has_its_piece_and_its_area():
    parcels = make_parcels(geometry=[square(), square(east=90)])
    (issue,) = frame_issues(parcels, "parcels")
    assert issue.shape.area == pytest.approx(1_000)
    assert issue.message == "P1 and P2 share 999.79 m2"
    assert issue.crs == parcels.crs


@pytest.mark.parametrize(
    "change",
    [
        lambda shape: shape,
        shapely.reverse,
        lambda s: shapely.Polygon([*s.exterior.coords[2:], *s.exterior.coords[1:3]]),
        lambda s: shapely.transform(s, lambda xy: xy + 0.0001),
    ],
)
def test_the_same_outline_twice(change):
    parcels = make_parcels(geometry=[square(), change(square()), square(east=500)])
    assert found(parcels) == [("DUPLICATE_GEOMETRY", "P1 / P2")]


@pytest.mark.parametrize(
    ("east", "expected"),
    [
        (100.001, []),
        (100.004, [("GAP", "P1 / P2")]),
        (100.5, [("GAP", "P1 / P2")]),
        (101, []),
    ],
)
def test_a_gap_is_wider_than_rounding_and_narrower_than_a_path(east, expected):
    assert found(make_parcels(geometry=[square(), square(east=east)])) == expected


def corner(west, south, east, north):
    x, y = 593_000, 3_960_000
    return shapely.box(x + west, y + south, x + east, y + north)


def test_a_hole_between_four_parcels_names_three_of_them():
    blocks = [
        corner(0, 0, 105, 100),
        corner(105, 0, 205, 105),
        corner(100, 105, 205, 205),
        corner(0, 100, 100, 205),
    ]
    (issue,) = frame_issues(make_parcels(geometry=blocks), "parcels")
    assert (issue.code, issue.feature) == ("GAP", "P1 / P2 / P3")
    assert "a gap of 24.99 m2" in issue.message
    assert "between P1, P2, P3, P4" in issue.message


def test_batches_that_overlap_have_a_code_of_their_own():
    batches = make_approvals(geometry=[square(), square(east=50)])
    assert found(batches, "approvals") == [("BATCH_OVERLAP", "B1 / B2")]


@pytest.mark.parametrize(
    ("lapsed", "expected"),
    [
        ("2019-12-31", []),
        ("2020-01-01", []),
        ("2020-01-02", [("BATCH_OVERLAP", "B1 / B2")]),
        (None, [("BATCH_OVERLAP", "B1 / B2")]),
    ],
)
def test_a_lapsed_batch_does_not_overlap_a_later_one(lapsed, expected):
    batches = make_approvals(
        approval_date=["2018-01-01", "2020-01-01"],
        lapsed_date=[lapsed, None],
        geometry=[square(), square(east=50)],
    )
    assert found(batches, "approvals") == expected


def test_what_has_ended_leaves_a_gap_that_nobody_need_close():
    zones = make_zones(
        valid_to=["2020-01-01", None], geometry=[square(), square(east=100.1)]
    )
    assert found(zones, "zones") == []
    assert found(zones, "zones", as_of="2019-12-31") == [("GAP", "Z1 / Z2")]


def shape(*places):
    return shapely.Polygon([(593_000 + x, 3_960_000 + y) for x, y in places])


@pytest.mark.parametrize(
    ("outline", "code", "at"),
    [
        (shape((0, 0), (20, 20), (20, 0), (0, 20)), "INVALID_GEOMETRY", (10, 10)),
        (
            shape((0, 0), (50, 0), (100, 0), (50, 0.1), (50, 50), (0, 50)),
            "SPIKE",
            (100, 0),
        ),
        (shape((0, 0), (200, 0), (200, 0.4), (0, 0.4)), "SLIVER", (100, 0.2)),
        (
            shape((0, 0), (50, 0), (50, 0.0005), (50, 50), (0, 50)),
            "DUPLICATE_VERTEX",
            (50, 0),
        ),
    ],
)
def test_a_fault_of_one_outline_has_its_place(outline, code, at):
    (issue,) = frame_issues(make_parcels(geometry=[outline]), "parcels")
    assert issue.code == code
    west, north = issue.shape.x - 593_000, issue.shape.y - 3_960_000
    assert (west, north) == pytest.approx(at, abs=0.01)


def test_a_tiny_hole_is_told():
    hole = square(side=50).difference(square(east=10, north=10, side=0.9))
    assert found(make_parcels(geometry=[hole])) == [("TINY_RING", "P1")]


def test_points_of_a_plain_layer_are_no_fault():
    layer = make_parcels(geometry=[square().centroid, square().centroid])
    assert found(layer[["parcel_id", "geometry"]], "layer") == []


def test_an_empty_layer_has_no_faults():
    assert found(make_parcels().iloc[:0]) == []


def test_an_overlap_of_an_invalid_outline_says_how_it_was_measured():
    bow = shape((0, 0), (20, 20), (20, 0), (0, 20))
    issues = frame_issues(make_parcels(geometry=[bow, square()]), "parcels")
    message = next(i.message for i in issues if i.code == "OVERLAP")
    assert message.endswith("m2, measured as mended: an outline is invalid")
