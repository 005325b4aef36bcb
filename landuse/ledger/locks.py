"""One writer at a time: a lock file that says who is writing.

SQLite's own locks keep writers apart where the file system keeps its promises. The
lock file names the machine and the process besides, so that whoever waits knows for
whom, and a second writer is stopped even where the locks of a share do not hold.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from landuse.errors import LedgerError
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["lock_path", "writer_lock"]

_PAUSE_SECONDS = 0.005
_PROCESSES = Path("/proc")


def lock_path(ledger: Path) -> Path:
    """The lock file of a ledger.

    Examples
    --------
    >>> lock_path(Path("city.ledger")).name
    'city.ledger.lock'
    """
    return ledger.with_name(f"{ledger.name}.lock")


@contextmanager
def writer_lock(ledger: Path, seconds: float) -> Iterator[tuple[Issue, ...]]:
    """Be the one writer of a ledger.

    Parameters
    ----------
    ledger : Path
        The file.
    seconds : float
        How long to wait for another writer.

    Yields
    ------
    tuple of Issue
        One, if the lock of a writer that is no more was taken over.

    Raises
    ------
    LedgerError
        If another writer holds it all that time; with machine and process.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with writer_lock(Path(folder) / "a.ledger", 1) as notes:
    ...         [file.name for file in Path(folder).iterdir()], notes
    (['a.ledger.lock'], ())
    """
    path = lock_path(ledger)
    try:
        notes = _taken(path, seconds)
    except OSError as error:
        message = worded("ledger_lock_failed", reason=error.strerror)
        raise LedgerError(message, ledger) from error
    try:
        yield notes
    finally:
        path.unlink(missing_ok=True)


def _taken(path: Path, seconds: float) -> tuple[Issue, ...]:
    notes: tuple[Issue, ...] = ()
    end = time.monotonic() + seconds
    while not _created(path):
        holder = _holder(path)
        if holder is not None and _is_gone(holder):
            notes = _taken_over(path, holder) or notes
        elif time.monotonic() >= end:
            raise _still_held(path, holder)
        else:
            time.sleep(_PAUSE_SECONDS)
    return notes


def _created(path: Path) -> bool:
    """Put the lock in place whole, or see that one is there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(_ourselves()), "utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            return _created_plainly(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _created_plainly(path: Path) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(json.dumps(_ourselves()))
    except FileExistsError:
        return False
    return True


def _ourselves() -> dict[str, object]:
    pid = os.getpid()
    return {"host": socket.gethostname(), "pid": pid, "born": _born(pid)}


def _born(pid: int) -> str | None:
    """When a process began, in ticks: a number used again is another process."""
    with suppress(OSError, IndexError):
        text = (_PROCESSES / str(pid) / "stat").read_text("ascii", "replace")
        return text.rpartition(")")[2].split()[19]
    return None


def _holder(path: Path) -> dict[str, object] | None:
    """Who holds the lock; None while it comes or goes."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _is_gone(holder: dict[str, object]) -> bool:
    pid = holder.get("pid")
    if holder.get("host") != socket.gethostname() or not isinstance(pid, int):
        return False
    if not _runs(pid):
        return True
    born = holder.get("born")
    return born is not None and born != _born(pid)


def _runs(pid: int) -> bool:
    """True where it cannot be found out: a signal of 0 ends a process of Windows."""
    if pid <= 0 or os.name == "nt":
        return pid > 0
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # of another user
        return True
    return True


def _taken_over(path: Path, holder: dict[str, object]) -> tuple[Issue, ...]:
    """Move the lock aside, and look again whether it is the one that was meant."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.old")
    with suppress(OSError):
        os.rename(path, aside)
        found = _holder(aside)
        if found != holder:
            os.rename(aside, path)
            return ()
        aside.unlink()
        message = worded("ledger_lock_taken_over", pid=holder["pid"])
        return (Issue("LEDGER_LOCK_TAKEN_OVER", "info", message, file=path.name),)
    return ()


def _still_held(path: Path, holder: dict[str, object] | None) -> LedgerError:
    who = holder or {}
    facts = {"host": who.get("host", "?"), "pid": who.get("pid", "?")}
    message = worded("ledger_lock_held", lock=path.name, **facts)
    return LedgerError(message, path.with_suffix(""))
