"""Second step: areas, zones, findings, indicators; frames in, frames out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.calendar import as_day
from landuse.analysis.findings import KEPT
from landuse.analysis.flags import SUBJECTS, flag
from landuse.analysis.goal.certificate import certificate
from landuse.analysis.goal.outlines import with_outlines
from landuse.analysis.indicators import indicators_frame
from landuse.analysis.quality import cross_check, frame_issues
from landuse.analysis.quality.time import in_force
from landuse.analysis.revitalization import Progress, progress_of
from landuse.analysis.zones import zone_of
from landuse.issues import Issue
from landuse.policy import Policy
from landuse.qualityrules import quality_rule
from landuse.schema import empty_frame, kind_of
from landuse.steps.batches import Batches, batches_of
from landuse.steps.enrich import enriched
from landuse.steps.grading import latest_grades
from landuse.steps.idlecare import with_idle
from landuse.steps.landbalance import land_balance
from landuse.steps.layers import layers_of
from landuse.steps.lifecare import life_notes, with_life_plots, with_lifecycle
from landuse.steps.lists import candidate_lists
from landuse.steps.plancare import with_plans
from landuse.steps.scoreboard import Scoreboard, scoreboard_of
from landuse.steps.taxcare import (
    tax_indicators,
    with_numerator_in_use,
    with_taxes,
)
from landuse.steps.ungranted import ENDED, UNGRANTED

__all__ = ["Judged", "cross_issues", "found_in", "judge", "placed_frames"]

_NO_INDICATORS = indicators_frame(())


@dataclass(frozen=True)
class Judged:
    """What the analysis says of a city on a day."""

    frames: dict[str, pd.DataFrame]  #: the inputs, parcels enriched, and results
    findings: pd.DataFrame
    indicators: pd.DataFrame
    progress: Progress | None
    issues: tuple[Issue, ...]
    land_balance: pd.DataFrame = field(default_factory=pd.DataFrame)  #: by zone
    scored: Scoreboard | None = None


def judge(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date,
    aside: Mapping[str, pd.DataFrame] | None = None,
    overrides: pd.DataFrame | None = None,
) -> Judged:
    """Run the whole analysis on canonical frames.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`; not changed. What is absent is
        left out of the analysis.
    policy : Policy
        Rules and targets.
    as_of : date
        The day.
    aside : mapping of str to GeoDataFrame, optional
        Outlines of the records in quarantine, by the names of the frames; only the
        check of the data looks at them.
    overrides : DataFrame, optional
        Grades set by hand.

    Returns
    -------
    Judged
        Parcels with zone, category, stage and figures; findings; indicators.

    Raises
    ------
    ConservationError
        If an overlay does not add up.
    """
    known = placed_frames(frames)
    if "parcels" in known:
        known["parcels"] = with_area_of_record(known["parcels"], policy, as_of)
    issues = _issues(known, policy, as_of, aside or {})
    if "parcels" in known:
        known |= _in_force(known["parcels"], as_of)
    known = with_numerator_in_use(known, policy, as_of)
    findings = found_in(known, policy, as_of)
    progress = _progress(known, policy, as_of)
    batches = None
    if "approvals" in known and "parcels" in known:
        batches = batches_of(known, findings, policy, as_of)
        known |= batches.frames
        issues += batches.issues
    known |= candidate_lists(known, policy, as_of)
    known |= latest_grades(known, policy, as_of, overrides)
    known = with_taxes(known, policy, as_of)
    known = with_plans(known, policy)
    if "parcels" in known:
        known = with_lifecycle(with_idle(known, policy, as_of), policy, as_of)
        known["parcels"] = enriched(known, findings, policy, as_of)
        known = with_life_plots(known)
    scored = scoreboard_of(known, policy, as_of)
    rows = _indicators(known, policy, as_of, progress, batches)
    return Judged(
        frames=known | scored.frames,
        findings=findings,
        indicators=scored.with_indicators(rows),
        progress=progress,
        issues=(*issues, *scored.issues),
        land_balance=land_balance(known, policy, as_of),
        scored=scored,
    )


def _in_force(parcels: pd.DataFrame, as_of: date) -> dict[str, pd.DataFrame]:
    """The parcels of the day and those that have ended; the check has told of them."""
    held = in_force(parcels, as_day(as_of))
    parts = {"parcels": parcels[held]}
    if not held.all():
        parts[ENDED] = parcels[~held]
    for part in parts.values():
        part.attrs = parcels.attrs
    return parts


def cross_issues(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy | None = None,
    as_of: date | None = None,
    aside: Mapping[str, pd.DataFrame] | None = None,
) -> list[Issue]:
    """Faults of all frames, each alone and against the others.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`; not changed.
    policy : Policy, optional
        Gives the tolerances; by default the national one.
    as_of : date, optional
        The day on which records must be in force.
    aside : mapping of str to GeoDataFrame, optional
        Outlines of the records in quarantine, by the names of the frames.

    Returns
    -------
    list of Issue
        Empty where nothing was found.
    """
    return _issues(placed_frames(frames), policy, as_of, aside or {})


def _issues(
    known: Mapping[str, pd.DataFrame],
    policy: Policy | None,
    as_of: date | None,
    aside: Mapping[str, pd.DataFrame],
) -> list[Issue]:
    alone = [
        issue
        for name, frame in known.items()
        for issue in frame_issues(
            frame, kind_of(name), policy, as_of=as_of, aside=aside.get(name)
        )
    ]
    together = cross_check(known, policy, as_of=as_of)
    return alone + _untested(known) + together + life_notes(known, policy, as_of)


def _untested(known: Mapping[str, pd.DataFrame]) -> list[Issue]:
    """Rules that are not tested because a whole kind of source is missing."""
    if "approvals" not in known or "parcels" in known:
        return []
    rule = quality_rule("INPUT_MISSING")
    return [Issue(rule.code, rule.severity, rule.what, hint=rule.hint)]


def placed_frames(inputs: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Frames with the zone of each parcel and batch, by polygon, under ``zone_id``.

    Parameters
    ----------
    inputs : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`; not changed.

    Returns
    -------
    dict of str to DataFrame
        New where something was added.
    """
    frames = dict(inputs)
    zones = frames.get("zones")
    if zones is None:
        return frames
    for name in ("parcels", UNGRANTED, "approvals"):
        if name in frames:
            frame = frames[name]
            placed = frame.assign(zone_id=zone_of(frame, zones))
            placed.attrs = frame.attrs
            frames[name] = placed
    return frames


def found_in(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date,
    keep: Sequence[str] = KEPT,
    subjects: Collection[str] = SUBJECTS,
) -> pd.DataFrame:
    """The findings of all frames.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`placed_frames`.
    policy : Policy
        The rules.
    as_of : date
        The day.
    keep : sequence of str, optional
        Verdicts to keep.
    subjects : collection of str, optional
        Kinds of subjects to test.

    Returns
    -------
    DataFrame
        See :func:`landuse.analysis.flags.flag`.
    """
    parcels = frames.get("parcels", empty_frame("parcels"))
    return flag(
        parcels,
        policy,
        as_of,
        approvals=frames.get("approvals") if "parcels" in frames else None,
        enterprises=frames.get("enterprises"),
        zones=frames.get("zones"),
        phases=frames.get("phases"),
        causes=frames.get("causes"),
        layers=layers_of(frames),
        subjects=subjects,
        keep=keep,
    )


def _progress(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> Progress | None:
    if "events" not in frames:
        return None
    events = with_outlines(
        frames["events"], frames.get("parcels"), frames.get("approvals")
    )
    made = certificate(events, policy, as_of, zones=frames.get("zones"))
    return progress_of(made, policy)


def _indicators(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date,
    progress: Progress | None,
    batches: Batches | None,
) -> pd.DataFrame:
    parts = [] if progress is None else [progress.indicators]
    parts += [] if batches is None else [batches.indicators]
    parts += tax_indicators(frames, policy, as_of)
    return pd.concat(parts, ignore_index=True) if parts else _NO_INDICATORS
