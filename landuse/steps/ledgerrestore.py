"""Put a copy in the place of a ledger: only a whole one, and nothing lost unsaid."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from landuse.errors import LanduseError, LedgerError
from landuse.ledger.backup import restore_ledger
from landuse.ledger.store import open_ledger
from landuse.messages import worded

__all__ = ["Restored", "restore"]

_TOLD = ["seq", "event_id", "event", "valid_date", "recorded_at", "recorded_by"]


@dataclass(frozen=True)
class Restored:
    """What stands in the ledger's place now, and what it lacks."""

    events: int
    head: str
    kept_as: Path | None  #: the ledger that was there
    readable: bool  #: whether that one could be read
    lost: pd.DataFrame  #: its events that the copy does not have


def restore(
    copy: Path,
    ledger: Path,
    *,
    head: str | None = None,
    overwrite: bool = False,
    force_older: bool = False,
) -> Restored:
    """Restore a ledger from a copy.

    Parameters
    ----------
    copy : Path
        Of ``landuse ledger backup``, or one made before an import.
    ledger : Path
        Where the ledger is wanted.
    head : str, optional
        A head printed once, which the copy must hold.
    overwrite : bool, default False
        Take the place of a ledger that is there, which is kept under another name.
    force_older : bool, default False
        Even if that ledger has events that the copy lacks.

    Returns
    -------
    Restored
        With the events that are only in the former ledger.

    Raises
    ------
    LedgerError
        The copy is not whole or lacks the head; a ledger is there and ``overwrite``
        is not given, or it has events that would be lost.
    """
    whole = _whole(copy, head)
    there = os.path.lexists(ledger)
    if there and not overwrite:
        raise LedgerError(worded("ledger_restore_over"), ledger)
    former = _readable(ledger) if there else None
    lost = _only_in(former, whole)
    if len(lost) and not force_older:
        first = lost.iloc[0]
        message = worded(
            "ledger_restore_loses",
            count=len(lost),
            first=first["event_id"],
            by=first["recorded_by"],
            at=first["recorded_at"],
        )
        raise LedgerError(message, ledger)
    kept_as = restore_ledger(copy, ledger)
    last = str(whole["hash"].iloc[-1]) if len(whole) else _head(ledger)
    return Restored(len(whole), last, kept_as, former is not None or not there, lost)


def _whole(copy: Path, head: str | None) -> pd.DataFrame:
    """The events of a copy in which nothing is wrong."""
    with open_ledger(copy, readonly=True) as opened:
        found = opened.verify(head)
        if found.first is not None:
            message = worded("ledger_copy_broken", what=found.first.what)
            raise LedgerError(message, copy)
        return pd.DataFrame(opened.events()).sort_values("seq")


def _head(ledger: Path) -> str:
    with open_ledger(ledger, readonly=True) as opened:
        return str(opened.head)


def _readable(ledger: Path) -> pd.DataFrame | None:
    """The events of the ledger that is there; None if it cannot be read."""
    try:
        with open_ledger(ledger, readonly=True) as opened:
            return pd.DataFrame(opened.events())
    except LanduseError:
        return None


def _only_in(former: pd.DataFrame | None, copy: pd.DataFrame) -> pd.DataFrame:
    if former is None:
        return pd.DataFrame(columns=_TOLD)
    return former.loc[~former["hash"].isin(copy["hash"]), _TOLD].sort_values("seq")
