"""One file in another format: read with all that reading decides, then written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.dbf import read_dbf
from landuse.io.export import Form, write_layer
from landuse.io.inspect import guess_kind
from landuse.io.source import Source, read_raw, read_source
from landuse.io.transform import Transform
from landuse.issues import Issue
from landuse.issuewords import issues_in_words
from landuse.messages import worded
from landuse.policy import Region
from landuse.schema import absent_columns

__all__ = ["COLUMNS", "Conversion", "Said", "convert_file", "own_columns"]

#: Which columns an output has.
COLUMNS = ("original", "canonical")

_SOURCE = ("source_file", "source_layer", "source_row")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T00:00:00)?")
_DBF_DAY = re.compile(r"\d{8}")
#: Decimals as GDAL writes every number of double precision.
_FULL = re.compile(r"\.\d{15}$")
_SAFE_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of the input."""

    kind: str | None = None
    layer: str | None = None
    epsg: int | None = None
    encoding: str | None = None
    region: Region | None = None
    infer_crs: bool = False
    allow_ballpark: bool = False
    transform: Transform | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Conversion:
    """What became of a file."""

    outcome: str  #: ``ok`` or ``quarantine``
    counts: dict[str, int]  #: source, loaded, quarantined, written
    issues: pd.DataFrame


def convert_file(
    path: Path,
    out: Path,
    said: Said | None = None,
    *,
    columns: str = "original",
    form: Form | None = None,
    overwrite: bool = False,
) -> Conversion:
    """Read a file and write it in the format of another name.

    Parameters
    ----------
    path : Path
        Any file that is read.
    out : Path
        Its ending names the format.
    said : Said, optional
        Kind, layer, system, encoding and region of the input.
    columns : {"original", "canonical"}, default "original"
        The file's own columns, or those of the kind of data.
    form : Form, optional
        Ways of the output.
    overwrite : bool, default False
        Whether an output that is there is replaced.

    Returns
    -------
    Conversion
        ``quarantine`` if a record was set aside or could not be written.

    Raises
    ------
    SourceError
        If the input cannot be used, or the output cannot be written.
    """
    if path.resolve() == out.resolve():
        msg = worded("input_itself")
        raise SourceError(msg, out.name)
    source = _source(path, said or Said(), columns)
    loaded = read_source(source, said.region if said else None)
    frame = own_columns(loaded.frame, source) if columns == COLUMNS[0] else loaded.frame
    frame = _without_absent(frame)
    names = [n for n in frame.columns if n not in _SOURCE]
    found = write_layer(
        frame[names],
        out,
        layer=_layer_name(loaded.frame),
        overwrite=overwrite,
        form=form,
    )
    left_out = sum(1 for issue in found if issue.code == "ROW_LEFT_OUT")
    counts = {**loaded.counts, "written": len(frame) - left_out}
    aside = loaded.counts["quarantined"] + left_out
    issues = issues_in_words(_told((*loaded.issues, *found)))
    return Conversion("quarantine" if aside else "ok", counts, issues)


def _source(path: Path, said: Said, columns: str) -> Source:
    if columns not in COLUMNS:
        msg = worded("columns_not_one", columns=columns, known=", ".join(COLUMNS))
        raise SourceError(msg)
    stated = {
        "layer": said.layer,
        "sheet": said.layer,
        "epsg": said.epsg,
        "encoding": said.encoding,
        "infer_crs": said.infer_crs,
        "allow_ballpark": said.allow_ballpark,
        "transform": said.transform,
    }
    if columns == COLUMNS[0]:
        return Source.of(LAYER, path, **stated)
    source = Source.of(said.kind or "parcels", path, **stated)
    if said.kind is not None:
        return source
    raw = read_raw(source)
    kind = guess_kind(list(raw.columns.columns), cut=raw.cuts_names)
    return Source.of(kind, path, **stated)


def _layer_name(frame: pd.DataFrame) -> str | None:
    names = frame["source_layer"].dropna().unique()
    return str(names[0]) if len(names) == 1 else None


def _without_absent(frame: pd.DataFrame) -> pd.DataFrame:
    """Only columns that the source has; a table without shapes as a table."""
    absent = [n for n in absent_columns(frame) if n in frame.columns]
    kept = frame.drop(columns=absent)
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.name in absent:
        kept = pd.DataFrame(kept)
    kept.attrs = {}
    return kept


def own_columns(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """The file's own columns with the types that they had or plainly show.

    Parameters
    ----------
    frame : DataFrame
        Read as a plain layer.
    source : Source
        What it was read from.

    Returns
    -------
    DataFrame
        The same rows and columns.
    """
    types = {}
    if source.path.suffix.lower() == ".shp":
        fields = read_dbf(source.path.with_suffix(".dbf")).fields
        shown = [n for n in frame.columns if n not in (*_SOURCE, "geometry")]
        if len(fields) == len(shown):
            types = dict(zip(shown, (f.type for f in fields), strict=True))
    typed = frame.copy(deep=False)
    for name in frame.columns:
        if name not in _SOURCE and frame[name].dtype == "str":
            typed[name] = _typed(frame[name], types.get(name))
    return typed


def _typed(values: pd.Series, field_type: str | None) -> pd.Series:
    """Text as numbers or dates where no character is lost by it."""
    texts = values.dropna().unique()
    made = values
    if not len(texts):
        return values
    if field_type == "D" and all(map(_DBF_DAY.fullmatch, texts)):
        made = pd.to_datetime(values, format="%Y%m%d", errors="coerce")
    elif field_type is None and all(map(_DAY.fullmatch, texts)):
        made = pd.to_datetime(values.str[:10], format="%Y-%m-%d", errors="coerce")
    elif _are_figures(texts, field_type):
        made = pd.to_numeric(values)
    return made if made.notna().sum() == values.notna().sum() else values


def _are_figures(texts: Iterable[str], field_type: str | None) -> bool:
    """Figures by the file, or, where it does not say, by a decimal point."""
    stated = field_type in ("N", "F")
    plain = field_type is None and any("." in text for text in texts)
    return (stated or plain) and all(map(_is_figure, texts))


def _is_figure(text: str) -> bool:
    """A plain decimal that a number keeps; a long row of digits is a code."""
    whole, _, rest = text.removeprefix("-").partition(".")
    digits = len(whole.lstrip("0")) + (0 if _FULL.search(text) else len(rest))
    return bool(_DECIMAL.fullmatch(text)) and digits <= _SAFE_DIGITS


def _told(issues: tuple[Issue, ...]) -> list[Issue]:
    return list(dict.fromkeys(issues))
