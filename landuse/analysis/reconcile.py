"""The document's area against the outline's: agreement, and what explains the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import ellipsoidal_area, gauss_krueger_parameters
from landuse.policy import Policy
from landuse.units import UNIT_FACTORS

__all__ = ["reconcile_areas", "unit_slips"]

#: Units that documents of parcels are written in.
_AREAS = {name: UNIT_FACTORS[name] for name in ("m2", "ha", "mu")}


def reconcile_areas(
    frame: GeoDataFrame, policy: Policy, *, column: str = "registered_area_m2"
) -> pd.DataFrame:
    """Compare a documented area with the area of the outline.

    The two agree within the largest of half the last printed digit, a fixed and a
    relative tolerance of the policy. A document that states the planar area of its
    zone differs by what the projection stretches: that is explained, not wrong.

    Parameters
    ----------
    frame : GeoDataFrame
        With the column and a geometry in the CRS of the survey; measured here
        unless it has ``ellipsoidal_area_m2``.
    policy : Policy
        ``quality.area_tolerance_m2``, ``quality.area_tolerance_share`` and
        ``quality.unit_slip_share``.
    column : str, default "registered_area_m2"
        The documented area.

    Returns
    -------
    DataFrame
        On the frame's index: ``result`` (``matches``, ``explained_by_projection``,
        ``unit_slip``, ``mismatch``, or missing where either area is),
        ``difference_m2`` (document less outline), ``difference_share`` and
        ``slip`` (the units that a slip confuses).

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(registered_area_m2=[9_997.9, 10_000, 1.0, 12_000])
    >>> reconcile_areas(parcels, load_policy("puyang")).result.tolist()
    ['matches', 'explained_by_projection', 'unit_slip', 'mismatch']
    """
    stated = frame[column].where(frame[column] > 0)
    computed = _computed(frame)
    planar = _planar(frame, computed)
    margin = _margin(stated, computed, policy)
    difference = stated - computed
    low, high = np.minimum(planar, computed), np.maximum(planar, computed)
    between = (stated >= low - margin) & (stated <= high + margin)
    slip = unit_slips(stated / computed, policy.value("quality.unit_slip_share"))
    result = pd.Series("mismatch", index=frame.index, dtype="str")
    result = result.mask(slip.notna(), "unit_slip")
    result = result.mask(between, "explained_by_projection")
    result = result.mask(difference.abs() <= margin, "matches")
    return pd.DataFrame(
        {
            "result": result.where(difference.notna()),
            "difference_m2": difference,
            "difference_share": difference / computed,
            "slip": slip.where(result == "unit_slip"),
        }
    )


def unit_slips(ratio: pd.Series, tolerance: float) -> pd.Series:
    """Units that explain a ratio of two areas, such as hectares for square metres.

    Parameters
    ----------
    ratio : Series of float
        Documented area over computed area.
    tolerance : float
        Share by which the ratio may miss the exact factor.

    Returns
    -------
    Series of str
        ``"ha for m2"`` and the like, the nearest factor first; missing where no
        two units explain it, and where the ratio is near one.

    Examples
    --------
    >>> unit_slips(pd.Series([1 / 10_000, 15.0, 1.0]), 0.02).tolist()
    ['ha for m2', 'mu for ha', nan]
    """
    found = pd.Series(None, index=ratio.index, dtype="str")
    off = pd.Series(tolerance, index=ratio.index)
    for written, factor in _AREAS.items():
        for meant, other in _AREAS.items():
            miss = (ratio * factor / other - 1).abs()
            nearer = (miss < off) & (factor != other)
            found = found.mask(nearer, f"{written} for {meant}")
            off = off.mask(nearer, miss)
    return found


def _computed(frame: GeoDataFrame) -> pd.Series:
    if "ellipsoidal_area_m2" in frame.columns:
        area = frame["ellipsoidal_area_m2"]
    else:
        area = ellipsoidal_area(frame)
    return area.where(area > 0)


def _planar(frame: GeoDataFrame, computed: pd.Series) -> pd.Series:
    """Area in the survey's plane; outside a Gauss-Krueger zone there is none."""
    if gauss_krueger_parameters(frame.crs) is None:
        return computed
    return pd.Series(frame.geometry.area, index=frame.index)


def _margin(stated: pd.Series, computed: pd.Series, policy: Policy) -> pd.Series:
    fixed = policy.value("quality.area_tolerance_m2")
    share = policy.value("quality.area_tolerance_share")
    digit = pd.Series(0.5, index=stated.index).where(stated.round() == stated, 0.005)
    return pd.concat([digit, computed * share], axis=1).max(axis=1).clip(lower=fixed)
