"""A small ledger with every kind of row, for trials of what must not get lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from landuse.ledger.records import LedgerEvent
from landuse.ledger.store import Ledger, create_ledger

AT = datetime(2022, 9, 30, 8, tzinfo=UTC)
HECTARE = 1_000_000


def event(kind: str, day: str, **facts: object) -> LedgerEvent:
    """One act with a document."""
    facts.setdefault("document_no", f"示例〔2021〕{kind}号")
    return LedgerEvent(event=kind, valid_date=date.fromisoformat(day), **facts)


def story() -> list[list[LedgerEvent]]:
    """Acts of one batch and its parcels, call by call."""
    return [
        [
            event(
                "approved",
                "2018-01-05",
                event_id="A1",
                batch_id="B1",
                area_dm2=5 * HECTARE,
            )
        ],
        [
            event(
                "supplied",
                "2019-03-01",
                event_id=f"S{number}",
                batch_id="B1",
                parcel_id=f"P{number}",
                area_dm2=HECTARE,
            )
            for number in range(1, 5)
        ],
        [
            event("started", "2019-09-01", parcel_id="P1"),
            event(
                "transferred", "2020-02-01", parcel_id="P2", details={"to_holder": "甲"}
            ),
            event("determined_idle", "2021-03-02", event_id="I3", parcel_id="P3"),
        ],
        [
            event(
                "split",
                "2021-04-01",
                event_id="X1",
                parcel_id="P4",
                children=(("P4a", 600_000), ("P4b", 400_000)),
            ),
            event(
                "merged",
                "2021-05-01",
                event_id="X2",
                parents=(("P4a", 600_000), ("P4b", 400_000)),
                children=(("P5", HECTARE),),
            ),
        ],
        [event("reversed", "2021-06-01", event_id="R1", reverses="I3")],
        [
            event(
                "revitalized", "2021-07-01", parcel_id="P3", method="start_after_idle"
            ),
            event("completed", "2021-08-01", parcel_id="P1"),
        ],
    ]


def small_ledger(path: Path | str, extra: int = 0) -> Ledger:
    """A ledger of that story, and as many parcels again as wanted."""
    ledger = create_ledger(path, policy="puyang", title="示例", at=AT, by="王")
    for step, events in enumerate(story()):
        ledger.append(
            events, by="王" if step % 2 else "李", at=AT + timedelta(hours=step)
        )
    for number in range(extra):
        ledger.append([supply(number)], by="李", at=AT + timedelta(days=1))
    return ledger


def supply(number: int, name: str = "N") -> LedgerEvent:
    """The supply of a parcel of its own."""
    number_text = f"{name}{number:05}"
    return event(
        "supplied",
        "2022-01-01",
        event_id=f"E-{number_text}",
        parcel_id=number_text,
        area_dm2=HECTARE,
        remark="示例" * 40,
    )
