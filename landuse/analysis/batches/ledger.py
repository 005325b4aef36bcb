"""The ledger of unsupplied land (批而未供台账), with what the data have of it."""

from __future__ import annotations

from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.validity import age_band, age_years
from landuse.analysis.calendar import as_date
from landuse.analysis.conservation import ABSOLUTE_M2
from landuse.analysis.indicators import CITY, UNALLOCATED
from landuse.policy import Policy
from landuse.units import to_hectares, to_mu

__all__ = ["age_table", "unsupplied_ledger"]

#: Columns of the ledger that stand only where a source has them.
_OPTIONAL = (
    "approval_authority",
    "compensated",
    "compensation_date",
    "lapsed_date",
    "lapse_document",
    "unsupplied_cause",
    "planned_disposal",
    "disposal_due_date",
    "responsible_unit",
)
_UNKNOWN = "unknown"
_HECTARE = 10_000.0


def unsupplied_ledger(
    batches: GeoDataFrame, findings: pd.DataFrame, policy: Policy, as_of: date | str
) -> pd.DataFrame:
    """One line for each batch of which land remains, or may remain.

    Parameters
    ----------
    batches : GeoDataFrame
        Canonical approvals with the columns of
        :func:`landuse.analysis.batches.reconciled.reconciled`; with ``zone_id``
        and ``zone`` where the zones are known.
    findings : DataFrame
        Of the same day; say which batches remain and which are due to lapse.
    policy : Policy
        ``unsupplied.age_bands``.
    as_of : date or str
        The day.

    Returns
    -------
    DataFrame
        Sorted by zone and batch and numbered: the approval, areas in hectares,
        what remains by outline (ha and mu) and by document, age and its band, the
        verdicts on what remains and on the lapse, and the columns on compensation,
        cause, disposal and responsibility that the sources have.

    Examples
    --------
    >>> from landuse.analysis.batches.reconciled import reconciled
    >>> from landuse.analysis.flags import flag
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> policy, day = load_policy("national"), "2022-09-30"
    >>> batch = make_approvals(approval_date="2018-05-01", geometry=square(side=200))
    >>> parcels = make_parcels()
    >>> found = flag(parcels, policy, day, approvals=batch)
    >>> own = reconciled(batch, parcels, policy, day)
    >>> batches = batch.join(own[own.columns.difference(batch.columns)])
    >>> ledger = unsupplied_ledger(batches, found, policy, day)
    >>> ledger[["number", "batch_id", "age_band"]].values.tolist()
    [[1, 'B1', '3-5']]
    """
    day = as_date(as_of)
    remains = _verdicts(batches, findings, "unsupplied")
    order = [name for name in ("zone_id", "batch_id") if name in batches]
    rows = batches[remains.notna()].sort_values(order, kind="stable")
    left = (rows["unsupplied_area_m2"] - rows["withdrawn_m2"].fillna(0.0)).clip(lower=0)
    known = [n for n in ("zone_id", "zone", "batch_id", "batch_name") if n in rows]
    ledger = pd.DataFrame(rows[known]).assign(
        approval_no=rows["approval_no"],
        approval_date=rows["approval_date"],
        approval_kind=rows["approval_kind"],
        approved_ha=to_hectares(rows["approved_area_m2"]),
        withdrawn_ha=to_hectares(rows["withdrawn_m2"]),
        supplied_ha=to_hectares(rows["supplied_area_m2"]),
        document_supplied_ha=to_hectares(rows["document_supplied_m2"]),
        remaining_ha=to_hectares(left),
        remaining_mu=to_mu(left),
        document_remaining_ha=to_hectares(rows["document_unsupplied_m2"]),
        within_tolerance=rows["within_tolerance"],
        age_years=age_years(rows["approval_date"], day),
        age_band=age_band(
            rows["approval_date"], day, policy.value("unsupplied.age_bands", day)
        ).fillna(_UNKNOWN),
        remains=remains[rows.index],
        lapse_due=_verdicts(batches, findings, "lapse_due")[rows.index].fillna("no"),
    )
    more = [n for n in _OPTIONAL if n in rows and rows[n].notna().any()]
    sources = [n for n in ("source_file", "source_row") if n in rows]
    ledger = ledger.join(rows[more + sources])
    ledger.insert(0, "number", range(1, len(ledger) + 1))
    return ledger.reset_index(drop=True)


def age_table(
    ledger: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    parts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Unsupplied land by zone and age: count, m2, ha, mu and per cent.

    Parameters
    ----------
    ledger : DataFrame
        Result of :func:`unsupplied_ledger`.
    policy : Policy
        ``unsupplied.age_bands``.
    as_of : date or str
        The day.
    parts : DataFrame, optional
        Result of :func:`landuse.analysis.batches.zoned.by_zone`; what remains of a
        batch is shared among its zones, and nothing is lost.

    Returns
    -------
    DataFrame
        ``scope``, ``scope_id``, ``age_band`` and figures: a row for each band that
        occurs, in the city and, with ``parts``, in each zone; ``percent`` is of
        what is unsupplied there.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> ledger = pd.DataFrame({"batch_id": ["B1", "B2"], "age_band": ["0-1", "5+"],
    ...                        "remaining_ha": [1.0, 3.0]})
    >>> age_table(ledger, load_policy("national"), "2022-09-30").percent.tolist()
    [25.0, 75.0]
    """
    rows = ledger[["batch_id", "age_band"]].assign(
        area_m2=ledger["remaining_ha"] * _HECTARE, scope=CITY, scope_id=CITY
    )
    if parts is not None:
        rows = pd.concat([rows, _shared_out(rows, parts)])
    groups = rows.groupby(["scope", "scope_id", "age_band"])
    table = pd.DataFrame(
        {"batches": groups["batch_id"].nunique(), "area_m2": groups["area_m2"].sum()}
    ).reset_index()
    edges = policy.value("unsupplied.age_bands", as_date(as_of))
    order = {str(low): place for place, low in enumerate([0, *edges])}
    low = table["age_band"].str.split(r"[-+]", regex=True).str[0]
    table = table.assign(place=low.map(order).fillna(len(order)))
    table = table.sort_values(["scope", "scope_id", "place"], ignore_index=True)
    whole = table.groupby(["scope", "scope_id"])["area_m2"].transform("sum")
    return table.drop(columns="place").assign(
        area_ha=to_hectares(table["area_m2"]),
        area_mu=to_mu(table["area_m2"]),
        percent=100 * table["area_m2"] / whole.where(whole > 0),
    )


def _shared_out(rows: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """What remains of each batch by its zones, in proportion to the outlines."""
    left = parts[parts["unsupplied_area_m2"] > ABSOLUTE_M2]
    whole = left.groupby("batch_id")["unsupplied_area_m2"].transform("sum")
    zones = left[["batch_id"]].assign(
        scope="zone",
        scope_id=left["zone_id"].fillna(UNALLOCATED),
        part=left["unsupplied_area_m2"] / whole,
    )
    shared = rows.drop(columns=["scope", "scope_id"]).merge(zones, on="batch_id")
    return shared.assign(area_m2=shared["area_m2"] * shared["part"])[list(rows)]


def _verdicts(
    batches: pd.DataFrame, findings: pd.DataFrame, category: str
) -> pd.Series:
    """The verdict on each batch in one category; missing where there is none."""
    about = findings[
        (findings["subject"] == "batch") & (findings["category"] == category)
    ]
    firm = about.sort_values("verdict", ascending=False).drop_duplicates("subject_id")
    return (
        batches["batch_id"].map(firm.set_index("subject_id")["verdict"]).astype("str")
    )
