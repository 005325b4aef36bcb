"""Records that have ended: told, so that nobody looks for them in the figures."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Within
from landuse.analysis.quality.time import in_force

__all__ = ["WITHIN"]


def _not_in_force(frame: pd.DataFrame, kind: str, limits: Limits) -> Iterator[Fault]:
    """Parcels that have ended or not begun on the day, one line for a file."""
    if kind != "parcels" or limits.day is None:
        return
    out = frame[~in_force(frame, limits.day)]
    files = out.get("source_file", pd.Series("", index=out.index))
    for _, rows in out.groupby(files, sort=True):
        facts = {"count": str(len(rows)), "day": limits.day.date().isoformat()}
        yield Fault(
            "NOT_IN_FORCE",
            "valid_to",
            rows.iloc[:1],
            facts,
            features=[None],
            shapes=[None],
            values=[facts["count"]],
        )


def _succeeded_without_end(
    frame: pd.DataFrame, _kind: str, _limits: Limits
) -> Iterator[Fault]:
    """Records that name a successor, but no day on which they ended."""
    if {"successor", "valid_to"} <= set(frame.columns):
        rows = frame[frame["successor"].notna() & frame["valid_to"].isna()]
        each = {"successor": list(rows["successor"])}
        yield Fault("SUCCEEDED_WITHOUT_END", "valid_to", rows, each=each)


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (_not_in_force, _succeeded_without_end)
