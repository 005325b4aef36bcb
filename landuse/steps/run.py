"""What the later steps need to know of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import geopandas as gpd
import pandas as pd

from landuse.analysis.calendar import as_date
from landuse.analysis.quality import issues_layer, scorecard
from landuse.errors import PolicyError
from landuse.io.exceptionbook import BOOK_NAME
from landuse.io.project import Project
from landuse.issues import Issue
from landuse.issuewords import issues_in_words
from landuse.justified import Justification, justify
from landuse.messages import worded
from landuse.policy import Policy
from landuse.steps.judge import Judged
from landuse.steps.load import City

__all__ = ["Run", "day_of", "without_twins"]


def day_of(project: Project, as_of: date | str | None) -> date:
    """The reference date of a run: as asked, else as the project says.

    Parameters
    ----------
    project : Project
        From :func:`landuse.io.project.load_project`.
    as_of : date or str, optional
        What was asked.

    Returns
    -------
    date
        The day.

    Raises
    ------
    PolicyError
        Neither says it.
    """
    day = as_of if as_of is not None else project.as_of
    if day is None:
        msg = worded("no_reference_date")
        raise PolicyError(msg, project.file, "project.as_of")
    return as_date(day)


@dataclass(frozen=True)
class Run:
    """One audit: what was asked, what was read, what came of it."""

    project: Project
    policy: Policy
    as_of: date
    lang: str
    city: City
    judged: Judged
    book: tuple[Justification, ...] = ()  #: what somebody answers for
    written: tuple[Issue, ...] = ()  #: what an output format could not hold

    @cached_property
    def found(self) -> tuple[Issue, ...]:
        """All issues; what reading and analysis both saw stands once."""
        seen = without_twins(self.city.issues, self.judged.issues, self.city.quarantine)
        return tuple(justify([*seen, *self.written], self.book, self.as_of, BOOK_NAME))

    @cached_property
    def issues(self) -> pd.DataFrame:
        """The issues as a table in both languages, with their fingerprints."""
        return issues_in_words(self.found)

    @cached_property
    def issues_layer(self) -> gpd.GeoDataFrame:
        """The offending pieces, in the working CRS."""
        return issues_layer(self.found, f"EPSG:{self.city.epsg}")

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """Score of each source and zone."""
        records = {
            source["name"]: source.get("counts", {}).get("source", 0)
            for source in self.city.sources
            if "counts" in source
        }
        return scorecard(self.found, self.judged.frames, records, self.policy)

    @property
    def quarantined(self) -> int:
        """Records set aside."""
        return len(self.city.quarantine)


def without_twins(
    first: Iterable[Issue],
    second: Iterable[Issue],
    quarantine: pd.DataFrame | None = None,
) -> list[Issue]:
    """Two lists of issues as one; of the first only what the second lacks.

    Parameters
    ----------
    first, second : iterable of Issue
        Of reading, and of the analysis.
    quarantine : DataFrame, optional
        The records set aside: the analysis never saw them, and so what reading
        says of them stands.

    Returns
    -------
    list of Issue
        Where both report a code of a file, the second stands: it has one issue
        for each record.

    Examples
    --------
    >>> one = Issue("ZERO_AREA", "error", "2 areas are 0")
    >>> other = Issue("ZERO_AREA", "error", "not above zero", feature="P1")
    >>> [issue.message for issue in without_twins([one], [other])]
    ['not above zero']
    """
    later = list(second)
    seen = {(issue.code, issue.file) for issue in later}
    aside = set() if quarantine is None else _records(quarantine)
    kept = [
        i for i in first if (i.code, i.file) not in seen or (i.file, i.feature) in aside
    ]
    return kept + later


def _records(quarantine: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(quarantine["file"], quarantine["feature"], strict=True))
