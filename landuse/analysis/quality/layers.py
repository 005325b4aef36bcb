"""Layer against layer: parcels and the zones, batches and counties they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.overlay import contained, overlap_areas
from landuse.analysis.quality.faults import Fault, number_text
from landuse.analysis.quality.geometry import measurable
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Across
from landuse.analysis.quality.time import in_force
from landuse.analysis.zones import zone_of

__all__ = ["ACROSS"]


def _outside_zones(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Parcels that :func:`landuse.analysis.zones.zone_of` found no zone for."""
    if "parcels" in frames and "zones" in frames:
        parcels = _current(frames["parcels"], limits)
        yield Fault("OUTSIDE_ZONES", "geometry", parcels[parcels["zone_id"].isna()])


def _across_zones(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Parcels in more than one zone, or only in part in any.

    The pieces are what lies outside the zone of the largest part, and outside all.
    """
    if "parcels" not in frames or "zones" not in frames:
        return
    parcels, zones = (_current(frames[name], limits) for name in ("parcels", "zones"))
    found = _crossing(parcels, zones, "zone_id")
    yield from _across("ACROSS_ZONES", found, limits)
    yield from _partly_outside(found, limits)


def _across_counties(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Parcels in more than one county, or in another than their id begins with."""
    if "parcels" not in frames or "counties" not in frames:
        return
    parcels, counties = _current(frames["parcels"], limits), frames["counties"]
    found = _crossing(parcels, counties, "division_code")
    yield from _across("ACROSS_COUNTIES", found, limits)
    yield _other_county(parcels, counties)


def _other_county(parcels: pd.DataFrame, counties: pd.DataFrame) -> Fault:
    codes = counties["division_code"]
    said = pd.Series(None, index=parcels.index, dtype="str")
    for size in codes.str.len().unique():
        begins = parcels["parcel_id"].str[: int(size)]
        said = said.where(~begins.isin(codes), begins)
    lies = zone_of(parcels, counties.assign(zone_id=codes))
    wrong = said.notna() & lies.notna() & (said != lies)
    each = {"said": list(said[wrong]), "lies": list(lies[wrong])}
    return Fault("CODE_OF_OTHER_COUNTY", "parcel_id", parcels[wrong], each=each)


def _outside_batches(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Parcels that share no land with any approval batch."""
    if "parcels" not in frames or "approvals" not in frames:
        return
    parcels = _good(_current(frames["parcels"], limits))
    batches = _good(frames["approvals"])
    inside = contained(parcels.geometry, batches.geometry)["left"]
    rest = np.setdiff1d(np.arange(len(parcels)), inside)
    crossing = overlap_areas(parcels.geometry.iloc[rest], batches.geometry)["left"]
    out = np.setdiff1d(rest, rest[crossing])
    yield Fault("OUTSIDE_BATCHES", "geometry", parcels.iloc[out])


def _current(frame: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    return frame[in_force(frame, limits.day)]


def _good(frame: pd.DataFrame) -> GeoDataFrame:
    return frame.iloc[measurable(frame)]


@dataclass(frozen=True)
class _Crossing:
    """Parcels that are not wholly inside one area, and what they share with each."""

    rows: GeoDataFrame
    areas: GeoDataFrame
    parts: pd.DataFrame  #: position ``left``, ``right``, ``name``, ``share``
    whole_m2: np.ndarray


def _crossing(parcels: pd.DataFrame, areas: pd.DataFrame, name: str) -> _Crossing:
    good, areas = _good(parcels), _good(areas)
    inside = contained(good.geometry, areas.geometry)["left"].unique()
    rows = good.iloc[np.setdiff1d(np.arange(len(good)), inside)]
    parts = overlap_areas(rows.geometry, areas.geometry)
    parts["name"] = areas[name].to_numpy()[parts["right"]]
    whole = geometry_area(rows.geometry.to_numpy(), rows.crs)
    parts["share"] = parts["area_m2"] / whole[parts["left"]]
    return _Crossing(rows, areas.to_crs(rows.crs), parts, whole)


def _across(code: str, found: _Crossing, limits: Limits) -> Iterator[Fault]:
    """Parcels with more than one name; the piece is what the largest leaves."""
    parts = found.parts.groupby(["left", "name"], as_index=False)["share"].sum()
    parts = parts[parts["share"] > limits.value("share_tolerance")]
    parts = parts[parts.duplicated("left", keep=False)]
    if parts.empty:
        return
    parts = parts.sort_values(["left", "share", "name"], ascending=[True, False, True])
    texts = parts["name"] + " " + parts["share"].map("{:.1%}".format)
    shares = texts.groupby(parts["left"]).agg(", ".join)
    first = parts.drop_duplicates("left").set_index("left")["name"]
    touched = found.parts[found.parts["name"] == found.parts["left"].map(first)]
    pieces = _outside(found, shares.index, touched)
    rows = found.rows.iloc[shares.index]
    each = {"shares": list(shares)}
    yield Fault(code, "geometry", rows, each=each, shapes=pieces)


def _partly_outside(found: _Crossing, limits: Limits) -> Iterator[Fault]:
    """Parcels that lie in a zone, but not all of them."""
    share = limits.value("share_tolerance")
    inside = found.parts.groupby("left")["share"].sum()
    places = inside.index[inside < 1 - share]
    pieces = _outside(found, places, found.parts)
    area = geometry_area(pieces, found.rows.crs)
    each = {
        "share": [f"{value:.1%}" for value in area / found.whole_m2[places]],
        "area": [number_text(value) for value in area],
    }
    rows = found.rows.iloc[places]
    yield Fault("PARTLY_OUTSIDE_ZONES", "geometry", rows, each=each, shapes=pieces)


def _outside(found: _Crossing, places: pd.Index, parts: pd.DataFrame) -> np.ndarray:
    """What some areas leave of the parcels at some positions."""
    shapes = found.rows.geometry.to_numpy()
    covers = found.areas.geometry.to_numpy()
    near = parts[parts["left"].isin(places)].groupby("left")["right"].agg(list)
    rest = [
        shapely.difference(shapes[place], shapely.union_all(covers[near[place]]))
        for place in places
    ]
    pieces = np.full(len(rest), None, dtype=object)
    pieces[:] = rest
    return pieces


#: Looked for in frames against each other.
ACROSS: tuple[Across, ...] = (
    _outside_zones,
    _across_zones,
    _outside_batches,
    _across_counties,
)
