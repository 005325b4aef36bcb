"""Outlines of events: their own, those of their parcels, one from a file."""

from __future__ import annotations

from datetime import UTC, date, datetime

import geopandas as gpd
import pytest
import shapely

from landuse.errors import PolicyError, SchemaError, SourceError
from landuse.eventdetails import details_of
from landuse.io.geopackage import write_layers
from landuse.io.source import Source
from landuse.ledger.store import create_ledger
from landuse.policy import load_policy
from landuse.steps.ledgerfacts import events_from_facts
from landuse.steps.ledgerimport import Entry, import_source, with_outlines
from landuse.steps.ledgerinit import boundary_events, start_events
from landuse.steps.ledgeroutline import outline_of, outline_of_parcel
from landuse.testing import (
    make_approvals,
    make_events,
    make_parcels,
    make_zones,
    square,
)

DAY = "2021-06-01"
STAMP = date(2022, 9, 30)
ENTRY = Entry("王", datetime(2022, 10, 1, 8, tzinfo=UTC))


def layer(path, shapes):
    frame = gpd.GeoDataFrame({"a": range(len(shapes))}, geometry=shapes, crs=4547)
    write_layers({"a": frame}, path, stamp=STAMP)
    return path


def test_an_outline_of_its_own_is_kept_and_brought_home():
    """The event is drawn in zone 38, the parcels in the zone of 114 degrees."""
    own = gpd.GeoSeries([square(), None], crs=4547).to_crs(4526)
    events = make_events(
        event="started", parcel_id=["P2", "P2"], valid_date=DAY, geometry=None
    )
    events = events.set_geometry(own.values, crs=4526)
    parcels = make_parcels(parcel_id=["P1", "P2"]).assign(source_file="宗地.shp")
    found = with_outlines(events, parcels)
    assert found.crs == parcels.crs
    assert found.geometry[0].symmetric_difference(square()).area < 1e-3
    assert found.geometry[1].equals(parcels.geometry[1])
    facts = [details_of(t if isinstance(t, str) else None) for t in found["details"]]
    assert facts == [{}, {"outline_from": "宗地.shp"}]


def test_what_takes_an_entry_back_needs_no_outline():
    events = make_events(
        event="reversed", reverses="V0", parcel_id="P1", valid_date=DAY, geometry=None
    )
    assert with_outlines(events, make_parcels()).geometry.isna().all()


def test_a_layer_of_events_is_recorded_with_its_outlines(tmp_path):
    events = make_events(
        event_id=["E1", "E2"],
        event="revitalized",
        parcel_id="P1",
        method="追加投资",
        document_no="示例1号",
        valid_date=DAY,
        geometry=[square(), square(east=50)],
    ).dropna(axis="columns", how="all")
    file = tmp_path / "events.gpkg"
    write_layers({"events": events}, file, stamp=STAMP)
    at = datetime(2022, 10, 1, tzinfo=UTC)
    with create_ledger(
        tmp_path / "a.ledger", policy="puyang", at=at, by="王"
    ) as ledger:
        done = import_source(ledger, Source.of("events", file), ENTRY)
        kept = ledger.events()
    assert done.receipt.added == 2
    assert kept.crs == events.crs
    for shape, wanted in zip(kept.geometry, events.geometry, strict=True):
        assert shape.equals_exact(shapely.MultiPolygon([wanted]), 0)


def test_a_file_of_one_outline_gives_it(tmp_path):
    wkb, epsg = outline_of(layer(tmp_path / "a.gpkg", [square()]))
    assert (shapely.from_wkb(wkb).area, epsg) == (10_000, 4547)


@pytest.mark.parametrize("count", [0, 2])
def test_a_file_of_none_or_several_is_refused(tmp_path, count):
    path = layer(tmp_path / "a.gpkg", [square(east=100 * i) for i in range(count)])
    with pytest.raises(SourceError, match=r"outlines in a known system|no records"):
        outline_of(path)


def test_the_outline_of_a_parcel_with_two_records_is_nobodys_guess():
    parcels = make_parcels(parcel_id=["P1", "P1"])
    with pytest.raises(SchemaError, match="P1 has 2 records"):
        outline_of_parcel({"parcels": parcels}, "P1")
    assert outline_of_parcel({"parcels": parcels}, "P9") is None
    assert outline_of_parcel({}, "P1") is None


def test_a_zone_has_one_boundary_for_each_day_from_which_one_holds():
    zones = make_zones(
        zone_id=["A", "A", "B"],
        valid_from=["2012-01-01", "2020-05-01", None],
        geometry=[square(), square(side=200), square(east=500)],
    )
    made = boundary_events(zones, date(2020, 1, 1))
    assert [(e.zone_id, e.valid_date.isoformat()) for e in made] == [
        ("A", "2012-01-01"),
        ("A", "2020-05-01"),
        ("B", "2020-01-01"),
    ]


def test_a_policy_without_a_base_date_stops_where_one_is_needed():
    policy = load_policy("national")
    stated = make_zones(valid_from="2012-01-01")
    assert len(start_events({"zones": stated}, policy, baseline=False)) == 1
    for frames, baseline in (
        ({"zones": make_zones()}, False),
        ({"parcels": make_parcels()}, True),
    ):
        with pytest.raises(PolicyError, match="the policy has no base date"):
            start_events(frames, policy, baseline=baseline)


def test_dated_facts_are_events_and_what_lacks_a_document_is_told():
    frames = {
        "approvals": make_approvals(
            approval_date="2018-01-01",
            approval_no="豫政土1号",
            approved_area_m2=20_000,
            lapsed_date="2020-01-01",
        ),
        "parcels": make_parcels(
            supply_date="2019-01-01",
            batch_id="B1",
            registered_area_m2=10_000,
            determination_date="2021-01-01",
            determination_no="认定1号",
            extension_date="2021-02-01",
            extension_no="延1号",
            extended_start_date="2022-01-01",
        ),
    }
    facts = events_from_facts(frames)
    assert [(e.event, e.batch_id) for e in facts.events] == [
        ("approved", "B1"),
        ("supplied", "B1"),
        ("determined_idle", None),
        ("extended", None),
    ]
    assert facts.events[3].details == {"extended_start_date": "2022-01-01"}
    (issue,) = facts.issues
    assert (issue.feature, issue.field) == ("B1", "lapsed_date")
