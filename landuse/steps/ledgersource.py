"""The events of a project's ledger, in the place of a source of events."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import geopandas as gpd

from landuse.errors import SchemaError
from landuse.io.datum import reproject
from landuse.io.project import Project
from landuse.ledger.postgresurl import address, is_address
from landuse.ledger.store import open_ledger
from landuse.messages import worded

__all__ = ["events_of_ledger"]


def events_of_ledger(
    project: Project, epsg: int
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """All events of a project's ledger, and by what the ledger can be proved.

    Parameters
    ----------
    project : Project
        That names a ledger.
    epsg : int
        System to bring the outlines into.

    Returns
    -------
    events : GeoDataFrame
        Canonical events; ``source_row`` is the row of the ledger.
    about : dict
        ``name``, ``events`` and ``head``.

    Raises
    ------
    LedgerError
        The ledger is not there or cannot be read.
    SchemaError
        The project names no ledger.
    """
    place = project.ledger_place()
    if place is None:
        raise SchemaError(worded("ledger_not_named"))
    name = address(place).place if is_address(place) else PurePath(place).name
    with open_ledger(place, readonly=True) as ledger:
        frame, head = ledger.events(), ledger.head
    if frame.crs is not None and frame.crs.to_epsg() != epsg:
        frame = reproject(frame, epsg)
    events = frame.assign(source_file=name, source_layer=None, source_row=frame["seq"])
    events["source_layer"] = events["source_layer"].astype("str")
    events.attrs = {"absent_columns": [], "absent_in": {}, "source_columns": {name: {}}}
    return events, {"name": name, "events": len(events), "head": head}
