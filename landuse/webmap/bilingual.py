"""The texts of a page in its other language, beside those that it is built with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from landuse.vocabulary import LANGUAGES, label, words_of
from landuse.webmap.bars import bars_texts
from landuse.webmap.boardspec import KpiSpec
from landuse.webmap.classes import class_label
from landuse.webmap.definitions import Definition, LayerSpec
from landuse.webmap.details import RasterSpec, RowsSpec
from landuse.webmap.payload import drawn_rows
from landuse.webmap.rows import column_label
from landuse.webmap.texts import VALUE_GROUPS, value_texts

__all__ = [
    "in_both",
    "layer_texts",
    "other_language",
    "page_texts",
    "rows_texts",
]

_Payload = dict[str, Any]


def other_language(lang: str) -> str:
    """The language that the page is not built in.

    Parameters
    ----------
    lang : {"zh", "en"}
        The one that it is built in.

    Returns
    -------
    str
        The other one.

    Examples
    --------
    >>> other_language("zh"), other_language("en")
    ('en', 'zh')
    """
    return next(other for other in LANGUAGES if other != lang)


def in_both(group: str) -> dict[str, dict[str, str]]:
    """Every word of a group in both languages.

    Parameters
    ----------
    group : str
        Group of the vocabulary.

    Returns
    -------
    dict
        By name, then by language.

    Examples
    --------
    >>> in_both("map")["mu"]
    {'zh': '亩', 'en': 'mu'}
    """
    return {
        name: {lang: label(group, name, lang) for lang in LANGUAGES}
        for name in words_of(group)
    }


def page_texts(
    spec: Definition,
    absent: Sequence[RowsSpec | LayerSpec | KpiSpec | RasterSpec],
    lang: str,
) -> _Payload:
    """Title and notes of a map.

    Parameters
    ----------
    spec : Definition
        The map.
    absent : sequence of RowsSpec, LayerSpec, KpiSpec or RasterSpec
        What the frames have not.
    lang : {"zh", "en"}
        Language wanted.

    Returns
    -------
    dict
        Of the same form as the panel's data.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> page_texts(load_definition("status"), [], "en")["title"]
    'Stock construction land by problem'
    """
    return {
        "title": spec.title[lang],
        "note": spec.note[lang] if spec.note else "",
        "absent": [part.title[lang] for part in absent],
        "mark": spec.mark[lang] if spec.mark else "",
        "raster": {"title": spec.raster.title[lang]} if spec.raster else None,
    }


def layer_texts(
    payload: _Payload,
    spec: LayerSpec,
    frames: Mapping[str, Any],
    langs: tuple[str, str],
) -> _Payload:
    """Texts of a layer in the other language, and what the page translates.

    Parameters
    ----------
    payload : dict
        The layer as it goes to the page.
    spec : LayerSpec
        The layer's definition.
    frames : mapping of str to DataFrame
        By name, as for the page.
    langs : tuple of str
        The language of the payload and the other one.

    Returns
    -------
    dict
        ``texts`` (of the same form as the payload) and ``values`` (column -> text ->
        text of the other language; only words of the vocabulary).

    Examples
    --------
    >>> import geopandas as gpd
    >>> from landuse.webmap.definitions import load_definition
    >>> spec = load_definition("status").layers[-1]
    >>> frame = pd.DataFrame({"category": ["idle"], "area_mu": [1.5]})
    >>> payload = {"columns": {"category": {}, "area_mu": {}}}
    >>> layer_texts(payload, spec, {spec.frame: frame}, ("zh", "en"))["values"]
    {'category': {'闲置土地': 'Idle land'}}
    """
    frame, other = frames[spec.frame], langs[1]
    named = [name for name in payload["columns"] if name in frame.columns]
    pairs = {name: _pairs(frame[name], name, langs) for name in named}
    cards = [rows for rows in spec.card if rows.frame in frames]
    texts: _Payload = {
        "title": spec.title[other],
        "note": spec.theme.note[other] if spec.theme and spec.theme.note else "",
        "classes": [{"label": text} for text in _class_labels(spec, other)],
        "columns": {name: {"label": label("field", name, other)} for name in named},
        "cards": [
            rows_texts(made, rows, frames[rows.frame], langs)
            for made, rows in zip(payload.get("cards", []), cards, strict=False)
        ],
    }
    if spec.emphasis is not None:
        texts["emphasis"] = {"label": spec.emphasis.label[other]}
    if spec.funnel is not None:
        by = label("field", spec.funnel.by, other)
        texts["funnel"] = {"title": spec.funnel.title[other], "by": by}
    if spec.themes:
        texts["themes"] = _theme_texts(spec, other)
    if spec.bars:
        texts["bars"] = bars_texts(drawn_rows(frame, spec), spec.bars, other)
    return {
        "texts": texts,
        "values": {name: found for name, found in pairs.items() if found},
    }


def _theme_texts(spec: LayerSpec, lang: str) -> list[_Payload]:
    return [
        {
            "title": theme.title[lang] if theme.title else "",
            "note": theme.note[lang] if theme.note else "",
            "classes": [{"label": class_label(c, theme, lang)} for c in theme.classes],
        }
        for theme in filter(None, (spec.theme, *spec.themes))
    ]


def _class_labels(spec: LayerSpec, lang: str) -> list[str]:
    if spec.theme is None:
        return [spec.title[lang]]
    return [class_label(entry, spec.theme, lang) for entry in spec.theme.classes]


def rows_texts(
    payload: _Payload, spec: RowsSpec, frame: pd.DataFrame, langs: tuple[str, str]
) -> _Payload:
    """Texts of a table, or of a part of the card, in the other language.

    Parameters
    ----------
    payload : dict
        The rows as they go to the page.
    spec : RowsSpec
        From the definition.
    frame : DataFrame
        The rows.
    langs : tuple of str
        The language of the payload and the other one.

    Returns
    -------
    dict
        Of the same form as the payload.

    Examples
    --------
    >>> from landuse.webmap.rows import card_payload
    >>> frame = pd.DataFrame({"parcel_id": ["P1"], "stage": ["granted"]})
    >>> title = {"zh": "节点", "en": "Milestones"}
    >>> spec = RowsSpec("m", title, "parcel_id", ("stage",), {"stage": "stage"})
    >>> payload = card_payload(frame, spec, frame, "zh")
    >>> rows_texts(payload, spec, frame, ("zh", "en"))["columns"]
    [{'label': 'Stage', 'words': ['Granted']}]
    """
    return {
        "title": spec.title[langs[1]],
        "columns": [_column(made, spec, frame, langs) for made in payload["columns"]],
    }


def _column(
    made: _Payload, spec: RowsSpec, frame: pd.DataFrame, langs: tuple[str, str]
) -> _Payload:
    name = made["name"]
    texts: _Payload = {"label": column_label(spec, name, langs[1])}
    pairs = _pairs(frame[name], name, langs, spec.words.get(name))
    if pairs and isinstance(made["words"], list):
        texts["words"] = [pairs.get(text, text) for text in made["words"]]
    return texts


def _pairs(
    values: pd.Series, name: str, langs: tuple[str, str], group: str | None = None
) -> dict[str, str]:
    """Text in one language -> text in the other, where they are not the same."""
    is_words = group or name in VALUE_GROUPS or pd.api.types.is_bool_dtype(values)
    if not is_words:
        return {}
    distinct = values.dropna().drop_duplicates()
    here, there = (value_texts(distinct, name, lang, group) for lang in langs)
    return {a: b for a, b in zip(here, there, strict=True) if a != b}
