"""Grounds: none by default, only the host that was named, no token unasked."""

from __future__ import annotations

import http.server
import re
import struct
import threading
import zlib
from datetime import date
from functools import partial

import pytest

from landuse.errors import PolicyError, SourceError
from landuse.steps.mapfile import MapFacts, MapLook, check_look, write_map
from landuse.webmap.basemap import read_basemap
from landuse.webmap.definitions import definition_names, load_definition
from tests.webmap.city import make_frames

FACTS = MapFacts(date(2022, 9, 30), "示例 0123", "zh")
OWN = "tiles/{z}/{x}/{y}.png"
TOKEN = "0123456789abcdef0123456789abcdef"


def written(folder, **look):
    path = folder / "map.html"
    frames = make_frames(3, 2)
    write_map(load_definition("status"), frames, path, FACTS, MapLook(**look))
    return path


def image_sources(path):
    text = path.read_text("utf-8")
    return re.search(r"img-src ([^;]*);", text)[1].split()


def png():
    """One green pixel."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\x00\x00\x80\x00")
    mark = b"\x89PNG\r\n\x1a\n"
    return mark + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def test_no_map_has_a_ground_by_default(tmp_path):
    assert all(load_definition(name).basemap is None for name in definition_names())
    page = written(tmp_path)
    assert image_sources(page) == ["data:"]
    assert "landuse.basemap" not in page.read_text("utf-8")


def test_the_policy_names_just_the_host_of_the_tiles(tmp_path):
    address = "http://10.1.2.3:8080/tiles/{z}/{x}/{y}.png"
    page = written(tmp_path, basemap=address)
    assert image_sources(page) == ["data:", "http://10.1.2.3:8080"]
    assert "default-src 'none'" in page.read_text("utf-8")
    assert image_sources(written(tmp_path, basemap=OWN)) == ["data:", "'self'"]
    hosts = image_sources(written(tmp_path, basemap="tianditu"))
    assert hosts[1:] == [f"https://t{n}.tianditu.gov.cn" for n in range(8)]


def test_a_folder_for_a_server_may_have_a_ground(tmp_path):
    folder = tmp_path / "map"
    look = MapLook(split=True, basemap="http://10.1.2.3:8080/{z}/{x}/{y}.png")
    write_map(load_definition("status"), make_frames(3, 2), folder, FACTS, look)
    sources = image_sources(folder / "index.html")
    assert sources == ["data:", "http://10.1.2.3:8080"]


def test_a_token_stands_in_the_page_only_if_that_was_said(tmp_path):
    page = written(tmp_path, basemap="tianditu").read_text("utf-8")
    assert '"asks":true,"token":""' in page
    page = written(tmp_path, basemap="tianditu", token=TOKEN).read_text("utf-8")
    assert f'"asks":false,"token":"{TOKEN}"' in page
    assert "本页含有天地图密钥，请勿外传" in page
    with pytest.raises(SourceError, match="may not hold a token"):
        check_look(tmp_path / "a.html", MapLook(token=TOKEN, public=True))
    with pytest.raises(SourceError, match="takes no token"):
        written(tmp_path, token=TOKEN)
    with pytest.raises(SourceError, match="other signs than letters and digits"):
        read_basemap("tianditu", "abc&x=")


@pytest.mark.parametrize(
    "said",
    [
        "gaode",
        "高德",
        "Baidu",
        "https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}",
        "https://rt0.map.gtimg.com/tile?z={z}&x={x}&y={y}",
        "https://WPRD01.IS.AUTONAVI.COM./a?x={x}&y={y}&z={z}",
        "http://online1.map.bdimg.com/tile/?x={x}&y={y}&z={z}",
    ],
)
def test_a_shifted_ground_is_refused_with_the_reason(said):
    with pytest.raises(SourceError, match=r"metres beside CGCS2000 \(GCJ-02, BD-09\)"):
        read_basemap(said)


@pytest.mark.parametrize(
    "said",
    [
        "http://10.1.2.3/tiles.png",
        "ftp://10.1.2.3/{z}/{x}/{y}.png",
        "javascript:alert({x}{y}{z})",
        "//10.1.2.3/{z}/{x}/{y}.png",
        "/etc/{z}/{x}/{y}.png",
        "../{z}/{x}/{y}.png",
        "http://a;script-src *//{z}/{x}/{y}.png",
        "http://user@host/{z}/{x}/{y}.png",
        "http://h/{z}/{x}/{y}.png'; script-src *",
        "",
    ],
)
def test_what_is_no_address_is_refused(said):
    with pytest.raises(SourceError, match="is no ground"):
        read_basemap(said)


def test_a_fault_in_a_definition_names_the_key():
    content = {
        "id": "a",
        "title": {"zh": "甲", "en": "A"},
        "layers": [
            {
                "frame": "zones",
                "title": {"zh": "甲", "en": "A"},
                "style": {"color": "#000000"},
            }
        ],
    }
    made = load_definition({**content, "basemap": "tianditu"})
    assert made.basemap.asks
    with pytest.raises(PolicyError, match=r"basemap: .*GCJ-02"):
        load_definition({**content, "basemap": "gaode"})


@pytest.mark.browser
def test_tiles_beside_the_page_are_drawn_from_a_file(tmp_path, visit):
    page = written(tmp_path, basemap=OWN)
    opened = visit(page)
    names = {m for url in opened.requests for m in re.findall(r"tiles/(.*)\.png", url)}
    assert names
    for name in names:
        file = tmp_path / "tiles" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png())
    opened = visit(page)
    opened.page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
    assert opened.foreign_requests() == []
    assert opened.complaints == []
    with opened.page.expect_download() as waiting:
        opened.page.get_by_role("button", name="图片").click()
    assert waiting.value.suggested_filename.endswith(".png")
    assert "本单位底图" in opened.texts(".leaflet-control-attribution")[0]


@pytest.mark.browser
def test_nothing_is_asked_before_the_reader_gives_a_token(tmp_path, visit):
    opened = visit(written(tmp_path, basemap="tianditu"))
    assert opened.foreign_requests() == []
    assert opened.complaints == []
    opened.page.fill("#lu-token", "a&b")
    opened.page.press("#lu-token", "Enter")
    opened.page.wait_for_function("() => document.querySelector('img.leaflet-tile')")
    asked = opened.foreign_requests()
    assert asked
    assert all(
        re.match(r"https://t[0-7]\.tianditu\.gov\.cn/(vec|cva)_w/", u) for u in asked
    )
    assert all(url.endswith("&tk=a%26b") for url in asked)
    assert "a&b" not in opened.page.url
    assert "天地图" in opened.texts(".leaflet-control-attribution")[0]


@pytest.mark.browser
def test_tiles_of_a_server_are_drawn_and_those_of_another_are_not(tmp_path, browser):
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "a.png").write_bytes(png())
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        page = written(
            tmp_path, basemap=f"http://127.0.0.1:{port}/a.png?{{z}}/{{x}}/{{y}}"
        )
        tab = browser.new_page()
        tab.goto(page.as_uri())
        tab.wait_for_selector("img.leaflet-tile-loaded", state="attached")
        blocked = tab.evaluate(
            "port => new Promise(done => {"
            "document.addEventListener('securitypolicyviolation',"
            " event => done(event.effectiveDirective));"
            "new Image().src = `http://localhost:${port}/a.png`; })",
            port,
        )
        assert blocked == "img-src"
        tab.close()
        server.shutdown()
