"""How much of each parcel lies outside the zones, or in classes against its use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.disjoint import (
    first_come,
    outside_parts,
    polygonal,
    shared_parts,
    zone_outlines,
)
from landuse.analysis.facts import Facts
from landuse.analysis.planclasses import class_rows
from landuse.analysis.quality.time import in_force
from landuse.policy import Policy

__all__ = ["against_plan", "built_against_plan", "outside_zones"]


def outside_zones(
    facts: Facts, day: pd.Series, asked: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """The part of each parcel outside all zones that held on a day of its own.

    Parameters
    ----------
    facts : Facts
        Of parcels, with the layer ``zones``.
    day : Series of datetime64
        A missing day is taken for that of the facts.
    asked : Series of bool
        Parcels to measure.

    Returns
    -------
    share, area : Series of float
        Part of the outline, and square metres; missing where not asked.
    """
    zones = facts.layers["zones"].to_crs(facts.frame.crs)
    outlines = facts.frame.geometry
    wanted = asked.to_numpy(dtype=bool) & outlines.notna().to_numpy()
    whole = np.full(len(facts.frame), np.nan)
    out = whole.copy()
    days = day.fillna(facts.as_of)
    for held, places in _periods(zones, days, np.flatnonzero(wanted)):
        shapes = polygonal(outlines.iloc[places])
        rest = outside_parts(shapes, zone_outlines(zones[held])[1])
        whole[places] = geometry_area(shapes, facts.frame.crs)
        out[places] = geometry_area(rest, facts.frame.crs)
    share = np.divide(out, whole, out=np.full(len(out), np.nan), where=whole > 0)
    index = facts.frame.index
    return pd.Series(share, index), pd.Series(out, index)


def _periods(
    zones: GeoDataFrame, days: pd.Series, places: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Parcels grouped by the zones that held on their days."""
    found: dict[bytes, tuple[np.ndarray, list[int]]] = {}
    masks: dict[pd.Timestamp, np.ndarray] = {}
    for place in places.tolist():
        day = days.iloc[place]
        if day not in masks:
            masks[day] = in_force(zones, day).to_numpy(dtype=bool)
        held = masks[day]
        found.setdefault(held.tobytes(), (held, []))[1].append(place)
    return [(held, np.array(group)) for held, group in found.values()]


def against_plan(facts: Facts, policy: Policy) -> pd.DataFrame:
    """How much of each parcel the plan gives to classes that do not allow its use.

    Parameters
    ----------
    facts : Facts
        Of parcels, with the layer ``plan``.
    policy : Policy
        ``plan.allowed_uses`` (the matrix) and ``plan.class_schemes``.

    Returns
    -------
    DataFrame
        ``against_m2``, ``against_share``, ``unknown_share`` (outside the plan, or a
        class or use that the matrix does not name) and ``plan_classes`` (against
        it), on the index of the facts.
    """
    places, shapes = _outlines(facts)
    uses = facts.frame["land_use"].to_numpy(dtype=object)[places]
    return _held(facts, policy, pd.DataFrame({"place": places, "use": uses}), shapes)


def built_against_plan(facts: Facts, policy: Policy) -> pd.DataFrame:
    """As :func:`against_plan`, of the built land on each parcel and its use today.

    Parameters
    ----------
    facts : Facts
        Of parcels, with the layers ``plan`` and ``built``.
    policy : Policy
        As for :func:`against_plan`.

    Returns
    -------
    DataFrame
        As for :func:`against_plan`, with ``built_uses``; land that is not built is
        neither against the plan nor unknown.
    """
    built = facts.layers["built"].to_crs(facts.frame.crs)
    built = built[built.geometry.notna() & ~(built["built_date"] > facts.as_of)]
    places, shapes = _outlines(facts)
    covers = first_come(polygonal(built.geometry))
    place, other, parts = shared_parts(shapes, covers)
    uses = built["land_use"].to_numpy(dtype=object)[other]
    pieces = pd.DataFrame({"place": places[place], "use": uses})
    found = _held(facts, policy, pieces, parts)
    names = pieces.dropna().groupby("place")["use"].agg(_joined)
    named = names.reindex(range(len(facts.frame))).astype("str")
    return found.assign(built_uses=named.to_numpy())


def _outlines(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """Places and outlines of the parcels that have one."""
    outlines = facts.frame.geometry
    there = np.flatnonzero(outlines.notna().to_numpy())
    return there, polygonal(outlines.iloc[there])


def _held(
    facts: Facts, policy: Policy, owners: pd.DataFrame, shapes: np.ndarray
) -> pd.DataFrame:
    """Pieces of land of one use each held against the plan, summed by parcel."""
    day, crs = facts.as_of.date(), facts.frame.crs
    plan = facts.layers["plan"].to_crs(crs)
    plan = plan[plan.geometry.notna()]
    matrix = policy.value("plan.allowed_uses", day)
    rows = class_rows(plan, matrix, policy, day)
    place, other, parts = shared_parts(shapes, first_come(polygonal(plan.geometry)))
    uses = owners["use"].astype("str").str.strip().to_numpy(dtype=object)[place]
    pieces = pd.DataFrame(
        {
            "place": owners["place"].to_numpy()[place],
            "code": plan["class_code"].to_numpy(dtype=object)[other],
            "area": geometry_area(parts, crs),
            "allowed": [
                _allowed(matrix, row, use)
                for row, use in zip(rows[other], uses, strict=True)
            ],
        }
    )
    asked = pd.Series(geometry_area(shapes, crs)).groupby(owners["place"]).sum()
    index = range(len(facts.frame))
    places, outlines = _outlines(facts)
    whole = pd.Series(geometry_area(outlines, crs), places).reindex(index)
    land = asked.reindex(index).fillna(0.0).where(whole.notna())
    return _summed(pieces, land, whole).set_index(facts.frame.index)


def _allowed(
    matrix: Sequence[Mapping[str, Collection[str]]], row: int, use: object
) -> bool | None:
    """Whether a class allows a use; None where the matrix names one of them not."""
    if row < 0 or not any(use in each["uses"] for each in matrix):
        return None
    return use in matrix[row]["uses"]


def _summed(pieces: pd.DataFrame, land: pd.Series, whole: pd.Series) -> pd.DataFrame:
    """Land against the plan and land of which it cannot be told, of each parcel."""
    against = pieces[pieces["allowed"].eq(False)]
    sums = against.groupby("place")["area"].sum()
    told = pieces[pieces["allowed"].notna()].groupby("place")["area"].sum()
    names = against.groupby("place")["code"].agg(_joined)
    off = sums.reindex(whole.index).fillna(0.0).where(whole.notna())
    unknown = (land - told.reindex(whole.index).fillna(0.0)).clip(lower=0.0)
    area = whole.where(whole > 0)
    return pd.DataFrame(
        {
            "against_m2": off,
            "against_share": off / area,
            "unknown_share": unknown / area,
            "plan_classes": names.reindex(whole.index).astype("str"),
        }
    )


def _joined(names: pd.Series) -> str:
    return "、".join(sorted({*names}))
