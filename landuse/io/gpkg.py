"""GeoPackages: looked through by SQLite before GDAL reads a layer.

GDAL reads a database page that is not there as fewer records, and SQLite runs
what a database defines. So damage, definitions that reach out, and what was
still in a journal are found first. The file is opened as one that never
changes: nothing is written, locked or rolled back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.gdal import read_layer
from landuse.io.gpkgcheck import damaged_rows
from landuse.io.preflight import check_regular
from landuse.io.raw import RawLayer
from landuse.io.vector import choose_layer, raw_layer
from landuse.io.worker import ask
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["Contents", "contents", "gpkg_layers", "read_geopackage"]

_WAL = b"\x02\x02"
_VERSIONS = slice(18, 20)
_VIRTUAL = re.compile(
    r"create\s+virtual\s+table.*?\busing\s+[\"'\[`]?(\w+)", re.IGNORECASE | re.DOTALL
)
#: Modules of virtual tables that only index what the file itself holds.
_INDEXES = frozenset({"rtree", "rtree_i32", "fts3", "fts4", "fts5"})
_REACHING = re.compile(
    r"\b(load_extension|readfile|writefile|edit|fts3_tokenizer|VirtualOGR|VirtualShape"
    r"|VirtualXL|VirtualText|VirtualDBF|ogr_\w*|gdal_\w*|BlobFromFile|BlobToFile"
    r"|ImportSHP|ImportDBF|ImportXLS|ImportGeoJSON|ExportSHP|ATTACH\s+DATABASE)\b"
    r"\s*\(?",
    re.IGNORECASE,
)
#: What the check of SQLite says of values rather than of damage.
_OF_VALUES = (
    "NULL value in",
    "CHECK constraint",
    "NUMERIC value",
    "TEXT value",
    "non-",
)


@dataclass(frozen=True)
class Contents:
    """What a GeoPackage holds."""

    counts: dict[str, int | None]  #: records by layer; None for a view
    issues: tuple[Issue, ...] = ()


def contents(path: Path) -> Contents:
    """Layers of a GeoPackage and the records each really holds.

    Parameters
    ----------
    path : Path
        The .gpkg file; opened read-only and without locks.

    Returns
    -------
    Contents
        Counts as SQLite gives them.

    Raises
    ------
    SourceError
        If the database is damaged, defines what reaches out of it, or has a
        journal beside it that is not yet part of it.
    """
    _check_journals(path)
    try:
        found = ask(path, "sqlite").header
    except SourceError as error:
        msg = f"is damaged or no GeoPackage ({error}); ask for the file again"
        raise SourceError(msg, path.name, code="CORRUPT_FILE") from error
    for kind, name, _, sql in found["master"]:
        _check_definition(path, kind, name, sql or "")
    damage = [d for d in found["damage"] if d != "ok" and not d.startswith(_OF_VALUES)]
    if damage:
        msg = f"is damaged ({damage[0]}); ask for the file again"
        raise SourceError(msg, path.name, code="CORRUPT_FILE")
    lost = [_lost_issue(path, name) for name in found["lost"]]
    counts = dict(found["counts"]) | dict.fromkeys(found["views"])
    return Contents({n: counts[n] for n in sorted(counts)}, (*_wal_issues(path), *lost))


def gpkg_layers(path: Path) -> dict[str, int | None]:
    """Number of records by name of the layer (see :func:`contents`)."""
    return contents(path).counts


def read_geopackage(path: Path, layer: str | None = None) -> RawLayer:
    """All records of one layer of a GeoPackage.

    Parameters
    ----------
    path : Path
        The .gpkg file; not changed and not locked.
    layer : str, optional
        Needed where the file has several.

    Returns
    -------
    RawLayer
        One entry per record.

    Raises
    ------
    SourceError
        If GDAL gives another number of records than the database holds.
    """
    found = contents(path)
    name = choose_layer(list(found.counts), layer, path.name, "layer")
    read = read_layer(path, name, IMMUTABLE="YES")
    raw = raw_layer(read, path, "GPKG", name, found.counts[name])
    issues = (*found.issues, *raw.issues)
    rejects = (*raw.rejects, *damaged_rows(path, name, raw))
    return RawLayer(**{**vars(raw), "issues": issues, "rejects": rejects})


def _check_journals(path: Path) -> None:
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if not beside.exists() and not beside.is_symlink():
            continue
        if check_regular(beside):
            msg = worded("journal_beside", name=beside.name)
            raise SourceError(msg, path.name, code="JOURNAL_LEFT")


def _check_definition(path: Path, kind: str, name: str, sql: str) -> None:
    virtual = _VIRTUAL.match(sql.strip())
    if virtual and virtual.group(1).lower() not in _INDEXES:
        what = f"is a virtual table of {virtual.group(1)}"
    elif kind in ("view", "trigger") and (found := _REACHING.search(sql)):
        what = f"is a {kind} that uses {found.group(1)}"
    else:
        return
    msg = worded("active_content", name=name, what=what)
    raise SourceError(msg, path.name, code="ACTIVE_CONTENT")


def _lost_issue(path: Path, name: str) -> Issue:
    return Issue(
        "LAYER_MISSING",
        "warning",
        worded("layer_not_held", name=name),
        file=path.name,
        layer=name,
        hint="ask whether a layer is missing, and for the file again",
    )


def _wal_issues(path: Path) -> list[Issue]:
    with path.open("rb") as file:
        head = file.read(_VERSIONS.stop)
    if head[_VERSIONS] != _WAL:
        return []
    return [
        Issue(
            "WAL_MISSING",
            "warning",
            "was copied while a program had it open, without its journal (-wal): the "
            "last changes may be missing",
            file=path.name,
            hint="close the program (QGIS) and copy the file again",
        )
    ]
