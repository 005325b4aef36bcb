"""Pages on which every place that shows a value shows a hostile one."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from tests.webmap.city import CRS, blocks

GREY = "#888888"


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
        "kpi": [
            {"title": both("税"), "indicator": "tax_yuan_per_mu", "way": "way"},
            {"title": both("数"), "count": "parcels", "by": "kind"},
        ],
    }


def contents(opened, selector):
    """What the nodes say, byte for byte."""
    return opened.page.locator(selector).evaluate_all("n => n.map(x => x.textContent)")


def assert_harmless(opened):
    """Nothing ran, nothing was tried: the policy of the page would complain."""
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []
    assert opened.foreign_requests() == []
