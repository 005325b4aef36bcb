"""The life of the plots as tables by zone, and as sheets of the workbook."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from landuse.analysis.indicators import note_label
from landuse.analysis.lifecycle import STAGES
from landuse.steps.goal import zone_labels
from landuse.vocabulary import label

__all__ = ["funnel", "funnel_words", "life_sheets", "scored_in_words"]


def funnel(plots: pd.DataFrame) -> pd.DataFrame:
    """How many plots of standard land stand at each stage, by zone.

    Parameters
    ----------
    plots : DataFrame
        With the columns of :func:`landuse.analysis.lifecycle.lifecycle`.

    Returns
    -------
    DataFrame
        By ``zone_id`` (missing: outside every zone): a column for each stage,
        ``no_stage``, ``total`` and of them ``overdue``.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(zone_id="a", is_standard_land=[True, True, False])
    >>> plots = plots.assign(lifecycle_stage=["granted", None, "granted"],
    ...                      is_overdue=[True, None, True])
    >>> table = funnel(plots)
    >>> table[["granted", "no_stage", "total", "overdue"]].values.tolist()
    [[1, 1, 2, 1]]
    """
    held = plots[_standard(plots)]
    names = [*STAGES, "no_stage"]
    stage = (
        held["lifecycle_stage"]
        .astype(object)
        .where(held["lifecycle_stage"].notna(), "no_stage")
    )
    zones = held["zone_id"].astype(object)
    table = pd.DataFrame(
        {name: (stage == name).groupby(zones, dropna=False).sum() for name in names}
    )
    table["total"] = table.sum(axis=1)
    late = held["is_overdue"].eq(True).fillna(False).astype(bool)
    table["overdue"] = late.groupby(zones, dropna=False).sum()
    return table.astype("int64").rename_axis("zone_id")


def funnel_words(frames: Mapping[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """The funnel with the names of the zones and stages, and its sum.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``life_plots`` and, where there are some, ``zones``.
    lang : {"zh", "en"}
        Language of the words.

    Returns
    -------
    DataFrame
        A row for each zone and the sum; empty without standard land.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(is_standard_land=False)
    >>> plots = plots.assign(lifecycle_stage=None, is_overdue=None)
    >>> funnel_words({"life_plots": plots}, "en").empty
    True
    """
    table = funnel(frames["life_plots"])
    if table.empty:
        return table
    zones = pd.Series(table.index, dtype=object).map(zone_labels(frames))
    zones = zones.fillna(label("report", "outside_zones", lang)).tolist()
    table.loc["total"] = table.sum()
    table.insert(0, "zone", [*zones, label("report", "total", lang)])
    words = {name: label("stage", name, lang) for name in STAGES}
    words |= {"no_stage": label("report", "no_stage", lang)}
    words |= {"overdue": label("report", "overdue", lang)}
    return table.rename(columns=words).rename(
        columns={"total": label("report", "total", lang)}
    )


def life_sheets(
    frames: Mapping[str, pd.DataFrame], lang: str
) -> dict[str, pd.DataFrame]:
    """The workbook's sheets on the life of standard land.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With those of :func:`landuse.steps.lifecare.with_lifecycle`.
    lang : {"zh", "en"}
        Language of the headings that are stages.

    Returns
    -------
    dict of str to DataFrame
        ``life_funnel`` by zone, ``life_milestones`` of standard land (of ordinary
        land the sheet of the parcels has every day), ``life_commitments``, and
        ``parcels`` with what their score counts in words.

    Examples
    --------
    >>> life_sheets({}, "zh")
    {}
    """
    if "life_due" not in frames:
        return {}
    plots, steps = frames["life_plots"], frames["life_milestones"]
    names = plots.loc[_standard(plots), "parcel_id"]
    found = {
        "parcels": scored_in_words(frames["parcels"], lang),
        "life_funnel": funnel_words(frames, lang),
        "life_milestones": steps[steps["parcel_id"].isin(names)].rename(
            columns={"status": "item_status", "days": "days_left"}
        ),
    }
    if "life_commitments" in frames:
        promises = frames["life_commitments"]
        found["life_commitments"] = promises.rename(
            columns={"state": "commitment_state"}
        )
    return {name: sheet for name, sheet in found.items() if len(sheet)}


def scored_in_words(parcels: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The parcels with what their score counts in words.

    Parameters
    ----------
    parcels : DataFrame
        Enriched; one without scores is given back.
    lang : {"zh", "en"}
        Language of the words.

    Returns
    -------
    DataFrame
        A new frame where something changed.

    Examples
    --------
    >>> plots = pd.DataFrame({"performance_basis": ["score_milestones=1/2×40", None]})
    >>> scored_in_words(plots, "en").performance_basis[0]
    'steps in time: 1/2×40'
    """
    if "performance_basis" not in parcels:
        return parcels
    basis = parcels["performance_basis"]
    words = basis.map(lambda text: note_label(text, lang), na_action="ignore")
    return parcels.assign(performance_basis=words)


def _standard(plots: pd.DataFrame) -> pd.Series:
    """Standard land; where it is not recorded, it is not told."""
    return plots["is_standard_land"].eq(True).fillna(False).astype(bool)
