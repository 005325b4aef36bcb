"""Issues as a file of their own: a table, or the offending pieces as a layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landuse.analysis.quality import issues_layer
from landuse.io.export import STAMP
from landuse.io.geopackage import write_layers
from landuse.io.write import write_table
from landuse.issues import Issue
from landuse.issuewords import issues_in_words

__all__ = ["write_issues"]

_LAYER = ".gpkg"


def write_issues(issues: Sequence[Issue], crs: Any, path: Path) -> None:
    """Write issues as CSV, Parquet or GeoPackage.

    Parameters
    ----------
    issues : sequence of Issue
        Of a check.
    crs : object
        Of the layer; None where nothing has a place.
    path : Path
        Its ending says the format. A GeoPackage has the pieces as layer ``issues``
        and all issues, also those without a place, as table ``issues_table``.

    Raises
    ------
    SourceError
        For another ending.
    """
    table = issues_in_words(issues)
    if path.suffix.lower() != _LAYER:
        write_table(table, path)
        return
    layers = {"issues_table": table}
    if crs is not None:
        layers = {"issues": issues_layer(issues, crs), **layers}
    write_layers(layers, path, stamp=STAMP)
