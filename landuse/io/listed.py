"""Faults by the hundred thousand: told one by one up to a limit, then in one sum.

Each record that is set aside has its row in the quarantine, whatever their number.
A list of issues that no one can read, and that no memory holds, helps nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from landuse.io.raw import Reject
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["capped", "listed", "sum_of_rest"]


def listed(rejects: Sequence[Reject], most: int) -> tuple[list[Reject], list[Issue]]:
    """The faults that are told each by itself, and one issue for each sum of others.

    Parameters
    ----------
    rejects : sequence of Reject
        Those that are not ``told`` are passed over: something else speaks for them.
    most : int
        Of one code and column.

    Returns
    -------
    told : list of Reject
        In the order given.
    rest : list of Issue
        With the code and the column of the faults that they speak for.

    Examples
    --------
    >>> faults = [Reject(row, "BAD_DATE", "is no date", "GDRQ") for row in range(5)]
    >>> told, rest = listed(faults, 3)
    >>> len(told), rest[0].message
    (3, '2 more records are set aside for the same; the quarantine names each')
    """
    counts: Counter[tuple[str, str | None]] = Counter()
    told, hints = [], {}
    for reject in rejects:
        if not reject.told:
            continue
        kind = (reject.code, reject.field)
        counts[kind] += 1
        if counts[kind] <= most:
            told.append(reject)
        hints[kind] = reject.hint
    rest = [
        sum_of_rest(
            (code, field, hints[code, field]),
            worded("more_set_aside", more=count - most),
        )
        for (code, field), count in counts.items()
        if count > most
    ]
    return told, rest


def capped(issues: Sequence[Issue], most: int) -> list[Issue]:
    """Issues, those beyond the limit of a code and column as one.

    Parameters
    ----------
    issues : sequence of Issue
        In any order; those of no record are never left out.
    most : int
        Of one code and column.

    Returns
    -------
    list of Issue
        In the order given, the sums last.

    Examples
    --------
    >>> many = [Issue("ZERO_AREA", "warning", "is 0", feature="P1", field="MJ")] * 5
    >>> [issue.message for issue in capped(many, 3)]
    ['is 0', 'is 0', 'is 0', '2 more of the same']
    """
    if len(issues) <= most:
        return list(issues)
    counts: Counter[tuple[str, str | None]] = Counter()
    told, last = [], {}
    for issue in issues:
        kind = (issue.code, issue.field)
        counts[kind] += issue.feature is not None
        if issue.feature is None or counts[kind] <= most:
            told.append(issue)
        else:
            last[kind] = issue
    for kind, issue in last.items():
        text = worded("more_of_same", more=counts[kind] - most)
        told.append(sum_of_rest((*kind, issue.hint), text, issue.severity))
    return told


def sum_of_rest(
    fault: tuple[str, str | None, str | None], text: str, severity: str = "error"
) -> Issue:
    """One issue that speaks for many faults of a code, a column and a cure."""
    code, field, hint = fault
    return Issue(code, severity, text, field=field, hint=hint)
