"""Names of zones against the list of the city: exact or by a listed other name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from landuse.io.convert import EMPTY, fold
from landuse.io.raw import Reject
from landuse.issues import Issue
from landuse.messages import joined, worded

__all__ = ["zone_faults"]

_CUTOFF = 0.6
_SHOWN = 20


def zone_faults(
    text: pd.Series,
    rows: np.ndarray,
    features: np.ndarray,
    said: tuple[str, Sequence[Sequence[str]]],
) -> tuple[list[Reject], list[Issue]]:
    """Zone names that no list knows, that are empty, or that are other names.

    Parameters
    ----------
    text : Series
        The column as it stands.
    rows : array of int
        Numbers of the records.
    features : array of str
        What staff call each record.
    said : tuple
        The column's name, and for each zone its names, the official one first.

    Returns
    -------
    rejects : list of Reject
        Unknown names, with the names that come close; never replaced.
    issues : list of Issue
        Empty names, and other names that are listed.

    Examples
    --------
    >>> names = pd.Series(["甲区", "乙区"])
    >>> wrong, _ = zone_faults(
    ...     names, np.array([2, 3]), np.array(["P1", "P2"]), ("JQMC", [["甲区"]]))
    >>> wrong[0].row, wrong[0].code
    (3, 'UNKNOWN_ZONE')
    """
    column, zones = said
    official = {_plain(name): names[0] for names in zones for name in names}
    exact = {_plain(names[0]) for names in zones}
    plain = text.map(_plain, na_action="ignore")
    empty = (plain.isna() | plain.isin(list(EMPTY))).to_numpy()
    unknown = ~empty & ~plain.isin(list(official)).to_numpy()
    other = ~empty & ~unknown & ~plain.isin(list(exact)).to_numpy()
    rejects = [
        Reject(
            int(rows[i]),
            "UNKNOWN_ZONE",
            worded("no_such_zone", value=text.iloc[i], column=column),
            column,
            str(text.iloc[i]),
            _meant(str(plain.iloc[i]), official),
        )
        for i in np.flatnonzero(unknown)
    ]
    issues = []
    if other.any():
        pairs = {
            f"{text.iloc[i]} = {official[plain.iloc[i]]}" for i in np.flatnonzero(other)
        }
        issues.append(_issue("ZONE_ALIAS", "info", ", ".join(sorted(pairs)), column))
    if empty.any():
        names = [str(features[i]) for i in np.flatnonzero(empty)]
        shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
        what = worded("zone_unnamed", count=len(names), names=shown)
        issues.append(_issue("UNKNOWN_ZONE", "warning", what, column))
    return rejects, issues


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", fold(name))


def _meant(name: str, official: dict[str, str]) -> str:
    close = difflib.get_close_matches(name, list(official), 3, _CUTOFF)
    names = list(dict.fromkeys(official[c] for c in close))
    if not names:
        return "write the official name of the zone"
    return worded("zone_meant", names=joined(" or ", names))


def _issue(code: str, severity: str, what: str, column: str) -> Issue:
    text = worded("zone_names_known", pairs=what)
    return Issue(
        code,
        severity,
        text if code == "ZONE_ALIAS" else what,
        field=column,
        hint="write the official name of the zone",
    )
