"""A browser without a network, and frames to draw."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from landuse.webmap.build import build_map
from tests.webmap.city import make_frames


@pytest.fixture(scope="session")
def frames():
    return make_frames()


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        reason = "no chromium on the PATH"
        if os.environ.get("LANDUSE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield started
        started.close()


class Visit:
    """One opened page, with what it asked for and complained about."""

    def __init__(self, page):
        self.page = page
        self.requests = []
        self.complaints = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text))

    def foreign_requests(self):
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]

    def texts(self, selector):
        return self.page.locator(selector).all_inner_texts()

    def drawn(self):
        return int(self.page.locator(".lu-status").get_attribute("data-drawn"))


@pytest.fixture
def visit(browser):
    """Open a file and wait until the map is drawn."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    context.set_default_timeout(10_000)

    def open_page(path, wait=True):
        opened = Visit(context.new_page())
        opened.page.goto(Path(path).as_uri())
        if wait:
            opened.page.wait_for_selector("html[data-ready='1']", state="attached")
        return opened

    yield open_page
    context.close()


@pytest.fixture
def show(tmp_path, visit):
    """Build a map, save it and open it."""

    def build_and_open(name, frames, **options):
        part = name if isinstance(name, str) else "map"
        path = tmp_path / f"{part}-{options.get('lang', 'zh')}.html"
        build_map(name, frames, **options).save(str(path))
        return visit(path)

    return build_and_open
