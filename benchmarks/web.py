"""Goals of the web map, measured in headless Chromium: ``python -m benchmarks.web``.

Parcels of 13 corners on shared edges with 11 attributes, one page, opened from a
file. Beside it stock folium with 20,000 of them, its Leaflet inlined, because its
own page is blank without a network. ``--million`` opens 1,000,000 parcels.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import folium

from benchmarks.webdata import ATTRIBUTES, DEFINITION, TIMED, changes, parcels
from benchmarks.webpage import measure_ours, measure_stock, measure_time_step
from landuse.webmap.assets import script_texts, style_texts
from landuse.webmap.build import build_map

STOCK = 20_000
MILLION = 1_000_000
THROTTLE = 4.0
_LINKS = re.compile(r"<script src=[^>]*></script>|<link [^>]*/>")

#: Name, goal as text, key of the figure, format, factor for bytes.
ROWS = (
    ("requests to other hosts", "0", "requests", "{:.0f}"),
    ("console messages and errors", "0", "faults", "{:.0f}"),
    ("base page, kB", "<= 350", "base_kb", "{:.0f}"),
    ("page, MB", "<= 8", "mb", "{:.2f}"),
    ("bytes a parcel", "<= 80", "bytes", "{:.1f}"),
    ("same input, same bytes", "yes", "same", "{}"),
    ("Python build, s", "<= 10", "build", "{:.1f}"),
    ("ready, s", "<= 2", "ready", "{:.2f}"),
    ("ready at 4x throttle, s", "<= 5", "ready_slow", "{:.2f}"),
    ("pan p50, ms", "<= 17", "pan_p50", "{:.1f}"),
    ("pan max, ms", "<= 100", "pan_max", "{:.0f}"),
    ("pan p50, whole extent, ms", "<= 17", "pan_far_p50", "{:.1f}"),
    ("pan max, whole extent, ms", "<= 100", "pan_far_max", "{:.0f}"),
    ("filter p50, whole extent, ms", "<= 100", "filter_p50", "{:.0f}"),
    ("filter max, whole extent, ms", "", "filter_max", "{:.0f}"),
    ("filter p50, zoom 15, ms", "<= 100", "filter_near_p50", "{:.0f}"),
    ("filter max, zoom 15, ms", "", "filter_near_max", "{:.0f}"),
    ("time step p50, ms", "<= 100", "step_p50", "{:.0f}"),
    ("time step max, ms", "", "step_max", "{:.0f}"),
    ("hover p50, zoom 15, ms", "<= 20", "hover_p50", "{:.1f}"),
    ("hover max, zoom 15, ms", "", "hover_max", "{:.1f}"),
    ("hover p50, whole extent, ms", "<= 20", "hover_far_p50", "{:.1f}"),
    ("search max, ms", "<= 50", "search_max", "{:.0f}"),
    ("renderer memory, MB", "<= 400", "memory", "{:.0f}"),
    ("scripts' heap, MB", "", "heap", "{:.0f}"),
)


def ours(count: int, folder: Path, *, timed: bool) -> dict[str, Any]:
    """Build, write and measure a page of so many parcels."""
    land = parcels(count)
    base = len(build_map("status", {}).get_root().render().encode())
    start = time.perf_counter()
    text = build_map(DEFINITION, {"parcels": land}).get_root().render()
    path = _written(folder / "ours.html", text)
    build = time.perf_counter() - start
    again = (
        build_map(DEFINITION, {"parcels": land}).get_root().render() if timed else ""
    )
    size = path.stat().st_size
    found = {
        "base_kb": base / 1000,
        "mb": size / 1e6,
        "bytes": (size - base) / count,
        "build": build,
        "same": ("yes" if again == text else "NO") if timed else "-",
    }
    found |= measure_ours(path, THROTTLE)
    if timed:
        frames = {"parcels": land, "changes": changes(land)}
        slider = build_map(TIMED, frames, as_of=date(2022, 9, 30)).get_root().render()
        found |= measure_time_step(_written(folder / "time.html", slider))
    return found


def stock(count: int, folder: Path) -> dict[str, Any]:
    """The same parcels as folium draws them, with the same columns to be read."""
    land = parcels(count).assign(since=lambda f: f["since"].astype(str))
    colors = {"idle": "#d55e00", "stalled": "#f0c830", "stopped": "#6b4a3a"}
    start = time.perf_counter()
    page = folium.Map(location=[35.8, 115.0], zoom_start=12, tiles=None)
    folium.GeoJson(
        land.to_crs(4326),
        style_function=lambda feature: {
            "fillColor": colors.get(feature["properties"]["category"], "#b7dfc3"),
            "weight": 1,
        },
        tooltip=folium.GeoJsonTooltip(list(ATTRIBUTES)),
    ).add_to(page)
    page.fit_bounds(page.get_bounds())
    text = page.get_root().render()
    build = time.perf_counter() - start
    leaflet = f"<style>{style_texts()[0]}</style><script>{script_texts()[0]}</script>"
    whole = _LINKS.sub("", text).replace("<head>", f"<head>{leaflet}", 1)
    path = _written(folder / "stock.html", whole)
    size = path.stat().st_size
    found = {"build": build, "mb": size / 1e6, "bytes": size / count}
    return {**found, **measure_stock(path, THROTTLE)}


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def report(columns: dict[str, dict[str, Any]]) -> None:
    """Print each goal with what was measured."""
    print(f"{'':<30}{'goal':>8}" + "".join(f"{name:>18}" for name in columns))
    for name, goal, key, form in ROWS:
        cells = [form.format(c[key]) if key in c else "-" for c in columns.values()]
        print(f"{name:<30}{goal:>8}" + "".join(f"{cell:>18}" for cell in cells))


def main() -> None:
    """Build, open, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.web", description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="also 1,000,000 parcels")
    parser.add_argument("--no-stock", action="store_true")
    options = parser.parse_args()
    columns: dict[str, dict[str, Any]] = {}
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        columns[f"ours {options.n:,}"] = ours(options.n, folder, timed=True)
        if not options.no_stock:
            columns[f"folium {STOCK:,}"] = stock(STOCK, folder)
        if options.million:
            columns[f"ours {MILLION:,}"] = ours(MILLION, folder, timed=False)
    report(columns)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
