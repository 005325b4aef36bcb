"""Build a web map from a definition and frames."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import folium

from landuse.io.rasterpicture import RasterPicture
from landuse.webmap.basemaplayer import BasemapLayer
from landuse.webmap.bilingual import (
    in_both,
    layer_texts,
    other_language,
    page_texts,
    rows_texts,
)
from landuse.webmap.boardspec import KpiSpec
from landuse.webmap.breaks import layer_breaks
from landuse.webmap.definitions import (
    Definition,
    LayerSpec,
    frame_of,
    load_definition,
)
from landuse.webmap.details import RasterSpec, RowsSpec
from landuse.webmap.history import slider_days
from landuse.webmap.kpi import kpi_absent, kpi_payload
from landuse.webmap.layers import MapPanel, ParcelLayer
from landuse.webmap.payload import drawn_rows, layer_payload
from landuse.webmap.render import OfflineFigure
from landuse.webmap.rows import table_payload

__all__ = ["OfflineMap", "build_map"]


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
    frames: Mapping[str, Any],
    *,
    lang: str = "zh",
    title: str | None = None,
    subtitle: str | Mapping[str, str] = "",
    as_of: date | None = None,
) -> folium.Map:
    """One web map: a single offline page, every value shown as text.

    Parameters
    ----------
    definition : str, Path, mapping or Definition
        A shipped name (``overview``, ``status``, ...), a TOML file, or its
        content.
    frames : mapping of str to DataFrame
        By the names that the definition uses: layers have geometries, changes and
        tables need none. A frame that is absent or empty leaves its layer or
        table out, and the page says so. The source of a map's ``raster`` is a
        :class:`landuse.io.rasterpicture.RasterPicture`.
    lang : {"zh", "en"}, default "zh"
        Language in which the page opens; a reader may switch it.
    title : str, optional
        Instead of the definition's title.
    subtitle : str or mapping, default ""
        Line below the title, e.g. the reference date; one text for both languages,
        or a text for each.
    as_of : date, optional
        The reference date, from which a time slider tells facts and what comes
        if nothing happens; without it there is no slider.

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
    >>> import geopandas as gpd
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
    drawn = _drawn(spec, frames)
    payloads = [
        _layer(layer, {**frames, layer.frame: frame}, lang, as_of)
        for layer, frame in drawn
    ]
    if spec.basemap is not None:
        BasemapLayer(spec.basemap).add_to(page)
    for payload in payloads:
        ParcelLayer(payload).add_to(page)
    histories = [p["history"] for p in payloads if p.get("history")]
    MapPanel(
        {
            **_texts(spec, drawn, frames, lang, heading=title),
            **_subtitle(subtitle, lang),
            "bounds": _extent(payloads),
            "time": slider_days(histories, as_of) if as_of else None,
            "tables": _tables(spec, drawn, frames, lang),
            "swipe": _swipe(spec, drawn),
            "raster": _raster(spec, frames, lang),
            "board": any(layer.bars for layer, _ in drawn) or bool(spec.kpi),
            "words": in_both("map"),
        }
    ).add_to(page)
    return page


def _layer(
    layer: LayerSpec, frames: Mapping[str, Any], lang: str, as_of: date | None
) -> dict[str, Any]:
    """One layer's data with the texts of the other language."""
    frame = frames[layer.frame]
    layer = layer_breaks(layer, drawn_rows(frame, layer))
    payload = layer_payload(frame, layer, lang, others=frames, as_of=as_of)
    langs = (lang, other_language(lang))
    return {**payload, "other": layer_texts(payload, layer, frames, langs)}


def _texts(
    spec: Definition,
    drawn: list[tuple[LayerSpec, Any]],
    frames: Mapping[str, Any],
    lang: str,
    *,
    heading: str | None,
) -> dict[str, Any]:
    """Title, cards and notes in the page's language, and beside them in the other."""
    other = other_language(lang)
    absent = _absent(spec, drawn, frames)
    own, there = (
        {**page_texts(spec, absent, each), "kpi": kpi_payload(spec.kpi, frames, each)}
        for each in (lang, other)
    )
    if heading is not None:
        own["title"] = there["title"] = heading
    return {**own, "lang": lang, "other_lang": other, "other": there}


def _subtitle(subtitle: str | Mapping[str, str], lang: str) -> dict[str, Any]:
    if isinstance(subtitle, str):
        return {"subtitle": subtitle}
    return {"subtitle": subtitle[lang], "subtitles": dict(subtitle)}


def _drawn(spec: Definition, frames: Mapping[str, Any]) -> list[tuple[LayerSpec, Any]]:
    """The layers that have anything, each with its frame."""
    found = [(layer, frame_of(layer, frames)) for layer in spec.layers]
    return [(layer, frame) for layer, frame in found if frame is not None]


def _absent(
    spec: Definition, drawn: list[tuple[LayerSpec, Any]], frames: Mapping[str, Any]
) -> list[RowsSpec | LayerSpec | KpiSpec | RasterSpec]:
    """What the definition asks for and no frame has."""
    there = {layer.frame for layer, _ in drawn}
    layers = [layer for layer in spec.layers if layer.frame not in there]
    tables = [rows for rows in spec.tables if not _has(rows, drawn, frames)]
    cards = [one for one in spec.kpi if kpi_absent(one, frames)]
    lacking = spec.raster is not None and frames.get(spec.raster.source) is None
    rasters = [spec.raster] if spec.raster and lacking else []
    return [*layers, *tables, *cards, *rasters]


def _has(
    rows: RowsSpec, drawn: list[tuple[LayerSpec, Any]], frames: Mapping[str, Any]
) -> bool:
    frame = frames.get(rows.frame)
    there = rows.layer in {layer.frame for layer, _ in drawn}
    return there and frame is not None and not frame.empty


def _tables(
    spec: Definition,
    drawn: list[tuple[LayerSpec, Any]],
    frames: Mapping[str, Any],
    lang: str,
) -> list[dict[str, Any]]:
    """Tables below the map, each with the place of its layer."""
    tables = []
    places = {layer.frame: place for place, (layer, _) in enumerate(drawn)}
    for rows in spec.tables:
        if _has(rows, drawn, frames):
            place = places[str(rows.layer)]
            layer, frame = drawn[place]
            shapes = drawn_rows(frame, layer)
            made = table_payload(frames[rows.frame], rows, shapes, lang)
            langs = (lang, other_language(lang))
            other = rows_texts(made, rows, frames[rows.frame], langs)
            tables.append({"layer": place, **made, "other": other})
    return tables


def _raster(
    spec: Definition, frames: Mapping[str, Any], lang: str
) -> dict[str, Any] | None:
    """The picture below the shapes, where there is one."""
    if spec.raster is None or frames.get(spec.raster.source) is None:
        return None
    picture: RasterPicture = frames[spec.raster.source]
    image = base64.b64encode(picture.image).decode("ascii")
    return {
        "title": spec.raster.title[lang],
        "bounds": [round(edge, 7) for edge in picture.bounds],
        "image": f"data:image/webp;base64,{image}",
    }


def _swipe(spec: Definition, drawn: list[tuple[LayerSpec, Any]]) -> list[int] | None:
    """Places of the two layers to compare, where both are drawn."""
    places = {layer.frame: place for place, (layer, _) in enumerate(drawn)}
    found = [places[frame] for frame in spec.swipe if frame in places]
    return found if found and len(found) == len(spec.swipe) else None


def _extent(payloads: list[dict[str, Any]]) -> list[float] | None:
    """Box of what is drawn first; lines such as boundaries only if alone."""
    boxes = [p["bounds"] for p in payloads if p["bounds"] and p["shape"] != "line"]
    boxes = boxes or [p["bounds"] for p in payloads if p["bounds"]]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]
