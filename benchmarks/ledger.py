"""How fast a ledger takes, checks and tells 100,000 events: wall time, on the disk."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import shapely

from landuse.ledger.records import LedgerEvent
from landuse.ledger.store import Ledger, create_ledger, open_ledger

AT = datetime(2022, 9, 30, 8, tzinfo=UTC)
FIRST = date(2012, 1, 1)
KINDS = ("supplied", "delivered", "started", "completed")
CALLS = 100
PER_BATCH = 20


def square(number: int) -> bytes:
    """One hectare of its own."""
    east, north = 38_460_000 + number % 500 * 110, 3_940_000 + number // 500 * 110
    return shapely.to_wkb(shapely.box(east, north, east + 100, north + 100))


def supplies(count: int) -> list[LedgerEvent]:
    """One supply of each of many parcels."""
    return [
        LedgerEvent(
            event="supplied",
            valid_date=FIRST + timedelta(days=number % 3000),
            event_id=f"S{number}",
            parcel_id=f"P{number:06}",
            area_dm2=1_000_000,
            geometry=square(number),
            epsg=4526,
            document_no=f"示例〔2012〕{number}号",
        )
        for number in range(count)
    ]


def lives(count: int) -> list[LedgerEvent]:
    """Four acts for each parcel, out of batches of twenty."""
    parcels = count // len(KINDS)
    return [
        LedgerEvent(
            event=kind,
            valid_date=FIRST + timedelta(days=number % 2000 + 400 * step),
            event_id=f"{kind}-{number}",
            parcel_id=f"P{number:06}",
            batch_id=f"B{number // PER_BATCH}" if kind == "supplied" else None,
            area_dm2=1_000_000 if kind == "supplied" else None,
            geometry=square(number) if kind == "supplied" else None,
            epsg=4526 if kind == "supplied" else None,
            document_no=f"示例〔2012〕{number}号",
        )
        for step, kind in enumerate(KINDS)
        for number in range(parcels)
    ]


@dataclass(slots=True)
class Stopwatch:
    """Seconds of each step, by the wall and of this process."""

    steps: dict[str, tuple[float, float]] = field(default_factory=dict)

    def time(self, name: str, what: Callable[[], Any]) -> Any:
        """Do something and keep how long it took."""
        wall, own = time.perf_counter(), time.process_time()
        result = what()
        self.steps[name] = (time.perf_counter() - wall, time.process_time() - own)
        return result


def append_all(ledger: Ledger, events: list[LedgerEvent]) -> None:
    """In a hundred calls, each on the disk before the next."""
    size = max(1, len(events) // CALLS)
    for start in range(0, len(events), size):
        ledger.append(events[start : start + size], by="王", at=AT)


def one_run(events: list[LedgerEvent]) -> tuple[Stopwatch, int]:
    """Seconds of each step on a new ledger, and its size in bytes."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.ledger"
        with create_ledger(path, policy="puyang", at=AT, by="王") as ledger:
            watch.time("append", lambda: append_all(ledger, events))
            head = ledger.head
        ledger = watch.time("open", lambda: open_ledger(path))
        found = watch.time("verify", lambda: ledger.verify(head))
        assert found.ok, found.faults[:3]
        assert found.events == len(events)
        watch.time("state", lambda: ledger.state(as_of="2021-12-31"))
        watch.time("events", ledger.events)
        sums = watch.time("balances", ledger.balances)
        assert abs(sums.groupby("book").area_m2.sum()).max() == 0
        again = events[:1000]
        told = watch.time("again", lambda: ledger.append(again, by="王", at=AT))
        assert (told.added, told.already) == (0, len(again))
        one = LedgerEvent(
            event="sealed", valid_date=date(2022, 1, 1), parcel_id="P000000"
        )
        watch.time("one more", lambda: ledger.append([one], by="王", at=AT))
        ledger.close()
        return watch, path.stat().st_size


def ledger_speed(count: int, runs: int) -> None:
    """Print the table; on a busy machine the processor's seconds say more."""
    for name, made in (("one event for each parcel", supplies), ("four", lives)):
        events = made(count)
        found = [one_run(events) for _ in range(runs)]
        print(f"{count:,} events, {name}, in {CALLS} calls; median of {runs} runs")
        print(f"{'step':<10}{'wall s':>8}{'cpu s':>8}")
        for step in found[0][0].steps:
            wall, own = zip(*(watch.steps[step] for watch, _ in found), strict=True)
            print(f"{step:<10}{median(wall):>8.2f}{median(own):>8.2f}")
        print(f"{'file MB':<10}{found[0][1] / 1e6:>8.0f}")
