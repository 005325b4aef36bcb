"""Opening + new - disposed = closing: problem land between two days, in balance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.analysis.conservation import prove
from landuse.units import to_mu

__all__ = ["account_balance", "category_balance"]

_NORMAL = "normal"
_OUT = ("disposed", "moved_out", "vanished")
_IN = ("new", "moved_in", "appeared")


def category_balance(opening: pd.DataFrame, closing: pd.DataFrame) -> pd.DataFrame:
    """How each class of problem land came from its opening to its closing stock.

    Parameters
    ----------
    opening, closing : DataFrame
        Parcels on the two days: ``parcel_id``, ``category`` (one per parcel) and
        ``area_m2``. Several records of one parcel count together under the first
        class.

    Returns
    -------
    DataFrame
        By ``category``: for count and area (``_m2``, ``_mu``) the ``opening``;
        ``new`` (was normal) and ``moved_in`` (was of another class) and
        ``appeared`` (was not in the data); ``disposed`` (is normal), ``moved_out``
        and ``vanished``; ``revised`` (the recorded area changed meanwhile); the
        ``closing``; and ``disposal_rate`` by count and by area: disposed of
        opening, missing where nothing was open.

    Raises
    ------
    ConservationError
        If opening, ins, outs and revision do not give the closing stock.

    Examples
    --------
    >>> before = pd.DataFrame({"parcel_id": ["P", "Q"], "category": ["idle", "normal"],
    ...                        "area_m2": [10_000.0, 20_000.0]})
    >>> after = before.assign(category=["normal", "idle"])
    >>> row = category_balance(before, after).iloc[0]
    >>> [float(row[f"{part}_m2"]) for part in ("opening", "new", "disposed", "closing")]
    [10000.0, 20000.0, 10000.0, 20000.0]
    """
    both = pd.concat([_stock(opening, "was"), _stock(closing, "is")], axis=1)
    names = sorted((set(both["was"].dropna()) | set(both["is"].dropna())) - {_NORMAL})
    rows = pd.DataFrame([_row(both, name) for name in names], columns=_columns())
    _prove(rows)
    areas = [name for name in rows if name.endswith("_m2")]
    in_mu = {f"{name[:-3]}_mu": to_mu(rows[name]) for name in areas}
    return rows.assign(
        **in_mu,
        disposal_rate_count=rows["disposed_count"]
        / rows["opening_count"].where(rows["opening_count"] > 0),
        disposal_rate_area=rows["disposed_m2"]
        / rows["opening_m2"].where(rows["opening_m2"] > 0),
    )


def _stock(parcels: pd.DataFrame, when: str) -> pd.DataFrame:
    groups = parcels.groupby("parcel_id")
    stock = {when: groups["category"].first(), f"area_{when}": groups["area_m2"].sum()}
    return pd.DataFrame(stock)


def _columns() -> list[str]:
    names = ["opening", *_IN, *_OUT, "closing"]
    columns = ["category"]
    for name in names:
        columns += [f"{name}_count", f"{name}_m2"]
    return [*columns, "revised_m2"]


def _row(both: pd.DataFrame, name: str) -> dict[str, object]:
    was, now = both["was"] == name, both["is"] == name
    came, went = now & ~was, was & ~now
    parts = {
        "opening": (was, "area_was"),
        "new": (came & (both["was"] == _NORMAL), "area_is"),
        "moved_in": (came & both["was"].notna() & (both["was"] != _NORMAL), "area_is"),
        "appeared": (came & both["was"].isna(), "area_is"),
        "disposed": (went & (both["is"] == _NORMAL), "area_was"),
        "moved_out": (went & both["is"].notna() & (both["is"] != _NORMAL), "area_was"),
        "vanished": (went & both["is"].isna(), "area_was"),
        "closing": (now, "area_is"),
    }
    row: dict[str, object] = {"category": name}
    for part, (where, area) in parts.items():
        row |= {
            f"{part}_count": int(where.sum()),
            f"{part}_m2": both.loc[where, area].sum(),
        }
    stayed = both[was & now]
    return row | {"revised_m2": (stayed["area_is"] - stayed["area_was"]).sum()}


def _prove(rows: pd.DataFrame) -> None:
    for unit in ("count", "m2"):
        total = rows[f"opening_{unit}"].to_numpy(dtype=float)
        for name in _IN:
            total = total + rows[f"{name}_{unit}"].to_numpy(dtype=float)
        for name in _OUT:
            total = total - rows[f"{name}_{unit}"].to_numpy(dtype=float)
        if unit == "m2":
            total = total + rows["revised_m2"].to_numpy(dtype=float)
        prove(
            np.asarray(rows[f"closing_{unit}"], dtype=float), total, f"{unit} of class"
        )


def account_balance(opening: pd.DataFrame, closing: pd.DataFrame) -> pd.DataFrame:
    """How each account of a ledger came from its opening to its closing balance.

    Parameters
    ----------
    opening, closing : DataFrame
        Balances of a ledger on two days: ``book``, ``account`` and ``area_m2``. An
        account that one of them does not name held nothing.

    Returns
    -------
    DataFrame
        By ``book`` and ``account``: ``opening_m2``, ``in_m2`` and ``out_m2`` (net, so
        one of them is 0), ``closing_m2``, each also in mu.

    Raises
    ------
    ConservationError
        If a book's ins are not its outs: land came from nowhere or was lost.

    Examples
    --------
    >>> before = pd.DataFrame({"book": "land", "account": ["external", "supplied"],
    ...                        "area_m2": [-10_000.0, 10_000.0]})
    >>> after = before.assign(account=["external", "building"])
    >>> made = account_balance(before, after).set_index("account")
    >>> made["in_m2"].to_dict()
    {'building': 10000.0, 'external': 0.0, 'supplied': 0.0}
    """
    keys = ["book", "account"]
    was, now = (f.groupby(keys)["area_m2"].sum() for f in (opening, closing))
    both = pd.DataFrame({"opening_m2": was, "closing_m2": now}).fillna(0.0)
    change = both["closing_m2"] - both["opening_m2"]
    made = both.assign(
        in_m2=change.clip(lower=0.0), out_m2=-change.clip(upper=0.0) + 0.0
    )
    books = made.groupby("book")[["in_m2", "out_m2"]].sum()
    prove(books["in_m2"].to_numpy(), books["out_m2"].to_numpy(), "book")
    made = made[["opening_m2", "in_m2", "out_m2", "closing_m2"]]
    mu = {f"{name[:-3]}_mu": to_mu(made[name]) for name in made}
    return made.assign(**mu).reset_index()
