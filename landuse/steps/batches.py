"""What the audit says of the batches: remainders, matches, ledger, rates, balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.balance import unsupplied_balance
from landuse.analysis.batches.disposal import balance_totals, disposal_rates
from landuse.analysis.batches.ledger import age_table, unsupplied_ledger
from landuse.analysis.batches.matching import match_batches
from landuse.analysis.batches.public import public_unsupplied
from landuse.analysis.batches.rates import rate_base, rates_by_year, supply_rates
from landuse.analysis.batches.reconciled import reconciled
from landuse.analysis.batches.validity import age_band
from landuse.analysis.batches.zoned import by_zone
from landuse.analysis.quality.remainders import remainder_issues
from landuse.issues import Issue
from landuse.policy import Policy
from landuse.steps.enrich import zone_names
from landuse.units import to_mu

__all__ = ["Batches", "batches_of"]

_BASE = "unsupplied.base_date"


@dataclass(frozen=True)
class Batches:
    """Results about the approval batches of a city."""

    frames: dict[str, pd.DataFrame]
    indicators: pd.DataFrame
    issues: list[Issue]


def batches_of(
    frames: Mapping[str, pd.DataFrame],
    findings: pd.DataFrame,
    policy: Policy,
    as_of: date,
) -> Batches:
    """All that is said of the batches.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Placed canonical frames with ``approvals`` and ``parcels``.
    findings : DataFrame
        Of the same frames and day.
    policy : Policy
        Windows, floors, tolerances, the base date.
    as_of : date
        The day.

    Returns
    -------
    Batches
        Frames ``batches``, ``unsupplied`` (what remains), ``batch_parcels``,
        ``unsupplied_ledger``, ``unsupplied_ages``, ``supply_rate_years``, and
        where the policy or the data allow ``unsupplied_balance`` and
        ``public_unsupplied``.
    """
    approvals, parcels = frames["approvals"], frames["parcels"]
    own = reconciled(approvals, parcels, policy, as_of)
    new = [name for name in own if name not in approvals]
    batches = approvals.join(pd.DataFrame(own[new]))
    batches.attrs = approvals.attrs
    zones = frames.get("zones")
    if zones is not None:
        batches["zone"] = batches["zone_id"].map(zone_names(zones))
    ledger = unsupplied_ledger(batches, findings, policy, as_of)
    base = rate_base(approvals, parcels, policy, as_of)
    left = _remaining(batches, own, policy, as_of)
    parts = None if zones is None else by_zone(approvals, own, zones)
    results: dict[str, pd.DataFrame] = {
        "batches": batches,
        "unsupplied": left,
        "batch_parcels": match_batches(approvals, parcels, policy, as_of=as_of).table,
        "unsupplied_ledger": ledger,
        "unsupplied_ages": age_table(ledger, policy, as_of, parts),
        "supply_rate_years": rates_by_year(base),
    }
    if "built" in frames:
        results["public_unsupplied"] = public_unsupplied(
            left, frames["built"], policy, as_of
        )
    rates = [supply_rates(approvals, parcels, policy, as_of, zones=zones)]
    if policy.is_configured(_BASE, as_of) and policy.value(_BASE, as_of) <= as_of:
        start = policy.value(_BASE, as_of)
        table = unsupplied_balance(approvals, parcels, policy, start, as_of)
        results["unsupplied_balance"] = balance_totals(table)
        rates.append(disposal_rates(table, policy, start, as_of))
    found = remainder_issues(batches)
    return Batches(results, pd.concat(rates, ignore_index=True), found)


def _remaining(
    batches: GeoDataFrame, own: GeoDataFrame, policy: Policy, as_of: date
) -> GeoDataFrame:
    """What remains of the batches that hold, without what was withdrawn of it."""
    rest = batches.set_geometry(own.geometry)
    left = (rest["unsupplied_area_m2"] - rest["withdrawn_m2"].fillna(0.0)).clip(lower=0)
    edges = policy.value("unsupplied.age_bands", as_of)
    rest = rest.assign(
        unsupplied_area_m2=left,
        unsupplied_area_mu=to_mu(left),
        age_band=age_band(rest["approval_date"], as_of, edges),
    )
    holds = ~rest["batch_state"].isin(["later", "lapsed"])
    return rest[holds & (left > policy.value("unsupplied.tolerance_m2", as_of))]
