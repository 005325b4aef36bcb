"""Ids of a layer that is read as it is: which column has them, and which repeat."""

from __future__ import annotations

from functools import cache

import pandas as pd

from landuse.fields import LAYER
from landuse.io.names import normalise
from landuse.io.profile import default_profile
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import KINDS, fields_of

__all__ = ["id_columns", "repeated_ids"]

_PLAIN = ("ID", "FID", "GID", "OBJECTID", "BSM", "标识码")
_KINDS = ("zones", "approvals", "parcels", "plan")
_SHOWN = 20


@cache
def _id_names() -> frozenset[str]:
    """Names under which bureaus keep ids, of records that have one line each."""
    names = list(_PLAIN)
    for kind in [k for k in KINDS if k in _KINDS and k != LAYER]:
        key = next(f.name for f in fields_of(kind) if f.key and f.type == "text")
        names += default_profile(kind).columns.get(key, ())
    return frozenset(normalise(name) for name in names)


def id_columns(columns: list[str]) -> list[str]:
    """The columns that are ids by their names.

    Parameters
    ----------
    columns : list of str
        Of a layer.

    Returns
    -------
    list of str
        In the order of the layer.

    Examples
    --------
    >>> id_columns(["name", "OBJECTID", "宗地代码"])
    ['OBJECTID', '宗地代码']
    """
    return [name for name in columns if normalise(str(name)) in _id_names()]


def repeated_ids(frame: pd.DataFrame) -> list[Issue]:
    """One issue for each id that several records have.

    Parameters
    ----------
    frame : DataFrame
        With the layer's own columns and ``source_row``.

    Returns
    -------
    list of Issue
        Without file and layer.

    Examples
    --------
    >>> frame = pd.DataFrame({"BSM": ["1", "1", None], "source_row": [1, 2, 3]})
    >>> [issue.value for issue in repeated_ids(frame)]
    ['1']
    """
    found = []
    for name in id_columns(list(frame.columns)):
        known = frame[frame[name].notna()]
        twice = known[known.duplicated(name, keep=False)]
        for value, rows in twice.groupby(name, sort=True)["source_row"]:
            listed = ", ".join(str(row) for row in rows.head(_SHOWN))
            text = worded("ids_twice", count=len(rows), rows=listed)
            found.append(
                Issue(
                    "DUPLICATE_ID",
                    "warning",
                    text,
                    feature=str(value)[:200],
                    field=str(name),
                    value=str(value)[:200],
                    hint="keep one record, or give each its own id",
                )
            )
    return found
