"""The stages of a life as the policy has them: facts, due rules, documents, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from landuse.errors import PolicyError
from landuse.fields import FRAMES
from landuse.lifefields import STAGES
from landuse.policy import Policy

__all__ = ["KEY", "STAGES", "StageSpec", "Term", "stage_specs", "term_of"]

KEY = "lifecycle.stages"
_APPLIES = ("all", "standard")
_CLOCKS = ("idle",)
_UNITS = ("year", "month", "day")
_KNOWN = (
    *("stage", "applies", "facts", "due", "signed", "clock", "after", "every"),
    *("documents", "unit"),
)
_LISTS = ("facts", "due", "documents")
#: Day on which what is agreed of a stage was signed, where the policy names no other.
_SIGNED = "contract_date"


@dataclass(frozen=True, slots=True)
class Term:
    """So much time after something."""

    number: int
    unit: str  #: year, month or day


@dataclass(frozen=True, slots=True)
class StageSpec:
    """One stage of a life."""

    stage: str  #: one of :data:`STAGES`
    standard_only: bool = False  #: not of ordinary land
    facts: tuple[str, ...] = ()  #: columns of its day, the strongest first
    due: tuple[str, ...] = ()  #: columns of its agreed day, the strongest first
    signed: str = _SIGNED  #: column of the day on which that was agreed
    clock: str | None = None  #: ``idle``: which of ``due`` counts says the idle clock
    after: str | None = None  #: stage from which the term runs where nothing is agreed
    after_key: str | None = None  #: value of the policy that is the term
    every: str | None = None  #: value of the policy after which it is due again
    documents: tuple[str, ...] = ()  #: words of the group ``life_document``
    unit: str | None = None  #: word of the group ``responsible_unit``


def stage_specs(policy: Policy, on: date | None = None) -> tuple[StageSpec, ...]:
    """The stages that a policy names, in their order.

    Parameters
    ----------
    policy : Policy
        With ``lifecycle.stages``.
    on : date, optional
        Day on which the edition is in force; where none is, the latest counts.

    Returns
    -------
    tuple of StageSpec
        At least one.

    Raises
    ------
    PolicyError
        A stage, key or column that is not known, or one that is named twice.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> specs = stage_specs(load_policy("puyang"))
    >>> [spec.stage for spec in specs if spec.standard_only]
    ['prepared', 'announced', 'supervised']
    >>> specs[2].facts
    ('contract_date', 'supply_date')
    """
    tables = _value(policy, KEY, on)
    if not isinstance(tables, list) or not tables:
        raise _error(policy, "must be a list of tables, one for each stage")
    specs = tuple(_spec(policy, table) for table in tables)
    names = [spec.stage for spec in specs]
    places = [STAGES.index(name) for name in names]
    if places != sorted(set(places)):
        msg = f"stages must each be named once, in the order {', '.join(STAGES)}"
        raise _error(policy, msg)
    for spec in specs:
        if (
            spec.after is not None
            and spec.after not in names[: names.index(spec.stage)]
        ):
            msg = f"stage {spec.stage}: after must name an earlier stage"
            raise _error(policy, f"{msg}, not {spec.after!r}")
    return specs


def term_of(policy: Policy, key: str | None, on: date | None = None) -> Term | None:
    """A term of the policy; none where it is not configured.

    Parameters
    ----------
    policy : Policy
        From :func:`landuse.policy.load_policy`.
    key : str or None
        Of a whole number of years, months or days.
    on : date, optional
        Day on which the edition is in force; where none is, the latest counts.

    Returns
    -------
    Term or None
        The term.

    Raises
    ------
    PolicyError
        The value is not a whole number, or its unit is not one of time.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> term_of(policy, "lifecycle.start_after_delivery_years")
    Term(number=1, unit='year')
    >>> term_of(policy, "lifecycle.completion_after_start_years") is None
    True
    """
    if key is None or key not in policy.values:
        return None
    covering = [v for v in policy.values[key] if v.covers(on)] or policy.values[key]
    entry = covering[-1]
    if not entry.configured:
        return None
    if type(entry.value) is not int or entry.unit not in _UNITS:
        msg = f"must be a whole number with the unit {', '.join(_UNITS)}"
        raise PolicyError(f"{msg}, not {entry.value!r}", policy.id, key)
    return Term(entry.value, str(entry.unit))


def _value(policy: Policy, key: str, on: date | None) -> Any:
    """The value in force on a day; where none is, the latest."""
    editions = policy.values.get(key, ())
    in_force = any(value.covers(on) for value in editions)
    return policy.value(key, on if in_force else None)


def _spec(policy: Policy, table: Any) -> StageSpec:
    if not isinstance(table, Mapping) or table.get("stage") not in STAGES:
        msg = f"each stage must be a table with stage, one of {', '.join(STAGES)}"
        raise _error(policy, f"{msg}; found {table!r}")
    stage = table["stage"]
    for name in table:
        if name not in _KNOWN:
            msg = f"stage {stage}: unknown key {name!r}; known are {', '.join(_KNOWN)}"
            raise _error(policy, msg)
    _check_word(policy, stage, "applies", table.get("applies", "all"), _APPLIES)
    clock, after = table.get("clock"), table.get("after", {})
    if clock is not None:
        _check_word(policy, stage, "clock", clock, _CLOCKS)
    lists = {name: _texts(policy, stage, name, table) for name in _LISTS}
    signed = table.get("signed", _SIGNED)
    _check_columns(policy, stage, (*lists["facts"], *lists["due"], signed))
    return StageSpec(
        stage=stage,
        standard_only=table.get("applies") == "standard",
        signed=signed,
        clock=clock,
        after=after.get("stage"),
        after_key=after.get("key"),
        every=table.get("every"),
        unit=table.get("unit"),
        **lists,
    )


def _texts(
    policy: Policy, stage: str, name: str, table: Mapping[str, Any]
) -> tuple[str, ...]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(v, str) for v in found):
        raise _error(policy, f"stage {stage}: {name} must be a list of texts")
    return tuple(found)


def _check_word(
    policy: Policy, stage: str, name: str, word: object, words: tuple[str, ...]
) -> None:
    if word not in words:
        msg = f"stage {stage}: {name} {word!r} is not one of {', '.join(words)}"
        raise _error(policy, msg)


def _check_columns(policy: Policy, stage: str, columns: tuple[str, ...]) -> None:
    dates = {field.name for field in FRAMES["parcels"] if field.type == "date"}
    for column in columns:
        if column not in dates:
            msg = f"stage {stage}: parcels have no column of dates {column!r}"
            raise _error(policy, msg)


def _error(policy: Policy, message: str) -> PolicyError:
    entry = policy.entry(KEY)
    return PolicyError(message, entry.layer or policy.id, KEY, entry.line)
