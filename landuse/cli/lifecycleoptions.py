"""Where the commands on the life of plots take a city from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from landuse.analysis.calendar import as_date
from landuse.cli.answer import is_project
from landuse.errors import PolicyError
from landuse.io.project import Project, load_project
from landuse.ledger.store import open_ledger
from landuse.messages import worded
from landuse.policy import Policy, load_policy
from landuse.steps.lifecity import ledger_city, life_city
from landuse.steps.load import load_city
from landuse.steps.run import day_of
from landuse.vocabulary import LANGUAGES

__all__ = ["LedgerFile", "LifeCity", "read_life"]

LedgerFile = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        help="按台账而不是项目的表。 By the events of a ledger, not by the tables.",
    ),
]


@dataclass(frozen=True)
class LifeCity:
    """A city with the life of its plots, and what was asked."""

    frames: dict[str, pd.DataFrame]
    policy: Policy
    as_of: date
    lang: str


def read_life(project: Path, ledger: str | None, as_of: str | None) -> LifeCity:
    """Read a project, or a ledger, and draw up the life of its plots.

    Parameters
    ----------
    project : Path
        Folder or file. Beside a ledger it gives the policy, the day and the names
        of the zones, and may be absent.
    ledger : str or None
        A ledger's file or address; its events tell the plots, and its own policy
        judges where there is no project.
    as_of : str or None
        The day; by default the project's.

    Returns
    -------
    LifeCity
        Frames with those of :func:`landuse.steps.lifecare.with_lifecycle`.

    Raises
    ------
    PolicyError
        No day is given.
    """
    if ledger is None:
        known = load_project(project)
        policy, day = known.load_policy(), day_of(known, as_of)
        frames = life_city(load_city(known, policy).frames, policy, day)
        return LifeCity(frames, policy, day, known.lang)
    with open_ledger(ledger, readonly=True) as opened:
        events, named = opened.events(), opened.meta.policy
    zones, lang = None, LANGUAGES[0]
    if is_project(project):
        known = load_project(project)
        policy, day, lang = known.load_policy(), day_of(known, as_of), known.lang
        zones = _zones(known, policy)
    elif as_of is not None:
        policy, day = load_policy(named), as_date(as_of)
    else:
        raise PolicyError(worded("ledger_needs_day"))
    return LifeCity(ledger_city(events, policy, day, zones), policy, day, lang)


def _zones(project: Project, policy: Policy) -> pd.DataFrame | None:
    only = replace(project, sources=project.of_kind("zones"), ledger=None)
    return load_city(only, policy).frames.get("zones") if only.sources else None
