"""What tax per mu is drawn from, and its two sides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.arearecord import area_of_record
from landuse.policy import Policy

__all__ = ["Frames", "Side", "sized", "sizes_of"]


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames that a side is drawn from; zones already known by id."""

    enterprises: pd.DataFrame  #: of one year
    parcels: GeoDataFrame
    zones: GeoDataFrame
    policy: Policy
    as_of: date
    sizes: pd.DataFrame | None = None  #: area of record of the parcels, if known


@dataclass(frozen=True, slots=True)
class Side:
    """Tax and land of one denominator, each on an index of zone ids."""

    tax_yuan: pd.Series
    land_m2: pd.Series
    left_out: pd.DataFrame  #: one boolean column per fact of the note
    numerator_scope: str
    area_basis: str


def sizes_of(frames: Frames) -> pd.DataFrame:
    """Area of record of the parcels: the known one, else computed.

    Parameters
    ----------
    frames : Frames
        The frames.

    Returns
    -------
    DataFrame
        As of :func:`landuse.analysis.arearecord.area_of_record`.
    """
    if frames.sizes is not None:
        return frames.sizes
    return area_of_record(frames.parcels, frames.policy, frames.as_of)


def sized(frames: Frames) -> Frames:
    """The same frames with the area of record, which several sides need.

    Parameters
    ----------
    frames : Frames
        Those that have it, or a policy without ``area.basis``, are given back.

    Returns
    -------
    Frames
        With ``sizes`` on the index of the parcels.
    """
    if not frames.policy.is_configured("area.basis", frames.as_of):
        return frames
    return replace(frames, sizes=sizes_of(frames))
