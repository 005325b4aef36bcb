"""How many steps of each plot were done in time, late, or are overdue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.course import Course
from landuse.analysis.lifecycle.days import NEVER

__all__ = ["punctual_steps"]


def punctual_steps(course: Course, overdue: pd.Series) -> pd.DataFrame:
    """Steps of the life that each plot has on the day.

    Parameters
    ----------
    course : Course
        From :func:`landuse.analysis.lifecycle.course.course_of`.
    overdue : Series of boolean
        Whether the next step of each plot is overdue.

    Returns
    -------
    DataFrame
        On the parcels' index: ``milestones_on_time`` and ``milestones_late``, of the
        stages that were reached and whose due day is known, but for those that come
        again and again; ``milestones_overdue``, 1 where the next step is: what comes
        after it waits for it.
    """
    known, life = course.known, course.life
    on_time, late = np.zeros((2, len(life)), np.int64)
    for place, spec in enumerate(known.specs):
        reached = np.flatnonzero(course.reached[place])
        if spec.every is not None or not len(reached):
            continue
        day = known.dated_at(place, life[reached], known.as_of)
        due = course.dues.at(place, life[reached], known.as_of).day
        on_time[reached] += (due < NEVER) & (day <= due)
        late[reached] += (due < NEVER) & (day > due)
    return pd.DataFrame(
        {
            "milestones_on_time": on_time,
            "milestones_late": late,
            "milestones_overdue": overdue.fillna(value=False).astype("int64"),
        },
        index=known.parcels.index,
    )
