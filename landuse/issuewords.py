"""What staff read for the code of an issue: a title and a cure, in both languages."""

from __future__ import annotations

from landuse.qualityrules import quality_rules
from landuse.vocabulary import has_label, label

__all__ = ["issue_cure", "issue_title"]


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
