"""An error as one line for people, in Chinese with its cure, or in English."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from landuse.errors import LanduseError, LedgerError, SourceError
from landuse.issuewords import issue_cure, issue_sentence
from landuse.vocabulary import LANGUAGES, label
from landuse.wording import chinese

__all__ = ["error_line", "language_of", "unusable_issue"]

_ANY = "UNUSABLE"  #: code of errors whose message says what to do


def language_of(arguments: Sequence[str]) -> str:
    """The language that a command line asks for.

    Parameters
    ----------
    arguments : sequence of str
        Of the process.

    Returns
    -------
    str
        ``zh`` where it asks for none.

    Examples
    --------
    >>> language_of(["check", "a.csv", "--lang", "en"]), language_of(["doctor"])
    ('en', 'zh')
    """
    words = [w for argument in arguments for w in argument.split("=", 1)]
    asked = [b for a, b in pairwise(words) if a == "--lang"]
    return next((word for word in reversed(asked) if word in LANGUAGES), LANGUAGES[0])


def error_line(error: Exception, lang: str) -> str:
    """What is wrong with an input, where, and what to do.

    Parameters
    ----------
    error : Exception
        One of the package, or of the system.
    lang : {"zh", "en"}
        Language; Chinese is followed by the English, which says the same.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> error_line(SourceError("is empty", "a.csv", code="EMPTY_FILE"), "zh")
    'a.csv：文件为空；请对方重新提供文件（a.csv: is empty）'
    """
    english = " ".join(str(error).split())
    if lang != "zh":
        return english
    return f"{_chinese(error)}（{english}）"


def _chinese(error: Exception) -> str:
    if not isinstance(error, SourceError):
        kind = type(error) if isinstance(error, LanduseError) else OSError
        path = error.path if isinstance(error, LedgerError) else None
        said = chinese(_said(error))
        place = "" if path is None else f"{path}："
        return place + (said or label("error", kind.__name__))
    place = "" if error.path is None else f"{error.path}："
    record = "" if error.feature is None else f"{error.feature}："
    sentence = issue_sentence(error.code, error.said)
    whole = error.code == _ANY and chinese(error.said)
    cure = None if whole else issue_cure(error.code)
    return f"{place}{record}{sentence}" + (f"；{cure}" if cure else "")


def _said(error: Exception) -> object:
    """The message of an error, without its place where it is kept apart."""
    if isinstance(error, LedgerError):
        return error.said
    return error.args[0] if error.args else None


def unusable_issue(path: str, error: Exception) -> dict[str, Any]:
    """The error as the one issue of a file that cannot be used.

    Parameters
    ----------
    path : str
        As the user gave it.
    error : Exception
        One of the package, or of the system.

    Returns
    -------
    dict
        As a row of the issues table.

    Examples
    --------
    >>> unusable_issue("a.csv", SourceError("is empty", code="EMPTY_FILE"))["hint_zh"]
    '请对方重新提供文件'
    """
    code = getattr(error, "code", _ANY)
    return {
        "code": code,
        "severity": "error",
        "message": " ".join(str(error).split()),
        "file": path,
        "layer": None,
        "feature": getattr(error, "feature", None),
        "field": None,
        "value": None,
        "hint": "see the message",
        "message_zh": issue_sentence(code, getattr(error, "said", None)),
        "hint_zh": issue_cure(code),
    }
