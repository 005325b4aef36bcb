"""The pages in Firefox ESR, where it is installed: what it draws, as a picture.

Playwright cannot drive an installed Firefox, so a page is opened by the browser's own
screenshot, and what a reader would see is looked for in the pixels.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from landuse.testing import make_parcels, make_zones
from landuse.webmap.build import build_map

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Idle land and normal land on the status map, seen through nine tenths of opacity.
COLORS = {"idle": (0xD5, 0x5E, 0x00), "normal": (0xB8, 0xDC, 0xC0)}
NEAR = 30
#: A square of 104 pixels, hatched, on 900 by 640.
DRAWN = 0.005
TRIES = 5


@pytest.fixture(scope="module")
def firefox():
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("no Firefox on the PATH")
    return program


@pytest.fixture
def picture(firefox, tmp_path):
    """What Firefox shows of a page, as an array of pixels."""

    def taken(page, fragment=""):
        made = tmp_path / "seen.png"
        subprocess.run(
            [
                firefox,
                "--headless",
                "--no-remote",
                "--profile",
                str(tmp_path),
                "--window-size",
                "1280,800",
                "--screenshot",
                str(made),
                page.as_uri() + fragment,
            ],
            check=True,
            timeout=120,
            capture_output=True,
            env={**os.environ, "HOME": str(tmp_path), "MOZ_HEADLESS": "1"},
        )
        return np.asarray(Image.open(made).convert("RGB")).astype(int)

    return taken


def share(pixels, color):
    """How much of the map's part of the page has a colour, or is near it."""
    there = pixels[60:700, 0:900]
    return float((np.abs(there - color).max(axis=2) <= NEAR).mean())


def saved(tmp_path, category):
    parcels = make_parcels(parcel_id=["甲"], holder="<b>甲</b>")
    frames = {
        "parcels": parcels.assign(category=category, area_mu=15.0),
        "zones": make_zones(),
    }
    path = tmp_path / "页.html"
    build_map("status", frames).save(str(path))
    return path


@pytest.mark.parametrize("category", COLORS)
def test_a_parcel_is_drawn_in_the_colour_of_its_class(tmp_path, picture, category):
    page = saved(tmp_path, category)
    for _ in range(TRIES):  # the picture may be taken before the tiles are drawn
        seen = picture(page)
        if share(seen, COLORS[category]) > DRAWN:
            break
    other = next(name for name in COLORS if name != category)
    assert share(seen, COLORS[category]) > DRAWN
    assert share(seen, COLORS[other]) < 0.001
