"""Kill a writer at random moments, many times, and see what is left.

``python -m benchmarks.kill_ledger --n 200``: the ledger must keep every event that it
acknowledged and stay readable. In the same run a writer that overwrites a plain file
shows that the harness can see a loss.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.ledger_cases import AT, small_ledger, supply
from landuse.errors import LedgerError
from landuse.ledger.store import open_ledger

#: A writer is killed within this time of its first acknowledged write.
LONGEST_SECONDS = 0.3
ROWS_OF_PLAIN_FILE = 2000
#: Writes and yields the number of each event that is on the disk for good.
Writer = Callable[[Path], Iterator[str]]


@dataclass
class Tally:
    """What many kills left."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0  #: events that were acknowledged and are gone
    unreadable: int = 0  #: files that cannot be read, or not as they were
    taken_over: int = 0  #: locks of the dead, taken over by the next writer

    def row(self, name: str) -> str:
        """A line of the table."""
        figures = (self.kills, self.acknowledged, self.lost, self.unreadable)
        return f"{name:<26}" + "".join(f"{f:>14,}" for f in figures)


def write_ledger(path: Path) -> Iterator[str]:
    """One to ten events in each transaction."""
    with open_ledger(path) as ledger:
        number = 0
        while True:
            size = number % 10 + 1
            events = [supply(n) for n in range(number, number + size)]
            ledger.append(events, by="李", at=AT + timedelta(days=2))
            yield from (str(one.event_id) for one in events)
            number += size


def write_plain(path: Path) -> Iterator[str]:
    """The whole file anew for each event, as ``to_file`` and ``to_excel`` do."""
    rows = json.loads(path.read_text("utf-8"))
    for number in range(sys.maxsize):
        one = supply(number)
        rows.append({"id": one.event_id, "remark": one.remark})
        with path.open("w", encoding="utf-8") as file:
            json.dump(rows, file)
            file.flush()
            os.fsync(file.fileno())
        yield str(one.event_id)


def killed(writer: Writer, path: Path, seconds: float) -> list[str]:
    """Start a writer, kill it, and return what it acknowledged."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            for number in writer(path):
                os.write(writing, f"{number}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    told = os.read(reading, 65536)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    while part := os.read(reading, 65536):
        told += part
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    if os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit("a writer ended by itself")
    return told.decode().split()


def kill_ledger(template: Path, path: Path, seconds: float, tally: Tally) -> None:
    """One kill of a writer of a ledger."""
    shutil.copyfile(template, path)
    numbers = killed(write_ledger, path, seconds)
    tally.kills += 1
    tally.acknowledged += len(numbers)
    try:
        with open_ledger(path) as ledger:
            kept = set(ledger.events().event_id)
            found = ledger.verify()
            again = ledger.append([supply(1, "Z")], by="王", at=AT + timedelta(days=3))
    except LedgerError:
        tally.unreadable += 1
        return
    tally.lost += len(set(numbers) - kept)
    tally.unreadable += not found.ok or again.added != 1
    tally.taken_over += any(i.code == "LEDGER_LOCK_TAKEN_OVER" for i in again.issues)


def kill_plain(template: Path, path: Path, seconds: float, tally: Tally) -> None:
    """One kill of a writer that overwrites."""
    shutil.copyfile(template, path)
    numbers = killed(write_plain, path, seconds)
    tally.kills += 1
    tally.acknowledged += len(numbers)
    try:
        kept = {row["id"] for row in json.loads(path.read_text("utf-8"))}
    except ValueError:
        tally.unreadable += 1
        tally.lost += len(numbers)
    else:
        tally.lost += len(set(numbers) - kept)


def trial(n: int, seed: int = 0) -> tuple[Tally, Tally]:
    """Kill both kinds of writer ``n`` times each, at the same moments."""
    moments = random.Random(seed)
    ours, plain = Tally(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        ledger, table = Path(folder) / "city.ledger", Path(folder) / "city.json"
        small_ledger(ledger).close()
        rows = [
            {"id": f"old{n}", "remark": "示例" * 40} for n in range(ROWS_OF_PLAIN_FILE)
        ]
        table.write_text(json.dumps(rows), "utf-8")
        for number in range(n):
            seconds = moments.uniform(0, LONGEST_SECONDS)
            place = Path(folder) / str(number)
            place.mkdir()
            kill_ledger(ledger, place / ledger.name, seconds, ours)
            kill_plain(table, place / table.name, seconds, plain)
            shutil.rmtree(place)
    return ours, plain


def main() -> None:
    """Print the table; exit 1 if the ledger lost, or the harness saw no loss."""
    parser = argparse.ArgumentParser(prog="kill_ledger", description=__doc__)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    ours, plain = trial(options.n, options.seed)
    heads = ("kills", "acknowledged", "lost", "unreadable")
    print(f"{'writer':<26}" + "".join(f"{head:>14}" for head in heads))
    print(ours.row("ledger"))
    print(plain.row("plain file, overwritten"))
    print(f"locks of killed writers taken over: {ours.taken_over}")
    sys.exit(int(bool(ours.lost or ours.unreadable or not plain.unreadable)))


if __name__ == "__main__":
    main()
