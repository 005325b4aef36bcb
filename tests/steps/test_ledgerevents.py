"""Events as tables have them, and as the ledger has them: nothing lost either way."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import SchemaError, SourceError
from landuse.eventdetails import details_of, key_value
from landuse.ledger.kinds import methods
from landuse.ledger.records import LedgerEvent, validated
from landuse.steps.ledgerevents import events_frame, events_of
from landuse.steps.ledgertexts import area_dm2_of, area_parts
from landuse.testing import make_events, square

EPSG = 4547
DAY = date(2021, 6, 1)
WKB = shapely.to_wkb(square(), byte_order=1, flavor="iso")

words = st.text("PZ盘活0189-_", min_size=1, max_size=8)
days = st.dates(date(1990, 1, 1), date(2030, 1, 1))
areas = st.integers(1, 10**11)
common = {
    "valid_date": days,
    "event_id": words,
    "document_no": words,
    "document_date": st.none() | days,
    "evidence_sha256": st.none() | st.just("0a" * 32),
    "remark": st.none() | words,
    "zone_id": st.none() | words,
    "enterprise_id": st.none() | words,
    "area_dm2": st.none() | areas,
}
facts = st.dictionaries(words, words, max_size=3)


def build(**given_):
    return validated(LedgerEvent(**given_))


@st.composite
def events(draw):
    """One event of a parcel, a batch, a reversal, a split or a merger."""
    kind = draw(
        st.sampled_from(["disposed", "approved", "reversed", "split", "merged"])
    )
    plain = {name: draw(value) for name, value in common.items()}
    plain["details"] = draw(facts)
    if draw(st.booleans()):
        plain |= {"geometry": WKB, "epsg": EPSG}
    names = draw(st.lists(words, min_size=4, max_size=4, unique=True))
    own = {
        "disposed": {
            "parcel_id": names[0],
            "method": draw(st.sampled_from(list(methods()))),
        },
        "approved": {"batch_id": names[0], "area_dm2": draw(areas)},
        "reversed": {"reverses": names[0]},
        "split": {
            "parcel_id": names[0],
            "children": ((names[1], draw(areas)), (names[2], draw(st.none() | areas))),
        },
        "merged": {
            "parents": tuple((n, draw(st.none() | areas)) for n in names[:2]),
            "children": ((names[2], draw(st.none() | areas)),),
        },
    }
    return build(**{**plain, **own[kind], "event": kind})


@given(st.lists(events(), min_size=1, max_size=5))
def test_events_are_the_same_after_a_table(made):
    again = events_of(events_frame(made, EPSG))
    assert list(again.events) == made
    assert again.aside == ()


def test_the_day_on_which_the_bureau_registered_it_is_kept():
    frame = make_events(
        event="started",
        parcel_id="P1",
        valid_date="2021-06-01",
        recorded_date="2021-06-09",
    )
    (event,) = events_of(frame).events
    assert event.details == {"recorded_date": "2021-06-09"}
    assert events_frame([event], EPSG)["recorded_date"][0] == pd.Timestamp(2021, 6, 9)


def test_a_row_that_says_too_little_is_set_aside_with_its_reason():
    frame = make_events(
        event=["disposed", "started"], parcel_id="P1", valid_date="2021-06-01"
    ).assign(source_file="台账.xlsx")
    made = events_of(frame)
    assert [event.event for event in made.events] == ["started"]
    assert (made.rows, made.aside) == ((1,), (0,))
    (issue,) = made.issues
    assert (issue.code, issue.file, issue.feature) == (
        "LEDGER_EVENT_REFUSED",
        "台账.xlsx",
        "V1",
    )
    assert "document_no" in issue.message


def test_an_outline_of_another_system_is_brought_into_that_of_the_frame():
    other = gpd.GeoSeries([square()], crs=EPSG).to_crs(4526)
    moved = build(
        event="started",
        event_id="E1",
        valid_date=DAY,
        parcel_id="P1",
        geometry=other.to_wkb()[0],
        epsg=4526,
    )
    home = build(
        event="started",
        event_id="E2",
        valid_date=DAY,
        parcel_id="P2",
        geometry=WKB,
        epsg=EPSG,
    )
    frame = events_frame([moved, home], EPSG)
    assert frame.geometry[0].symmetric_difference(square()).area < 1e-3
    assert frame.geometry[1].equals_exact(square(), 0)


def test_an_outline_on_another_datum_is_not_moved_in_silence():
    old = build(
        event="started",
        event_id="E1",
        valid_date=DAY,
        parcel_id="P1",
        geometry=WKB,
        epsg=2382,  # Xian 1980
    )
    with pytest.raises(SourceError, match="Xian"):
        events_frame([old], EPSG)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (None, ()),
        ("P1", (("P1", None),)),
        ("P1=100", (("P1", 10_000),)),
        (
            "P1：1.5亩；P2:0.1公顷、P3 = 2 m2",
            (("P1", 100_000), ("P2", 100_000), ("P3", 200)),
        ),
        ("P1=", (("P1", None),)),
        ("P1=0.005", (("P1", 1),)),
    ],
)
def test_parcels_with_areas_are_read_as_clerks_write_them(text, parts):
    assert area_parts(text, "children") == parts


@pytest.mark.parametrize(
    "text", ["P1=1,200", "P1,P2", "=5", "P1=5斤", "P1=1.2.3", "P1=0"]
)
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(SchemaError, match="is not parcels with areas"):
        area_parts(text, "children")


@pytest.mark.parametrize(
    ("figure", "unit", "dm2"),
    [("15", "mu", 1_000_000), ("1", "mu", 66_667), ("1.00004", "ha", 1_000_040)],
)
def test_an_area_is_exact_in_every_unit(figure, unit, dm2):
    assert area_dm2_of(figure, unit, "area") == dm2


@pytest.mark.parametrize("text", ["fee", "=1", "fee=", '{"a": [1]}', '{"a": 1', "[1]"])
def test_facts_without_a_name_or_value_are_refused(text):
    with pytest.raises(SchemaError, match="write key=value"):
        details_of(text)


def test_a_fact_may_hold_what_separates_facts():
    assert key_value("note=a=b;c") == ("note", "a=b;c")
