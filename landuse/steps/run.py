"""What the later steps need to know of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.io.project import Project
from landuse.issues import Issue, issues_frame
from landuse.policy import Policy
from landuse.steps.judge import Judged
from landuse.steps.load import City

__all__ = ["Run", "without_twins"]


@dataclass(frozen=True)
class Run:
    """One audit: what was asked, what was read, what came of it."""

    project: Project
    policy: Policy
    as_of: date
    lang: str
    city: City
    judged: Judged
    written: tuple[Issue, ...] = ()  #: what an output format could not hold

    @property
    def issues(self) -> pd.DataFrame:
        """All issues; what reading and analysis both saw stands once."""
        seen = without_twins(self.city.issues, self.judged.issues)
        return issues_frame([*seen, *self.written])

    @property
    def quarantined(self) -> int:
        """Records set aside."""
        return len(self.city.quarantine)


def without_twins(first: Iterable[Issue], second: Iterable[Issue]) -> list[Issue]:
    """Two lists of issues as one; of the second only what the first lacks.

    Parameters
    ----------
    first, second : iterable of Issue
        Of reading, and of the analysis.

    Returns
    -------
    list of Issue
        Issues of the same code, file and record are the same.

    Examples
    --------
    >>> one = Issue("ZERO_AREA", "error", "area is 0", feature="P1")
    >>> other = Issue("ZERO_AREA", "error", "not above zero", feature="P1")
    >>> [issue.message for issue in without_twins([one], [other])]
    ['area is 0']
    """
    kept = list(first)
    seen = {(issue.code, issue.file, issue.feature) for issue in kept}
    return kept + [i for i in second if (i.code, i.file, i.feature) not in seen]
