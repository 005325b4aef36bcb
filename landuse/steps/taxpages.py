"""The report's table of tax per mu under every pair of scopes, in words."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.indicators import CITY
from landuse.vocabulary import label
from landuse.webmap.texts import figure_text

__all__ = ["tax_pairs"]

_FIGURES = ["tax_yuan", "land_mu", "tax_yuan_per_mu"]


def tax_pairs(sensitivity: pd.DataFrame | None, lang: str) -> pd.DataFrame:
    """The city's tax per mu under each pair, and which pairs meet the goal.

    Parameters
    ----------
    sensitivity : DataFrame or None
        From :func:`landuse.analysis.taxland.sensitivity.tax_sensitivity`.
    lang : {"zh", "en"}
        Language of the words.

    Returns
    -------
    DataFrame
        A row for each pair; empty without any.

    Examples
    --------
    >>> tax_pairs(None, "en").empty
    True
    """
    if sensitivity is None:
        return pd.DataFrame()
    rows = _together(sensitivity[sensitivity["scope"] == CITY])
    words = {
        "numerator_kind": ("numerator", "numerator_kind"),
        "denominator": ("denominator", "denominator_scope"),
    }
    shown = {
        name: [label(group, word, lang) for word in rows[column]]
        for name, (group, column) in words.items()
    }
    targets = [
        f"{operator} {figure_text(target, 0)}" if pd.notna(target) else None
        for operator, target in zip(rows["operator"], rows["target"], strict=True)
    ]
    figures = {name: rows[name].to_numpy() for name in _FIGURES}
    verdicts = zip(rows["met"], rows["status"], strict=True)
    return pd.DataFrame(
        {
            **shown,
            **figures,
            "target": targets,
            "met": [_met(met, status, lang) for met, status in verdicts],
            "land_at_target_mu": rows["land_at_target_mu"].to_numpy(),
        }
    )


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """A numerator that no denominator can be computed for is one line."""
    states = rows.groupby("numerator_kind")["status"]
    alike = rows["numerator_kind"].map(states.min() == states.max())
    alike &= rows["status"] != "ok"
    known = rows.assign(
        denominator_scope=rows["denominator_scope"].mask(alike, "every_denominator")
    )
    return known[~(alike & known.duplicated(["numerator_kind", "denominator_scope"]))]


def _met(met: object, status: str, lang: str) -> str:
    """Whether the goal is met, or why that is not known."""
    if met is None or pd.isna(met):
        return label("tax_status", status, lang)
    return label("report", "met" if met else "not_met", lang)
