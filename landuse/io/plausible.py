"""What is suspicious in readable records: kept, but told to the owner of the data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.fields import LAYER
from landuse.io.convert import is_credit_code
from landuse.io.layerids import repeated_ids
from landuse.io.unitslip import negative_money, unit_slips
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import fields_of

__all__ = ["suspicions"]

_IDENTITY = {
    "zones": ("zone_id", "block"),
    "approvals": ("batch_id",),
    "parcels": ("parcel_id",),
    "phases": ("parcel_id", "phase"),
    "enterprises": ("enterprise_id", "year"),
    "plan": ("plan_id",),
    "commitments": ("parcel_id", "indicator", "due_date"),
    "breaches": ("breach_id",),
    "events": ("event_id",),
}
_AREAS = ("registered_area_m2", "approved_area_m2")
_SHOWN = 20


def suspicions(
    frame: pd.DataFrame, kind: str, features: np.ndarray, sources: dict[str, str]
) -> list[Issue]:
    """Repeated ids, areas of zero or less, credit codes with a wrong check digit.

    Parameters
    ----------
    frame : DataFrame
        Canonical records that were not rejected, with ``source_row``.
    kind : str
        Kind of data.
    features : array of str
        What staff call each record.
    sources : dict
        Source column by canonical name.

    Returns
    -------
    list of Issue
        Without file and layer.
    """
    if kind == LAYER:
        return repeated_ids(frame)
    found = _repeated(frame, kind, sources)
    for name in _AREAS:
        if name in frame.columns:
            found += _areas(frame[name], kind, features, sources.get(name, name))
    for item in fields_of(kind):
        if item.unit is not None and item.name in frame.columns:
            source = sources.get(item.name, item.name)
            told = (frame[item.name], item.name, source, features)
            found += [*unit_slips(*told), *negative_money(*told)]
    if "enterprise_id" in frame.columns:
        column = sources.get("enterprise_id", "enterprise_id")
        found += _codes(frame["enterprise_id"], column)
    return found


def _repeated(frame: pd.DataFrame, kind: str, sources: dict[str, str]) -> list[Issue]:
    if kind == "taxes":
        return _many_rows(frame, sources)
    names = [n for n in _IDENTITY.get(kind, ()) if n in frame.columns]
    if not names or (kind == "zones" and "block" not in names):
        return []
    twice = frame[frame.duplicated(names, keep=False)]
    groups = twice.groupby(names, dropna=False, sort=True)["source_row"]
    return [
        Issue(
            "DUPLICATE_ID",
            "warning",
            worded("ids_twice", count=len(rows), rows=_listed(rows)),
            feature=_joined(key),
            field=sources.get(names[0], names[0]),
            value=_joined(key),
            hint="keep one record, or give each its own id",
        )
        for key, rows in groups
    ]


def _joined(key: object) -> str:
    parts = key if isinstance(key, tuple) else (key,)
    return " ".join(str(part) for part in parts)


def _listed(rows: pd.Series) -> str:
    shown = ", ".join(str(row) for row in rows.head(_SHOWN))
    return shown if len(rows) <= _SHOWN else f"{shown} ..."


def _many_rows(frame: pd.DataFrame, sources: dict[str, str]) -> list[Issue]:
    counts = frame["parcel_id"].value_counts()
    many = counts[counts > 1]
    if many.empty:
        return []
    most = sorted(many[many == many.iloc[0]].index)[0]
    return [
        Issue(
            "ONE_TO_MANY",
            "info",
            worded("tax_rows", count=len(many), most=most, rows=many.iloc[0]),
            field=sources.get("parcel_id"),
            value=str(int(many.sum())),
            hint="rows of one parcel are added up",
        )
    ]


def _areas(
    area: pd.Series, kind: str, features: np.ndarray, column: str
) -> list[Issue]:
    found = []
    for code, severity, mask in (
        ("ZERO_AREA", "warning", area == 0),
        ("NEGATIVE_AREA", "error", area < 0),
    ):
        hit = np.flatnonzero(mask.to_numpy())
        if kind == "taxes" and len(hit):
            first = features[hit[0]]
            text = worded("area_rows", count=len(hit), feature=first)
            found.append(_area_issue(code, severity, text, None, column))
        elif kind != "taxes":
            found += [
                _area_issue(
                    code,
                    severity,
                    worded("area_is", area=area.iloc[i]),
                    str(features[i]),
                    column,
                )
                for i in hit
            ]
    return found


def _area_issue(
    code: str, severity: str, what: str, feature: str | None, column: str
) -> Issue:
    return Issue(
        code,
        severity,
        what,
        feature=feature,
        field=column,
        hint="enter the area of the document",
    )


def _codes(codes: pd.Series, column: str) -> list[Issue]:
    wrong = sorted(c for c in codes.dropna().unique() if not is_credit_code(str(c)))
    return [
        Issue(
            "CREDIT_CODE_INVALID",
            "warning",
            "is not a unified social credit code: length, letters or check digit",
            feature=str(code),
            field=column,
            value=str(code)[:200],
            hint="compare with the business licence",
        )
        for code in wrong
    ]
