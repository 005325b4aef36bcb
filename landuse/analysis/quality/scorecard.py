"""How sound the data of each source and zone are, by weights that the policy states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from landuse.analysis.quality.faults import PAIR
from landuse.analysis.quality.limits import Limits
from landuse.issues import SEVERITIES, Issue
from landuse.policy import Policy

__all__ = ["scorecard"]

_JUSTIFIED = "justified"
_STATES = (*reversed(SEVERITIES), _JUSTIFIED)
_KEYS = {"parcels": "parcel_id", "approvals": "batch_id"}
_FULL = 100.0
_PLACES = 2  # of what is shown; a record is one, an info some hundredths


def scorecard(
    issues: Iterable[Issue],
    frames: Mapping[str, pd.DataFrame],
    records: Mapping[str, int],
    policy: Policy | None = None,
) -> pd.DataFrame:
    """Score of each source and of each zone.

    A record loses the weight of its worst issue, an issue of a whole file as much as
    one record; the score is the share of records that is left, in points of 100.

    Parameters
    ----------
    issues : iterable of Issue
        Of the run.
    frames : mapping of str to DataFrame
        Canonical frames by kind; parcels and approvals with ``zone_id`` place their
        issues in zones.
    records : mapping of str to int
        Records of each source by its file name, those in quarantine included.
    policy : Policy, optional
        Gives ``quality.weight.*``; by default the national one.

    Returns
    -------
    DataFrame
        ``scope`` (``source`` or ``zone``), ``scope_id``, ``records``, the number of
        records by worst issue (``error``, ``warning``, ``info``, ``justified``),
        ``lost`` and ``score``; missing where there are no records.

    Examples
    --------
    >>> bad = Issue("ZERO_AREA", "error", "is 0", file="a.shp", feature="P1")
    >>> card = scorecard([bad], {}, {"a.shp": 4})
    >>> card[["scope_id", "records", "error", "score"]].values.tolist()
    [['a.shp', 4, 1, 75.0]]
    """
    limits = Limits.of(policy)
    weights = {name: limits.value(f"weight.{name}") for name in _STATES}
    table = _rows(issues)
    sources = pd.Series(dict(records), dtype="int64").sort_index()
    zones = _zones(frames)
    parts = [_scored(table.assign(scope_id=table["file"]), sources, weights, "source")]
    if len(zones):
        counts = zones["zone_id"].value_counts().sort_index()
        parts.append(_scored(_placed(table, zones), counts, weights, "zone"))
    return pd.concat(parts, ignore_index=True)


def _rows(issues: Iterable[Issue]) -> pd.DataFrame:
    """File, record and what counts of each issue."""
    rows = [
        (i.file, i.feature, _JUSTIFIED if i.state == _JUSTIFIED else i.severity, i.code)
        for i in issues
    ]
    table = pd.DataFrame(rows, columns=["file", "feature", "worst", "code"])
    whole = table["feature"].isna()
    table["record"] = table["feature"].where(~whole, "file: " + table["code"])
    return table


def _zones(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Zone of each record that lies in one, by file and id."""
    parts = [
        pd.DataFrame(
            {
                "file": frames[kind].get("source_file"),
                "feature": frames[kind][key],
                "zone_id": frames[kind]["zone_id"],
            }
        )
        for kind, key in _KEYS.items()
        if kind in frames and "zone_id" in frames[kind].columns
    ]
    return pd.concat(parts).dropna(subset="zone_id") if parts else pd.DataFrame()


def _placed(table: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Issues with the zone of their record, of a pair that of its first."""
    first = table["feature"].str.split(PAIR, n=1, regex=False).str[0]
    places = zones.drop_duplicates(["file", "feature"])
    named = table.assign(feature=first)
    merged = named.merge(places, on=["file", "feature"], how="inner")
    return merged.rename(columns={"zone_id": "scope_id"})


def _scored(
    table: pd.DataFrame, records: pd.Series, weights: Mapping[str, float], scope: str
) -> pd.DataFrame:
    order = pd.CategoricalDtype(list(_STATES), ordered=True)
    worst = table.assign(worst=table["worst"].astype(order)).sort_values("worst")
    worst = worst.drop_duplicates(["scope_id", "file", "record"])
    counts = pd.crosstab(worst["scope_id"], worst["worst"].astype("str"))
    counts = counts.reindex(index=records.index, columns=list(_STATES), fill_value=0)
    lost = sum(counts[name] * weight for name, weight in weights.items())
    score = (_FULL * (1 - lost / records.where(records > 0))).clip(lower=0.0)
    points = {"lost": lost.round(_PLACES), "score": score.round(_PLACES)}
    card = pd.DataFrame({"records": records, **counts, **points})
    card = card.rename_axis("scope_id").reset_index()
    return card.assign(scope=scope)[["scope", *card.columns]]
