"""Records of a policy in words, Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from landuse.analysis.facts import ENTERPRISE
from landuse.vocabulary import has_label, label

__all__ = [
    "fact_words",
    "gap_words",
    "ground_words",
    "period_words",
    "threshold_name",
    "threshold_words",
    "value_words",
]

Record = Mapping[str, Any]
#: Key of a table that stands for all that it does not name.
_DEFAULT = "default"
#: Groups of words that a value may hold.
_WORDS = (
    *("bool", "cause", "denominator", "area_basis", "control", "category"),
    *("measure", "track", "grading"),
    *("stage", "life_document", "responsible_unit", "life_rule", "threshold"),
)
#: Groups of words that a key of a table may be.
_KEYS = ("measure", "life_rule", "breach_state")
#: What a table of the life cycle names in lists: columns.
_COLUMNS = ("facts", "due", "signed")
#: What it says with a word of its own.
_RULES = ("applies", "clock")


def threshold_name(key: str, lang: str) -> str:
    """What a key of a policy is called.

    Parameters
    ----------
    key : str
        Dotted name.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        The key itself where the vocabulary does not know it.

    Examples
    --------
    >>> threshold_name("idle.period_years", "en")
    'Period until land is idle'
    """
    return label("threshold", key, lang)


def value_words(record: Record, lang: str) -> str:
    """A value with its operator and unit, or the word that it is open.

    Parameters
    ----------
    record : mapping
        Of a value; see :mod:`landuse.steps.policyrecords`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        On one line.

    Examples
    --------
    >>> value_words({"value": 1, "configured": True, "operator": ">=", "unit": "year"},
    ...             "zh")
    '≥ 1 年'
    """
    if not record["configured"]:
        return label("rulebook", "not_configured", lang)
    operator, unit = record["operator"], record["unit"]
    parts = [
        "" if operator is None else label("operator", operator, lang),
        _plain(record["value"], lang),
        "" if unit is None else label("unit", unit, lang),
    ]
    words = " ".join(part for part in parts if part)
    return words + _conditions(record, lang)


def _conditions(record: Record, lang: str) -> str:
    """For how many years it must hold, and by which date its edition is told."""
    found = []
    if record.get("years"):
        words = label("rulebook", "years_in_row", lang)
        found.append(words.format(years=record["years"]))
    if record.get("by"):
        words = label("rulebook", "edition_by", lang)
        found.append(words.format(date=label("field", record["by"], lang)))
    return "".join(f"（{f}）" if lang == "zh" else f" ({f})" for f in found)


def _plain(value: object, lang: str) -> str:
    if isinstance(value, list):
        words = ("、" if lang == "zh" else ", ").join(_plain(v, lang) for v in value)
        return words or label("report", "none", lang)
    if isinstance(value, dict):
        pairs = [(_key(n, lang), _of_key(n, v, lang)) for n, v in value.items()]
        return " ".join(f"{name}={text}" for name, text in pairs)
    if type(value) is int:
        return f"{value:,}" if value > 9999 else str(value)  # noqa: PLR2004 - no year
    text = str(value).lower() if isinstance(value, bool) else str(value)
    group = next((g for g in _WORDS if has_label(g, text)), "")
    return label(group, text, lang)


def _of_key(key: str, value: object, lang: str) -> str:
    """The value of a key of a table: columns by their names, a table in brackets."""
    if isinstance(value, dict):
        inner = _plain(value, lang)
        return f"（{inner}）" if lang == "zh" else f"({inner})"
    if key in _RULES:
        return label("life_rule", str(value), lang)
    if key not in _COLUMNS:
        return _plain(value, lang)
    columns = value if isinstance(value, list) else [value]
    mark = "、" if lang == "zh" else ", "
    return mark.join(label("field", str(column), lang) for column in columns)


def _key(name: str, lang: str) -> str:
    """A measure of a table, and what stands for all others, in words."""
    groups = ("grading",) if name == _DEFAULT else _KEYS
    group = next((each for each in groups if has_label(each, name)), groups[0])
    return label(group, name, lang)


def threshold_words(record: Record, lang: str) -> str:
    """A threshold as a clause: what it is called, and its value.

    Parameters
    ----------
    record : mapping
        Of a value.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        On one line.

    Examples
    --------
    >>> threshold_words({"key": "idle.invested_share", "value": "0.25", "unit": None,
    ...                  "configured": True, "operator": "<"}, "zh")
    '已投资额占总投资额 ＜ 0.25'
    """
    between = " " if record["operator"] else "：" if lang == "zh" else ": "
    if not record["configured"]:
        between = "：" if lang == "zh" else ": "
    name = threshold_name(record["key"], lang)
    return f"{name}{between}{value_words(record, lang)}"


def ground_words(record: Record, lang: str) -> str:
    """How well a ground is known, and whether a lawyer must look at it.

    Parameters
    ----------
    record : mapping
        Of a value or rule.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        The mark and its word, which for ``K`` asks for a legal review; for other
        marks that is said where the policy asks for it.

    Examples
    --------
    >>> ground_words({"confidence": "S", "legal_review": None}, "en")
    'S Read in the source'
    """
    known = f"{record['confidence']} {label('confidence', record['confidence'], lang)}"
    if record["legal_review"] != "required" or record["confidence"] == "K":
        return known
    review = label("rulebook", "legal_review", lang)
    between = "：" if lang == "zh" else ": "
    mark = "；" if lang == "zh" else "; "
    return f"{known}{mark}{review}{between}{label('rulebook', 'required', lang)}"


def period_words(record: Record, lang: str) -> str:
    """When something is in force.

    Parameters
    ----------
    record : mapping
        Of a value, rule or document.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        "always" where no day is set.

    Examples
    --------
    >>> from datetime import date
    >>> period_words({"effective_from": date(2012, 7, 1), "effective_to": None}, "en")
    'from 2012-07-01'
    """
    ends = (("from", record["effective_from"]), ("until", record["effective_to"]))
    between = "" if lang == "zh" else " "
    known = [f"{label('rulebook', n, lang)}{between}{d}" for n, d in ends if d]
    return " ".join(known) if known else label("rulebook", "always", lang)


def fact_words(names: Sequence[str], lang: str) -> str:
    """The facts that a rule needs, as staff call them.

    Parameters
    ----------
    names : sequence of str
        Canonical columns, those of enterprises with their prefix.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        A list on one line.

    Examples
    --------
    >>> fact_words(["start_date", "enterprise.tax_yuan"], "zh")
    '实际开工日期、实缴税收（元）'
    """
    bare = [name.removeprefix(ENTERPRISE) for name in names]
    words = [
        label("field" if has_label("field", name) else "column", name, lang)
        for name in bare
    ]
    return ("、" if lang == "zh" else ", ").join(words)


def gap_words(gap: Record, lang: str) -> str:
    """What a rule leaves open, as a sentence.

    Parameters
    ----------
    gap : mapping
        One of the ``gaps`` of a rule's record.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        One sentence without a full stop.

    Examples
    --------
    >>> gap_words({"gap": "gap_not_configured", "key": "stopped.months", "seen": None},
    ...           "zh")
    '停产半停产月数未配置，不作判断'
    """
    this = label("rulebook", "this_rule", lang)
    key = this if gap["key"] is None else threshold_name(gap["key"], lang)
    seen = "" if gap["seen"] is None else label("seen", gap["seen"], lang)
    return label("rulebook", gap["gap"], lang).format(key=key, seen=seen)
