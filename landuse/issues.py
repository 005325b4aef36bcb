"""Data problems as rows: what a bureau hands back to the owner of the data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

import pandas as pd

__all__ = [
    "SEVERITIES",
    "Issue",
    "PlacedIssue",
    "fingerprint",
    "issues_frame",
    "worst_first",
]

SEVERITIES = ("info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem of one source, with its place and its cure."""

    code: str  #: stable word in capitals, e.g. ``ENCODING_GUESSED``
    severity: str  #: ``info``, ``warning`` or ``error``
    message: str  #: what is wrong, in one sentence
    file: str | None = None  #: as named in the project, never an absolute path
    layer: str | None = None
    feature: str | None = None  #: id of the record, or its row number
    field: str | None = None  #: column of the source
    value: str | None = None  #: the offending value as text, cut to 200 characters
    hint: str | None = None  #: how to mend it
    state: str = "open"  #: ``open``, ``fixed`` or ``justified``
    justified_by: str | None = None
    justified_until: str | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown severity."""
        if self.severity not in SEVERITIES:
            msg = f"severity {self.severity!r} is not one of {', '.join(SEVERITIES)}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class PlacedIssue(Issue):
    """An issue that knows the piece of land that it is about."""

    shape: Any = field(default=None, compare=False, repr=False)  #: a geometry
    crs: Any = field(default=None, compare=False, repr=False)  #: of the shape


def fingerprint(issue: Issue) -> str:
    """What stays the same of an issue from run to run.

    Parameters
    ----------
    issue : Issue
        Any.

    Returns
    -------
    str
        16 letters and digits from code, file, layer, feature and field; the message
        and the value may change without changing it.

    Examples
    --------
    >>> fingerprint(Issue("OVERLAP", "warning", "2 m2", feature="P1 / P2"))
    'e3100af4461ad1dd'
    """
    parts = [issue.code, issue.file, issue.layer, issue.feature, issue.field]
    text = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def issues_frame(
    issues: Iterable[Issue], *, fingerprints: bool = False
) -> pd.DataFrame:
    """Issues as a table, in the order given.

    Parameters
    ----------
    issues : iterable of Issue
        May be empty.
    fingerprints : bool, default False
        Add a last column ``fingerprint``, by which an issue can be justified.

    Returns
    -------
    DataFrame
        One text column per field of :class:`Issue`; missing is missing.

    Examples
    --------
    >>> issues_frame([Issue("ZERO_AREA", "error", "area is 0")]).code.tolist()
    ['ZERO_AREA']
    """
    listed = list(issues)
    columns = [column.name for column in fields(Issue)]
    rows = [*map(attrgetter(*columns), listed)]
    frame = pd.DataFrame(rows, columns=columns).astype("str")
    if fingerprints:
        marks = [fingerprint(issue) for issue in listed]
        frame["fingerprint"] = pd.Series(marks, index=frame.index, dtype="str")
    return frame


def worst_first(issues: pd.DataFrame) -> pd.DataFrame:
    """Issues in the order in which people work through them.

    Parameters
    ----------
    issues : DataFrame
        With ``severity``.

    Returns
    -------
    DataFrame
        Errors, then warnings, then what is only told; else in their order.

    Examples
    --------
    >>> listed = [Issue("A", "info", "a"), Issue("B", "error", "b")]
    >>> worst_first(issues_frame(listed)).code.tolist()
    ['B', 'A']
    """
    rank = issues["severity"].map({name: -n for n, name in enumerate(SEVERITIES)})
    return issues.loc[rank.sort_values(kind="stable").index]
