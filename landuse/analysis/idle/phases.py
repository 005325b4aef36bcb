"""Phases: a parcel's parts that are delivered or built at times of their own.

The clock runs for each delivered phase. The parcel's finding rests on its phases
then: it holds where one of them does, and means their area.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from landuse.analysis.facts import Facts, absent_by_file
from landuse.analysis.idle.due import OF_PARCEL
from landuse.analysis.rules.outcome import Outcome
from landuse.policy import Policy
from landuse.schema import fields_of

__all__ = ["by_phase", "has_phases", "with_phases"]

#: What a phase has of its own; it is never taken over from the parcel.
_OWN = tuple(f.name for f in fields_of("phases") if f.name != "parcel_id")
#: Facts of the whole parcel that say nothing of one phase.
_WHOLE = (
    "production_date",
    "full_production_date",
    "acceptance_date",
    "permit_no",
    "permit_date",
    "foundation_kind",
    "foundation_share",
    "extension_no",
)
#: The agreed start, taken over from the parcel where the phase names none.
_AGREED = ("due_start_date", "extended_start_date")
_BOTH = "\n"


def with_phases(facts: Facts, phases: pd.DataFrame | None) -> Facts:
    """The same ground, with that of the phases beside it.

    Parameters
    ----------
    facts : Facts
        Of parcels.
    phases : DataFrame or None
        Canonical phases; those of unknown parcels are left out.

    Returns
    -------
    Facts
        With ``phases``; their ``place`` is the parcel's position.

    Examples
    --------
    >>> from landuse.analysis.facts import gather
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels, make_phases
    >>> day = pd.Timestamp("2022-09-30")
    >>> facts = gather(make_parcels(), load_policy("puyang"), day)
    >>> with_phases(facts, make_phases(phase=["1", "2"])).phases.frame.place.tolist()
    [0, 0]
    """
    if phases is None or phases.empty:
        return facts
    places = pd.DataFrame({"parcel_id": facts.frame["parcel_id"].to_numpy()})
    places["place"] = np.arange(len(places))
    own = pd.DataFrame(phases.drop(columns="geometry"))
    own = own.assign(_file=_files(phases)).merge(places, on="parcel_id")
    parcels = pd.DataFrame(facts.frame).iloc[own["place"]].reset_index(drop=True)
    frame = parcels.drop(columns=["geometry"], errors="ignore")
    frame = frame.assign(source_file=own["_file"] + _BOTH + _files(parcels))
    frame = frame.assign(**_taken(own, parcels), place=own["place"])
    return replace(
        facts,
        phases=Facts(
            frame=frame.assign(area_m2=own["area_m2"]),
            as_of=facts.as_of,
            absent=_absent(frame, absent_by_file(phases), facts.absent),
            causes=facts.causes,
        ),
    )


def _files(frame: pd.DataFrame) -> pd.Series:
    if "source_file" in frame:
        return frame["source_file"].fillna("").astype("str").reset_index(drop=True)
    return pd.Series("", index=range(len(frame)), dtype="str")


def _taken(own: pd.DataFrame, parcels: pd.DataFrame) -> dict[str, pd.Series]:
    """A phase's own columns, nothing of the whole, and the agreed start of either."""
    columns = {name: own[name] for name in _OWN if name in own}
    columns |= {n: parcels[n].where(parcels["parcel_id"].isna()) for n in _WHOLE}
    silent = own[list(_AGREED)].isna().all(axis=1)
    for name in (*_AGREED, "extension_date"):
        columns[name] = own[name].where(~silent, parcels[name])
    for name in ("supplement_start_date", "decision_start_date"):
        columns[name] = parcels[name].where(silent)
    return columns | {OF_PARCEL: silent}


def _absent(
    frame: pd.DataFrame,
    phases: dict[str, frozenset[str]],
    parcels: dict[str, frozenset[str]],
) -> dict[str, frozenset[str]]:
    """By pair of files: what neither of them says of a phase."""
    result = {}
    for pair in frame["source_file"].unique():
        own, whole = pair.split(_BOTH)
        lacks = phases.get(own, frozenset())
        of_parcel = parcels.get(whole, frozenset()) - set(_OWN) - set(_WHOLE)
        result[pair] = lacks | of_parcel
    return result


def has_phases(facts: Facts) -> pd.Series:
    """Where a parcel is made of phases.

    Parameters
    ----------
    facts : Facts
        Of parcels.

    Returns
    -------
    Series of bool
        On their index.
    """
    held = np.zeros(len(facts.frame), dtype=bool)
    if facts.phases is not None:
        held[facts.phases.frame["place"]] = True
    return pd.Series(held, index=facts.frame.index)


def by_phase(
    test: Callable[[Facts, Policy], Outcome],
) -> Callable[[Facts, Policy], Outcome]:
    """A test of whole parcels that asks the phases where a parcel has some.

    Parameters
    ----------
    test : callable
        A condition's test.

    Returns
    -------
    callable
        The same for parcels without phases.
    """

    def tested(facts: Facts, policy: Policy) -> Outcome:
        whole = test(facts, policy)
        if facts.phases is None or facts.phases.frame.empty:
            return whole
        parts = test(facts.phases, policy)
        return _combined(whole, parts, facts, facts.phases.frame)

    return tested


def _combined(
    whole: Outcome, parts: Outcome, facts: Facts, frame: pd.DataFrame
) -> Outcome:
    """Yes before cannot be told before no; the phase idle longest speaks for all."""
    rank = parts.holds.astype("object").map({True: 0, False: 2}).fillna(1)
    table = frame[["place", "area_m2"]].assign(rank=rank, since=parts.since)
    table["phase"] = frame["phase"].where(rank == 0)
    first = table.sort_values(["place", "rank", "since"], kind="stable")
    first = first.drop_duplicates("place")
    place = first["place"].to_numpy()

    def put(series: pd.Series, part: pd.Series) -> pd.Series:
        result = series.copy()
        result.iloc[place] = part.loc[first.index].to_numpy()
        return result

    holds = put(whole.holds, parts.holds)
    figures = _idle_area(table, facts.frame.index)
    derived = {n: put(whole.derived[n], parts.derived[n]) for n in whole.derived}
    phased, total = has_phases(facts), facts.frame["area_m2"]
    idle = phased & holds.fillna(value=False)
    return Outcome(
        holds=holds,
        since=put(whole.since, parts.since),
        derived=derived | figures,
        missing=_missing(whole, parts, frame, rank, phased),
        area_m2=figures["idle_phases_area_m2"].clip(upper=total).where(idle, total),
    )


def _idle_area(table: pd.DataFrame, index: pd.Index) -> dict[str, pd.Series]:
    """Names and area of each parcel's idle phases; no area where one is unknown."""
    idle = table[table["rank"] == 0].groupby("place")
    known = idle["area_m2"].count() == idle.size()
    named = idle["phase"].agg("、".join).astype("str")
    figures = {
        "idle_phases": named,
        "idle_phases_area_m2": idle["area_m2"].sum().where(known),
    }
    places = range(len(index))
    return {n: s.reindex(places).set_axis(index) for n, s in figures.items()}


def _missing(
    whole: Outcome,
    parts: Outcome,
    frame: pd.DataFrame,
    rank: pd.Series,
    phased: pd.Series,
) -> dict[str, pd.Series]:
    """What is missing of any phase for want of which it cannot be told."""
    result = {}
    for name, where in whole.missing.items():
        hit = frame.loc[parts.missing[name].fillna(value=False) & (rank == 1), "place"]
        of_phases = np.zeros(len(phased), dtype=bool)
        of_phases[hit] = True
        result[name] = where.fillna(value=False).mask(phased, of_phases)
    return result
