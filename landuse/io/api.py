"""``read_zones`` and its kin: a path or a project in, a frame and its issues out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import pandas as pd

from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.datum import reproject
from landuse.io.profile import Profile, load_profile
from landuse.io.project import FILE_NAME, Project, load_project
from landuse.io.source import Loaded, Source, named, read_source
from landuse.io.transformfile import load_transform
from landuse.io.working import working_epsg
from landuse.issues import issues_frame
from landuse.messages import worded
from landuse.policy import Region
from landuse.schema import absent_columns

__all__ = [
    "combine",
    "read_approvals",
    "read_enterprises",
    "read_layer",
    "read_parcels",
    "read_zones",
]

Frame: TypeAlias = pd.DataFrame
PathOrProject: TypeAlias = str | Path | Project


def read_zones(
    source: PathOrProject, **options: Any
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Industrial zones, one row per block.

    Parameters
    ----------
    source : str, Path or Project
        A file, a project folder or a loaded project.
    **options
        See :func:`read_layer`.

    Returns
    -------
    frame : GeoDataFrame
        Canonical columns.
    issues : DataFrame
        What the owner of the data should know.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> zones, issues = read_zones(example_file("zones"))
    >>> zones.zone_id.tolist()
    ['Z1']
    """
    return read_layer(source, "zones", **options)


def read_approvals(
    source: PathOrProject, **options: Any
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Approval batches (批次).

    Parameters
    ----------
    source : str, Path or Project
        A file, a project folder or a loaded project.
    **options
        See :func:`read_layer`.

    Returns
    -------
    frame : GeoDataFrame
        Canonical columns.
    issues : DataFrame
        What the owner of the data should know.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> approvals, issues = read_approvals(example_file("approvals"))
    >>> approvals.batch_id.tolist()
    ['B1']
    """
    return read_layer(source, "approvals", **options)


def read_parcels(
    source: PathOrProject, **options: Any
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Supplied parcels.

    Parameters
    ----------
    source : str, Path or Project
        A file, a project folder or a loaded project.
    **options
        See :func:`read_layer`.

    Returns
    -------
    frame : GeoDataFrame
        Canonical columns.
    issues : DataFrame
        What the owner of the data should know.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> parcels, issues = read_parcels(example_file("parcels"))
    >>> parcels.parcel_id.tolist(), parcels.crs.to_epsg()
    (['P1'], 4526)
    """
    return read_layer(source, "parcels", **options)


def read_enterprises(
    source: PathOrProject, **options: Any
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Enterprises, one row per enterprise and year.

    Parameters
    ----------
    source : str, Path or Project
        A file, a project folder or a loaded project.
    **options
        See :func:`read_layer`.

    Returns
    -------
    frame : DataFrame
        Canonical columns.
    issues : DataFrame
        What the owner of the data should know.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> enterprises, issues = read_enterprises(example_file("enterprises"))
    >>> enterprises.year.tolist()
    [2021]
    """
    return read_layer(source, "enterprises", **options)


def read_layer(
    source: PathOrProject, kind: str = LAYER, **options: Any
) -> tuple[Frame, pd.DataFrame]:
    """Data of any kind from one file or from all sources of a project.

    Parameters
    ----------
    source : str, Path or Project
        A file, a project folder or a loaded project.
    kind : str, default "layer"
        One of the kinds of :mod:`landuse.schema`; ``"layer"`` keeps the file's own
        columns. A layer that states no CRS is then left without one, with an
        issue, unless ``epsg`` or ``region`` is given.
    **options
        For a file: ``profile`` (name or path), ``layer``, ``sheet``,
        ``encoding``, ``epsg``, ``repair``, ``region``, ``infer_crs`` (True: the
        region may stand in for a CRS that the file does not state),
        ``transform`` (file of parameters that bring Xian 1980 or Beijing 1954 to
        CGCS2000) and ``allow_ballpark`` (read those in their own system).
        For a project: ``role``.

    Returns
    -------
    frame : DataFrame or GeoDataFrame
        Canonical columns; records in quarantine are not in it, but in the
        issues.
    issues : DataFrame
        See :mod:`landuse.issues`.

    Raises
    ------
    SourceError
        If a file cannot be used, or a project has no source of the kind.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> frame, issues = read_layer(example_file("taxes"), "taxes")
    >>> frame.tax_yuan.tolist()
    [5.0]
    """
    if _is_project(source):
        loaded, epsg = _from_project(source, kind, options)
    else:
        region: Region | None = options.pop("region", None)
        loaded = [read_source(_single(source, kind, options), region)]
        epsg = None
    frame = combine(loaded, epsg)
    return frame, issues_frame(i for item in loaded for i in item.issues)


def _is_project(source: PathOrProject) -> bool:
    if isinstance(source, Project):
        return True
    path = Path(source)
    return path.is_dir() or path.name == FILE_NAME


def _from_project(
    source: PathOrProject, kind: str, options: dict[str, Any]
) -> tuple[list[Loaded], int]:
    project = source if isinstance(source, Project) else load_project(source)
    sources = project.of_kind(kind, options.get("role"))
    if not sources:
        msg = worded("no_source_of_kind", kind=kind)
        raise SourceError(msg, project.file)
    region = project.load_policy().region
    loaded = [read_source(s, region) for s in sources]
    return loaded, working_epsg(loaded, region)


def _single(source: PathOrProject, kind: str, options: dict[str, Any]) -> Source:
    profile = options.pop("profile", None)
    if not isinstance(profile, Profile):
        profile = load_profile(profile, kind)
    if isinstance(options.get("transform"), str | Path):
        options["transform"] = load_transform(options["transform"])
    return Source.of(kind, str(source), profile=profile, **options)


def combine(loaded: Sequence[Loaded], epsg: int | None = None) -> Frame:
    """Several sources of one kind as one frame.

    Parameters
    ----------
    loaded : sequence of Loaded
        At least one, all of one kind.
    epsg : int, optional
        System to bring them into; by default that of the first.

    Returns
    -------
    DataFrame or GeoDataFrame
        ``attrs`` name as ``absent_columns`` those that no source has, as
        ``absent_in`` those that each file lacks.

    Raises
    ------
    SourceError
        If a source cannot be moved into the system (see ``datum.reproject``).
    """
    frames = [_moved(item, epsg or _epsg(loaded[0].frame)) for item in loaded]
    merged = pd.concat(frames, ignore_index=True)
    absent = [n for n in absent_columns(frames[0]) if _absent_everywhere(n, frames)]
    columns: dict[str, Any] = {}
    lacking: dict[str, list[str]] = {}
    for frame in frames:
        files = frame.attrs.get("source_columns", {})
        columns |= files
        lacking |= {file: list(absent_columns(frame)) for file in files}
    merged.attrs = {
        "absent_columns": absent,
        "absent_in": lacking,
        "source_columns": columns,
    }
    return merged


def _absent_everywhere(name: str, frames: Sequence[Frame]) -> bool:
    return all(name in absent_columns(frame) for frame in frames)


def _epsg(frame: Frame) -> int | None:
    crs = getattr(frame, "crs", None)
    return None if crs is None else crs.to_epsg()


def _moved(item: Loaded, epsg: int | None) -> Frame:
    if epsg is None or _epsg(item.frame) is None:
        return item.frame
    name = next(iter(item.frame.attrs.get("source_columns", {})), "layer")
    with named(name):
        crs = item.decisions.get("crs") or {}
        return reproject(item.frame, epsg, allow_ballpark=bool(crs.get("ballpark")))
