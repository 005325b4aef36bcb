"""One page in headless Chromium, from a file, without a network: what it costs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["measure_ours", "measure_stock", "measure_time_step"]

_VIEW = {"width": 1280, "height": 800}
_WAIT = 600_000  # milliseconds
_MB = 1024 * 1024
_READY = """
  new MutationObserver(() => {
    if (document.documentElement?.dataset.ready && !window.benchReady)
      window.benchReady = performance.now();
  }).observe(document, { attributes: true, subtree: true });
  addEventListener('load', () => requestAnimationFrame(() =>
    requestAnimationFrame(() => { window.benchLoaded = performance.now(); })));
"""
_FRAMES = """() => {
  const frames = window.benchFrames = [];
  let before = performance.now();
  const next = (now) => {
    frames.push(now - before);
    before = now;
    if (!window.benchStop) requestAnimationFrame(next);
  };
  window.benchStop = false;
  requestAnimationFrame(next);
}"""
_FILTER = """async () => {
  const entries = [...document.querySelectorAll('.lu-class')];
  const taken = [];
  for (let turn = 0; turn < 9; turn += 1) {
    const start = performance.now();
    entries[turn % 3].click();
    await new Promise((then) => landuse.queue.whenDone(then));
    taken.push(performance.now() - start);
    await new Promise((then) => setTimeout(then, 50));
  }
  return taken;
}"""
_HOVER = """() => {
  const map = landuse.maps[0], size = map.getSize(), taken = [];
  for (let turn = 0; turn < 300; turn += 1) {
    const containerPoint = L.point(
      40 + (turn * 97) % (size.x - 80), 40 + (turn * 61) % (size.y - 80));
    const latlng = map.containerPointToLatLng(containerPoint);
    const start = performance.now();
    map.landusePointer.show({ latlng, containerPoint });
    taken.push(performance.now() - start);
  }
  return taken;
}"""
_SEARCH = """() => {
  const layer = landuse.maps[0].landuseLayers.at(-1), taken = [];
  for (const text of ['企业0123', 'GB00012', '没有这个', 'a']) {
    const start = performance.now();
    layer.search(text, 30);
    taken.push(performance.now() - start);
  }
  return taken;
}"""
_STEP = """async () => {
  const panel = landuse.maps[0].landusePanel, taken = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const start = performance.now();
    panel.time.step(-1);
    await new Promise((then) => landuse.queue.whenDone(then));
    taken.push(performance.now() - start);
    await new Promise((then) => setTimeout(then, 50));
  }
  return taken;
}"""
_DONE = "() => new Promise((then) => landuse.queue.whenDone(() => then(1)))"


class _Visit:
    """An open page and what it asked for."""

    def __init__(self, browser: Any, throttle: float = 1.0) -> None:
        self.browser = browser
        context = browser.new_context(viewport=_VIEW, offline=True)
        context.set_default_timeout(_WAIT)
        self.page = context.new_page()
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.add_init_script(_READY)
        self.session = context.new_cdp_session(self.page)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})

    def open(self, path: Path) -> float:
        """Seconds until all that is seen is drawn."""
        self.page.goto(path.as_uri(), timeout=_WAIT)
        self.page.wait_for_selector("html[data-ready='1']", state="attached")
        return self.page.evaluate("window.benchReady") / 1000

    def open_stock(self, path: Path) -> float:
        """The same for a page that does not say when it is ready: after loading."""
        self.page.goto(path.as_uri(), timeout=_WAIT)
        while not (loaded := self.page.evaluate("window.benchLoaded || 0")):
            time.sleep(0.1)
        return loaded / 1000

    def pan(self) -> list[float]:
        """Times between frames while the map is dragged to and fro."""
        self.page.evaluate(_FRAMES)
        mouse = self.page.mouse
        mouse.move(460, 420)
        mouse.down()
        for step in range(90):
            turn = step % 60
            side = turn if turn < 30 else 60 - turn
            mouse.move(460 + 9 * side, 420 + 5 * side)
        mouse.up()
        self.page.evaluate("window.benchStop = true")
        return self.page.evaluate("window.benchFrames")[1:]

    def memory(self) -> dict[str, float]:
        """Of the renderer and its scripts, in MB."""
        session = self.browser.new_browser_cdp_session()
        found = session.send("SystemInfo.getProcessInfo")["processInfo"]
        pids = [one["id"] for one in found if one["type"] == "renderer"]
        self.session.send("Performance.enable")
        told = self.session.send("Performance.getMetrics")["metrics"]
        heap = next(one["value"] for one in told if one["name"] == "JSHeapUsedSize")
        return {"memory": max(map(_resident, pids)), "heap": heap / _MB}

    def foreign(self) -> int:
        """Requests to anything but the file itself."""
        return sum(not url.startswith(("file:", "data:")) for url in self.asked)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(x.split()[1]) / 1024 for x in lines if x.startswith("VmRSS"))


def _spread(name: str, values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {f"{name}_p50": median(ordered), f"{name}_max": ordered[-1]}


def _with_browser(work: Any) -> Any:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("no chromium on the PATH")
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=options)
        try:
            return work(browser)
        finally:
            browser.close()


def measure_ours(path: Path, throttle: float) -> dict[str, Any]:
    """Everything about a page of ours; ready a second time on a slow processor."""
    figures = _with_browser(lambda browser: _ours(browser, path))
    slow = _with_browser(lambda browser: _Visit(browser, throttle).open(path))
    return {**figures, "ready_slow": slow}


def _ours(browser: Any, path: Path) -> dict[str, Any]:
    visit = _Visit(browser)
    page = visit.page
    found: dict[str, Any] = {"ready": visit.open(path)}
    found |= visit.memory()
    found |= _spread("filter", page.evaluate(_FILTER))
    found |= _spread("search", page.evaluate(_SEARCH))
    found |= _spread("hover_far", page.evaluate(_HOVER))
    found |= _spread("pan_far", visit.pan())
    page.evaluate("landuse.maps[0].setZoom(15, { animate: false }) && 0")
    page.evaluate(_DONE)
    found |= _spread("filter_near", page.evaluate(_FILTER))
    found |= _spread("hover", page.evaluate(_HOVER))
    found |= _spread("pan", visit.pan())
    found["requests"], found["faults"] = visit.foreign(), len(visit.faults)
    return found


def measure_time_step(path: Path) -> dict[str, Any]:
    """One month back and back again on a page with a slider."""

    def work(browser: Any) -> dict[str, Any]:
        visit = _Visit(browser)
        visit.open(path)
        return _spread("step", visit.page.evaluate(_STEP))

    return _with_browser(work)


def measure_stock(path: Path, throttle: float) -> dict[str, Any]:
    """What can be measured of a stock page."""

    def work(browser: Any) -> dict[str, Any]:
        visit = _Visit(browser)
        found: dict[str, Any] = {"ready": visit.open_stock(path)}
        found |= visit.memory()
        found |= _spread("pan", visit.pan())
        found["requests"], found["faults"] = visit.foreign(), len(visit.faults)
        return found

    slow = _with_browser(lambda browser: _Visit(browser, throttle).open_stock(path))
    return {**_with_browser(work), "ready_slow": slow}
