"""Which function looks for which faults; what each means stands in ``quality.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import pandas as pd

from landuse.analysis.quality.areas import areas_differ, areas_not_positive
from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.ids import repeated_ids
from landuse.analysis.quality.layers import (
    across_counties,
    across_zones,
    outside_batches,
    outside_zones,
)
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.logic import (
    completed_without_start,
    dates_out_of_order,
    parts_above_wholes,
)
from landuse.analysis.quality.tables import (
    batches_oversupplied,
    blocks_do_not_sum,
    one_to_many,
    rented_out_above_land,
    unknown_references,
)
from landuse.analysis.quality.topology import (
    faulty_shapes,
    gaps_between,
    overlapping_shapes,
)

__all__ = ["ACROSS_FRAMES", "WITHIN_FRAME"]

Within: TypeAlias = Callable[[pd.DataFrame, str, Limits], Iterator[Fault]]
Across: TypeAlias = Callable[[Mapping[str, pd.DataFrame], Limits], Iterator[Fault]]

#: Checks of one frame, in the order of the issues.
WITHIN_FRAME: tuple[Within, ...] = (
    repeated_ids,
    areas_not_positive,
    areas_differ,
    dates_out_of_order,
    completed_without_start,
    parts_above_wholes,
    blocks_do_not_sum,
    rented_out_above_land,
    faulty_shapes,
    overlapping_shapes,
    gaps_between,
)
#: Checks of frames against each other.
ACROSS_FRAMES: tuple[Across, ...] = (
    unknown_references,
    one_to_many,
    batches_oversupplied,
    outside_zones,
    across_zones,
    outside_batches,
    across_counties,
)
