"""Small frames for tests, yours and ours: name only what matters.

A factory takes scalars (one row) or lists, ISO strings for dates and ``None``
for missing. What is not named is missing, but for the keys and ``geometry``:
squares of 100 m (15 mu in the plane) side by side in EPSG:4547.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from pandas.testing import assert_frame_equal

from landuse.factories import (
    CRS,
    make,
    make_breaches,
    make_milestones,
    make_occupancies,
    make_scores,
    make_tax_items,
    make_transfers,
    square,
)

__all__ = [
    "CRS",
    "assert_findings_equal",
    "make_approvals",
    "make_breaches",
    "make_built",
    "make_causes",
    "make_commitments",
    "make_enterprises",
    "make_events",
    "make_milestones",
    "make_occupancies",
    "make_parcels",
    "make_phases",
    "make_plan",
    "make_scores",
    "make_tax_items",
    "make_transfers",
    "make_zones",
    "square",
]

_SORTED_BY = ["subject", "subject_id", "rule"]


def make_parcels(**columns: Any) -> gpd.GeoDataFrame:
    """Parcels; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of parcels.

    Examples
    --------
    >>> make_parcels(due_start_date=["2019-01-01", None]).parcel_id.tolist()
    ['P1', 'P2']
    """
    return make("parcels", columns)


def make_zones(**columns: Any) -> gpd.GeoDataFrame:
    """Zones; a zone's name defaults to its id.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of zones.

    Examples
    --------
    >>> make_zones(zone_id=["a", "b"]).zone.tolist()
    ['a', 'b']
    """
    zones = make("zones", columns)
    return zones.assign(zone=zones["zone"].fillna(zones["zone_id"]))


def make_approvals(**columns: Any) -> gpd.GeoDataFrame:
    """Approval batches; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of approvals.

    Examples
    --------
    >>> make_approvals(approval_date="2018-05-01").batch_id.tolist()
    ['B1']
    """
    return make("approvals", columns)


def make_built(**columns: Any) -> gpd.GeoDataFrame:
    """Built-up land; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of built-up land.

    Examples
    --------
    >>> make_built(built_date="2006-05-01").built_id.tolist()
    ['J1']
    """
    return make("built", columns)


def make_plan(**columns: Any) -> gpd.GeoDataFrame:
    """Land-use plans, by default of the classification of 2023.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    GeoDataFrame
        Canonical frame of a plan.

    Examples
    --------
    >>> make_plan(class_code=["1001", "1207"]).plan_id.tolist()
    ['L1', 'L2']
    """
    return make("plan", {"class_scheme": "国土空间用地用海分类2023", **columns})


def make_phases(**columns: Any) -> gpd.GeoDataFrame:
    """Phases of parcels, by default of the parcel ``P1``.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns; phases count from 1 and have no outline.

    Returns
    -------
    GeoDataFrame
        Canonical frame of phases.

    Examples
    --------
    >>> make_phases(area_m2=[6_000, 4_000]).phase.tolist()
    ['1', '2']
    """
    return make("phases", {"parcel_id": "P1", **columns})


def make_causes(**columns: Any) -> pd.DataFrame:
    """Dated causes of idleness, by default of the government and the parcel ``P1``.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of causes.

    Examples
    --------
    >>> make_causes(cause_from="2020-01-01").cause.tolist()
    ['government']
    """
    return make("causes", {"parcel_id": "P1", "cause": "government", **columns})


def make_enterprises(**columns: Any) -> pd.DataFrame:
    """Enterprise years; the year defaults to 2021.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of enterprises.

    Examples
    --------
    >>> make_enterprises(tax_yuan=1_500_000).year.tolist()
    [2021]
    """
    return make("enterprises", {"year": 2021, **columns})


def make_events(**columns: Any) -> gpd.GeoDataFrame:
    """Ledger events; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns; ``event`` defaults to ``revitalized``.

    Returns
    -------
    GeoDataFrame
        Canonical frame of events.

    Examples
    --------
    >>> make_events(parcel_id="P1", valid_date="2021-06-01").event.tolist()
    ['revitalized']
    """
    return make("events", {"event": "revitalized", **columns})


def make_commitments(**columns: Any) -> pd.DataFrame:
    """Commitments of standard land; see the top of the module.

    Parameters
    ----------
    **columns : scalar or list
        Canonical columns.

    Returns
    -------
    DataFrame
        Canonical frame of commitments.

    Examples
    --------
    >>> made = make_commitments(indicator="floor_area_ratio", committed=1.0)
    >>> made.operator.tolist()
    ['>=']
    """
    return make("commitments", {"operator": ">=", **columns})


def assert_findings_equal(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Assert that two findings tables say the same, whatever their order.

    Parameters
    ----------
    left, right : DataFrame
        Results of :func:`landuse.analysis.flags.flag`.

    Raises
    ------
    AssertionError
        With the first difference.

    Examples
    --------
    >>> columns = ["subject", "subject_id", "rule", "verdict"]
    >>> one = pd.DataFrame([["parcel", "P1", "r", "yes"]], columns=columns)
    >>> assert_findings_equal(one, one.copy())
    """
    assert_frame_equal(
        left.sort_values(_SORTED_BY).reset_index(drop=True),
        right.sort_values(_SORTED_BY).reset_index(drop=True),
    )
