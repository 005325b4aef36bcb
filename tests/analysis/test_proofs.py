"""Overlays under a broken engine must raise; order and place must change nothing."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis import crossareas
from landuse.analysis.areas import geometry_area
from landuse.analysis.claims import union_area
from landuse.analysis.overlay import overlap_areas, remainders
from landuse.analysis.shares import shares
from landuse.analysis.topology import gaps, overlaps
from landuse.errors import ConservationError
from landuse.testing import CRS, make_parcels, make_zones, square


def series(*shapes):
    return GeoSeries(list(shapes), crs=CRS)


def shrunk(function):
    """An engine that loses a strip of a centimetre."""

    def lossy(*shapes, **options):
        return shapely.buffer(function(*shapes, **options), -0.01, join_style="mitre")

    return lossy


def grown(function):
    """An engine that adds a strip of a centimetre."""

    def greedy(*shapes, **options):
        return shapely.buffer(function(*shapes, **options), 0.01, join_style="mitre")

    return greedy


@pytest.mark.parametrize("broken", [shrunk, grown])
@pytest.mark.parametrize("operation", ["difference", "intersection"])
def test_remainders_of_a_broken_engine_raise(monkeypatch, broken, operation):
    monkeypatch.setattr(shapely, operation, broken(getattr(shapely, operation)))
    with pytest.raises(ConservationError, match="shape 0: parts and whole differ"):
        remainders(series(square()), series(square(east=50)))


@pytest.mark.parametrize("broken", [shrunk, grown])
@pytest.mark.parametrize("operation", ["difference", "intersection"])
def test_shares_of_a_broken_engine_raise(monkeypatch, broken, operation):
    monkeypatch.setattr(shapely, operation, broken(getattr(shapely, operation)))
    with pytest.raises(ConservationError, match="parcel 0: parts and whole differ"):
        shares(make_parcels(), make_zones(geometry=square(east=50)))


@pytest.mark.parametrize("broken", [shrunk, grown])
@pytest.mark.parametrize("operation", ["difference", "intersection"])
def test_claims_of_a_broken_engine_raise(monkeypatch, broken, operation):
    monkeypatch.setattr(shapely, operation, broken(getattr(shapely, operation)))
    with pytest.raises(ConservationError, match="claim 0: parts and whole differ"):
        union_area(np.array([square(), square(east=50)]), CRS)


def test_areas_of_a_broken_sum_raise(monkeypatch):
    """Two square centimetres in 3,500 m2 are told."""
    true = crossareas._Engine.areas

    def off(engine, places):
        areas, sure = true(engine, places)
        return areas + 2e-4, sure

    monkeypatch.setattr(crossareas._Engine, "areas", off)
    with pytest.raises(ConservationError, match="pair 0: parts and whole differ"):
        overlap_areas(series(square()), series(square(50, 30)))


def test_claims_whose_union_was_lost_raise(monkeypatch):
    """Both keep the shared half: each adds up, but they lie on each other."""

    def nothing(groups, **_):
        return np.full(len(groups), shapely.Polygon(), dtype=object)

    monkeypatch.setattr(shapely, "coverage_union_all", nothing)
    monkeypatch.setattr(shapely, "union_all", nothing)
    with pytest.raises(ConservationError, match="claim 0: parts and whole differ"):
        union_area(np.array([square(), square(east=50)]), CRS)


def test_a_loss_within_the_tolerance_passes(monkeypatch):
    """A strip of 0.2 micrometres round 300 m is 6e-5 m2."""
    true = shapely.difference

    def lossy(*shapes):
        return shapely.buffer(true(*shapes), -2e-7, join_style="mitre")

    monkeypatch.setattr(shapely, "difference", lossy)
    _, areas = remainders(series(square()), series(square(east=50)))
    assert 0 < areas["whole_m2"][0] - areas.iloc[0, 1:].sum() < 1e-4


spots = st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(1, 8))
layers = st.lists(spots, min_size=1, max_size=7).map(
    lambda places: np.array([square(e * 9, n * 9, s * 9) for e, n, s in places])
)
quick = settings(max_examples=40, deadline=None)


def pairs_of(shapes):
    found = overlaps(GeoDataFrame(geometry=list(shapes), crs=CRS), tolerance_m2=1e-3)
    return {
        (a, b): area
        for a, b, area in zip(found.left, found.right, found.area_m2, strict=True)
    }


def gaps_of(shapes):
    frame = GeoDataFrame(geometry=list(shapes), crs=CRS)
    return gaps(frame, max_area_m2=5_000, max_width_m=0.5)


def moved(shapes, east, north):
    return shapely.transform(shapes, lambda xy: xy + np.array([east, north]))


@quick
@given(layers, st.randoms(use_true_random=False))
def test_overlaps_do_not_depend_on_the_order(shapes, dice):
    order = list(range(len(shapes)))
    dice.shuffle(order)
    there = pairs_of(shapes)
    back = {
        tuple(sorted((order[a], order[b]))): area
        for (a, b), area in pairs_of(shapes[order]).items()
    }
    assert back.keys() == there.keys()
    assert [back[pair] for pair in there] == pytest.approx(
        list(there.values()), abs=1e-6
    )


@quick
@given(layers, st.randoms(use_true_random=False))
def test_gaps_do_not_depend_on_the_order(shapes, dice):
    order = list(range(len(shapes)))
    dice.shuffle(order)
    there, back = gaps_of(shapes), gaps_of(shapes[order])
    assert back["area_m2"].tolist() == pytest.approx(there["area_m2"].tolist())
    named = [tuple(sorted(order[i] for i in each)) for each in back["neighbours"]]
    assert named == there["neighbours"].tolist()


@quick
@given(layers, st.integers(-3000, 3000))
def test_overlaps_and_gaps_move_with_the_layer(shapes, north):
    there, back = pairs_of(shapes), pairs_of(moved(shapes, 0, north))
    assert back.keys() == there.keys()
    assert list(back.values()) == pytest.approx(list(there.values()), rel=1e-5)
    here, away = gaps_of(shapes), gaps_of(moved(shapes, 0, north))
    assert away["neighbours"].tolist() == here["neighbours"].tolist()
    assert away["width_m"].tolist() == pytest.approx(here["width_m"].tolist(), abs=1e-6)


@quick
@given(layers, layers, st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_areas_of_overlaps_move_with_both_layers(left, right, east, north):
    """What the plane stretches differs by 3 ppm a kilometre here."""
    there = overlap_areas(series(*left), series(*right))
    back = overlap_areas(*(series(*moved(each, east, north)) for each in (left, right)))
    assert back[["left", "right"]].equals(there[["left", "right"]])
    assert back["area_m2"].to_numpy() == pytest.approx(
        there["area_m2"].to_numpy(), rel=3e-5
    )


@quick
@given(layers, st.randoms(use_true_random=False))
def test_the_union_of_claims_does_not_depend_on_the_order(claims, dice):
    order = list(range(len(claims)))
    dice.shuffle(order)
    there = union_area(claims, CRS)
    assert union_area(claims[order], CRS).total_m2 == pytest.approx(there.total_m2)
    once = np.array(list(dict.fromkeys(claims.tolist())), dtype=object)
    apart = shapely.union_all(once)
    assert there.total_m2 == pytest.approx(geometry_area(np.array([apart]), CRS)[0])


@quick
@given(layers)
def test_claims_without_repeats_and_overlaps_are_their_sum(shapes):
    """After de-duplication the sum of the areas is that of the union."""
    kept = union_area(np.concatenate([shapes, shapes]), CRS).parts
    kept = kept[~shapely.is_empty(kept)]
    union = geometry_area(np.array([shapely.union_all(kept)]), CRS)[0]
    assert geometry_area(kept, CRS).sum() == pytest.approx(union)
    assert pairs_of(kept) == {}
