"""Events as recorded: what is refused, and the one text of each."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import shapely

from landuse.errors import SchemaError
from landuse.ledger.kinds import kinds
from landuse.ledger.records import (
    LedgerEvent,
    Posting,
    RecordedEvent,
    canonical_json,
    event_hash,
    subjects_of,
    validated,
)
from landuse.testing import square

DAY = date(2021, 6, 1)
SQUARE = shapely.to_wkb(square(), flavor="iso")


def make(kind="sealed", **fields):
    return LedgerEvent(event=kind, **({"parcel_id": "P1", "valid_date": DAY} | fields))


#: What each kind must say at least.
WHOLE = {
    "approved": {"parcel_id": None, "batch_id": "B1", "area_dm2": 1_000_000},
    "batch_withdrawn": {"parcel_id": None, "batch_id": "B1", "document_no": "D"},
    "batch_lapsed": {"parcel_id": None, "batch_id": "B1", "document_no": "D"},
    "supplied": {"area_dm2": 1_000_000},
    "determined_idle": {"document_no": "D"},
    "fee_decided": {"document_no": "D", "details": {"fee_yuan": "200000.00"}},
    "fee_paid": {"details": {"fee_yuan": "200000.00"}},
    "extended": {"details": {"extended_start_date": "2022-06-01"}},
    "disposed": {"document_no": "D", "method": "recover_paid"},
    "listed": {"details": {"category": "idle"}},
    "assembled": {"document_no": "D"},
    "revitalized": {"document_no": "D"},
    "transferred": {"details": {"to_holder": "乙公司"}},
    "leased": {"details": {"to_holder": "乙公司"}},
    "filed": {"details": {"is_standard_land": "true"}},
    "agreed": {"details": {"paper": "contract"}},
    "planned": {"details": {"stage": "started", "planned_date": "2022-06-01"}},
    "milestone": {"details": {"stage": "supervised"}},
    "committed": {
        "details": {"indicator": "tax", "operator": ">=", "committed": "1.5"}
    },
    "measured": {"details": {"indicator": "tax", "measured": "-0.5"}},
    "breach": {"details": {"breach_id": "W1", "step": "found"}},
    "split": {"children": (("P2", None), ("P3", 400_000))},
    "merged": {
        "parcel_id": None,
        "parents": (("P1", None), ("P2", None)),
        "children": (("P3", None),),
    },
    "zone_boundary": {
        "parcel_id": None,
        "zone_id": "Z1",
        "geometry": SQUARE,
        "epsg": 4547,
    },
    "graded": {
        "parcel_id": None,
        "enterprise_id": "E1",
        "details": {"grade": "A", "year": "2021"},
    },
    "reversed": {"reverses": "E1"},
}


@pytest.mark.parametrize("kind", kinds())
def test_an_event_with_what_its_kind_needs_is_taken_as_it_is(kind):
    event = make(kind, **WHOLE.get(kind, {}))
    assert validated(event) is event


@pytest.mark.parametrize(
    ("kind", "field"),
    [(k, name) for k, fields in WHOLE.items() for name in fields if fields[name]],
)
def test_an_event_without_what_its_kind_needs_is_refused_with_the_field(kind, field):
    empty = {"details": {}, "parents": (), "children": ()}.get(field)
    with pytest.raises(SchemaError, match=f"{kind}: field .*{field}"):
        validated(make(kind, **{**WHOLE[kind], field: empty}))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"area_dm2": 0}, "area_dm2 is 0, not above zero"),
        ({"area_dm2": -1}, "area_dm2 is -1, not above zero"),
        ({"area_dm2": 1.5}, r"area_dm2 is 1\.5; give whole dm2"),
        ({"area_dm2": True}, "area_dm2 is True; give whole dm2"),
        ({"area_dm2": 10**12 + 1}, "above 1000000000000; check the unit"),
        ({"parcel_id": " P1"}, "parcel_id is ' P1'; give a text without"),
        ({"parcel_id": "P\u200b1"}, "parcel_id is .* invisible character"),
        ({"event_id": ""}, "event_id is ''; give a text"),
        ({"remark": "a\0b"}, "remark is .* a character that is none"),
        ({"remark": "\ud800"}, "remark is .* a character that is none"),
        ({"remark": "  "}, "remark is '  '; give a text or leave it out"),
        ({"valid_date": datetime(2021, 6, 1, tzinfo=UTC)}, "valid_date is datetime"),
        ({"document_date": "2021-06-01"}, "document_date is '2021-06-01', not a day"),
        ({"evidence_sha256": "AB" * 32}, "evidence_sha256 is not 64"),
        ({"method": "magic"}, "method 'magic' is not known"),
        ({"reverses": "E1"}, "reverses does not belong to this kind"),
        ({"parents": (("P2", 1),)}, "parents does not belong to this kind"),
        ({"children": (("P2", 1),)}, "children does not belong to this kind"),
        ({"details": {"fee_yuan": "-1"}}, "details.fee_yuan is '-1'; give yuan"),
        ({"details": {"fee_yuan": "NaN"}}, "details.fee_yuan is 'NaN'; give yuan"),
        ({"details": {"a_date": "20210601"}}, "details.a_date is '20210601'; write"),
        ({"details": {"a": ""}}, r"details\.a is ''; give a text"),
    ],
)
def test_a_field_that_cannot_be_is_refused(fields, message):
    with pytest.raises(SchemaError, match=message):
        validated(make(**fields))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"geometry": SQUARE}, "geometry goes with epsg"),
        ({"epsg": 4547}, "geometry goes with epsg"),
        ({"geometry": b"\1\2", "epsg": 4547}, "geometry is no WKB"),
        (
            {"geometry": shapely.to_wkb(shapely.Point(0, 0)), "epsg": 4547},
            "geometry is a Point; give a polygon",
        ),
        (
            {"geometry": shapely.to_wkb(shapely.Polygon()), "epsg": 4547},
            "geometry is empty or not finite",
        ),
    ],
)
def test_an_outline_that_is_no_polygon_is_refused(fields, message):
    with pytest.raises(SchemaError, match=message):
        validated(make(**fields))


@pytest.mark.parametrize(
    "wkb",
    [
        shapely.to_wkb(shapely.force_3d(square(), 5.0), flavor="iso"),
        shapely.to_wkb(square(), byte_order=0),
        shapely.to_wkb(shapely.set_srid(square(), 4547), include_srid=True),
    ],
    ids=["heights", "other byte order", "with srid"],
)
def test_an_outline_has_one_form(wkb):
    assert validated(make(geometry=wkb, epsg=4547)).geometry == SQUARE


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("split", {"children": (("P1", 1),)}, "names parcel 'P1' a second time"),
        ("split", {"children": (("P2", 1), ("P2", 2))}, "'P2' a second time"),
        ("split", {"children": (("P2", None), ("P3", None))}, "more than one area"),
        ("split", {"children": (("P2", 0),)}, "children is 0, not above zero"),
        ("split", {"children": ("P2",)}, "holds 'P2'; give pairs"),
        ("merged", {"children": (("P3", 1), ("P4", 1))}, "names 2 parcels, not one"),
        ("merged", {"parents": (("P1", 1),)}, "a merger has two or more"),
        ("merged", {"children": (("P1", 1),)}, "names parcel 'P1' a second time"),
        ("merged", {"parcel_id": "P9"}, "parcel_id does not belong to a merger"),
    ],
)
def test_lineage_that_does_not_fit_the_kind_is_refused(kind, fields, message):
    with pytest.raises(SchemaError, match=message):
        validated(make(kind, **{**WHOLE[kind], **fields}))


def test_a_batch_is_approved_by_itself():
    with pytest.raises(SchemaError, match="batch_id names more than one batch"):
        validated(make("approved", parcel_id=None, batch_id="B1;B2", area_dm2=1))


def test_a_method_is_stored_as_its_code():
    assert validated(make("revitalized", document_no="D", method="收储")).method == (
        "recover_paid"
    )


def test_the_text_of_an_event_is_sorted_and_leaves_out_what_is_missing():
    event = make("extended", details={"b": "2", "a": "1"}, geometry=b"\1\xff", epsg=1)
    assert canonical_json(event) == (
        '{"details":{"a":"1","b":"2"},"epsg":1,"event":"extended",'
        '"geometry":"01ff","parcel_id":"P1","valid_date":"2021-06-01"}'
    )


def test_chinese_stands_in_the_text_as_it_is():
    assert '"remark":"濮东"' in canonical_json(make(remark="濮东"))


def recorded(**changes):
    whole = {
        "event": make(event_id="E1"),
        "seq": 7,
        "recorded_at": datetime(2021, 6, 2, 8, 0, tzinfo=UTC),
        "recorded_by": "王",
        "import_no": 2,
        "postings": (Posting(DAY, "external", "external", -5),),
        "previous_hash": "00",
        "hash": "11",
    }
    return RecordedEvent(**{**whole, **changes})


def test_the_text_of_a_record_covers_its_postings_but_not_the_hashes():
    assert canonical_json(recorded()) == (
        '{"event":{"event":"sealed","event_id":"E1","parcel_id":"P1",'
        '"valid_date":"2021-06-01"},"import_no":2,'
        '"postings":[["2021-06-01","external","external",-5]],'
        '"recorded_at":"2021-06-02T08:00:00Z","recorded_by":"王","seq":7}'
    )


def test_the_same_moment_in_another_zone_is_the_same_text():
    china = timezone(timedelta(hours=8))
    there = datetime(2021, 6, 2, 16, 0, tzinfo=china)
    assert canonical_json(recorded(recorded_at=there)) == canonical_json(recorded())


def test_a_hash_is_over_the_one_before_and_the_text():
    assert event_hash("ab", "{}") == hashlib.sha256(b"ab\n{}").hexdigest()


@pytest.mark.parametrize(
    ("event", "subjects"),
    [
        (make("started", batch_id="B1", zone_id="Z1"), ("parcel:P1",)),
        (make("supplied", batch_id="B1;B2"), ("parcel:P1", "batch:B1", "batch:B2")),
        (make("split", **WHOLE["split"]), ("parcel:P1", "parcel:P2", "parcel:P3")),
        (make("merged", **WHOLE["merged"]), ("parcel:P1", "parcel:P2", "parcel:P3")),
        (make("zone_boundary", parcel_id=None, zone_id="Z1"), ("zone:Z1",)),
        (make("graded", **WHOLE["graded"]), ("enterprise:E1",)),
        (make("sealed", enterprise_id="E1"), ("parcel:P1",)),
        (make("reversed", parcel_id=None, reverses="E1"), ()),
    ],
)
def test_subjects_are_whose_state_an_event_touches(event, subjects):
    assert subjects_of(event) == subjects


def test_a_reversal_touches_what_its_target_touches():
    reversal = make("reversed", parcel_id=None, reverses="E1")
    target = make("supplied", batch_id="B1", event_id="E1")
    assert subjects_of(reversal, target) == ("parcel:P1", "batch:B1")
