"""Areas without geometry: by hand on squares, and against GEOS on anything."""

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis import crossareas
from landuse.analysis.areas import geometry_area
from landuse.analysis.meetings import meetings, prepared
from landuse.analysis.overlay import contained, overlap_areas
from landuse.errors import CancelledError
from landuse.testing import CRS, square


def series(*shapes, crs=CRS):
    return GeoSeries(list(shapes), crs=crs)


def both_ways(small, large, crs=CRS):
    """Areas by position: ours, and those of built intersections."""
    small, large = (np.array(each, dtype=object) for each in (small, large))
    found = overlap_areas(series(*small, crs=crs), series(*large, crs=crs))
    ours = {(a, b): area for a, b, area in found.itertuples(index=False)}
    one, other = np.indices((len(small), len(large))).reshape(2, -1)
    area = geometry_area(shapely.intersection(small[one], large[other]), crs)
    built = {
        (int(a), int(b)): m2
        for a, b, m2 in zip(one, other, area, strict=True)
        if m2 > 0
    }
    return ours, built


def agree(small, large, crs=CRS):
    ours, built = both_ways(small, large, crs)
    assert ours.keys() == built.keys()
    assert list(ours.values()) == pytest.approx(
        [built[k] for k in ours], rel=1e-9, abs=1e-6
    )


@pytest.fixture
def no_geos(monkeypatch):
    """Fail where an intersection is built after all, but for the proof."""
    monkeypatch.setattr(crossareas, "prove", lambda *_: None)
    true = crossareas._Engine.areas

    def surely(engine, places):
        areas, sure = true(engine, places)
        assert sure.all(), "an intersection is built"
        return areas, sure

    monkeypatch.setattr(crossareas._Engine, "areas", surely)


@pytest.mark.usefixtures("no_geos")
def test_a_quarter_of_a_square_is_measured_without_geometry():
    """100 m squares, one moved 50 m east and north, share 2,500 m2 of plane."""
    found = overlap_areas(series(square()), series(square(50, 50)))
    shared = geometry_area(np.array([square(50, 50, 50)]), CRS)
    assert found["area_m2"].to_numpy() == pytest.approx(shared, rel=1e-12)


@pytest.mark.usefixtures("no_geos")
def test_a_hole_and_a_second_part_count():
    """A ring of 300 m with a hole of 100 m, and an island in the hole."""
    ring = square(-100, -100, 300).difference(square())
    area = shapely.MultiPolygon([ring, square(40, 40, 20)])
    parcel = square(-50, 30, 130)
    shared = geometry_area(np.array([parcel.intersection(area)]), CRS)
    found = overlap_areas(series(parcel), series(area))
    assert found["area_m2"].to_numpy() == pytest.approx(shared, rel=1e-12)


@pytest.mark.parametrize(
    "other",
    [square(100), square(0, 100), square(100, 100), square(-100, -100), square(300)],
    ids=["east", "north", "corner", "other corner", "away"],
)
def test_what_only_touches_shares_nothing(other):
    assert overlap_areas(series(square()), series(other)).empty


def test_the_same_square_shares_all_of_itself():
    found = overlap_areas(series(square()), series(square()))
    assert found["area_m2"].tolist() == pytest.approx(
        geometry_area(np.array([square()]), CRS).tolist()
    )


def test_a_border_along_the_corner_of_the_box_is_told_right():
    """The line from corner to corner: the south-western corner lies on the border."""
    west, south = square().bounds[:2]
    for sides in ([(0, 0), (100, 100), (0, 100)], [(0, 0), (100, 0), (100, 100)]):
        half = shapely.Polygon([(west + x, south + y) for x, y in sides])
        agree([square()], [half])


def test_far_from_any_edge_one_corner_tells():
    inside, met = meetings(
        np.array([square(40, 40, 5)]), np.array([square(), square(300)])
    )
    assert inside.tolist() == [[0], [0]]
    assert len(met.left) == 0


def test_contained_leaves_out_what_touches_the_border_from_inside():
    small = series(square(10, 10, 50), square(0, 10, 50), square(80, 0, 50))
    assert contained(small, series(square())).to_numpy().tolist() == [[0, 0]]


def test_missing_and_empty_shapes_are_in_no_pair():
    found = overlap_areas(
        series(None, square(), shapely.Polygon()),
        series(None, square(), shapely.Polygon()),
    )
    assert found[["left", "right"]].to_numpy().tolist() == [[1, 1]]


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:32650"])
def test_other_systems_are_measured_too(crs):
    frame = series(square(), square(east=40)).to_crs(crs)
    agree([frame.iloc[0]], [frame.iloc[1]], crs)


def test_long_outlines_are_left_to_geos():
    west, south = square().bounds[:2]
    round_one, other = (
        shapely.buffer(shapely.Point(west + x, south), 500, quad_segs=100)
        for x in (0, 300)
    )
    agree([round_one], [other])


def test_areas_stay_as_they_are_after_being_prepared():
    shapes = np.array([square(), square(300)])
    shapely.prepare(shapes[:1])
    with prepared(shapes):
        assert shapely.is_prepared(shapes).all()
    assert shapely.is_prepared(shapes).tolist() == [True, False]


def test_the_caller_is_told_and_may_stop():
    many = [square(30 * i) for i in range(1500)]
    seen = []
    overlap_areas(
        series(*many),
        series(square(-10, 50, 90_000)),
        progress=lambda *s: seen.append(s),
    )
    assert seen == [(1000, 1500), (1500, 1500)]
    with pytest.raises(CancelledError, match="nothing was kept"):
        overlap_areas(
            series(*many), series(square(-10, 50, 90_000)), cancel=lambda: len(seen) > 1
        )


# stars about points of a grid, so that corners, edges and boxes often coincide
grid = st.tuples(st.integers(0, 12), st.integers(0, 12))
reach = st.lists(st.integers(1, 9), min_size=3, max_size=9)


def star(place, reaches, holed):
    turn = np.arange(len(reaches)) * 2 * np.pi / len(reaches)
    xy = (
        np.stack([np.cos(turn), np.sin(turn)], axis=1)
        * np.array(reaches)[:, np.newaxis]
    )
    corner = np.array(square().bounds[:2])
    shell = np.round(xy, 0) * 10 + np.array(place) * 10 + corner
    shape = shapely.make_valid(
        shapely.Polygon(shell), method="structure", keep_collapsed=False
    )
    if holed and shape.area > 0:
        inner = shape.representative_point().buffer(5, cap_style="square")
        shape = shape.difference(inner)
    return (
        shape if shape.geom_type in ("Polygon", "MultiPolygon") else shapely.Polygon()
    )


stars = st.lists(st.builds(star, grid, reach, st.booleans()), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(stars, stars)
def test_any_outlines_share_what_geos_says(small, large):
    agree(small, large)


@settings(max_examples=60, deadline=None)
@given(stars, stars)
def test_it_is_the_same_area_from_either_side(small, large):
    there, _ = both_ways(small, large)
    back, _ = both_ways(large, small)
    assert {(b, a) for a, b in back} == set(there)
    assert [back[b, a] for a, b in there] == pytest.approx(
        list(there.values()), abs=1e-6
    )
