"""The reference system that the head of a coordinate text states."""

from __future__ import annotations

import re

import numpy as np

from landuse.errors import SourceError
from landuse.io.coordinates_txt import Document
from landuse.io.crscodes import GEOGRAPHIC, gk_epsg
from landuse.messages import worded

__all__ = ["main_prefix", "stated_system"]

_HEADER = "属性描述"
_SYSTEM, _WIDTH, _UNIT, _ZONE = "坐标系", "几度分带", "计量单位", "带号"
_DECISIVE = (_SYSTEM, _WIDTH, _UNIT, _ZONE)
_DATUMS = (
    (r"2000|CGCS", "CGCS2000"),
    (r"WGS|84", "WGS84"),
    (r"80|西安", "XIAN80"),
    (r"54|北京", "BEIJING54"),
)
_WIDTHS = {"3": 3, "三": 3, "6": 6, "六": 6}
_MILLION = 1e6
_WIDE_ZONES = (13, 23)
_WIDE = 6


def stated_system(
    document: Document, xy: np.ndarray, epsg: int | None = None
) -> str | None:
    """The system by the head of the file, held against the coordinates.

    Parameters
    ----------
    document : Document
        A text taken apart.
    xy : array of shape (n, 2)
        Its points as (east, north).
    epsg : int, optional
        What the user or the profile states; then nothing is refused here.

    Returns
    -------
    str or None
        ``"EPSG:..."``; None if the head does not tell it.

    Raises
    ------
    SourceError
        If the head is missing, contradicts itself or the coordinates, or names
        a system that is not known.

    Examples
    --------
    >>> head = {"坐标系": "2000国家大地坐标系", "带号": "38"}
    >>> stated_system(Document(head), np.array([[38_593_000.0, 3_960_000.0]]))
    'EPSG:4526'
    """
    if epsg is None:
        _check_head(document)
    head = document.attributes
    name = head.get(_SYSTEM, "")
    datum = next((d for word, d in _DATUMS if re.search(word, name.upper())), None)
    degrees = head.get(_UNIT, "") == "度"
    try:
        return None if datum is None else _code(datum, head, xy, degrees=degrees)
    except SourceError:
        if epsg is None:
            raise
        return None


def _check_head(document: Document) -> None:
    if _HEADER not in document.sections and _SYSTEM not in document.attributes:
        msg = worded("head_missing", header=_HEADER, system=_SYSTEM)
        raise SourceError(msg, code="MISSING_HEADER")
    twice = [key for key in document.conflicts if key in _DECISIVE]
    if twice:
        msg = worded("head_twice", twice=twice[0])
        raise SourceError(msg)
    name = document.attributes.get(_SYSTEM, "")
    datum = next((d for word, d in _DATUMS if re.search(word, name.upper())), None)
    if name and datum is None:
        msg = worded("head_system", system=_SYSTEM, name=name)
        raise SourceError(msg, code="CRS_UNKNOWN")


def _code(
    datum: str, head: dict[str, str], xy: np.ndarray, *, degrees: bool
) -> str | None:
    if degrees:
        return f"EPSG:{GEOGRAPHIC[datum]}"
    zone, prefix = _whole(head.get(_ZONE, "")), main_prefix(xy)
    if zone and prefix and zone != prefix:
        msg: str = worded("head_prefix", zone=_ZONE, stated=zone, prefix=prefix)
        raise SourceError(msg, code="WRONG_ZONE_PREFIX")
    zone = zone or prefix
    if not zone or datum == "WGS84":
        return None
    width = _WIDE if _WIDE_ZONES[0] <= zone <= _WIDE_ZONES[1] else 3
    said = _WIDTHS.get(head.get(_WIDTH, "")[:1])
    code = gk_epsg(datum, zone, width=said or width, prefix=bool(prefix))
    if code is None:
        facts = {"zone": zone, "width": said or width, "keys": f"{_WIDTH}, {_ZONE}"}
        raise SourceError(worded("head_no_zone", **facts))
    return f"EPSG:{code}"


def _whole(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def main_prefix(xy: np.ndarray) -> int:
    """The zone number that most eastings begin with; 0 without one.

    Examples
    --------
    >>> main_prefix(np.array([[38_593_000.0, 3_960_000.0], [593_000.0, 0.0]]))
    38
    """
    if not len(xy):
        return 0
    found, counts = np.unique(xy[:, 0] // _MILLION, return_counts=True)
    return int(found[::-1][np.argmax(counts[::-1])])
