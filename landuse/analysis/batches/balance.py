"""Unsupplied land between two days: opening + new - disposed = closing, or it raises.

Each figure is worked out on its own: what is left on either day from the batches
and all parcels supplied by then, what was disposed of from the parcels supplied in
between and from the documents of lapse and withdrawal.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.supplied import supplied_by, supply_day
from landuse.analysis.batches.supply import Supply
from landuse.analysis.batches.validity import batch_states, withdrawn_m2
from landuse.analysis.calendar import as_day
from landuse.analysis.conservation import prove
from landuse.analysis.overlay import remainders
from landuse.analysis.unsupplied import document_supplied, unsupplied_of
from landuse.policy import Policy

__all__ = ["AMOUNTS", "unsupplied_balance"]

#: What a balance is made of, in the order of the table.
AMOUNTS = (
    "opening_m2",
    "new_m2",
    "supplied_m2",
    "withdrawn_m2",
    "lapsed_m2",
    "closing_m2",
)
_OPEN = ("unknown", "undated")


def unsupplied_balance(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    policy: Policy,
    start: date | str,
    end: date | str,
) -> pd.DataFrame:
    """What was unsupplied on a day, came in, went out, and is left on a later day.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames, valid polygons.
    policy : Policy
        ``unsupplied.tolerance_m2``: what is left of a batch that counts as closed.
    start, end : date or str
        The opening and the closing, each at the end of the day.

    Returns
    -------
    DataFrame
        One row for each batch and ``area_basis`` (``ellipsoidal`` by outline,
        ``registered`` by document): ``batch_id``, ``zone_id`` where the approvals
        have one, the columns of :data:`AMOUNTS`, ``is_open_before`` and
        ``is_open_after``. Batches of unknown standing, and by document those
        without an area, have no amounts.

    Raises
    ------
    ConservationError
        If opening + new - disposed is not the closing.
    ValueError
        If the end is before the start.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> batch = make_approvals(approval_date="2018-05-01", approved_area_m2=40_000,
    ...                        geometry=square(side=200))
    >>> parcel = make_parcels(batch_id="B1", registered_area_m2=10_000,
    ...                       supply_date="2021-03-01")
    >>> table = unsupplied_balance(batch, parcel, load_policy("national"),
    ...                            "2019-12-31", "2021-12-31")
    >>> table.set_index("area_basis").loc["registered", list(AMOUNTS)].tolist()
    [40000.0, 0.0, 10000.0, 0.0, 0.0, 30000.0]
    """
    first, last = as_day(start), as_day(end)
    if last < first:
        msg = f"the balance ends on {last.date()}, before it starts on {first.date()}"
        raise ValueError(msg)
    stand = _standing(approvals, first, last)
    before, after = (Supply(approvals, parcels, d.date()) for d in (first, last))
    outline = _outline(before, after, stand)
    document = _document(before, after, stand)
    tolerance = policy.value("unsupplied.tolerance_m2", last.date())
    parts = [
        _table(approvals, amounts, basis, tolerance)
        for basis, amounts in (("ellipsoidal", outline), ("registered", document))
    ]
    return pd.concat(parts, ignore_index=True)


def _standing(
    approvals: GeoDataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    """How each batch stands on both days, and the last day on which it holds."""
    before, after = (batch_states(approvals, day.date()) for day in (first, last))
    known = ~before.isin(_OPEN) & ~after.isin(_OPEN) & (before != "lapsed")
    held = known & (approvals["approval_date"] <= last)
    lapsed = held & (after == "lapsed")
    until = (approvals["lapsed_date"] - pd.Timedelta(days=1)).where(lapsed, last)
    return pd.DataFrame(
        {
            "undecided": before.isin(_OPEN) | after.isin(_OPEN),
            "old": held & (before == "in_force"),
            "new": held & (before == "later"),
            "lapsed": lapsed,
            "until": until,
            "gone_before": withdrawn_m2(approvals, first.date()),
            "gone_after": withdrawn_m2(approvals, last.date()),
        }
    )


def _outline(before: Supply, after: Supply, stand: pd.DataFrame) -> pd.DataFrame:
    opening, closing = unsupplied_of(before), unsupplied_of(after)
    held = stand["old"] | stand["new"]
    shapes = opening.geometry
    left = opening["unsupplied_area_m2"]
    supplied, rest = pd.Series(0.0, shapes.index), left.copy()
    for until, rows in stand[held].groupby("until"):
        taken = _between(after.parcels, before.supplied, until)
        areas = remainders(shapes[rows.index], taken.geometry)[1]
        supplied[rows.index] = areas["covered_m2"]
        rest[rows.index] = areas["remainder_m2"]
    amounts = _amounts(left, supplied, rest, stand)
    return _proved(amounts, closing["unsupplied_area_m2"], stand, "unsupplied batch")


def _between(
    parcels: GeoDataFrame, before: GeoDataFrame, until: pd.Timestamp
) -> GeoDataFrame:
    """Parcels supplied by a day, but not before the opening."""
    later = supplied_by(parcels, until.date())
    return later[~later.index.isin(before.index)]


def _document(before: Supply, after: Supply, stand: pd.DataFrame) -> pd.DataFrame:
    approvals = before.approvals
    approved = approvals["approved_area_m2"]
    opening = approved - document_supplied(approvals, before.document)
    closing = approved - document_supplied(approvals, after.document)
    taken = after.document.merge(
        supply_day(after.supplied).rename("day"), left_on="place", right_index=True
    )
    until = stand["until"].set_axis(approvals["batch_id"].to_numpy())
    until = until[~until.index.duplicated()]
    taken = taken[~taken["place"].isin(before.supplied.index)]
    taken = taken[taken["day"] <= taken["batch_id"].map(until)]
    supplied = document_supplied(approvals, taken)
    amounts = _amounts(opening, supplied, opening - supplied, stand)
    return _proved(amounts, closing, stand, "document of batch")


def _amounts(
    left: pd.Series, supplied: pd.Series, rest: pd.Series, stand: pd.DataFrame
) -> pd.DataFrame:
    """The amounts of each batch but the closing; a lapse takes the rest."""
    held = stand["old"] | stand["new"]
    stock = left - stand["gone_before"]
    gone = stand["gone_after"] - stand["gone_before"]
    return pd.DataFrame(
        {
            "opening_m2": stock.where(stand["old"], 0.0),
            "new_m2": stock.where(stand["new"], 0.0),
            "supplied_m2": supplied.where(held, 0.0),
            "withdrawn_m2": gone.where(held, 0.0),
            "lapsed_m2": (rest - stand["gone_after"]).where(stand["lapsed"], 0.0),
        }
    )


def _proved(
    amounts: pd.DataFrame, left: pd.Series, stand: pd.DataFrame, what: str
) -> pd.DataFrame:
    """With the closing, worked out on its own; batches of unknown standing empty."""
    held = (stand["old"] | stand["new"]) & ~stand["lapsed"]
    closing = (left - stand["gone_after"]).where(held, 0.0)
    table = amounts.assign(closing_m2=closing)
    empty = stand["undecided"] | table.isna().any(axis=1)
    table = table.mask(empty)
    came = table["opening_m2"] + table["new_m2"]
    went = table["supplied_m2"] + table["withdrawn_m2"] + table["lapsed_m2"]
    known = ~empty
    parts = (went + table["closing_m2"])[known].to_numpy()
    prove(came[known].to_numpy(), parts, what)
    return table


def _table(
    approvals: GeoDataFrame, amounts: pd.DataFrame, basis: str, tolerance_m2: float
) -> pd.DataFrame:
    names = [name for name in ("batch_id", "zone_id") if name in approvals]
    table = pd.DataFrame(approvals[names]).assign(area_basis=basis)
    table = table.join(amounts[list(AMOUNTS)])
    return table.assign(
        is_open_before=table["opening_m2"] > tolerance_m2,
        is_open_after=table["closing_m2"] > tolerance_m2,
    )
