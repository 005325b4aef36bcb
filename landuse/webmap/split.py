"""A map as a folder for a server: one page, and its data in scripts beside it.

A page opened from a file may not fetch a file, but it may load a script: each block
of data is a script of one assignment. The content policy allows the hashes of our
own scripts and files of the page's own place, nothing else.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import folium

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.webmap.page import Page, data_text
from landuse.webmap.render import OfflineFigure, fragments

__all__ = ["write_split"]

_PAGE = "index.html"
_DATA = "data"
_PLACE = "(window.landuseData=window.landuseData||{})"


def write_split(page: folium.Map, folder: str | Path) -> list[str]:
    """Write a map as ``index.html`` and one script for each layer.

    Parameters
    ----------
    page : folium.Map
        As made by :func:`landuse.webmap.build.build_map`.
    folder : str or Path
        Made if it is not there; what an earlier call wrote there is replaced.

    Returns
    -------
    list of str
        The files, relative to the folder; the same bytes for the same map.

    Raises
    ------
    TypeError
        For a map of another kind.
    SourceError
        If the folder has files of others, or is a file: nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> from landuse.webmap.build import build_map
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_split(build_map("status", {}), folder)
    ['index.html', 'data/map_panel_3.js']
    """
    figure = page.get_root()
    if not isinstance(figure, OfflineFigure):
        msg = "only a map made by build_map or OfflineMap can be split"
        raise TypeError(msg)
    target = Path(folder)
    earlier = _earlier(target)
    parts = fragments(figure)
    for old in earlier:
        old.unlink()
    (target / _DATA).mkdir(parents=True, exist_ok=True)
    names = [f"{_DATA}/{name}.js" for name, _ in parts.data]
    for name, (key, data) in zip(names, parts.data, strict=True):
        _write(target / name, _assignment(key, data))
    whole = Page(
        figure.title or "",
        parts.frame,
        parts.styles,
        parts.scripts,
        figure.lang,
        tuple(names),
        parts.images,
    )
    _write(target / _PAGE, whole.render())
    return [_PAGE, *names]


def _earlier(folder: Path) -> list[Path]:
    """Files that an earlier call wrote, so that no data of another map stay."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise SourceError(worded("is_file"), folder)
    found = [path for path in folder.rglob("*") if not path.is_dir()]
    if not all(_is_ours(path, folder) for path in found):
        raise SourceError(worded("not_of_map"), folder)
    return found


def _is_ours(path: Path, folder: Path) -> bool:
    if path == folder / _PAGE:
        return True
    with path.open("rb") as file:
        start = file.read(len(_PLACE))
    return path.parent == folder / _DATA and start == _PLACE.encode()


def _assignment(key: str, data: object) -> str:
    """A script that keeps one block; plain ASCII, whatever the data say."""
    if isinstance(data, bytes):
        text = base64.b64encode(data).decode("ascii")
    else:
        text = data_text(data)
    return f"{_PLACE}[{json.dumps(key)}]={json.dumps(text)};\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
