"""What was promised with a plot that was divided holds for what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.quality.time import successors

__all__ = ["carried", "heirs"]


def heirs(parcels: pd.DataFrame, as_of: date | str) -> dict[str, tuple[str, ...]]:
    """The plots that came of each plot that has ended on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels, also those that have ended: they name their successors.
    as_of : date or str
        A plot ends on its ``valid_to``; without one it has not ended.

    Returns
    -------
    dict of str to tuple of str
        By the id of the plot: those that have not been divided again, sorted. A
        successor that no source has is named all the same.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(parcel_id=["P", "A", "B", "C"],
    ...                      valid_to=["2021-01-01", "2022-01-01", None, None],
    ...                      successor=["A；B", "C", None, None])
    >>> heirs(plots, "2021-12-31"), heirs(plots, "2022-01-01")
    ({'P': ('A', 'B')}, {'A': ('C',), 'P': ('B', 'C')})
    """
    ended = parcels[parcels["valid_to"] <= as_day(as_of)]
    named = successors(ended)
    ids = ended["parcel_id"].to_numpy(dtype=object)
    children: dict[str, list[str]] = {}
    for place, child in named.items():
        children.setdefault(str(ids[place]), []).append(child)
    return {plot: _of(plot, children) for plot in sorted(children)}


def _of(plot: str, children: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """All that came of a plot; records in a circle end where they began."""
    found, seen, open_ = set(), {plot}, list(children[plot])
    while open_:
        child = open_.pop()
        if child == plot or child not in children:
            found.add(child)
        elif child not in seen:
            seen.add(child)
            open_ += children[child]
    return tuple(sorted(found))


def carried(
    rows: pd.DataFrame,
    parcels: pd.DataFrame,
    as_of: date | str,
    own: Sequence[str] = (),
) -> pd.DataFrame:
    """Rows about plots, those of an ended plot once for each plot that came of it.

    Parameters
    ----------
    rows : DataFrame
        With ``parcel_id``; not changed. Rows that were carried before stay as they
        are.
    parcels : DataFrame
        Canonical parcels, also those that have ended.
    as_of : date or str
        The day.
    own : sequence of str, optional
        Columns by which a row of the new plot itself takes the place of one that
        is carried to it: what was agreed anew.

    Returns
    -------
    DataFrame
        As ``rows``, numbered anew, with ``origin_parcel_id``: the plot that the row
        was written for. A row stays with its plot where no source has a successor.

    Examples
    --------
    >>> from landuse.testing import make_commitments, make_parcels
    >>> plots = make_parcels(parcel_id=["P", "A", "B"], successor=["A;B", None, None],
    ...                      valid_to=["2021-01-01", None, None])
    >>> promised = make_commitments(parcel_id="P", indicator="tax_per_mu", committed=15)
    >>> carried(promised, plots, "2021-01-01").parcel_id.tolist()
    ['A', 'B']
    """
    known = set(parcels["parcel_id"])
    pairs = [
        (plot, heir)
        for plot, named in heirs(parcels, as_of).items()
        for heir in named
        if heir in known
    ]
    table = pd.DataFrame(pairs, columns=["parcel_id", "heir"], dtype="str")
    moved = rows.assign(origin_parcel_id=_origin(rows)).reset_index(drop=True)
    moved = moved.merge(table, on="parcel_id", how="left")
    went = moved["heir"].notna()
    moved["parcel_id"] = moved["heir"].fillna(moved["parcel_id"])
    moved = moved.drop(columns="heir")
    return moved[~(went & _agreed_anew(moved, own))].reset_index(drop=True)


def _origin(rows: pd.DataFrame) -> pd.Series:
    if "origin_parcel_id" in rows.columns:
        return rows["origin_parcel_id"].fillna(rows["parcel_id"])
    return rows["parcel_id"]


def _agreed_anew(moved: pd.DataFrame, own: Sequence[str]) -> pd.Series:
    """Where the plot has a row of its own of the same columns."""
    if not own:
        return pd.Series(data=False, index=moved.index)
    columns = ["parcel_id", *own]
    itself = moved["origin_parcel_id"] == moved["parcel_id"]
    theirs = moved.loc[itself, columns].drop_duplicates().assign(anew=True)
    found = moved[columns].merge(theirs, on=columns, how="left")["anew"]
    return found.notna().set_axis(moved.index)
