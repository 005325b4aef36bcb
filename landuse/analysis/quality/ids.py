"""Ids: each record by its own."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Within

__all__ = ["KEYS", "WITHIN"]

#: What tells the records of a kind apart; a zone has one row for each block.
KEYS: dict[str, tuple[str, ...]] = {
    "approvals": ("batch_id",),
    "parcels": ("parcel_id",),
    "phases": ("parcel_id", "phase"),
    "enterprises": ("enterprise_id", "year"),
    "plan": ("plan_id",),
    "commitments": ("parcel_id", "indicator", "due_date"),
    "breaches": ("breach_id",),
    "events": ("event_id",),
}


def _repeated_ids(frame: pd.DataFrame, kind: str, _limits: Limits) -> Iterator[Fault]:
    """Every record of an id that stands more than once."""
    columns = list(KEYS.get(kind, ()))
    if not columns:
        return
    rows = frame[frame.duplicated(columns, keep=False)]
    facts = {"columns": " + ".join(columns)}
    yield Fault("DUPLICATE_ID", columns[0], rows, facts)


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (_repeated_ids,)
