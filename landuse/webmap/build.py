"""Build a web map from a definition and frames."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd

from landuse.vocabulary import label
from landuse.webmap.definitions import Definition, load_definition
from landuse.webmap.layers import MapPanel, ParcelLayer
from landuse.webmap.payload import layer_payload
from landuse.webmap.render import OfflineFigure

__all__ = ["OfflineMap", "build_map"]

_WORDS = (
    "search",
    "search_hint",
    "no_hit",
    "all_zones",
    "go_to_zone",
    "layers",
    "shown",
    "of",
    "card",
    "card_hint",
    "close",
    "missing",
    "mu",
    "count",
    "zoom_in",
    "zoom_out",
    "whole_extent",
    "only",
    "reset",
    "empty",
    "panel",
)


class OfflineMap(folium.Map):
    """A folium map whose page is self-contained and asks for nothing.

    ``save``, ``get_root().render()`` and the notebook view are all offline.

    Parameters
    ----------
    title : str, default ""
        Title of the page; any text.
    lang : {"zh", "en"}, default "zh"
        Language of the page.

    Examples
    --------
    >>> "http" in OfflineMap("图").get_root().render().split("<script>")[0]
    True
    """

    def __init__(self, title: str = "", lang: str = "zh") -> None:
        super().__init__(location=[35.0, 110.0], zoom_start=5, tiles=None)
        self.options.update(zoom_control=False, zoom_snap=0.25, max_zoom=22)
        # Lists of this map alone: folium keeps them on the class and would
        # load them from other hosts; the figure inlines what is needed.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        OfflineFigure(title, lang).add_child(self)


def build_map(
    definition: str | Path | Mapping[str, Any] | Definition,
    frames: Mapping[str, gpd.GeoDataFrame],
    *,
    lang: str = "zh",
    title: str | None = None,
    subtitle: str = "",
) -> folium.Map:
    """One web map: a single offline page, every value shown as text.

    Parameters
    ----------
    definition : str, Path, mapping or Definition
        A shipped name (``status``, ``lifecycle``, ...), a TOML file, or its
        content.
    frames : mapping of str to GeoDataFrame
        By the names that the definition's layers use. A frame that is absent
        or empty leaves its layer out, and the page says so.
    lang : {"zh", "en"}, default "zh"
        Language of the page.
    title : str, optional
        Instead of the definition's title.
    subtitle : str, default ""
        Line below the title, e.g. the reference date.

    Returns
    -------
    folium.Map
        With ``save`` and a notebook view, both offline.

    Raises
    ------
    PolicyError
        For a definition that is not right.
    SchemaError
        For a frame without a coordinate reference system.

    Examples
    --------
    >>> from shapely import box
    >>> parcels = gpd.GeoDataFrame(
    ...     {"parcel_id": ["1"], "category": ["idle"]},
    ...     geometry=[box(0, 0, 100, 100)], crs=4547,
    ... )
    >>> page = build_map("status", {"parcels": parcels}).get_root().render()
    >>> "default-src 'none'" in page
    True
    """
    spec = (
        definition
        if isinstance(definition, Definition)
        else load_definition(definition)
    )
    heading = spec.title[lang] if title is None else title
    page = OfflineMap(heading, lang)
    payloads, absent = [], []
    for layer in spec.layers:
        frame = frames.get(layer.frame)
        if frame is None or frame.empty:
            absent.append(layer.title[lang])
        else:
            payloads.append(layer_payload(frame, layer, lang))
    for payload in payloads:
        ParcelLayer(payload).add_to(page)
    MapPanel(
        {
            "title": heading,
            "subtitle": subtitle,
            "note": spec.note[lang] if spec.note else "",
            "absent": absent,
            "bounds": _extent(payloads),
            "words": {word: label("map", word, lang) for word in _WORDS},
        }
    ).add_to(page)
    return page


def _extent(payloads: list[dict[str, Any]]) -> list[float] | None:
    """Box of what is drawn first; lines such as boundaries only if alone."""
    boxes = [p["bounds"] for p in payloads if p["bounds"] and p["shape"] != "line"]
    boxes = boxes or [p["bounds"] for p in payloads if p["bounds"]]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]
