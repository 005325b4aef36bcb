"""Supply rate (供地率): what was supplied of what was validly approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.validity import batch_states, withdrawn_m2
from landuse.analysis.batches.windows import Window, windows_of
from landuse.analysis.batches.zoned import by_zone
from landuse.analysis.calendar import as_date
from landuse.analysis.indicators import (
    CITY,
    UNALLOCATED,
    Indicator,
    indicators_frame,
    note,
)
from landuse.analysis.unsupplied import unsupplied_area
from landuse.policy import Policy

__all__ = ["rate_base", "rates_by_year", "supply_rates"]

#: Basis of the areas -> columns of what was supplied and what was approved.
_BASES = {
    "registered": ("document_supplied_m2", "approved_area_m2"),
    "ellipsoidal": ("supplied_area_m2", "batch_area_m2"),
}


def supply_rates(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    zones: GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Supply rate of each window of approvals, of the city and of each zone.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames, valid polygons.
    policy : Policy
        ``unsupplied.windows`` with their floors, ``unsupplied.rate_excludes``:
        states of batches that do not enter.
    as_of : date or str
        The day.
    zones : GeoDataFrame, optional
        Canonical zones; a batch in several is shared among them.

    Returns
    -------
    DataFrame
        Indicators ``supply_rate``: the area supplied from the window's approvals
        over their valid area, once by document and once by outline. A batch
        without a day of approval or without one of the areas is left out of both
        and counted in the note.

    Raises
    ------
    PolicyError
        The policy names a window or floor that cannot be read.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> batch = make_approvals(approval_date="2018-05-01", approved_area_m2=40_000,
    ...                        geometry=square(side=200))
    >>> parcel = make_parcels(batch_id="B1", registered_area_m2=25_000)
    >>> rates = supply_rates(batch, parcel, load_policy("national"), "2022-09-30")
    >>> rates[["numerator_scope", "value", "target", "met"]].values.tolist()[0]
    ['five_years', 0.625, 0.6, True]
    """
    day = as_date(as_of)
    left, base = _entering(approvals, parcels, policy, day)
    scopes: list[tuple[str, str, pd.DataFrame]] = [(CITY, CITY, base)]
    if zones is not None:
        parts = by_zone(approvals.loc[left.index], left, zones)
        parts = _valid(parts, approvals, left, day)
        named = parts.assign(zone_id=parts["zone_id"].fillna(UNALLOCATED))
        scopes += [("zone", str(n), part) for n, part in named.groupby("zone_id")]
    return indicators_frame(
        _rate(scope, window, basis, policy, day)
        for window in windows_of(policy, day)
        for scope in scopes
        for basis in _BASES
    )


def rate_base(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
) -> pd.DataFrame:
    """The batches that enter the supply rate.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames.
    policy : Policy
        ``unsupplied.rate_excludes``.
    as_of : date or str
        The day.

    Returns
    -------
    DataFrame
        As :func:`landuse.analysis.unsupplied.unsupplied_area` without outlines, with
        ``place`` (label of the batch) and ``approval_date``; what was withdrawn in
        part is no longer approved.
    """
    return _entering(approvals, parcels, policy, as_date(as_of))[1]


def _entering(
    approvals: GeoDataFrame, parcels: GeoDataFrame, policy: Policy, as_of: date
) -> tuple[GeoDataFrame, pd.DataFrame]:
    """What remains of the batches that enter, and their table."""
    states = batch_states(approvals, as_of)
    out = ["later", *policy.value("unsupplied.rate_excludes", as_of)]
    left = unsupplied_area(approvals[~states.isin(out)], parcels, as_of=as_of)
    base = pd.DataFrame(left.drop(columns="geometry")).assign(place=left.index)
    return left, _valid(base, approvals, left, as_of)


def _valid(
    base: pd.DataFrame, approvals: GeoDataFrame, left: GeoDataFrame, as_of: date
) -> pd.DataFrame:
    """Areas less what was withdrawn of them, and the day of approval."""
    place = base["place"]
    whole = left["batch_area_m2"].reindex(place).to_numpy()
    gone = withdrawn_m2(approvals, as_of).reindex(place).to_numpy()
    taken = gone * (base["batch_area_m2"] / whole)
    return base.assign(
        approval_date=approvals["approval_date"].reindex(place).array,
        approved_area_m2=base["approved_area_m2"] - taken,
        batch_area_m2=base["batch_area_m2"] - taken,
    )


def rates_by_year(base: pd.DataFrame) -> pd.DataFrame:
    """Supply rate by the year of approval.

    Parameters
    ----------
    base : DataFrame
        Result of :func:`rate_base`.

    Returns
    -------
    DataFrame
        ``year``, ``batches``, ``approved_area_m2``, ``document_supplied_m2`` and
        ``supply_rate`` by document; areas of batches that have both.
    """
    whole = _complete(base[base["approval_date"].notna()], "registered")
    years = whole.groupby(whole["approval_date"].dt.year.rename("year"))
    sums = years[["approved_area_m2", "document_supplied_m2"]].sum()
    sums.insert(0, "batches", years["place"].nunique())
    rate = sums["document_supplied_m2"] / sums["approved_area_m2"]
    return sums.assign(supply_rate=rate).reset_index()


def _complete(base: pd.DataFrame, basis: str) -> pd.DataFrame:
    return base[base[list(_BASES[basis])].notna().all(axis=1)]


def _rate(
    scope: tuple[str, str, pd.DataFrame],
    window: Window,
    basis: str,
    policy: Policy,
    as_of: date,
) -> Indicator:
    kind, name, base = scope
    within = base[window.holds(base["approval_date"], as_of)]
    whole = _complete(within, basis)
    taken, approved = (float(whole[column].sum()) for column in _BASES[basis])
    undated = base.loc[base["approval_date"].isna(), "place"].nunique()
    bare = within["place"].nunique() - whole["place"].nunique()
    return Indicator(
        indicator="supply_rate",
        value=taken / approved if approved > 0 else None,
        unit="share",
        scope=kind,
        scope_id=name,
        numerator=taken,
        numerator_scope=window.name,
        denominator=approved,
        denominator_scope=window.name,
        area_basis=basis,
        as_of=as_of,
        note=note(batches_without_date=undated, batches_without_area=bare),
        **dict(_floor(window, policy, as_of)),
    )


def _floor(window: Window, policy: Policy, as_of: date) -> Iterator[tuple[str, Any]]:
    if window.floor is None or not policy.is_configured(window.floor, as_of):
        return
    entry = policy.entry(window.floor, as_of)
    yield "target", float(entry.value)
    yield "operator", entry.operator
