"""What is left of a definition where columns may not be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from landuse.webmap.definitions import Definition, LayerSpec
from landuse.webmap.details import RowsSpec
from landuse.webmap.themes import Words

__all__ = ["rests_on", "without_columns"]


def without_columns(
    definition: Definition,
    gone: Mapping[str, Mapping[str, Any]],
    frames: Mapping[str, Any],
) -> tuple[Definition, list[Words]]:
    """The definition without what rests on a column that is gone.

    Parameters
    ----------
    definition : Definition
        The map.
    gone : mapping of str to mapping
        By frame, the columns that are gone.
    frames : mapping of str to DataFrame
        By name, as they were.

    Returns
    -------
    tuple
        The definition, and the titles of the layers that are left out.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> gone = {"parcels": {"category": {}}}
    >>> spec, out = without_columns(load_definition("status"), gone, {})
    >>> [layer.frame for layer in spec.layers], out[0]["en"]
    (['zones', 'unsupplied'], 'Supplied parcels')
    """
    layers: list[LayerSpec] = []
    out: list[Words] = []
    for layer in definition.layers:
        lost = set(gone.get(layer.frame, {})) | set(gone.get(layer.instead or "", {}))
        left = _recoloured(layer, lost)
        if left is None:
            out.append(layer.title)
            continue
        card = tuple(r for r in layer.card if _has_column(r, gone, frames))
        layers.append(replace(left, card=card))
    there = {layer.frame for layer in layers}
    tables = tuple(
        r
        for r in definition.tables
        if r.layer in there and _has_column(r, gone, frames)
    )
    swipe = definition.swipe if set(definition.swipe) <= there else ()
    picture = definition.raster
    if picture is not None and frames.get(picture.source) is not None:
        out.append(picture.title)
    left_over = replace(definition, layers=tuple(layers), tables=tables, swipe=swipe)
    return replace(left_over, raster=None), out


def _recoloured(layer: LayerSpec, lost: set[str]) -> LayerSpec | None:
    """The layer with the themes that are left; None where it cannot be drawn."""
    themes = [t for t in (layer.theme, *layer.themes) if t and t.column not in lost]
    if layer.theme is not None:
        first = themes[0] if themes else layer.theme
        layer = replace(layer, theme=first, themes=tuple(themes[1:]))
    return None if rests_on(layer) & lost else layer


def rests_on(layer: LayerSpec) -> set[str]:
    """Columns without which a layer would show something that is not so.

    Parameters
    ----------
    layer : LayerSpec
        Of a definition.

    Returns
    -------
    set of str
        Those of its theme, its emphasis and its choice of rows.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> sorted(rests_on(load_definition("status").layers[-1]))
    ['category', 'state']
    """
    parts = (layer.theme, layer.emphasis, layer.where)
    return {part.column for part in parts if part is not None}


def _has_column(
    rows: RowsSpec, gone: Mapping[str, Mapping[str, Any]], frames: Mapping[str, Any]
) -> bool:
    frame = frames.get(rows.frame)
    if frame is None:
        return True
    left = set(frame.columns) - set(gone.get(rows.frame, {}))
    return rows.key in left and bool(left & set(rows.columns))
