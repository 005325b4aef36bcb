"""Write one frame in the format that the ending of a path names.

Every output is made under another name beside its place and then moved there,
sets of files and folders too; the same frame gives the same bytes. What a
format cannot hold is told, never dropped without a word.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from landuse.errors import SourceError
from landuse.flushing import flush_file
from landuse.io.coordinates_write import Dialect, coordinate_text
from landuse.io.export_dxf import write_dxf
from landuse.io.export_gdal import write_flatgeobuf, write_geodatabase
from landuse.io.export_geojson import write_geojson
from landuse.io.export_kml import write_kml
from landuse.io.export_shapefile import NAME_MAP, write_shapefile
from landuse.io.export_sheet import as_table, write_sheet
from landuse.io.geopackage import write_layers
from landuse.io.write import write_table
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["STAMP", "WRITABLE", "Form", "write_layer"]

#: What files say of the day they were made; the clock is not asked.
STAMP = date(1980, 1, 1)
_TEXT_CODEC = "gb18030"
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: Indexes and notes of an earlier shapefile, wrong for a new one.
_STALE = (".sbn", ".sbx", ".qix", ".fix", ".shp.xml", ".qpj", ".cst")


@dataclass(frozen=True, slots=True)
class Form:
    """Ways of one format or another."""

    encoding: str | None = None  #: of a shapefile or coordinate text
    wkt: bool = False  #: keep shapes as text in a table
    dialect: Dialect | None = None  #: of a coordinate text


@dataclass(frozen=True)
class _Job:
    """One frame on its way to a draft of the output."""

    frame: pd.DataFrame
    draft: Path
    layer: str
    form: Form


def write_layer(
    frame: pd.DataFrame,
    path: str | Path,
    *,
    columns: Sequence[str] | None = None,
    layer: str | None = None,
    overwrite: bool = False,
    form: Form | None = None,
) -> tuple[Issue, ...]:
    """Write a frame in the format that the ending of a path names.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Not changed; its index and ``attrs`` are not written.
    path : str or Path
        Ends in .gpkg .shp .geojson .parquet .fgb .txt .xlsx .csv .kml .dxf or .gdb.
    columns : sequence of str, optional
        Columns to write, in this order; all by default.
    layer : str, optional
        Name of the layer or sheet; by default that of the file.
    overwrite : bool, default False
        Whether an output that is there is replaced.
    form : Form, optional
        Encoding, dialect, and whether tables keep shapes as WKT.

    Returns
    -------
    tuple of Issue
        What the format cannot hold: ``ROW_LEFT_OUT`` is an error, the others
        are warnings or information.

    Raises
    ------
    SourceError
        For another ending, an output that is there, a layer without CRS in a
        format that states one, or a system that cannot be moved.

    Examples
    --------
    >>> import tempfile
    >>> square = [gpd.GeoSeries.from_wkt(["POINT (0 0)"])[0]]
    >>> frame = gpd.GeoDataFrame({"parcel_id": ["P1"]}, geometry=square, crs=4526)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     issues = write_layer(frame, Path(folder) / "宗地.gpkg")
    ...     [file.name for file in Path(folder).iterdir()]
    ['宗地.gpkg']
    """
    path = Path(path)
    writer = _writer(path)
    _check_free(path, overwrite=overwrite)
    name = layer or path.stem
    chosen = _chosen(frame, columns)
    _check_content(chosen, path)
    with _draft(path) as draft:
        issues = writer(_Job(chosen, draft, name, form or Form()))
    return tuple(replace(i, file=path.name, layer=i.layer or name) for i in issues)


def _writer(path: Path) -> Callable[[_Job], tuple[Issue, ...]]:
    writer = WRITABLE.get(path.suffix.lower())
    if writer is None:
        msg = worded("not_written", known=" ".join(WRITABLE))
        raise SourceError(msg, path.name)
    return writer


def _check_free(path: Path, *, overwrite: bool) -> None:
    there = [file for file in _outputs(path) if os.path.lexists(file)]
    if there and not overwrite:
        raise SourceError(worded("already_there"), there[0].name)
    if path.is_dir() and path.suffix.lower() != ".gdb":
        raise SourceError(worded("is_folder"), path.name)


def _outputs(path: Path) -> list[Path]:
    if path.suffix.lower() != ".shp":
        return [path]
    beside = [path.with_suffix(ending) for ending in _SHAPEFILE]
    return [*beside, path.with_name(path.stem + NAME_MAP)]


def _chosen(frame: pd.DataFrame, columns: Sequence[str] | None) -> pd.DataFrame:
    shapes = isinstance(frame, gpd.GeoDataFrame)
    if columns is not None:
        missing = [name for name in columns if name not in frame.columns]
        if missing:
            msg = worded("column_not_there", column=missing[0], frame=", ".join(frame))
            raise SourceError(msg)
        kept = [n for n in columns if not (shapes and n == frame.geometry.name)]
        frame = frame[[*kept, frame.geometry.name] if shapes else kept]
    frame = frame.reset_index(drop=True)
    frame.attrs = {}
    return frame


def _check_content(frame: pd.DataFrame, path: Path) -> None:
    ending = path.suffix.lower()
    if not isinstance(frame, gpd.GeoDataFrame):
        if ending in _WITH_SHAPES:
            raise SourceError(worded("table_without_shapes"), path.name)
    elif frame.crs is None and ending not in _WITHOUT_SYSTEM:
        raise SourceError(worded("layer_without_crs"), path.name)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A path in a new folder beside the output; moved into place when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = path.parent / f".{path.stem}.{os.getpid()}.part"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder / path.name
        _settle(folder, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settle(folder: Path, path: Path) -> None:
    made = sorted(folder.iterdir(), key=lambda file: file.name == path.name)
    for file in made:
        _flush(file)
    if len(made) == 1 and not path.is_dir():
        os.replace(made[0], path)
        return
    former = [p for p in (*_outputs(path), *_stale(path)) if os.path.lexists(p)]
    _exchange(made, former, path.parent)


def _stale(path: Path) -> list[Path]:
    if path.suffix.lower() != ".shp":
        return []
    return [path.with_suffix(ending) for ending in _STALE]


def _exchange(made: list[Path], former: list[Path], folder: Path) -> None:
    """A set or folder in the place of the former one, or the former one back.

    The former goes first, so that no reader meets halves of both.
    """
    kept = {file: made[0].with_name(f"{file.name}.former") for file in former}
    try:
        for file, aside in kept.items():
            os.replace(file, aside)
        for file in made:
            os.replace(file, folder / file.name)
    except OSError:
        for file, aside in kept.items():
            if aside.exists():
                os.replace(aside, file)
        raise


def _flush(path: Path) -> None:
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        flush_file(file)


def _geopackage(job: _Job) -> tuple[Issue, ...]:
    return write_layers({job.layer: job.frame}, job.draft, stamp=STAMP)


def _shapefile(job: _Job) -> tuple[Issue, ...]:
    return write_shapefile(job.frame, job.draft, job.form.encoding)


def _geojson(job: _Job) -> tuple[Issue, ...]:
    write_geojson(job.frame, job.draft)
    return ()


def _parquet(job: _Job) -> tuple[Issue, ...]:
    write_table(job.frame, job.draft)
    return ()


def _flatgeobuf(job: _Job) -> tuple[Issue, ...]:
    write_flatgeobuf(job.frame, job.draft, job.layer)
    return ()


def _coordinates(job: _Job) -> tuple[Issue, ...]:
    text, issues = coordinate_text(job.frame, job.form.dialect)
    codec = job.form.encoding or _TEXT_CODEC
    try:
        job.draft.write_bytes(text.encode(codec))
    except (LookupError, UnicodeEncodeError) as error:
        msg = worded("codec_unfit", codec=codec, error=error)
        raise SourceError(msg) from error
    return issues


def _sheet(job: _Job) -> tuple[Issue, ...]:
    table, issues = as_table(job.frame, wkt=job.form.wkt)
    return (*issues, *write_sheet(table, job.draft, job.layer))


def _csv(job: _Job) -> tuple[Issue, ...]:
    table, issues = as_table(job.frame, wkt=job.form.wkt)
    write_table(table, job.draft)
    return issues


def _kml(job: _Job) -> tuple[Issue, ...]:
    return write_kml(job.frame, job.draft, job.layer)


def _dxf(job: _Job) -> tuple[Issue, ...]:
    return write_dxf(job.frame, job.draft, job.layer)


def _geodatabase(job: _Job) -> tuple[Issue, ...]:
    write_geodatabase(job.frame, job.draft, job.layer)
    return ()


#: Ending -> what writes it.
WRITABLE: dict[str, Callable[[_Job], tuple[Issue, ...]]] = {
    ".gpkg": _geopackage,
    ".shp": _shapefile,
    ".geojson": _geojson,
    ".parquet": _parquet,
    ".fgb": _flatgeobuf,
    ".txt": _coordinates,
    ".xlsx": _sheet,
    ".csv": _csv,
    ".kml": _kml,
    ".dxf": _dxf,
    ".gdb": _geodatabase,
}
_WITH_SHAPES = frozenset({".shp", ".geojson", ".fgb", ".txt", ".kml", ".dxf"})
_WITHOUT_SYSTEM = frozenset({".xlsx", ".csv", ".dxf"})
