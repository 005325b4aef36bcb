"""Whether the place of a ledger keeps the promises that a ledger needs.

Two looks: a second process must be refused while the first holds the lock, and the
file system should not be one of another machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from landuse.errors import LedgerError
from landuse.issues import Issue
from landuse.ledger.settings import setting
from landuse.messages import worded

__all__ = ["filesystem_type", "network_issues", "second_is_refused"]

_MOUNTS = Path("/proc/self/mounts")
_VARIABLE = "LANDUSE_LEDGER_NETWORK"
_RULES = ("warn", "refuse")
_SECONDS = 60
_LET_IN = 3
#: Runs in another process: locks do not exclude within one.
_SECOND = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], uri=True, timeout=0, isolation_level=None)
try:
    db.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    sys.exit(0 if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY else 4)
db.execute("ROLLBACK")
sys.exit(int(sys.argv[2]))
"""


def filesystem_type(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """Type of the file system on which a path lies.

    Parameters
    ----------
    path : Path
        Need not exist.
    mounts : Path, optional
        The list of mounts.

    Returns
    -------
    str or None
        As the system names it; None where it has no such list.

    Examples
    --------
    >>> filesystem_type(Path("anything"), mounts=Path("no-such-list"))
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    place = os.path.realpath(path)
    best, kind = -1, None
    for line in lines:
        parts = line.split(" ")
        point = _unescaped(parts[1])
        if _lies_under(place, point) and len(point) >= best:
            best, kind = len(point), parts[2]
    return kind


def _lies_under(place: str, point: str) -> bool:
    return place == point or place.startswith(point.rstrip("/") + "/")


def _unescaped(text: str) -> str:
    for code in ("040", "011", "012", "134"):
        text = text.replace(f"\\{code}", chr(int(code, 8)))
    return text


def network_issues(path: Path, mounts: Path = _MOUNTS) -> tuple[Issue, ...]:
    """What to say of a ledger on another machine's file system.

    Parameters
    ----------
    path : Path
        The ledger.
    mounts : Path, optional
        The list of mounts.

    Returns
    -------
    tuple of Issue
        Empty on a disk of this machine.

    Raises
    ------
    LedgerError
        If the settings say to refuse.

    Examples
    --------
    >>> network_issues(Path("a.ledger"), mounts=Path("no-such-list"))
    ()
    """
    kind = filesystem_type(path, mounts)
    rule = os.environ.get(_VARIABLE, setting("network", "rule"))
    if rule not in _RULES:
        message = worded("ledger_network_rule", variable=_VARIABLE, rule=rule[:40])
        raise LedgerError(message)
    if kind not in setting("network", "types"):
        return ()
    message = worded("ledger_on_network", kind=kind)
    if rule == "refuse":
        raise LedgerError(message, path)
    return (Issue("LEDGER_ON_NETWORK", "warning", message, file=path.name),)


def second_is_refused(uri: str) -> bool:
    """Whether another process is kept out while this one holds the lock.

    Parameters
    ----------
    uri : str
        The ledger, whose lock this process holds.

    Returns
    -------
    bool
        True where no other process can be started to try.

    Examples
    --------
    >>> second_is_refused("file:/no/such/folder/a.ledger?mode=rw")
    True
    """
    if not sys.executable or getattr(sys, "frozen", False):
        return True
    command = [sys.executable, "-I", "-S", "-c", _SECOND, uri, str(_LET_IN)]
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        return done.returncode != _LET_IN
    return True
