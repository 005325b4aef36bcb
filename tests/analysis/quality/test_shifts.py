"""A whole file beside the others is found; sound files raise no alarm."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.gcj02 import bd09, gcj02
from landuse.analysis.homes import way_back
from landuse.analysis.quality import cross_check
from landuse.testing import make_approvals, make_parcels, make_zones, square

#: Three zones of 1 km in a row, 4 km apart, each full of plots of 100 m.
ZONES = make_zones(
    zone_id=["a", "b", "c"],
    geometry=[square(east=4_000 * k, side=1_000) for k in range(3)],
)
PLOTS = [
    square(east=4_000 * k + 100 * i, north=100 * j)
    for k in range(3)
    for i in range(10)
    for j in range(3)
]
#: Six batches of 400 m, each supplied as four parcels of different size.
BATCHES = [square(east=600 * k, side=400) for k in range(6)]
CUT = [(0, 0, 150, 400), (150, 0, 250, 400), (250, 0, 400, 250), (250, 250, 400, 400)]


def parcels_of(shapes, **columns):
    ids = [f"P{i}" for i in range(len(shapes))]
    return make_parcels(parcel_id=ids, geometry=shapes, **columns)


def supplied():
    """Parcels that fill the batches they name."""
    west, south = square().bounds[:2]
    shapes = [
        shapely.box(*(np.array(cut) + [west + 600 * k, south] * 2))
        for k in range(6)
        for cut in CUT
    ]
    named = [f"B{k + 1}" for k in range(6) for _ in CUT]
    return parcels_of(shapes, batch_id=named)


def approved(shapes=BATCHES):
    return make_approvals(
        batch_id=[f"B{k + 1}" for k in range(len(shapes))], geometry=list(shapes)
    )


def moved(frame, how):
    shapes = frame.geometry.to_numpy()
    if callable(how):
        there = gpd.GeoSeries(shapes, crs=frame.crs).to_crs(4490).to_numpy()
        there = shapely.transform(there, lambda xy: np.column_stack(how(*xy.T)))
        there = gpd.GeoSeries(there, crs=4490).to_crs(frame.crs)
    else:
        there = gpd.GeoSeries(shapes, crs=frame.crs).translate(*how)
    return frame.set_geometry(there.set_axis(frame.index))


def offsets(**frames):
    return [i for i in cross_check(frames) if i.code == "LIKELY_OFFSET"]


@pytest.mark.parametrize(("web_map", "name"), [(gcj02, "GCJ-02"), (bd09, "BD-09")])
def test_parcels_of_a_web_map_fall_back_into_the_zones(web_map, name):
    parcels = moved(parcels_of(PLOTS), web_map)
    (issue,) = offsets(parcels=parcels.assign(zone_id=None), zones=ZONES)
    assert issue.message.endswith(f"that is the offset of {name}, in the layer")
    assert (issue.severity, issue.feature) == ("warning", "P0")
    assert issue.shape.equals(shapely.box(*parcels.total_bounds))
    assert "m too far to the east" in issue.message or name == "BD-09"


def test_zones_of_a_web_map_are_named_as_the_reference():
    parcels = parcels_of(PLOTS).assign(zone_id=None)
    (issue,) = offsets(parcels=parcels, zones=moved(ZONES, gcj02))
    assert issue.message.endswith("the offset of GCJ-02, in the reference")
    told = re.fullmatch(
        r"以 集聚区 为准，图层偏移 \d+ 米（向东 -\d+ 米，向北 [+-]\d+ 米）："
        r"集聚区外附近的 (\d+) 条记录中，\1 条复位后落入集聚区"
        r"，与GCJ-02 的偏移（参照图层）相符",
        issue.message.zh,
    )
    assert told is not None


def test_each_file_stands_for_itself():
    sound, off = parcels_of(PLOTS[::2]), moved(parcels_of(PLOTS[1::2]), gcj02)
    both = [sound.assign(source_file="好.shp"), off.assign(source_file="偏.shp")]
    parcels = gpd.GeoDataFrame(
        gpd.pd.concat(both, ignore_index=True), crs=sound.crs
    ).assign(zone_id=None)
    (issue,) = offsets(parcels=parcels, zones=ZONES)
    assert issue.file == "偏.shp"


@pytest.mark.parametrize(
    ("vector", "wind"),
    [((70, 0), "east"), ((-60, 80), "north-west"), ((0, -30), "south")],
)
def test_parcels_fall_back_into_the_batches_they_name(vector, wind):
    (issue,) = offsets(parcels=moved(supplied(), vector), approvals=approved())
    told = re.match(
        rf"by the approvals the layer lies (\d+) m too far to the {wind} "
        r"\(([+-]\d+) m east, ([+-]\d+) m north\): ",
        issue.message,
    )
    distance, *steps = map(int, told.groups())
    np.testing.assert_allclose(steps, vector, atol=2)
    assert abs(distance - np.hypot(*vector)) <= 2
    assert "in the batches that they name, 100% once it is undone" in issue.message
    assert "an old datum (Xian 1980, Beijing 1954) read as CGCS2000" in issue.message


@pytest.mark.parametrize(("east", "found"), [(19, 0), (21, 1)])
def test_less_than_twenty_metres_is_no_shift_of_a_file(east, found):
    shapes = [square(east=600 * k, side=100 + 10 * k) for k in range(6)]
    parcels = moved(parcels_of(shapes), (east, 0))
    assert len(offsets(parcels=parcels, approvals=approved(shapes))) == found


@pytest.mark.parametrize(("count", "found"), [(4, 0), (5, 1)])
def test_five_common_outlines_are_enough(count, found):
    shapes = [square(east=600 * k, side=100 + 10 * k) for k in range(count)]
    parcels = moved(parcels_of(shapes), (300, 40))
    issues = offsets(parcels=parcels, approvals=approved(shapes))
    assert len(issues) == found
    if found:
        assert "303 m too far to the east" in issues[0].message
        assert f"{count} of {count} outlines that stand in both" in issues[0].message
        assert "old datum" not in issues[0].message


def test_outlines_apart_each_in_its_own_way_are_no_shift():
    shapes = [square(east=600 * k, side=100 + 10 * k) for k in range(8)]
    steps = [(60 * np.cos(k), 60 * np.sin(k)) for k in range(8)]
    spread = [
        shapely.transform(s, lambda xy, v=v: xy + v)
        for s, v in zip(shapes, steps, strict=True)
    ]
    assert offsets(parcels=parcels_of(spread), approvals=approved(shapes)) == []


def test_sound_layers_raise_no_alarm():
    parcels = parcels_of(PLOTS).assign(zone_id=None)
    assert offsets(parcels=parcels, zones=ZONES) == []
    assert offsets(parcels=supplied(), approvals=approved()) == []
    assert offsets(parcels=parcels, approvals=approved(PLOTS)) == []


def test_parcels_beside_the_zones_on_one_side_need_more_than_chance():
    """Nine old factories east of a zone are no shift, though one would mend them."""
    beside = [square(east=1_000, north=100 * j) for j in range(9)]
    inside = [
        square(east=100 * i + 550, north=100 * j) for i in range(3) for j in range(9)
    ]
    parcels = parcels_of(beside + inside).assign(zone_id=None)
    assert offsets(parcels=parcels, zones=ZONES) == []


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(-900, 1_900), st.integers(-900, 1_900)),
        min_size=20,
        max_size=60,
    ),
    st.integers(0, 2),
)
def test_parcels_strewn_about_a_full_zone_are_no_shift(places, zone):
    """The zone's own parcels vouch for it, wherever others lie around it."""
    around = [square(east=4_000 * zone + x, north=y, side=50) for x, y in places]
    parcels = parcels_of(around + PLOTS).assign(zone_id=None)
    assert offsets(parcels=parcels, zones=ZONES) == []


@pytest.mark.parametrize("vector", [(60, 0), (-35, 270), (280, -280), (1, 2)], ids=str)
def test_the_way_back_is_the_way_there(vector):
    parcels, batches = supplied(), approved()
    homes = batches.set_index("batch_id").geometry[parcels["batch_id"]].to_numpy()
    found = way_back(moved(parcels, vector).geometry.to_numpy(), homes)
    if np.hypot(*vector) < 20:  # less than a twentieth of the land sticks out
        assert found is None
        return
    np.testing.assert_allclose(found.vector, vector, atol=2)
    assert (found.explained, found.homes) == (1, 6)


def test_web_maps_shift_nothing_outside_china():
    zones = ZONES.set_crs(26986, allow_override=True)
    parcels = moved(parcels_of(PLOTS).assign(zone_id=None), (520, 5))
    assert (
        offsets(parcels=parcels.set_crs(26986, allow_override=True), zones=zones) == []
    )
