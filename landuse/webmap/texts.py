"""Values as the text that staff read on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from landuse.units import round_half_up
from landuse.vocabulary import label

__all__ = ["VALUE_GROUPS", "digits_of", "figure_text", "value_texts"]

#: Columns whose words the vocabulary translates, and its group of words.
VALUE_GROUPS = {
    "age_band": "age_band",
    "category": "category",
    "state": "state",
    "lifecycle_stage": "stage",
    "next_stage": "stage",
    "next_unit": "responsible_unit",
    "responsible_unit": "responsible_unit",
    "exit_kind": "exit_kind",
    "revitalization": "event",
    "kind": "control",
    "change": "change",
    "supply_method": "supply_method",
    "cause": "cause",
    "due_start_ground": "due_start_ground",
    "forecast": "forecast",
    "idle_consequence": "idle_consequence",
    "idle_consequence_reason": "idle_consequence_reason",
    "fee_status": "fee_status",
    "idle_state": "idle_state",
    "breach_kind": "breach",
    "breach_state": "breach_state",
    "rectify_by_basis": "rectify_by_basis",
    "obligor_basis": "obligor_basis",
}
#: By the unit in the name, also where a scope follows it (``tax_yuan_per_mu_x``);
#: ``tax_x`` without a unit is tax per mu of the denominator x.
_DIGITS = {
    "yuan_per_mu": 0,
    "mu": 2,
    "m2": 2,
    "ha": 4,
    "yuan": 2,
    "tax": 0,
    "percent": 2,
}


def digits_of(name: str) -> int | None:
    """Decimals with which a column is printed, by the unit in its name.

    Parameters
    ----------
    name : str
        Canonical name.

    Returns
    -------
    int or None
        None prints all that a figure has.

    Examples
    --------
    >>> digits_of("area_mu"), digits_of("floors")
    (2, None)
    """
    return next(
        (n for end, n in _DIGITS.items() if f"_{end.strip('_')}_" in f"_{name}_"), None
    )


def figure_text(value: float, digits: int | None = 2) -> str:
    """A figure with thousands separators, a half rounded up.

    Parameters
    ----------
    value : float
        Any figure.
    digits : int or None, default 2
        Decimal places; None prints all that the figure has.

    Returns
    -------
    str
        The figure, or a dash where it is missing.

    Examples
    --------
    >>> figure_text(24999.995), figure_text(float("nan")), figure_text(0.25, None)
    ('25,000.00', '—', '0.25')
    """
    if pd.isna(value):
        return "—"
    if digits is None:
        return f"{float(value) + 0.0:,.12g}"  # no zero below zero
    return f"{round_half_up(float(value), digits):,.{digits}f}"


def value_texts(
    column: pd.Series, name: str, lang: str = "zh", group: str | None = None
) -> pd.Series:
    """A column as text; missing stays missing, text stays byte for byte.

    Parameters
    ----------
    column : Series
        Any type.
    name : str
        Canonical name: its unit decides the digits, its group the words.
    lang : {"zh", "en"}, default "zh"
        Language.
    group : str, optional
        Words of the vocabulary, instead of those that go with the name.

    Returns
    -------
    Series
        Of Python objects: str or None.

    Examples
    --------
    >>> value_texts(pd.Series([1234.5, None]), "area_mu").tolist()
    ['1,234.50', None]
    """
    convert = _converter(column, name, lang, group)
    values = [None if pd.isna(v) else convert(v) for v in column.tolist()]
    return pd.Series(values, index=column.index, dtype=object, name=name)


def _converter(
    column: pd.Series, name: str, lang: str, group: str | None
) -> Callable[[Any], str]:
    if pd.api.types.is_bool_dtype(column):
        return lambda v: label("bool", "true" if v else "false", lang)
    if pd.api.types.is_datetime64_any_dtype(column):
        return lambda v: v.date().isoformat()
    if pd.api.types.is_numeric_dtype(column):
        digits = digits_of(name)
        return lambda v: figure_text(v, digits)
    words = group or VALUE_GROUPS.get(name)
    return str if words is None else lambda v: label(words, str(v), lang)
