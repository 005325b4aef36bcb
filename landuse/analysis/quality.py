"""Data quality: faults of one frame, and of frames against each other.

Each rule gives issues with a stable code, the place and a cure; nothing is
changed. The rows stay in the analysis, so that counts can be reconciled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from landuse.analysis.areas import ellipsoidal_area
from landuse.analysis.unsupplied import cited_batches
from landuse.issues import Issue, issues_frame
from landuse.schema import fields_of
from landuse.units import UNIT_FACTORS

__all__ = ["check", "cross_check", "frame_issues"]

_IDS = {
    "zones": None,  # a zone has one row for each block
    "approvals": ["batch_id"],
    "parcels": ["parcel_id"],
    "enterprises": ["enterprise_id", "year"],
    "plan": ["plan_id"],
    "commitments": ["parcel_id", "indicator"],
    "events": ["event_id"],
}
_ORDER = (
    ("contract_date", "delivery_date"),
    ("delivery_date", "start_date"),
    ("start_date", "completion_date"),
    ("completion_date", "production_date"),
    ("production_date", "full_production_date"),
    ("approval_date", "lapsed_date"),
)
#: Share by which a registered area may differ from the computed one.
_WARN, _FAIL = 0.001, 0.01
_SLIP = 0.02
_EXTENTS = ("registered_area_m2", "approved_area_m2")


def check(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Faults of one canonical frame.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Result of :func:`landuse.schema.conform`.
    kind : str
        Its kind.

    Returns
    -------
    DataFrame
        Issues; empty where nothing was found.

    Raises
    ------
    SchemaError
        For an unknown kind.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> check(make_parcels(parcel_id=["P1", "P1"]), "parcels").code.tolist()
    ['DUPLICATE_ID', 'DUPLICATE_ID']
    """
    return issues_frame(frame_issues(frame, kind))


def frame_issues(frame: pd.DataFrame, kind: str) -> list[Issue]:
    """Faults of one canonical frame as a list; see :func:`check`."""
    fields_of(kind)
    rules: tuple[Callable[[pd.DataFrame, str], Iterator[Issue]], ...] = (
        _duplicates,
        _areas_not_positive,
        _area_differs,
        _dates_out_of_order,
    )
    return [issue for rule in rules for issue in rule(frame, kind)]


def cross_check(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    """Faults of frames against each other.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Canonical frames by kind; those that are not there are not checked.

    Returns
    -------
    list of Issue
        Unknown references, several tax rows for one parcel.

    Examples
    --------
    >>> from landuse.testing import make_events, make_parcels
    >>> frames = {"parcels": make_parcels(),
    ...           "events": make_events(parcel_id="X", valid_date="2021-06-01")}
    >>> [issue.code for issue in cross_check(frames)]
    ['UNKNOWN_REFERENCE']
    """
    found = [
        issue
        for kind, column, target in (
            ("parcels", "batch_id", "approvals"),
            ("events", "parcel_id", "parcels"),
            ("commitments", "parcel_id", "parcels"),
            ("taxes", "parcel_id", "parcels"),
            ("parcels", "enterprise_id", "enterprises"),
            ("enterprises", "zone_id", "zones"),
        )
        if kind in frames and target in frames
        for issue in _unknown(frames[kind], kind, column, frames[target])
    ]
    if "taxes" in frames:
        found += _one_to_many(frames["taxes"])
    if "parcels" in frames and "zones" in frames:
        found += _outside(frames["parcels"])
    return found


def _duplicates(frame: pd.DataFrame, kind: str) -> Iterator[Issue]:
    columns = _IDS.get(kind)
    if columns is None:
        return
    rows = frame[frame.duplicated(columns, keep=False)]
    yield from _issues(
        rows,
        code="DUPLICATE_ID",
        severity="error",
        field=columns[0],
        message=f"{' + '.join(columns)} stands in more than one record",
        hint="give each record its own id, or remove the second one",
    )


def _areas_not_positive(frame: pd.DataFrame, kind: str) -> Iterator[Issue]:
    """A parcel has land; a tax row, as of a flat, may have none of its own."""
    for column in [n for n in _EXTENTS if n in frame.columns]:
        for code, rows in (
            ("ZERO_AREA", frame[frame[column] == 0]),
            ("NEGATIVE_AREA", frame[frame[column] < 0]),
        ):
            yield from _issues(
                rows,
                code=code,
                severity="warning" if kind == "taxes" else "error",
                field=column,
                message=f"{column} is not above zero",
                hint="take the area from the contract or certificate",
            )


def _area_differs(frame: pd.DataFrame, kind: str) -> Iterator[Issue]:
    if kind not in ("parcels", "approvals") or frame.empty:
        return
    column = "registered_area_m2" if kind == "parcels" else "approved_area_m2"
    computed = frame.get("ellipsoidal_area_m2", ellipsoidal_area(frame))
    ratio = frame[column] / computed.where(computed > 0)
    ratio = ratio.where(frame[column] > 0)
    slip = _slips(ratio)
    yield from _issues(
        frame[slip.notna()],
        code="UNIT_SLIP_SUSPECTED",
        severity="error",
        field=column,
        message=f"{column} is to the computed area as one unit to another",
        hint="check the unit of the column: " + ", ".join(sorted(set(slip.dropna()))),
    )
    off = (ratio - 1).abs().where(slip.isna())
    for severity, rows in (
        ("warning", frame[(off > _WARN) & (off <= _FAIL)]),
        ("error", frame[off > _FAIL]),
    ):
        yield from _issues(
            rows,
            code="AREA_MISMATCH",
            severity=severity,
            field=column,
            message=f"{column} differs from the computed area",
            hint="compare the boundary with the document",
        )


def _slips(ratio: pd.Series) -> pd.Series:
    """Name of the unit slip that explains a ratio; missing where none does."""
    names = pd.Series(None, index=ratio.index, dtype="str")
    units = {n: f for n, f in UNIT_FACTORS.items() if "yuan" not in n and f != 1}
    slips = {f"{n} for m2": 1 / f for n, f in units.items()}
    slips |= {f"m2 for {n}": f for n, f in units.items()}
    slips |= {"mu for ha": 15.0, "ha for mu": 1 / 15, "10^3": 1e3, "10^-3": 1e-3}
    for name, factor in slips.items():
        near = (np.abs(ratio / factor - 1) < _SLIP).fillna(value=False)
        names = names.mask(near, name)
    return names


def _dates_out_of_order(frame: pd.DataFrame, kind: str) -> Iterator[Issue]:  # noqa: ARG001
    for earlier, later in _ORDER:
        if earlier not in frame.columns or later not in frame.columns:
            continue
        yield from _issues(
            frame[frame[later] < frame[earlier]],
            code="DATES_OUT_OF_ORDER",
            severity="warning",
            field=later,
            message=f"{later} lies before {earlier}",
            hint="check both dates against the documents",
        )


def _unknown(
    frame: pd.DataFrame, kind: str, column: str, target: pd.DataFrame
) -> Iterator[Issue]:
    if column == "batch_id":
        cited = cited_batches(target, frame)
        rows = frame.loc[cited.loc[cited["batch_id"].isna(), "place"].unique()]
    else:
        rows = frame[frame[column].notna() & ~frame[column].isin(target[column])]
    yield from _issues(
        rows,
        code="UNKNOWN_REFERENCE",
        severity="warning",
        field=column,
        message=f"{column} of {kind} names a record that no source has",
        hint="correct the id, or add the record that it names",
    )


def _one_to_many(taxes: pd.DataFrame) -> Iterator[Issue]:
    counts = taxes.groupby("parcel_id", sort=True).size()
    many = counts[counts > 1]
    rows = taxes[taxes["parcel_id"].isin(many.index)].drop_duplicates("parcel_id")
    texts = rows["parcel_id"].map(many).astype(str) + " rows name one parcel"
    named = _issues(
        rows,
        code="ONE_TO_MANY",
        severity="info",
        field="parcel_id",
        message="several rows name one parcel",
        hint="each row is counted once and the parcel's land once",
    )
    for issue, text in zip(named, texts, strict=True):
        yield replace(issue, message=text)


def _outside(parcels: pd.DataFrame) -> Iterator[Issue]:
    yield from _issues(
        parcels[parcels["zone_id"].isna()],
        code="OUTSIDE_ZONES",
        severity="warning",
        field="geometry",
        message="the parcel lies in no zone",
        hint="check its boundary and the boundary version of the zones",
    )


def _issues(rows: pd.DataFrame, **content: str) -> Iterator[Issue]:
    """One issue for each row, naming its source and id."""
    name = next((n for n in rows.columns if n.endswith("_id")), None)
    ids = rows[name] if name else pd.Series(rows.index, index=rows.index)
    column = content["field"]
    values = rows[column] if column in rows.columns and column != "geometry" else ids
    nothing = pd.Series(None, index=rows.index, dtype="str")
    files, layers = (rows.get(n, nothing) for n in ("source_file", "source_layer"))
    for place in range(len(rows)):
        yield Issue(
            file=_text(files.iloc[place]),
            layer=_text(layers.iloc[place]),
            feature=_text(ids.iloc[place]),
            value=_text(values.iloc[place]),
            **content,
        )


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value)[:200]
