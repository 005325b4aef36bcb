"""Coordinate text written in every dialect and read back: the same land."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.errors import SourceError
from landuse.io.coordinates_write import Dialect, coordinate_text
from landuse.io.source import Source, read_source
from landuse.policy import Region

EAST, NORTH = 38_593_000.0, 3_960_000.0
REGION = Region((114.8, 35.3, 116.2, 36.3), 4526)
ENCODINGS = ("gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def star(x, y, radii):
    """An outline around a point, one radius for each of its corners."""
    turns = [2 * math.pi * i / len(radii) for i in range(len(radii))]
    pairs = zip(radii, turns, strict=True)
    return [(x + r * math.cos(t), y + r * math.sin(t)) for r, t in pairs]


@st.composite
def parts(draw, place):
    """A polygon in its own cell of a kilometre, with holes in its middle."""
    x, y = EAST + 1000 * (place % 3), NORTH + 1000 * (place // 3)
    radius = st.floats(200, 450)
    shell = star(x, y, draw(st.lists(radius, min_size=5, max_size=9)))
    corners = [(-50, -50), (50, -50), (50, 50), (-50, 50)]
    chosen = draw(st.lists(st.sampled_from(corners), unique=True, max_size=3))
    sizes = st.lists(st.floats(5, 40), min_size=3, max_size=5)
    holes = [star(x + dx, y + dy, draw(sizes)) for dx, dy in chosen]
    return shapely.Polygon(shell, holes)


@st.composite
def plots(draw):
    places = iter(range(9))
    found = []
    for _ in range(draw(st.integers(1, 3))):
        count = draw(st.integers(1, 3))
        made = [draw(parts(place)) for place in itertools.islice(places, count)]
        found.append(made[0] if count == 1 else shapely.MultiPolygon(made))
    return found


dialects = st.builds(
    Dialect,
    fields=st.integers(7, 12),
    close=st.booleans(),
    count_closing=st.booleans(),
    prefix=st.booleans(),
    state_zone=st.booleans(),
    north_first=st.booleans(),
    restart_labels=st.booleans(),
    area_unit=st.sampled_from(["ha", "m2", "mu"]),
    area_suffix=st.booleans(),
    full_width=st.booleans(),
    degrees=st.booleans(),
    newline=st.sampled_from(["\r\n", "\n", "\r"]),
)


def read(path, **said):
    return read_source(Source.of("parcels", path, **said), REGION)


def same_land(found, wanted):
    """Equal to a millimetre: as many parts and holes, and no point farther."""
    assert shapely.get_num_geometries(found) == shapely.get_num_geometries(wanted)
    rings = [
        sum(len(p.interiors) for p in shapely.get_parts(g)) for g in (found, wanted)
    ]
    assert rings[0] == rings[1]
    assert found.boundary.hausdorff_distance(wanted.boundary) < 1e-3


@settings(max_examples=50, deadline=None)
@given(shapes=plots(), dialect=dialects, encoding=st.sampled_from(ENCODINGS))
def test_what_is_written_is_read_back_in_every_dialect(
    tmp_path_factory, shapes, dialect, encoding
):
    ids = [f"41090200100{i}GB00001" for i in range(len(shapes))]
    frame = gpd.GeoDataFrame({"parcel_id": ids}, geometry=shapes, crs=4526)
    text, issues = coordinate_text(frame, dialect)
    assert issues == ()
    path = tmp_path_factory.mktemp("txt") / "坐标.txt"
    path.write_bytes(text.encode(encoding))
    loaded = read(path)
    assert loaded.counts["quarantined"] == 0
    assert loaded.frame.parcel_id.tolist() == ids
    back = loaded.frame.to_crs(4526).geometry
    for found, wanted in zip(back, shapes, strict=True):
        same_land(found, wanted)
    if not dialect.degrees:
        areas = [shape.area for shape in shapes]
        assert loaded.frame.registered_area_m2.tolist() == pytest.approx(areas, abs=1)


@pytest.mark.parametrize("epsg", [4526, 4547, 4498, 4509, 4490])
def test_each_system_is_stated_so_that_it_is_read_again(tmp_path, epsg):
    square = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    frame = gpd.GeoDataFrame({"parcel_id": ["P1"]}, geometry=[square], crs=4526)
    prefix = epsg in (4526, 4498)
    text, _ = coordinate_text(frame.to_crs(epsg), Dialect(prefix=prefix))
    (tmp_path / "a.txt").write_text(text, "utf-8")
    back = read(tmp_path / "a.txt").frame
    assert back.crs.to_epsg() in (epsg, {4509: 4548}.get(epsg))
    same_land(back.to_crs(4526).geometry[0], square)


def test_other_projections_are_brought_into_their_zone(tmp_path):
    square = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    frame = gpd.GeoDataFrame({"parcel_id": ["P1"]}, geometry=[square], crs=4526)
    text, _ = coordinate_text(frame.to_crs(32650))
    (tmp_path / "a.txt").write_text(text, "utf-8")
    back = read(tmp_path / "a.txt").frame
    assert back.crs.to_epsg() == 4526
    same_land(back.geometry[0], square)


def test_lines_and_points_are_read_back(tmp_path):
    shapes = [
        shapely.LineString([(EAST, NORTH), (EAST + 50, NORTH), (EAST, NORTH + 50)]),
        shapely.Point(EAST + 9, NORTH + 9),
        shapely.MultiPoint([(EAST, NORTH), (EAST + 1, NORTH + 1)]),
    ]
    names = ["a", "b", "c"]
    frame = gpd.GeoDataFrame({"地块名称": names}, geometry=shapes, crs=4526)
    (tmp_path / "a.txt").write_text(coordinate_text(frame)[0], "gb18030")
    loaded = read_source(Source.of("layer", tmp_path / "a.txt"), REGION)
    assert loaded.frame["地块名称"].tolist() == names
    assert all(a.equals(b) for a, b in zip(loaded.frame.geometry, shapes, strict=True))


def test_what_the_format_cannot_hold_is_told():
    square = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    columns = {"parcel_id": ["P,1", "P2"], "price_yuan": [1.0, 2.0]}
    frame = gpd.GeoDataFrame(columns, geometry=[square, None], crs=4526)
    text, issues = coordinate_text(frame)
    assert "5,1.0000,P，1,,面,,,,@" in text
    assert [i.code for i in issues] == [
        "TEXT_CHANGED",
        "ROW_LEFT_OUT",
        "COLUMN_LEFT_OUT",
    ]
    assert issues[1].severity == "error"


def test_the_document_s_area_is_written_where_there_is_one():
    square = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    frame = gpd.GeoDataFrame(
        {"parcel_id": ["P1"], "registered_area_m2": [9_999.0]},
        geometry=[square],
        crs=4526,
    )
    assert (
        "5,14.9985亩,P1"
        in coordinate_text(frame, Dialect(area_unit="mu", area_suffix=True))[0]
    )


def test_parameters_are_never_written():
    square = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    frame = gpd.GeoDataFrame({"parcel_id": ["P1"]}, geometry=[square], crs=4526)
    assert "转换参数=,,,,,,\r\n" in coordinate_text(frame)[0]


@pytest.mark.parametrize(
    ("ways", "message"),
    [
        ({"fields": 6}, "7 to 12 fields, not 6"),
        ({"area_unit": "ft"}, "one of ha, m2, mu"),
    ],
)
def test_a_dialect_that_does_not_exist_is_refused(ways, message):
    with pytest.raises(SourceError, match=message):
        Dialect(**ways)


def test_a_frame_without_system_is_refused():
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)])
    with pytest.raises(SourceError, match="the layer has none"):
        coordinate_text(frame)


@pytest.mark.parametrize(
    ("epsg", "message"), [(27700, "no known datum"), (4479, "no zone of China")]
)
def test_a_system_of_no_known_kind_is_refused(epsg, message):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=epsg)
    with pytest.raises(SourceError, match=message):
        coordinate_text(frame)
