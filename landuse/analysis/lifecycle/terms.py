"""What the policy says about due days, period by period of its editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from landuse.analysis.lifecycle.days import ALWAYS, NEVER
from landuse.analysis.lifecycle.stages import StageSpec, Term, term_of
from landuse.policy import Policy

__all__ = ["Terms", "terms_of"]

_ORDER, _POSTPONED = "idle.due_start_order", "idle.start_only_postponed"
_DELAY = "idle.start_after_delivery_years"
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds on the days from ``first`` to ``last``."""

    first: int
    last: int
    grounds: tuple[str, ...]  #: of the agreed start, in their order
    postponed: bool  #: a later agreement can only put the start off
    delay: Term | None  #: of the start after delivery
    terms: dict[str, Term | None]  #: by key of the policy

    @property
    def content(self) -> tuple[Any, ...]:
        """All but the days."""
        return (self.grounds, self.postponed, self.delay, self.terms)


def terms_of(policy: Policy, specs: tuple[StageSpec, ...]) -> tuple[Terms, ...]:
    """The editions of what due days rest on, the earliest first.

    Parameters
    ----------
    policy : Policy
        From :func:`landuse.policy.load_policy`.
    specs : tuple of StageSpec
        The stages.

    Returns
    -------
    tuple of Terms
        They cover all days: where no edition is in force, the latest counts. Periods
        that say the same are one.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.stages import stage_specs
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> (only,) = terms_of(policy, stage_specs(policy))
    >>> only.grounds[0], only.delay
    ('extension', Term(number=1, unit='year'))
    """
    keys = {key for spec in specs for key in (spec.after_key, spec.every) if key}
    firsts = {ALWAYS}
    for key in (*keys, _ORDER, _POSTPONED, _DELAY):
        for value in policy.values.get(key, ()):
            if value.effective_from is not None:
                firsts.add(_number(value.effective_from))
            if value.effective_to is not None:
                firsts.add(_number(value.effective_to) + 1)
    starts = sorted(firsts)
    ends = [first - 1 for first in starts[1:]] + [NEVER]
    found: list[Terms] = []
    for first, last in zip(starts, ends, strict=True):
        here = _terms(policy, sorted(keys), first, last)
        if found and found[-1].content == here.content:
            here = _terms(policy, sorted(keys), found.pop().first, last, first)
        found.append(here)
    return tuple(found)


def _terms(
    policy: Policy, keys: list[str], first: int, last: int, on: int | None = None
) -> Terms:
    day = _EPOCH + timedelta(days=max(first if on is None else on, _FIRST))
    delay = term_of(policy, _DELAY, day)
    return Terms(
        first=first,
        last=last,
        grounds=tuple(str(name) for name in _value(policy, _ORDER, day) or ()),
        postponed=bool(_value(policy, _POSTPONED, day)),
        delay=delay,
        terms={key: term_of(policy, key, day) for key in keys},
    )


#: The first day that the calendar of the library knows.
_FIRST = date.min.toordinal() - _EPOCH.toordinal()


def _value(policy: Policy, key: str, on: date) -> Any:
    editions = policy.values.get(key, ())
    covering = [value for value in editions if value.covers(on)] or editions[-1:]
    return covering[-1].value if covering else None


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH.toordinal()
