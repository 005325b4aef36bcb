"""What several tests do with the tools of a page."""

from __future__ import annotations

MAP = "window.landuse.maps[0]"


def tool(opened, name):
    return opened.page.locator(f"[data-tool={name}]")


def said(opened):
    return opened.page.locator(".lu-said").inner_text()


def places_of(opened, points):
    """Degrees (latitude, longitude) of points of the map's box."""
    return opened.page.evaluate(
        f"points => points.map(point => {{ const p = {MAP}.containerPointToLatLng("
        "point); return [p.lat, p.lng]; })",
        points,
    )


def on_screen(opened, points):
    box = opened.page.locator(".folium-map").bounding_box()
    return [(box["x"] + x, box["y"] + y) for x, y in points]


def drag(opened, points):
    """Press at the first point of the map's box, move over all, let go at the last."""
    mouse = opened.page.mouse
    start, *others = on_screen(opened, points)
    mouse.move(*start)
    mouse.down()
    for place in others:
        mouse.move(*place, steps=4)
    mouse.up()


def saved(opened, click):
    """Name and bytes of the file that a click hands to the browser."""
    with opened.page.expect_download() as waiting:
        click()
    download = waiting.value
    with open(download.path(), "rb") as file:
        return download.suggested_filename, file.read()


def in_table(opened, column):
    cells = opened.page.locator(f".lu-attributes td[data-column={column}]")
    return cells.evaluate_all("cells => cells.map(cell => cell.textContent)")
