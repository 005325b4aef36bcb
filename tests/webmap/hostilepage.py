"""Pages on which every place that shows a value shows a hostile one."""

from __future__ import annotations

import re
from contextlib import contextmanager

import geopandas as gpd
import pandas as pd

from tests.webmap.city import CRS, blocks
from tests.webmap.conftest import Visit

GREY = "#888888"
SAY = "const say = (at) => [...document.querySelectorAll(at)].map(n => n.textContent);"
HERE = "const panel = window.landuse.maps[0].landusePanel;"
HERE += "const layer = panel.layers.at(-1);"
#: White space that a browser takes from both ends of what is looked for.
JS_SPACE = " \t\n\v\f\r\xa0\u2028\u2029\u3000\ufeff"
MOST_HITS = 30


def both(text):
    return {"zh": text, "en": text}


def classes(values, texts):
    """A class for each value, named by its text, and the rest."""
    listed = [
        {"values": [value], "color": GREY, "label": both(text)}
        for value, text in zip(values, texts, strict=True)
    ]
    return [*listed, {"rest": True, "color": GREY, "label": both("其余")}]


def value_frames(texts):
    """Row n has text n in every column of every frame."""
    ids = [f"P{n}" for n in range(len(texts))]
    own = pd.Series(texts, dtype=object)
    shapes = blocks(range(len(texts)), range(1))
    names = ("holder", "zone", "zone_id", "kind", "source_file")
    columns = {"parcel_id": own, **dict.fromkeys(names, own), "area_mu": 15.0}
    rows = pd.DataFrame({"parcel_id": own, "remark": own, "file": own})
    way = {"scope_id": own, "period": own, "cumulative_mu": 1.0, "planned_mu": 2.0}
    told = {
        "scope": "zone",
        "scope_id": own,
        "indicator": "tax_yuan_per_mu",
        "value": 1.0,
        "unit": own,
        "denominator_scope": own,
        "target": 2.0,
        "operator": own,
        "met": None,
        "note": own,
    }
    changes = {"parcel_id": own, "since": pd.Timestamp(2022, 1, 1), "kind": own}
    return {
        "parcels": gpd.GeoDataFrame({**columns, "n": ids}, geometry=shapes, crs=CRS),
        "zones": gpd.GeoDataFrame(
            {"zone_id": own, "zone": own}, geometry=shapes, crs=CRS
        ),
        "indicators": pd.DataFrame(told),
        "way": pd.DataFrame(way),
        "changes": pd.DataFrame(changes),
        "rows": rows,
    }


def value_definition(texts):
    rows = {"frame": "rows", "title": both("行"), "key": "parcel_id"}
    rows |= {"columns": ["remark", "file"]}
    parcels = {
        "frame": "parcels",
        "title": both("地块"),
        "popup": ["parcel_id", "holder", "zone", "kind", "source_file"],
        "tooltip": ["parcel_id", "source_file"],
        "search": ["parcel_id", "holder"],
        "area": "area_mu",
        "theme": {"column": "kind", "classes": classes(texts, texts)},
        "time": {
            "frame": "changes",
            "key": "parcel_id",
            "since": "since",
            "columns": {"kind": "kind"},
        },
        "funnel": {"by": "zone", "title": both("漏斗")},
        "card": [rows],
        "bars": [{"by": "zone", "title": both("区"), "zoom": True}],
    }
    zones = {"frame": "zones", "title": both("区"), "shape": "zone", "label": "zone"}
    zones["style"] = {"color": GREY}
    return {
        "id": "values",
        "title": both("值"),
        "layers": [zones, parcels],
        "tables": [{**rows, "layer": "parcels"}],
        "kpi": [{"title": both("税"), "indicator": "tax_yuan_per_mu", "way": "way"}],
    }


def word_frames(texts):
    """A frame whose columns are named by the texts, and hold them."""
    shapes = blocks(range(2), range(1))
    columns = {text: [text, None] for text in texts}
    parcels = gpd.GeoDataFrame({"parcel_id": ["P0", "P1"]}, geometry=shapes, crs=CRS)
    more = pd.DataFrame({"parcel_id": ["P0"], **{text: [text] for text in texts}})
    return {"parcels": parcels.assign(**columns), "rows": more}


def word_definition(texts):
    """A layer, a table and a card for each text, all of whose words it is."""
    rest = {"rest": True, "color": GREY, "label": both("首余")}
    plain = {"column": "parcel_id", "title": both("首题"), "classes": [rest]}
    themes = [{**plain, "column": text, "title": both(text)} for text in texts]
    first = {"frame": "parcels", "title": both("首"), "theme": plain, "themes": themes}
    first |= {"popup": texts, "search": texts, "card": [_rows(t) for t in texts]}
    return {
        "id": texts[0],
        "title": both("词"),
        "layers": [first, *map(_word_layer, texts)],
        "tables": [{**_rows(t), "layer": "parcels"} for t in texts],
        "kpi": [{"title": both(t), "count": "parcels", "by": t} for t in texts],
    }


def _rows(text):
    rows = {"frame": "rows", "title": both(text), "key": "parcel_id"}
    return {**rows, "columns": ["parcel_id", text], "labels": {text: both(text)}}


def _word_layer(text):
    return {
        "frame": "parcels",
        "title": both(text),
        "show": False,
        "popup": [text],
        "theme": {
            "column": text,
            "note": both(text),
            "classes": classes([text], [text]),
        },
        "emphasis": {
            "column": text,
            "value": text,
            "label": both(text),
            "color": "#000000",
        },
        "funnel": {"by": text, "title": both(text)},
        "bars": [{"by": text, "title": both(text)}],
    }


def contents(opened, selector):
    """What the nodes say, byte for byte."""
    return opened.page.locator(selector).evaluate_all("n => n.map(x => x.textContent)")


def assert_harmless(opened):
    """Nothing ran, nothing was tried: the policy of the page would complain."""
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []
    assert opened.foreign_requests() == []


@contextmanager
def opened_page(browser, place, made):
    """A map in a window of its own, under a name that would be an address.

    Without a map, the page at a place.
    """
    path = place if made is None else place / "a b#%41&{{7*7}}.html"
    if made is not None:
        made.save(str(path))
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    opened = Visit(context.new_page())
    opened.page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
    opened.page.goto(path.as_uri())
    if made is not None:
        opened.page.wait_for_selector("html[data-ready='1']", state="attached")
    yield opened
    context.close()


def html_text(text):
    """A text as HTML can hold it: there is no way to write a NUL."""
    return text.replace("\x00", "\ufffd")


def each(opened, texts, body):
    """Results of a piece of script for each text and row, in one call."""
    return opened.page.evaluate(
        f"(texts) => {{ {HERE} {SAY}return texts.map((text, row) => {{ {body} }}); }}",
        texts,
    )


def as_input(text):
    """A text in a field of one line, which has no line ends."""
    return re.sub(r"[\r\n]", "", text)


def searched(texts, text):
    """The texts that a search for one of them lists."""
    wanted = as_input(text).strip(JS_SPACE).lower()
    return [one for one in texts if wanted in one.lower()][:MOST_HITS]
