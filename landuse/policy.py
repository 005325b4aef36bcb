"""Law, thresholds, dates and targets as dated data, with their legal ground.

A policy is a TOML file that may extend another: national <- henan <- puyang <-
a bureau's own. A value that the law leaves open and that no layer fills is
*not configured*; the rule that needs it says so instead of guessing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from landuse.errors import PolicyError
from landuse.policyfile import read_layers
from landuse.policylayers import merged
from landuse.policyparts import CONFIDENCES, Document, Region, Rule, Value
from landuse.policyread import region_of

__all__ = [
    "CONFIDENCES",
    "Document",
    "Policy",
    "Region",
    "Rule",
    "Value",
    "load_policy",
]

#: Where an entry stands says nothing of what it rules.
_PLACE = ("layer", "line")


@dataclass(frozen=True)
class Policy:
    """A whole set of dated values and rules; made by :func:`load_policy`."""

    id: str
    title: str
    version: str
    layers: tuple[str, ...]  #: ids from the most general to this one
    region: Region
    values: Mapping[str, tuple[Value, ...]] = field(repr=False)
    #: in the order of the files; editions of one id together
    rules: tuple[Rule, ...] = field(repr=False)
    documents: Mapping[str, Document] = field(default_factory=dict, repr=False)
    #: what the authors of each layer looked for in vain, by its id
    not_found: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all values and rules: what a finding was judged by."""
        content = {
            "id": self.id,
            "region": asdict(self.region),
            "values": {k: [_content(v) for v in vs] for k, vs in self.values.items()},
            "rules": [_content(rule) for rule in self.rules],
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def entry(self, key: str, on: date | None = None) -> Value:
        """A value with its basis.

        Parameters
        ----------
        key : str
            Dotted name.
        on : date, optional
            Day on which it must be in force; without it the latest.

        Returns
        -------
        Value
            Possibly one that is not configured.

        Raises
        ------
        PolicyError
            Unknown key, or none in force on that day.

        Examples
        --------
        >>> load_policy("national").entry("idle.period_years").value
        1
        """
        if key not in self.values:
            msg = "no such value in the policy or the layers that it extends"
            raise PolicyError(msg, self.id, key)
        valid = [value for value in self.values[key] if value.covers(on)]
        if not valid:
            msg = f"no value in force on {on}; add one with effective_from"
            raise PolicyError(msg, self.id, key)
        return valid[-1]

    def value(self, key: str, on: date | None = None) -> Any:
        """The bare value of a key that must be configured.

        Parameters
        ----------
        key : str
            Dotted name.
        on : date, optional
            Day on which it must be in force.

        Returns
        -------
        object
            Number, text, date or list.

        Raises
        ------
        PolicyError
            Unknown, not in force or not configured.

        Examples
        --------
        >>> load_policy("puyang").value("target.revitalized_mu")
        25000
        """
        entry = self.entry(key, on)
        if not entry.configured:
            msg = f"not configured ({entry.basis}); set it in a policy of your own"
            raise PolicyError(msg, self.id, key)
        return entry.value

    def values_by_date(self, key: str, dates: pd.Series) -> pd.Series:
        """The value that was in force on each of many days.

        What a contract promised is held against the edition of its own day.

        Parameters
        ----------
        key : str
            Dotted name.
        dates : Series of datetime64
            Days, such as those of contracts.

        Returns
        -------
        Series
            On the index of ``dates``, named ``key``: numbers as float, others as
            object. Missing where the day is missing, where no edition was in force
            on it, and where that edition is not configured.

        Raises
        ------
        PolicyError
            Unknown key.

        Examples
        --------
        >>> days = pd.Series(pd.to_datetime(["2012-06-30", "2012-07-01", None]))
        >>> load_policy("national").values_by_date("idle.period_years", days).tolist()
        [nan, 1.0, nan]
        """
        self.entry(key)
        editions = [value for value in self.values[key] if value.configured]
        numbers = all(type(edition.value) in (int, float) for edition in editions)
        found = pd.Series(None, dates.index, object, name=key)
        for edition in editions:
            found[_within(dates, edition)] = edition.value
        return found.astype("float64") if numbers else found

    def is_configured(self, key: str, on: date | None = None) -> bool:
        """Whether a key has a value on a day."""
        return key in self.values and self.entry(key, on).configured

    def editions(self, rule: str) -> tuple[Rule, ...]:
        """All editions of a rule, the earliest first; none where it has none."""
        return tuple(each for each in self.rules if each.id == rule)

    def rules_on(self, on: date) -> tuple[Rule, ...]:
        """The rules in force on a day, in the order of the files."""
        return tuple(rule for rule in self.rules if rule.covers(on))


def load_policy(name_or_path: object) -> Policy:
    """Read a policy and the layers that it extends.

    Parameters
    ----------
    name_or_path : str or Path
        ``"national"``, ``"henan"``, ``"puyang"``, or a TOML file.

    Returns
    -------
    Policy
        Later layers win key by key and rule by rule, each with all its periods.

    Raises
    ------
    PolicyError
        Unknown name or key, missing basis or confidence, overlapping periods, a
        layer that replaces only some periods; the message names file, line and key.

    Examples
    --------
    >>> load_policy("puyang").layers
    ('national', 'henan', 'puyang')
    """
    files = read_layers(str(name_or_path))
    parts = merged(files)
    last = files[-1]
    return Policy(
        id=last.head["id"],
        title=last.head["title"],
        version=str(last.head.get("version", "")),
        layers=tuple(file.head["id"] for file in files),
        region=region_of(files),
        values=dict(sorted(parts.values.items())),
        rules=tuple(rule for editions in parts.rules.values() for rule in editions),
        documents=parts.documents,
        not_found=parts.not_found,
    )


def _content(part: Value | Rule) -> dict[str, Any]:
    return {name: v for name, v in asdict(part).items() if name not in _PLACE}


def _within(dates: pd.Series, value: Value) -> pd.Series:
    within = dates.notna()
    if value.effective_from is not None:
        within &= dates >= pd.Timestamp(value.effective_from)
    if value.effective_to is not None:
        within &= dates <= pd.Timestamp(value.effective_to)
    return within
