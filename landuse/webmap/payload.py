"""One layer's data for the page: shapes, texts, classes, counts and areas.

This is the seam between frames and the browser: the script reads nothing else.
Every figure is rounded and summed here, so the page shows Python's figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.bars import bars_payload
from landuse.webmap.breaks import layer_breaks
from landuse.webmap.classes import class_codes, class_label, marked
from landuse.webmap.columns import code_array, column_payload
from landuse.webmap.definitions import LayerSpec
from landuse.webmap.history import history_payload
from landuse.webmap.packing import Texts
from landuse.webmap.rows import card_payload
from landuse.webmap.shapes import shape_arrays, to_lonlat
from landuse.webmap.sums import area_text, area_units
from landuse.webmap.texts import value_texts

__all__ = ["class_codes", "drawn_rows", "layer_payload"]

_LONG = 1000  # so many words are no vocabulary: they stay bytes on the page


def layer_payload(
    frame: gpd.GeoDataFrame,
    spec: LayerSpec,
    lang: str = "zh",
    *,
    others: Mapping[str, pd.DataFrame] | None = None,
    as_of: date | None = None,
) -> dict[str, Any]:
    """Everything that the page needs of one layer, as plain values.

    Parameters
    ----------
    frame : GeoDataFrame
        Any columns; those that the layer names and the frame lacks are left out.
    spec : LayerSpec
        The layer's definition.
    lang : {"zh", "en"}, default "zh"
        Language of labels.
    others : mapping of str to DataFrame, optional
        Frames of changes and of rows for the card, by name.
    as_of : date, optional
        The reference date; without it there is no time slider, because nothing
        says which changes are facts.

    Returns
    -------
    dict
        What :func:`landuse.webmap.packing.pack` takes, the same for the same frame.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> from shapely import box
    >>> spec = load_definition("status").layers[-1]
    >>> frame = gpd.GeoDataFrame(
    ...     {"parcel_id": ["1"], "category": ["idle"], "area_mu": [15.0]},
    ...     geometry=[box(0, 0, 100, 100)], crs=4547,
    ... )
    >>> [c["label"] for c in layer_payload(frame, spec)["classes"] if c["count"]]
    ['闲置土地']
    """
    shown = drawn_rows(frame, spec)
    spec = layer_breaks(spec, shown)
    lonlat = to_lonlat(shown)
    codes = class_codes(shown, spec.theme)
    units = _units(shown, spec)
    return {
        "title": spec.title[lang],
        "shape": spec.shape,
        "show": spec.show,
        "size": len(shown),
        "shapes": shape_arrays(lonlat.to_numpy()),
        "bounds": _bounds(lonlat),
        "columns": _columns(shown, spec, lang),
        "names": _present(shown, [spec.label] if spec.label else []),
        "popup": _present(shown, spec.popup),
        "tooltip": _present(shown, spec.tooltip),
        "search": _present(shown, spec.search),
        "codes": code_array(codes),
        "units": _unit_array(units),
        "classes": _classes(spec, codes, units, lang),
        "note": spec.theme.note[lang] if spec.theme and spec.theme.note else "",
        "emphasis": _emphasis(shown, spec, units, lang),
        **_details(shown, spec, others or {}, as_of, lang),
    }


def _details(
    shown: pd.DataFrame,
    spec: LayerSpec,
    others: Mapping[str, pd.DataFrame],
    as_of: date | None,
    lang: str,
) -> dict[str, Any]:
    """Time, funnel and rows for the card: only what the definition asks for."""
    found: dict[str, Any] = {}
    changes = others.get(spec.time.frame) if spec.time else None
    if changes is not None and as_of is not None:
        history = history_payload(shown, spec, changes, as_of)
        found["history"] = history and _as_arrays(history)
    if spec.funnel is not None:
        found["funnel"] = _funnel(shown, spec, lang)
    if spec.themes:
        found["themes"] = _themes(shown, spec, lang)
    if spec.bars:
        found["bars"] = bars_payload(shown, spec.bars, lang)
    cards = [(others[rows.frame], rows) for rows in spec.card if rows.frame in others]
    if cards:
        made = [card_payload(f, rows, shown, lang) for f, rows in cards]
        found["cards"] = [_as_arrays(card) for card in made]
    if spec.theme is not None:
        found["themeColumn"] = spec.theme.column
        found["rest"] = [c.rest for c in spec.theme.classes].index(True)
    return found


def _themes(shown: pd.DataFrame, spec: LayerSpec, lang: str) -> list[dict[str, Any]]:
    """What each theme of a layer draws, the first one included."""
    units = _units(shown, spec)
    made = []
    for theme in filter(None, (spec.theme, *spec.themes)):
        codes = class_codes(shown, theme)
        made.append(
            {
                "title": theme.title[lang] if theme.title else "",
                "codes": code_array(codes),
                "classes": _classes(replace(spec, theme=theme), codes, units, lang),
                "note": theme.note[lang] if theme.note else "",
            }
        )
    return made


def _funnel(shown: pd.DataFrame, spec: LayerSpec, lang: str) -> dict[str, Any] | None:
    """The classes in their order, those apart, and the groups to count by."""
    theme, funnel = spec.theme, spec.funnel
    if theme is None or funnel is None:
        return None
    numbers, words = np.full(len(shown), -1), []
    if funnel.by in shown.columns:
        texts = value_texts(shown[funnel.by], funnel.by, lang)
        numbers, words = pd.factorize(texts, sort=True)
    apart = [n for n, c in enumerate(theme.classes) if set(c.words) & set(funnel.apart)]
    order = [n for n, c in enumerate(theme.classes) if not c.rest and n not in apart]
    return {
        "title": funnel.title[lang],
        "by": label("field", funnel.by, lang),
        "order": order,
        "apart": apart,
        "groups": {"words": list(words), "numbers": numbers.astype(np.int64)},
    }


def _as_arrays(data: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of whole numbers, and long ones of words, as arrays."""
    made: dict[str, Any] = {}
    for key, value in data.items():
        if key == "words" and len(value) > _LONG:
            made[key] = Texts(tuple(value))
        elif key in ("counts", "since", "states", "numbers"):
            made[key] = np.asarray(value, dtype=np.int64)
        elif key == "columns":
            made[key] = [_as_arrays(column) for column in value]
        else:
            made[key] = value
    return made


def _unit_array(units: list[int | None]) -> np.ndarray:
    return np.array([np.nan if u is None else u for u in units], dtype=float)


def _units(shown: pd.DataFrame, spec: LayerSpec) -> list[int | None]:
    if spec.area is None or spec.area not in shown.columns:
        return [None] * len(shown)
    return area_units(shown[spec.area])


def drawn_rows(frame: gpd.GeoDataFrame, spec: LayerSpec) -> gpd.GeoDataFrame:
    """The rows of a frame that a layer shows.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer's frame.
    spec : LayerSpec
        With or without a ``where``.

    Returns
    -------
    GeoDataFrame
        In their order.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> spec = load_definition("status").layers[-1]
    >>> frame = gpd.GeoDataFrame({"a": [1]}, geometry=[None])
    >>> len(drawn_rows(frame, spec))
    1
    """
    if spec.where is None or spec.where.column not in frame.columns:
        return frame
    return frame[frame[spec.where.column].astype("str").isin(spec.where.words)]


def _bounds(lonlat: gpd.GeoSeries) -> list[float] | None:
    box = lonlat.total_bounds
    if not len(lonlat) or not np.isfinite(box).all():
        return None
    return [round(float(edge), 6) for edge in box]


def _present(frame: pd.DataFrame, names: Any) -> list[str]:
    return [name for name in names if name in frame.columns]


def _columns(frame: pd.DataFrame, spec: LayerSpec, lang: str) -> dict[str, Any]:
    """Each column that the page shows."""
    wanted = (*spec.popup, *spec.tooltip, *spec.search, *filter(None, [spec.label]))
    names = dict.fromkeys(_present(frame, wanted))
    return {name: column_payload(frame[name], name, lang) for name in names}


def _classes(
    spec: LayerSpec, codes: np.ndarray, units: list[int | None], lang: str
) -> list[dict[str, Any]]:
    if spec.theme is None:
        styles = [(spec.title[lang], spec.style)]
    else:
        styles = [
            (class_label(c, spec.theme, lang), c.style) for c in spec.theme.classes
        ]
    return [
        {"label": name, **asdict(style), **_totals(units, codes == number)}
        for number, (name, style) in enumerate(styles)
        if style is not None
    ]


def _totals(units: list[int | None], member: np.ndarray) -> dict[str, Any]:
    rows = np.flatnonzero(member).tolist()
    return {"count": len(rows), "area": area_text(units[row] for row in rows)}


def _emphasis(
    frame: pd.DataFrame, spec: LayerSpec, units: list[int | None], lang: str
) -> dict[str, Any] | None:
    mark = spec.emphasis
    if mark is None or mark.column not in frame.columns:
        return None
    member = marked(frame, mark)
    return {
        "label": mark.label[lang],
        **asdict(mark.style),
        **_totals(units, member),
        "rows": np.flatnonzero(member),
    }
