"""Profiles: how one source names its columns, in which units and words.

A profile is a TOML file, shipped in ``landuse/profiles/`` or beside a project.
``extends = "default"`` keeps the shipped aliases of the kind behind its own;
without it the profile stands alone.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError
from landuse.eventfields import method_words
from landuse.resources import package_path
from landuse.schema import KINDS, fields_of
from landuse.units import UNIT_FACTORS

__all__ = ["Profile", "default_profile", "known_names", "load_profile"]

_PROFILE_KEYS = ("id", "kind", "title", "extends", "epsg", "encoding", "note", "source")
_TABLE_KEYS = ("fill_down", "sheet", "layer")
_SECTIONS = ("profile", "columns", "units", "values", "constants", "table")
_DEFAULT = "default"


@dataclass(frozen=True)
class Profile:
    """How one source is written."""

    id: str
    kind: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    epsg: int | None = None
    encoding: str | None = None
    fill_down: tuple[str, ...] = ()
    layer: str | None = None
    sheet: str | None = None
    recognise: bool = False  #: check the known columns of a plain layer
    known: tuple[str, ...] = ()  #: names of a header besides those of ``columns``
    zones: tuple[tuple[str, ...], ...] = ()  #: names of each zone, official one first


@cache
def default_profile(kind: str) -> Profile:
    """The shipped aliases and words of one kind.

    Parameters
    ----------
    kind : str
        One of the kinds of :mod:`landuse.schema`.

    Returns
    -------
    Profile
        Chinese names, pinyin initials and English names; no units.

    Examples
    --------
    >>> "ZDDM" in default_profile("parcels").columns["parcel_id"]
    True
    """
    path = package_path("profiles", "default.toml")
    section = _parsed(path).get(kind, {})
    parts = {
        "columns": section.get("columns", {}),
        "values": section.get("values", {}),
    }
    _check_fields(parts, kind, path, f"{kind}.")
    values = dict(parts["values"])
    if kind == "events":
        values["method"] = method_words() | values.get("method", {})
    columns = _with_labels(parts["columns"], kind)
    return Profile(_DEFAULT, kind, columns=columns, values=values)


def _with_labels(
    columns: Mapping[str, list[str]], kind: str
) -> dict[str, tuple[str, ...]]:
    """The aliases, with the words that staff read for each field in front."""
    return {
        f.name: (f.name, f.label("zh"), *columns.get(f.name, ()))
        for f in fields_of(kind)
        if f.type != "geometry"
    }


def load_profile(
    name: str | Path | None, kind: str, folder: Path | None = None
) -> Profile:
    """A profile by name or path.

    Parameters
    ----------
    name : str, Path or None
        A shipped name (``"cambridge_taxes"``), a path of a TOML file, relative
        to ``folder``, or None for the shipped default of the kind.
    kind : str
        Kind of data that the source is used as.
    folder : Path, optional
        Folder of the project.

    Returns
    -------
    Profile
        Checked and merged with what it extends.

    Raises
    ------
    PolicyError
        For an unknown profile, key, field, unit or kind; with file and key.

    Examples
    --------
    >>> load_profile("cambridge_taxes", "taxes").units["registered_area_m2"]
    'sqft'
    """
    if name is None or str(name) == _DEFAULT:
        return default_profile(kind)
    path = _found(str(name), folder)
    document = _parsed(path)
    _check_keys(document, _SECTIONS, path, "")
    head = document.get("profile", {})
    _check_keys(head, _PROFILE_KEYS, path, "profile.")
    _check_keys(document.get("table", {}), _TABLE_KEYS, path, "table.")
    if head.get("kind", kind) != kind:
        msg = f"is for {head['kind']!r}, not for {kind!r}; name another profile"
        raise PolicyError(msg, path, "profile.kind")
    _check_fields(document, kind, path, "")
    return _merged(document, head, kind, path)


def _merged(document: dict, head: dict, kind: str, path: Path) -> Profile:
    base = Profile("", kind)
    if head.get("extends"):
        if head["extends"] != _DEFAULT:
            msg = f"can extend only {_DEFAULT!r}, not {head['extends']!r}"
            raise PolicyError(msg, path, "profile.extends")
        base = default_profile(kind)
    table = document.get("table", {})
    return Profile(
        id=str(head.get("id", path.stem)),
        kind=kind,
        columns=_joined(document.get("columns", {}), base.columns),
        units=document.get("units", {}),
        values={**base.values, **_value_maps(document, base)},
        constants=document.get("constants", {}),
        epsg=head.get("epsg"),
        encoding=head.get("encoding"),
        fill_down=tuple(table.get("fill_down", ())),
        layer=table.get("layer"),
        sheet=table.get("sheet"),
    )


def _value_maps(document: dict, base: Profile) -> dict[str, dict[str, str]]:
    own = document.get("values", {})
    return {name: {**base.values.get(name, {}), **words} for name, words in own.items()}


def _joined(
    own: Mapping[str, Any], base: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    names = {n: (a,) if isinstance(a, str) else tuple(a) for n, a in own.items()}
    return {n: names.get(n, ()) + base.get(n, ()) for n in {**names, **base}}


def known_names(profile: Profile) -> tuple[str, ...]:
    """Every name that a column may have under a profile.

    Examples
    --------
    >>> "宗地代码" in known_names(default_profile("parcels"))
    True
    """
    own = (name for names in profile.columns.values() for name in names)
    return (*own, *profile.known)


def _found(name: str, folder: Path | None) -> Path:
    shipped = package_path("profiles", f"{name}.toml")
    beside = (folder or Path()) / name
    for path in (beside, shipped):
        if path.suffix == ".toml" and path.is_file():
            return path
    names = sorted(p.stem for p in package_path("profiles").glob("*.toml"))
    msg = f"no such profile; shipped are {', '.join(names)}{_meant(name, names)}"
    raise PolicyError(msg, name)


@cache
def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"is not TOML ({error}); correct that line"
        raise PolicyError(msg, path) from error


def _meant(word: str, known: list[str] | tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _check_keys(table: Mapping, known: tuple[str, ...], path: Path, place: str) -> None:
    for key in table:
        if key not in known:
            msg = f"unknown key; known are {', '.join(known)}{_meant(key, known)}"
            raise PolicyError(msg, path, f"{place}{key}")


def _check_fields(document: Mapping, kind: str, path: Path, place: str) -> None:
    if kind not in KINDS:
        msg = f"kind {kind!r} is not one of {', '.join(KINDS)}"
        raise PolicyError(msg, path, "profile.kind")
    names = tuple(f.name for f in fields_of(kind))
    for section in ("columns", "units", "values", "constants"):
        _check_keys(document.get(section, {}), names, path, f"{place}{section}.")
    for name, unit in document.get("units", {}).items():
        if unit not in UNIT_FACTORS:
            msg = f"unit {unit!r} is not known; use one of {', '.join(UNIT_FACTORS)}"
            raise PolicyError(msg, path, f"{place}units.{name}")
