"""Amounts shared among places by weight: whole cents, none lost, none made."""

from __future__ import annotations

from math import fsum

import numpy as np
import pandas as pd

from landuse.errors import ConservationError

__all__ = ["allocate"]

_HUNDRED = 100
_SLACK = 1e-9
_NOISE = 1e-5  # a thousandth of a cent
_COLUMNS = ["owner", "place", "share", "amount", "reason"]


def allocate(
    amounts: pd.Series, links: pd.DataFrame, *, absolute: bool = False
) -> pd.DataFrame:
    """Share the amounts of owners among their places.

    Parameters
    ----------
    amounts : Series
        On an index of owners, which may repeat; a missing amount is left out.
    links : DataFrame
        ``owner``, ``place`` and ``weight``; a pair that repeats counts with the sum
        of its weights. An owner of one place needs no weight.
    absolute : bool, default False
        The weights are shares of the amount, as a contract states them; without it
        they are relative.

    Returns
    -------
    DataFrame
        ``owner``, ``place``, ``share``, ``amount``, ``reason``, sorted: whole cents,
        the largest remainders rounded up. Rows without a place hold what was not
        allocated and why: ``no_parcel``, ``share_unknown``, ``shares_above_one``,
        ``contract_remainder`` or ``below_a_cent``. All rows sum to the amounts.

    Raises
    ------
    ConservationError
        The rows are not the sum of the amounts, which would be a defect.

    Examples
    --------
    >>> links = pd.DataFrame({"owner": "E", "place": ["P", "Q"], "weight": [1.0, 2.0]})
    >>> rows = allocate(pd.Series({"E": 1.0, "F": 5.0}), links)
    >>> rows[["place", "amount", "reason"]].values.tolist()
    [['P', 0.33, nan], ['Q', 0.67, nan], [nan, 5.0, 'no_parcel']]
    """
    known = amounts.dropna()
    cents = np.rint(known.to_numpy(dtype="float64") * _HUNDRED)
    names, owners = _coded(known.index)
    owned = pd.Series(cents).groupby(owners).sum().astype("int64")
    places, pairs = _pairs(links, names)
    shares = _shares(pairs, absolute)
    placed = _placed(shares[shares["reason"].isna()], owned)
    left = _left(owned, shares, placed)
    below = _below(known.to_numpy(dtype="float64") - cents / _HUNDRED)
    made = pd.concat([_named(placed, names, places), _named(left, names, places)])
    if below:
        rest = pd.DataFrame({"amount": [below], "reason": ["below_a_cent"]})
        made = pd.concat([made, rest])
    made = made.reindex(columns=_COLUMNS).reset_index(drop=True)
    made = made.astype(dict.fromkeys(("owner", "place", "reason"), "str"))
    _require_all(known, made)
    return made


def _below(rests: np.ndarray) -> float:
    """What the amounts have beside whole cents; not the noise of a product."""
    return fsum(rests[np.abs(rests) > _NOISE])


def _coded(values: pd.Index | pd.Series) -> tuple[pd.Index, np.ndarray]:
    """Sorted names and the number of each value; numbers group faster than text."""
    codes, names = pd.factorize(values, sort=True)
    return pd.Index(names), codes


def _pairs(links: pd.DataFrame, names: pd.Index) -> tuple[pd.Index, pd.DataFrame]:
    """Links of the owners that have an amount, by number."""
    places, place = _coded(links["place"])
    pairs = pd.DataFrame(
        {
            "owner": names.get_indexer(pd.Index(links["owner"])),
            "place": place,
            "weight": links["weight"].to_numpy(dtype="float64", na_value=np.nan),
        }
    )
    return places, pairs[(pairs["owner"] >= 0) & (place >= 0)]


def _named(rows: pd.DataFrame, names: pd.Index, places: pd.Index) -> pd.DataFrame:
    named = rows.assign(owner=names.take(rows["owner"].to_numpy()))
    if "place" in rows:
        named["place"] = places.take(rows["place"].to_numpy())
    return named


def _shares(links: pd.DataFrame, absolute: bool) -> pd.DataFrame:
    """Each pair once with its share, or the reason why its owner has none."""
    weight = links["weight"].where(links["weight"] >= 0)
    pairs = links.assign(weight=weight, unknown=weight.isna()).groupby(
        ["owner", "place"], as_index=False
    )[["weight", "unknown"]]
    table = pairs.agg({"weight": "sum", "unknown": "max"})
    owner = table["owner"]
    total = table.groupby("owner")["weight"].transform("sum")
    unknown = table.groupby("owner")["unknown"].transform("max").astype(bool)
    single = table.groupby("owner")["place"].transform("size") == 1
    if absolute:
        share = table["weight"].mask(single & unknown, 1.0)
        bad = unknown & ~single
        over = ~unknown & (total > 1 + _SLACK)
    else:
        share = (table["weight"] / total.where(total > 0)).mask(single, 1.0)
        bad = ~single & (unknown | ~(total > 0))
        over = pd.Series(data=False, index=table.index)
    reason = pd.Series(None, index=table.index, dtype="str")
    reason = reason.mask(over, "shares_above_one").mask(bad, "share_unknown")
    return pd.DataFrame(
        {"owner": owner, "place": table["place"], "share": share, "reason": reason}
    )


def _placed(shares: pd.DataFrame, owned: pd.Series) -> pd.DataFrame:
    """Whole cents of each pair by the largest remainders."""
    cents = shares["owner"].map(owned).astype("int64")
    exact = cents.abs() * shares["share"]
    base = np.floor(exact)
    groups = shares["owner"]
    wanted = np.rint(exact.groupby(groups).transform("sum"))
    missing = wanted - base.groupby(groups).transform("sum")
    order = pd.DataFrame({"owner": groups, "rest": base - exact})
    order["place"] = shares["place"]
    ranked = order.sort_values(["owner", "rest", "place"], kind="stable")
    rank = ranked.groupby("owner").cumcount().reindex(shares.index)
    size = groups.map(groups.value_counts())
    step = (rank < missing).astype("int64") - (rank >= size + missing).astype("int64")
    amount = (base + step) * np.sign(cents) / _HUNDRED
    return shares.drop(columns="reason").assign(amount=amount)


def _left(owned: pd.Series, shares: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """What each owner has beyond its places, with the reason."""
    given = np.rint(placed.groupby("owner")["amount"].sum() * _HUNDRED)
    rest = owned - given.reindex(owned.index).fillna(0).astype("int64")
    told = shares.drop_duplicates("owner").set_index("owner")["reason"]
    reason = told.reindex(rest.index).astype("str")
    reason = reason.mask(~rest.index.isin(told.index), "no_parcel")
    reason = reason.mask(rest.index.isin(given.index), "contract_remainder")
    table = pd.DataFrame({"owner": rest.index, "amount": rest.to_numpy() / _HUNDRED})
    table["reason"] = reason.to_numpy()
    return table[table["amount"] != 0]


def _require_all(known: pd.Series, made: pd.DataFrame) -> None:
    whole, parts = fsum(known), fsum(made["amount"])
    if abs(whole - parts) >= 1 / _HUNDRED / 2:
        msg = f"allocated and unallocated are {parts}, the total {whole}"
        raise ConservationError(msg)
