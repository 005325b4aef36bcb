"""What a rule of the quality check is.

A rule is a private function of its module, registered in ``WITHIN`` or ``ACROSS`` at
the foot of it: it gets canonical frames and the limits, changes nothing, and yields
faults. The codes it gives, what they mean and which limits they are compared with
stand in ``quality.toml``, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import pandas as pd

from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.limits import Limits

__all__ = ["Across", "Within"]

#: A rule about one frame: the frame, its kind, the limits.
Within: TypeAlias = Callable[[pd.DataFrame, str, Limits], Iterator[Fault]]
#: A rule about frames against each other: the frames by kind, the limits.
Across: TypeAlias = Callable[[Mapping[str, pd.DataFrame], Limits], Iterator[Fault]]
