"""Land-class codes with their scheme: the same figures mean different land.

``0601`` is industrial land in the survey's classification and a rural road in
that of 2023; so a column of codes must say, by a scheme column, a constant of
the profile or its own length, which classification it follows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

import pandas as pd

from landuse.issues import Issue
from landuse.messages import joined, worded
from landuse.resources import package_path

__all__ = ["ambiguous_codes", "scheme_issues"]

_COLUMNS = {"land_use": "land_use_scheme", "class_code": "class_scheme"}
_SHOWN = 20


@cache
def ambiguous_codes() -> dict[str, tuple[str, str]]:
    """Codes that stand in both classifications with different meanings.

    Returns
    -------
    dict
        Code -> its meaning in the survey's and in the 2023 classification.

    Examples
    --------
    >>> ambiguous_codes()["0601"]
    ('工业用地', '乡村道路用地')
    """
    with package_path("land_classes.toml").open("rb") as file:
        tables = tomllib.load(file)
    survey, plan = tables["survey"]["codes"], tables["plan_2023"]["codes"]
    both = sorted(set(survey) & set(plan))
    return {
        code: (survey[code], plan[code]) for code in both if survey[code] != plan[code]
    }


def scheme_issues(frame: pd.DataFrame, sources: Mapping[str, str]) -> Iterator[Issue]:
    """Ask for the scheme of ambiguous codes where nothing states it.

    Parameters
    ----------
    frame : DataFrame
        Canonical columns.
    sources : mapping
        Source column by canonical name.

    Yields
    ------
    Issue
        One for each column.

    Examples
    --------
    >>> frame = pd.DataFrame({"land_use": ["0601", "工业用地"]})
    >>> [issue.code for issue in scheme_issues(frame, {})]
    ['LAND_CLASS_SCHEME']
    """
    known = ambiguous_codes()
    for name, scheme in _COLUMNS.items():
        if name not in frame.columns:
            continue
        text = frame[name].astype("str").str.strip()
        open_ = frame[scheme].isna() if scheme in frame.columns else text.notna()
        hit = text.isin(list(known)) & open_
        found = sorted(text[hit].unique())
        if found:
            source = sources.get(name, name)
            each = (
                worded("class_code", code=c, survey=known[c][0], later=known[c][1])
                for c in found[:5]
            )
            shown = joined("; ", each)
            yield Issue(
                "LAND_CLASS_SCHEME",
                "warning",
                worded("class_codes", count=int(hit.sum()), names=shown),
                field=source,
                value=", ".join(found[:_SHOWN]),
                hint=f"state it: a column for {scheme}, or [constants] {scheme} = ...",
            )
