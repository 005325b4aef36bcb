"""Third step: the figures that people read first, from tables alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from landuse.issues import SEVERITIES
from landuse.policy import Policy
from landuse.steps.judge import Judged
from landuse.steps.lifepages import life_summary
from landuse.steps.run import Run
from landuse.units import round_half_up

__all__ = ["city_value", "counts", "summarise", "tax_table", "zone_table"]

_DIGITS = 2


def city_value(indicators: pd.DataFrame, name: str) -> float | None:
    """The city's value of an indicator; None where there is none.

    Parameters
    ----------
    indicators : DataFrame
        Result of the analysis.
    name : str
        Name of the indicator.

    Returns
    -------
    float or None
        Unrounded.

    Examples
    --------
    >>> city_value(pd.DataFrame(), "revitalized_mu") is None
    True
    """
    rows = _city(indicators, name)
    value = rows["value"].iloc[0] if len(rows) else None
    return None if value is None or pd.isna(value) else float(value)


def _city(indicators: pd.DataFrame, name: str) -> pd.DataFrame:
    if indicators.empty:
        return indicators
    return indicators[
        (indicators["scope"] == "city") & (indicators["indicator"] == name)
    ]


def tax_table(indicators: pd.DataFrame) -> pd.DataFrame:
    """The city's tax per mu under each denominator.

    Parameters
    ----------
    indicators : DataFrame
        Result of the analysis.

    Returns
    -------
    DataFrame
        ``denominator``, ``tax_yuan_per_mu``, ``unit``, ``target``, ``operator``,
        ``met``, ``note``.

    Examples
    --------
    >>> tax_table(pd.DataFrame()).empty
    True
    """
    rows = _city(indicators, "tax_yuan_per_mu")
    if rows.empty:
        return pd.DataFrame()
    named = rows.rename(
        columns={"denominator_scope": "denominator_", "value": "tax_yuan_per_mu"}
    ).drop(columns="denominator")
    named = named.rename(columns={"denominator_": "denominator"})
    columns = ["denominator", "tax_yuan_per_mu", "unit", "target", "operator", "met"]
    return named[[*columns, "note"]].reset_index(drop=True)


def counts(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """How many rows of each kind, sorted.

    Parameters
    ----------
    frame : DataFrame
        Findings or issues.
    *columns : str
        What tells the kinds apart.

    Returns
    -------
    DataFrame
        The columns and ``count``.

    Examples
    --------
    >>> counts(pd.DataFrame({"severity": ["info", "info"]}), "severity")["count"][0]
    np.int64(2)
    """
    return frame.groupby(list(columns), sort=True).size().reset_index(name="count")


def zone_table(judged: Judged, policy: Policy) -> pd.DataFrame:
    """One row for each zone: parcels, problems, goal and tax.

    Parameters
    ----------
    judged : Judged
        Result of the analysis.
    policy : Policy
        Names the categories and the first denominator.

    Returns
    -------
    DataFrame
        Sorted by zone; areas in mu by the policy's area basis; a parcel stands
        in one category only. Empty without zones.
    """
    zones, parcels = (judged.frames.get(name) for name in ("zones", "parcels"))
    if zones is None:
        return pd.DataFrame()
    names = zones.drop_duplicates("zone_id").set_index("zone_id")["zone"].sort_index()
    table = pd.DataFrame({"zone": names})
    if parcels is not None:
        table = table.join(_parcel_columns(parcels, policy))
    if judged.progress is not None:
        table["revitalized_mu"] = _zone_values(judged.indicators, "revitalized_mu")
    for denominator in tax_table(judged.indicators).get("denominator", ()):
        table[f"tax_{denominator}"] = _zone_values(
            judged.indicators, "tax_yuan_per_mu", denominator
        )
    left = judged.frames.get("unsupplied")
    if left is not None:
        batches = left.groupby("zone_id")["unsupplied_area_mu"]
        table["unsupplied_count"] = batches.size()
        table["unsupplied_mu"] = batches.sum()
    numbers = [n for n in table if n == "parcels" or n.endswith("_count")]
    table[numbers] = table[numbers].fillna(0).astype("int64")
    areas = [n for n in table if n.endswith("_mu") and n != "revitalized_mu"]
    table[areas] = table[areas].astype("float64").fillna(0.0)
    return table.reset_index()


def _parcel_columns(parcels: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    mu = parcels["area_mu"]
    by_zone = mu.groupby(parcels["zone_id"])
    columns = {"parcels": by_zone.size(), "area_mu": by_zone.sum()}
    for category in policy.value("primary.order"):
        if category == "unsupplied":
            continue
        held = mu[parcels["category"] == category].groupby(parcels["zone_id"])
        columns[f"{category}_count"] = held.size()
        columns[f"{category}_mu"] = held.sum()
    return pd.DataFrame(columns)


def _zone_values(
    indicators: pd.DataFrame, name: str, denominator: str | None = None
) -> pd.Series:
    """Values of the zones; NaN where there is none, never 0."""
    if indicators.empty:
        return pd.Series(dtype="float64")
    rows = indicators[
        (indicators["scope"] == "zone") & (indicators["indicator"] == name)
    ]
    if denominator is not None:
        rows = rows[rows["denominator_scope"] == denominator]
    return rows.set_index("scope_id")["value"].astype("float64")


def summarise(run: Run) -> dict[str, Any]:
    """The run in one object, for ``--json`` and the manifest.

    Parameters
    ----------
    run : Run
        The audit.

    Returns
    -------
    dict
        Plain values, rounded half up; a figure that is missing is None.
    """
    judged, policy = run.judged, run.policy
    indicators = judged.indicators
    tax = tax_table(indicators)
    found: dict[str, dict[str, int]] = {}
    for row in counts(judged.findings, "category", "verdict").itertuples():
        found.setdefault(str(row.category), {})[str(row.verdict)] = int(row.count)
    still_open = run.issues["state"] != "justified"
    severities = run.issues.loc[still_open, "severity"].value_counts()
    key = "target.revitalized_mu"
    return {
        "parcels": len(judged.frames.get("parcels", ())),
        "quarantined": run.quarantined,
        "zones": _zones_of(zone_table(judged, policy)),
        "revitalized_mu": _rounded(city_value(indicators, "revitalized_mu")),
        "revitalized_target_mu": policy.value(key)
        if policy.is_configured(key)
        else None,
        "tax_yuan_per_mu": {
            str(row.denominator): _rounded(row.tax_yuan_per_mu)
            for row in tax.itertuples()
        },
        "tax_unit": None if tax.empty else str(tax["unit"].iloc[0]),
        "findings": found,
        "lifecycle": life_summary(judged.frames, policy),
        "issues": {s: int(severities.get(s, 0)) for s in SEVERITIES},
        "justified": int((~still_open).sum()),
    }


def _zones_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{k: _rounded(v) for k, v in row.items()} for row in rows]


def _rounded(value: Any) -> Any:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return None
    return round_half_up(value, _DIGITS) if isinstance(value, float) else value
