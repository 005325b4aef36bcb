"""GeoPackage layers as raw records."""

from __future__ import annotations

import difflib
from pathlib import Path

import numpy as np
import pandas as pd

from landuse.errors import SourceError
from landuse.io.gdal import gpkg_layers, read_gpkg
from landuse.io.raw import RawLayer

__all__ = ["choose_layer", "read_geopackage"]


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
        msg = f"has no {what} {wanted!r}, but {', '.join(names)}{meant}"
        raise SourceError(msg, file)
    if len(names) == 1:
        return names[0]
    if not names:
        msg = f"has no {what} at all; ask for the file again"
        raise SourceError(msg, file)
    msg = f"has several {what}s: {', '.join(names)}; name one ({what} = ...)"
    raise SourceError(msg, file)


def read_geopackage(path: Path, layer: str | None = None) -> RawLayer:
    """All records of one layer of a GeoPackage.

    Parameters
    ----------
    path : Path
        The .gpkg file; not changed and not locked.
    layer : str, optional
        Needed where the file has several.

    Returns
    -------
    RawLayer
        One entry per record.

    Raises
    ------
    SourceError
        If GDAL gives another number of records than the database holds.
    """
    layers = gpkg_layers(path)
    name = choose_layer(list(layers), layer, path.name, "layer")
    meta, fids, geometry, columns = read_gpkg(path, name)
    if len(fids) != layers[name]:
        msg = (
            f"layer {name!r} holds {layers[name]} records, only {len(fids)} can be "
            "read; the file is damaged, ask for it again"
        )
        raise SourceError(msg, path.name)
    data = dict(zip(meta["fields"], columns, strict=True))
    return RawLayer(
        driver="GPKG",
        layer=name,
        columns=pd.DataFrame(data, index=range(len(fids))),
        rows=np.asarray(fids, dtype=np.int64),
        geometry=geometry if meta["geometry_type"] is not None else None,
        declared=meta["crs"],
        declared_by="layer",
        count=len(fids),
    )
