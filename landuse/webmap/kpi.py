"""Cards of figures: every figure is a text that Python has written.

A card has its lines for the whole city and for each zone, so that the page can
show those of a zone without computing anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.bars import kind_texts, kinds_of
from landuse.webmap.boardspec import KpiSpec
from landuse.webmap.sums import area_text, area_units
from landuse.webmap.texts import digits_of, figure_text

__all__ = ["kpi_absent", "kpi_payload"]

_SIGNS = {">=": "≥", "<=": "≤"}
_DEADLINE = re.compile(r"deadline=(\d{4}-\d{2}-\d{2})")
_PERCENT = 100
_SHARES = ("share", "ratio")

_Frames = Mapping[str, pd.DataFrame]


def kpi_absent(spec: KpiSpec, frames: _Frames) -> bool:
    """Whether a card has nothing to show.

    Examples
    --------
    >>> kpi_absent(KpiSpec({"zh": "税", "en": "tax"}, "tax_yuan_per_mu"), {})
    True
    """
    if spec.indicator is not None:
        return _rows(frames, spec.indicator).empty
    frame = frames.get(str(spec.count))
    return frame is None or frame.empty or spec.by not in frame.columns


def kpi_payload(
    specs: Sequence[KpiSpec], frames: _Frames, lang: str
) -> dict[str, Any] | None:
    """The cards of a map; None where it has none.

    Parameters
    ----------
    specs : sequence of KpiSpec
        From the definition.
    frames : mapping of str to DataFrame
        ``indicators``, ``zones`` for their names, frames to count and of quarters.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    dict or None
        ``zones`` (names), and ``cards``: each with its ``title`` and ``lines`` and
        ``way``, first those of the city, then those of the zones in their order.

    Examples
    --------
    >>> spec = KpiSpec({"zh": "宗地", "en": "Plots"}, count="parcels", by="zone")
    >>> frames = {"parcels": pd.DataFrame({"zone": ["甲", "甲"]})}
    >>> kpi_payload([spec], frames, "zh")["cards"][0]["lines"][0][0]["figure"]
    '2'
    """
    shown = [spec for spec in specs if not kpi_absent(spec, frames)]
    if not shown:
        return None
    zones = _zones(frames)
    return {
        "zones": list(zones.values()),
        "cards": [_card(spec, frames, zones, lang) for spec in shown],
    }


def _zones(frames: _Frames) -> dict[str, str]:
    """Names of the zones by id."""
    zones = frames.get("zones")
    if zones is None or not {"zone_id", "zone"} <= set(zones.columns):
        return {}
    named = zones.dropna(subset=["zone_id", "zone"]).drop_duplicates("zone_id")
    ids, names = named["zone_id"].astype("str"), named["zone"].astype("str")
    return dict(zip(ids, names, strict=True))


def _card(
    spec: KpiSpec, frames: _Frames, zones: Mapping[str, str], lang: str
) -> dict[str, Any]:
    if spec.indicator is None:
        lines = _counted(spec, frames[str(spec.count)], zones, lang)
        return {"title": spec.title[lang], "lines": lines, "way": None}
    rows = _rows(frames, spec.indicator)
    scopes = [rows[rows["scope"] == "city"]]
    of_zones = rows[rows["scope"] == "zone"]
    scopes += [of_zones[of_zones["scope_id"].astype("str") == zone] for zone in zones]
    return {
        "title": spec.title[lang],
        "lines": [[_line(row, lang) for _, row in part.iterrows()] for part in scopes],
        "way": _ways(spec, frames, zones),
    }


def _rows(frames: _Frames, indicator: str) -> pd.DataFrame:
    rows = frames.get("indicators", pd.DataFrame({"indicator": []}))
    return rows[rows["indicator"] == indicator]


def _line(row: pd.Series, lang: str) -> dict[str, Any]:
    """One figure with its target, as text; a missing value stays a dash."""
    over = row["denominator_scope"]
    name, unit = str(row["indicator"]), row["unit"]
    deadline = _DEADLINE.search(str(row["note"]))
    return {
        "label": label("indicator", name, lang)
        if pd.isna(over)
        else label("denominator", str(over), lang),
        "figure": _figure(row["value"], name, unit),
        "unit": "" if pd.isna(unit) or unit in _SHARES else label("unit", unit, lang),
        "target": _target(row, name, unit),
        "share": _share(row),
        "deadline": deadline[1] if deadline else "",
        **_verdict(row, lang),
    }


def _figure(value: Any, name: str, unit: Any) -> str:
    if unit in _SHARES and pd.notna(value):
        return f"{figure_text(_PERCENT * float(value))}%"
    return figure_text(value, digits_of(name))


def _target(row: pd.Series, name: str, unit: Any) -> str:
    if pd.isna(row["target"]):
        return ""
    operator = str(row["operator"])
    text = _figure(row["target"], name, unit)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{_SIGNS.get(operator, operator)} {text}"


def _share(row: pd.Series) -> str:
    """How much of a target in an amount is reached."""
    known = pd.notna(row["value"]) and pd.notna(row["target"]) and row["target"] > 0
    if not known or row["unit"] != "mu":
        return ""
    return f"{figure_text(_PERCENT * row['value'] / row['target'])}%"


def _verdict(row: pd.Series, lang: str) -> dict[str, Any]:
    if pd.isna(row["target"]):
        return {"verdict": "", "met": None}
    if pd.isna(row["met"]):
        return {"verdict": label("report", "unknown", lang), "met": None}
    met = bool(row["met"])
    return {"verdict": label("report", "met" if met else "not_met", lang), "met": met}


def _counted(
    spec: KpiSpec, frame: pd.DataFrame, zones: Mapping[str, str], lang: str
) -> list[list[dict[str, Any]]]:
    """Count and mu of each kind, all together first."""
    numbers, kinds = kinds_of(frame[spec.by], str(spec.by))
    has_area = spec.area is not None and spec.area in frame.columns
    units = area_units(frame[spec.area]) if has_area else [None] * len(frame)
    table = pd.DataFrame({"kind": numbers, "units": pd.Series(units, dtype=object)})
    place = frame["zone"].astype("str").to_numpy() if "zone" in frame.columns else ""
    texts = [label("map", "all_kinds", lang), *kind_texts(kinds, str(spec.by), lang)]
    parts = [table, *(table[place == name] for name in zones.values())]
    return [_kinds(part, texts, lang) for part in parts]


def _kinds(
    table: pd.DataFrame, texts: Sequence[str], lang: str
) -> list[dict[str, Any]]:
    rows = [table, *(table[table["kind"] == at] for at in range(len(texts) - 1))]
    mu = label("map", "mu", lang)
    lines = []
    for text, part in zip(texts, rows, strict=True):
        area = area_text(part["units"])
        lines.append(
            {
                "label": text,
                "figure": f"{len(part):,}",
                "unit": label("map", "count", lang),
                "area": f"{area} {mu}" if area else "",
            }
        )
    missing = lines.pop()
    return lines if missing["figure"] == "0" else [*lines, missing]


def _ways(
    spec: KpiSpec, frames: _Frames, zones: Mapping[str, str]
) -> list[dict[str, Any] | None] | None:
    way = frames.get(spec.way) if spec.way else None
    if way is None or way.empty:
        return None
    rows = _rows(frames, str(spec.indicator)).drop_duplicates("scope_id")
    target = rows.set_index(rows["scope_id"].astype("str"))["target"]
    scopes = ["city", *zones]
    return [
        _way(way[way["scope_id"].astype("str") == scope], target.get(scope))
        for scope in scopes
    ]


def _way(rows: pd.DataFrame, target: Any) -> dict[str, Any] | None:
    """Quarters of one scope: figures to draw, and the same as text."""
    reached = rows["cumulative_mu"]
    if reached.notna().sum() == 0:
        return None
    return {
        "periods": rows["period"].astype("str").tolist(),
        "reached": _plain(reached),
        "planned": _plain(rows["planned_mu"]),
        "texts": [figure_text(value) for value in reached],
        "target": None if target is None or pd.isna(target) else float(target),
    }


def _plain(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else round(float(value), 2) for value in values]
