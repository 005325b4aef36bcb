"""One source of a project: from a path to a canonical frame that accounts for all.

The order is: preflight, reader, column mapping, converters, geometry check, CRS
decision, quarantine, ``conform``. Source records = loaded + quarantined, always.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.errors import ConservationError, SourceError
from landuse.fields import LAYER
from landuse.io.aside import outlines_aside, placed_rejects
from landuse.io.columns import Mapped, match_columns
from landuse.io.limits import limit
from landuse.io.listed import capped, listed
from landuse.io.names import normalise
from landuse.io.notes import crs_issues, decision_issues
from landuse.io.placing import Placed, place
from landuse.io.plausible import suspicions
from landuse.io.profile import Profile, default_profile, known_names
from landuse.io.quarantine import quarantined
from landuse.io.raw import RawLayer
from landuse.io.readers import Wanted, read_file
from landuse.io.records import Records, canonical_records
from landuse.io.transform import Transform
from landuse.issues import Issue
from landuse.messages import joined, worded
from landuse.pause import uncollected
from landuse.policy import Region
from landuse.schema import conform, fields_of

__all__ = ["Loaded", "Source", "read_raw", "read_source"]


@dataclass(frozen=True)
class Source:
    """One file of a project and what is said about it."""

    kind: str
    path: Path
    name: str  #: as the project writes it; used in issues and manifests
    profile: Profile
    layer: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    epsg: int | None = None
    role: str | None = None  #: ``old`` or ``new`` where a project has two of a kind
    repair: str | None = None  #: ``structure`` or ``linework``
    infer_crs: bool = True  #: the region may stand in for a CRS that is not stated
    allow_ballpark: bool = False  #: Xian 1980 and Beijing 1954 are read
    #: From Xian 1980 or Beijing 1954 to CGCS2000 by parameters of the user.
    transform: Transform | None = field(default=None, repr=False)

    @classmethod
    def of(cls, kind: str, path: str | Path, **said: Any) -> Source:
        """A source by its kind and path, with the shipped profile of the kind."""
        path = Path(path)
        profile = said.pop("profile", None) or default_profile(kind)
        return cls(kind, path, said.pop("name", path.name), profile, **said)


@dataclass(frozen=True)
class Loaded:
    """What became of a source."""

    kind: str
    role: str | None
    frame: pd.DataFrame  #: canonical columns, ``source_file``, ``_layer``, ``_row``
    issues: tuple[Issue, ...]
    quarantine: pd.DataFrame
    decisions: dict[str, Any] = field(default_factory=dict)  #: JSON-able
    counts: dict[str, int] = field(default_factory=dict)
    aside: gpd.GeoDataFrame | None = None  #: quarantined records with an outline


def read_source(
    source: Source, region: Region | None = None, raw: RawLayer | None = None
) -> Loaded:
    r"""Read one source into a canonical frame.

    Parameters
    ----------
    source : Source
        The file and what is said about it.
    region : Region, optional
        Where the city lies; without it no CRS is inferred.
    raw : RawLayer, optional
        What :func:`read_raw` gave, if it was read before.

    Returns
    -------
    Loaded
        The frame in the source's own CRS, issues, quarantine and decisions.

    Raises
    ------
    SourceError
        If the file cannot be used at all.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "t.csv").write_text("parcel_id,tax_yuan\nP1,5\n")
    >>> read_source(Source.of("taxes", folder / "t.csv")).counts
    {'source': 1, 'loaded': 1, 'quarantined': 0}
    """
    with named(source.name):
        raw = read_raw(source) if raw is None else raw
        mapped = _mapped(source, raw)
        records = canonical_records(raw, mapped, source.profile)
        try:
            placed = place(raw, source, region)
        except SourceError as error:
            first = next(iter(records.features), None)
            raise error.of(feature=None if first is None else str(first)) from error
        return _loaded(source, raw, mapped, records, placed)


@contextmanager
def named(name: str) -> Iterator[None]:
    """Give a SourceError the name of the source that it is about."""
    try:
        yield
    except SourceError as error:
        if error.path is None:
            raise error.of(name) from error
        raise


def read_raw(source: Source) -> RawLayer:
    """The records of a source before any mapping.

    Parameters
    ----------
    source : Source
        The file and what is said about it.

    Returns
    -------
    RawLayer
        With what the reader found itself.
    """
    profile = source.profile
    wanted = Wanted(
        layer=source.layer or profile.layer,
        sheet=source.sheet or profile.sheet,
        encoding=source.encoding or profile.encoding,
        epsg=source.epsg or profile.epsg or _local_target(source),
        known=frozenset(normalise(name) for name in known_names(profile)),
    )
    with uncollected():
        return read_file(source.path, wanted)


def _local_target(source: Source) -> int | None:
    """A local system that a head names is known by where its parameters lead."""
    local = source.transform if source.transform and source.transform.is_local else None
    return None if local is None or local.plane is None else local.plane[1]


def _mapped(source: Source, raw: RawLayer) -> Mapped:
    mapped = match_columns(
        list(raw.columns.columns),
        source.profile,
        raw.units,
        source.name,
        raw.layer,
        cut=raw.cuts_names,
    )
    missing = [i for i in mapped.issues if i.severity == "error"]
    if missing:
        wanted = joined("; ", (i.message for i in missing))
        names = ", ".join(map(str, raw.columns.columns)) or "none"
        msg = worded("columns_wanted", wanted=wanted, names=names)
        raise SourceError(msg, code="MISSING_COLUMN")
    needs = [f for f in fields_of(source.kind) if f.type == "geometry" and f.key]
    if needs and raw.geometry is None:
        msg = worded("table_needs_layer", kind=source.kind)
        raise SourceError(msg, code="GEOMETRY_TYPE")
    return mapped


def _loaded(
    source: Source, raw: RawLayer, mapped: Mapped, records: Records, placed: Placed
) -> Loaded:
    rejects = (*raw.rejects, *records.rejects, *placed.rejects)
    told, rest = listed(rejects, limit("issues"))
    good = ~np.isin(raw.rows, [r.row for r in rejects])
    whole = _frame(source, raw, mapped, records, placed)
    frame = whole if good.all() else whole[good].reset_index(drop=True)
    sources = mapped.source_of()
    features = records.features[good]
    named_ = dict(zip(raw.rows.tolist(), records.features, strict=True))
    found = [
        *raw.issues,
        *decision_issues(raw, mapped),
        *crs_issues(placed.crs, raw),
        *mapped.issues,
        *records.issues,
        *placed.issues(named_),
        *suspicions(frame, source.kind, features, sources),
    ]
    issues = [
        *capped(found, limit("issues")),
        *placed_rejects(told, whole, named_, swapped=_swapped(placed)),
        *rest,
    ]
    frame.attrs["source_columns"] = {source.name: sources}
    quarantine = quarantined(raw, rejects, source.name, named_, placed.original)
    counts = {"source": raw.count, "loaded": len(frame), "quarantined": len(quarantine)}
    if counts["source"] != counts["loaded"] + counts["quarantined"]:
        msg = f"{source.name}: records do not add up: {counts}"
        raise ConservationError(msg)
    return Loaded(
        source.kind,
        source.role,
        conform(frame, source.kind),
        tuple(_of_file(issue, source.name, raw.layer) for issue in issues),
        quarantine,
        _decisions(source, raw, mapped, placed),
        counts,
        outlines_aside(whole, good, records.features),
    )


def _swapped(placed: Placed) -> bool:
    return placed.crs is not None and placed.crs.swapped


def _of_file(issue: Issue, file: str, layer: str | None) -> Issue:
    same = issue.file == file and issue.layer == layer
    return issue if same else replace(issue, file=file, layer=layer)


def _frame(
    source: Source, raw: RawLayer, mapped: Mapped, records: Records, placed: Placed
) -> pd.DataFrame:
    del mapped
    frame = _own_columns(raw) if source.kind == LAYER else records.frame.copy()
    frame["source_file"] = source.name
    frame["source_layer"] = raw.layer
    frame["source_row"] = raw.rows.astype("int64")
    if placed.geometry is None:
        return frame
    crs = None if placed.epsg is None else f"EPSG:{placed.epsg}"
    return gpd.GeoDataFrame(frame, geometry=placed.geometry, crs=crs)


def _own_columns(raw: RawLayer) -> pd.DataFrame:
    """The columns of a source as they are, but for the names that we add."""
    taken = {"geometry", "source_file", "source_layer", "source_row"}
    names = {name: f"{name}_" for name in raw.columns.columns if name in taken}
    return raw.columns.rename(columns=names)


def _decisions(
    source: Source, raw: RawLayer, mapped: Mapped, placed: Placed
) -> dict[str, Any]:
    return {
        "columns": [asdict(match) for match in mapped.matches],
        "constants": {k: str(v) for k, v in sorted(source.profile.constants.items())},
        "crs": _as_json(placed, source.allow_ballpark),
        "driver": raw.driver,
        "encoding": None if raw.encoding is None else asdict(raw.encoding),
        "fill_down": list(source.profile.fill_down),
        "layer": raw.layer,
        "profile": source.profile.id,
        "reader": dict(sorted(raw.decisions.items())),
        "repairs": list(placed.repairs),
        "unmapped": list(mapped.unmapped),
    }


def _as_json(placed: Placed, ballpark: bool) -> dict[str, Any] | None:
    crs = placed.crs
    if crs is None:
        return None
    extra: dict[str, Any] = {"ballpark": True} if ballpark else {}
    if placed.moved is not None:
        extra = {"transformed": placed.moved}
    return {**asdict(crs), "notes": list(crs.notes), **extra}
