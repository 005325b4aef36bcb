"""Last step: tables, layers, workbook and manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.analysis.idle.fees import fee_statistics
from landuse.analysis.indicators import note_label
from landuse.analysis.statistics import land_statistics
from landuse.io.geopackage import write_layers
from landuse.io.manifest import RunRecord, build_manifest, write_manifest
from landuse.io.workbook import write_workbook
from landuse.io.write import write_table
from landuse.issues import Issue, worst_first
from landuse.issuewords import in_language
from landuse.schema import empty_frame
from landuse.steps.goal import goal_frames, zone_labels
from landuse.steps.landbalance import land_balance_table
from landuse.steps.lifesheets import life_sheets
from landuse.steps.run import Run
from landuse.steps.scorepages import score_sheets
from landuse.steps.summary import zone_table

__all__ = ["tables_of", "write_books", "write_run", "write_tables"]

_LAYERS = (
    "zones",
    "parcels",
    "parcels_ungranted",
    "batches",
    "unsupplied",
    "public_unsupplied",
    "plan_old",
    "plan_new",
    "plan_changes",
    "controls",
    "scattered",
    "legacy",
)
_SHEETS = (
    "batches",
    "unsupplied_ledger",
    "unsupplied_ages",
    "unsupplied_balance",
    "supply_rate_years",
    "batch_parcels",
    "public_unsupplied",
    "scattered",
    "legacy",
    "idle_forecast",
    "grade_counts",
    "grades",
    "tax_sensitivity",
    "tax_years",
    "tax_composition",
    "tax_enterprises",
    "tax_parcels",
    "tax_links",
    "tax_unallocated",
    "tax_exceptions",
    "plan_changes",
    "life_due",
    "life_breaches",
    "transfers",
    "events",
)
_BANDS = "statistics.age_years"
_CSV = ("findings", "indicators", "issues", "quarantine")


def tables_of(run: Run) -> dict[str, pd.DataFrame]:
    """The tables of a run by name.

    Parameters
    ----------
    run : Run
        The audit.

    Returns
    -------
    dict of str to DataFrame
        ``parcels`` (with geometry), ``findings``, ``indicators``, ``issues``,
        ``quarantine``.
    """
    return {
        "parcels": run.judged.frames.get("parcels", empty_frame("parcels")),
        "findings": run.judged.findings,
        "indicators": run.judged.indicators,
        "issues": run.issues,
        "quarantine": run.city.quarantine,
    }


def write_books(run: Run, folder: Path) -> tuple[Issue, ...]:
    """Write the GeoPackage and the workbook.

    Parameters
    ----------
    run : Run
        The audit; its day is the one that the files name as that of their making.
    folder : Path
        Where the files go.

    Returns
    -------
    tuple of Issue
        What the formats could not hold as it is.
    """
    frames = run.judged.frames
    layers = {
        name: frames[name]
        for name in _LAYERS
        if isinstance(frames.get(name), gpd.GeoDataFrame)
    }
    if len(run.issues_layer):
        layers["issues"] = run.issues_layer
    found: tuple[Issue, ...] = ()
    if layers:
        found = write_layers(layers, folder / "layers.gpkg", stamp=run.as_of)
    sheets = {"zones": zone_table(run.judged, run.policy), **tables_of(run)}
    sheets["issues"] = worst_first(sheets["issues"])
    for name in ("issues", "quarantine"):
        sheets[name] = in_language(sheets[name], run.lang)
    notes = sheets["indicators"]["note"]
    words = notes.map(lambda text: note_label(text, run.lang), na_action="ignore")
    sheets["indicators"] = sheets["indicators"].assign(note=words)
    sheets["scorecard"] = run.scorecard
    if "parcels" in frames and run.policy.is_configured(_BANDS, run.as_of):
        parcels = frames["parcels"]
        sheets["statistics"] = land_statistics(parcels, run.policy, run.as_of)
    if "fee_status" in frames.get("parcels", ()):
        sheets["idle_fees"] = fee_statistics(frames["parcels"])
    sheets |= {name: frames[name] for name in _SHEETS if name in frames}
    sheets |= life_sheets(frames, run.lang)
    if "events" in sheets:  # most columns are for other kinds of events
        sheets["events"] = sheets["events"].dropna(axis="columns", how="all")
    sheets |= score_sheets(frames, run.lang)
    if run.judged.progress is not None:
        made = run.judged.progress.certificate
        sheets |= goal_frames(made, zone_labels(frames), run.lang)
    sheets["land_balance"] = land_balance_table(
        run.judged.land_balance, zone_labels(frames), run.lang
    )
    book = folder / "workbook.xlsx"
    return found + write_workbook(sheets, book, lang=run.lang, stamp=run.as_of)


def write_tables(run: Run, folder: Path) -> None:
    """Write the tables as Parquet and CSV.

    Parameters
    ----------
    run : Run
        The audit.
    folder : Path
        Where ``tables/`` goes.
    """
    (folder / "tables").mkdir()
    for name, table in tables_of(run).items():
        write_table(table, folder / "tables" / f"{name}.parquet")
        if name in _CSV:
            write_table(table, folder / "tables" / f"{name}.csv")


def write_run(run: Run, summary: dict[str, Any], folder: Path) -> None:
    """Write the manifest once all other files are in the folder.

    Parameters
    ----------
    run : Run
        The audit.
    summary : dict
        Of the run.
    folder : Path
        With all outputs.
    """
    record = RunRecord(
        project=run.project.name,
        as_of=run.as_of,
        policy_id=run.policy.id,
        policy_hash=run.policy.hash,
        inputs=run.project.inputs(),
        sources=run.city.sources,
        issues=run.issues["code"].value_counts().sort_index().to_dict(),
        summary=summary,
        ledger=run.city.ledger,
    )
    write_manifest(build_manifest(record, folder), folder)
