"""How the frames of :mod:`landuse.testing` are made: squares, ids, what is missing."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Polygon, box

from landuse.fields import FRAMES
from landuse.schema import conform, empty_frame, fields_of

__all__ = [
    "CRS",
    "make",
    "make_breaches",
    "make_milestones",
    "make_occupancies",
    "make_scores",
    "make_tax_items",
    "make_transfers",
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
    "breach_id": "W",
    "phase": "",
}


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


def make(kind: str, columns: dict[str, Any]) -> Any:
    """A canonical frame of the columns that are named; the rest is missing.

    Parameters
    ----------
    kind : str
        Kind of the frame.
    columns : dict
        Scalars, or lists of one length.

    Returns
    -------
    DataFrame or GeoDataFrame
        With a geometry where the kind has one.

    Raises
    ------
    ValueError
        For lists of different lengths.

    Examples
    --------
    >>> make("counties", {"division_code": ["410922", "410923"]}).shape[0]
    2
    """
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


def make_tax_items(**columns: Any) -> pd.DataFrame:
    """Tax of 2021 by kind, paid into the treasury.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of tax items.

    Examples
    --------
    >>> make_tax_items(tax_kind="增值税", amount_yuan=[5, 6]).payment_basis.tolist()
    ['paid', 'paid']
    """
    return make("tax_items", {"year": 2021, "payment_basis": "paid", **columns})


def make_occupancies(**columns: Any) -> pd.DataFrame:
    """Uses of parcels by enterprises; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of occupancies.

    Examples
    --------
    >>> make_occupancies(used_area_m2=[4_000, 6_000]).parcel_id.tolist()
    ['P1', 'P2']
    """
    return make("occupancies", columns)


def make_milestones(**columns: Any) -> pd.DataFrame:
    """Milestones of parcels; see the top of :mod:`landuse.testing`.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns; the plot defaults to P1.

    Returns
    -------
    DataFrame
        Canonical frame of milestones.

    Examples
    --------
    >>> make_milestones(stage=["started", "completed"]).parcel_id.tolist()
    ['P1', 'P1']
    """
    return make("milestones", {"parcel_id": "P1", **columns})


def make_breaches(**columns: Any) -> pd.DataFrame:
    """Breaches of parcels; see the top of :mod:`landuse.testing`.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns; the plot defaults to P1.

    Returns
    -------
    DataFrame
        Canonical frame of breaches.

    Examples
    --------
    >>> make_breaches(kind="tax_short").breach_id.tolist()
    ['W1']
    """
    return make("breaches", {"parcel_id": "P1", **columns})


def make_transfers(**columns: Any) -> pd.DataFrame:
    """Transfers and leases of parcels; see the top of :mod:`landuse.testing`.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns; the plot defaults to P1, the kind to a sale.

    Returns
    -------
    DataFrame
        Canonical frame of transfers.

    Examples
    --------
    >>> make_transfers(transfer_date="2021-05-01").transfer_kind.tolist()
    ['sale']
    """
    return make("transfers", {"parcel_id": "P1", "transfer_kind": "sale", **columns})


def make_scores(**columns: Any) -> pd.DataFrame:
    """Figures entered for the scoreboard; the year defaults to 2021.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of scores.

    Examples
    --------
    >>> make_scores(indicator="stars", value=[1, 2]).year.tolist()
    [2021, 2021]
    """
    return make("scores", {"year": 2021, **columns})


def _defaults(kind: str, count: int) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    for field in fields_of(kind):
        if field.key and field.name in _PREFIX:
            prefix = _PREFIX[field.name]
            defaults[field.name] = [f"{prefix}{i + 1}" for i in range(count)]
        elif field.type == "geometry" and field.key:
            defaults[field.name] = [square(east=i * _SIDE) for i in range(count)]
    return defaults
