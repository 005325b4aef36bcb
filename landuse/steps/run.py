"""What the later steps need to know of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.io.project import Project
from landuse.issues import issues_frame
from landuse.policy import Policy
from landuse.steps.judge import Judged
from landuse.steps.load import City

__all__ = ["Run"]


@dataclass(frozen=True)
class Run:
    """One audit: what was asked, what was read, what came of it."""

    project: Project
    policy: Policy
    as_of: date
    lang: str
    city: City
    judged: Judged

    @property
    def issues(self) -> pd.DataFrame:
        """Issues of reading and of the analysis together."""
        return issues_frame([*self.city.issues, *self.judged.issues])

    @property
    def quarantined(self) -> int:
        """Records set aside."""
        return len(self.city.quarantine)
