"""Data problems as rows: what a bureau hands back to the owner of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pandas as pd

__all__ = ["SEVERITIES", "Issue", "issues_frame"]

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


def issues_frame(issues: Iterable[Issue]) -> pd.DataFrame:
    """Issues as a table, in the order given.

    Parameters
    ----------
    issues : iterable of Issue
        May be empty.

    Returns
    -------
    DataFrame
        One text column per field of :class:`Issue`; missing is missing.

    Examples
    --------
    >>> issues_frame([Issue("ZERO_AREA", "error", "area is 0")]).code.tolist()
    ['ZERO_AREA']
    """
    columns = [field.name for field in fields(Issue)]
    rows = [asdict(issue) for issue in issues]
    return pd.DataFrame(rows, columns=columns).astype("str")
