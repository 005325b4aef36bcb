"""Findings: one decision record for each parcel or batch and rule."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from landuse.analysis.facts import ENTERPRISE
from landuse.policy import Policy, Rule

__all__ = [
    "COLUMNS",
    "KEPT",
    "evidence_of",
    "findings_frame",
    "plain_values",
    "record",
    "thresholds_of",
]

COLUMNS = (
    "subject",
    "subject_id",
    "zone_id",
    "category",
    "rule",
    "verdict",
    "state",
    "since",
    "as_of",
    "area_m2",
    "area_basis",
    "basis",
    "confidence",
    "evidence",
    "missing",
    "policy",
    "policy_hash",
)

_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

#: Verdicts that are kept unless the caller asks for more.
KEPT = ("yes", "cannot_tell", "not_configured")


def findings_frame(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Findings of several rules as one table in a fixed order.

    Parameters
    ----------
    parts : list of DataFrame
        Results of :func:`record`.

    Returns
    -------
    DataFrame
        With exactly :data:`COLUMNS`, sorted by subject, id and rule.

    Examples
    --------
    >>> findings_frame([]).columns[0]
    'subject'
    """
    parts = [part for part in parts if len(part)]
    if not parts:
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
        dates = {"since": "datetime64[s]", "as_of": "datetime64[s]"}
        return empty.astype({**dates, "area_m2": "float64"})
    found = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    return found.sort_values(["subject", "subject_id", "rule"], ignore_index=True)


def record(
    rows: pd.DataFrame, rule: Rule, policy: Policy, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Complete the rows of one rule to findings.

    Parameters
    ----------
    rows : DataFrame
        With ``subject_id``, ``zone_id``, ``verdict``, ``state``, ``since``,
        ``area_m2``, ``area_basis``, ``evidence`` and ``missing``.
    rule : Rule
        The rule that was tested.
    policy : Policy
        The policy that it belongs to.
    as_of : Timestamp
        The day.

    Returns
    -------
    DataFrame
        With :data:`COLUMNS`.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> row = pd.DataFrame({"subject_id": ["P1"], "verdict": ["yes"]})
    >>> row = row.reindex(columns=["subject_id", "verdict", "zone_id", "state", "since",
    ...                            "area_m2", "area_basis", "evidence", "missing"])
    >>> record(row, policy.rules[0], policy, pd.Timestamp("2022-09-30")).rule.tolist()
    ['idle-not-started']
    """
    fixed = {
        "subject": rule.subject,
        "category": rule.category,
        "rule": rule.id,
        "as_of": as_of,
        "basis": rule.basis,
        "confidence": rule.confidence,
        "policy": policy.id,
        "policy_hash": policy.hash,
    }
    found = rows.assign(**fixed)[list(COLUMNS)]
    texts = [n for n in COLUMNS if n not in ("since", "as_of", "area_m2")]
    dates = {"since": "datetime64[s]", "as_of": "datetime64[s]"}
    return found.astype({**dict.fromkeys(texts, "str"), **dates, "area_m2": "float64"})


def evidence_of(
    frame: pd.DataFrame,
    facts: tuple[str, ...],
    derived: Mapping[str, pd.Series],
    formula: str,
    thresholds: Mapping[str, Any] | None = None,
    arithmetic: Sequence[Mapping[str, str]] | None = None,
) -> list[str]:
    """Evidence of each row: the facts with their place, and the arithmetic.

    Parameters
    ----------
    frame : DataFrame
        Rows to explain, with ``source_file``, ``source_layer`` and
        ``source_row`` where they came from a file.
    facts : tuple of str
        Columns that were used; missing ones are quoted as null.
    derived : mapping of str to Series
        Figures that were computed, on the index of ``frame``.
    formula : str
        The arithmetic in words.
    thresholds : mapping, optional
        Values of the policy that were compared with; see :func:`thresholds_of`.
    arithmetic : sequence of mapping, optional
        The sentence of each row by language; see
        :func:`landuse.analysis.arithmetic.in_words`.

    Returns
    -------
    list of str
        JSON objects with sorted keys.

    Examples
    --------
    >>> frame = pd.DataFrame({"start_date": [None]})
    >>> evidence_of(frame, ("start_date",), {}, "no start")
    ... # doctest: +NORMALIZE_WHITESPACE
    ['{"derived": {}, "facts": {"start_date": {"value": null}}, "formula": "no start",
    "thresholds": {}}']
    """
    names = [name for name in facts if name in frame.columns]
    quoted = [_quoted(frame, name) for name in names]
    figures = [plain_values(derived[name].reindex(frame.index)) for name in derived]
    fixed = _json({"formula": formula, "thresholds": thresholds or {}})[1:]
    result = []
    for place in range(len(frame)):
        content: dict[str, Any] = {
            "derived": {n: f[place] for n, f in zip(derived, figures, strict=True)},
            "facts": {n: q[place] for n, q in zip(names, quoted, strict=True)},
        }
        if arithmetic is not None:
            content["arithmetic"] = arithmetic[place]
        result.append(f"{_json(content)[:-1]}, {fixed}")
    return result


def thresholds_of(rule: Rule, policy: Policy, on: date) -> dict[str, Any]:
    """What a rule compares with on a day: value, operator and unit by key.

    Parameters
    ----------
    rule : Rule
        Names the keys that it needs.
    policy : Policy
        Holds their values.
    on : date
        The day.

    Returns
    -------
    dict
        Plain values; a key that is not configured has ``None``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> found = thresholds_of(policy.rules[0], policy, date(2022, 9, 30))
    >>> found["idle.period_years"]["value"]
    1
    """
    entries = {key: policy.entry(key, on) for key in rule.needs}
    return {
        key: {
            "value": _plain(entry.value),
            "operator": entry.operator,
            "unit": entry.unit,
        }
        for key, entry in entries.items()
    }


def _plain(value: Any) -> Any:
    """A day as ISO text; the rest as the policy writes it."""
    return value.isoformat() if isinstance(value, date) else value


def _quoted(frame: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    """Values of a column, each with file, row and column of its source."""
    prefix = ENTERPRISE if name.startswith(ENTERPRISE) else ""
    values = plain_values(frame[name])
    if f"{prefix}source_row" not in frame.columns:
        return [{"value": value} for value in values]
    files = plain_values(frame[f"{prefix}source_file"])
    rows = plain_values(frame[f"{prefix}source_row"])
    columns = frame.attrs.get("source_columns", {})
    bare = name.removeprefix(prefix)
    return [
        {"value": v, "file": f, "row": r, "column": columns.get(f, {}).get(bare)}
        for v, f, r in zip(values, files, rows, strict=True)
    ]


def plain_values(values: pd.Series) -> list[Any]:
    """Values that JSON can write: ISO dates, numbers, text, None.

    Parameters
    ----------
    values : Series
        Of one type.

    Returns
    -------
    list
        In the order of the series.

    Examples
    --------
    >>> plain_values(pd.Series([1.0, None]))
    [1, None]
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        text = values.dt.strftime("%Y-%m-%d")
        return [None if v is pd.NaT or v != v else v for v in text]  # noqa: PLR0124
    return [_scalar(value) for value in values.to_numpy(dtype=object, na_value=None)]


def _scalar(value: Any) -> Any:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value
