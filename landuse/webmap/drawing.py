"""Static drawings: one map of a definition on paper, as PNG or PDF.

Drawn in the plane of the data, not in that of a web map. The legend's figures are
those of the page, because both come from :mod:`landuse.webmap.payload`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.webmap.definitions import Definition, load_definition
from landuse.webmap.sheetscale import drawing_settings

__all__ = ["ENDINGS", "SheetWords", "check_paper", "draw_sheet", "paper_names"]

#: Endings of the files that are drawings.
ENDINGS = (".png", ".pdf")


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a sheet says beside the map."""

    lang: str = "zh"
    title: str | None = None  #: instead of the definition's
    as_of: date | None = None
    policy: str = ""  #: on which rules the map rests
    stamp: str | None = None  #: number of approval (审图号); else 内部使用


def paper_names() -> tuple[str, ...]:
    """Papers that a drawing may have.

    Returns
    -------
    tuple of str
        All landscape.

    Examples
    --------
    >>> paper_names()
    ('a4', 'a3')
    """
    return tuple(drawing_settings()["papers"])


def check_paper(paper: str) -> None:
    """Refuse what cannot be drawn on, or with.

    Parameters
    ----------
    paper : str
        One of :func:`paper_names`.

    Raises
    ------
    SourceError
        For another paper, or without matplotlib.

    Examples
    --------
    >>> check_paper("a5")
    Traceback (most recent call last):
        ...
    landuse.errors.SourceError: paper 'a5' is not one of a4, a3
    """
    if paper not in paper_names():
        msg = worded("drawing_paper", paper=paper, papers=", ".join(paper_names()))
        raise SourceError(msg)
    if find_spec("matplotlib") is None:
        msg = worded("drawing_needs_matplotlib")
        raise SourceError(msg)


def draw_sheet(
    definition: str | Path | Mapping[str, Any] | Definition,
    frames: Mapping[str, Any],
    path: str | Path,
    *,
    paper: str = "a4",
    words: SheetWords | None = None,
) -> Path:
    """Draw one map on a sheet of paper.

    Parameters
    ----------
    definition : str, Path, mapping or Definition
        As for :func:`landuse.webmap.build.build_map`.
    frames : mapping of str to DataFrame
        By the names that the definition uses.
    path : str or Path
        Ends in ``.png`` or ``.pdf``. The same input gives the same bytes with the
        same fonts and the same version of matplotlib.
    paper : {"a4", "a3"}, default "a4"
        Landscape.
    words : SheetWords, optional
        Language, title, day, policy and stamp.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SourceError
        Without matplotlib or a font with Chinese; if nothing can be drawn; for
        another ending or paper.
    PolicyError
        For a definition that is not right.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> parcels = gpd.GeoDataFrame(
    ...     {"parcel_id": ["1"], "category": ["idle"]},
    ...     geometry=[box(590000, 3950000, 590100, 3950100)], crs=4547,
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = draw_sheet("status", {"parcels": parcels}, f"{folder}/map.pdf")
    ...     made.read_bytes()[:5]
    b'%PDF-'
    """
    target = Path(path)
    if target.suffix.lower() not in ENDINGS:
        msg = worded("drawing_ending", endings=", ".join(ENDINGS))
        raise SourceError(msg, target)
    check_paper(paper)
    from landuse.webmap.sheet import write_sheet  # loads matplotlib, an extra

    spec = (
        definition
        if isinstance(definition, Definition)
        else load_definition(definition)
    )
    sizes = drawing_settings()["papers"][paper]
    write_sheet(spec, frames, target, sizes, words or SheetWords())
    return target
