"""From which approval each parcel was supplied: joined to the parcels for the rules."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.batches.matching import matched_pairs
from landuse.analysis.batches.supplied import lacks_column, supply_day
from landuse.analysis.batches.supply import Supply, possible
from landuse.analysis.calendar import add_years

__all__ = ["BATCH", "with_batches"]

#: Prefix of columns that were joined from the batches.
BATCH = "batch."


def with_batches(
    parcels: pd.DataFrame, supply: Supply, tolerance_m2: float, lapse_years: int
) -> pd.DataFrame:
    """Parcels with what the batches say of their supply.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels, on the index of the supply's.
    supply : Supply
        Batches and parcels on a day.
    tolerance_m2 : float
        Slivers do not count.
    lapse_years : int
        Years after which an approval can have lapsed.

    Returns
    -------
    DataFrame
        With ``batch.batch_id`` (those it was supplied from: the ones that it cites,
        else those that it lies in), ``batch.approval_date`` (the latest of them),
        ``batch.undated`` (one of them has no day of approval), ``batch.valid`` (it
        cites or lies in one that held on the day of the supply) and
        ``batch.unnamed`` (its document may name another).

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels
    >>> parcels = make_parcels(batch_id=["B1", None])
    >>> supply = Supply(make_approvals(), parcels, "2022-09-30")
    >>> with_batches(parcels, supply, 1.0, 2)["batch.batch_id"].tolist()
    ['B1', nan]
    """
    pairs, places = _origins(supply, tolerance_m2), parcels.index
    holds = _valid(pairs, supply, lapse_years)
    held = pairs.loc[holds.fillna(value=False), "place"]
    valid = pd.Series(places.isin(held), places)
    unsure = pairs.loc[holds.isna(), "place"]
    pairs = pairs[pairs["is_origin"]]
    groups = pairs.groupby("place")
    undated = places.isin(pairs.loc[pairs["approval_date"].isna(), "place"])
    unseen = possible(supply).index.difference(supply.supplied.index)
    unnamed = supply.unnamed.reindex(places, fill_value=False) | places.isin(unseen)
    columns = {
        "batch_id": _joined(pairs).reindex(places).astype("str"),
        "approval_date": groups["approval_date"].max().reindex(places),
        "valid": valid.astype("boolean").mask(~valid & places.isin(unsure)),
        "undated": pd.Series(undated, places),
        "unnamed": unnamed,
    }
    joined = parcels.assign(**{BATCH + name: c for name, c in columns.items()})
    joined.attrs = parcels.attrs
    return joined


def _joined(pairs: pd.DataFrame) -> pd.Series:
    """The batches of each parcel as one text, by the parcel's label."""
    several = pairs["place"].duplicated(keep=False)
    one = pairs[~several].set_index("place")["batch_id"].astype("object")
    more = pairs[several].groupby("place")["batch_id"].agg(";".join)
    return pd.concat([one, more.astype("object")])


def _origins(supply: Supply, tolerance_m2: float) -> pd.DataFrame:
    """Batches of each parcel with their dates; which of them it was supplied from."""
    pairs = matched_pairs(supply, tolerance_m2)
    cited = pairs["document_share"].notna()
    origin = cited | ~pairs["place"].isin(pairs.loc[cited, "place"])
    pairs = pairs.assign(is_origin=origin)
    pairs = pairs.sort_values(["place", "batch_id"], ignore_index=True)
    first = supply.approvals.drop_duplicates("batch_id")
    facts = first[["approval_date", "lapsed_date", "lapse_document"]].assign(
        unrecorded=lacks_column(first, "lapsed_date")
    )
    facts = facts.set_axis(first["batch_id"].to_numpy(), axis=0)
    return pairs.join(facts, on="batch_id")


def _valid(pairs: pd.DataFrame, supply: Supply, lapse_years: int) -> pd.Series:
    """Whether each batch held on the day of the supply, in three values.

    The supply is never after the contract, but may be long before it.
    """
    parcels = supply.supplied
    day = supply_day(parcels).reindex(pairs["place"]).set_axis(pairs.index)
    own = parcels["supply_date"].reindex(pairs["place"]).set_axis(pairs.index)
    lapsed = pairs["lapsed_date"]
    ended = lapsed <= day
    unsure = lapsed.notna() & own.isna() & ~(lapsed > day)
    unsure |= lapsed.isna() & pairs["lapse_document"].notna()
    in_time = add_years(pairs["approval_date"], lapse_years) > day
    unsure |= pairs["unrecorded"].fillna(value=False).astype("bool") & ~in_time
    return (~ended).astype("boolean").mask(unsure)
