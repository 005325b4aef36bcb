"""Indicators as tidy rows: a figure, what it is made of, and the goal it meets."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from landuse.policy import Policy
from landuse.units import round_half_up
from landuse.vocabulary import label

__all__ = [
    "CITY",
    "UNALLOCATED",
    "Indicator",
    "holds",
    "indicators_frame",
    "note",
    "note_label",
    "target_of",
]

#: Id of the one row of scope ``city``.
CITY = "city"
#: Id of the row of scope ``zone`` that holds what belongs to no known zone.
UNALLOCATED = "unallocated"

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}
_NUMBERS = ("value", "numerator", "denominator", "target")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the indicators; ``value = numerator / denominator`` for a ratio."""

    indicator: str  #: stable name, e.g. ``tax_yuan_per_mu``
    value: float | None  #: unrounded; missing where it cannot be computed
    unit: str
    scope: str = CITY  #: ``city``, ``zone``, ``enterprise`` or ``parcel``
    scope_id: str = CITY
    numerator: float | None = None  #: the figure above the line
    numerator_scope: str | None = None  #: whose figure it is
    denominator: float | None = None
    denominator_scope: str | None = None
    area_basis: str | None = None
    target: float | None = None
    operator: str | None = None
    as_of: date | None = None
    note: str | None = None  #: made by :func:`note`

    @property
    def met(self) -> bool | None:
        """Whether the unrounded value meets the target; missing if unknown."""
        if self.value is None or self.target is None or self.operator is None:
            return None
        return bool(holds(self.value, self.operator, self.target))


#: In the order of the published table.
_COLUMNS = (
    "scope",
    "scope_id",
    "indicator",
    "value",
    "unit",
    "numerator",
    "numerator_scope",
    "denominator",
    "denominator_scope",
    "area_basis",
    "target",
    "operator",
    "met",
    "as_of",
    "note",
)


def indicators_frame(rows: Iterable[Indicator]) -> pd.DataFrame:
    """Indicators as a table, in the order given.

    Parameters
    ----------
    rows : iterable of Indicator
        May be empty.

    Returns
    -------
    DataFrame
        Numbers ``float64``, ``met`` ``boolean`` (true, false or missing),
        ``as_of`` days, the rest text.

    Examples
    --------
    >>> row = Indicator("revitalized_mu", 24_999.9, "mu", target=25_000, operator=">=")
    >>> indicators_frame([row]).met.tolist()
    [False]
    """
    records = [{**asdict(row), "met": row.met} for row in rows]
    frame = pd.DataFrame(records, columns=list(_COLUMNS))
    words = [f.name for f in fields(Indicator) if f.name not in (*_NUMBERS, "as_of")]
    types = dict.fromkeys(words, "str") | dict.fromkeys(_NUMBERS, "float64")
    return frame.astype({**types, "met": "boolean", "as_of": "datetime64[s]"})


def holds(value: Any, comparison: str, target: Any) -> Any:
    """Whether a figure compares with a target as the policy says.

    Parameters
    ----------
    value, target : float, Series or array
        Unrounded.
    comparison : {">=", ">", "<=", "<", "=="}
        The policy's or the contract's operator.

    Returns
    -------
    bool, Series or array
        The comparison.

    Raises
    ------
    ValueError
        For another operator.

    Examples
    --------
    >>> holds(150_000, ">", 150_000), holds(150_000, ">=", 150_000)
    (False, True)
    """
    if comparison not in _COMPARISONS:
        known = ", ".join(_COMPARISONS)
        msg = f"operator {comparison!r} is not known; use one of {known}"
        raise ValueError(msg)
    return _COMPARISONS[comparison](value, target)


def target_of(policy: Policy, key: str, unit: str) -> dict[str, Any]:
    """Target and operator of a goal, for the fields of an :class:`Indicator`.

    Parameters
    ----------
    policy : Policy
        May have no such goal.
    key : str
        E.g. ``target.revitalized_mu``.
    unit : str
        Of the indicator; a goal in another unit is not compared with it.

    Returns
    -------
    dict
        ``target`` and ``operator``, or empty.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> target_of(load_policy("puyang"), "target.revitalized_mu", "mu")
    {'target': 25000, 'operator': '>='}
    """
    if not policy.is_configured(key):
        return {}
    entry = policy.entry(key)
    if entry.unit != unit:
        return {}
    return {"target": entry.value, "operator": entry.operator}


def note(**facts: Any) -> str | None:
    """What must be said beside a figure, in a form that both languages can print.

    Parameters
    ----------
    **facts : int, float or str
        Zero and ``None`` are left out; a float is rounded to two places.

    Returns
    -------
    str or None
        ``name=value`` pairs, ``None`` without any.

    Examples
    --------
    >>> note(exempt_enterprises=2, parcels_without_area=0, outside_zones_mu=1.005)
    'exempt_enterprises=2; outside_zones_mu=1.01'
    """
    pairs = [f"{name}={_printed(fact)}" for name, fact in facts.items() if fact]
    return "; ".join(pairs) or None


def _printed(fact: Any) -> str:
    return f"{round_half_up(fact):.2f}" if isinstance(fact, float) else str(fact)


def note_label(text: str, lang: str = "zh") -> str:
    """A note as staff read it.

    Parameters
    ----------
    text : str
        Result of :func:`note`.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    str
        The names replaced by the words of the vocabulary.

    Examples
    --------
    >>> note_label("exempt_enterprises=2", "en")
    'exempt enterprises: 2'
    """
    colon, stop = ("：", "；") if lang == "zh" else (": ", "; ")
    pairs = (pair.partition("=") for pair in text.split("; "))
    return stop.join(
        f"{label('note', name, lang)}{colon}{value}" for name, _, value in pairs
    )
