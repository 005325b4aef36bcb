"""Law, thresholds, dates and targets as dated data, with their legal ground.

A policy is a TOML file that may extend another: national <- henan <- puyang <-
a bureau's own. A value that the law leaves open and that no layer fills is
*not configured*; the rule that needs it says so instead of guessing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from landuse.errors import PolicyError
from landuse.policyfile import PolicyFile, read_layers
from landuse.policyparts import (
    CONFIDENCES,
    Region,
    Rule,
    Value,
    region_of,
    rules_of,
    values_of,
)

__all__ = ["CONFIDENCES", "Policy", "Region", "Rule", "Value", "load_policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole set of dated values and rules; made by :func:`load_policy`."""

    id: str
    title: str
    version: str
    layers: tuple[str, ...]  #: ids from the most general to this one
    region: Region
    values: Mapping[str, tuple[Value, ...]]
    rules: tuple[Rule, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of all values and rules: what a finding was judged by."""
        content = {
            "id": self.id,
            "region": asdict(self.region),
            "values": {k: [asdict(v) for v in vs] for k, vs in self.values.items()},
            "rules": [asdict(rule) for rule in self.rules],
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

    def is_configured(self, key: str, on: date | None = None) -> bool:
        """Whether a key has a value on a day."""
        return key in self.values and self.entry(key, on).configured

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
        Later layers win key by key and rule by rule.

    Raises
    ------
    PolicyError
        Unknown name or key, missing basis or confidence, overlapping periods;
        the message names file and key.

    Examples
    --------
    >>> load_policy("puyang").layers
    ('national', 'henan', 'puyang')
    """
    files = read_layers(str(name_or_path))
    values: dict[str, tuple[Value, ...]] = {}
    rules: dict[str, Rule] = {}
    for file in files:
        values |= values_of(file)
        rules |= {rule.id: rule for rule in rules_of(file)}
    last = files[-1]
    _check_needs(last, values, rules)
    return Policy(
        id=last.head["id"],
        title=last.head["title"],
        version=str(last.head.get("version", "")),
        layers=tuple(file.head["id"] for file in files),
        region=region_of(files),
        values=dict(sorted(values.items())),
        rules=tuple(rules.values()),
    )


def _check_needs(
    file: PolicyFile, values: dict[str, tuple[Value, ...]], rules: dict[str, Rule]
) -> None:
    for rule in rules.values():
        for need in rule.needs:
            if need not in values:
                msg = f"needs {need!r}, which no layer names"
                raise PolicyError(msg, file.path, rule.id)
