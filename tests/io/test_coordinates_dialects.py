"""Coordinate text off the straight path: what is read, and what is set apart."""

from __future__ import annotations

import pytest

from landuse.errors import SourceError
from landuse.io.coordinates_text import read_text
from landuse.io.coordinates_txt import parse_coordinates
from landuse.io.source import Source, read_source

N, E = 3_960_000, 38_593_000
RING = ((N, E), (N + 100, E), (N + 100, E + 100), (N, E + 100))
HEAD = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
计量单位=米
带号=38
转换参数=1.5,2.5,3.5,4.5,5.5,6.5,7.5
[地块坐标]
"""


def ring(number=1, *, east=0, north=0, scale=1.0, first=1, close=True):
    points = [(N + (n - N) * scale, E + (e - E) * scale) for n, e in RING]
    points += points[:1] if close else []
    return "".join(
        f"J{first + i % 4},{number},{n + north:.3f},{e + east:.3f}\n"
        for i, (n, e) in enumerate(points)
    )


def plot(body, count=5, area="1.0000", plot_id="P1", name="地块甲", kind="面"):
    return f"{count},{area},{plot_id},{name},{kind},,工业用地,,@\n{body}"


@pytest.fixture
def read(tmp_path, region):
    def read(content, kind="parcels", **said):
        data = content if isinstance(content, bytes) else content.encode()
        path = tmp_path / "坐标.txt"
        path.write_bytes(data)
        return read_source(Source.of(kind, path, **said), region)

    return read


def codes(loaded):
    return {issue.code for issue in loaded.issues}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_without_a_mark_are_told_by_the_words(read, encoding, newline):
    content = (HEAD + plot(ring())).replace("\n", newline)
    assert read(content.encode(encoding)).frame.area.tolist() == [10_000]


def test_big5_and_traditional_words(read):
    head = HEAD.replace("属性描述", "屬性描述").replace("坐标", "坐標")
    head = head.replace("国", "國").replace("标系", "標系").replace("几", "幾")
    head = (
        head.replace("号", "號")
        .replace("带", "帶")
        .replace("计", "計")
        .replace("单", "單")
    )
    head = head.replace("地块", "地塊").replace("转换参数", "轉換參數")
    body = "5,1.0000,P1,甲,面,,工業用地,,@\n" + ring()
    loaded = read((head + body).encode("big5"))
    assert loaded.decisions["encoding"]["name"] == "big5"
    assert loaded.frame.crs.to_epsg() == 4526
    assert "2.5" not in f"{loaded.decisions}{loaded.issues}"


def test_bytes_that_are_no_text_are_set_apart_with_their_plot(read):
    data = (HEAD + plot(ring()) + plot(ring(east=200), plot_id="P2")).encode()
    damaged = data.replace(
        b"J2,1,3960100.000,38593200", b"J2,1,3960\xff00.000,38593200"
    )
    loaded = read(damaged)
    assert loaded.frame.parcel_id.tolist() == ["P1"]
    assert loaded.quarantine.feature.tolist() == ["P2"]


def test_text_in_no_known_encoding_is_refused():
    with pytest.raises(SourceError, match="UTF-8, UTF-16, GB18030 or Big5"):
        read_text(b"\xff\xff\xff\xff\x80\x80")


def test_rings_restarting_under_one_number_are_two_rings(read):
    body = ring() + ring(east=300)
    (outline,) = read(HEAD + plot(body, 10, "2")).frame.geometry
    assert outline.geom_type == "MultiPolygon"
    assert outline.area == 20_000


def test_open_rings_restarting_under_one_number_are_told_by_their_labels(read):
    body = ring(close=False) + ring(east=300, close=False)
    loaded = read(HEAD + plot(body, 8, "2"))
    assert loaded.frame.area.tolist() == [20_000]
    assert loaded.decisions["reader"]["rings_closed_by_reader"] == 2


def test_an_island_in_a_hole_is_a_part(read):
    hole = ring(2, scale=0.6, north=20, east=20, first=5)
    island = ring(3, scale=0.2, north=40, east=40, first=9)
    (outline,) = read(HEAD + plot(ring() + hole + island, 15, "0.68")).frame.geometry
    assert outline.area == pytest.approx(10_000 - 3_600 + 400)


def test_parts_that_share_an_edge_are_one_area(read):
    (outline,) = read(HEAD + plot(ring() + ring(2, east=100), 10, "2")).frame.geometry
    assert outline.is_valid
    assert outline.area == 20_000


@pytest.mark.parametrize(
    ("body", "count", "code"),
    [
        (ring() + ring(2, east=50), 10, "INVALID_GEOMETRY"),
        (ring() + ring(2), 10, "INVALID_GEOMETRY"),
        (ring()[:-30] + "J1,1,3960007.000,38593000.000\n", 5, "RING_NOT_CLOSED"),
        (ring(close=False)[:60] + ring(2) + ring()[60:], 9, "RING_ORDER"),
        (
            ring() + "J5,2,3960010,38593010\nJ6,2,3960020,38593010\n",
            7,
            "RING_TOO_SHORT",
        ),
        ("", 0, "NO_POINTS"),
        (ring(close=False)[:90], 5, "POINT_COUNT"),
        (ring().replace("38593100", "39593100"), 5, "WRONG_ZONE_PREFIX"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_what_cannot_be_told_is_set_apart(read, body, count, code):
    loaded = read(HEAD + plot(body, count) + plot(ring(east=900), plot_id="P2"))
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    assert code in {i.code for i in loaded.issues if i.severity == "error"}
    assert "P1" in loaded.quarantine.feature[0]


def test_a_counted_closing_point_may_be_missing_where_the_area_agrees(read):
    loaded = read(HEAD + plot(ring(close=False), 5))
    assert loaded.frame.area.tolist() == [10_000]
    assert "CLOSING_POINT_MISSING" in codes(loaded)
    assert read(HEAD + plot(ring(close=False), 5, "1.2")).counts["quarantined"] == 1


def test_one_open_ring_among_closed_ones_is_told(read):
    loaded = read(HEAD + plot(ring()) + plot(ring(close=False, east=300), 4))
    (found,) = [i for i in loaded.issues if i.code == "RING_CLOSED"]
    assert found.severity == "warning"
    assert found.message.startswith("1 of 2 rings")


def test_one_plot_with_axes_exchanged(read):
    lines = ring(east=300).splitlines()
    parts = [line.split(",") for line in lines]
    other = "".join(f"{a},{b},{d},{c}\n" for a, b, c, d in parts)
    loaded = read(HEAD + plot(ring()) + plot(other, plot_id="P2"))
    assert loaded.frame.area.tolist() == [10_000, 10_000]
    (found,) = [i for i in loaded.issues if i.code == "AXES_SWAPPED"]
    assert "plot P2 地块甲 (line 14)" in found.message


def test_lines_and_points(read):
    body = plot(ring(close=False), 4, "", kind="线")
    body += plot(ring(close=False), 4, "", "P2", kind="点")
    loaded = read(HEAD + body, kind="layer")
    assert loaded.frame.geom_type.tolist() == ["LineString", "MultiPoint"]


def test_a_closed_line_with_an_area_is_an_outline(read):
    loaded = read(HEAD + plot(ring(), kind="线"))
    assert loaded.frame.area.tolist() == [10_000]
    assert "LINE_AS_AREA" in codes(loaded)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("5,1,P1,濮阳市，甲厂,面,,,,@", "濮阳市，甲厂"),
        ("5,1,P1,濮阳市,甲厂,面,,,,@", "濮阳市，甲厂"),
        ("5,1,P1,甲＠厂,面,,,,@", "甲＠厂"),
        ("5，1，P1，甲厂，面，，，，＠", "甲厂"),
        ("5,1,P1,甲厂,面,,工业,0601", "甲厂"),
    ],
)
def test_names_keep_their_commas(header, name):
    (found,) = parse_coordinates(f"[地块坐标]\n{header}\n" + ring()).plots
    assert (found.header[3], found.kind) == (name, "面")


def test_a_header_without_its_mark_is_told(read):
    loaded = read(HEAD + plot(ring()).replace(",@", ""))
    assert "HEADER_UNMARKED" in codes(loaded)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("几度分带=3", "几度分带=6", "no zone 38 of 6 degrees"),
        ("2000国家大地", "濮阳独立", "濮阳独立坐标系 is not a known system"),
        ("[地块坐标]", "带号=39\n[地块坐标]", "states 带号 twice"),
    ],
)
def test_a_head_that_cannot_be_right_is_refused(read, old, new, message):
    with pytest.raises(SourceError, match=message):
        read(HEAD.replace(old, new) + plot(ring()))


def test_a_stated_code_overrules_the_head(read):
    content = HEAD.replace("2000国家大地", "濮阳独立") + plot(ring())
    assert read(content, epsg=4526).frame.crs.to_epsg() == 4526


def test_degrees(read):
    head = HEAD.replace("计量单位=米", "计量单位=度")
    body = (
        "J1,1,35.76,115.03\nJ2,1,35.77,115.03\nJ3,1,35.77,115.04\nJ1,1,35.76,115.03\n"
    )
    loaded = read(head + plot(body, 4, "50.1"))
    assert loaded.frame.crs.to_epsg() == 4490
    assert loaded.decisions["reader"]["area_unit"] == ["ha", "compared"]


@pytest.mark.parametrize(
    "line",
    ["转换参数：1.5,2.5", "转换参数=1.5,2.5", "1.5,2.5,3.5,4.5", "七参数 1.5 2.5"],
)
def test_parameters_leave_no_trace_wherever_they_stand(read, line):
    for content in (
        HEAD.replace("[地块坐标]", f"{line}\n[地块坐标]") + plot(ring()),
        HEAD + plot(ring()) + f"{line}\n" * ("参数" in line),
    ):
        loaded = read(content)
        trace = f"{loaded.decisions}{loaded.issues}{loaded.quarantine.to_dict()}"
        assert "2.5" not in trace
