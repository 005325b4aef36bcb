"""Ids that are paths, device names or control characters, not names of records.

Ids become names of files, keys of pages and lines of registers. One that leads
elsewhere is no slip of typing, so its record is set apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from landuse.io.arrowtext import matches
from landuse.io.raw import Reject
from landuse.messages import worded
from landuse.schema import fields_of

__all__ = ["MAX_ID", "bad_ids", "is_bad_id"]

#: Longest id, in characters; the longest official one has 28.
MAX_ID = 128
_PATH = re.compile(r"^[/\\~]|\\|^[A-Za-z]:|(^|/)\.{1,2}(/|$)|^[a-z]+://", re.IGNORECASE)
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
#: What no path and no device is built like, and most ids are.
_ORDINARY = r"^[0-9A-Za-z\x{4E00}-\x{9FFF}]{6,64}$"
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def is_bad_id(text: str) -> bool:
    """Whether a text is a path, a device, too long, or has hidden characters.

    Parameters
    ----------
    text : str
        An id.

    Returns
    -------
    bool
        False for every id of a bureau, blanks and strokes included.

    Examples
    --------
    >>> is_bad_id("../../etc/x"), is_bad_id("CON"), is_bad_id("豫政土〔2019〕12/3号")
    (True, True, False)
    """
    if len(text) > MAX_ID or _PATH.search(text) or _DEVICE.fullmatch(text.strip()):
        return True
    return any(unicodedata.category(char) in _HIDDEN for char in text)


def bad_ids(
    frame: pd.DataFrame, kind: str, rows: np.ndarray, sources: Mapping[str, Any]
) -> list[Reject]:
    """Records whose own id is not usable.

    Parameters
    ----------
    frame : DataFrame
        Canonical columns.
    kind : str
        Kind of data.
    rows : array of int
        Row numbers.
    sources : mapping
        Source column by canonical name.

    Returns
    -------
    list of Reject
        With code ``BAD_ID``; the id is escaped.

    Examples
    --------
    >>> frame = pd.DataFrame({"parcel_id": ["P1", "/etc/x"]})
    >>> [r.row for r in bad_ids(frame, "parcels", np.array([1, 2]), {})]
    [2]
    """
    found = []
    for item in fields_of(kind):
        if not item.key or item.type != "text" or item.name not in frame.columns:
            continue
        source = str(sources.get(item.name, item.name))
        ids = frame[item.name]
        odd = ids[~matches(ids, _ORDINARY)].dropna().unique()
        wrong = {str(v) for v in odd if is_bad_id(str(v))}
        if not wrong:
            continue
        found += [
            _reject(int(rows[i]), source, item.name, str(ids.iloc[i]))
            for i in np.flatnonzero(ids.isin(wrong).to_numpy())
        ]
    return found


def _reject(row: int, source: str, name: str, value: str) -> Reject:
    shown = value.encode("unicode_escape").decode("ascii")[:60]
    if value.isprintable():
        shown = value[:60]
    reason = worded("bad_id", value=shown, column=source, field=name, most=MAX_ID)
    return Reject(row, "BAD_ID", reason, source, shown, "give the record its own id")
