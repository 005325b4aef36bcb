"""The dossier of one parcel: facts, rules, timeline, what would change a verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from landuse.analysis.conditions import condition_of
from landuse.analysis.findings import plain_values
from landuse.analysis.unsupplied import cited_batches
from landuse.analysis.whatif import Change, Trial, fact_changes
from landuse.fields import FRAMES
from landuse.policy import Policy
from landuse.steps.judge import found_in
from landuse.steps.plots import parcels_of, plot_rows

__all__ = ["Dossier", "dossier"]

#: What the outline of a parcel is held against.
_AROUND = ("zones", "plan", "plan_old")
_ALL = ("yes", "no", "cannot_tell", "not_configured")
#: Tables that belong to a parcel, by the id that binds them.
_BOUND = {
    "enterprises": "enterprise_id",
    "phases": "parcel_id",
    "causes": "parcel_id",
}
#: Verdicts that somebody will want to see changed.
_OPEN = ("yes", "cannot_tell")
_ORDER = {"yes": 0, "cannot_tell": 1, "not_configured": 2, "no": 3}


@dataclass(frozen=True)
class Dossier:
    """All that is known and concluded of one parcel on a day; plain content."""

    parcel_id: str
    as_of: str
    policy: str
    policy_hash: str
    facts: list[dict[str, Any]]  #: field, value, file, row and column of the source
    findings: list[dict[str, Any]]  #: each rule: verdict, words, basis, evidence
    timeline: list[dict[str, Any]]  #: date, field or figure, whether computed
    changes: list[dict[str, Any]]  #: rule, verdict before and after, what must change


def dossier(
    frames: Mapping[str, pd.DataFrame], parcel_id: str, policy: Policy, as_of: date
) -> Dossier:
    """Draw up the dossier of one parcel.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    parcel_id : str
        Parcel code; of several records with it all are shown.
    policy : Policy
        The rules.
    as_of : date
        The day.

    Returns
    -------
    Dossier
        Verdicts of every rule, also those that are "no".

    Raises
    ------
    SchemaError
        No such parcel; close codes are named.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> frames = {"parcels": make_parcels(due_start_date="2020-01-01")}
    >>> found = dossier(frames, "P1", load_policy("puyang"), date(2022, 9, 30))
    >>> found.findings[0]["rule"], found.findings[0]["verdict"]
    ('idle-not-started', 'yes')
    >>> [event["date"] for event in found.timeline]
    ['2020-01-01', '2021-01-01']
    """
    near, own = _near(frames, parcel_id)
    alone = {n: f for n, f in frames.items() if n != "approvals"} | {"parcels": near}
    found = found_in(alone, policy, as_of, keep=_ALL, subjects=("parcel",))
    mine = found[(found["subject"] == "parcel") & (found["subject_id"] == parcel_id)]
    rows = [*_records(mine), *_batches(frames, own, policy, as_of)]
    return Dossier(
        parcel_id=parcel_id,
        as_of=as_of.isoformat(),
        policy=policy.id,
        policy_hash=policy.hash,
        facts=_facts(own),
        findings=rows,
        timeline=_timeline(own, rows),
        changes=[
            *_by_facts(alone, own, mine, policy, as_of),
            *_by_time(alone, parcel_id, mine, policy, as_of),
        ],
    )


def _near(
    frames: Mapping[str, pd.DataFrame], parcel_id: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The parcel's records, and with them all parcels of their enterprises."""
    parcels, own = parcels_of(frames), plot_rows(frames, parcel_id)
    holders = own["enterprise_id"].dropna()
    near = parcels[
        parcels["enterprise_id"].isin(holders) | parcels.index.isin(own.index)
    ]
    near.attrs = parcels.attrs
    return near, own


def _facts(own: pd.DataFrame) -> list[dict[str, Any]]:
    columns = own.attrs.get("source_columns", {})
    known = [f.name for f in FRAMES["parcels"] if f.type != "geometry"]
    known += [n for n in ("area_m2", "ellipsoidal_area_m2", "area_basis") if n in own]
    facts = []
    for name in known:
        for place, value in enumerate(plain_values(own[name])):
            if value is None:
                continue
            fact = {"field": name, "value": value}
            if "source_row" in own:
                file = own["source_file"].iloc[place]
                fact |= {"file": file, "row": int(own["source_row"].iloc[place])}
                fact["column"] = columns.get(file, {}).get(name)
            facts.append(fact)
    return facts


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    """Findings as plain content, what holds before what does not."""
    rank = found["verdict"].map(_ORDER)
    rows = (
        found.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank")
    )
    values = {name: plain_values(rows[name]) for name in rows}
    records = [
        dict(zip(values, row, strict=True))
        for row in zip(*values.values(), strict=True)
    ]
    for record in records:
        for name in ("evidence", "missing"):
            record[name] = json.loads(record[name])
    return records


def _batches(
    frames: Mapping[str, pd.DataFrame], own: pd.DataFrame, policy: Policy, as_of: date
) -> list[dict[str, Any]]:
    """Findings of the batches that the parcel cites."""
    approvals = frames.get("approvals")
    if approvals is None:
        return []
    ids = cited_batches(approvals, own)["batch_id"].dropna()
    cited = approvals[approvals["batch_id"].isin(ids)]
    cited.attrs = approvals.attrs
    if cited.empty:
        return []
    found = found_in(
        dict(frames) | {"approvals": cited},
        policy,
        as_of,
        keep=_ALL,
        subjects=("batch",),
    )
    return _records(found[found["subject"] == "batch"])


def _timeline(own: pd.DataFrame, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    dates = [f.name for f in FRAMES["parcels"] if f.type == "date"]
    events = {
        (value, name, False)
        for name in dates
        for value in plain_values(own[name])
        if value is not None
    }
    recorded = {(value, False) for value, _, _ in events}
    for row in rows:
        if row["verdict"] not in _OPEN:
            continue
        for name, value in row["evidence"]["derived"].items():
            if _is_day(value) and (value, False) not in recorded:
                events.add((value, name, True))
    return [
        {"date": day, "what": name, "computed": computed}
        for day, name, computed in sorted(events)
    ]


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _by_facts(
    frames: Mapping[str, pd.DataFrame],
    own: pd.DataFrame,
    found: pd.DataFrame,
    policy: Policy,
    as_of: date,
) -> list[dict[str, Any]]:
    """Facts that would change what holds or cannot be told."""
    if len(own) != 1:
        return []  # which of the records would have to change?
    near = frames["parcels"]
    open_ = found[found["verdict"].isin(_OPEN)]["rule"].unique()
    rules = [rule for rule in policy.rules_on(as_of) if rule.id in open_]
    facts = dict.fromkeys(f for r in rules for f in condition_of(r, policy).facts)
    fields = [name for name in facts if name in near]
    others = {}
    for kind, key in _BOUND.items():
        if kind in frames:
            frame = frames[kind]
            others[kind] = frame[frame[key].isin(near[key].dropna())]
            others[kind].attrs = frame.attrs

    away = any(condition_of(rule, policy).layers for rule in rules)
    around = {n: frames[n] for n in _AROUND if away and n in frames}

    def judge(copies: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        given = around | dict(copies)
        return found_in(given, policy, as_of, keep=_ALL, subjects=("parcel",))

    place = int(near.index.get_indexer(own.index[:1])[0])
    trial = Trial(near, place, others, judge)
    changes = fact_changes(trial, fields, as_of)
    told = [_plain(c) for c in changes if c.rule in open_]
    return sorted(told, key=lambda change: str(change["rule"]))


def _by_time(
    frames: Mapping[str, pd.DataFrame],
    parcel_id: str,
    found: pd.DataFrame,
    policy: Policy,
    as_of: date,
) -> list[dict[str, Any]]:
    """Days to come on which a verdict turns although nothing else happens."""
    before = found.drop_duplicates("rule").set_index("rule")["verdict"]
    evidence = [json.loads(text) for text in found["evidence"]]
    days = {
        date.fromisoformat(value)
        for each in evidence
        for value in each["derived"].values()
        if _is_day(value)
    }
    changes, seen = [], dict(before)
    for day in sorted(d + timedelta(n) for d in days for n in (0, 1)):
        if day <= as_of:
            continue
        later = found_in(frames, policy, day, keep=_ALL, subjects=("parcel",))
        mine = later[
            (later["subject"] == "parcel") & (later["subject_id"] == parcel_id)
        ]
        for rule, verdict in mine.drop_duplicates("rule")[
            ["rule", "verdict"]
        ].to_numpy():
            if rule in seen and seen[rule] != verdict:
                change = Change(rule, seen[rule], verdict, "as_of", day, "is")
                changes.append(_plain(change))
            seen[rule] = verdict
    return changes


def _plain(change: Change) -> dict[str, Any]:
    value = change.value
    return {
        "rule": change.rule,
        "before": change.before,
        "after": change.after,
        "field": change.field,
        "how": change.how,
        "value": value.isoformat() if isinstance(value, date) else value,
    }
