"""Enterprises' land against the tax bureau's, and both sides of rented land."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from landuse.analysis.denominators import enterprise_land
from landuse.analysis.quality.faults import Fault, number_text
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Across, Within

__all__ = ["ACROSS", "WITHIN"]

_KINDS = "tax.kinds"
_IN, _OUT = "rented_in_area_m2", "rented_out_area_m2"


def _taxed_area_differs(
    frame: pd.DataFrame, kind: str, limits: Limits
) -> Iterator[Fault]:
    """Enterprises whose taxed area is not the land that they declare."""
    if kind != "enterprises":
        return
    land, taxed = enterprise_land(frame), frame["taxed_area_m2"]
    allowed = limits.value("taxed_area_share") * land
    off = (land - taxed).abs() > allowed
    each = {
        "taxed": [number_text(v, 0) for v in taxed[off]],
        "declared": [number_text(v, 0) for v in land[off]],
    }
    yield Fault("TAXED_AREA_DIFFERS", "taxed_area_m2", frame[off], each=each)


def _rented_land_unbalanced(
    frame: pd.DataFrame, kind: str, limits: Limits
) -> Iterator[Fault]:
    """Years in which more land was rented in than out, or less: one row for each."""
    if kind != "enterprises" or frame[[_IN, _OUT]].isna().all(axis=None):
        return
    sums = frame.groupby("year")[[_IN, _OUT]].sum()
    allowed = limits.value("rented_area_share") * sums.max(axis=1)
    off = sums[(sums[_IN] - sums[_OUT]).abs() > allowed]
    rows = frame[frame["year"].isin(off.index)].drop_duplicates("year")
    each = {
        "rented_in": [number_text(off.loc[year, _IN], 0) for year in rows["year"]],
        "rented_out": [number_text(off.loc[year, _OUT], 0) for year in rows["year"]],
        "year": [str(year) for year in rows["year"]],
    }
    years = [str(year) for year in rows["year"]]
    yield Fault("RENTED_LAND_UNBALANCED", _IN, rows, each=each, features=years)


def _rented_land_differs(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Enterprises that declare another rented area than the occupancies say."""
    if "occupancies" not in frames or "enterprises" not in frames:
        return
    uses, enterprises = frames["occupancies"], frames["enterprises"]
    for column, who in ((_IN, "enterprise_id"), (_OUT, "landlord_id")):
        yield _off(enterprises, uses, (column, who), limits)


def _off(
    enterprises: pd.DataFrame,
    uses: pd.DataFrame,
    names: tuple[str, str],
    limits: Limits,
) -> Fault:
    column, who = names
    told = pd.Series(0.0, index=enterprises.index)
    for year, rows in enterprises.groupby("year"):
        mine = uses[(uses["relation"] == "tenant") & uses["landlord_id"].notna()]
        mine = mine[(mine["year"] == year).fillna(value=True).astype(bool)]
        sums = mine.groupby(who)["used_area_m2"].sum()
        told.loc[rows.index] = rows["enterprise_id"].map(sums).astype("float64")
    stated = enterprises[column].fillna(0.0)
    share = limits.value("rented_area_share")
    off = (stated - told).abs() > share * told
    each = {
        "stated": [number_text(v, 0) for v in stated[off]],
        "listed": [number_text(v, 0) for v in told[off]],
    }
    facts = {"field": column}
    return Fault("RENTED_LAND_DIFFERS", column, enterprises[off], facts, each)


def _unknown_kinds(frame: pd.DataFrame, kind: str, limits: Limits) -> Iterator[Fault]:
    """Taxes that the policy does not know, once for each name."""
    policy, day = limits.policy, limits.as_of
    if kind != "tax_items" or not policy.is_configured(_KINDS, day):
        return
    kinds = policy.value(_KINDS, day)
    known = {*kinds, *(name for names in kinds.values() for name in names)}
    rows = frame[~frame["tax_kind"].str.strip().isin(known)]
    sums = rows.groupby("tax_kind")["amount_yuan"].sum()
    first = rows.drop_duplicates("tax_kind")
    names = list(first["tax_kind"])
    each = {
        "tax_kind": names,
        "amount": [number_text(sums[name]) for name in names],
    }
    yield Fault("TAX_KIND_UNKNOWN", "tax_kind", first, each=each, features=names)


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (
    _taxed_area_differs,
    _rented_land_unbalanced,
    _unknown_kinds,
)
#: Looked for in frames against each other.
ACROSS: tuple[Across, ...] = (_rented_land_differs,)
