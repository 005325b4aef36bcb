"""What a layer is asked for by other scripts, and how it draws, in a real browser."""

from __future__ import annotations

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, box

from landuse.webmap.build import OfflineMap, build_map
from landuse.webmap.definitions import load_definition
from landuse.webmap.layers import ParcelLayer
from landuse.webmap.payload import layer_payload
from tests.webmap.hostile import FEW

pytestmark = pytest.mark.browser
CRS = 4547
X, Y = 600_000, 3_950_000
RED, BLUE = "#cc0000", "#0000cc"
WORDS = {"zh": "层", "en": "layer"}


def definition(**layer):
    classes = [
        {"values": ["red"], "color": RED, "label": {"zh": "红", "en": "red"}},
        {"rest": True, "color": BLUE, "label": {"zh": "其他", "en": "other"}},
    ]
    theme = {"column": "kind", "classes": classes}
    entry = {"frame": "rows", "title": WORDS, "popup": ["name"], "theme": theme}
    one = {**entry, "search": ["name"], "tooltip": ["name"], **layer}
    return {"id": "x", "title": WORDS, "layers": [one]}


def frame(shapes, **columns):
    count = len(shapes)
    plain = {"name": [f"N{n}" for n in range(count)], "kind": ["red"] * count}
    return gpd.GeoDataFrame({**plain, **columns}, geometry=list(shapes), crs=CRS)


@pytest.fixture
def show(tmp_path, visit):
    def build_and_open(rows, spec=None):
        path = tmp_path / "map.html"
        build_map(spec or definition(), {"rows": rows}).save(str(path))
        return visit(path)

    return build_and_open


def ask(opened, expression):
    """The value of an expression over `layer` and `map`."""
    start = "() => { const map = landuse.maps[0], layer = map.landuseLayers.at(-1);"
    return opened.page.evaluate(f"{start} return ({expression}); }}")


def color_at(opened, place):
    """Colour that the tiles have at a place on the map (an expression), or none."""
    ask(opened, "new Promise((then) => landuse.queue.whenDone(() => then(1)))")
    return ask(
        opened,
        f"(() => {{ const place = {place};"
        """
          const at = map.latLngToContainerPoint(place);
          const area = map.getContainer().getBoundingClientRect();
          for (const canvas of [...document.querySelectorAll('.lu-tiles canvas')]) {
            const box = canvas.getBoundingClientRect();
            const x = at.x + area.left - box.left, y = at.y + area.top - box.top;
            if (x < 0 || y < 0 || x >= box.width || y >= box.height) continue;
            const scale = canvas.width / box.width;
            const { data } = canvas.getContext('2d')
              .getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1);
            if (data[3] > 100)
              return '#' + [0, 1, 2].map((n) =>
                data[n].toString(16).padStart(2, '0')).join('');
          }
          return null;
        })()""",
    )


def middle(row):
    return f"layer.boxOf({row}).getCenter()"


def square(n, size=100.0):
    return box(X + 150 * n, Y, X + 150 * n + size, Y + size)


def test_every_kind_of_shape_is_drawn_found_and_selected(show):
    ring = square(0).difference(box(X + 30, Y + 30, X + 70, Y + 70))
    parts = MultiPolygon([square(1), square(2)])
    line = LineString([(X, Y - 200), (X + 500, Y - 200)])
    points = MultiPoint([(X, Y - 400), (X + 400, Y - 400)])
    mixed = GeometryCollection([Point(X, Y), square(4)])
    shapes = [ring, parts, line, points, mixed, None, GeometryCollection()]
    opened = show(frame(shapes))
    assert opened.drawn() == 5
    assert ask(opened, "[...layer.shapes.kinds]") == [3, 3, 2, 1, 3, 0, 0]
    found = "[0, 1, 2, 3, 4].map((row) => layer.rowAt(layer.middleOf(row)))"
    assert ask(opened, found) == [0, 1, 2, 3, 4]
    assert ask(opened, f"layer.rowAt({middle(0)})") == -1  # in the hole
    assert ask(opened, f"layer.rowAt({middle(1)})") == -1  # between the parts
    assert color_at(opened, middle(4)) == RED
    assert color_at(opened, middle(0)) is None
    for row in range(7):
        ask(opened, f"layer.select({row}, true) && 0")
        assert opened.texts(".lu-card td") == [f"N{row}"]
    assert ask(opened, "layer.boxOf(5)") is None
    assert opened.complaints == []


def test_a_boundary_drawn_as_a_line_covers_nothing(show):
    opened = show(frame([square(0), square(0).buffer(40)]), definition(shape="line"))
    assert ask(opened, f"layer.rowAt({middle(0)})") == -1
    corner = "layer.ringsOf(0)[0][0]"
    assert ask(opened, f"layer.rowAt({corner})") == 0


def test_filters_compose_by_their_names(show):
    kinds = ["red", "red", "blue", "blue"]
    opened = show(frame([square(n) for n in range(4)], kind=kinds))
    opened.page.locator(".lu-class", has_text="红").click()
    assert opened.drawn() == 2
    ask(opened, "layer.filters.set('mine', (row) => row !== 2) && 0")
    assert ask(opened, "layer.refilter()") == 1
    hidden = ask(opened, "[0, 1, 2, 3].map((row) => layer.isHidden(row))")
    assert hidden == [True, True, True, False]
    ask(opened, "layer.refresh()")
    assert color_at(opened, middle(2)) is None
    assert color_at(opened, middle(3)) == BLUE
    assert ask(opened, f"layer.rowAt({middle(0)})") == -1
    ask(opened, "layer.filters.delete('mine') && layer.refresh()")
    assert color_at(opened, middle(2)) == BLUE


def test_rows_in_a_ring_go_by_their_middle_and_by_what_is_shown(show):
    opened = show(frame([square(n) for n in range(4)]))
    ring = "[[layer.boxOf(1).pad(0.1), layer.boxOf(2).pad(0.1)].reduce((a, b) =>"
    corners = "a.extend(b))].map((b) => [b.getSouthWest(), b.getNorthWest(),"
    rows = f"layer.rowsIn({ring}{corners} b.getNorthEast(), b.getSouthEast()]))"
    assert ask(opened, rows) == [1, 2]
    ask(opened, "layer.filters.set('x', (row) => row !== 1) && layer.refilter()")
    assert ask(opened, rows) == [2]


def test_more_categories_than_a_byte_counts(show):
    count = 300
    classes = [
        {"values": [f"c{n}"], "color": BLUE, "label": {"zh": f"类{n}", "en": f"c{n}"}}
        for n in range(count)
    ]
    classes[299]["color"] = RED
    rest = {"rest": True, "color": "#00cc00", "label": WORDS}
    theme = {"column": "kind", "classes": [*classes, rest]}
    kinds = [f"c{n}" for n in range(count)]
    opened = show(
        frame([square(n) for n in range(count)], kind=kinds), definition(theme=theme)
    )
    assert ask(opened, "layer.codes.constructor.name") == "Uint16Array"
    ask(opened, "layer.select(299, true)")
    assert color_at(opened, middle(299)) == RED
    assert len(opened.texts(".lu-class")) == count


def test_many_small_shapes_have_the_colours_of_their_class(show):
    side = 80
    shapes = [
        box(
            X + 60 * (n % side),
            Y + 60 * (n // side),
            X + 60 * (n % side) + 60,
            Y + 60 * (n // side) + 60,
        )
        for n in range(side * side)
    ]
    kinds = np.where(np.arange(side * side) % side < side // 2, "red", "blue")
    opened = show(frame(shapes, kind=kinds))
    ask(opened, "map.setZoom(map.getZoom() - 1.75, { animate: false }) && 0")
    assert ask(opened, "layer.grids[0].looks(map.getZoom()).looks[0].pixel > 0")
    assert color_at(opened, middle(side * 40 + 3)) == RED
    assert color_at(opened, middle(side * 40 + 75)) == BLUE
    opened.page.locator(".lu-class", has_text="红").click()
    assert color_at(opened, middle(side * 40 + 3)) is None


def test_nothing_flashes_while_the_map_moves_and_zooms(show):
    opened = show(frame([box(X, Y, X + 20_000, Y + 20_000)]))
    centre = "map.getCenter()"
    for move in (
        "map.panBy([300, 200], { animate: false })",
        "map.setZoom(map.getZoom() + 0.5, { animate: false })",
        "map.setZoom(map.getZoom() - 0.25, { animate: false })",
        "layer.refresh()",
    ):
        blank = ask(
            opened,
            f"""new Promise((then) => {{
              {move};
              let blank = 0;
              const look = () => {{
                const at = [...document.querySelectorAll('.lu-tiles canvas')]
                  .filter((c) => c.width > 1).map((c) => c.getBoundingClientRect())
                  .some((b) => b.left <= 500 && b.right > 500
                    && b.top <= 400 && b.bottom > 400);
                if (!at) blank += 1;
              }};
              let frames = 0;
              const next = () => {{
                look();
                frames += 1;
                if (frames < 20) requestAnimationFrame(next); else then(blank);
              }};
              look();
              requestAnimationFrame(next);
            }})""",
        )
        assert blank == 0, move
        assert color_at(opened, centre) == RED
    assert ask(opened, "Object.keys(layer.grids[0]._levels).length") <= 2


def test_a_fine_screen_gets_fine_tiles(tmp_path, browser):
    path = tmp_path / "map.html"
    build_map(definition(), {"rows": frame([square(0)])}).save(str(path))
    page = browser.new_page(device_scale_factor=2)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready='1']", state="attached")
    sizes = page.locator(".lu-tiles canvas").evaluate_all(
        "nodes => [...new Set(nodes.map((n) => n.width))].sort()"
    )
    assert sizes in ([1, 512], [512])
    page.close()


def test_layer_control_lists_our_layers_under_their_real_names(tmp_path, visit):
    page = OfflineMap("图")
    names = [FEW[0], FEW[2], "{{7*7}}", "`${1}`", "&lt;b&gt;"]
    for number, name in enumerate(names):
        spec = load_definition(definition(title={"zh": name, "en": name})).layers[0]
        ParcelLayer(layer_payload(frame([square(number)]), spec)).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    page.fit_bounds(page.get_bounds())
    page.save(str(tmp_path / "m.html"))
    opened = visit(tmp_path / "m.html", wait=False)
    labels = opened.page.locator(".leaflet-control-layers-overlays label")
    shown = labels.evaluate_all("n => n.map((x) => x.textContent.trim())")
    assert shown == names
    count = "document.querySelectorAll('.lu-tiles').length"
    assert opened.page.evaluate(count) == len(names)
    labels.nth(1).locator("input").uncheck()
    assert opened.page.evaluate(count) == len(names) - 1
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []


def test_a_search_of_many_rows_writes_no_text_for_each(show):
    count = 3000
    ids = [f"P{n:05d}" for n in range(count)]
    table = pd.DataFrame({"name": ids})
    opened = show(frame([square(0)] * count, name=table["name"]))
    assert ask(opened, "layer.search('p0123', 99)") == list(range(1230, 1240))
    assert ask(opened, "layer.search('P', 5)") == [0, 1, 2, 3, 4]
    assert ask(opened, "layer.column('name').kind") == "text"
    assert ask(opened, "layer.data.columns.name.list") is None
