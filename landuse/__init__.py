"""Derive idle, unsupplied, stalled and inefficient land from facts.

Frames in, frames out: read with ``read_parcels`` and its kin, judge with ``flag``,
or run everything with ``audit``. Each name is loaded when it is first used, so that
``import landuse`` is quick and opens nothing.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from landuse.analysis.areas import ellipsoidal_area
    from landuse.analysis.flags import flag
    from landuse.analysis.grading import grade
    from landuse.analysis.lifecycle import lifecycle
    from landuse.analysis.quality import check
    from landuse.analysis.revitalization import revitalization_progress
    from landuse.analysis.tax import tax_density
    from landuse.analysis.unsupplied import unsupplied_area
    from landuse.analysis.zones import zone_of
    from landuse.io.api import (
        read_approvals,
        read_enterprises,
        read_layer,
        read_parcels,
        read_zones,
    )
    from landuse.ledger.store import create_ledger, open_ledger
    from landuse.policy import load_policy
    from landuse.schema import conform
    from landuse.units import to_hectares, to_mu
    from landuse.webmap.build import build_map
    from landuse.workflow import audit

__all__ = [
    "audit",
    "build_map",
    "check",
    "conform",
    "create_ledger",
    "ellipsoidal_area",
    "flag",
    "grade",
    "idle_forecast",
    "idle_state",
    "lifecycle",
    "load_policy",
    "open_ledger",
    "read_approvals",
    "read_enterprises",
    "read_layer",
    "read_parcels",
    "read_zones",
    "revitalization_progress",
    "tax_density",
    "to_hectares",
    "to_mu",
    "unsupplied_area",
    "zone_of",
]

_HOMES = {
    "audit": "workflow",
    "build_map": "webmap.build",
    "check": "analysis.quality",
    "conform": "schema",
    "create_ledger": "ledger.store",
    "ellipsoidal_area": "analysis.areas",
    "flag": "analysis.flags",
    "grade": "analysis.grading",
    "idle_forecast": "analysis.idle.forecast",
    "idle_state": "analysis.idle.machine",
    "lifecycle": "analysis.lifecycle",
    "load_policy": "policy",
    "open_ledger": "ledger.store",
    "read_approvals": "io.api",
    "read_enterprises": "io.api",
    "read_layer": "io.api",
    "read_parcels": "io.api",
    "read_zones": "io.api",
    "revitalization_progress": "analysis.revitalization",
    "tax_density": "analysis.tax",
    "to_hectares": "units",
    "to_mu": "units",
    "unsupplied_area": "analysis.unsupplied",
    "zone_of": "analysis.zones",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module 'landuse' has no attribute {name!r}"
        raise AttributeError(msg)
    found = getattr(import_module(f"landuse.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
