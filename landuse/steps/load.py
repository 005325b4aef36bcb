"""First step: every source of a project as one frame for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pandas as pd

from landuse.analysis.areas import ellipsoidal_area
from landuse.analysis.grading.feed import with_computed_grades
from landuse.io.api import combine
from landuse.io.gradebook import read_grade_book
from landuse.io.project import Project
from landuse.io.raster import raster_issues
from landuse.io.raw import quarantine_frame
from landuse.io.source import Loaded, read_source
from landuse.io.working import system_issues, working_epsg
from landuse.issues import Issue
from landuse.policy import Policy
from landuse.steps.ledgersource import events_of_ledger
from landuse.steps.ungranted import with_ungranted_apart, without_later_columns

__all__ = ["City", "load_city"]

_RASTER = "raster"
#: Kinds whose area is measured in the CRS that the source was surveyed in.
_MEASURED = ("zones", "approvals", "parcels")


@dataclass(frozen=True)
class City:
    """All that was read, in one CRS, with the record of how."""

    epsg: int  #: code of that CRS
    frames: dict[str, pd.DataFrame]  #: by kind, or kind and role (``plan_old``)
    issues: tuple[Issue, ...]
    quarantine: pd.DataFrame
    sources: tuple[dict[str, Any], ...]  #: name, kind, counts, decisions of each
    aside: dict[str, pd.DataFrame] = field(default_factory=dict)
    #: outlines of the records in quarantine, under the names of the frames
    overrides: pd.DataFrame | None = None  #: grades set by hand
    ledger: dict[str, Any] = field(default_factory=dict)
    #: name, events and head of the ledger that the events are from, if they are


def load_city(project: Project, policy: Policy) -> City:
    """Read all sources of a project.

    Parameters
    ----------
    project : Project
        From :func:`landuse.io.project.load_project`.
    policy : Policy
        Gives the region and the working CRS.

    Returns
    -------
    City
        Frames in the working CRS; ``ellipsoidal_area_m2`` was measured in the
        CRS of each source.

    Raises
    ------
    SourceError
        A source that cannot be used at all.
    PolicyError
        Grades set by hand that lack reason or document.
    """
    vectors = [s for s in project.sources if s.kind != _RASTER]
    rasters = [s for s in project.sources if s.kind == _RASTER]
    loaded = [read_source(source, policy.region) for source in vectors]
    records = [
        {
            "name": source.name,
            "kind": source.kind,
            "counts": done.counts,
            "decisions": done.decisions,
        }
        for source, done in zip(vectors, loaded, strict=True)
    ]
    grids = [(r, *raster_issues(r.path, policy.region)) for r in rasters]
    records += [
        {"name": r.name, "kind": r.kind, "decisions": asdict(info)}
        for r, info, _ in grids
    ]
    groups: dict[str, list[Loaded]] = {}
    for done in loaded:
        name = done.kind if done.role is None else f"{done.kind}_{done.role}"
        groups.setdefault(name, []).append(done)
    epsg = working_epsg(loaded, policy.region)
    frames = {n: combine([_measured(d) for d in g], epsg) for n, g in groups.items()}
    overrides = read_grade_book(project.folder)
    if "enterprises" in frames:
        frames["enterprises"] = with_computed_grades(
            frames["enterprises"], policy, overrides
        )
    ledger: dict[str, Any] = {}
    if project.ledger is not None:
        frames["events"], ledger = events_of_ledger(project, epsg)
    frames, apart = with_ungranted_apart(frames)
    return City(
        epsg=epsg,
        frames=frames,
        issues=(
            *system_issues(policy.region, epsg),
            *without_later_columns((i for d in loaded for i in d.issues), frames),
            *(replace(i, file=r.name) for r, _, found in grids for i in found),
            *apart,
        ),
        quarantine=_quarantine(loaded),
        sources=tuple(records),
        aside=_aside(groups, epsg),
        overrides=overrides,
        ledger=ledger,
    )


def _aside(groups: Mapping[str, list[Loaded]], epsg: int) -> dict[str, pd.DataFrame]:
    parts = {
        name: [replace(d, frame=d.aside) for d in group if d.aside is not None]
        for name, group in groups.items()
    }
    return {name: combine(part, epsg) for name, part in parts.items() if part}


def _quarantine(loaded: list[Loaded]) -> pd.DataFrame:
    parts = [done.quarantine for done in loaded if len(done.quarantine)]
    return pd.concat(parts, ignore_index=True) if parts else quarantine_frame()


def _measured(loaded: Loaded) -> Loaded:
    """The frame with the area that it has in the CRS of its source."""
    if loaded.kind not in _MEASURED:
        return loaded
    frame = loaded.frame
    measured = frame.assign(ellipsoidal_area_m2=ellipsoidal_area(frame))
    measured.attrs = frame.attrs
    return replace(loaded, frame=measured)
