"""Boundary-point text in its dialects."""

from __future__ import annotations

import pytest

from landuse.errors import SourceError
from landuse.io.coordinates_layer import read_coordinates
from landuse.io.coordinates_txt import parse_coordinates
from landuse.io.source import Source, read_source

HEAD = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号={zone}
精度=0.001
转换参数=1,2,3,4,5,6,7
[地块坐标]
"""
N, E = 3_960_000, 38_593_000
RING = [(N, E), (N + 100, E), (N + 100, E + 100), (N, E + 100)]


def points(ring, number=1, *, close=True, swap=False, prefix=True):
    """Lines of one ring."""
    shown = [*ring, ring[0]] if close else ring
    lines = []
    for index, (north, east) in enumerate(shown):
        easting = east if prefix else east - 38_000_000
        pair = (easting, north) if swap else (north, easting)
        label = index % len(ring) + 1
        lines.append(f"J{label},{number},{pair[0]:.3f},{pair[1]:.3f}")
    return "\n".join(lines) + "\n"


def text(body, *, header="5,1.0000,P1,地块甲,面,,工业用地,,@", zone="38"):
    return HEAD.format(zone=zone) + header + "\n" + body


@pytest.fixture
def read(tmp_path, region):
    def read(content, encoding="utf-8", **said):
        path = tmp_path / "坐标.txt"
        path.write_bytes(content.encode(encoding))
        return read_source(Source.of("parcels", path, **said), region)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("close", [True, False])
def test_a_square_is_a_hectare(read, encoding, close):
    count = 5 if close else 4
    header = f"{count},1.0000,P1,地块甲,面,,工业用地,,@"
    loaded = read(text(points(RING, close=close), header=header), encoding)
    assert loaded.frame.crs.to_epsg() == 4526
    assert loaded.frame.area.tolist() == [10_000]
    assert loaded.frame.registered_area_m2.tolist() == [10_000]
    assert loaded.frame.land_use.tolist() == ["工业用地"]
    assert loaded.decisions["crs"]["how"] == "header"


@pytest.mark.parametrize(("area", "unit"), [("1", "ha"), ("10000", "m2"), ("15", "mu")])
def test_the_unit_of_areas_is_found_by_comparison(read, area, unit):
    loaded = read(text(points(RING), header=f"5,{area},P1,甲,面,,,,@"))
    assert loaded.decisions["reader"]["area_unit"] == [unit, "compared"]
    assert loaded.frame.registered_area_m2.round(6).tolist() == [10_000]


@pytest.mark.parametrize(
    "fields", ["5,1,P1,甲,面,@", "5,1,P1,甲,面,,,,x,y,z,@", "5,1,P1,甲,面,,,@,"]
)
def test_headers_of_any_length(read, fields):
    assert read(text(points(RING), header=fields)).frame.parcel_id.tolist() == ["P1"]


def test_a_ring_inside_is_a_hole_and_one_beside_a_part(read):
    inner = [(n * 0.5 + (N + 50) * 0.5, e * 0.5 + (E + 50) * 0.5) for n, e in RING]
    beside = [(n, e + 500) for n, e in RING]
    body = points(RING) + points(inner, 2) + points(beside, 3)
    loaded = read(text(body, header="15,1.75,P1,甲,面,,,,@"))
    (outline,) = loaded.frame.geometry
    assert outline.area == 10_000 - 2_500 + 10_000
    assert outline.geom_type == "MultiPolygon"


def test_axes_are_told_by_magnitude(read):
    loaded = read(text(points(RING, swap=True)))
    assert loaded.frame.total_bounds[0] == E
    assert "AXES_SWAPPED" in {i.code for i in loaded.issues}


def test_eastings_without_prefix_take_the_zone_of_the_header(read):
    loaded = read(text(points(RING, prefix=False)))
    assert loaded.frame.crs.to_epsg() == 4547


def test_an_empty_zone_is_taken_from_the_prefix(read):
    assert read(text(points(RING), zone="")).frame.crs.to_epsg() == 4526


def test_a_zone_against_the_prefix_is_refused(read):
    with pytest.raises(SourceError, match="带号=39, but the coordinates begin with 38"):
        read(text(points(RING), zone="39"))


def test_full_width_signs(read):
    wide = text(points(RING)).replace(",", "，").replace("@", "＠").replace("1", "１")
    assert read(wide).frame.area.tolist() == [10_000]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.replace("5,1.0000", "9,1.0000"), "POINT_COUNT"),
        (lambda t: t.replace("J2,1,3960100", "J2,1,39601OO"), "BAD_NUMBER"),
        (lambda t: t + points(RING, 3), "POINT_COUNT"),
    ],
)
def test_a_faulty_plot_is_quarantined_with_its_line(read, change, code):
    good = "5,1.0000,P2,地块乙,面,,,,@\n" + points([(n, e + 200) for n, e in RING])
    body = change(text(points(RING)))
    loaded = read(body + good)
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    assert code in loaded.quarantine.code.tolist()
    assert "地块甲 (line 10)" in loaded.quarantine.reason[0]


def test_without_header_the_code_must_be_stated(read):
    body = "[地块坐标]\n5,1,P1,甲,面,,,,@\n" + points(RING)
    with pytest.raises(SourceError, match=r"\[属性描述\] with 坐标系 is missing"):
        read(body)
    assert read(body, epsg=4526).frame.crs.to_epsg() == 4526


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("1980西安坐标系", "Xian 1980"),
        ("80国家大地坐标系", "Xian 1980"),
        ("北京54坐标系", "Beijing 1954"),
        ("1954年北京坐标系", "Beijing 1954"),
    ],
)
def test_systems_without_a_public_shift_are_refused(read, name, datum):
    content = text(points(RING)).replace("2000国家大地坐标系", name)
    with pytest.raises(SourceError, match=datum):
        read(content)


def test_transformation_parameters_are_never_recorded(read):
    loaded = read(text(points(RING)))
    assert "1,2,3,4,5,6,7" not in f"{loaded.decisions}{loaded.issues}"


def test_a_text_without_plots_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(SourceError, match="holds no plot"):
        read_coordinates(tmp_path / "a.txt")


def test_lines_before_any_plot_are_kept_apart():
    assert parse_coordinates("J1,1,0,0\n").stray == [1]


@pytest.mark.parametrize(
    ("file", "count"),
    [("plot_000", 1), ("plot_001", 1), ("multi_plot_open_rings", 3)],
)
def test_real_texts(shared_data, file, count):
    path = shared_data / "04_formats" / "land_txt" / f"{file}.txt"
    loaded = read_source(Source.of("parcels", path))
    assert loaded.counts == {"source": count, "loaded": count, "quarantined": 0}
    assert loaded.frame.crs.to_epsg() == 4526
