"""Flag land: every rule in force on a day, tested on every parcel and batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.origins import with_batches
from landuse.analysis.batches.supply import Supply
from landuse.analysis.batchfacts import gather_batches
from landuse.analysis.calendar import as_day
from landuse.analysis.conditions import condition_of
from landuse.analysis.facts import gather
from landuse.analysis.findings import KEPT, findings_frame
from landuse.analysis.idle.phases import with_phases
from landuse.analysis.verdicts import findings_of
from landuse.analysis.zonefacts import gather_zones
from landuse.analysis.zones import zone_of
from landuse.policy import Policy, Rule

__all__ = ["SUBJECTS", "flag", "primary_category"]

#: What rules are about.
SUBJECTS = ("batch", "parcel", "zone")


def flag(  # noqa: PLR0913
    parcels: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    approvals: GeoDataFrame | None = None,
    enterprises: pd.DataFrame | None = None,
    zones: GeoDataFrame | None = None,
    phases: pd.DataFrame | None = None,
    causes: pd.DataFrame | None = None,
    layers: Mapping[str, GeoDataFrame] | None = None,
    subjects: Collection[str] = SUBJECTS,
    keep: Sequence[str] = KEPT,
) -> pd.DataFrame:
    """Test every rule of a policy on a day.

    A flag is a suspicion (疑似) until the data name the number and date of a
    determination. A missing fact never counts as "no": the verdict is
    ``cannot_tell`` and ``missing`` names the columns. A rule whose threshold no
    policy layer sets gives ``not_configured`` for the parcels it is about.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        From :func:`landuse.policy.load_policy`.
    as_of : date or str
        The day; what the data date later has not happened yet.
    approvals : GeoDataFrame, optional
        Canonical approvals; without them no batch is tested.
    enterprises : DataFrame, optional
        Canonical enterprises; without them no rule about enterprises is tested.
    zones : GeoDataFrame, optional
        Canonical zones, to name each subject's zone where the data do not.
    phases : DataFrame, optional
        Canonical phases; a parcel that has some is judged by them.
    causes : DataFrame, optional
        Canonical causes of idleness, many rows per parcel.
    layers : mapping of str to GeoDataFrame, optional
        ``plan`` (the one in force), ``plan_new`` (its revision) and ``built``; a rule
        about one that is not there is not tested.
    subjects : collection of str
        Kinds of subjects to test.
    keep : sequence of str
        Verdicts to keep; ``("yes", "no", "cannot_tell", "not_configured")`` for all.

    Returns
    -------
    DataFrame
        Findings with the columns of :data:`landuse.analysis.findings.COLUMNS`.

    Raises
    ------
    PolicyError
        A rule names a condition that does not exist.
    ValueError
        ``as_of`` is not a day.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> found = flag(make_parcels(due_start_date="2020-06-01"), load_policy("puyang"),
    ...              "2021-06-01")
    >>> found[["subject_id", "category", "verdict", "state"]].values.tolist()
    [['P1', 'idle', 'yes', 'suspected'], ['P1', 'supplied_unused', 'yes', 'suspected']]
    """
    day = as_day(as_of)
    if zones is not None:
        parcels = parcels.assign(zone_id=zone_of(parcels, zones))
    rules = [r for r in policy.rules_on(day.date()) if r.subject in subjects]
    grounds = {}
    if approvals is not None and any(_of_batches(rule, policy) for rule in rules):
        supply = Supply(approvals, parcels, day.date())
        grounds["batch"] = gather_batches(supply, policy, day, zones)
        parcels = with_batches(parcels, supply, *_limits(policy, day.date()))
    around = dict(layers or {}) | ({} if zones is None else {"zones": zones})
    ground = gather(parcels, policy, day, enterprises)
    ground = replace(ground, causes=causes, layers=around)
    grounds["parcel"] = with_phases(ground, phases)
    if zones is not None and any(rule.subject == "zone" for rule in rules):
        grounds["zone"] = gather_zones(ground, policy)
    parts = [
        findings_of(grounds[rule.subject], rule, policy, keep)
        for rule in rules
        if rule.subject in grounds
    ]
    return findings_frame(parts)


def _of_batches(rule: Rule, policy: Policy) -> bool:
    condition = condition_of(rule, policy)
    return condition.subject == "batch" or condition.of_batches


def _limits(policy: Policy, day: date) -> tuple[float, int]:
    """Sliver in square metres, and years after which an approval can lapse."""
    names = ("unsupplied.tolerance_m2", "unsupplied.lapse_years")
    sliver, years = (policy.value(name, day) for name in names)
    return sliver, years


def primary_category(
    parcels: pd.DataFrame, findings: pd.DataFrame, policy: Policy, as_of: date | str
) -> pd.Series:
    """One category for each parcel, so that no square metre is listed twice.

    Parameters
    ----------
    parcels : DataFrame
        With ``parcel_id``.
    findings : DataFrame
        Result of :func:`flag`.
    policy : Policy
        Gives the order in ``primary.order``.
    as_of : date or str
        Day of the policy.

    Returns
    -------
    Series of str
        ``category`` on the index of ``parcels``; ``normal`` where no rule holds.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy = load_policy("puyang")
    >>> parcels = make_parcels(due_start_date="2020-06-01")
    >>> found = flag(parcels, policy, "2022-09-30")
    >>> primary_category(parcels, found, policy, "2022-09-30").tolist()
    ['idle']
    """
    order = policy.value("primary.order", as_day(as_of).date())
    held = findings[(findings["subject"] == "parcel") & (findings["verdict"] == "yes")]
    rank = held["category"].map({name: place for place, name in enumerate(order)})
    first = rank.groupby(held["subject_id"]).min()
    names = first.map(dict(enumerate(order)))
    category = parcels["parcel_id"].map(names).astype("str")
    return category.fillna("normal").rename("category")
