"""Who held a plot first: a table of parcels names who holds it now."""

from __future__ import annotations

import pandas as pd

__all__ = ["with_first_holders"]

_LEASE = "lease"


def with_first_holders(
    parcels: pd.DataFrame | None, transfers: pd.DataFrame | None
) -> pd.DataFrame | None:
    """Parcels with the holder to whom each was supplied, as the transfers tell it.

    The register knows no days: after a sale it names who has taken the plot over. Who
    had it before is who gave it away first; where that is not said and the register
    names one of those who took it over, it is not known.

    Parameters
    ----------
    parcels : DataFrame or None
        Canonical parcels; not changed.
    transfers : DataFrame or None
        Canonical transfers; leases change no holder.

    Returns
    -------
    DataFrame or None
        The same parcels with another ``holder`` where there was a sale.

    Examples
    --------
    >>> from landuse.testing import make_parcels, make_transfers
    >>> sold = make_transfers(transfer_date="2021-05-01", from_holder="甲",
    ...                       to_holder="乙")
    >>> with_first_holders(make_parcels(holder="乙"), sold).holder.tolist()
    ['甲']
    """
    if parcels is None or transfers is None or "holder" not in parcels:
        return parcels
    sales = transfers[transfers["transfer_kind"] != _LEASE]
    if not len(sales):
        return parcels
    order = ["transfer_date", "from_holder", "to_holder"]
    first = sales.sort_values(order, kind="stable").drop_duplicates("parcel_id")
    given = first.set_index("parcel_id")["from_holder"].reindex(parcels["parcel_id"])
    given = given.set_axis(parcels.index)
    taken = pd.MultiIndex.from_frame(sales[["parcel_id", "to_holder"]])
    now = pd.MultiIndex.from_arrays([parcels["parcel_id"], parcels["holder"]])
    sold = parcels["parcel_id"].isin(first["parcel_id"])
    unknown = sold & given.isna() & now.isin(taken)
    holder = given.fillna(parcels["holder"]).mask(unknown)
    return parcels.assign(holder=holder)
