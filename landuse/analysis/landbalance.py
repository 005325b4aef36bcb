"""Zone area = supplied + unsupplied + excluded + unapproved + residue, by overlay."""

from __future__ import annotations

from math import fsum

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.careful import careful_difference
from landuse.analysis.conservation import CERTIFIED_M2, prove
from landuse.analysis.disjoint import polygonal, zone_outlines
from landuse.analysis.goal.attribution import NOISE_M2
from landuse.analysis.indicators import CITY
from landuse.analysis.unions import unions_of_groups
from landuse.units import to_mu

__all__ = ["zone_land_balance"]

_BUILT = "built"
_TOTALS = ["zone_m2", "supplied_m2", "unsupplied_m2", "excluded_m2", "unapproved_m2"]


def zone_land_balance(
    zones: GeoDataFrame,
    parcels: GeoDataFrame | None = None,
    approvals: GeoDataFrame | None = None,
    controls: GeoDataFrame | None = None,
    *,
    built: GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Where every square metre of a zone stands, each in one place only.

    Parameters
    ----------
    zones : GeoDataFrame
        Canonical zones in force on the day; a zone may have many blocks.
    parcels : GeoDataFrame, optional
        The land supplied by the day.
    approvals : GeoDataFrame, optional
        The batches that hold on the day. What of them is not supplied is unsupplied;
        a part withdrawn without an outline stays in it.
    controls : GeoDataFrame, optional
        Ground on which nothing may be approved, by ``kind``.
    built : GeoDataFrame, optional
        Roads and the like that no supply is needed for, or whose supply was never
        done; what of them lies in a batch is unsupplied.

    Returns
    -------
    DataFrame
        By ``scope_id``, the city first: ``zone_m2``; ``supplied_m2``,
        ``unsupplied_m2``, ``excluded_m2`` (controls and built; neither supplied nor
        approved) and each kind of it as ``KIND_m2``, the first kind taking ground
        that two share; ``unapproved_m2``, the rest; ``residue_m2``, what the parts
        lack of the whole; ``conflict_m2``: ground of the controls that is supplied
        or approved all the same. Also in mu.

    Raises
    ------
    ConservationError
        If a zone is not its parts within one square metre.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels, make_zones, square
    >>> zone = make_zones(zone_id="a", geometry=square(side=200))
    >>> batch = make_approvals(geometry=square(100))
    >>> made = zone_land_balance(zone, make_parcels(), batch).set_index("scope_id")
    >>> made.loc["a", ["supplied_m2", "unsupplied_m2"]].round(-2).tolist()
    [10000.0, 10000.0]
    """
    crs = zones.crs
    ids, outlines = zone_outlines(zones)
    rest = polygonal(outlines)
    whole = geometry_area(rest, crs)
    layers = {"supplied": parcels, "unsupplied": approvals, **_kinds(controls)}
    layers |= {} if built is None else {_BUILT: built}
    areas = {}
    for name, ground in layers.items():
        areas[f"{name}_m2"], rest = _taken(rest, ground, crs)
    excluded = [name for name in areas if name not in _TOTALS]
    parts = pd.DataFrame(areas, index=pd.Index(ids, name="scope_id"))
    made = parts.assign(
        zone_m2=whole,
        excluded_m2=parts[excluded].sum(axis=1),
        unapproved_m2=geometry_area(rest, crs),
        conflict_m2=_conflict(polygonal(outlines), parts, controls, crs),
    )
    made["residue_m2"] = made["zone_m2"] - made[_TOTALS[1:]].sum(axis=1)
    parts_m2 = made["zone_m2"] - made["residue_m2"]
    prove(made["zone_m2"].to_numpy(), parts_m2.to_numpy(), "zone", CERTIFIED_M2)
    made = made[[*_TOTALS, *excluded, "conflict_m2", "residue_m2"]]
    city = pd.DataFrame({name: [fsum(made[name])] for name in made}, index=[CITY])
    table = pd.concat([city, made]).rename_axis("scope_id").reset_index()
    return _clean(table).astype({"scope_id": "str"})


def _kinds(controls: GeoDataFrame | None) -> dict[str, GeoDataFrame]:
    """The controls by kind, in the order in which they first appear."""
    if controls is None:
        return {}
    kinds = controls["kind"]
    return {str(kind): controls[kinds == kind] for kind in kinds.unique()}


def _taken(
    rest: np.ndarray, ground: GeoDataFrame | None, crs: object
) -> tuple[np.ndarray, np.ndarray]:
    """The area that the ground covers of each shape, and the shape without it."""
    area, left = np.zeros(len(rest)), rest.copy()
    if ground is None or ground.empty:
        return area, left
    shapes = polygonal(ground.to_crs(crs).geometry)
    place, other = shapely.STRtree(shapes).query(rest, predicate="intersects")
    order = np.lexsort((other, place))
    places, covers = unions_of_groups(shapes[other[order]], place[order])
    if len(places):
        left[places], inside = careful_difference(rest[places], covers)
        area[places] = geometry_area(inside, crs)
    return area, left


def _conflict(
    outlines: np.ndarray,
    parts: pd.DataFrame,
    controls: GeoDataFrame | None,
    crs: object,
) -> np.ndarray:
    """Controlled ground of each zone that is supplied or approved all the same."""
    inside = _taken(outlines, controls, crs)[0]
    free = parts[[f"{kind}_m2" for kind in _kinds(controls)]].sum(axis=1)
    return np.asarray(np.maximum(inside - free, 0.0))


def _clean(table: pd.DataFrame) -> pd.DataFrame:
    """Rounding of the overlay is no area; then the same in mu."""
    figures = table.columns.drop("scope_id")
    table[figures] = table[figures].mask(table[figures].abs() < NOISE_M2, 0.0)
    return table.assign(**{f"{n[:-3]}_mu": to_mu(table[n]) for n in figures})
