"""Repair on demand: a new layer, and what was done to each outline.

A repair decides about area. It is never made while reading for an audit; here it
is written apart, with the area before and after and the document's beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from landuse.analysis.areas import ellipsoidal_area
from landuse.analysis.quality.faults import feature_names
from landuse.analysis.quality.limits import Limits
from landuse.analysis.reconcile import unit_slips
from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.export import STAMP
from landuse.io.geometry import REPAIRS
from landuse.io.geopackage import write_layers
from landuse.io.inspect import guess_kind
from landuse.io.source import Loaded, Source, read_raw, read_source
from landuse.issues import Issue
from landuse.messages import worded
from landuse.steps.converting import Said, own_columns

__all__ = ["Repaired", "repair_file"]

_REGISTERED = ("registered_area_m2", "approved_area_m2")
_COLUMNS = (
    "source_row",
    "feature",
    "method",
    "reason",
    "area_before_m2",
    "area_after_m2",
    "registered_area_m2",
    "difference_to_registered_m2",
)
_ADDED = ("repair_method", "area_before_m2", "area_after_m2")


@dataclass(frozen=True)
class Repaired:
    """What became of a layer."""

    counts: dict[str, int]  #: source, loaded, quarantined, repaired
    repairs: pd.DataFrame  #: one row for each outline that was changed
    quarantine: pd.DataFrame  #: what could not be repaired
    issues: tuple[Issue, ...]


def repair_file(
    path: Path, out: Path, method: str, said: Said | None = None, *, overwrite: bool
) -> Repaired:
    """Write a layer anew with its invalid outlines repaired.

    Parameters
    ----------
    path : Path
        The layer; it is not changed.
    out : Path
        A GeoPackage: the layer with its own columns, the table ``repairs``, and
        the table ``quarantine`` where something could not be repaired.
    method : {"structure", "linework"}
        ``structure`` keeps what the rings enclose together, ``linework`` all that
        their lines enclose.
    said : Said, optional
        Kind, layer, system, encoding and region of the input.
    overwrite : bool
        Whether an output that is there is replaced.

    Returns
    -------
    Repaired
        Areas are ellipsoidal. That of an invalid outline is what its coordinates
        give, measured in the plane and brought to the ellipsoid by the ratio of
        the repaired outline.

    Raises
    ------
    SourceError
        An unknown method, an input that cannot be used or has no outlines, an
        output that is there or is no GeoPackage.
    """
    _check(path, out, method, overwrite=overwrite)
    said = said or Said()
    source = replace(_source(path, LAYER, said), repair=method)
    loaded = read_source(source, said.region)
    frame = loaded.frame
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.isna().all():
        msg = worded("nothing_to_repair")
        raise SourceError(msg, path.name)
    known, doubts = _known(path, said)
    repairs = _repairs(loaded, known)
    mended = _with_repairs(own_columns(frame, source), repairs)
    layers = {_layer_name(frame, path): mended, "repairs": repairs}
    if len(loaded.quarantine):
        layers["quarantine"] = loaded.quarantine
    written = write_layers(layers, out, stamp=STAMP)
    counts = {**loaded.counts, "repaired": len(repairs)}
    issues = (*loaded.issues, *doubts, *written)
    return Repaired(counts, repairs, loaded.quarantine, issues)


def _check(path: Path, out: Path, method: str, *, overwrite: bool) -> None:
    if method not in REPAIRS:
        msg = worded("method_not_one", method=method, repairs=", ".join(REPAIRS))
        raise SourceError(msg)
    if out.suffix.lower() != ".gpkg":
        msg = worded("repaired_as_gpkg")
        raise SourceError(msg, out)
    if path.resolve() == out.resolve():
        msg = worded("input_stays")
        raise SourceError(msg, out)
    if out.exists() and not overwrite:
        msg = worded("there_replace")
        raise SourceError(msg, out)


def _source(path: Path, kind: str, said: Said) -> Source:
    return Source.of(
        kind,
        path,
        layer=said.layer,
        epsg=said.epsg,
        encoding=said.encoding,
        infer_crs=said.infer_crs,
        allow_ballpark=said.allow_ballpark,
    )


def _known(path: Path, said: Said) -> tuple[pd.DataFrame, list[Issue]]:
    """Name and documented area of each record, by row of the source.

    An area that is in another unit for most records is not compared.
    """
    source = _source(path, said.kind or "parcels", said)
    raw = read_raw(source)
    names = list(raw.columns.columns)
    kind = said.kind or guess_kind(names, cut=raw.cuts_names)
    source = replace(_source(path, kind, said), repair=REPAIRS[0])
    frame = read_source(source, said.region).frame.set_index("source_row")
    names = feature_names(frame.assign(source_row=frame.index))
    column = next((n for n in _REGISTERED if n in frame.columns), None)
    known = pd.DataFrame({"feature": names, "area": float("nan")}, index=frame.index)
    if column is None:
        return known, []
    area = frame[column].astype("float64")
    ratio = (area / ellipsoidal_area(frame)).median()
    share = Limits.of(None).value("unit_slip_share")
    slip = unit_slips(pd.Series([ratio], dtype="float64"), share).item()
    if pd.notna(slip):
        return known, [_other_unit(path, column, str(slip))]
    return known.assign(area=area), []


def _other_unit(path: Path, column: str, slip: str) -> Issue:
    message = worded("documents_in_other_unit", slip=slip)
    hint = "state the unit in the header of the column"
    code, severity = "UNIT_SUSPECT", "warning"
    return Issue(code, severity, message, file=path.name, field=column, hint=hint)


def _repairs(loaded: Loaded, known: pd.DataFrame) -> pd.DataFrame:
    done = pd.DataFrame(
        loaded.decisions.get("repairs", []),
        columns=["row", "method", "reason", "area_before", "area_after"],
    )
    done = done[done["row"].isin(loaded.frame["source_row"])]
    rows = done["row"].to_numpy("int64")
    after = ellipsoidal_area(loaded.frame.set_index("source_row").loc[rows]).to_numpy()
    before = done["area_before"].to_numpy("float64")
    planar = done["area_after"].to_numpy("float64")
    document = known["area"].reindex(rows).to_numpy()
    names = known["feature"].reindex(rows)
    table = pd.DataFrame(
        {
            "source_row": rows,
            "feature": names.fillna(pd.Series(rows.astype(str), names.index)).array,
            "method": done["method"].to_numpy(),
            "reason": done["reason"].to_numpy(),
            "area_before_m2": before * (after / planar),
            "area_after_m2": after,
            "registered_area_m2": document,
            "difference_to_registered_m2": after - document,
        }
    )
    return table[list(_COLUMNS)]


def _with_repairs(frame: gpd.GeoDataFrame, repairs: pd.DataFrame) -> gpd.GeoDataFrame:
    """The layer with the method and both areas beside each changed outline."""
    own = {name: f"{name}_" for name in frame.columns if name in _ADDED}
    known = repairs.rename(columns={"method": "repair_method"}).set_index("source_row")
    named = frame.rename(columns=own)
    return named.join(known[list(_ADDED)], on="source_row")


def _layer_name(frame: pd.DataFrame, path: Path) -> str:
    names = frame["source_layer"].dropna().unique()
    name = str(names[0]) if len(names) == 1 else path.stem
    return f"{name}_" if name in ("repairs", "quarantine") else name
