"""One map of a project as a file: a web page, or a drawing on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.vocabulary import LANGUAGES, label
from landuse.webmap.basemap import Basemap, read_basemap
from landuse.webmap.build import build_map
from landuse.webmap.definitions import Definition
from landuse.webmap.drawing import ENDINGS, SheetWords, check_paper, draw_sheet
from landuse.webmap.privacy import public_map
from landuse.webmap.split import write_split

__all__ = [
    "MapFacts",
    "MapLook",
    "check_look",
    "is_drawing",
    "removed_file",
    "write_map",
]


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What a map says of the run that it is drawn from."""

    as_of: date
    policy: str  #: title and hash of the rules
    lang: str


@dataclass(frozen=True, slots=True)
class MapLook:
    """How a map is to be written."""

    paper: str | None = None  #: of a drawing; A4 where nothing is said
    stamp: str | None = None  #: number of approval (审图号), instead of 内部使用
    public: bool = False  #: without owners, coordinates coarse
    split: bool = False  #: a folder for a server: page, and data in scripts beside it
    basemap: str | None = None  #: instead of the definition's
    token: str = ""  #: of Tianditu, to stand in the page


def is_drawing(target: Path) -> bool:
    """Whether a file of this name is a drawing.

    Parameters
    ----------
    target : Path
        The file.

    Returns
    -------
    bool
        By its ending.

    Examples
    --------
    >>> is_drawing(Path("图.PNG")), is_drawing(Path("map.html"))
    (True, False)
    """
    return target.suffix.lower() in ENDINGS


def check_look(target: Path, look: MapLook) -> tuple[Path, ...]:
    """Refuse at once what would fail after the reading.

    Parameters
    ----------
    target : Path
        The file to write.
    look : MapLook
        As asked.

    Returns
    -------
    tuple of Path
        The files that will be written.

    Raises
    ------
    SourceError
        For a paper that is not known, a paper for a page, a drawing in parts.

    Examples
    --------
    >>> [file.name for file in check_look(Path("map.pdf"), MapLook(public=True))]
    ['map.pdf', 'map.pdf.removed.json']
    """
    if is_drawing(target):
        if look.split:
            raise SourceError(worded("split_page_only"), target)
        check_paper(look.paper or "a4")
    elif look.paper is not None:
        msg = worded("drawing_page_only")
        raise SourceError(msg, target)
    if look.public and look.token:
        msg = worded("basemap_public_token")
        raise SourceError(msg, target)
    if is_drawing(target) and (look.basemap is not None or look.token):
        msg = worded("basemap_drawing")
        raise SourceError(msg, target)
    if look.basemap is not None:
        read_basemap(look.basemap, look.token)
    return (target, removed_file(target)) if look.public else (target,)


def _ground(said: Basemap | None, look: MapLook) -> Basemap | None:
    """The ground of the definition or the one asked for, with the token if wanted."""
    if look.basemap is not None:
        return read_basemap(look.basemap, look.token)
    if not look.token:
        return said
    if said is None or not said.asks:
        msg = worded("basemap_token_unused")
        raise SourceError(msg)
    return read_basemap("tianditu", look.token)


def removed_file(target: Path) -> Path:
    """Where the list of what a public map leaves out stands.

    Parameters
    ----------
    target : Path
        The map.

    Returns
    -------
    Path
        Beside it.

    Examples
    --------
    >>> removed_file(Path("map.html")).name
    'map.html.removed.json'
    """
    return target.with_name(f"{target.name}.removed.json")


def _write_removed(path: Path, removed: Mapping[str, Any], facts: MapFacts) -> None:
    told = {"as_of": facts.as_of.isoformat(), "policy": facts.policy, **removed}
    text = json.dumps(told, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_map(
    spec: Definition,
    frames: Mapping[str, Any],
    target: Path,
    facts: MapFacts,
    look: MapLook,
) -> Path:
    """Write a map of judged frames.

    Parameters
    ----------
    spec : Definition
        The map.
    frames : mapping of str to DataFrame
        By name.
    target : Path
        The file; its ending says page or drawing. The folder of a map in parts.
    facts : MapFacts
        Day, policy, language.
    look : MapLook
        Paper, stamp, whether in parts, and whether for the public: then the list of
        what is left out is written beside it.

    Returns
    -------
    Path
        The file or folder.
    """
    spec = replace(spec, basemap=_ground(spec.basemap, look))
    if look.stamp is not None:
        spec = replace(spec, mark=dict.fromkeys(LANGUAGES, look.stamp))
    target.parent.mkdir(parents=True, exist_ok=True)
    if look.public:
        made = public_map(spec, frames)
        spec, frames = made.definition, made.frames
        _write_removed(removed_file(target), made.removed, facts)
    if is_drawing(target):
        words = SheetWords(facts.lang, as_of=facts.as_of, policy=facts.policy)
        return draw_sheet(spec, frames, target, paper=look.paper or "a4", words=words)
    day = facts.as_of
    subtitle = {
        each: f"{label('field', 'as_of', each)} {day.isoformat()}" for each in LANGUAGES
    }
    page = build_map(spec, frames, lang=facts.lang, subtitle=subtitle, as_of=day)
    if look.split:
        write_split(page, target)
    else:
        page.save(str(target))
    return target
