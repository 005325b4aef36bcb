"""What a reader made of a damaged file, against what it made of the whole one.

Verdicts, from best to worst:

``same``
    Everything was read as before: the damage hit what carries no meaning.
``refused``
    The reader said that the file cannot be used.
``told``
    Read, with an issue above ``info`` that the whole file does not have, or with
    records in quarantine. For geopandas: with a Python warning.
``twin``
    Read without a word and something differs, but the damaged file is, byte for
    byte, what the program that wrote the whole one writes for another content,
    and that content is what was read (:mod:`benchmarks.fuzz_twin`). No reader can
    know that the file was ever another. Each is printed.
``one value``
    Read without a word, nothing is missing, and exactly one attribute, ordinate
    or name is another, but no writer proves that the file could be so. Not
    excused.
``changed``
    The same with more than one value.
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

__all__ = [
    "SILENT",
    "VERDICTS",
    "Reading",
    "Verdict",
    "compare",
    "differences",
    "excused",
]

_RECORDS = " records, now "
_SHOWN = 6

VERDICTS = (
    "same",
    "refused",
    "told",
    "twin",
    "one value",
    "changed",
    "lost",
    "crash",
    "hang",
)
#: What the reader must never do.
SILENT = ("one value", "changed", "lost", "crash", "hang")


@dataclass(frozen=True)
class Reading:
    """What a reader gave for a file: a frame, or a refusal."""

    frame: pd.DataFrame | None
    told: frozenset[Any] = frozenset()  #: what it said, so that news can be told
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a reading is worth, and what it rests on."""

    name: str  #: one of :data:`VERDICTS`
    text: str = ""
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def compare(truth: Reading, made: Reading) -> Verdict:
    """The verdict over a reading, as far as the reading alone gives it.

    Parameters
    ----------
    truth, made : Reading
        Of the whole file and of the damaged one.

    Returns
    -------
    Verdict
        Whether the damaged file has a twin is not asked here.

    Examples
    --------
    >>> whole = pd.DataFrame({"tax": [5.0, 6.0]})
    >>> compare(Reading(whole), Reading(whole.head(1))).text
    '2 records, now 1'
    """
    if made.frame is None:
        return Verdict("refused", made.text)
    news = made.told - truth.told
    if news:
        return Verdict("told", ", ".join(sorted({str(item[0]) for item in news})))
    return differences(truth.frame, made.frame)


def differences(truth: Any, made: Any) -> Verdict:
    """What differs between two frames: the verdict where the reader said nothing."""
    lost, changed = _differences(truth, made)
    found = (tuple(lost), tuple(changed))
    if lost:
        return Verdict("lost", "; ".join(lost[:_SHOWN]), *found)
    if not changed:
        return Verdict("same")
    name = "one value" if len(changed) == 1 else "changed"
    return Verdict(name, "; ".join(changed[:_SHOWN]), *found)


def excused(reading: Verdict, content: Verdict) -> bool:
    """Whether a reading lacks no more than the content of a twin lacks itself.

    Parameters
    ----------
    reading : Verdict
        Of what the reader made of the damaged file.
    content : Verdict
        Of what the twin's writer was given, against the whole content.

    Returns
    -------
    bool
        False also where the numbers of records differ.

    Examples
    --------
    >>> row = Verdict("lost", lost=("40 records, now 39",))
    >>> excused(row, Verdict("one value", changed=("tax of record 1",)))
    False
    """
    few = len(reading.lost) <= len(content.lost)
    same = len(reading.changed) <= len(content.changed)
    records = [{t for t in v.lost if _RECORDS in t} for v in (reading, content)]
    return few and same and records[0] == records[1]


def _differences(truth: Any, made: Any) -> tuple[list[str], list[str]]:
    truth, made = truth.copy(), made.copy()
    if len(made) != len(truth):
        return [f"{len(truth)}{_RECORDS}{len(made)}"], []
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
    if pd.api.types.is_datetime64_any_dtype(column.dtype):  # all in one form
        return column.dt.strftime("%Y-%m-%d %H:%M:%S.%f").fillna("").tolist()
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
