"""A bureau's project: ``landuse.toml`` names its sources, policy and date."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError, SourceError
from landuse.io.exceptionbook import BOOK_NAME
from landuse.io.geometry import REPAIRS
from landuse.io.gradebook import GRADE_BOOKS
from landuse.io.profile import Profile, load_profile
from landuse.io.source import Source
from landuse.io.transform import Transform
from landuse.io.transformfile import load_transform
from landuse.messages import worded
from landuse.policy import Policy, load_policy
from landuse.schema import KINDS

__all__ = ["FILE_NAME", "Project", "load_project"]

FILE_NAME = "landuse.toml"
RASTER = "raster"
_SECTIONS = ("project", "source", "ledger")
_PROJECT_KEYS = ("name", "policy", "as_of", "lang", "note")
_LEDGER_KEYS = ("path", "note")
_SERVER = "://"
_SOURCE_KEYS = {
    "kind": str,
    "path": str,
    "profile": str,
    "layer": str,
    "sheet": str,
    "encoding": str,
    "epsg": int,
    "role": str,
    "repair": str,
    "infer_crs": bool,
    "allow_ballpark": bool,
    "transform": str,
    "note": str,
}
#: Names a file whose content is never told, nor a digest of it.
_SECRET = "transform"
_ROLES = ("old", "new")
_LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Project:
    """What a project file says, checked."""

    folder: Path
    file: Path
    name: str
    policy: str  #: a shipped name, or a path relative to the folder
    as_of: dt.date | None
    sources: tuple[Source, ...]
    lang: str = "zh"
    settings: tuple[str, ...] = ()  #: policy, profiles, exceptions beside the file
    ledger: str | None = None  #: a path, or the address of a server: see below

    def of_kind(self, kind: str, role: str | None = None) -> tuple[Source, ...]:
        """The sources of one kind, in the order of the file."""
        same = (s for s in self.sources if s.kind == kind)
        return tuple(s for s in same if role is None or s.role == role)

    def inputs(self) -> dict[str, Path]:
        """Every file that the project is made of, by the name it gives them."""
        files = {source.name: source.path for source in self.sources}
        files |= {name: self.folder / name for name in self.settings}
        return dict(sorted({**files, self.file.name: self.file}.items()))

    def ledger_place(self) -> str | None:
        """Where the ledger is; an address may hold a password, and is never told."""
        if self.ledger is None or _SERVER in self.ledger:
            return self.ledger
        return str(self.folder / self.ledger)

    def load_policy(self) -> Policy:
        """The policy: a file beside the project before a shipped one."""
        beside = self.folder / self.policy
        return load_policy(beside if beside.is_file() else self.policy)


def load_project(path: str | Path) -> Project:
    """Read and check a project file.

    Parameters
    ----------
    path : str or Path
        A folder with a ``landuse.toml``, or that file.

    Returns
    -------
    Project
        With every source's file there and its profile loaded.

    Raises
    ------
    SourceError
        If the project file or a source is not there.
    PolicyError
        For a wrong key, kind or value; with file and key.
    """
    path = Path(path)
    file = path / FILE_NAME if path.is_dir() else path
    document = _parsed(file)
    _check_keys(document, _SECTIONS, file, "")
    head = document.get("project", {})
    _check_keys(head, _PROJECT_KEYS, file, "project.")
    if "policy" not in head:
        msg = "is missing; name a shipped policy or a file beside the project"
        raise PolicyError(msg, file, "project.policy")
    lang = head.get("lang", "zh")
    _check_word(lang, _LANGUAGES, file, "project.lang")
    entries = document.get("source", [])
    if not isinstance(entries, list) or not entries:
        msg = "names no source; add a [[source]] with kind and path"
        raise PolicyError(msg, file, "source")
    return Project(
        folder=file.parent,
        file=file,
        name=str(head.get("name", file.resolve().parent.name)),
        policy=str(head["policy"]),
        as_of=_day(head.get("as_of"), file),
        sources=tuple(_source(e, i, file) for i, e in enumerate(entries)),
        lang=lang,
        settings=_settings(head, entries, file.parent),
        ledger=_ledger(document, entries, file),
    )


def _ledger(
    document: Mapping[str, Any], entries: Iterable[Mapping[str, Any]], file: Path
) -> str | None:
    """The ledger that stands in for a source of events."""
    if "ledger" not in document:
        return None
    table = document["ledger"]
    _check_keys(table, _LEDGER_KEYS, file, "ledger.")
    if not isinstance(table.get("path"), str):
        msg = "must be a text: the file of the ledger"
        raise PolicyError(msg, file, "ledger.path")
    if any(entry["kind"] == "events" for entry in entries):
        msg = "does not go with a source of kind events; leave one of the two out"
        raise PolicyError(msg, file, "ledger")
    place: str = table["path"]
    return place


def _settings(
    head: Mapping[str, Any], entries: Iterable[Mapping[str, Any]], folder: Path
) -> tuple[str, ...]:
    """Policy, profiles and exceptions that are files beside the project."""
    named = [head["policy"], *(e["profile"] for e in entries if "profile" in e)]
    named += [BOOK_NAME, *GRADE_BOOKS]
    return tuple(sorted({n for n in named if (folder / n).is_file()}))


def _parsed(file: Path) -> dict[str, Any]:
    if not file.is_file():
        msg = worded("no_project", file_name=FILE_NAME)
        raise SourceError(msg, file)
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        text = f"is not a project file in TOML ({error}); correct that line"
        raise PolicyError(text, file) from error


def _source(entry: Mapping[str, Any], index: int, file: Path) -> Source:
    place = f"source[{index + 1}]."
    _check_keys(entry, tuple(_SOURCE_KEYS), file, place)
    for key, kind in _SOURCE_KEYS.items():
        if key in entry and type(entry[key]) is not kind:
            given = "" if key == _SECRET else f", not {entry[key]!r}"
            msg = f"must be of type {kind.__name__}{given}"
            raise PolicyError(msg, file, place + key)
    for key in ("kind", "path"):
        if key not in entry:
            msg = "is missing; every source needs a kind and a path"
            raise PolicyError(msg, file, place + key)
    kind = entry["kind"]
    words = {"kind": (*KINDS, RASTER), "role": _ROLES, "repair": REPAIRS}
    for key in (key for key in words if key in entry):
        _check_word(entry[key], words[key], file, place + key)
    path = file.parent / entry["path"]
    if not path.exists():
        msg = worded("source_not_there", place=place, name=file.name)
        raise SourceError(msg, entry["path"], code="NOT_A_FILE")
    said = {k: v for k, v in entry.items() if k not in ("kind", "path", "note")}
    said["profile"] = _profile(said.get("profile"), kind, file.parent)
    if _SECRET in said:
        said[_SECRET] = _transform(said, kind, file, place)
    return Source(kind, path, entry["path"], **said)


def _transform(said: Mapping[str, Any], kind: str, file: Path, place: str) -> Transform:
    """The parameters of the user; their file is no input that is told of."""
    if kind == RASTER or said.get("allow_ballpark"):
        other = "a raster" if kind == RASTER else "allow_ballpark"
        msg = f"does not go with {other}; leave one of the two out"
        raise PolicyError(msg, file, place + _SECRET)
    return load_transform(file.parent / said[_SECRET])


def _profile(name: str | None, kind: str, folder: Path) -> Profile:
    if kind == RASTER:
        return Profile("none", RASTER)
    return load_profile(name, kind, folder)


def _day(value: Any, file: Path) -> dt.date | None:
    if value is None or type(value) is dt.date:
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        msg = f"{value!r} is not a date; write 2022-09-30"
        raise PolicyError(msg, file, "project.as_of") from None


def _check_keys(table: Any, known: Iterable[str], file: Path, place: str) -> None:
    if not isinstance(table, Mapping):
        msg = f"must be a table with keys {', '.join(known)}"
        raise PolicyError(msg, file, place.rstrip("."))
    for key in table:
        if key not in known:
            names = tuple(known)
            msg = f"unknown key; known are {', '.join(names)}{_meant(key, names)}"
            raise PolicyError(msg, file, f"{place}{key}")


def _check_word(word: Any, known: tuple[str, ...], file: Path, key: str) -> None:
    if word not in known:
        msg = f"{word!r} is not one of {', '.join(known)}{_meant(str(word), known)}"
        raise PolicyError(msg, file, key)


def _meant(word: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""
