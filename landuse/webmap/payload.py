"""One layer's data for the page: shapes, texts, classes, counts and areas.

This is the seam between frames and the browser: the script reads nothing else.
Every figure is rounded and summed here, so the page shows Python's figures.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.definitions import ClassSpec, LayerSpec, Theme
from landuse.webmap.shapes import SCALE, encode_shapes, to_lonlat
from landuse.webmap.texts import figure_text, value_texts

__all__ = ["class_codes", "layer_payload"]


def layer_payload(
    frame: gpd.GeoDataFrame, spec: LayerSpec, lang: str = "zh"
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

    Returns
    -------
    dict
        JSON-able, the same for the same frame.

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
    frame = _wanted(frame, spec)
    lonlat = to_lonlat(frame)
    codes = class_codes(frame, spec.theme)
    return {
        "title": spec.title[lang],
        "shape": spec.shape,
        "show": spec.show,
        "scale": SCALE,
        "shapes": encode_shapes(lonlat),
        "bounds": _bounds(lonlat),
        "columns": _columns(frame, spec, lang),
        "names": _present(frame, [spec.label] if spec.label else []),
        "popup": _present(frame, spec.popup),
        "tooltip": _present(frame, spec.tooltip),
        "search": _present(frame, spec.search),
        "codes": codes.tolist(),
        "classes": _classes(frame, spec, codes, lang),
        "note": spec.theme.note[lang] if spec.theme and spec.theme.note else "",
        "emphasis": _emphasis(frame, spec, lang),
    }


def _wanted(frame: gpd.GeoDataFrame, spec: LayerSpec) -> gpd.GeoDataFrame:
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
    """Each column that the page shows, as distinct texts and their numbers."""
    wanted = (*spec.popup, *spec.tooltip, *spec.search, *filter(None, [spec.label]))
    columns = {}
    for name in dict.fromkeys(_present(frame, wanted)):
        numbers, words = pd.factorize(value_texts(frame[name], name, lang))
        columns[name] = {
            "label": label("field", name, lang),
            "words": list(words),
            "numbers": numbers.tolist(),
        }
    return columns


def class_codes(frame: pd.DataFrame, theme: Theme | None) -> np.ndarray:
    """Number of the class of each row.

    Parameters
    ----------
    frame : DataFrame
        With or without the theme's column.
    theme : Theme or None
        None puts every row into class 0.

    Returns
    -------
    ndarray of int
        Index into ``theme.classes``; what no class takes is in the rest.

    Examples
    --------
    >>> class_codes(pd.DataFrame({"a": [1, 2]}), None).tolist()
    [0, 0]
    """
    if theme is None:
        return np.zeros(len(frame), dtype=int)
    rest = next(n for n, c in enumerate(theme.classes) if c.rest)
    codes = np.full(len(frame), rest)
    if theme.column not in frame.columns:
        return codes
    column = frame[theme.column]
    for number, spec in reversed(list(enumerate(theme.classes))):
        if not spec.rest:
            codes[_members(column, spec)] = number
    return codes


def _members(column: pd.Series, spec: ClassSpec) -> np.ndarray:
    if spec.words or spec.prefixes:
        text = column.astype("str")
        member = text.isin(spec.words)
        if spec.prefixes:
            member |= text.str.startswith(spec.prefixes, na=False)
        return member.to_numpy(dtype=bool)
    figures = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)
    low = -np.inf if spec.low is None else spec.low
    high = np.inf if spec.high is None else spec.high
    return (figures > low) & (figures <= high)


def _classes(
    frame: pd.DataFrame, spec: LayerSpec, codes: np.ndarray, lang: str
) -> list[dict[str, Any]]:
    if spec.theme is None:
        styles = [(spec.title[lang], spec.style)]
    else:
        styles = [
            (_class_label(c, spec.theme, lang), c.style) for c in spec.theme.classes
        ]
    return [
        {"label": name, **asdict(style), **_totals(frame, spec, codes == number)}
        for number, (name, style) in enumerate(styles)
        if style is not None
    ]


def _class_label(spec: ClassSpec, theme: Theme, lang: str) -> str:
    if spec.label is not None:
        return spec.label[lang]
    if spec.words:
        return label(theme.vocabulary or theme.column, spec.words[0], lang)
    ends = [figure_text(end, 0) for end in (spec.low, spec.high) if end is not None]
    if len(ends) == 2:  # noqa: PLR2004
        return " – ".join(ends)
    return f"> {ends[0]}" if spec.low is not None else f"≤ {ends[0]}"


def _totals(frame: pd.DataFrame, spec: LayerSpec, member: np.ndarray) -> dict[str, Any]:
    total = None
    if spec.area is not None and spec.area in frame.columns:
        total = frame.loc[member, spec.area].sum(min_count=1)
    area = "" if total is None or pd.isna(total) else figure_text(total, 2)
    return {"count": int(member.sum()), "area": area}


def _emphasis(frame: pd.DataFrame, spec: LayerSpec, lang: str) -> dict[str, Any] | None:
    mark = spec.emphasis
    if mark is None or mark.column not in frame.columns:
        return None
    text = frame[mark.column].astype("str").str.lower()
    member = (text == mark.value).to_numpy(dtype=bool, na_value=False)
    return {
        "label": mark.label[lang],
        **asdict(mark.style),
        **_totals(frame, spec, member),
        "rows": np.flatnonzero(member).tolist(),
    }
