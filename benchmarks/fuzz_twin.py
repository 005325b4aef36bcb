"""Damaged files that are undetectable by definition, proved byte by byte.

What the damaged file holds is read by plain means and written again by the
program that wrote the whole file. If that gives the very bytes of the damaged
file, it is a sound file of another content: without knowing the content, nobody
can tell. One byte of padding, count, box, check sum or order that does not fit
is enough to have no twin, and then the reader must speak.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import pyogrio

from benchmarks.fuzz_samples import COLUMNS, PLOT, PLOT_NAME, write_sample
from landuse.io.source import Source, read_source

__all__ = ["held", "twin_content"]

_PLOTS = {"地块编号": PLOT, "地块名称": PLOT_NAME, "地块用途": "land_use"}


def held(name: str, entry: Path) -> gpd.GeoDataFrame:
    """What a file holds, under the names that its writer takes.

    Parameters
    ----------
    name : str
        Format of the sample.
    entry : Path
        What a reader opens.

    Returns
    -------
    GeoDataFrame
        By GDAL; a coordinate text, which GDAL does not read, by landuse.
    """
    if name == "txt":
        frame = read_source(Source.of("layer", entry)).frame.rename(columns=_PLOTS)
        return frame[[*_PLOTS.values(), "geometry"]]
    encoding = "GB18030" if name == "shapefile" else None
    frame = pyogrio.read_dataframe(entry, encoding=encoding, use_arrow=True)
    return frame.rename(columns={short: long for long, short in COLUMNS.items()})


def twin_content(name: str, entry: Path, target: str) -> gpd.GeoDataFrame | None:
    """The content of which a damaged file is the sound file; None without one.

    Parameters
    ----------
    name : str
        Format of the sample.
    entry : Path
        What a reader opens.
    target : str
        The damaged file, by its name in the folder of the sample.

    Returns
    -------
    GeoDataFrame or None
        What it holds, if its writer gives the very same bytes for it.
    """
    if name == "xlsx":  # every part of it has a check sum
        return None
    try:
        content = held(name, entry)
        with tempfile.TemporaryDirectory() as folder:
            write_sample(name, Path(folder), content)
            twin = (Path(folder) / target).read_bytes()
    except Exception:  # what cannot be written again has no twin
        return None
    return content if twin == (entry.parent / target).read_bytes() else None
