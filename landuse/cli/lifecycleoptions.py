"""Where the commands on the life of plots take a city from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from landuse.io.project import load_project
from landuse.policy import Policy
from landuse.steps.lifecity import life_city
from landuse.steps.load import load_city
from landuse.steps.run import day_of

__all__ = ["LifeCity", "read_life"]


@dataclass(frozen=True)
class LifeCity:
    """A city with the life of its plots, and what was asked."""

    frames: dict[str, pd.DataFrame]
    policy: Policy
    as_of: date
    lang: str


def read_life(project: Path, as_of: str | None) -> LifeCity:
    """Read a project and draw up the life of its plots.

    Parameters
    ----------
    project : Path
        Folder or file.
    as_of : str or None
        The day; by default the project's.

    Returns
    -------
    LifeCity
        Frames with those of :func:`landuse.steps.lifecare.with_lifecycle`.
    """
    known = load_project(project)
    policy, day = known.load_policy(), day_of(known, as_of)
    frames = life_city(load_city(known, policy).frames, policy, day)
    return LifeCity(frames, policy, day, known.lang)
