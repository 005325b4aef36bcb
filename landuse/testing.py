"""Small frames for tests, yours and ours: name only what matters.

A factory takes scalars (one row) or lists, ISO strings for dates and ``None``
for missing. What is not named is missing, but for the keys and ``geometry``:
squares of 100 m (15 mu in the plane) side by side in EPSG:4547.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from pandas.testing import assert_frame_equal
from shapely.geometry import Polygon, box

from landuse.fields import FRAMES
from landuse.schema import conform, empty_frame, fields_of

__all__ = [
    "CRS",
    "assert_findings_equal",
    "make_approvals",
    "make_built",
    "make_commitments",
    "make_enterprises",
    "make_events",
    "make_parcels",
    "make_zones",
    "square",
]

CRS = "EPSG:4547"
_ORIGIN_EAST, _ORIGIN_NORTH, _SIDE = 593_000.0, 3_960_000.0, 100.0
_PREFIX = {
    "parcel_id": "P",
    "batch_id": "B",
    "zone_id": "Z",
    "enterprise_id": "E",
    "event_id": "V",
    "plan_id": "L",
    "built_id": "J",
}
_SORTED_BY = ["subject", "subject_id", "rule"]


def square(east: float = 0.0, north: float = 0.0, side: float = _SIDE) -> Polygon:
    """A square near Puyang in EPSG:4547.

    Parameters
    ----------
    east, north : float, default 0.0
        Metres from the corner of the first factory square.
    side : float, default 100.0
        Metres.

    Returns
    -------
    Polygon
        Counter-clockwise.

    Examples
    --------
    >>> square(side=100.0).area
    10000.0
    """
    west, south = _ORIGIN_EAST + east, _ORIGIN_NORTH + north
    return box(west, south, west + side, south + side)


def make_parcels(**columns: Any) -> gpd.GeoDataFrame:
    """Parcels; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of parcels.

    Examples
    --------
    >>> make_parcels(due_start_date=["2019-01-01", None]).parcel_id.tolist()
    ['P1', 'P2']
    """
    return _make("parcels", columns)


def make_zones(**columns: Any) -> gpd.GeoDataFrame:
    """Zones; a zone's name defaults to its id.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of zones.

    Examples
    --------
    >>> make_zones(zone_id=["a", "b"]).zone.tolist()
    ['a', 'b']
    """
    zones = _make("zones", columns)
    return zones.assign(zone=zones["zone"].fillna(zones["zone_id"]))


def make_approvals(**columns: Any) -> gpd.GeoDataFrame:
    """Approval batches; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of approvals.

    Examples
    --------
    >>> make_approvals(approval_date="2018-05-01").batch_id.tolist()
    ['B1']
    """
    return _make("approvals", columns)


def make_built(**columns: Any) -> gpd.GeoDataFrame:
    """Built-up land; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of built-up land.

    Examples
    --------
    >>> make_built(built_date="2006-05-01").built_id.tolist()
    ['J1']
    """
    return _make("built", columns)


def make_enterprises(**columns: Any) -> pd.DataFrame:
    """Enterprise years; the year defaults to 2021.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of enterprises.

    Examples
    --------
    >>> make_enterprises(tax_yuan=1_500_000).year.tolist()
    [2021]
    """
    return _make("enterprises", {"year": 2021, **columns})


def make_events(**columns: Any) -> gpd.GeoDataFrame:
    """Ledger events; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns; ``event`` defaults to ``revitalized``.

    Returns
    -------
    GeoDataFrame
        Canonical frame of events.

    Examples
    --------
    >>> make_events(parcel_id="P1", valid_date="2021-06-01").event.tolist()
    ['revitalized']
    """
    return _make("events", {"event": "revitalized", **columns})


def make_commitments(**columns: Any) -> pd.DataFrame:
    """Commitments of standard land; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of commitments.

    Examples
    --------
    >>> made = make_commitments(indicator="floor_area_ratio", committed=1.0)
    >>> made.operator.tolist()
    ['>=']
    """
    return _make("commitments", {"operator": ">=", **columns})


def _make(kind: str, columns: dict[str, Any]) -> Any:
    lengths = {len(value) for value in columns.values() if isinstance(value, list)}
    if len(lengths) > 1:
        msg = f"lists of different lengths: {sorted(lengths)}"
        raise ValueError(msg)
    count = lengths.pop() if lengths else 1
    if count == 0:
        return empty_frame(kind, CRS)
    data = {
        name: value if isinstance(value, list) else [value] * count
        for name, value in {**_defaults(kind, count), **columns}.items()
    }
    names = [field.name for field in FRAMES[kind]]
    frame = pd.DataFrame({n: data.get(n, [None] * count) for n in names})
    others = {n: v for n, v in data.items() if n not in names}
    frame = frame.assign(**others)
    if "geometry" in names:
        frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
    return conform(frame, kind)


def _defaults(kind: str, count: int) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    for field in fields_of(kind):
        if field.key and field.name in _PREFIX:
            prefix = _PREFIX[field.name]
            defaults[field.name] = [f"{prefix}{i + 1}" for i in range(count)]
        elif field.type == "geometry" and field.key:
            defaults[field.name] = [square(east=i * _SIDE) for i in range(count)]
    return defaults


def assert_findings_equal(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Assert that two findings tables say the same, whatever their order.

    Parameters
    ----------
    left, right : DataFrame
        Results of :func:`landuse.analysis.flags.flag`.

    Raises
    ------
    AssertionError
        With the first difference.

    Examples
    --------
    >>> columns = ["subject", "subject_id", "rule", "verdict"]
    >>> one = pd.DataFrame([["parcel", "P1", "r", "yes"]], columns=columns)
    >>> assert_findings_equal(one, one.copy())
    """
    assert_frame_equal(
        left.sort_values(_SORTED_BY).reset_index(drop=True),
        right.sort_values(_SORTED_BY).reset_index(drop=True),
    )
