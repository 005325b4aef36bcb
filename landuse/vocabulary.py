"""Chinese and English words for staff, each written once in ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from functools import cache

from landuse.resources import package_path

__all__ = ["LANGUAGES", "has_label", "label", "words_of"]

LANGUAGES = ("zh", "en")


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    with package_path("vocabulary.toml").open("rb") as file:
        return tomllib.load(file)


def has_label(group: str, name: str) -> bool:
    """Whether the vocabulary knows a word.

    Parameters
    ----------
    group : str
        Group of words, e.g. ``"field"`` or ``"category"``.
    name : str
        Identifier within the group.

    Returns
    -------
    bool
        True if both languages are there.

    Examples
    --------
    >>> has_label("category", "idle")
    True
    """
    return name in _words().get(group, {})


def label(group: str, name: str, lang: str = "zh") -> str:
    """The word that staff read for an identifier.

    Parameters
    ----------
    group : str
        Group of words, e.g. ``"field"``, ``"category"``, ``"verdict"``.
    name : str
        Identifier within the group. One that is unknown is returned as it is:
        a city may add categories of its own.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    str
        The label.

    Raises
    ------
    ValueError
        For a language that is not known.

    Examples
    --------
    >>> label("category", "idle"), label("category", "idle", "en")
    ('闲置土地', 'Idle land')
    """
    if lang not in LANGUAGES:
        msg = f"language {lang!r} is not one of {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    entry = _words().get(group, {}).get(name)
    return name if entry is None else entry[lang]


def words_of(group: str) -> tuple[str, ...]:
    """Identifiers of a group, in the order of the vocabulary.

    Parameters
    ----------
    group : str
        Group of words.

    Returns
    -------
    tuple of str
        Empty for a group that is not known.

    Examples
    --------
    >>> words_of("bool")
    ('true', 'false')
    """
    return tuple(_words().get(group, {}))
