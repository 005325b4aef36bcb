"""Records that are set apart, with their original values and the first reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from landuse.io.raw import RawLayer, Reject, quarantine_frame
from landuse.issuewords import issue_cure, issue_sentence
from landuse.wording import chinese

__all__ = ["quarantined"]

_ENCODER = json.JSONEncoder(ensure_ascii=False)


def quarantined(
    raw: RawLayer,
    rejects: Sequence[Reject],
    file: str,
    features: Mapping[int, Any],
    original: np.ndarray | None = None,
) -> pd.DataFrame:
    """The rejected records of a layer as a table, one row for each.

    Parameters
    ----------
    raw : RawLayer
        As read.
    rejects : sequence of Reject
        Where a record has several, the first counts.
    file : str
        As the project writes it.
    features : mapping of int to str
        What staff call each record, by its row.
    original : array of shapely geometries, optional
        As they stood before anything was done to them.

    Returns
    -------
    DataFrame
        In the order of the rows; see :data:`landuse.io.raw.QUARANTINE_COLUMNS`.

    Examples
    --------
    >>> columns = pd.DataFrame({"ZDDM": ["P1", "P2"], "MJ": [1.5, None]})
    >>> raw = RawLayer("CSV", None, columns, np.array([2, 3]), count=2)
    >>> reject = Reject(3, "MISSING_KEY", "MJ is empty")
    >>> quarantined(raw, [reject], "a.csv", {3: "P2"}).record.tolist()
    ['{"ZDDM": "P2", "MJ": null}']
    """
    first: dict[int, Reject] = {}
    for reject in rejects:
        first.setdefault(reject.row, reject)
    rows = sorted(first)
    place = {int(row): i for i, row in enumerate(raw.rows)} if rows else {}
    at = np.array([place[row] for row in rows], dtype=np.intp)
    table: dict[str, Any] = {
        name: [getattr(first[row], name) for row in rows]
        for name in ("row", "code", "reason", "field", "value", "hint")
    }
    table |= {"file": file, "layer": raw.layer}
    table["feature"] = [str(features[row]) for row in rows]
    told = [first[row] for row in rows]
    table["reason_zh"] = [issue_sentence(r.code, r.reason) for r in told]
    table["hint_zh"] = [chinese(r.hint) or issue_cure(r.code) for r in told]
    table["record"] = list(_records(raw.columns, at, original))
    return quarantine_frame(table)


def _records(
    columns: pd.DataFrame, at: np.ndarray, original: np.ndarray | None
) -> Iterator[str]:
    """The original values of some records, each as one line of JSON."""
    names = [str(name) for name in columns.columns]
    values = [_texts(columns.iloc[at, place]) for place in range(len(names))]
    shapes = [None] * len(at)
    if original is not None:
        shapes = shapely.to_wkt(original[at], rounding_precision=-1).tolist()
    for row, wkt in enumerate(shapes):
        record = {name: column[row] for name, column in zip(names, values, strict=True)}
        if wkt is not None:
            record["geometry"] = wkt
        yield _ENCODER.encode(record)


def _texts(column: pd.Series) -> list[str | None]:
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if missing else str(value) for value, missing in pairs]
