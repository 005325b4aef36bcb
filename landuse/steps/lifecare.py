"""The life of the plots in the audit: stages, milestones, breaches, what falls due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.calendar import add_years, as_day
from landuse.analysis.lifecycle import life_history, life_milestones, lifecycle
from landuse.analysis.lifecycle.breaches import breach_table
from landuse.analysis.lifecycle.commitments import commitment_table
from landuse.analysis.lifecycle.notes import life_issues
from landuse.analysis.lifecycle.radar import radar
from landuse.analysis.lifecycle.stages import KEY as STAGES_OF
from landuse.issues import Issue
from landuse.policy import Policy
from landuse.steps.ungranted import ENDED, UNGRANTED, life_plots
from landuse.units import to_mu

__all__ = ["life_notes", "with_life_plots", "with_lifecycle"]

#: How far the history goes on after the day, if nothing happens.
_YEARS_AHEAD = 1


def with_lifecycle(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """The same frames with the life of every plot.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``parcels``; plots that are not granted, ``commitments``,
        ``milestones``, ``breaches`` and ``transfers`` where there are some.
    policy : Policy
        Stages and terms; one without stages adds nothing but ``life_plots``.
    as_of : date
        The day.

    Returns
    -------
    dict of str to DataFrame
        Parcels, and the plots that are not granted, with their state;
        ``life_plots``, both together;
        ``life_milestones``, ``life_history``, ``life_commitments`` and
        ``life_breaches`` where promises and breaches are recorded, ``life_due``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(delivery_date="2021-03-01", area_m2=10_000.0)
    >>> known = with_lifecycle({"parcels": parcels}, load_policy("puyang"),
    ...                        date(2022, 9, 30))
    >>> known["parcels"].lifecycle_stage.tolist()
    ['delivered']
    >>> known["life_due"][["due_item", "due_state"]].values.tolist()
    [['started', 'overdue']]
    """
    known = dict(frames)
    if STAGES_OF not in policy.values:
        return with_life_plots(known)
    if UNGRANTED in known:
        known[UNGRANTED] = _measured(known[UNGRANTED], policy, as_of)
    plots = life_plots(known)
    steps = known.get("milestones")
    states = lifecycle(
        plots,
        known.get("commitments"),
        policy,
        as_of,
        milestones=steps,
        breaches=known.get("breaches"),
        transfers=known.get("transfers"),
        lineage=_lineage(known, plots),
    )
    _stated(known, states)
    known["life_milestones"] = life_milestones(plots, policy, as_of, milestones=steps)
    until = add_years(pd.Series([as_day(as_of)]), _YEARS_AHEAD).iloc[0].date()
    known["life_history"] = life_history(
        plots, policy, as_of, until=until, milestones=steps
    )
    known |= _obligations(known, plots, policy, as_of)
    known = with_life_plots(known)
    known["life_due"] = radar({**known, "parcels": known["life_plots"]}, policy, as_of)
    return known


def with_life_plots(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same frames with all plots that the maps show, as ``life_plots``.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``parcels``, enriched.

    Returns
    -------
    dict of str to DataFrame
        Those that are not granted have the columns of the parcels.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> with_life_plots({"parcels": make_parcels()})["life_plots"].parcel_id.tolist()
    ['P1']
    """
    known = dict(frames)
    if UNGRANTED in known and "zone" in known["parcels"]:
        names = known["parcels"].drop_duplicates("zone_id").set_index("zone_id")["zone"]
        apart = known[UNGRANTED]
        known[UNGRANTED] = apart.assign(zone=apart["zone_id"].map(names))
    return known | {"life_plots": life_plots(known)}


def life_notes(
    frames: Mapping[str, pd.DataFrame], policy: Policy | None, as_of: date | None
) -> list[Issue]:
    """What is odd in the lives of the plots: skipped stages, orders, disagreements.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As for :func:`with_lifecycle`.
    policy : Policy or None
        Stages.
    as_of : date or None
        The day.

    Returns
    -------
    list of Issue
        Empty without parcels, stages or day.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> life_notes({}, load_policy("puyang"), date(2022, 9, 30))
    []
    """
    if policy is None or as_of is None or "parcels" not in frames:
        return []
    if STAGES_OF not in policy.values:
        return []
    plots, steps = life_plots(frames), frames.get("milestones")
    return life_issues(plots, policy, as_of, milestones=steps)


def _measured(plots: Any, policy: Policy, as_of: date) -> Any:
    """Plots that are not granted, with the area that counts."""
    measured = with_area_of_record(plots, policy, as_of)
    measured = measured.assign(area_mu=to_mu(measured["area_m2"]))
    measured.attrs = plots.attrs
    return measured


def _stated(known: dict[str, Any], states: pd.DataFrame) -> None:
    """Give both frames of plots their states, which are in the order of life_plots."""
    count = len(known["parcels"])
    granted = set(known["parcels"]["parcel_id"])
    for name, part in (("parcels", states[:count]), (UNGRANTED, states[count:])):
        if name not in known:
            continue
        frame = known[name]
        if name == UNGRANTED:  # what is granted stands among the parcels
            frame = frame[~frame["parcel_id"].isin(granted)]
        joined = frame.join(part.set_axis(frame.index))
        joined.attrs = known[name].attrs
        known[name] = joined


def _lineage(known: Mapping[str, pd.DataFrame], plots: pd.DataFrame) -> pd.DataFrame:
    """The plots of the day and those that have ended."""
    return pd.concat([plots, known[ENDED]]) if ENDED in known else plots


def _obligations(
    known: Mapping[str, pd.DataFrame], plots: pd.DataFrame, policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """Promises and breaches as of the day, with the zone of their plot."""
    parcels = _lineage(known, plots)
    land = {"parcels": parcels, "transfers": known.get("transfers")}
    made = {}
    if "commitments" in known:
        table = commitment_table(known["commitments"], as_of, **land)
        zones = parcels.drop_duplicates("parcel_id").set_index("parcel_id")["zone_id"]
        table.insert(1, "zone_id", table["parcel_id"].map(zones))
        made["life_commitments"] = table
    if "breaches" in known:
        made["life_breaches"] = breach_table(known["breaches"], policy, as_of, **land)
    return made
