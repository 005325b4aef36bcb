"""Flag land: every rule in force on a day, tested on every parcel and batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.conditions import CONDITIONS, Outcome
from landuse.analysis.facts import Facts, gather
from landuse.analysis.findings import (
    KEPT,
    evidence_of,
    findings_frame,
    record,
    thresholds_of,
)
from landuse.analysis.unsupplied import unsupplied_area
from landuse.analysis.zones import zone_of
from landuse.errors import PolicyError
from landuse.policy import Policy, Rule

__all__ = ["flag", "primary_category"]

_UNSUPPLIED = "unsupplied_remainder"


def flag(  # noqa: PLR0913
    parcels: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    approvals: GeoDataFrame | None = None,
    enterprises: pd.DataFrame | None = None,
    zones: GeoDataFrame | None = None,
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
    [['P1', 'idle', 'yes', 'suspected']]
    """
    day = as_day(as_of)
    if zones is not None:
        parcels = parcels.assign(zone_id=zone_of(parcels, zones))
    facts = gather(parcels, policy, day, enterprises)
    parts = [
        _parcel_findings(facts, rule, policy, keep)
        for rule in policy.rules_on(day.date())
        if rule.condition != _UNSUPPLIED
    ]
    if approvals is not None:
        for rule in policy.rules_on(day.date()):
            if rule.condition == _UNSUPPLIED:
                batches = _batch_rows(approvals, parcels, day, zones)
                parts.append(_batch_findings(batches, rule, policy, day, keep))
    return findings_frame(parts)


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


def _parcel_findings(
    facts: Facts, rule: Rule, policy: Policy, keep: Sequence[str]
) -> pd.DataFrame:
    if rule.condition not in CONDITIONS:
        known = ", ".join([*CONDITIONS, _UNSUPPLIED])
        msg = f"condition {rule.condition!r} is not one of {known}"
        raise PolicyError(msg, policy.id, rule.id)
    condition = CONDITIONS[rule.condition]
    if condition.of_enterprises and not facts.has_enterprises:
        return findings_frame([])
    day = facts.as_of.date()
    if all(policy.is_configured(need, day) for need in rule.needs):
        outcome = condition.test(facts, policy)
        applies = condition.applies(facts)
        verdict = _verdict(applies & outcome.holds)
    else:
        nowhere = facts.frame["supply_date"].where(facts.frame["parcel_id"].isna())
        outcome = Outcome(nowhere.notna().astype("boolean"), nowhere)
        verdict = _verdict(outcome.holds).mask(
            condition.applies(facts), "not_configured"
        )
    kept = verdict.isin(keep)
    frame = facts.frame[kept]
    rows = pd.DataFrame(
        {
            "subject_id": frame["parcel_id"],
            "zone_id": frame["zone_id"],
            "verdict": verdict[kept],
            "state": _state(frame, verdict[kept], rule, facts.as_of),
            "since": outcome.since[kept].where(verdict[kept] == "yes"),
            "area_m2": frame["area_m2"],
            "area_basis": frame["area_basis"],
            "evidence": evidence_of(
                frame,
                condition.facts,
                outcome.derived,
                condition.formula,
                thresholds_of(rule, policy, day),
            ),
            "missing": _missing(facts, outcome, verdict[kept]),
        }
    )
    return record(rows, rule, policy, facts.as_of)


def _verdict(holds: pd.Series) -> pd.Series:
    names = np.where(holds.fillna(value=False), "yes", "no")
    return pd.Series(names, index=holds.index).mask(holds.isna(), "cannot_tell")


def _state(
    frame: pd.DataFrame, verdict: pd.Series, rule: Rule, as_of: pd.Timestamp
) -> pd.Series:
    """``determined`` only with number and date of the decision (idle land only)."""
    decided = (frame["determination_date"] <= as_of) & frame["determination_no"].notna()
    decided &= rule.category == "idle"
    state = pd.Series("suspected", index=frame.index).mask(decided, "determined")
    return state.where(verdict == "yes")


def _missing(facts: Facts, outcome: Outcome, verdict: pd.Series) -> list[str]:
    """Facts for want of which it cannot be told, also whether the rule applies."""
    tells = (verdict == "cannot_tell").to_numpy()
    stages = ("supply_date", "start_date", "completion_date")
    lacking = {n: facts.unknown(n) for n in stages}
    for name, where in outcome.missing.items():
        lacking[name] = lacking.get(name, False) | where.fillna(value=False)
    lacking = {n: where.reindex(verdict.index) for n, where in lacking.items()}
    names = list(lacking)
    masks = [lacking[n].fillna(value=False).to_numpy(dtype=bool) for n in names]
    return [
        json.dumps([n for n, m in zip(names, masks, strict=True) if tells[i] and m[i]])
        for i in range(len(verdict))
    ]


def _batch_rows(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    day: pd.Timestamp,
    zones: GeoDataFrame | None,
) -> pd.DataFrame:
    left = unsupplied_area(approvals, parcels, as_of=day.date())
    figures = left.drop(columns=["geometry", "batch_id", "approved_area_m2"])
    batches = approvals.join(figures)
    batches.attrs = approvals.attrs
    zone = pd.Series(None, index=approvals.index, dtype="str")
    return batches.assign(zone_id=zone if zones is None else zone_of(approvals, zones))


def _batch_verdict(
    batches: pd.DataFrame, rule: Rule, policy: Policy, day: pd.Timestamp
) -> pd.Series:
    """A batch that has lapsed, or is approved later, leaves nothing to supply."""
    valid = ~(batches["approval_date"] > day) & ~(batches["lapsed_date"] <= day)
    if not all(policy.is_configured(need, day.date()) for need in rule.needs):
        return _verdict(valid & False).mask(valid, "not_configured")
    tolerance = policy.value("unsupplied.tolerance_m2", day.date())
    remains = batches["unsupplied_area_m2"] > tolerance
    holds = remains.astype("boolean").mask(batches["approval_date"].isna() & remains)
    return _verdict(holds.where(valid, other=False))


def _batch_findings(
    batches: pd.DataFrame,
    rule: Rule,
    policy: Policy,
    day: pd.Timestamp,
    keep: Sequence[str],
) -> pd.DataFrame:
    verdict = _batch_verdict(batches, rule, policy, day)
    batches = batches[verdict.isin(keep)]
    verdict = verdict[batches.index]
    figures = [
        "batch_area_m2",
        "supplied_area_m2",
        "unsupplied_area_m2",
        "document_supplied_m2",
        "document_unsupplied_m2",
    ]
    rows = pd.DataFrame(
        {
            "subject_id": batches["batch_id"],
            "zone_id": batches["zone_id"],
            "verdict": verdict,
            "state": pd.Series("suspected", index=batches.index).where(
                verdict == "yes"
            ),
            "since": batches["approval_date"],
            "area_m2": batches["unsupplied_area_m2"],
            "area_basis": "ellipsoidal",
            "evidence": evidence_of(
                batches,
                ("approval_no", "approval_date", "approved_area_m2", "lapsed_date"),
                {name: batches[name] for name in figures},
                "batch outline less the parcels supplied by as of > tolerance",
                thresholds_of(rule, policy, day.date()),
            ),
            "missing": [
                json.dumps(["approval_date"] if v == "cannot_tell" else [])
                for v in verdict
            ],
        }
    )
    return record(rows, rule, policy, day)
