"""The report's tables on approved but unsupplied land, in words."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.indicators import CITY
from landuse.steps.judge import Judged
from landuse.vocabulary import label

__all__ = ["unsupplied_tables"]


def unsupplied_tables(judged: Judged, lang: str) -> tuple[pd.DataFrame, ...]:
    """Supply rates, age bands and the balance of the city.

    Parameters
    ----------
    judged : Judged
        Result of the analysis.
    lang : {"zh", "en"}
        Language of the words.

    Returns
    -------
    tuple of DataFrame
        Those that there are; empty without batches.

    Examples
    --------
    >>> nothing = pd.DataFrame()
    >>> unsupplied_tables(Judged({}, nothing, nothing, None, ()), "en")
    ()
    """
    frames = judged.frames
    tables = [_rates(judged.indicators, lang)]
    ages = frames.get("unsupplied_ages", pd.DataFrame())
    if len(ages):
        city = ages[ages["scope"] == CITY]
        city = city.drop(columns=["scope", "scope_id", "area_m2"])
        bands = [label("age_band", band, lang) for band in city["age_band"]]
        tables.append(city.assign(age_band=bands))
    balance = frames.get("unsupplied_balance", pd.DataFrame())
    if len(balance):
        tables.append(_balance(balance, lang))
    return tuple(table for table in tables if len(table))


def _rates(indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The city's supply and disposal rates, each with what it is held against."""
    if indicators.empty:
        return pd.DataFrame()
    named = indicators["indicator"].str.startswith(("supply_rate", "disposal_rate"))
    rows = indicators[named & (indicators["scope"] == CITY)]
    values = {
        "indicator": [label("indicator", name, lang) for name in rows["indicator"]],
        "window": [label("denominator", n, lang) for n in rows["denominator_scope"]],
        "area_basis": [label("area_basis", n, lang) for n in rows["area_basis"]],
        "value": [_percent(value) for value in rows["value"]],
        "target": [
            None if pd.isna(target) else f"{operator} {_percent(target)}"
            for operator, target in zip(rows["operator"], rows["target"], strict=True)
        ],
        "met": [_met(met, lang) for met in rows["met"]],
    }
    return pd.DataFrame(values)


def _balance(balance: pd.DataFrame, lang: str) -> pd.DataFrame:
    rows = balance[balance["scope"] == CITY]
    items = [label("batch_balance", item, lang) for item in rows["item"]]
    bases = [label("area_basis", basis, lang) for basis in rows["area_basis"]]
    shown = rows.assign(item=items, area_basis=bases)
    return shown[["area_basis", "item", "batches", "area_ha", "area_mu"]]


def _percent(value: float) -> str | None:
    return None if pd.isna(value) else f"{100 * value:.2f}%"


def _met(met: object, lang: str) -> str | None:
    if met is None or met is pd.NA or pd.isna(met):
        return None
    return label("report", "met" if met else "not_met", lang)
