"""Changes by day, days of the slider, rows that lead to shapes, exact areas."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from landuse.errors import PolicyError
from landuse.vocabulary import label
from landuse.webmap.bilingual import rows_texts
from landuse.webmap.build import build_map
from landuse.webmap.definitions import load_definition
from landuse.webmap.details import RowsSpec
from landuse.webmap.history import history_payload, slider_days
from landuse.webmap.payload import layer_payload
from landuse.webmap.rows import card_payload, table_payload
from landuse.webmap.sums import area_text, area_units
from tests.webmap.lifecity import AS_OF, STAGES, on_day, with_lives
from tests.webmap.test_definitions import GOOD, changed

LAYER = load_definition("lifecycle").layers[-1]
EPOCH = date(1970, 1, 1)
TITLE = {"zh": "行", "en": "rows"}


def shapes(*stages, overdue=False):
    ids = [f"P{n}" for n in range(1, len(stages) + 1)]
    columns = {"parcel_id": ids, "lifecycle_stage": stages, "is_overdue": overdue}
    return pd.DataFrame(columns)


def changes(*rows):
    frame = pd.DataFrame(rows, columns=["parcel_id", "since", "stage", "is_overdue"])
    return frame.assign(since=pd.to_datetime(frame["since"]))


def unfold(history):
    """Each shape's changes as (day number, state), as the page reads them."""
    at, lives = 0, []
    for count in history["counts"]:
        steps = np.cumsum(history["since"][at : at + count]) + history["first"]
        lives.append(list(zip(steps.tolist(), history["states"][at:], strict=False)))
        at += count
    return lives


def test_changes_are_days_and_states_by_shape():
    made = history_payload(
        shapes("started", "granted", overdue=[True, False]),
        LAYER,
        changes(
            ("P2", "1970-01-03", "granted", False),
            ("P1", "1970-01-09", "started", True),
            ("P1", "1970-01-02", "granted", False),
        ),
        date(1970, 1, 9),
    )
    granted, started = 2 * STAGES.index("granted"), 2 * STAGES.index("started")
    assert unfold(made) == [[(1, granted), (8, started + 1)], [(2, granted)]]
    assert made["unlike"] == 0


def test_a_row_that_changes_nothing_drawn_and_one_of_nobody_are_left_out():
    made = history_payload(
        shapes("granted"),
        LAYER,
        changes(
            ("P1", "1970-01-02", "granted", False),
            ("P1", "1970-01-05", "granted", None),
            ("P9", "1970-01-02", "granted", False),
            (None, "1970-01-02", "granted", False),
            ("P1", None, "started", False),
        ),
        date(1970, 1, 9),
    )
    assert (made["counts"], made["since"]) == ([1], [0])


def test_two_shapes_of_one_id_have_the_changes_of_that_id():
    both = shapes("granted", "granted").assign(parcel_id="P1")
    rows = changes(("P1", "1970-01-02", "granted", False))
    made = history_payload(both, LAYER, rows, date(1970, 1, 9))
    assert (made["counts"], made["unlike"]) == ([1, 1], 0)


def test_of_two_rows_of_one_day_the_last_holds():
    same = [("P1", "1970-01-02", stage, False) for stage in ("granted", "delivered")]
    made = history_payload(
        shapes("delivered"), LAYER, changes(*same), EPOCH.replace(day=3)
    )
    assert made["states"] == [2 * STAGES.index("delivered")]
    assert made["unlike"] == 0


@pytest.mark.parametrize(
    ("since", "kept"),
    [("1970-12-31", 2), ("1971-01-01", 2), ("1971-01-02", 1)],
)
def test_what_comes_later_than_twelve_months_is_not_told(since, kept):
    rows = changes(
        ("P1", "1970-01-01", "granted", False), ("P1", since, "granted", True)
    )
    made = history_payload(shapes("granted"), LAYER, rows, date(1970, 1, 1))
    assert made["counts"] == [kept]


def test_a_layer_that_its_changes_do_not_lead_to_is_counted():
    rows = changes(("P1", "1970-01-02", "granted", False))
    made = history_payload(shapes("started", None), LAYER, rows, date(1970, 1, 2))
    assert made["unlike"] == 1
    made = history_payload(shapes("granted", "granted"), LAYER, rows, date(1970, 1, 2))
    assert made["unlike"] == 1


def test_without_a_change_before_the_reference_date_there_is_no_slider():
    rows = changes(("P1", "1970-01-03", "granted", False))
    assert history_payload(shapes(None), LAYER, rows, date(1970, 1, 2)) is None
    assert history_payload(shapes(None), LAYER, rows.iloc[:0], EPOCH) is None
    without = rows.drop(columns="since")
    assert history_payload(shapes(None), LAYER, without, date(1971, 1, 2)) is None


@pytest.mark.parametrize(
    ("as_of", "days", "now"),
    [
        ("2022-09-29", ["07-31", "08-31", "09-29", "09-30"], 2),
        ("2022-09-30", ["07-31", "08-31", "09-30"], 2),
        ("2022-10-01", ["07-31", "08-31", "09-30", "10-01", "10-31"], 3),
    ],
)
def test_the_slider_stops_at_ends_of_months_and_on_the_reference_date(as_of, days, now):
    day = date.fromisoformat(as_of)
    until = (pd.Timestamp(day) + pd.DateOffset(months=1)).date()
    first = (date(2022, 7, 31) - EPOCH).days
    made = slider_days([{"first": first, "until": (until - EPOCH).days}], day)
    shown = [(EPOCH + timedelta(days=number)).isoformat() for number in made["days"]]
    assert shown == [f"2022-{day}" for day in days]
    assert made["now"] == now


def test_twelve_months_ahead_are_twelve_steps():
    day = date(2022, 9, 30)
    history = {"first": (day - EPOCH).days, "until": (date(2023, 9, 30) - EPOCH).days}
    assert len(slider_days([history], day)["days"]) == 13


def test_without_a_reference_date_nothing_says_what_is_a_fact(frames):
    page = build_map("lifecycle", with_lives(frames)).get_root().render()
    assert '"time":null' in page
    assert '"history"' not in page


def test_the_changes_of_the_city_lead_to_its_stages(frames):
    lives = with_lives(frames)
    made = layer_payload(lives["parcels"], LAYER, others=lives, as_of=AS_OF)
    assert made["history"]["unlike"] == 0
    ids = lives["parcels"]["parcel_id"].tolist()
    for day in (date(2020, 6, 30), AS_OF, date(2023, 9, 30)):
        number = (day - EPOCH).days
        lasts = [
            max([life for life in lives if life[0] <= number], default=(0, 22))[1]
            for lives in unfold(made["history"])
        ]
        slow = on_day(lives["life_history"], ids, day)
        code = slow["stage"].map(dict(zip(STAGES, range(11), strict=True))).fillna(11)
        assert lasts == (2 * code + slow["is_overdue"]).astype(int).tolist()


_CHANGE = st.tuples(
    st.sampled_from(["P1", "P2", "P9"]),
    st.integers(0, 25),
    st.sampled_from(["granted", "started", "exited", None]),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_CHANGE, max_size=12), st.integers(0, 25))
def test_the_page_is_told_what_the_rows_say_of_any_day(rows, now):
    told = [(p, EPOCH + timedelta(days=day), s, late) for p, day, s, late in rows]
    frame = changes(*told)
    as_of = EPOCH + timedelta(days=now)
    made = history_payload(shapes(None, None), LAYER, frame, as_of)
    if made is None:
        assert all(day > now for p, day, _, _ in rows if p != "P9")
        return
    for number in range(26):
        known = on_day(frame, ["P1", "P2"], EPOCH + timedelta(days=number))
        place = known["stage"].map(dict(zip(STAGES, range(11), strict=True)))
        expected = (2 * place.fillna(11) + known["is_overdue"]).astype(int).tolist()
        assert [
            max([life for life in lives if life[0] <= number], default=(0, 22))[1]
            for lives in unfold(made)
        ] == expected


# ---- rows ------------------------------------------------------------------


def spec(*columns, **words):
    return RowsSpec("b", TITLE, "parcel_id", columns, words)


def test_numbers_of_a_column_stand_in_the_order_of_its_values():
    frame = pd.DataFrame(
        {
            "parcel_id": ["P1", "P2", None, "P1"],
            "kind": ["tax_short", "late_start", "自定", None],
            "penalty_yuan": [1000.0, 20.0, None, 300.0],
            "found_date": pd.to_datetime(
                ["2022-01-02", None, "2021-05-01", "2022-01-02"]
            ),
        }
    )
    columns = ("kind", "penalty_yuan", "found_date", "absent")
    made = table_payload(frame, spec(*columns, kind="breach"), shapes("a", "b"), "zh")
    assert made["rows"] == [0, 1, -1, 0]
    kind, yuan, found = made["columns"]
    assert kind["words"] == ["逾期开工", "亩均税收不足", "自定"]
    assert kind["numbers"] == [1, 0, 2, -1]
    assert (yuan["words"], yuan["numbers"]) == (
        ["20.00", "300.00", "1,000.00"],
        [2, 0, -1, 1],
    )
    assert found["numbers"] == [1, -1, 0, 1]
    assert [column["figures"] for column in made["columns"]] == [False, True, False]


def test_a_column_may_have_a_name_of_its_own():
    frame = pd.DataFrame({"state": ["met"], "unit": ["mu"]})
    rows = RowsSpec("b", TITLE, "id", ("state", "unit"), {}, {"state": TITLE})
    named = table_payload(frame, rows, shapes("a"), "zh")["columns"]
    assert [column["label"] for column in named] == ["行", label("field", "unit")]
    made = table_payload(frame, rows, shapes("a"), "zh")
    there = rows_texts(made, rows, frame, ("zh", "en"))["columns"]
    assert [column["label"] for column in there] == ["rows", "Unit"]


def test_rows_of_a_card_follow_their_shape_in_the_frames_order():
    frame = pd.DataFrame({"parcel_id": ["P2", "x", "P1", "P2"], "remark": list("abcd")})
    made = card_payload(frame, spec("remark"), shapes("a", "b", "c"), "zh")
    assert made["counts"] == [1, 2, 0]
    column = made["columns"][0]
    assert [column["words"][n] for n in column["numbers"]] == ["c", "a", "d"]


def test_a_frame_without_the_key_leads_nowhere():
    frame = pd.DataFrame({"remark": ["a"]})
    assert table_payload(frame, spec("remark"), shapes("a"), "zh")["rows"] == [-1]
    assert card_payload(frame, spec("remark"), shapes("a"), "zh")["counts"] == [0]


def test_a_table_without_rows_is_named_on_the_page(frames):
    lives = with_lives(frames)
    lives["life_breaches"] = lives["life_breaches"].iloc[:0]
    page = build_map("lifecycle", lives, as_of=AS_OF).get_root().render()
    assert '"absent":["违约处置"]' in page


# ---- areas -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "shown"),
    [
        ([0.0049999], "0.00"),
        ([0.005], "0.01"),
        ([0.0025, 0.0025], "0.01"),
        ([1234.5, None], "1,234.50"),
        ([None], ""),
        ([], ""),
        ([-0.005], "-0.01"),
        ([-0.001], "0.00"),
    ],
)
def test_areas_are_summed_exactly_and_a_half_goes_up(areas, shown):
    assert area_text(area_units(pd.Series(areas, dtype="Float64"))) == shown


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_areas_recorded_to_the_square_centimetre_times_a_hundred_are_exact(areas):
    """0.01 square metres are 150 parts, whatever way the sum is taken."""
    area = pd.Series(areas) / 100 * 3 / 2000
    assert area_units(area) == [150 * part for part in areas]


# ---- definitions -----------------------------------------------------------

TIME = {"frame": "h", "key": "id", "since": "since", "columns": {"category": "c"}}
FUNNEL = {"by": "zone", "title": TITLE}
ROWS = {"frame": "b", "title": TITLE, "key": "id", "columns": ["a"]}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ("layers", 0, "time"),
            {**TIME, "untl": 1},
            r"time.untl: unknown key .*'until'",
        ),
        (
            ("layers", 0, "time"),
            {"frame": "h"},
            r"layers\[1\].time.columns: is missing",
        ),
        (("layers", 0, "time"), {**TIME, "columns": {}}, "which column 'category' is"),
        (("layers", 0, "time"), {**TIME, "columns": {"category": 1}}, "table of texts"),
        (("layers", 0, "time"), {**TIME, "until": 121}, "121 is not between 0 and 120"),
        (("layers", 0, "time"), {**TIME, "until": -1}, "-1 is not between 0 and 120"),
        (("layers", 0, "time"), {**TIME, "until": 1.5}, "until: has the wrong type"),
        (
            ("layers", 0, "funnel"),
            {**FUNNEL, "apart": ["x"]},
            "'x' is not a value of any",
        ),
        (("layers", 0, "funnel"), {"title": TITLE}, "funnel.by: is missing"),
        (
            ("layers", 0, "card"),
            [{**ROWS, "layer": "p"}],
            r"card\[1\].layer: unknown key",
        ),
        (("layers", 0, "card"), [{**ROWS, "columns": []}], "at least one column"),
        (
            ("tables",),
            [{**ROWS, "layer": "q"}],
            r"tables\[1\].layer: 'q' is not a frame of parcels",
        ),
        (("tables",), [ROWS], r"tables\[1\].layer: is missing"),
        (
            ("layers", 0, "card"),
            [{**ROWS, "labels": {"a": {"zh": "甲"}}}],
            r"card\[1\].labels.a: needs a text for each of zh, en",
        ),
        (("tables",), [], "tables: must be a list of tables"),
    ],
    ids=str,
)
def test_a_wrong_key_of_a_detail_is_named_with_its_place(path, value, message):
    with pytest.raises(PolicyError, match=message):
        load_definition(changed(path, value))


@pytest.mark.parametrize("key", ["time", "funnel"])
def test_time_and_funnel_need_a_theme(key):
    layer = {**GOOD["layers"][0], key: {"time": TIME, "funnel": FUNNEL}[key]}
    del layer["theme"]
    layer["style"] = {"color": "#000000"}
    with pytest.raises(PolicyError, match=rf"layers\[1\].{key}: needs a theme"):
        load_definition(changed(("layers", 0), layer))


def test_an_emphasis_too_must_be_told_by_day():
    layer = {**GOOD["layers"][0], "time": TIME}
    layer["emphasis"] = {
        "column": "late",
        "value": "true",
        "label": TITLE,
        "color": "#c00000",
    }
    with pytest.raises(PolicyError, match="does not say which column 'late' is"):
        load_definition(changed(("layers", 0), layer))


def test_any_map_may_have_time():
    frame = gpd.GeoDataFrame(
        {"id": ["a"], "category": ["idle"], "zone": ["甲"]},
        geometry=[box(0, 0, 9, 9)],
        crs=4547,
    )
    layer = {**GOOD["layers"][0], "time": TIME, "funnel": FUNNEL, "card": [ROWS]}
    rows = pd.DataFrame(
        {"id": ["a"], "since": pd.to_datetime(["2022-01-01"]), "c": ["idle"], "a": [1]}
    )
    definition = load_definition(
        {**GOOD, "layers": [layer], "tables": [{**ROWS, "layer": "parcels"}]}
    )
    frames = {"parcels": frame, "h": rows, "b": rows}
    page = build_map(definition, frames, as_of=date(2022, 2, 3)).get_root().render()
    assert '"time":{"days":[19023,19026],"now":1}' in page
