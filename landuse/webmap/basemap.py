"""Grounds below a map: Tianditu, or tiles of one's own; nothing else, none by default.

The page's content policy names exactly the hosts of the ground and no other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.resources import package_path

__all__ = ["Basemap", "basemap_rules", "read_basemap"]

_ADDRESS = re.compile(r"(https?)://([A-Za-z0-9.-]+(?::[0-9]{1,5})?)/([^\s\"'<>\\]*)")
_RELATIVE = re.compile(r"(?!/)[\w.{}-]+(?:/[\w.{}-]+)*")
_TOKEN = re.compile(r"[0-9A-Za-z]{1,64}")
_PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True)
class Basemap:
    """A ground, checked."""

    addresses: tuple[str, ...]  #: of the tiles, from the lowest layer up
    origins: tuple[str, ...]  #: what the page may load images from
    attribution: Mapping[str, str]
    max_zoom: int
    hosts: tuple[str, ...] = ()
    asks: bool = False  #: whether a reader gives a token of their own
    token: str = ""  #: stands in the page, only if the user wanted that


@cache
def basemap_rules() -> Mapping[str, Any]:
    """The grounds of ``basemaps.toml``.

    Returns
    -------
    mapping
        Of its tables.

    Examples
    --------
    >>> basemap_rules()["tianditu"]["layers"]
    ['vec', 'cva']
    """
    return tomllib.loads(package_path("basemaps.toml").read_text("utf-8"))


def read_basemap(said: str, token: str = "") -> Basemap:
    """Check a ground.

    Parameters
    ----------
    said : str
        ``tianditu``, or where tiles are: an address or a path beside the page with
        ``{z}``, ``{x}`` and ``{y}``.
    token : str, default ""
        Of Tianditu, to be written into the page; without it the page asks its reader.

    Returns
    -------
    Basemap
        The ground.

    Raises
    ------
    SourceError
        For a ground in GCJ-02 or BD-09, with the reason; for an address that is none.

    Examples
    --------
    >>> read_basemap("http://10.1.2.3:8080/tiles/{z}/{x}/{y}.png").origins
    ('http://10.1.2.3:8080',)
    >>> read_basemap("tiles/{z}/{x}/{y}.png").origins
    ("'self'",)
    >>> read_basemap("gaode")
    Traceback (most recent call last):
        ...
    landuse.errors.SourceError: gaode: lies hundreds of metres beside CGCS2000 \
(GCJ-02, BD-09); take tianditu or tiles of your own
    """
    _refuse_shifted(said)
    if said == "tianditu":
        return _tianditu(token)
    if token:
        msg = worded("basemap_token_unused")
        raise SourceError(msg, said)
    found = _ADDRESS.fullmatch(said)
    own = _RELATIVE.fullmatch(said) is not None and ".." not in said
    if not (found or own) or not all(place in said for place in _PLACES):
        msg = worded("basemap_address")
        raise SourceError(msg, said)
    origin = f"{found[1]}://{found[2]}" if found else "'self'"
    tiles = basemap_rules()["tiles"]
    return Basemap((said,), (origin,), tiles["attribution"], tiles["max_zoom"])


def _refuse_shifted(said: str) -> None:
    refused, name = basemap_rules()["refused"], said.strip().lower()
    found = _ADDRESS.match(name)
    host = found[2].split(":")[0].rstrip(".") if found else ""
    shifted = any(host == h or host.endswith(f".{h}") for h in refused["hosts"])
    if name in refused["names"] or shifted:
        msg = worded("basemap_shifted")
        raise SourceError(msg, said)


def _tianditu(token: str) -> Basemap:
    rules = basemap_rules()["tianditu"]
    if token and not _TOKEN.fullmatch(token):
        msg = worded("basemap_token")
        raise SourceError(msg)
    return Basemap(
        tuple(rules["address"].replace("{layer}", name) for name in rules["layers"]),
        tuple(rules["origin"].format(host=host) for host in rules["hosts"]),
        rules["attribution"],
        rules["max_zoom"],
        hosts=tuple(rules["hosts"]),
        asks=not token,
        token=token,
    )
