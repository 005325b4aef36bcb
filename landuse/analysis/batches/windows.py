"""Windows of approvals, as the policy names them: by age or by days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.batches.validity import age_years
from landuse.analysis.calendar import as_day
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = ["Window", "windows_of"]

_KEY = "unsupplied.windows"


@dataclass(frozen=True, slots=True)
class Window:
    """Some approvals, and the floor that their supply rate is held against."""

    name: str
    years: int | None = None  #: younger than so many years
    min_years: int | None = None  #: at least so old
    first: date | None = None  #: approved on or after
    last: date | None = None  #: approved on or before
    floor: str | None = None  #: key of the policy

    def holds(self, approved: pd.Series, as_of: date | str) -> pd.Series:
        """Whether each day of approval is in the window; False where it is missing.

        Parameters
        ----------
        approved : Series of datetime64
            Days of approval.
        as_of : date or str
            The day from which the age is counted.

        Returns
        -------
        Series of bool
            On the index of ``approved``.

        Examples
        --------
        >>> days = pd.Series(pd.to_datetime(["2017-09-30", "2017-10-01", None]))
        >>> Window("five", years=5).holds(days, "2022-09-30").tolist()
        [False, True, False]
        """
        age = age_years(approved, as_of)
        within = age.notna()
        if self.years is not None:
            within &= (age < self.years).fillna(value=False)
        if self.min_years is not None:
            within &= (age >= self.min_years).fillna(value=False)
        if self.first is not None:
            within &= approved >= as_day(self.first)
        if self.last is not None:
            within &= approved <= as_day(self.last)
        return within.astype("bool")


def windows_of(policy: Policy, as_of: date) -> tuple[Window, ...]:
    """The windows of a policy on a day.

    Parameters
    ----------
    policy : Policy
        ``unsupplied.windows``: a list of tables with a ``name``.
    as_of : date
        The day.

    Returns
    -------
    tuple of Window
        In the order of the policy.

    Raises
    ------
    PolicyError
        A window without a name, with an unknown key, or with a floor that the
        policy does not have.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> windows = windows_of(load_policy("national"), date(2022, 9, 30))
    >>> [window.name for window in windows]
    ['five_years', 'all', 'over_two_years']
    """
    return tuple(_window(entry, policy, as_of) for entry in policy.value(_KEY, as_of))


def _window(entry: Any, policy: Policy, as_of: date) -> Window:
    known = [field.name for field in fields(Window)]
    if not isinstance(entry, Mapping) or "name" not in entry:
        msg = f"a window is a table with a name, not {entry!r}"
        raise PolicyError(msg, policy.id, _KEY)
    for name in entry:
        if name not in known:
            msg = f"unknown key {name!r} of a window; known are {', '.join(known)}"
            raise PolicyError(msg, policy.id, _KEY)
    window = Window(**entry)
    if window.floor is not None:
        policy.entry(window.floor, as_of)
    return window
