"""A picture below the shapes of a map."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from landuse.errors import PolicyError
from landuse.io.rasterpicture import raster_picture
from landuse.webmap.build import build_map
from landuse.webmap.definitions import load_definition
from tests.webmap.city import CRS, ORIGIN
from tests.webmap.toolpage import MAP

TITLE = {"zh": "影像", "en": "<b>Imagery"}
COLOUR = """([lat, lng]) => {
  const map = window.landuse.maps[0];
  const canvas = window.landuse.picture(map.landusePanel);
  const scale = canvas.width / (map.getSize().x + 330);
  const { x, y } = map.latLngToContainerPoint([lat, lng]);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return [...pen.getImageData(x * scale, (64 + y) * scale, 1, 1).data].slice(0, 3);
}"""


def definition(**raster):
    words = {"zh": "图", "en": "map"}
    layer = {"frame": "parcels", "title": words, "style": {"color": "#888888"}}
    keys = {"source": "imagery", "title": TITLE, **raster}
    return {"id": "x", "title": words, "layers": [layer], "raster": keys}


def test_an_unknown_key_of_a_raster_is_refused():
    with pytest.raises(PolicyError, match="opacity"):
        load_definition(definition(opacity=0.5))


def test_a_raster_that_is_not_there_is_said(frames):
    page = build_map(definition(), frames).get_root().render()
    assert '"absent":["影像"]' in page.replace('": [', '":[')


@pytest.mark.browser
def test_the_picture_lies_where_it_belongs_and_can_be_taken_away(
    frames, show, tmp_path
):
    x, y = ORIGIN
    bands = np.zeros((3, 80, 200), "uint8")
    bands[:, :, :100], bands[:, :, 100:] = 200, 60
    place = Affine(10, 0, x - 100, 0, -10, y - 100)  # below the parcels: south of them
    form = {"driver": "GTiff", "width": 200, "height": 80, "count": 3}
    with rasterio.open(
        tmp_path / "a.tif", "w", dtype="uint8", crs=CRS, transform=place, **form
    ) as file:
        file.write(bands)
    picture = raster_picture(tmp_path / "a.tif")
    opened = show(definition(), {**frames, "imagery": picture})
    page = opened.page
    page.evaluate(f"void {MAP}.setView([35.6695, 115.0], 15, {{ animate: false }})")
    page.wait_for_timeout(200)
    _, south, _, north = picture.bounds
    west, east = (
        page.evaluate(COLOUR, [(south + north) / 2, lng]) for lng in (114.998, 115.011)
    )
    assert all(abs(part - 200) < 12 for part in west)
    assert all(abs(part - 60) < 12 for part in east)
    assert page.locator(".lu-raster label").inner_text() == "影像"
    page.locator("[data-tool=language]").click()
    assert page.locator(".lu-raster label").inner_text() == "<b>Imagery"
    page.get_by_label("Opacity").press("Home")
    image = page.locator(".leaflet-image-layer")
    assert image.evaluate("node => node.style.opacity") == "0"
    page.get_by_label("<b>Imagery").uncheck()
    assert image.count() == 0
    assert opened.foreign_requests() == []
    assert opened.complaints == []
