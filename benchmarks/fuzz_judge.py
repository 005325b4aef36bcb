"""What a reader made of a damaged file, against what it made of the whole one.

Verdicts, from best to worst:

``same``
    Everything was read as before: the damage hit what carries no meaning.
``refused``
    The reader said that the file cannot be used.
``told``
    Read, with an issue above ``info`` that the whole file does not have, or with
    records in quarantine. For geopandas: with a Python warning.
``one value``
    Read without a word, and all records, columns and shapes are there, but
    exactly one thing differs: one attribute of one record is another value that is
    not missing, one ordinate of one vertex is another number, or one column has
    another name, or the layer has. The bytes then are those of another valid value:
    without a checksum, which these formats do not have, no reader can know.
    Anything more than one is not excused by this.
``changed``
    Read without a word, nothing missing, but more than one value is another.
``lost``
    Read without a word, but records, shapes, vertices, columns or values are
    missing.
``crash``, ``hang``
    An exception that is no refusal, the death of the process, or no end in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

__all__ = ["SILENT", "VERDICTS", "Reading", "compare"]

VERDICTS = (
    "same",
    "refused",
    "told",
    "one value",
    "changed",
    "lost",
    "crash",
    "hang",
)
#: What the reader must never do.
SILENT = ("changed", "lost", "crash", "hang")


@dataclass(frozen=True)
class Reading:
    """What a reader gave for a file: a frame, or a refusal."""

    frame: pd.DataFrame | None
    told: frozenset[Any] = frozenset()  #: what it said, so that news can be told
    text: str = ""


def compare(truth: Reading, made: Reading) -> tuple[str, str]:
    """The verdict over a reading and what differs.

    Parameters
    ----------
    truth, made : Reading
        Of the whole file and of the damaged one.

    Returns
    -------
    str
        One of :data:`VERDICTS`.
    str
        What it rests on.
    """
    if made.frame is None:
        return "refused", made.text
    news = made.told - truth.told
    if news:
        return "told", ", ".join(sorted({str(item[0]) for item in news}))
    return _silent(truth.frame, made.frame)


def _silent(truth: Any, made: Any) -> tuple[str, str]:
    """The verdict where the reader said nothing."""
    lost, changed = _differences(truth, made)
    if lost:
        return "lost", "; ".join(lost)
    if not changed:
        return "same", ""
    return "one value" if len(changed) == 1 else "changed", "; ".join(changed[:6])


def _differences(truth: Any, made: Any) -> tuple[list[str], list[str]]:
    truth, made = truth.copy(), made.copy()
    if len(made) != len(truth):
        return [f"{len(truth)} records, now {len(made)}"], []
    lost, changed = _columns(truth, made)
    if "source_layer" in truth and "source_layer" in made:
        old, new = (set(_texts(f.pop("source_layer"))) for f in (truth, made))
        changed += [f"the layer is called {name}" for name in new - old]
    for name in truth.columns.intersection(made.columns):
        if name == "geometry":
            gone, other = _shapes(truth[name], made[name])
        else:
            gone, other = _values(name, truth[name], made[name])
        lost += gone
        changed += other
    return lost, changed


def _columns(truth: pd.DataFrame, made: pd.DataFrame) -> tuple[list[str], list[str]]:
    gone = [name for name in truth.columns if name not in made.columns]
    new = [name for name in made.columns if name not in truth.columns]
    if len(gone) == len(new) == 1 and _texts(truth[gone[0]]) == _texts(made[new[0]]):
        return [], [f"column {gone[0]} is called {new[0]}"]
    return [f"column {name}" for name in gone], [f"new column {name}" for name in new]


def _texts(column: pd.Series) -> list[str]:
    return column.astype("str").fillna("").tolist()


def _values(
    name: str, truth: pd.Series, made: pd.Series
) -> tuple[list[str], list[str]]:
    before, now = truth.isna().to_numpy(), made.isna().to_numpy()
    texts = zip(_texts(truth), _texts(made), strict=True)
    other = np.array([a != b for a, b in texts], dtype=bool)
    lost = [f"{name} of record {i} is missing" for i in _at(~before & now)]
    changed = [
        f"{name} of record {i}: {truth.iloc[i]!r} is {made.iloc[i]!r}"
        for i in _at(other & ~now)
    ]
    return lost, changed


def _shapes(truth: Any, made: Any) -> tuple[list[str], list[str]]:
    if not hasattr(made, "geom_type"):
        return ["all shapes"], []
    lost, changed = [], []
    pairs = zip(truth, made, strict=True)
    for number, (before, given) in enumerate(pairs):
        now = shapely.remove_repeated_points(given)
        if before is None or before == now:
            continue
        if now is None or _frame(before) != _frame(now):
            lost.append(f"shape of record {number}")
            continue
        old, new = shapely.get_coordinates([before]), shapely.get_coordinates([now])
        old, new = _open(old, before), _open(new, now)
        changed += [f"ordinate in record {number}"] * int((old != new).sum())
    return lost, changed


def _frame(shape: Any) -> tuple[Any, ...]:
    """Type and vertices by ring: what no change of a coordinate alters."""
    parts = shapely.get_rings(shapely.get_parts(shape))
    return shape.geom_type, shapely.get_num_coordinates(parts).tolist()


def _open(xy: np.ndarray, shape: Any) -> np.ndarray:
    """Coordinates without the last of each ring, which repeats the first."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    ends = np.cumsum(shapely.get_num_coordinates(rings)) - 1
    return np.delete(xy, ends[ends < len(xy)], axis=0) if len(ends) else xy


def _at(mask: np.ndarray) -> Iterable[int]:
    return np.flatnonzero(mask).tolist()
