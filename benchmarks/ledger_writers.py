"""Two clerks in one ledger at once, and a disk that is full.

``python -m benchmarks.ledger_writers --edits 600``: each edit rests on the version
that its clerk saw; who comes second looks again and records again. Then a writer is
given less and less room.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.ledger_cases import AT, event, small_ledger, supply
from landuse.errors import LedgerConflictError, LedgerError
from landuse.ledger.store import Ledger, open_ledger

PARCELS = ("P1", "P2", "P3")
ROOM_STEP = 8192


def edit(ledger: Ledger, clerk: str, number: int) -> int:
    """A transfer that rests on the version seen; the conflicts on the way."""
    parcel = PARCELS[number % len(PARCELS)]
    conflicts = 0
    while True:
        seen = ledger.state().set_index("parcel_id").version[parcel]
        one = event(
            "transferred",
            "2022-03-01",
            event_id=f"{clerk}{number}",
            parcel_id=parcel,
            details={"to_holder": clerk, "version_seen": str(seen)},
        )
        expected = {f"parcel:{parcel}": int(seen)}
        try:
            ledger.append([one], by=clerk, at=AT + timedelta(days=4), expected=expected)
        except LedgerConflictError:
            conflicts += 1
        else:
            return conflicts


def clerk_process(path: Path | str, clerk: str, edits: int) -> tuple[int, int]:
    """A process of its own; its id and where its count of conflicts can be read."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        status = 1
        try:
            with open_ledger(path) as ledger:
                told = sum(edit(ledger, clerk, number) for number in range(edits))
            os.write(writing, str(told).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return pid, reading


def two_clerks(edits: int, place: Path | str) -> tuple[int, int, bool]:
    """Edits kept, conflicts retried, and whether the ledger is whole."""
    small_ledger(place).close()
    running = [clerk_process(place, clerk, edits // 2) for clerk in ("甲", "乙")]
    conflicts = 0
    for pid, reading in running:
        with os.fdopen(reading) as told:
            conflicts += int(told.read() or 0)
        if os.waitpid(pid, 0)[1]:
            sys.exit("a clerk failed")
    with open_ledger(place) as ledger:
        made = ledger.events()
        edits_kept = made[made.event_id.str[0].isin(["甲", "乙"])]
        seen = edits_kept.groupby("parcel_id").details.nunique().sum()
        whole = ledger.verify().ok and int(seen) == len(edits_kept)
    return edits_kept.event_id.nunique(), conflicts, whole


def append_with_room(path: Path, room: int, events: int) -> bool:
    """Whether a process whose files may not grow beyond some size got it recorded."""
    pid = os.fork()
    if pid == 0:
        status = 3
        try:
            with open_ledger(path) as ledger:
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
                made = [supply(number, "D") for number in range(events)]
                ledger.append(made, by="王", at=AT + timedelta(days=5))
            status = 0
        except LedgerError as error:
            status = 1 if "as before" in str(error) else 2
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status not in (0, 1):
        sys.exit(f"a full disk gave status {status}, not a clear error")
    return status == 0


def full_disk(events: int = 400, step: int = ROOM_STEP) -> tuple[int, int, int]:
    """Trials with a full disk, those refused with the ledger as before, recorded."""
    refused = recorded = 0
    with tempfile.TemporaryDirectory() as folder:
        template, path = Path(folder) / "city.ledger", Path(folder) / "copy.ledger"
        with small_ledger(template) as ledger:
            head = ledger.head
        room = 0
        while not recorded:
            shutil.copyfile(template, path)
            got = append_with_room(path, room, events)
            with open_ledger(path) as ledger:
                whole = ledger.verify(head).ok
                refused += not got and whole and ledger.head == head
                recorded += got and whole and ledger.head != head
            room += step
    return room // step, refused, recorded


def main() -> None:
    """Print both; exit 1 if an edit or the ledger was lost."""
    parser = argparse.ArgumentParser(prog="ledger_writers", description=__doc__)
    parser.add_argument("--edits", type=int, default=600)
    parser.add_argument("--step", type=int, default=ROOM_STEP, help="bytes of room")
    parser.add_argument("--place", help="postgresql:// address without a ledger")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.place or Path(folder) / "city.ledger"
        kept, conflicts, whole = two_clerks(options.edits, place)
    print(f"two processes: {kept} of {options.edits} edits kept, {conflicts} conflicts")
    trials, refused, recorded = full_disk(step=options.step)
    print(
        f"full disk: {trials} trials, {refused} refused and as before, {recorded} whole"
    )
    sys.exit(int(kept != options.edits or not whole or refused + recorded != trials))


if __name__ == "__main__":
    main()
