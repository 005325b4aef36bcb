"""What a change of policy changes: which land, from what to what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.flags import primary_category
from landuse.analysis.grading.feed import with_computed_grades
from landuse.policy import Policy, Rule
from landuse.schema import empty_frame
from landuse.steps.judge import found_in
from landuse.steps.policyrecords import value_record

__all__ = ["PolicyDiff", "Reason", "compare", "reasons"]

_KEY = ["subject", "subject_id", "rule"]
_SHOWN = ["zone_id", "category", "verdict", "state", "area_m2"]
#: What of a rule or value says how it judges; its ground and place do not.
_FIGURE = ("value", "configured", "operator", "unit", "measure", "years", "by")
_GROUND = (
    *("basis", "document", "article", "wording", "layer", "line", "note"),
    *("title", "title_en", "confidence", "legal_review"),
    *("effective_from", "effective_to"),
)


_ENDS = ("before", "after")


@dataclass(frozen=True, slots=True)
class Reason:
    """One difference between two policies on a day."""

    kind: str  #: ``rule_only_a``, ``rule_only_b``, ``rule`` or ``value``
    name: str  #: id of the rule, or key
    before: Any = None  #: record of the value, or what of the rule differs
    after: Any = None


@dataclass(frozen=True)
class PolicyDiff:
    """Two policies on the same land and day."""

    findings: pd.DataFrame  #: subject, id, zone, rule, verdict and state of each
    primary: pd.DataFrame  #: parcels whose primary category is another
    areas: pd.DataFrame  #: by subject and category: count and m2 under each
    reasons: Mapping[str, tuple[Reason, ...]]  #: by rule, for those that differ
    others: tuple[Reason, ...]  #: values that differ and that no rule needs


def compare(
    frames: Mapping[str, pd.DataFrame], before: Policy, after: Policy, as_of: date
) -> PolicyDiff:
    """Judge the same land by two policies.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    before, after : Policy
        The two policies.
    as_of : date
        The day.

    Returns
    -------
    PolicyDiff
        Only what differs, but for the areas.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy = load_policy("national")
    >>> found = compare({"parcels": make_parcels()}, policy, policy, date(2022, 9, 30))
    >>> len(found.findings), found.reasons
    (0, {})
    """
    pair = (before, after)
    found = [found_in(_graded(frames, policy), policy, as_of) for policy in pair]
    why, others = reasons(before, after, as_of)
    primary = _primary(frames, pair, found, as_of)
    moved = primary["before"] != primary["after"]
    return PolicyDiff(
        findings=_changed(found, pair, as_of),
        primary=primary[moved].reset_index(drop=True),
        areas=_areas(primary, found),
        reasons=why,
        others=others,
    )


def _graded(
    frames: Mapping[str, pd.DataFrame], policy: Policy
) -> Mapping[str, pd.DataFrame]:
    """Grades that the source does not state are those of each policy."""
    if "enterprises" not in frames:
        return frames
    enterprises = with_computed_grades(frames["enterprises"], policy)
    return {**frames, "enterprises": enterprises}


def _changed(
    found: list[pd.DataFrame], pair: tuple[Policy, Policy], as_of: date
) -> pd.DataFrame:
    """Findings with another verdict or state, one row each."""
    one, two = (f.drop_duplicates(_KEY)[_KEY + _SHOWN] for f in found)
    both = one.merge(two, on=_KEY, how="outer", suffixes=("_before", "_after"))
    for policy, end in zip(pair, ("_before", "_after"), strict=True):
        now = {rule.id for rule in policy.rules_on(as_of)}
        in_force = both["rule"].isin(now)
        absent = in_force.map({True: "no", False: "not_in_force"})
        both[f"verdict{end}"] = both[f"verdict{end}"].fillna(absent)
    for name in ("zone_id", "category", "area_m2"):
        both[name] = both[f"{name}_after"].fillna(both[f"{name}_before"])
    other = both["verdict_before"] != both["verdict_after"]
    states = both[["state_before", "state_after"]].fillna("")
    other |= states["state_before"] != states["state_after"]
    columns = [*_KEY, "category", "zone_id", "area_m2"]
    columns += ["verdict_before", "verdict_after", "state_before", "state_after"]
    return both.loc[other, columns].sort_values(_KEY, ignore_index=True)


def _primary(
    frames: Mapping[str, pd.DataFrame],
    pair: tuple[Policy, Policy],
    found: list[pd.DataFrame],
    as_of: date,
) -> pd.DataFrame:
    """Each parcel's primary category and area of record under both policies."""
    parcels = frames.get("parcels", empty_frame("parcels"))
    primary = parcels[["parcel_id", "zone_id"]].copy()
    for end, policy, findings in zip(_ENDS, pair, found, strict=True):
        area = with_area_of_record(parcels, policy, as_of)["area_m2"]
        primary[f"area_m2_{end}"] = area
        primary[end] = primary_category(parcels, findings, policy, as_of)
    return pd.DataFrame(primary).sort_values("parcel_id")


def _areas(primary: pd.DataFrame, found: list[pd.DataFrame]) -> pd.DataFrame:
    """Parcels by primary category, batches by category: none counts twice."""
    parts = []
    for end, findings in zip(_ENDS, found, strict=True):
        parcels = pd.DataFrame(
            {"category": primary[end], "area_m2": primary[f"area_m2_{end}"]}
        )
        others = findings["subject"] != "parcel"
        held = findings[(findings["verdict"] == "yes") & others]
        held = held.drop_duplicates(["subject", "subject_id", "category"])
        rows = pd.concat([parcels.assign(subject="parcel"), held])
        sums = rows.groupby(["subject", "category"])["area_m2"].agg(["size", "sum"])
        parts.append(sums.set_axis([f"count_{end}", f"area_m2_{end}"], axis=1))
    both = parts[0].join(parts[1], how="outer").fillna(0).reset_index()
    return both.astype({f"count_{end}": "int64" for end in _ENDS})


def reasons(
    before: Policy, after: Policy, as_of: date
) -> tuple[dict[str, tuple[Reason, ...]], tuple[Reason, ...]]:
    """How two policies differ on a day.

    Parameters
    ----------
    before, after : Policy
        The two policies.
    as_of : date
        The day.

    Returns
    -------
    tuple
        Reasons by rule, and the values that differ and that no rule needs.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> _, others = reasons(load_policy("henan"), load_policy("puyang"),
    ...                     date(2022, 9, 30))
    >>> "target.tax_yuan_per_mu" in [each.name for each in others]
    True
    """
    one = {rule.id: rule for rule in before.rules_on(as_of)}
    two = {rule.id: rule for rule in after.rules_on(as_of)}
    values = {
        key: Reason("value", key, *pair)
        for key in sorted({*before.values, *after.values})
        if _figure(pair := [_entry(p, key, as_of) for p in (before, after)])
    }
    found = {}
    for name in sorted({*one, *two}):
        why = _rule_reasons(one.get(name), two.get(name))
        why += [
            values[key] for key in _needs(one.get(name), two.get(name)) if key in values
        ]
        if why:
            found[name] = tuple(why)
    used = {key for pair in ((*one.values(), *two.values())) for key in pair.needs}
    return found, tuple(r for key, r in values.items() if key not in used)


def _entry(policy: Policy, key: str, on: date) -> dict[str, Any] | None:
    if not any(value.covers(on) for value in policy.values.get(key, ())):
        return None
    return value_record(policy.entry(key, on), policy)


def _figure(pair: list[dict[str, Any] | None]) -> bool:
    """Whether two records of a value differ in what is compared with."""
    one, two = pair
    if one is None or two is None:
        return one is not two
    return any(one[name] != two[name] for name in _FIGURE)


def _needs(one: Rule | None, two: Rule | None) -> list[str]:
    needs = [need for rule in (one, two) if rule is not None for need in rule.needs]
    return list(dict.fromkeys(needs))


def _rule_reasons(one: Rule | None, two: Rule | None) -> list[Reason]:
    if one is None or two is None:
        known = one or two
        assert known is not None
        return [Reason("rule_only_b" if one is None else "rule_only_a", known.id)]
    names = [f.name for f in fields(Rule) if f.name not in _GROUND]
    other = {n: getattr(one, n) for n in names if getattr(one, n) != getattr(two, n)}
    if not other:
        return []
    return [Reason("rule", one.id, other, {name: getattr(two, name) for name in other})]
