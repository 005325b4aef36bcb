"""Data quality of a file or of all sources of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from landuse.analysis.offset import offset_issues
from landuse.analysis.position import unverified
from landuse.analysis.quality import compare_versions, frame_issues
from landuse.analysis.shapes import shape_issues
from landuse.errors import PolicyError, SourceError
from landuse.fields import LAYER
from landuse.io.archive import members, opened
from landuse.io.exceptionbook import BOOK_NAME, read_book
from landuse.io.inspect import guess_kind
from landuse.io.preflight import FORMATS, check_path
from landuse.io.profile import Profile
from landuse.io.project import Project
from landuse.io.raster import raster_issues
from landuse.io.raw import SHAPEFILE, RawLayer
from landuse.io.recognise import recognise, recognising_profile
from landuse.io.source import Loaded, Source, named, read_raw, read_source
from landuse.io.transform import NOT_FOR
from landuse.issues import Issue
from landuse.issuewords import issues_in_words
from landuse.justified import justify
from landuse.policy import Policy, Region
from landuse.steps.judge import cross_issues
from landuse.steps.load import load_city
from landuse.steps.run import without_twins

__all__ = ["Checked", "check_file", "check_project"]

_LAND = ("zones", "approvals", "parcels")
#: What is said of the system of a file holds for a layer beside it, too.
_CRS_WAYS = ("infer_crs", "allow_ballpark", "transform")


@dataclass(frozen=True)
class Checked:
    """What a check found."""

    outcome: str  #: ``ok``, ``flag`` or ``quarantine``
    counts: dict[str, int]  #: source, loaded, quarantined
    found: tuple[Issue, ...] = ()
    crs: Any = None  #: of the places of issues

    @cached_property
    def issues(self) -> pd.DataFrame:
        """The issues as a table in both languages, with their fingerprints."""
        return issues_in_words(self.found)


def check_file(
    path: Path,
    *,
    kind: str | None = None,
    region: Region | None = None,
    reference: Path | None = None,
    policy: Policy | None = None,
    **said: Any,
) -> Checked:
    """Check one file.

    Parameters
    ----------
    path : Path
        Vector, table, coordinate text or raster.
    kind : str, optional
        By default the kind whose names fit most columns.
    region : Region, optional
        What coordinates are held against, and from which a CRS is inferred.
    reference : Path, optional
        A layer whose position is known, such as the zones.
    policy : Policy, optional
        Gives the tolerances; by default the national one.
    **said
        ``before``: an earlier version of the file, to compare with; the others as
        the user states them: ``epsg``, ``encoding``, ``infer_crs``,
        ``allow_ballpark``, ``transform``. A CRS that the file does not state is only
        inferred with ``infer_crs``: one file alone has no project that vouches for it.

    Returns
    -------
    Checked
        Every record is either loaded or in quarantine.

    Raises
    ------
    SourceError
        A file that cannot be used at all.
    """
    if _is_raster(path):
        with opened(path) as file:
            _, doubts = raster_issues(file.path, region)
        return _checked(list(doubts), {"source": 1, "loaded": 1, "quarantined": 0})
    said = {"infer_crs": False, **said}
    before = said.pop("before", None)
    source, raw = _understood(path, kind, region, said)
    loaded = read_source(source, region, raw)
    if not loaded.counts["source"]:
        msg = "has no records; ask for the complete file"
        raise SourceError(msg, path.name, code="EMPTY_LAYER")
    frame = _with_id(loaded) if source.kind == LAYER else loaded.frame
    found = frame_issues(frame, source.kind, policy, aside=loaded.aside)
    found = without_twins(loaded.issues, found, loaded.quarantine)
    if before is not None:
        old = _beside(replace(source, path=before, name=before.name), region)
        found += compare_versions(old.frame, loaded.frame, source.kind, policy)
    found += shape_issues(frame, region)
    if reference is None:
        found += unverified(frame, loaded.decisions["crs"], policy)
    else:
        found += _against(frame, reference, region, said)
    return _checked(found, loaded.counts, getattr(frame, "crs", None))


def _understood(
    path: Path, kind: str | None, region: Region | None, said: dict[str, Any]
) -> tuple[Source, RawLayer | None]:
    """The file as its kind, and what was read to guess that."""
    if kind is not None:
        return Source.of(kind, path, **said), None
    plain = Source.of(LAYER, path, profile=_plain_profile(region), **said)
    with named(plain.name):
        raw = read_raw(plain)
    names = list(raw.columns.columns)
    kind = guess_kind(names, raw.geometry is not None, cut=raw.cuts_names)
    return (plain if kind == LAYER else Source.of(kind, path, **said)), raw


def _plain_profile(region: Region | None) -> Profile:
    """Check the columns that every bureau knows, whatever the file is."""
    return recognising_profile(region.zones if region else ())


def _with_id(loaded: Loaded) -> pd.DataFrame:
    """A plain layer with the id that its columns are known to hold."""
    frame, cut = loaded.frame, loaded.decisions["driver"] == SHAPEFILE
    known = recognise(list(frame.columns), {}, "", cut=cut)
    ids = {} if known is None else {f.name: m.source for f, m in known.columns if f.key}
    name = next((n for n in ids if n.endswith("_id")), None)
    return frame if name is None else frame.assign(**{name: frame[ids[name]]})


def _against(
    frame: pd.DataFrame, reference: Path, region: Region | None, said: dict[str, Any]
) -> list[Issue]:
    """Where a layer lies against one whose position is known."""
    allowed = {k: v for k, v in said.items() if k in _CRS_WAYS}
    known = _beside(Source.of(LAYER, reference, **allowed), region)
    return offset_issues(frame, known.frame, reference.name)


def _beside(source: Source, region: Region | None) -> Loaded:
    """A layer to compare with; the user's parameters count if it is on their datum."""
    try:
        return read_source(source, region)
    except SourceError as error:
        if error.code != NOT_FOR:
            raise
    return read_source(replace(source, transform=None), region)


def check_project(
    project: Project,
    policy: Policy,
    as_of: date | None = None,
    reference: Path | None = None,
) -> Checked:
    """Check all sources of a project, and each against the others.

    Parameters
    ----------
    project : Project
        From :func:`landuse.io.project.load_project`.
    policy : Policy
        Gives the region and the tolerances.
    as_of : date, optional
        The day on which exceptions must hold; by default the project's own.
    reference : Path, optional
        A layer whose position is known; each file of land is held against it.

    Returns
    -------
    Checked
        Counts are the sums over all sources.

    Raises
    ------
    SourceError
        A source that cannot be used at all.
    PolicyError
        A malformed exception book, or one without a day to hold it against.
    """
    day = as_of or project.as_of
    book = read_book(project.folder / BOOK_NAME)
    if book and day is None:
        msg = "no reference date; give --as-of YYYY-MM-DD or as_of in the file"
        raise PolicyError(msg, project.file, "project.as_of")
    city = load_city(project, policy)
    counts = {"source": 0, "loaded": 0, "quarantined": 0}
    for source in city.sources:
        for name, value in source.get("counts", {}).items():
            counts[name] += value
    found = without_twins(
        city.issues,
        cross_issues(city.frames, policy, day, city.aside),
        city.quarantine,
    )
    for kind in _LAND:
        found += shape_issues(city.frames.get(kind), policy.region)
    if reference is not None:
        found += _files_against(city.frames, reference, policy.region)
    if day is not None:
        found = justify(found, book, day, BOOK_NAME)
    return _checked(found, counts, f"EPSG:{city.epsg}")


def _files_against(
    frames: Mapping[str, pd.DataFrame], reference: Path, region: Region
) -> list[Issue]:
    """Where each file of land lies against a layer whose position is known."""
    known = read_source(Source.of(LAYER, reference), region).frame
    return [
        issue
        for kind in _LAND
        if kind in frames
        for _, file in frames[kind].groupby("source_file")
        for issue in offset_issues(file, known, reference.name)
    ]


def _is_raster(path: Path) -> bool:
    """Whether a file is a raster, or an archive of one."""
    form = check_path(path).format
    if form != "archive":
        return form == "geotiff"
    endings = [Path(name).suffix.lower() for name in members(path)]
    return [FORMATS.get(ending) for ending in endings] == ["geotiff"]


def _checked(found: list[Issue], counts: dict[str, int], crs: Any = None) -> Checked:
    """What somebody answers for is no flag; a record set aside stays so."""
    if counts["quarantined"]:
        outcome = "quarantine"
    elif any(i.severity != "info" and i.state != "justified" for i in found):
        outcome = "flag"
    else:
        outcome = "ok"
    return Checked(outcome, counts, tuple(found), crs)
