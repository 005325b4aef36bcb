"""The vendored Leaflet and our own scripts and styles, as text to inline."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

from landuse.resources import data_path

__all__ = ["asset_path", "script_texts", "style_texts"]

_SCRIPTS = (
    "leaflet/leaflet.js",
    "src/landuse-words.js",
    "src/landuse-nodes.js",
    "src/landuse-figures.js",
    "src/landuse-geodesy.js",
    "src/landuse-files.js",
    "src/landuse-canvas.js",
    "src/landuse-inflate.js",
    "src/landuse-decode.js",
    "src/landuse-columns.js",
    "src/landuse-index.js",
    "src/landuse-pixels.js",
    "src/landuse-paint.js",
    "src/landuse-tiles.js",
    "src/landuse-names.js",
    "src/landuse-mark.js",
    "src/landuse-pointer.js",
    "src/landuse-layer.js",
    "src/landuse-time.js",
    "src/landuse-funnel.js",
    "src/landuse-table.js",
    "src/landuse-legend.js",
    "src/landuse-card.js",
    "src/landuse-drawer.js",
    "src/landuse-language.js",
    "src/landuse-tools.js",
    "src/landuse-view.js",
    "src/landuse-measure.js",
    "src/landuse-select.js",
    "src/landuse-attributes.js",
    "src/landuse-picture.js",
    "src/landuse-print.js",
    "src/landuse-swipe.js",
    "src/landuse-labels.js",
    "src/landuse-raster.js",
    "src/landuse-readout.js",
    "src/landuse-switch.js",
    "src/landuse-link.js",
    "src/landuse-panel.js",
)
_STYLES = ("leaflet/leaflet.css", "src/landuse-map.css")
#: Only on pages that have cards or bars.
_BOARD_SCRIPTS = ("src/landuse-bars.js", "src/landuse-board.js")
_BOARD_STYLES = ("src/landuse-board.css",)
#: Only on pages with a ground below the map.
_GROUND_SCRIPTS = ("src/landuse-basemap.js",)
_GROUND_STYLES = ("src/landuse-basemap.css",)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
#: Line feeds that no script needs: after an opening or the end of a statement, and
#: before what closes or goes on.
_BREAK = re.compile(r"(?<=[;{,(\[])\n+|\n+(?=[)}\].?:&|])")
_IMAGE = re.compile(r"url\((images/[\w.-]+\.png)\)")


def asset_path(name: str) -> Path:
    """Path of one vendored or own asset.

    Parameters
    ----------
    name : str
        Path below ``maps/assets``.

    Returns
    -------
    Path
        An existing file.

    Examples
    --------
    >>> asset_path("leaflet/leaflet.js").name
    'leaflet.js'
    """
    return data_path("maps", "assets", *name.split("/"))


def _text(name: str) -> str:
    # Universal newlines: the browser hashes line feeds, whatever the file has.
    return _SOURCE_MAP.sub("", asset_path(name).read_text(encoding="utf-8"))


def _slim(text: str) -> str:
    """A script of our own without comments, indents and needless line feeds."""
    text = _BREAK.sub("", _INDENT.sub("", _COMMENT.sub("", text)))
    return text.replace("\n\n", "\n")


def _inline_image(match: re.Match[str]) -> str:
    image = asset_path(f"leaflet/{match[1]}").read_bytes()
    return f"url(data:image/png;base64,{base64.b64encode(image).decode('ascii')})"


@cache
def script_texts(*, board: bool = False, ground: bool = False) -> tuple[str, ...]:
    """The scripts of a page, in the order in which they must run.

    Parameters
    ----------
    board : bool, default False
        Also those of cards and bars.
    ground : bool, default False
        Also those of a ground below the map.

    Returns
    -------
    tuple of str
        JavaScript without source-map comments; ours together is the last one.

    Examples
    --------
    >>> "sourceMappingURL" in script_texts()[0]
    False
    """
    more = (*(_BOARD_SCRIPTS if board else ()), *(_GROUND_SCRIPTS if ground else ()))
    names = (*_SCRIPTS, *more)
    vendored = [_text(name) for name in names if not name.startswith("src/")]
    own = [_slim(_text(name)) for name in names if name.startswith("src/")]
    return (*vendored, "".join(own))


@cache
def style_texts(*, board: bool = False, ground: bool = False) -> tuple[str, ...]:
    """The style sheets of a map page, images inlined.

    Parameters
    ----------
    board : bool, default False
        Also that of cards and bars.
    ground : bool, default False
        Also that of a ground below the map.

    Returns
    -------
    tuple of str
        CSS that refers to no file.

    Examples
    --------
    >>> "url(images" in style_texts()[0]
    False
    """
    more = (*(_BOARD_STYLES if board else ()), *(_GROUND_STYLES if ground else ()))
    names = (*_STYLES, *more)
    return tuple(_IMAGE.sub(_inline_image, _text(name)) for name in names)
