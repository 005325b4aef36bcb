"""Zip archives: looked through by their directory, then only one layer unpacked.

Nothing is written but into a new private folder, under names that we make, and
nothing that the directory did not announce.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.entries import Entry, entries_of
from landuse.io.limits import hold
from landuse.io.preflight import FORMATS, check_path
from landuse.io.salvage import salvaged
from landuse.io.vector import choose_layer
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["Opened", "members", "opened"]

#: Formats that are taken only where an archive holds nothing else.
_WEAK = ("coordinates", "geojson", "csv", "xls", "xlsx")
_CATALOG = "a00000001.gdbtable"
_CHUNK = 1024**2


@dataclass(frozen=True)
class Opened:
    """A path that readers can open, and what is left of the layer's name."""

    path: Path
    layer: str | None = None
    issues: tuple[Issue, ...] = ()
    inside: str | None = None  #: name within the archive


def members(path: Path) -> list[str]:
    """Names of the layers and tables that an archive holds.

    Parameters
    ----------
    path : Path
        A .zip or .kmz file.

    Returns
    -------
    list of str
        Of files, or folders of geodatabases; layers if there are any, else tables.

    Raises
    ------
    SourceError
        If the archive must not be unpacked.
    """
    with _archive(path) as archive:
        return list(_candidates(entries_of(archive, path)))


@contextmanager
def opened(path: Path, layer: str | None = None, depth: int = 0) -> Iterator[Opened]:
    """A file as it is, or the one layer of an archive, unpacked for a while.

    Parameters
    ----------
    path : Path
        Any file that is read.
    layer : str, optional
        Of an archive: name of the member, and after a ``/`` of the layer in it.
    depth : int, default 0
        Archives around this one.

    Yields
    ------
    Opened
        The path to read.

    Raises
    ------
    SourceError
        If the archive must not be unpacked, or holds several layers.
    """
    checked = check_path(path)
    if checked.format != "archive":
        renamed = () if checked.path.name == path.name else (_renamed(checked.path),)
        yield Opened(checked.path, layer, renamed)
        return
    hold("archive_depth", depth + 1, path.name)
    with tempfile.TemporaryDirectory(
        prefix="landuse-", ignore_cleanup_errors=True
    ) as folder:
        member, rest, issues = _unpacked(path, layer, Path(folder))
        with opened(member, rest, depth + 1) as inner, _inside(path):
            name = "/".join(n for n in (member.name, inner.inside) if n)
            yield replace(inner, inside=name, issues=(*issues, *inner.issues))


def _renamed(path: Path) -> Issue:
    text = worded("name_cleaned", name=path.name)
    return Issue("FILE_NAME_CLEANED", "info", text, hint="correct the path")


@contextmanager
def _inside(path: Path) -> Iterator[None]:
    """Name the archive in errors of what it holds."""
    try:
        yield
    except SourceError as error:
        text = f"{path.name}: {error}"
        told = SourceError(text, code=error.code, feature=error.feature)
        told.path = Path(path.name)
        told.said = error.said
        raise told from error


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        mended = salvaged(path)
        if mended is None:
            msg = worded("zip_broken", error=error)
            raise SourceError(msg, path.name, code="TRUNCATED_FILE") from error
        archive = zipfile.ZipFile(mended)
    with archive:
        yield archive


def _unpacked(
    path: Path, layer: str | None, folder: Path
) -> tuple[Path, str | None, tuple[Issue, ...]]:
    with _archive(path) as archive:
        entries = entries_of(archive, path)
        found = _candidates(entries)
        name, rest = _chosen(list(found), layer, path)
        main, parts = found[name]
        for entry in parts:
            _write(archive, entry, folder / entry.name, path)
        issues = tuple(_issues(archive, entries, path))
    return folder / main, rest, issues


def _candidates(entries: list[Entry]) -> dict[str, tuple[str, list[Entry]]]:
    """Name of each member -> the name it gets, and the entries that make it."""
    found: dict[str, tuple[str, list[Entry]]] = {}
    folders = _geodatabases(entries)
    strong: list[Entry] = []
    weak: list[Entry] = []
    for entry in entries:
        form = FORMATS.get(Path(entry.name).suffix.lower())
        if form and not any(entry.name.startswith(f"{f}/") for f in folders if f):
            (weak if form in _WEAK else strong).append(entry)
    for folder in folders:
        inside = [e for e in entries if not folder or e.name.startswith(f"{folder}/")]
        found[folder or "geodatabase"] = (folder, inside)
    for entry in strong if strong or found else weak:
        found[entry.name] = (entry.name, _sidecars(entry, entries))
    return _as_gdb(found)


def _geodatabases(entries: list[Entry]) -> list[str]:
    names = [e.name for e in entries if Path(e.name).name.lower() == _CATALOG]
    return [name.rpartition("/")[0] for name in names]


def _as_gdb(
    found: dict[str, tuple[str, list[Entry]]],
) -> dict[str, tuple[str, list[Entry]]]:
    """Geodatabases whose folder is not called ``.gdb`` get a folder that is."""
    named = {}
    for name, (main, parts) in found.items():
        is_gdb = any(Path(e.name).name.lower() == _CATALOG for e in parts)
        if is_gdb and not main.lower().endswith(".gdb"):
            new = f"{main or 'geodatabase'}.gdb"
            moved = [replace(e, name=f"{new}/{Path(e.name).name}") for e in parts]
            named[name] = (new, moved)
        else:
            named[name] = (main, parts)
    return named


def _sidecars(entry: Entry, entries: list[Entry]) -> list[Entry]:
    path = Path(entry.name)
    start = f"{path.with_suffix('')}.".lower()
    whole = f"{entry.name}-".lower()
    return [e for e in entries if e.name.lower().startswith((start, whole))]


def _chosen(names: list[str], layer: str | None, path: Path) -> tuple[str, str | None]:
    if not names:
        msg = "holds no layer or table that is read; look at what is in it"
        raise SourceError(msg, path.name, code="EMPTY_ARCHIVE")
    for name in names:
        for known in (name, Path(name).name, *_stem(name, names)):
            if layer == known:
                return name, None
            if layer is not None and layer.startswith(f"{known}/"):
                return name, layer[len(known) + 1 :]
    if len(names) == 1:
        return names[0], layer
    return choose_layer(names, layer, path.name, "layer"), None


def _stem(name: str, names: list[str]) -> list[str]:
    """The name without ending, where it tells one of several."""
    stems = [Path(other).stem for other in names]
    stem = Path(name).stem
    return [stem] if len(names) > 1 and stems.count(stem) == 1 else []


def _write(archive: zipfile.ZipFile, entry: Entry, target: Path, path: Path) -> None:
    """Unpack one entry; never more bytes than the directory announced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.info.file_size
    try:
        with archive.open(entry.info) as source, target.open("xb") as file:
            while left > 0 and (data := source.read(min(left, _CHUNK))):
                file.write(data)
                left -= len(data)
            if left or source.read(1):
                msg = f"entry {entry.name} has another size than announced"
                raise zipfile.BadZipFile(msg)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:
        full = shutil.disk_usage(target.parent).free < _CHUNK
        why = "the disk is full" if full else str(error)
        msg = worded("entry_not_unpacked", name=entry.name, why=why)
        raise SourceError(msg, path.name, code="TRUNCATED_FILE") from error
    except Exception as error:  # zlib.error, lzma.LZMAError and the like
        msg = worded("entry_damaged", name=entry.name, error=error)
        raise SourceError(msg, path.name, code="TRUNCATED_FILE") from error


def _mended_issue(path: Path) -> Issue:
    return Issue(
        "ARCHIVE_MENDED",
        "warning",
        "its directory states wrong lengths; every entry was found and its checksum "
        "is right",
        file=path.name,
        hint="pack it again with another program",
    )


def _issues(archive: zipfile.ZipFile, entries: list[Entry], path: Path) -> list[Issue]:
    found = [] if archive.filename else [_mended_issue(path)]
    guessed = [e for e in entries if e.codec not in ("utf-8", "ascii")]
    if not guessed:
        return found
    first = guessed[0]
    return [
        *found,
        Issue(
            "NAME_ENCODING",
            "info",
            worded("names_unmarked", name=first.name, codec=first.codec),
            file=path.name,
            value=first.name,
            hint="pack it with a program that writes UTF-8 names if they look wrong",
        ),
    ]
