"""Who answers for the obligations of a plot on a day: they go with the land.

Who sold a plot answers until somebody has taken the obligations over. Where a
transfer is silent about them, both may have to answer: that is shown, not guessed.
A lease leaves the holder as he is; a lessee answers only for its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.heirs import carried

__all__ = ["OBLIGOR_BASES", "OBLIGOR_COLUMNS", "obligors"]

#: Why somebody answers, or why it is not said who.
OBLIGOR_BASES = (
    "holder",
    "assumed",
    "refused",
    "lessee_assumed",
    "not_said",
    "not_recorded",
)
OBLIGOR_COLUMNS = (
    "holder_on_day",
    "lessee",
    "obligor",
    "obligor_basis",
    "obligor_candidates",
)
_LEASE = "lease"


class _Act(NamedTuple):
    """One transfer or lease."""

    day: pd.Timestamp
    from_holder: str | None
    to_holder: str | None
    assumes: bool | None
    until: pd.Timestamp | None


class _Plot(NamedTuple):
    """All that changed hands at one plot, in order."""

    sales: tuple[_Act, ...]
    leases: tuple[_Act, ...]
    registered: str | None  #: holder as the register has it, of no day


def obligors(
    plots: pd.Series,
    days: pd.Series | date | str,
    parcels: pd.DataFrame,
    transfers: pd.DataFrame | None,
) -> pd.DataFrame:
    """Who answers for each of many plots, each on a day of its own.

    Parameters
    ----------
    plots : Series of str
        Ids of plots; may repeat.
    days : Series of datetime64, date or str
        The day of each, on the same index, or one for all. Where it is missing
        nothing is said.
    parcels : DataFrame
        Canonical parcels, also those that have ended: what was transferred before
        a division holds for what came of it. Of plots that were merged the
        transfers count together.
    transfers : DataFrame or None
        Canonical transfers. A later one says who held the plot until then.

    Returns
    -------
    DataFrame
        On the index of ``plots``: ``holder_on_day``, ``lessee`` (``;``-joined),
        ``obligor`` (missing where more than one may have to answer),
        ``obligor_basis`` (one of :data:`OBLIGOR_BASES`) and ``obligor_candidates``
        (``;``-joined, only where it is not said who).

    Examples
    --------
    >>> from landuse.testing import make_parcels, make_transfers
    >>> parcels = make_parcels(holder="甲")
    >>> sold = make_transfers(transfer_date="2021-05-01", from_holder="甲",
    ...                       to_holder="乙", assumes_obligations=[True])
    >>> days = pd.Series(pd.to_datetime(["2021-04-30", "2021-05-01"]))
    >>> plots = pd.Series(["P1", "P1"])
    >>> obligors(plots, days, parcels, sold).obligor.tolist()
    ['甲', '乙']
    """
    if not isinstance(days, pd.Series):
        days = pd.Series(as_day(days), index=plots.index, dtype="datetime64[s]")
    register = parcels.drop_duplicates("parcel_id").set_index("parcel_id")["holder"]
    holder = register.reindex(plots).set_axis(plots.index).astype("str")
    found = pd.DataFrame(
        {
            "holder_on_day": holder,
            "lessee": pd.Series(None, plots.index, dtype="str"),
            "obligor": holder,
            "obligor_basis": holder.where(holder.isna(), "holder"),
            "obligor_candidates": pd.Series(None, plots.index, dtype="str"),
        }
    )
    found["obligor_basis"] = found["obligor_basis"].fillna("not_recorded")
    if transfers is not None and len(transfers):
        _with_transfers(found, plots, days, _acts(transfers, parcels, register))
    found[days.isna().to_numpy()] = None
    return found.astype("str")


def _with_transfers(
    found: pd.DataFrame, plots: pd.Series, days: pd.Series, acts: dict[str, _Plot]
) -> None:
    """Fill in what the transfers of the plots that have any say."""
    places = (plots.isin(acts.keys()) & days.notna()).to_numpy().nonzero()[0]
    if not len(places):
        return
    ids, dates = plots.iloc[places], days.iloc[places]
    said = [_said(acts[p], d) for p, d in zip(ids, dates, strict=True)]
    found.iloc[places] = pd.DataFrame(said, columns=list(OBLIGOR_COLUMNS)).to_numpy()


def _acts(
    transfers: pd.DataFrame, parcels: pd.DataFrame, register: pd.Series
) -> dict[str, _Plot]:
    """What changed hands at each plot; after a division also what did before it."""
    last = parcels["valid_to"].max()
    if pd.notna(last):
        handed = carried(transfers, parcels, last.date())
        down = handed["parcel_id"] != handed["origin_parcel_id"]
        transfers = pd.concat([transfers, handed[down]], ignore_index=True)
    columns = ["from_holder", "to_holder", "assumes_obligations", "until_date"]
    acts: dict[str, tuple[list[_Act], list[_Act]]] = {}
    values = zip(
        transfers["parcel_id"],
        transfers["transfer_kind"],
        transfers["transfer_date"],
        *(
            transfers[name].astype(object).mask(transfers[name].isna(), None)
            for name in columns
        ),
        strict=True,
    )
    for plot, kind, *facts in values:
        acts.setdefault(plot, ([], []))[kind == _LEASE].append(_Act(*facts))
    known = register.reindex(list(acts)).to_dict()
    return {
        plot: _Plot(_in_order(sales), tuple(leases), _text(known.get(plot)))
        for plot, (sales, leases) in acts.items()
    }


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _in_order(sales: Iterable[_Act]) -> tuple[_Act, ...]:
    """By their days; those of one day from hand to hand, however they were listed."""
    open_ = sorted(sales, key=lambda a: (a.day, str(a.from_holder), str(a.to_holder)))
    ordered: list[_Act] = []
    while open_:
        one_day = [act for act in open_ if act.day == open_[0].day]
        before = ordered[-1].to_holder if ordered else None
        given = {act.to_holder for act in one_day}
        follows = [a for a in one_day if a.from_holder == before is not None]
        first = [a for a in one_day if a.from_holder not in given]
        chosen = (follows or first or one_day)[0]
        open_.remove(chosen)
        ordered.append(chosen)
    return tuple(ordered)


def _said(plot: _Plot, day: pd.Timestamp) -> tuple[str | None, ...]:
    """The columns of one plot on one day."""
    first = _first_holder(plot)
    done = [act for act in plot.sales if act.day <= day]
    holder = done[-1].to_holder if done else first
    answer, basis = _after(done, first)
    running = [
        act
        for act in plot.leases
        if act.day <= day and (act.until is None or act.until >= day)
    ]
    answer, basis = _under_lease(running, answer, basis)
    lessees = ";".join(sorted({a.to_holder for a in running if a.to_holder})) or None
    if len(answer) > 1:
        names = ";".join(sorted(name for name in answer if name is not None))
        return holder, lessees, None, "not_said", names
    who = next(iter(answer))
    return holder, lessees, who, "not_recorded" if who is None else basis, None


def _first_holder(plot: _Plot) -> str | None:
    """Who had the plot before its first transfer.

    The register knows no days: it may name who has taken the plot over since.
    """
    if not plot.sales:
        return plot.registered
    if plot.sales[0].from_holder is not None:
        return plot.sales[0].from_holder
    taken = {act.to_holder for act in plot.sales}
    return None if plot.registered in taken else plot.registered


def _after(done: Sequence[_Act], first: str | None) -> tuple[set[str | None], str]:
    """Who may have to answer after transfers, and why."""
    answer, basis = {first}, "holder"
    for act in done:
        if act.assumes is None:
            answer = answer | {act.to_holder}
        elif act.assumes:
            answer, basis = {act.to_holder}, "assumed"
        else:
            basis = "refused"
    return answer, basis


def _under_lease(
    running: Sequence[_Act], answer: set[str | None], basis: str
) -> tuple[set[str | None], str]:
    """The same while leases run: a lessee that assumes answers for the holder."""
    assumed = {act.to_holder for act in running if act.assumes}
    silent = {act.to_holder for act in running if act.assumes is None}
    if assumed:
        return assumed | silent, "lessee_assumed"
    return answer | silent, basis
