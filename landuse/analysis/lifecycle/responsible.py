"""Who answers for a step of a life: its own record, the parcel's, else the policy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.course import named
from landuse.analysis.lifecycle.dated import Timeline
from landuse.analysis.lifecycle.days import ALWAYS, NEVER, NONE, is_day, packed

__all__ = ["BASES", "units_of"]

#: Where the unit is from, the strongest first.
BASES = ("milestone", "parcel", "policy")
_COLUMN = "responsible_unit"


def units_of(
    known: Timeline, stage: np.ndarray, life: np.ndarray, plot: np.ndarray
) -> tuple[pd.Series, pd.Series]:
    """The responsible unit of each step, and where it is from.

    Parameters
    ----------
    known : Timeline
        Of a day.
    stage, life, plot : ndarray
        Of each step; the stage ``NONE`` has no unit.

    Returns
    -------
    tuple of Series
        Unit (a name, or a word of the group ``responsible_unit``) and one of
        :data:`BASES`; missing where nobody is named.
    """
    index = pd.RangeIndex(len(stage))
    words = pd.Series([spec.unit for spec in known.specs], dtype="str")
    says = np.append(words.notna().to_numpy(), False)[stage]
    place = np.where(says, stage, NONE)
    basis = np.where(says, BASES.index("policy"), NONE)
    pool = [words]
    if _COLUMN in known.parcels:
        own = known.parcels[_COLUMN].astype("str")
        use = (stage != NONE) & own.notna().to_numpy()[plot]
        place = np.where(use, len(words) + plot, place)
        basis = np.where(use, BASES.index("parcel"), basis)
        pool.append(own)
    if known.milestones is not None:
        row = _rows(known)[stage, life]
        use = (stage != NONE) & (row != NONE)
        position = np.append(known.rows.position, NONE)[row]
        place = np.where(use, sum(map(len, pool)) + position, place)
        basis = np.where(use, BASES.index("milestone"), basis)
        pool.append(known.milestones[_COLUMN].astype("str"))
    whole = pd.concat(pool, ignore_index=True)
    return named(whole, place, index), named(BASES, basis, index)


def _rows(known: Timeline) -> np.ndarray:
    """Stages x lives: the last row that names a unit."""
    found = np.full((len(known.specs), len(known.lives.plot)), NONE)
    if known.milestones is None:
        return found
    rows = known.rows
    says = known.milestones[_COLUMN].notna().to_numpy()[rows.position]
    where = np.flatnonzero(says)
    planned = is_day(rows.planned)
    life = np.where(planned, known.planned, known.happened)[where]
    agreed = np.where(rows.agreed > ALWAYS, rows.agreed, ALWAYS)
    day = np.where(rows.actual < NEVER, rows.actual, agreed)[where]
    order = packed(life, day).argsort(kind="stable")
    where, life = where[order], life[order]
    found[rows.stage[where], life] = where
    return found
