"""Read the file of transformation parameters; say what is wrong without a value.

The messages name file, key and cure. None of them repeats what stands in the file,
not even a key that is not one of ours: a slip of the pen may have put a figure there.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from pyproj import CRS
from pyproj.exceptions import CRSError

from landuse.errors import PolicyError, SourceError
from landuse.io.crscodes import counterpart, datum_of
from landuse.io.crsguess import meridian_of
from landuse.io.helmert import POINTS_TURN
from landuse.io.transform import (
    LOCAL,
    PLANE,
    SPACE,
    Move,
    Transform,
    in_plane,
    in_space,
)
from landuse.io.transformcheck import check_points
from landuse.messages import worded
from landuse.resources import defaults

__all__ = ["given_transform", "load_transform"]

_TABLE = "transform"
_DATUMS = {"xian80": "XIAN80", "beijing54": "BEIJING54", "local": LOCAL}
_WORDS = {
    "datum": tuple(_DATUMS),
    "kind": (SPACE, PLANE),
    "convention": tuple(POINTS_TURN),
}
#: The parameters of each kind in order, each with its limit among the defaults.
_PARAMETERS = {
    SPACE: {
        "dx_m": "translation_m",
        "dy_m": "translation_m",
        "dz_m": "translation_m",
        "rx_arcsec": "rotation_arcsec",
        "ry_arcsec": "rotation_arcsec",
        "rz_arcsec": "rotation_arcsec",
        "scale_ppm": "scale_ppm",
    },
    PLANE: {
        "east_m": "plane_translation_m",
        "north_m": "plane_translation_m",
        "rotation_arcsec": "rotation_arcsec",
        "scale_ppm": "scale_ppm",
    },
}
#: A local plane may have any origin and direction, so that other limits hold.
_LOCAL_LIMIT = "local_"
_CODES = ("source_epsg", "target_epsg")
_CHECK = "check"
_WORD = re.compile(r"[A-Za-z_]+")
_LARGEST = 65_536  # bytes of a file of a few lines


def given_transform(
    path: str | Path | None, *, allow_ballpark: bool = False
) -> Transform | None:
    """The parameters of a file, if one is given.

    Parameters
    ----------
    path : str or Path, optional
        The file.
    allow_ballpark : bool, default False
        Whether the user also asks for the old datum as it is, which contradicts.

    Returns
    -------
    Transform or None
        None without a file.

    Raises
    ------
    PolicyError
        If both are asked for, or the file is faulty.

    Examples
    --------
    >>> given_transform(None) is None
    True
    """
    if path is None:
        return None
    if allow_ballpark:
        msg = "does not go with allow_ballpark; leave one of the two out"
        raise PolicyError(msg, path, _TABLE)
    return load_transform(path)


def load_transform(path: str | Path) -> Transform:
    """The transformation parameters of a user.

    Parameters
    ----------
    path : str or Path
        A TOML file with one table ``[transform]``.

    Returns
    -------
    Transform
        It keeps the parameters to itself.

    Raises
    ------
    SourceError
        If the file is not there.
    PolicyError
        For what is missing, unknown, of the wrong type or beyond what a datum
        shift can be; with file, key and cure, never with the value.

    Examples
    --------
    >>> import tempfile
    >>> text = '''
    ... [transform]
    ... datum = "xian80"
    ... kind = "plane"
    ... convention = "position-vector"
    ... source_epsg = 2362
    ... target_epsg = 4526
    ... east_m = 0
    ... north_m = 0
    ... rotation_arcsec = 0
    ... scale_ppm = 0
    ... accuracy_m = 0.1
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "my.toml"
    ...     _ = file.write_text(text)
    ...     load_transform(file)
    <Transform plane of Xian 1980, user parameters>
    """
    path = Path(path)
    table = _table(path)
    words = {key: _word(table, key, path) for key in _WORDS}
    kind, datum = words["kind"], _DATUMS[words["datum"]]
    if datum == LOCAL and kind != PLANE:
        _refuse(path, "kind", f"does not go with a local system; write {PLANE}")
    _check_keys(table, kind, datum, path)
    limits = defaults(_TABLE)
    values = [
        _number(table, key, path, limits[_limit(most, datum)])
        for key, most in _PARAMETERS[kind].items()
    ]
    accuracy = _number(table, "accuracy_m", path, limits["accuracy_m"])
    if accuracy <= 0:
        _refuse(path, "accuracy_m", "must be above zero; state it in metres")
    plane, move = None, _move(kind, values, words["convention"], datum)
    if kind == PLANE:
        plane = _plane(table, datum, path)
    made = Transform(datum, kind, move, accuracy, plane=plane, idle=not any(values))
    if _CHECK in table:
        systems = plane or _systems(table, datum, path)
        made.checked = check_points(made, table[_CHECK], systems, path)
    return made


def _limit(name: str, datum: str) -> str:
    return _LOCAL_LIMIT + name if datum == LOCAL else name


def _move(kind: str, values: list[float], convention: str, datum: str) -> Move:
    if kind == PLANE:
        return in_plane(values, convention)
    return in_space(values, convention, datum)


def _table(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        msg: str = worded("no_parameters")
        raise SourceError(msg, path, code="NOT_A_FILE")
    content, line = _parsed(path)
    if content is None:
        at = "" if line is None else f" (line {line})"
        raise PolicyError(f"is not readable as TOML{at}; correct it", path)
    table = content.get(_TABLE)
    if not isinstance(table, dict) or len(content) != 1:
        msg = "must hold one table [transform] and nothing else"
        raise PolicyError(msg, path, _TABLE)
    return table


def _parsed(path: Path) -> tuple[dict[str, Any] | None, str | None]:
    """The content, or the line that is no TOML; the parser's own words may quote it."""
    data = path.read_bytes()
    if len(data) > _LARGEST:
        return None, None
    try:
        return tomllib.loads(data.decode("utf-8-sig")), None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        return None, found.group(1) if found else None
    except UnicodeDecodeError:
        return None, None


def _check_keys(table: Mapping[str, Any], kind: str, datum: str, path: Path) -> None:
    known = [*_WORDS, *_PARAMETERS[kind], "accuracy_m", _CHECK]
    if kind == PLANE or _CHECK in table:
        known += _CODES[1:] if datum == LOCAL else _CODES
    for key in table:
        if key not in known:
            shown = f" {key!r}" if _WORD.fullmatch(key) else ""
            msg = f"has an unknown key{shown}; known are {', '.join(known)}"
            raise PolicyError(msg, path, _TABLE)


def _word(table: Mapping[str, Any], key: str, path: Path) -> str:
    word = table.get(key)
    if not isinstance(word, str) or word not in _WORDS[key]:
        state = "is missing" if word is None else "is not one of the known words"
        _refuse(path, key, f"{state}; write one of {', '.join(_WORDS[key])}")
    return word


def _number(table: Mapping[str, Any], key: str, path: Path, most: float) -> float:
    value = table.get(key)
    unit = key.rpartition("_")[2]
    if value is None:
        _refuse(path, key, f"is missing; state it in {unit}, 0 where it is none")
    if type(value) not in (int, float) or not math.isfinite(value):
        _refuse(path, key, f"is not a plain number; write it without quotes, in {unit}")
    if abs(value) > most:
        text = f"is beyond {most:,.0f} {unit}, more than such a shift can be"
        _refuse(path, key, f"{text}; check the unit and the decimal point")
    return float(value)


def _plane(table: Mapping[str, Any], datum: str, path: Path) -> tuple[int, int]:
    """The plane that a fit starts from and the one in CGCS2000 that it leads to."""
    target = _zone(table, _CODES[1], "CGCS2000", path)
    if datum == LOCAL:
        return 0, target
    source = _zone(table, _CODES[0], datum, path)
    if meridian_of(source) != meridian_of(target):
        text = "has another meridian than source_epsg; state planes of one zone"
        _refuse(path, "target_epsg", text)
    return source, target


def _systems(table: Mapping[str, Any], datum: str, path: Path) -> tuple[int, int]:
    """Of the check points of seven parameters: the same zone on both datums."""
    source, target = (_code(table, key, path) for key in _CODES)
    if datum_of(CRS.from_epsg(source)) != datum or counterpart(source) != target:
        text = "must be the zone of source_epsg on CGCS2000, for the check points"
        _refuse(path, _CODES[1], text)
    return source, target


def _zone(table: Mapping[str, Any], key: str, datum: str, path: Path) -> int:
    epsg = _code(table, key, path)
    fits = datum_of(CRS.from_epsg(epsg)) == datum
    if not fits or not math.isfinite(meridian_of(epsg)):
        _refuse(path, key, f"is no plane of a zone on {datum}; state its EPSG code")
    return epsg


def _code(table: Mapping[str, Any], key: str, path: Path) -> int:
    code = table.get(key)
    if type(code) is not int:
        _refuse(path, key, "is missing or no EPSG code; write it as a whole number")
    try:
        CRS.from_epsg(code)
    except CRSError:
        known = False
    else:
        known = True
    if not known:
        _refuse(path, key, "is no EPSG code that is known; correct it")
    return code


def _refuse(path: Path, key: str, text: str) -> NoReturn:
    raise PolicyError(text, path, f"{_TABLE}.{key}")
