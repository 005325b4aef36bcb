"""Stock layers of folium that show values unescaped are refused by name."""

from __future__ import annotations

import folium
import folium.plugins
import geopandas as gpd
import pytest
from shapely import box

from landuse.webmap.build import OfflineMap, build_map
from landuse.webmap.layers import safe_name

FRAME = gpd.GeoDataFrame(
    {"holder": ["{{7*7}}"], "when": ["2020-01-01"]},
    geometry=[box(0, 0, 1, 1)],
    crs=4326,
)
FEATURES = FRAME.__geo_interface__


def _choropleth():
    data = FRAME.assign(figure=[1.0])
    return folium.Choropleth(FEATURES, data, ["holder", "figure"], key_on="id")


def _explored(page):
    pytest.importorskip("matplotlib", reason="explore() needs it")
    pytest.importorskip("mapclassify", reason="explore() needs it")
    FRAME.explore("holder", m=page, legend=False)


LAYERS = {
    "GeoJson": lambda page: folium.GeoJson(FEATURES).add_to(page),
    "GeoJson of a class of one's own": lambda page: type("Own", (folium.GeoJson,), {})(
        FEATURES
    ).add_to(page),
    "GeoJsonTooltip": lambda page: folium.GeoJson(
        FEATURES, tooltip=folium.GeoJsonTooltip(["holder"])
    ).add_to(page),
    "GeoJson in a group": lambda page: (
        folium.FeatureGroup("组").add_child(folium.GeoJson(FEATURES)).add_to(page)
    ),
    "Popup": lambda page: folium.Marker([1, 1], popup="x").add_to(page),
    "Tooltip": lambda page: folium.Circle([1, 1], tooltip="x").add_to(page),
    "DivIcon": lambda page: folium.Marker([1, 1], icon=folium.DivIcon("x")).add_to(
        page
    ),
    "TimestampedGeoJson": lambda page: folium.plugins.TimestampedGeoJson(
        FEATURES
    ).add_to(page),
    "Choropleth": lambda page: _choropleth().add_to(page),
    "explore": _explored,
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_shows_values_as_html_is_refused(name):
    page = OfflineMap("图")
    LAYERS[name](page)
    with pytest.raises(TypeError, match=r"folium\.\w+ shows .*ParcelLayer"):
        page.get_root().render()


def test_shapes_without_text_stay(frames):
    page = build_map("status", frames)
    group = folium.FeatureGroup(safe_name("<b>标注</b>")).add_to(page)
    folium.Circle([35.7, 115.0], radius=100).add_to(group)
    folium.PolyLine([[35.7, 115.0], [35.8, 115.1]]).add_to(group)
    folium.LayerControl().add_to(page)
    assert "L.circle(" in page.get_root().render()


def test_a_name_that_would_be_html_is_refused():
    page = OfflineMap("图")
    folium.FeatureGroup("<img src=x onerror=alert(1)>").add_to(page)
    with pytest.raises(TypeError, match=r"would be HTML .*safe_name"):
        page.get_root().render()
