"""Tables: references that hold, one row or many, totals that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from landuse.analysis.areas import ellipsoidal_area
from landuse.analysis.quality.faults import Fault, number_text
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Across, Within
from landuse.analysis.quality.time import in_force, successors
from landuse.analysis.unsupplied import cited_batches, split_by_batch
from landuse.schema import kind_of

__all__ = ["ACROSS", "WITHIN"]

_REFERENCES = (
    ("parcels", "batch_id", "approvals"),
    ("parcels", "successor", "parcels"),
    ("events", "parcel_id", "parcels"),
    ("commitments", "parcel_id", "parcels"),
    ("milestones", "parcel_id", "parcels"),
    ("breaches", "parcel_id", "parcels"),
    ("transfers", "parcel_id", "parcels"),
    ("taxes", "parcel_id", "parcels"),
    ("phases", "parcel_id", "parcels"),
    ("causes", "parcel_id", "parcels"),
    ("parcels", "enterprise_id", "enterprises"),
    ("enterprises", "zone_id", "zones"),
    ("tax_items", "enterprise_id", "enterprises"),
    ("occupancies", "enterprise_id", "enterprises"),
    ("occupancies", "parcel_id", "parcels"),
)
_HELD = ("owned_area_m2", "unregistered_area_m2", "rented_in_area_m2")


def _unknown_references(
    frames: Mapping[str, pd.DataFrame], _limits: Limits
) -> Iterator[Fault]:
    """Ids that name a record of another frame which is not there."""
    for kind, column, target in _REFERENCES:
        if kind in frames and target in frames:
            rows = _unknown(frames[kind], column, _named(frames, target))
            facts = {"column": column, "kind": kind}
            yield Fault("UNKNOWN_REFERENCE", column, rows, facts)


def _named(frames: Mapping[str, pd.DataFrame], target: str) -> pd.DataFrame:
    """All records of a kind: land that is not granted yet may be named, too."""
    parts = [frame for name, frame in frames.items() if kind_of(name) == target]
    return parts[0] if len(parts) == 1 else pd.concat(parts)


def _unknown(frame: pd.DataFrame, column: str, target: pd.DataFrame) -> pd.DataFrame:
    if column == "batch_id":
        cited = cited_batches(target, frame)
        return frame.loc[cited.loc[cited["batch_id"].isna(), "place"].unique()]
    if column == "successor":
        named = successors(frame)
        return frame.iloc[named[~named.isin(target["parcel_id"])].index.unique()]
    return frame[frame[column].notna() & ~frame[column].isin(target[column])]


def _one_to_many(
    frames: Mapping[str, pd.DataFrame], _limits: Limits
) -> Iterator[Fault]:
    """Parcels that several tax rows name, once for each parcel."""
    if "taxes" not in frames:
        return
    taxes = frames["taxes"]
    counts = taxes["parcel_id"].map(taxes["parcel_id"].value_counts())
    rows = taxes[counts > 1].drop_duplicates("parcel_id")
    each = {"count": [str(int(n)) for n in counts.loc[rows.index]]}
    yield Fault("ONE_TO_MANY", "parcel_id", rows, each=each)


def _blocks_do_not_sum(
    frame: pd.DataFrame, kind: str, limits: Limits
) -> Iterator[Fault]:
    """Zones whose blocks do not measure what was approved, on the first block.

    The approved area may stand once for each block, or the zone's total beside each
    of its blocks: a zone is at fault only if neither reading agrees. Blocks that are
    no longer in force are left out.
    """
    if kind != "zones" or frame["approved_area_m2"].isna().all():
        return
    blocks = frame[in_force(frame, limits.day)]
    area = blocks.get("ellipsoidal_area_m2", ellipsoidal_area(blocks))
    approved = blocks["approved_area_m2"]
    groups = blocks["zone_id"]
    table = pd.DataFrame(
        {
            "sum": area.groupby(groups).sum(),
            "count": area.groupby(groups).size(),
            "parts": approved.groupby(groups).sum(min_count=1),
            "whole": approved.groupby(groups).first(),
            "known": approved.groupby(groups).count(),
            "same": approved.groupby(groups).min() == approved.groupby(groups).max(),
        }
    )
    share = limits.value("block_sum_share")
    each_agrees = (table["known"] == table["count"]) & _near(table, "parts", share)
    agrees = each_agrees | (table["same"] & _near(table, "whole", share))
    bad = table[~agrees & table["whole"].notna()]
    repeated = bad["same"] & (bad["count"] > 1)
    published = bad["whole"].where(repeated, bad["parts"])
    rows = blocks[groups.isin(bad.index)].drop_duplicates("zone_id")
    order = list(rows["zone_id"])
    each = {
        "count": [str(bad["count"][zone]) for zone in order],
        "sum": [number_text(bad["sum"][zone], 0) for zone in order],
        "published": [number_text(published[zone], 0) for zone in order],
    }
    yield Fault("BLOCKS_DO_NOT_SUM", "approved_area_m2", rows, each=each)


def _near(table: pd.DataFrame, column: str, share: float) -> pd.Series:
    return (table["sum"] - table[column]).abs() <= share * table[column]


def _batches_oversupplied(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Batches from which more was supplied, by document, than was approved."""
    if "approvals" not in frames or "parcels" not in frames:
        return
    batches, parcels = frames["approvals"], frames["parcels"]
    batches = batches.drop_duplicates("batch_id")
    parcels = parcels[in_force(parcels, limits.day)]
    if parcels["batch_id"].isna().all():
        return
    cited = split_by_batch(batches, parcels[parcels["registered_area_m2"] > 0])
    supplied = cited.groupby("batch_id")["registered_area_m2"].sum()
    taken = batches["batch_id"].map(supplied)
    approved = batches["approved_area_m2"]
    over = taken > approved * (1 + limits.value("batch_sum_share"))
    over &= approved > 0
    each = {
        "supplied": [number_text(v, 0) for v in taken[over]],
        "approved": [number_text(v, 0) for v in approved[over]],
    }
    yield Fault("BATCH_OVERSUPPLIED", "approved_area_m2", batches[over], each=each)


def _phases_above_parcel(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Parcels whose phases have more land than they."""
    if "phases" not in frames or "parcels" not in frames:
        return
    phases, parcels = frames["phases"], frames["parcels"]
    areas = phases.groupby("parcel_id")["area_m2"]
    total = parcels["parcel_id"].map(areas.sum())
    over = total - parcels["registered_area_m2"] > limits.value("area_tolerance_m2")
    rows = parcels[over & (parcels["registered_area_m2"] > 0)]
    each = {
        "count": [str(n) for n in rows["parcel_id"].map(areas.size())],
        "sum": [number_text(value) for value in total[rows.index]],
        "limit": [number_text(value) for value in rows["registered_area_m2"]],
    }
    yield Fault("PHASES_ABOVE_PARCEL", "registered_area_m2", rows, each=each)


def _rented_out_above_land(
    frame: pd.DataFrame, kind: str, _limits: Limits
) -> Iterator[Fault]:
    """Enterprises that rent out more than they hold, where any of that is known."""
    column = "rented_out_area_m2"
    if kind != "enterprises":
        return
    held = frame[list(_HELD)].sum(axis=1, min_count=1)
    rows = frame[frame[column] > held]
    each = {
        "value": [number_text(v) for v in rows[column]],
        "limit": [number_text(v) for v in held.loc[rows.index]],
    }
    yield Fault("RENTED_OUT_ABOVE_LAND", column, rows, each=each)


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (
    _blocks_do_not_sum,
    _rented_out_above_land,
)

#: Looked for in frames against each other.
ACROSS: tuple[Across, ...] = (
    _unknown_references,
    _one_to_many,
    _batches_oversupplied,
    _phases_above_parcel,
)
