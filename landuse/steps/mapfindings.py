"""Why a parcel is flagged, as rows of its card on the map."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from landuse.policy import Policy
from landuse.vocabulary import has_label, label

__all__ = ["SHOWN", "parcel_findings"]

#: Verdicts that a card tells, in this order; what is not configured is in the tables.
SHOWN = ("yes", "cannot_tell")
_GROUPS = ("field", "threshold")


def parcel_findings(
    findings: pd.DataFrame, policy: Policy, as_of: date, lang: str = "zh"
) -> pd.DataFrame:
    """The findings of parcels in words: rule, ground, facts, what is missing.

    Parameters
    ----------
    findings : DataFrame
        See :func:`landuse.analysis.flags.flag`.
    policy : Policy
        Titles of the rules.
    as_of : date
        The day of the rules.
    lang : {"zh", "en"}, default "zh"
        Language of titles and facts; the ground is told as the policy has it.

    Returns
    -------
    DataFrame
        ``parcel_id``, ``rule``, ``verdict``, ``state``, ``since``, ``because`` (the
        facts and the arithmetic), ``basis`` and ``missing``; what holds comes
        before what cannot be told.

    Examples
    --------
    >>> from landuse.analysis.flags import flag
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy, day = load_policy("puyang"), date(2022, 9, 30)
    >>> found = flag(make_parcels(due_start_date="2019-01-01"), policy, day)
    >>> parcel_findings(found, policy, day).verdict.iloc[0]
    'yes'
    """
    titles = {rule.id: rule.named(lang) for rule in policy.rules_on(as_of)}
    told = findings[(findings["subject"] == "parcel") & findings["verdict"].isin(SHOWN)]
    rank = told["verdict"].map({verdict: n for n, verdict in enumerate(SHOWN)})
    rows = told.iloc[rank.argsort(kind="stable")]
    names = rows["rule"].map(titles).fillna(rows["rule"])
    return pd.DataFrame(
        {
            "parcel_id": rows["subject_id"],
            "rule": names.astype("str"),
            "verdict": rows["verdict"],
            "state": rows["state"],
            "since": rows["since"],
            "because": _texts([_because(text, lang) for text in rows["evidence"]]),
            "basis": rows["basis"],
            "missing": _texts([_missing(text, lang) for text in rows["missing"]]),
        }
    ).reset_index(drop=True)


def _texts(values: list[str | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype="str")


def _because(evidence: str, lang: str) -> str | None:
    return json.loads(evidence).get("arithmetic", {}).get(lang)


def _missing(columns: str, lang: str) -> str | None:
    words = [_word(name, lang) for name in json.loads(columns)]
    return "、".join(words) if words else None


def _word(name: str, lang: str) -> str:
    group = next((g for g in _GROUPS if has_label(g, name)), None)
    return name if group is None else label(group, name, lang)
