"""Statistics that offices send up: each parcel once, by zone, class, age and cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from landuse.analysis.calendar import add_years, as_day
from landuse.analysis.conservation import prove_sum
from landuse.policy import Policy
from landuse.units import to_hectares, to_mu

__all__ = ["age_band", "land_statistics"]

_KEYS = ["zone_id", "category", "age_band", "cause", "state"]
_NONE = "none"


def age_band(since: pd.Series, policy: Policy, as_of: date | str) -> pd.Series:
    """How long something has lasted, in the bands of the policy.

    Parameters
    ----------
    since : Series of datetime64
        First days.
    policy : Policy
        ``statistics.age_years``: the bounds between bands, in full years.
    as_of : date or str
        The day.

    Returns
    -------
    Series of str
        ``0-1``, ``1-2``, ... and ``5+`` for the last; a band begins on the
        anniversary. Missing where ``since`` is, or is later than the day.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> since = pd.Series(pd.to_datetime(["2021-10-01", "2021-09-30", "2010-01-01"]))
    >>> age_band(since, load_policy("national"), "2022-09-30").tolist()
    ['0-1', '1-2', '5+']
    """
    day = as_day(as_of)
    bounds: Sequence[int] = policy.value("statistics.age_years", day.date())
    band = pd.Series(f"0-{bounds[0]}", index=since.index, dtype="str")
    ends = [*[str(bound) for bound in bounds[1:]], None]
    for start, end in zip(bounds, ends, strict=True):
        name = f"{start}+" if end is None else f"{start}-{end}"
        band = band.mask(add_years(since, start) <= day, name)
    return band.where(since <= day)


def land_statistics(
    parcels: pd.DataFrame, policy: Policy, as_of: date | str
) -> pd.DataFrame:
    """Count and area of parcels by zone, class, age band, cause and state.

    Parameters
    ----------
    parcels : DataFrame
        With ``category`` (one per parcel), ``state``, ``since``, ``cause``,
        ``zone_id`` and ``area_m2``; see :func:`landuse.steps.enrich.enriched`.
    policy : Policy
        The age bands.
    as_of : date or str
        The day.

    Returns
    -------
    DataFrame
        The keys (``none`` where a parcel has no zone, age or cause), ``count``,
        ``area_m2``, ``area_ha``, ``area_mu``, ``count_share`` and ``area_share``
        of all parcels of the zone, and ``without_area``: parcels whose area is
        not known and so not in the sums.

    Raises
    ------
    ConservationError
        If the groups do not add up to all parcels.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> parcels = pd.DataFrame({
    ...     "zone_id": ["Z"] * 2, "category": ["idle", "normal"], "cause": None,
    ...     "state": ["suspected", None], "area_m2": [10_000.0, 30_000.0],
    ...     "since": pd.to_datetime(["2021-01-01", None])})
    >>> found = land_statistics(parcels, load_policy("national"), "2022-09-30")
    >>> found[["category", "age_band", "count", "area_mu"]].values.tolist()
    [['idle', '1-2', 1, 15.0], ['normal', 'none', 1, 45.0]]
    """
    keyed = pd.DataFrame(
        {
            "zone_id": parcels["zone_id"],
            "category": parcels["category"],
            "age_band": age_band(parcels["since"], policy, as_of),
            "cause": parcels["cause"],
            "state": parcels["state"],
        }
    )
    keyed = keyed.astype("str").fillna(_NONE)
    keyed = keyed.assign(
        area_m2=parcels["area_m2"], without_area=parcels["area_m2"].isna()
    )
    groups = keyed.groupby(_KEYS, sort=True)
    found = groups.agg(
        count=("area_m2", "size"),
        area_m2=("area_m2", "sum"),
        without_area=("without_area", "sum"),
    ).reset_index()
    prove_sum(found["area_m2"], parcels["area_m2"].sum(), "statistics")
    zone = found.groupby("zone_id")
    return found.assign(
        area_ha=to_hectares(found["area_m2"]),
        area_mu=to_mu(found["area_m2"]),
        count_share=found["count"] / zone["count"].transform("sum"),
        area_share=found["area_m2"] / zone["area_m2"].transform("sum").replace(0, None),
    )
