"""Legacy cases (历史遗留): land built or used without approval, supply or title.

The list names candidates, never offences: land that was built on before approval
was needed, or whose papers another office holds, stands on it too. What the data
cannot tell is said, and each candidate carries the documents that would settle it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.facts import Facts, absent_by_file
from landuse.analysis.overlay import remainders
from landuse.policy import Policy

__all__ = ["LACKING", "legacy_built", "legacy_parcels"]

#: What a candidate may lack, in the order in which it is put right.
LACKING = ("approval", "supply", "registration")


def legacy_built(
    built: GeoDataFrame,
    parcels: GeoDataFrame | None,
    approvals: GeoDataFrame | None,
    policy: Policy,
    as_of: date | str,
) -> GeoDataFrame:
    """Built-up land that no approval or no supplied parcel covers.

    Parameters
    ----------
    built : GeoDataFrame
        Built-up or used land, from a survey or imagery: canonical ``built``.
    parcels, approvals : GeoDataFrame or None
        Canonical frames; what is None cannot be told.
    policy : Policy
        ``legacy.tolerance_m2``, ``legacy.documents``, and where it is configured
        ``legacy.built_before``.
    as_of : date or str
        The day: parcels supplied and batches approved later do not count.

    Returns
    -------
    GeoDataFrame
        A row for each outline that lacks something: ``subject`` (``built``),
        ``subject_id``, ``lacking`` and ``untold`` (``;`` between),
        ``unapproved_area_m2``, ``unsupplied_area_m2`` (missing where it cannot be
        told), ``documents``, and the part that is not supplied (else not
        approved) as geometry. Land that is supplied needs no batch here.

    Raises
    ------
    ConservationError
        If covered and uncovered parts do not add up.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_built, make_parcels, square
    >>> built = make_built(geometry=square(east=50))
    >>> found = legacy_built(built, make_parcels(), None, load_policy("national"),
    ...                      "2022-09-30")
    >>> found.lacking.tolist(), found.untold.tolist()
    (['supply'], ['approval'])
    >>> found.unsupplied_area_m2.round(-3).tolist()
    [5000.0]
    """
    day = as_day(as_of)
    least = policy.value("legacy.tolerance_m2", day.date())
    built = _old_enough(built, policy, day)
    supplied = None if parcels is None else _by(parcels, "supply_date", day)
    approved = None if approvals is None else _by(approvals, "approval_date", day)
    covers = {"approval": _joined(approved, supplied), "supply": supplied}
    left = {
        name: None if cover is None else remainders(built.geometry, cover.geometry)
        for name, cover in covers.items()
    }
    areas = {
        name: pd.Series(np.nan, built.index)
        if part is None
        else part[1]["remainder_m2"]
        for name, part in left.items()
    }
    lacking = pd.DataFrame({name: area > least for name, area in areas.items()})
    untold = pd.DataFrame({name: area.isna() for name, area in areas.items()})
    shapes = left["approval"] if left["supply"] is None else left["supply"]
    found = GeoDataFrame(
        {
            "subject": "built",
            "subject_id": built["built_id"],
            "lacking": _listed(lacking),
            "untold": _listed(untold),
            "unapproved_area_m2": areas["approval"],
            "unsupplied_area_m2": areas["supply"],
            "documents": _documents(lacking, policy, day.date()),
        },
        geometry=built.geometry if shapes is None else shapes[0],
        crs=built.crs,
    )
    return found[lacking.any(axis=1)].reset_index(drop=True)


def legacy_parcels(
    parcels: GeoDataFrame, policy: Policy, as_of: date | str
) -> GeoDataFrame:
    """Parcels in use for which no supply or no title is recorded.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels.
    policy : Policy
        ``legacy.documents``.
    as_of : date or str
        The day.

    Returns
    -------
    GeoDataFrame
        ``subject`` (``parcel``), ``subject_id``, ``lacking``, ``untold``,
        ``documents`` and the outline. Supply is lacking where neither date,
        method nor contract number is recorded, registration where no real-estate
        unit number is; a column that the source does not have makes it untold.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> used = make_parcels(start_date="2010-01-01", completion_date="2011-01-01",
    ...                     contract_no="410901-2010-1")
    >>> found = legacy_parcels(used, load_policy("national"), "2022-09-30")
    >>> found[["subject_id", "lacking"]].to_numpy().tolist()
    [['P1', 'registration']]
    """
    day = as_day(as_of)
    facts = Facts(parcels, day, absent_by_file(parcels))
    used = facts.stages.started.fillna(value=False).astype(bool)
    recorded = {
        "supply": ("supply_date", "contract_date", "contract_no", "supply_method"),
        "registration": ("unit_no",),
    }
    empty, untold = {}, {}
    for name, columns in recorded.items():
        none = parcels[list(columns)].isna().all(axis=1)
        unknown = pd.Series(data=False, index=parcels.index)
        for column in columns:
            unknown |= facts.unknown(column)
        empty[name] = none & ~unknown
        untold[name] = none & unknown
    lacking = pd.DataFrame(empty)
    found = GeoDataFrame(
        {
            "subject": "parcel",
            "subject_id": parcels["parcel_id"],
            "lacking": _listed(lacking),
            "untold": _listed(pd.DataFrame(untold)),
            "documents": _documents(lacking, policy, day.date()),
        },
        geometry=parcels.geometry,
        crs=parcels.crs,
    )
    return found[used & lacking.any(axis=1)].reset_index(drop=True)


def _old_enough(built: GeoDataFrame, policy: Policy, day: pd.Timestamp) -> GeoDataFrame:
    """Without what is known to be built after the day of the policy."""
    last = day
    if policy.is_configured("legacy.built_before", day.date()):
        last = min(day, pd.Timestamp(policy.value("legacy.built_before", day.date())))
    return built[~(built["built_date"] > last)]


def _by(frame: GeoDataFrame, column: str, day: pd.Timestamp) -> GeoDataFrame:
    return frame[~(frame[column] > day)]


def _joined(
    approved: GeoDataFrame | None, supplied: GeoDataFrame | None
) -> GeoDataFrame | None:
    """Batches, and supplied land: it was approved, or is old construction land."""
    if approved is None or supplied is None:
        return approved
    shapes = [approved.geometry, supplied.geometry.to_crs(approved.crs)]
    return GeoDataFrame(geometry=pd.concat(shapes, ignore_index=True))


def _listed(marks: pd.DataFrame) -> pd.Series:
    names = [np.where(marks[name], f"{name};", "") for name in marks]
    text = pd.Series(np.sum(np.array(names, dtype=object), axis=0), index=marks.index)
    return text.str.rstrip(";").astype("str")


def _documents(lacking: pd.DataFrame, policy: Policy, day: date) -> pd.Series:
    papers: Mapping[str, list[str]] = policy.value("legacy.documents", day)
    texts = [
        np.where(lacking[name], ";".join(papers.get(name, ())) + ";", "")
        for name in lacking
    ]
    text = pd.Series(np.sum(np.array(texts, dtype=object), axis=0), index=lacking.index)
    return text.str.strip(";").astype("str")
