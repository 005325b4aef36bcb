"""The pages of the sample audit in a real browser, from file://."""

import pytest

from landuse.resources import data_path
from landuse.workflow import audit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "index.html",
    "maps/status.html",
    "maps/lifecycle.html",
    "maps/tax_density.html",
    "maps/revitalization.html",
    "maps/plan_revision.html",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "out"
    return audit(data_path("sample_data"), out=folder).out


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_and_reports_no_error(browser, out, page):
    view = browser.new_page()
    asked, faults = [], []
    view.on("request", lambda request: asked.append(request.url))
    view.on("pageerror", lambda error: faults.append(str(error)))
    view.on(
        "console",
        lambda message: (
            faults.append(message.text) if message.type == "error" else None
        ),
    )
    view.goto((out / page).as_uri())
    view.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert faults == []
    view.close()


def test_the_status_map_shows_parcels_and_a_chinese_legend(browser, out):
    view = browser.new_page()
    view.goto((out / "maps" / "status.html").as_uri())
    view.wait_for_selector("canvas")
    text = view.inner_text("body")
    for word in ("闲置土地", "批而未供", "停建缓建", "停产半停产", "低效用地"):
        assert word in text
    drawn = view.evaluate(
        """() => [...document.querySelectorAll('canvas')].some(canvas => {
            const at = canvas.getContext('2d');
            const bytes = at.getImageData(0, 0, canvas.width, canvas.height).data;
            return bytes.some((value, i) => i % 4 === 3 && value > 0);
        })"""
    )
    assert drawn
    view.close()
