"""Maps as pages: safe, self-contained, the same bytes each time."""

from __future__ import annotations

import re

import folium
import folium.plugins
import geopandas as gpd
import pytest

from landuse.errors import PolicyError, SchemaError, SourceError
from landuse.webmap.assets import script_texts
from landuse.webmap.build import OfflineMap, build_map
from landuse.webmap.definitions import definition_names, load_definition
from landuse.webmap.layers import ParcelLayer
from landuse.webmap.payload import layer_payload
from tests.webmap.city import make_frames
from tests.webmap.hostile import FEW

BASE_LIMIT = 350_000
OWN_SCRIPTS = len(script_texts()) + 2  # folium's switches, and the calls


@pytest.mark.parametrize("name", definition_names())
def test_a_page_links_to_nothing(name, frames):
    page = build_map(name, frames).get_root().render()
    for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", page):
        assert "src=" not in tag
        assert "href=" not in tag


@pytest.mark.parametrize("name", definition_names())
def test_the_same_input_gives_the_same_bytes(name, tmp_path):
    for number in (1, 2):
        build_map(name, make_frames()).save(str(tmp_path / f"{number}.html"))
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_rendering_twice_gives_the_same_page(frames):
    page = build_map("status", frames)
    assert page.get_root().render() == page.get_root().render()


def test_the_page_without_data_is_small():
    assert len(build_map("status", {}).get_root().render().encode()) <= BASE_LIMIT


def test_the_result_is_a_folium_map_that_takes_layers(frames):
    page = build_map("status", frames)
    assert isinstance(page, folium.Map)
    spec = load_definition("status").layers[-1]
    ParcelLayer(layer_payload(frames["parcels"], spec)).add_to(page)
    folium.LayerControl().add_to(page)
    html = page.get_root().render()
    assert html.count('type="application/octet-stream"') == 4
    assert html.count('type="application/json"') == 1


def test_the_bounds_are_those_of_the_data(frames):
    (south, west), (north, east) = build_map("status", frames).get_bounds()
    assert 113 < west < east < 117
    assert 35 < south < north < 37


def test_a_notebook_gets_the_offline_page_in_a_frame(frames):
    view = build_map("status", frames)._repr_html_()
    assert view.startswith("<iframe srcdoc=")
    assert "default-src &#x27;none&#x27;" in view


def test_a_page_too_large_for_a_notebook_is_not_embedded(frames, monkeypatch):
    monkeypatch.setattr("landuse.webmap.render._NOTEBOOK_LIMIT", 1000)
    assert "too large" in build_map("status", frames)._repr_html_()


def test_a_plugin_that_loads_a_file_is_refused():
    page = OfflineMap("图")
    folium.plugins.Fullscreen().add_to(page)
    with pytest.raises(SourceError, match="only vendored files are used"):
        page.get_root().render()


def test_tiles_of_another_host_are_refused():
    page = OfflineMap("图")
    folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x").add_to(page)
    with pytest.raises(SourceError, match=r"tiles\.example.*only vendored files"):
        page.get_root().render()


def test_links_of_one_map_do_not_reach_another():
    page = OfflineMap("图")
    page.add_js_link("x", "x.js")
    OfflineMap("图").get_root().render()
    assert folium.Map.default_js[0][0] == "leaflet"
    with pytest.raises(SourceError, match=r"x\.js"):
        page.get_root().render()


def test_our_layer_on_a_stock_map_says_what_to_do(frames):
    spec = load_definition("status").layers[-1]
    page = folium.Map(tiles=None)
    ParcelLayer(layer_payload(frames["parcels"], spec)).add_to(page)
    with pytest.raises(TypeError, match="OfflineMap"):
        page.get_root().render()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_absent_and_empty_frames_are_named_on_the_page(lang, frames):
    empty = frames["parcels"].iloc[:0]
    page = build_map("status", {"parcels": empty}, lang=lang).get_root().render()
    assert load_definition("status").layers[-1].title[lang] in page


def test_a_frame_without_a_reference_system_is_refused(frames):
    bare = gpd.GeoDataFrame(
        frames["parcels"].drop(columns="geometry"),
        geometry=frames["parcels"].geometry.to_numpy(),
    )
    with pytest.raises(SchemaError, match="no coordinate reference system"):
        build_map("status", {"parcels": bare})


def test_a_wrong_definition_is_refused():
    with pytest.raises(PolicyError, match="id: is missing"):
        build_map({"title": {"zh": "图", "en": "map"}}, {})


@pytest.mark.parametrize("payload", FEW, ids=range(len(FEW)))
def test_python_evaluates_no_value(payload, frames):
    hostile = frames["parcels"].assign(holder=payload, zone=payload, category=payload)
    page = build_map("status", {"parcels": hostile}, title=payload, subtitle=payload)
    html = page.get_root().render()
    assert ">49<" not in html
    assert '"49"' not in html
    assert html.count("<script>") == OWN_SCRIPTS
