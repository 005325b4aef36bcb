"""What staff read for the code of an issue: a title and a cure, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from landuse.issues import Issue, issues_frame
from landuse.qualityrules import quality_rules
from landuse.vocabulary import has_label, label
from landuse.wording import chinese

__all__ = [
    "in_language",
    "issue_cure",
    "issue_sentence",
    "issue_title",
    "issues_in_words",
]

#: Columns in Chinese, and those in English whose place they take.
_CHINESE = {"message_zh": "message", "reason_zh": "reason", "hint_zh": "hint"}


def issue_title(code: str, lang: str = "zh") -> str:
    """The title of an issue's code.

    Parameters
    ----------
    code : str
        Of an issue.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    str
        From the rules of the quality check or the vocabulary; a code that is
        known to neither stands as it is.

    Examples
    --------
    >>> issue_title("CORRUPT_RECORD"), issue_title("GAP", "en")
    ('记录已损坏', 'Gap between outlines')
    """
    rule = quality_rules().get(code)
    return label("issue", code, lang) if rule is None else rule.title[lang]


def issue_cure(code: str, lang: str = "zh") -> str | None:
    """What to do about an issue in general; its hint says it for the case.

    Parameters
    ----------
    code : str
        Of an issue.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    str or None
        None for a code that is not known.

    Examples
    --------
    >>> issue_cure("MISSING_SIDECAR", "en")
    'ask for the complete set of files'
    """
    return label("cure", code, lang) if has_label("cure", code) else None


def issue_sentence(code: str, message: object) -> str:
    """What is wrong, in Chinese: the title, and the facts of the case behind it.

    Parameters
    ----------
    code : str
        Of an issue.
    message : str
        Of the issue.

    Returns
    -------
    str
        The title alone where the message has no facts.

    Examples
    --------
    >>> from landuse.wording import Worded
    >>> issue_sentence("GAP", Worded("2 m2", "面积 2 平方米"))
    '图形缝隙：面积 2 平方米'
    >>> issue_sentence("GAP", "a gap")
    '图形缝隙'
    """
    facts = chinese(message)
    title = issue_title(code)
    return f"{title}：{facts}" if facts else title


def issues_in_words(issues: Iterable[Issue]) -> pd.DataFrame:
    """Issues as a table in both languages, with their fingerprints.

    Parameters
    ----------
    issues : iterable of Issue
        May be empty.

    Returns
    -------
    DataFrame
        As :func:`landuse.issues.issues_frame`, with ``message_zh``, ``hint_zh``
        and ``fingerprint`` behind it.

    Examples
    --------
    >>> issues_in_words([Issue("ZERO_AREA", "error", "area is 0")]).hint_zh.tolist()
    ['按合同或权证填写面积']
    """
    listed = list(issues)
    frame = issues_frame(listed, fingerprints=True)
    marks = frame.pop("fingerprint")
    said = [issue_sentence(issue.code, issue.message) for issue in listed]
    cures = [chinese(issue.hint) or issue_cure(issue.code) for issue in listed]
    columns = {"message_zh": said, "hint_zh": cures}
    for name, texts in columns.items():
        frame[name] = pd.Series(texts, index=frame.index, dtype="str")
    return frame.assign(fingerprint=marks)


def in_language(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """A table of issues, or of records in quarantine, in one language.

    Parameters
    ----------
    frame : DataFrame
        Of :func:`issues_in_words`; a table without Chinese stays as it is.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    DataFrame
        Without the columns of the other language.

    Examples
    --------
    >>> frame = issues_in_words([Issue("GAP", "warning", "a gap")])
    >>> in_language(frame, "zh").message.tolist()
    ['图形缝隙']
    """
    there = {zh: en for zh, en in _CHINESE.items() if zh in frame.columns}
    kept = frame.drop(columns=list(there))
    if lang == "zh":
        return kept.assign(**{en: frame[zh] for zh, en in there.items()})
    return kept
