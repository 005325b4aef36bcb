"""Write tables and layers: the same frame gives the same bytes.

Every file is written under another name in its own folder and then put in
place in one step, so that a reader never sees half a file and a failed run
leaves the former file whole.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import geopandas as gpd
import pandas as pd

from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.io.geopackage import date_text, plain_text, write_layers
from landuse.messages import worded

__all__ = ["FORMULA_STARTS", "write_layers", "write_table"]

#: First characters that make a spreadsheet run a text as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_ENDS = "\r\n"


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a frame as Parquet or CSV, by the ending of ``path``.

    CSV is what a Chinese Excel opens without questions: UTF-8 with a mark at
    the start, commas. A text that a spreadsheet would run as a formula gets a
    leading apostrophe; take it off to have the text again. Numbers are written
    with all their digits, dates as ``2022-09-30``, shapes as WKT, missing
    values as nothing.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Its index and ``attrs`` are not written.
    path : str or Path
        Ends in ``.parquet`` or ``.csv``.

    Raises
    ------
    SourceError
        For another ending.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "parcels.csv"
    ...     write_table(pd.DataFrame({"holder": ["=1+1"], "area_m2": [0.1]}), file)
    ...     file.read_text("utf-8-sig").split()
    ['holder,area_m2', "'=1+1,0.1"]
    """
    writers: dict[str, Callable[[pd.DataFrame, Path], None]] = {
        ".parquet": _write_parquet,
        ".csv": _write_csv,
    }
    writer = writers.get(Path(path).suffix.lower())
    if writer is None:
        msg = worded("table_not_written", writers=", ".join(writers))
        raise SourceError(msg, path)
    with replacing(path) as draft:
        writer(frame, draft)


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    plain = frame.copy(deep=False)
    plain.attrs = {}
    for name in plain.columns:
        if plain[name].dtype == object:
            plain[name] = plain[name].map(plain_text, na_action="ignore").astype("str")
    plain.to_parquet(path, index=False, compression="zstd")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    columns = [_cells(frame.iloc[:, place]) for place in range(frame.shape[1])]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        _csv_rows(file, [_safe(str(name)) for name in frame.columns], columns)


class _Lines:
    """Ends rows by a line feed, though the writer was told both signs.

    The writer quotes a text only for the signs that end a row, and a text with a
    carriage return alone would end its row in the eyes of most readers.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(f"{row.removesuffix(_ENDS)}\n")


def _csv_rows(file: TextIO, header: list[str], columns: list[list[str]]) -> None:
    writer = csv.writer(_Lines(file), lineterminator=_ENDS)
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))


def _cells(values: pd.Series) -> list[str]:
    """One column as text, ready for CSV."""
    if isinstance(values, gpd.GeoSeries):
        values = values.to_wkt()
    if pd.api.types.is_datetime64_any_dtype(values):
        form: Callable[[Any], str] = date_text
    elif pd.api.types.is_numeric_dtype(values) or values.dtype == bool:
        form = str
    else:
        form = _cell
    missing = values.isna()
    return [
        "" if gone else form(value)
        for value, gone in zip(values.tolist(), missing, strict=True)
    ]


def _cell(value: object) -> str:
    if isinstance(value, bool | int | float):
        return str(value)
    return _safe(plain_text(value))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
