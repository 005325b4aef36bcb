"""Opening + new - disposed = closing: problem land between two days, in balance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.analysis.conservation import prove
from landuse.units import to_mu

__all__ = ["category_balance"]

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
