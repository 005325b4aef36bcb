"""What every reader hands on: the records of one layer as the source has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from landuse.io.encoding import EncodingDecision
from landuse.issues import Issue, PlacedIssue

__all__ = ["QUARANTINE_COLUMNS", "SHAPEFILE", "RawLayer", "Reject", "quarantine_frame"]

#: Name of the driver of shapefiles, the one format that cuts the names of columns.
SHAPEFILE = "ESRI Shapefile"

QUARANTINE_COLUMNS = (
    "file",
    "layer",
    "row",
    "feature",
    "code",
    "reason",
    "field",
    "value",
    "hint",
    "reason_zh",
    "hint_zh",
    "record",
)
_CUT = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """Why one record goes to quarantine; the first reason of a record is the row."""

    row: int  #: number of the record as staff count it
    code: str  #: stable word in capitals
    reason: str  #: what is wrong, in one sentence
    field: str | None = None  #: column of the source
    value: str | None = None  #: the offending value as text
    hint: str | None = None  #: how to mend it
    at: tuple[float, float] | None = None  #: the point, in the source's coordinates
    told: bool = True  #: by an issue of its own; else by one for many

    def issue(self, feature: str, shape: Any = None, crs: Any = None) -> PlacedIssue:
        """The same fault as a row of the issues table, without file and layer."""
        cut = None if self.value is None else self.value[:_CUT]
        return PlacedIssue(
            self.code,
            "error",
            self.reason,
            feature=feature,
            field=self.field,
            value=cut,
            hint=self.hint,
            shape=shape,
            crs=crs,
        )


@dataclass(frozen=True)
class RawLayer:
    """The records of one layer or sheet before any mapping.

    ``geometry`` is None for tables. ``declared`` is the CRS that the file
    states, as anything pyproj understands; ``declared_by`` says where.
    ``issues`` and ``rejects`` are what the reader found itself.
    """

    driver: str
    layer: str | None
    columns: pd.DataFrame
    rows: np.ndarray
    geometry: np.ndarray | None = None
    declared: Any = None
    declared_by: str | None = None
    encoding: EncodingDecision | None = None
    count: int = 0
    units: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    rejects: tuple[Reject, ...] = ()
    decisions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cuts_names(self) -> bool:
        """Whether the format cuts column names at ten bytes."""
        return self.driver == SHAPEFILE

    @property
    def is_workbook(self) -> bool:
        """Whether records stand in cells that have names, as B2."""
        return self.driver in ("XLS", "XLSX")

    def __post_init__(self) -> None:
        """Hold the reader to one entry per record of the source."""
        lengths = {len(self.columns), len(self.rows), self.count}
        if self.geometry is not None:
            lengths.add(len(self.geometry))
        if len(lengths) != 1:
            msg = f"{self.driver} reader: {sorted(lengths)} records where one number"
            raise AssertionError(msg)


def quarantine_frame(table: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Quarantined records as a table.

    Parameters
    ----------
    table : mapping, optional
        The columns of ``QUARANTINE_COLUMNS``, a value that all rows share alone.

    Returns
    -------
    DataFrame
        Text columns, but ``row``, which is a number.

    Examples
    --------
    >>> quarantine_frame().columns[0]
    'file'
    """
    names = list(QUARANTINE_COLUMNS)
    frame = pd.DataFrame(columns=names) if table is None else pd.DataFrame(table)
    types = {n: "int64" if n == "row" else "str" for n in names}
    return frame[names].astype(types)
