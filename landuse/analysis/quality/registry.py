"""Which rules the check asks, in the order of the issues."""

from __future__ import annotations

from landuse.analysis.quality import (
    areas,
    ids,
    layers,
    logic,
    outlines,
    promises,
    shifts,
    tables,
    taxes,
    topology,
    validity,
)
from landuse.analysis.quality.rules import Across, Within

__all__ = ["ACROSS_FRAMES", "WITHIN_FRAME"]

#: Checks of one frame.
WITHIN_FRAME: tuple[Within, ...] = (
    *ids.WITHIN,
    *areas.WITHIN,
    *logic.WITHIN,
    *validity.WITHIN,
    *tables.WITHIN,
    *promises.WITHIN,
    *taxes.WITHIN,
    *outlines.WITHIN,
    *topology.WITHIN,
)
#: Checks of frames against each other.
ACROSS_FRAMES: tuple[Across, ...] = (
    *tables.ACROSS,
    *promises.ACROSS,
    *taxes.ACROSS,
    *layers.ACROSS,
    *shifts.ACROSS,
)
