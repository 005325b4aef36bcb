"""A finding's arithmetic as a sentence that a lawyer reads, Chinese and English.

The sentences stand in the vocabulary, one for each condition and verdict, with
named places: ``约定动工 {due_start}，至 {as_of} 未动工``. Values reach them as
values only; a sentence never comes from data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from landuse.vocabulary import LANGUAGES, has_label, label

__all__ = ["Comparison", "in_words", "said"]

_GROUP = "arithmetic"
_parsed = Formatter().parse
#: Figures that are said behind the sentence of what holds, where there are some.
_ALSO = "arithmetic_also"
#: Figures that are words of the vocabulary.
_WORDS = ("grade_ground",)


class Comparison(NamedTuple):
    """One predicate of a rule as a row compared it."""

    measure: str
    figure: Any
    operator: str
    limit: Any


def in_words(
    condition: str, verdicts: Sequence[str], values: Mapping[str, Sequence[Any]]
) -> list[dict[str, str]]:
    """One sentence per finding and language.

    Parameters
    ----------
    condition : str
        Name of the condition; its sentence is ``CONDITION.VERDICT`` in the
        vocabulary, else the one of the verdict alone.
    verdicts : sequence of str
        One per finding.
    values : mapping of str to sequence
        Facts, figures and thresholds by name, each as long as ``verdicts``;
        dates as ISO text, missing as None.

    Returns
    -------
    list of dict
        Language -> sentence; empty where the vocabulary has none.

    Examples
    --------
    >>> values = {"due_start": ["2019-06-30"], "as_of": ["2021-01-01"],
    ...           "days_overdue": [551]}
    >>> in_words("not_started", ["yes"], values)[0]["en"]
    'Start agreed for 2019-06-30; not started by 2021-01-01, 551 days late'
    """
    columns = {name.replace(".", "_"): column for name, column in values.items()}
    sentences = {verdict: _sentences(condition, verdict) for verdict in set(verdicts)}
    told = {n: c for n, c in columns.items() if has_label(_ALSO, n) and any(c)}
    also = {"yes": told}
    return [
        {
            lang: text.format_map({n: said(n, columns[n][place], lang) for n in names})
            + _also(also.get(verdict, {}), place, lang)
            for lang, text, names in sentences[verdict]
        }
        for place, verdict in enumerate(verdicts)
    ]


def _sentences(condition: str, verdict: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Language, sentence and the names in it; none where there is no sentence."""
    key = f"{condition}.{verdict}"
    key = key if has_label(_GROUP, key) else verdict
    if not has_label(_GROUP, key):
        return []
    texts = [(lang, label(_GROUP, key, lang)) for lang in LANGUAGES]
    return [
        (lang, text, tuple(dict.fromkeys(n for _, n, _, _ in _parsed(text) if n)))
        for lang, text in texts
    ]


def _also(columns: Mapping[str, Sequence[Any]], place: int, lang: str) -> str:
    """Days by cause and the like; nothing where none is recorded."""
    parts = [
        label(_ALSO, name, lang).format(said(name, column[place], lang))
        for name, column in columns.items()
        if column[place]
    ]
    start = label(_GROUP, "semicolon", lang)
    return start + label(_GROUP, "and", lang).join(parts) if parts else ""


def said(name: str, value: Any, lang: str) -> str:
    """One value as it is read in a sentence.

    Parameters
    ----------
    name : str
        Its name; one that ends with ``_share`` is said as a percentage.
    value : object
        ISO date, text, number, or None for what is not recorded.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        At most four decimals, with a mark at thousands; names of facts (under
        ``missing``) by their label.

    Examples
    --------
    >>> said("invested_share", 0.2499, "en"), said("area_m2", 12000.0, "en")
    ('24.99%', '12,000')
    >>> said("start_date", None, "zh")
    '未记录'
    """
    if isinstance(value, str):
        return label(name, value, lang) if name in _WORDS else value
    if value is None:
        return label(_GROUP, "unrecorded", lang)
    if isinstance(value, list):
        return label(_GROUP, "comma", lang).join(_item(name, v, lang) for v in value)
    return _figure(name, value, lang)


def _item(name: str, value: Any, lang: str) -> str:
    if isinstance(value, Comparison):
        return label(_GROUP, "comparison", lang).format(
            measure=label("measure", value.measure, lang),
            figure=said(value.measure, value.figure, lang),
            operator=label("operator", value.operator, lang),
            limit=said(value.measure, value.limit, lang),
        )
    if name == "missing":
        return label("field", value.split(".")[-1], lang)
    return said(name, value, lang)


def _figure(name: str, value: float, lang: str) -> str:
    if isinstance(value, bool):
        return label("bool", str(value).lower(), lang)
    if name.endswith("_share"):
        return f"{_digits(value * 100)}%"
    return _digits(value)


@lru_cache(maxsize=1024)  # each figure is said once in every language
def _digits(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")
