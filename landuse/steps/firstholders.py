"""Who held a plot first: a table of parcels names who holds it now."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.lifecycle.obligations import obligors

__all__ = ["with_first_holders"]


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
    if not len(transfers):
        return parcels
    before = (transfers["transfer_date"].min() - pd.Timedelta(days=1)).date()
    undivided = parcels.assign(valid_to=pd.Series(pd.NaT, parcels.index))
    first = obligors(parcels["parcel_id"], before, undivided, transfers)
    return parcels.assign(holder=first["holder_on_day"])
