"""What a check compares with: the policy's tolerances and the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_date, as_day
from landuse.policy import Policy, load_policy

__all__ = ["Limits"]

_PREFIX = "quality."


@dataclass(frozen=True)
class Limits:
    """The tolerances of one check; made by :meth:`of`."""

    policy: Policy
    as_of: date | None = None
    aside: GeoDataFrame | None = None  #: outlines of records that are not in the frame

    @classmethod
    def of(
        cls,
        policy: Policy | None,
        as_of: date | str | None = None,
        aside: GeoDataFrame | None = None,
    ) -> Limits:
        """Those of a policy; what it does not name is the national one's."""
        day = None if as_of is None else as_date(as_of)
        national = _national()
        if policy is None:
            return cls(national, day, aside)
        own = {k: v for k, v in national.values.items() if k.startswith(_PREFIX)}
        return cls(replace(policy, values={**own, **policy.values}), day, aside)

    @property
    def day(self) -> pd.Timestamp | None:
        """The day as a column of dates is compared with it."""
        return None if self.as_of is None else as_day(self.as_of)

    def value(self, name: str) -> Any:
        """The tolerance ``quality.<name>``."""
        return self.policy.value(f"{_PREFIX}{name}", self.as_of)


@cache
def _national() -> Policy:
    return load_policy("national")
