"""The sentences of issues and errors, each once in ``messages.toml``, in two languages.

A sentence has names in braces, which are filled in with facts of the case. The
facts are never read as a pattern, whatever they hold.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from landuse.resources import package_path
from landuse.vocabulary import has_label, label
from landuse.wording import Worded

__all__ = ["geometry_reason", "joined", "rule_message", "sentences", "worded"]

#: Groups of the vocabulary in which a fact may be a word for a column or unit.
_GROUPS = ("field", "unit_name")


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """All sentences by name.

    Returns
    -------
    mapping of str to mapping
        ``zh`` and, but for those of the quality rules, ``en``.

    Examples
    --------
    >>> sentences()["row_cells"]["en"]
    'row {row} has {found} cells, the header has {wanted}'
    """
    with package_path("messages.toml").open("rb") as file:
        return tomllib.load(file)


def worded(name: str, /, **facts: Any) -> Worded:
    """A sentence about a case.

    Parameters
    ----------
    name : str
        Of a sentence.
    **facts
        What its braces name.

    Returns
    -------
    Worded
        English, with its Chinese.

    Examples
    --------
    >>> sentence = worded("row_cells", row=3, found=4, wanted=5)
    >>> sentence.zh
    '第 3 行有 4 个单元格，表头有 5 个'
    >>> worded("row_cells", row="{found}", found=4, wanted=5)
    'row {found} has 4 cells, the header has 5'
    """
    entry = sentences()[name]
    return Worded(entry["en"].format_map(facts), _in_chinese(entry["zh"], facts))


def rule_message(code: str, what: str, facts: Mapping[str, Any]) -> Worded:
    """The sentence of a rule of the quality check.

    Parameters
    ----------
    code : str
        Of the rule.
    what : str
        In English, with names in braces.
    facts : mapping
        What the braces name.

    Returns
    -------
    Worded
        Without Chinese where the rule has no facts: its title says it all.

    Examples
    --------
    >>> rule_message("ZERO_AREA", "{field} is not above zero", {"field": "area_m2"}).zh
    '面积（平方米）不大于零'
    """
    zh = sentences().get(code, {}).get("zh", "")
    return Worded(what.format_map(facts), _in_chinese(zh, facts))


def geometry_reason(text: str) -> Worded:
    """Why a geometry is invalid, as GEOS says it.

    Parameters
    ----------
    text : str
        The reason, and in brackets the place.

    Returns
    -------
    Worded
        With its Chinese, where the reason is known.

    Examples
    --------
    >>> geometry_reason("Self-intersection[2 3]").zh
    '自相交[2 3]'
    """
    reason, mark, place = text.partition("[")
    return Worded(text, f"{label('geometry_reason', reason)}{mark}{place}")


def joined(mark: str, parts: Iterable[str]) -> Worded:
    """Several sentences as one.

    Parameters
    ----------
    mark : str
        Between them, in English.
    parts : iterable of str
        With or without Chinese.

    Returns
    -------
    Worded
        In both languages.

    Examples
    --------
    >>> joined(" or ", ["濮东", "范县"]).zh
    '濮东、范县'
    """
    listed = list(parts)
    words = [str(_shown(part)) for part in listed]
    return Worded(mark.join(listed), "、".join(words))


def _in_chinese(text: str, facts: Mapping[str, Any]) -> str:
    return text.format_map({name: _shown(fact) for name, fact in facts.items()})


def _shown(fact: Any) -> Any:
    """Columns and units by their Chinese name; a fact that has Chinese, in it."""
    if isinstance(fact, Worded):
        return fact.zh or fact
    if not isinstance(fact, str):
        return fact
    group = next((group for group in _GROUPS if has_label(group, fact)), None)
    return fact if group is None else label(group, fact)
