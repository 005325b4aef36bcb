"""Fourth step: the report page and the web maps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import folium
import pandas as pd

from landuse.analysis.indicators import CITY
from landuse.policy import Policy
from landuse.resources import data_path
from landuse.steps.batchpages import unsupplied_tables
from landuse.steps.goal import goal_frames, zone_labels
from landuse.steps.goallines import certificate_lines
from landuse.steps.idlecare import forecast_table
from landuse.steps.landbalance import land_balance_table
from landuse.steps.lifepages import life_tables
from landuse.steps.mapframes import map_frames
from landuse.steps.run import Run
from landuse.steps.scorepages import (
    board_table,
    ranking_table,
    rewards_table,
    score_notes,
)
from landuse.steps.scores import issue_counts, shown_card, weight_lines
from landuse.steps.summary import city_value, counts, tax_table, zone_table
from landuse.steps.taxpages import tax_pairs
from landuse.vocabulary import LANGUAGES, label
from landuse.webmap.build import build_map
from landuse.webmap.definitions import LayerSpec, frame_of, load_definition
from landuse.webmap.report import Goal, Link, Report, write_report

__all__ = ["map_names", "write_maps", "write_pages"]

_FIRST = "overview"
_FILES = (
    "workbook.xlsx",
    "layers.gpkg",
    "manifest.json",
    "tables/findings.csv",
    "tables/indicators.csv",
    "tables/issues.csv",
    "tables/quarantine.csv",
)


def map_names() -> tuple[str, ...]:
    """Names of the maps that the package ships.

    Returns
    -------
    tuple of str
        The dashboard first.

    Examples
    --------
    >>> map_names()[0]
    'overview'
    """
    names = sorted(path.stem for path in data_path("maps").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name != _FIRST, name)))


def write_maps(run: Run, folder: Path) -> list[Link]:
    """Write each shipped map whose layers the city has.

    Parameters
    ----------
    run : Run
        The audit.
    folder : Path
        Of the report; the maps go into ``maps/``.

    Returns
    -------
    list of Link
        Titles and relative addresses.
    """
    lang = run.lang
    shown = map_frames(run)
    (folder / "maps").mkdir()
    links = []
    for name in map_names():
        definition = load_definition(name)
        if not any(_has_something(shown, layer) for layer in definition.layers):
            continue
        page = build_map(
            definition, shown, lang=lang, subtitle=_days(run), as_of=run.as_of
        )
        page.save(str(folder / "maps" / f"{name}.html"))
        links.append(Link(definition.title[lang], f"maps/{name}.html"))
    return links


def _has_something(frames: Mapping[str, pd.DataFrame], layer: LayerSpec) -> bool:
    """Whether a layer other than the outlines has anything to draw."""
    frame = frame_of(layer, frames)
    if frame is None or layer.frame == "zones":
        return False
    if layer.theme is None:
        return True
    column = layer.theme.column
    return column in frame and bool(frame[column].notna().any())


def _days(run: Run) -> dict[str, str]:
    """The line of the reference date in each language."""
    day = run.as_of.isoformat()
    return {lang: f"{label('field', 'as_of', lang)} {day}" for lang in LANGUAGES}


def write_pages(run: Run, folder: Path) -> None:
    """Write ``index.html`` and the maps.

    Parameters
    ----------
    run : Run
        The audit.
    folder : Path
        Where the pages go.
    """
    judged, policy, lang = run.judged, run.policy, run.lang
    maps = write_maps(run, folder)
    has_map = any(link.href == f"maps/{_FIRST}.html" for link in maps)
    tax = tax_table(judged.indicators)
    zones = zone_table(judged, policy)
    report = Report(
        title=run.project.name,
        as_of=run.as_of,
        policy_title=policy.title,
        policy_hash=policy.hash,
        goal=_goal(run),
        **_certified(run),
        land_balance=land_balance_table(
            judged.land_balance, zone_labels(judged.frames), lang
        ),
        **_scored(run),
        tax=tax.drop(columns=["note", "unit"], errors="ignore"),
        tax_pairs=tax_pairs(judged.frames.get("tax_sensitivity"), lang),
        zones=zones.drop(columns="zone_id", errors="ignore"),
        findings=counts(judged.findings, "category", "verdict"),
        idle_forecast=forecast_table(judged.frames.get("idle_forecast")),
        unsupplied=unsupplied_tables(judged, lang),
        life=life_tables(judged.frames, policy, lang),
        issues=issue_counts(run.issues, lang),
        scorecard=shown_card(run),
        weights=weight_lines(policy, run.as_of, lang),
        quarantined=run.quarantined,
        not_configured=_open_values(policy, run.as_of),
        notes=(*_ledger_note(run), *_notes(policy, run.as_of, lang)),
        maps=tuple(maps),
        tables=tuple(Link(name.rsplit("/", 1)[-1], name) for name in _FILES),
        map=_dashboard(run) if has_map else None,
        lang=lang,
    )
    write_report(folder / "index.html", report)


def _dashboard(run: Run) -> folium.Map:
    """The first map, under the name of the project."""
    return build_map(
        _FIRST,
        map_frames(run),
        lang=run.lang,
        title=run.project.name,
        subtitle=_days(run),
        as_of=run.as_of,
    )


def _goal(run: Run) -> Goal | None:
    policy, as_of, indicators = run.policy, run.as_of, run.judged.indicators
    value = city_value(indicators, "revitalized_mu")
    key = "target.revitalized_mu"
    if value is None or not policy.is_configured(key, as_of):
        return None
    deadline = "target.revitalized_deadline"
    return Goal(
        revitalized_mu=value,
        target_mu=policy.value(key, as_of),
        assembled_mu=city_value(indicators, "assembled_area_mu") or 0.0,
        revitalized_only_mu=city_value(indicators, "revitalized_only_area_mu") or 0.0,
        sum_mu=city_value(indicators, "sum_of_events_mu") or 0.0,
        deadline=policy.value(deadline, as_of)
        if policy.is_configured(deadline, as_of)
        else None,
    )


def _certified(run: Run) -> dict[str, Any]:
    """The certificate of the goal for the page; nothing without a ledger."""
    progress, lang = run.judged.progress, run.lang
    if progress is None:
        return {}
    made = progress.certificate
    frames = goal_frames(made, zone_labels(run.judged.frames), lang)
    city = (made.trajectory["scope_id"] == CITY).to_numpy()
    return {
        "certificate": tuple(certificate_lines(made, lang)),
        "trajectory": frames["goal_trajectory"][city].drop(columns="zone"),
        "goal_zones": frames["goal_zones"],
    }


def _scored(run: Run) -> dict[str, Any]:
    """The scoreboard for the page; nothing without a plan or any figure."""
    scored, lang = run.judged.scored, run.lang
    if scored is None or scored.board["value"].isna().all():
        return {}
    return {
        "scoreboard": board_table(scored.board, lang),
        "ranking": ranking_table(scored.ranking, lang),
        "rewards": rewards_table(scored.rewards, lang),
        "score_notes": score_notes(scored, run.policy, run.as_of, lang),
    }


def _open_values(policy: Policy, as_of: date) -> pd.DataFrame:
    """Rules that no policy layer configures, with the ground that leaves them open."""
    rows = [
        {"rule": rule.title, "basis": rule.basis}
        for rule in policy.rules_on(as_of)
        if not all(policy.is_configured(need, as_of) for need in rule.needs)
    ]
    return pd.DataFrame(rows)


def _ledger_note(run: Run) -> tuple[str, ...]:
    """The head of the ledger on paper: by it the ledger can be proved later."""
    told = run.city.ledger
    if not told:
        return ()
    events, head = (label("ledger", name, run.lang) for name in ("events", "head"))
    proof = f"{events} {told['events']:,}，{head} {told['head']}"
    return (f"{label('ledger', 'source', run.lang)} {told['name']}：{proof}",)


def _notes(policy: Policy, as_of: date, lang: str) -> tuple[str, ...]:
    """What the reader must know: inferred and example values, and the area basis."""
    uncertain = [
        entry
        for key in policy.values
        if any(value.covers(as_of) for value in policy.values[key])
        and (entry := policy.entry(key, as_of)).configured
        and entry.confidence in ("I", "E")
    ]
    return tuple(
        f"{label('confidence', entry.confidence, lang)}：{entry.key} = "
        f"{json.dumps(entry.value, ensure_ascii=False, default=str)}（{entry.basis}）"
        for entry in uncertain
    )
