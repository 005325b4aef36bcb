"""Layers that GDAL reads, as raw records that are all there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from landuse.errors import SourceError
from landuse.io.arrowtext import matches
from landuse.io.gdal import GdalLayer, layer_count, layer_names, read_layer
from landuse.io.oddvalues import odd_values
from landuse.io.raw import RawLayer, Reject
from landuse.messages import worded

__all__ = ["choose_layer", "raw_layer", "read_vector"]


def choose_layer(names: list[str], wanted: str | None, file: str, what: str) -> str:
    """The layer or sheet to read: the one that is named, or the only one.

    Parameters
    ----------
    names : list of str
        What the file has.
    wanted : str or None
        What the user or the profile says.
    file : str
        Name for the message.
    what : str
        ``"layer"`` or ``"sheet"``.

    Returns
    -------
    str
        One of the names.

    Raises
    ------
    SourceError
        If there are several and none is named, or the name is not there.

    Examples
    --------
    >>> choose_layer(["宗地"], None, "a.gpkg", "layer")
    '宗地'
    """
    if wanted is not None:
        if wanted in names:
            return wanted
        close = difflib.get_close_matches(wanted, names, 1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        msg = worded(
            "layer_unknown",
            what=what,
            wanted=wanted,
            names=", ".join(names),
            meant=meant,
        )
        raise SourceError(msg, file, code="LAYER_MISSING")
    if len(names) == 1:
        return names[0]
    if not names:
        msg = worded("no_layer_at_all", what=what)
        raise SourceError(msg, file, code="LAYER_MISSING")
    msg = worded("several_named", what=what, names=", ".join(names))
    raise SourceError(msg, file, code="SEVERAL_LAYERS")


def read_vector(path: Path, driver: str, layer: str | None = None) -> RawLayer:
    """All records of one layer of a format that needs no look of its own.

    Parameters
    ----------
    path : Path
        The file.
    driver : str
        Name for the record of decisions.
    layer : str, optional
        Needed where the file has several.

    Returns
    -------
    RawLayer
        One entry per record.

    Raises
    ------
    SourceError
        If GDAL gives another number of records than the file's header states.
    """
    layers = layer_names(path)
    name = choose_layer(list(layers), layer, path.name, "layer")
    stated = layer_count(path, name)
    return raw_layer(read_layer(path, name), path, driver, name, stated)


def raw_layer(
    found: GdalLayer, path: Path, driver: str, name: str, count: int | None = None
) -> RawLayer:
    """What GDAL read as raw records, once their number is right.

    Parameters
    ----------
    found : GdalLayer
        The layer.
    path : Path
        The file.
    driver : str
        Name of the format.
    name : str
        Name of the layer.
    count : int, optional
        Number of records that the file holds, as counted elsewhere.

    Returns
    -------
    RawLayer
        One entry per record.

    Raises
    ------
    SourceError
        If the number of records is another.
    """
    if count is not None and len(found.fids) != count:
        msg = worded("layer_unread", name=name, count=count, read=len(found.fids))
        raise SourceError(msg, path.name, code="CORRUPT_FILE")
    return RawLayer(
        driver=driver,
        layer=name,
        columns=found.columns,
        rows=np.asarray(found.fids, dtype=np.int64),
        geometry=found.geometry,
        declared=found.crs,
        declared_by="layer",
        count=len(found.fids),
        issues=(
            *found.issues(path.name, name),
            *odd_values(found.columns, np.asarray(found.fids)),
        ),
        rejects=tuple(_no_text(found)),
    )


def _no_text(found: GdalLayer) -> Iterator[Reject]:
    """Rows with a text whose bytes are none."""
    for name, column in found.columns.items():
        if not isinstance(column.dtype, pd.StringDtype):
            continue
        for fid in found.fids[matches(column, "\ufffd")]:
            why = worded("why_no_text")
            reason = worded("value_damaged", column=name, why=why)
            hint = "compare with the original; ask for the file again"
            yield Reject(int(fid), "CORRUPT_VALUE", reason, str(name), hint=hint)
