"""The rules of the quality check as data, from ``quality.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from landuse.resources import package_path

__all__ = ["FAMILIES", "QualityRule", "quality_rule", "quality_rules"]

FAMILIES = (
    "run",
    "ids",
    "areas",
    "logic",
    "tables",
    "topology",
    "layers",
    "versions",
    "reading",
)


@dataclass(frozen=True, slots=True)
class QualityRule:
    """One fault that the check looks for."""

    code: str  #: stable word in capitals
    number: int  #: within the scheme of families
    family: str  #: one of :data:`FAMILIES`
    severity: str  #: unless a limit says otherwise
    title: Mapping[str, str]  #: for staff, in ``zh`` and ``en``
    what: str  #: the message, with names in braces
    why: str  #: what the fault does to the figures
    hint: str  #: how to mend it
    raises: tuple[str, ...] = ()  #: severities that a limit may give instead
    limits: tuple[str, ...] = ()  #: keys of the policy
    pairs: tuple[tuple[str, str], ...] = field(default=())  #: columns to compare

    @property
    def severities(self) -> tuple[str, ...]:
        """All that the rule may give."""
        return (self.severity, *self.raises)


@cache
def quality_rules() -> Mapping[str, QualityRule]:
    """All rules by code, in the order of their numbers.

    Returns
    -------
    mapping of str to QualityRule
        Made once.

    Examples
    --------
    >>> quality_rules()["OVERLAP"].title["en"]
    'Outlines overlap'
    """
    with package_path("quality.toml").open("rb") as file:
        entries = tomllib.load(file)["rule"]
    rules = sorted((_rule(entry) for entry in entries), key=lambda rule: rule.number)
    return {rule.code: rule for rule in rules}


def _rule(entry: dict[str, Any]) -> QualityRule:
    lists = {k: tuple(entry.get(k, ())) for k in ("raises", "limits")}
    pairs = tuple((first, second) for first, second in entry.get("pairs", ()))
    return QualityRule(**{**entry, **lists, "pairs": pairs})


def quality_rule(code: str) -> QualityRule:
    """The rule of a code; for codes of the readers one that says so.

    Parameters
    ----------
    code : str
        Of an issue.

    Returns
    -------
    QualityRule
        Of the family ``reading`` where the code is not one of the check.

    Examples
    --------
    >>> quality_rule("GAP").family, quality_rule("ENCODING_GUESSED").family
    ('topology', 'reading')
    """
    known = quality_rules().get(code)
    if known is not None:
        return known
    title = {"zh": code, "en": code}
    return QualityRule(code, 0, "reading", "info", title, code, "", "")
