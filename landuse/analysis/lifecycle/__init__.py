"""The life of a plot (全生命周期): its stages, what is due, what was promised."""

from __future__ import annotations

from landuse.analysis.lifecycle.commitments import COMMITMENT_STATES, commitment_states
from landuse.analysis.lifecycle.history import life_history
from landuse.analysis.lifecycle.life import lifecycle
from landuse.analysis.lifecycle.milestones import MILESTONE_STATUSES, life_milestones
from landuse.analysis.lifecycle.notes import life_issues
from landuse.analysis.lifecycle.stages import STAGES

__all__ = [
    "COMMITMENT_STATES",
    "MILESTONE_STATUSES",
    "STAGES",
    "commitment_states",
    "life_history",
    "life_issues",
    "life_milestones",
    "lifecycle",
]
