"""Find the data folders, in a checkout, an editable install or a wheel; defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from landuse.errors import SourceError

__all__ = ["data_path", "defaults", "package_path"]

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """Path of a file or folder of ``maps/`` or ``sample_data/``.

    Parameters
    ----------
    *parts : str
        Path below the checkout, e.g. ``"maps", "status.toml"``.

    Returns
    -------
    Path
        An existing path.

    Raises
    ------
    SourceError
        If it is neither in the installed package nor in the checkout.

    Examples
    --------
    >>> data_path("sample_data").is_dir()
    True
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    msg = "not part of this installation; reinstall the package"
    raise SourceError(msg, "/".join(parts))


def package_path(*parts: str) -> Path:
    """Path of a data file inside the package, e.g. a policy.

    Parameters
    ----------
    *parts : str
        Path below ``landuse/``.

    Returns
    -------
    Path
        The path, which need not exist.

    Examples
    --------
    >>> package_path("policies", "national.toml").name
    'national.toml'
    """
    return _PACKAGE.joinpath(*parts)


@cache
def defaults(section: str) -> Mapping[str, Any]:
    """One table of ``defaults.toml``: what holds where nobody says otherwise.

    Parameters
    ----------
    section : str
        Name of the table.

    Returns
    -------
    mapping
        Its entries, read only.

    Examples
    --------
    >>> defaults("command")["policy"]
    'puyang'
    """
    text = package_path("defaults.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text)[section])
