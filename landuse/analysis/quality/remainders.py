"""Batches whose two remainders, by document and by outline, lie too far apart."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.quality.faults import Fault, issues_of, number_text
from landuse.issues import Issue

__all__ = ["remainder_issues"]


def remainder_issues(batches: pd.DataFrame) -> list[Issue]:
    """Issues of batches that were reconciled.

    Parameters
    ----------
    batches : DataFrame
        Canonical approvals with the columns of
        :func:`landuse.analysis.batches.reconciled.reconciled`.

    Returns
    -------
    list of Issue
        ``BATCH_REMAINDER_DIFFERS``.
    """
    holds = ~batches["batch_state"].isin(["later", "lapsed"])
    apart = ~batches["within_tolerance"].fillna(value=True)
    rows = batches[holds & apart]
    each = {
        "document": [number_text(v, 0) for v in rows["document_unsupplied_m2"]],
        "outline": [number_text(v, 0) for v in rows["unsupplied_area_m2"]],
        "overlay": list(rows["overlay"]),
        "conflict": list(rows["conflict"]),
    }
    fault = Fault("BATCH_REMAINDER_DIFFERS", "approved_area_m2", rows, each=each)
    return list(issues_of(fault))
