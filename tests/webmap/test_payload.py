"""One layer's data: classes, counts, mu and texts are Python's own."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from landuse.webmap.definitions import load_definition
from landuse.webmap.packing import pack
from landuse.webmap.payload import class_codes, layer_payload
from tests.webmap.decoder import column_texts, unpack
from tests.webmap.test_definitions import GOOD, changed

MU = 100 * 100 * 3 / 2000  # a square of 100 m: 1 ha = 15 mu


def _frame(**columns):
    count = len(next(iter(columns.values())))
    shapes = [
        box(500_000 + 100 * n, 3_950_000, 500_100 + 100 * n, 3_950_100)
        for n in range(count)
    ]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4547)


def _layer(**entries):
    return load_definition(
        changed(("layers", 0), {**GOOD["layers"][0], **entries})
    ).layers[0]


def test_counts_and_mu_of_classes_add_up_to_the_frame():
    frame = _frame(category=["idle", "idle", None, "new"], area_mu=[MU] * 4)
    classes = layer_payload(frame, _layer(area="area_mu"))["classes"]
    assert [(c["count"], c["area"]) for c in classes] == [(2, "30.00"), (2, "30.00")]


def test_a_missing_area_is_not_zero():
    frame = _frame(category=["idle"], area_mu=[None])
    assert layer_payload(frame, _layer(area="area_mu"))["classes"][0]["area"] == ""


def test_without_its_column_a_theme_puts_all_into_the_rest():
    assert layer_payload(_frame(a=[1, 2]), _layer())["codes"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("tax", "number"),
    [
        (0, 0),
        (50_000, 0),
        (50_000.01, 1),
        (150_000, 2),
        (150_001, 3),
        (1e9, 4),
        (None, 5),
    ],
)
def test_tax_classes_end_with_their_upper_figure(tax, number):
    theme = load_definition("tax_density").layers[-1].theme
    frame = pd.DataFrame({"tax_yuan_per_mu": pd.array([tax], "Float64")})
    assert class_codes(frame, theme).tolist() == [number]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("100102", "工矿用地（10）"),
        ("1402", "绿地与开敞空间（14）"),
        ("99", "其他或无代码"),
        (None, "其他或无代码"),
    ],
)
def test_plan_classes_go_by_the_first_digits(code, label):
    layer = next(
        x for x in load_definition("plan_revision").layers if x.frame == "plan_new"
    )
    classes = layer_payload(_frame(class_code=[code]), layer)["classes"]
    assert [c["label"] for c in classes if c["count"]] == [label]


def test_unchanged_land_is_not_drawn_as_a_change():
    layer = next(
        x for x in load_definition("plan_revision").layers if x.frame == "plan_changes"
    )
    payload = layer_payload(_frame(change=["unchanged", "changed", "added"]), layer)
    assert payload["size"] == len(payload["shapes"]["kinds"]) == 2


def test_texts_are_written_as_staff_read_them():
    frame = _frame(
        since=pd.to_datetime(["2020-03-01", None]),
        area_mu=[1234.565, None],
        is_overdue=pd.array([True, None], "boolean"),
        category=["idle", "自定"],
        holder=["甲", None],
    )
    payload = layer_payload(frame, _layer(popup=[*frame.columns[:-1], "absent"]))
    columns = unpack(pack(payload))["columns"]
    shown = {name: column_texts(column) for name, column in columns.items()}
    assert shown == {
        "since": ["2020-03-01", None],
        "area_mu": ["1,234.57", None],
        "is_overdue": ["是", None],
        "category": ["闲置土地", "自定"],
        "holder": ["甲", None],
    }


def test_the_emphasis_lists_its_rows():
    layer = load_definition("status").layers[-1]
    frame = _frame(state=["determined", None, "suspected"], area_mu=[MU] * 3)
    emphasis = layer_payload(frame, layer)["emphasis"]
    assert emphasis["rows"].tolist() == [0]
    assert (emphasis["count"], emphasis["area"]) == (1, "15.00")


def test_the_frame_is_not_changed():
    frame = _frame(category=["idle"], area_mu=[MU])
    before = frame.copy()
    layer_payload(frame, _layer(area="area_mu", popup=["category"]))
    pd.testing.assert_frame_equal(frame, before)
