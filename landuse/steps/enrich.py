"""What the pages and tables show of each parcel beside its own columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.flags import primary_category
from landuse.analysis.goal.standing import stands, turning_days
from landuse.analysis.joined import latest_year
from landuse.analysis.parceltax import tax_of_rows_per_parcel, tax_per_parcel
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["enriched", "zone_names"]


def zone_names(zones: pd.DataFrame) -> pd.Series:
    """Chinese name of each zone by its id; a zone may have many blocks.

    Parameters
    ----------
    zones : DataFrame
        Canonical zones.

    Returns
    -------
    Series of str
        By ``zone_id``.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> zone_names(make_zones(zone_id=["a", "a"])).to_dict()
    {'a': 'a'}
    """
    return zones.drop_duplicates("zone_id").set_index("zone_id")["zone"]


def enriched(
    frames: Mapping[str, pd.DataFrame],
    findings: pd.DataFrame,
    policy: Policy,
    as_of: date,
) -> pd.DataFrame:
    """Parcels with all that the analysis says of each of them.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``parcels`` and the states of their life, and what else there is.
    findings : DataFrame
        Of the parcels.
    policy : Policy
        Order of the categories.
    as_of : date
        The day.

    Returns
    -------
    GeoDataFrame
        Zone, category, state, rules, ledger counter, tax per mu.
    """
    parcels = frames["parcels"]
    added = parcels.assign(area_mu=to_mu(parcels["area_m2"]))
    if "zones" in frames:
        added = added.assign(zone=added["zone_id"].map(zone_names(frames["zones"])))
    added = added.assign(
        category=primary_category(parcels, findings, policy, as_of),
        revitalization=_counter(parcels, frames, as_of),
        tax_yuan_per_mu=_parcel_tax(parcels, frames, as_of),
    )
    added = added.join(_verdicts(added, findings))
    added.attrs = parcels.attrs
    return added


def _verdicts(parcels: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Rules that hold, and state and date of those of the primary category."""
    held = findings[(findings["subject"] == "parcel") & (findings["verdict"] == "yes")]
    rules = held.groupby("subject_id")["rule"].agg(";".join)
    pairs = pd.MultiIndex.from_frame(parcels[["parcel_id", "category"]])
    first = held.groupby(["subject_id", "category"])[["state", "since"]].min()
    primary = first.reindex(pairs)
    return pd.DataFrame(
        {
            "rules": parcels["parcel_id"].map(rules).astype("str"),
            "state": primary["state"].astype("str").to_numpy(),
            "since": primary["since"].to_numpy(),
        },
        index=parcels.index,
    )


def _counter(
    parcels: pd.DataFrame, frames: Mapping[str, pd.DataFrame], as_of: date
) -> pd.Series:
    """What the ledger says of a parcel: revitalized before assembled before none."""
    events = frames.get("events")
    if events is None:
        return pd.Series(None, index=parcels.index, dtype="str")
    counter = pd.Series("none", index=parcels.index)
    seen = events[events["valid_date"] <= as_day(as_of)]
    valid = seen[stands(turning_days(seen), as_day(as_of).to_datetime64())]
    for name in ("assembled", "revitalized"):
        ids = valid.loc[valid["event"] == name, "parcel_id"]
        counter = counter.mask(parcels["parcel_id"].isin(ids), name)
    return counter


def _parcel_tax(
    parcels: pd.DataFrame, frames: Mapping[str, pd.DataFrame], as_of: date
) -> pd.Series:
    """Tax per mu of each parcel, from enterprises or from rows that name it."""
    if "taxes" in frames:
        return tax_of_rows_per_parcel(parcels, frames["taxes"])
    enterprises = frames.get("enterprises")
    year = None if enterprises is None else latest_year(enterprises, as_day(as_of))
    if enterprises is None or year is None:
        return pd.Series(float("nan"), index=parcels.index)
    return tax_per_parcel(parcels, enterprises, year)
