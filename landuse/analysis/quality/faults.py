"""From the rows of a fault to its issues: sentence, cure and severity from the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import pandas as pd

from landuse.issues import Issue, PlacedIssue
from landuse.messages import rule_message
from landuse.qualityrules import quality_rule

__all__ = ["PAIR", "Fault", "feature_names", "issues_of", "number_text"]

#: Between the names of two records that an issue is about.
PAIR = " / "
_CUT = 200


@dataclass(frozen=True)
class Fault:
    """One rule and the rows that break it."""

    code: str
    field: str  #: canonical column
    rows: pd.DataFrame
    facts: Mapping[str, str] = dataclass_field(
        default_factory=dict
    )  #: same for all rows
    each: Mapping[str, Sequence[Any]] = dataclass_field(
        default_factory=dict
    )  #: one per row
    severity: str | None = None  #: one that the rule may be raised to
    features: Sequence[str | None] | None = None  #: instead of the id of the row
    shapes: Any = None  #: the offending pieces, one per row
    values: Sequence[Any] | None = None  #: instead of the value of the field


def issues_of(fault: Fault) -> Iterator[Issue]:
    """One issue for each row, naming its source and id.

    Parameters
    ----------
    fault : Fault
        May have no rows.

    Yields
    ------
    Issue
        With its place where the fault has shapes or the rows have outlines.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(registered_area_m2=0.0)
    >>> fault = Fault("ZERO_AREA", "registered_area_m2", parcels,
    ...               {"field": "registered_area_m2"})
    >>> [(issue.feature, issue.message) for issue in issues_of(fault)]
    [('P1', 'registered_area_m2 is not above zero')]
    """
    rows = fault.rows
    if not len(rows):
        return
    rule = quality_rule(fault.code)
    severity = fault.severity or rule.severity
    names = fault.features if fault.features is not None else feature_names(rows)
    files, layers = (_texts(rows, n) for n in ("source_file", "source_layer"))
    shapes = _shapes(fault)
    crs = getattr(rows, "crs", None) if "geometry" in rows.columns else None
    for place, value in enumerate(_values(fault, names)):
        facts = {**fault.facts, **{k: v[place] for k, v in fault.each.items()}}
        yield PlacedIssue(
            fault.code,
            severity,
            rule_message(fault.code, rule.what, facts),
            file=files[place],
            layer=layers[place],
            feature=names[place],
            field=fault.field,
            value=value,
            hint=rule.hint.format_map(facts),
            shape=shapes[place],
            crs=crs,
        )


def feature_names(rows: pd.DataFrame) -> list[str]:
    """What staff call each record: its id, or its row number in the source.

    Parameters
    ----------
    rows : DataFrame
        Canonical.

    Returns
    -------
    list of str
        One for each row.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> feature_names(make_parcels(parcel_id=["P7"]))
    ['P7']
    """
    named = [n for n in rows.columns if n.endswith("_id")]
    named += [n for n in ("division_code", "source_row") if n in rows.columns]
    ids = rows[named[0]] if named else rows.index.to_series()
    return [str(value) for value in ids]


def number_text(value: float, digits: int = 2) -> str:
    """A figure for a message.

    Parameters
    ----------
    value : float
        Not missing.
    digits : int, default 2
        After the point.

    Returns
    -------
    str
        With separators of thousands.

    Examples
    --------
    >>> number_text(12345.678)
    '12,345.68'
    """
    return f"{value:,.{digits}f}"


def _values(fault: Fault, names: Sequence[str | None]) -> list[str | None]:
    if fault.values is not None:
        return [_text(value) for value in fault.values]
    if fault.field in fault.rows.columns and fault.field != "geometry":
        return [_text(value) for value in fault.rows[fault.field]]
    return list(names)


def _shapes(fault: Fault) -> Sequence[Any]:
    if fault.shapes is not None:
        return fault.shapes
    if "geometry" in fault.rows.columns:
        return fault.rows["geometry"].to_numpy()
    return [None] * len(fault.rows)


def _texts(rows: pd.DataFrame, name: str) -> list[str | None]:
    if name not in rows.columns:
        return [None] * len(rows)
    return [_text(value) for value in rows[name]]


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value)[:_CUT]
