"""The files that make one shapefile: found, and their headers held to each other."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from landuse.errors import SourceError
from landuse.io.preflight import check_regular
from landuse.messages import worded

__all__ = ["ShapefileSet", "checked_index", "find_set"]

_HEADER = 100
_RECORD = 8
_WORD = 2
_MAGIC = 9994
_ENDINGS = (".shx", ".dbf", ".prj", ".cpg")

Index = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class ShapefileSet:
    """The files that make one shapefile, found whatever the case of their names."""

    shp: Path
    shx: Path
    dbf: Path
    prj: Path | None
    cpg: Path | None


def find_set(shp: Path) -> ShapefileSet:
    """The sidecars of a .shp.

    Parameters
    ----------
    shp : Path
        The main file.

    Returns
    -------
    ShapefileSet
        All files that are there. A file of exactly the same name goes before one
        that differs in capitals or in how its letters are composed.

    Raises
    ------
    SourceError
        If .shx or .dbf is missing, a sidecar is no regular file, or there are two.
    """
    found: dict[str, Path] = {}
    for ending in _ENDINGS:
        path = _sidecar(shp, ending)
        if path is not None:
            check_regular(path)
            found[ending] = path
    for ending in (".shx", ".dbf"):
        if ending not in found:
            msg = worded("sidecar_missing", ending=ending)
            raise SourceError(msg, shp.name, code="MISSING_SIDECAR")
    return ShapefileSet(
        shp, found[".shx"], found[".dbf"], found.get(".prj"), found.get(".cpg")
    )


def _sidecar(shp: Path, ending: str) -> Path | None:
    files = [p for p in sorted(shp.parent.iterdir()) if p.suffix.lower() == ending]
    same = [p for p in files if p.stem == shp.stem]
    close = same or [p for p in files if _folded(p.stem) == _folded(shp.stem)]
    if len(close) > 1:
        msg = worded("sidecar_twice", ending=ending)
        raise SourceError(msg, shp.name, code="AMBIGUOUS_SIDECAR")
    return close[0] if close else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def checked_index(files: ShapefileSet) -> Index:
    """Where the records of a .shp stand, once .shp and .shx tell the same story.

    Parameters
    ----------
    files : ShapefileSet
        From :func:`find_set`.

    Returns
    -------
    shp : array of uint8
        The bytes of the .shp, not read before they are asked for.
    starts, lengths : array of int
        First byte of each record's head, and bytes of its content.

    Raises
    ------
    SourceError
        If one is cut, or they disagree.
    """
    shp = np.memmap(files.shp, np.uint8, "r")
    shx = files.shx.read_bytes()
    _check_length(files.shp, len(shp), bytes(shp[:_HEADER]))
    _check_length(files.shx, len(shx), shx[:_HEADER])
    if (len(shx) - _HEADER) % _RECORD:
        msg = ".shx ends in the middle of an entry; ask for the file again"
        raise SourceError(msg, files.shx.name, code="TRUNCATED_FILE")
    index = np.frombuffer(shx, ">i4", offset=_HEADER).reshape(-1, 2).astype(np.int64)
    starts = index[:, 0] * _WORD
    ends = starts + _RECORD + index[:, 1] * _WORD
    outside = (starts < _HEADER) | (index[:, 1] < 0) | (ends > len(shp))
    if outside.any():
        msg = ".shx points outside .shp; one of them is cut, ask for both again"
        raise SourceError(msg, files.shp.name, code="TRUNCATED_FILE")
    _check_numbers(files.shp, shp, starts, index[:, 1])
    _check_whole(files.shp, len(shp), ends)
    return shp, starts, index[:, 1] * _WORD


def _check_numbers(
    path: Path, shp: np.ndarray, starts: np.ndarray, lengths: np.ndarray
) -> None:
    heads = np.ascontiguousarray(shp[starts[:, None] + np.arange(_RECORD)])
    stated = heads.view(">i4").reshape(-1, 2).astype(np.int64)
    numbers = np.arange(len(starts))
    first = min(int(stated[0, 0]), 1) if len(stated) else 1
    wrong = (stated[:, 0] != numbers + max(first, 0)) | (stated[:, 1] != lengths)
    if wrong.any():
        at = int(np.argmax(wrong)) + 1
        msg = worded("shx_record", at=at)
        raise SourceError(msg, path.name, code="SIDECAR_MISMATCH", feature=str(at))


def _check_whole(path: Path, size: int, ends: np.ndarray) -> None:
    """A .shx that lists fewer records than the .shp holds would lose the last."""
    last = int(ends.max()) if len(ends) else _HEADER
    if last < size:
        msg = worded("shx_short", last=last, size=size)
        raise SourceError(msg, path.name, code="SIDECAR_MISMATCH")


def _check_length(path: Path, size: int, header: bytes) -> None:
    if len(header) < _HEADER or struct.unpack(">i", header[:4])[0] != _MAGIC:
        msg = worded("header_broken", suffix=path.suffix)
        raise SourceError(msg, path.name, code="TRUNCATED_FILE")
    stated = struct.unpack(">i", header[24:28])[0] * _WORD
    if stated != size:
        how = "cut" if size < stated else "longer than its header says"
        msg = worded("bytes_stated", how=how, stated=stated, size=size)
        raise SourceError(msg, path.name, code="TRUNCATED_FILE")
