"""Data quality: faults of one frame, and of frames against each other.

Each rule of ``quality.toml`` gives issues with a stable code, the place and a cure;
nothing is changed. The rows stay in the analysis, so that counts can be reconciled.
"""

from __future__ import annotations

from landuse.analysis.quality.checks import check, cross_check, frame_issues
from landuse.analysis.quality.places import issues_layer
from landuse.analysis.quality.scorecard import scorecard
from landuse.analysis.quality.versions import compare_versions

__all__ = [
    "check",
    "compare_versions",
    "cross_check",
    "frame_issues",
    "issues_layer",
    "scorecard",
]
