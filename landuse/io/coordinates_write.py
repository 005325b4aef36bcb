"""Write the boundary-point exchange text, in the dialect that a receiver wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from landuse.errors import SourceError
from landuse.io.columns import match_columns
from landuse.io.crscodes import GEOGRAPHIC, datum_of, gk_epsg, identify
from landuse.io.datum import reproject
from landuse.io.export_columns import Column, plain_columns
from landuse.io.profile import default_profile
from landuse.issues import Issue
from landuse.messages import worded
from landuse.units import UNIT_FACTORS

__all__ = ["Dialect", "coordinate_text"]

_NAMES = ("地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_AREA = "地块面积"
_CANONICAL = {
    "地块编号": ("parcel_id", "batch_id", "zone_id", "plan_id"),
    "地块名称": ("holder", "batch_name", "zone"),
    "地块用途": ("land_use",),
    "地类编码": ("class_code",),
}
_AREAS = ("registered_area_m2", "approved_area_m2")
_KINDS = {"Polygon": "面", "LineString": "线", "Point": "点"}
_SYSTEMS = {
    "CGCS2000": "2000国家大地坐标系",
    "WGS84": "WGS84坐标系",
    "XIAN80": "1980西安坐标系",
    "BEIJING54": "1954年北京坐标系",
}
_LEAST, _MOST = 7, 12
_SUFFIX = {"ha": "公顷", "m2": "平方米", "mu": "亩"}
_AREA_DECIMALS = 4
_DEGREE_DECIMALS = 9
_WIDE_DIGITS = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a coordinate text is written; the default is the format's own way."""

    fields: int = 8  #: of a plot's header, 7 to 12
    close: bool = True  #: the first point of a ring again at its end
    count_closing: bool = True  #: such points are counted in the header
    prefix: bool = True  #: eastings begin with the zone number
    state_zone: bool = True  #: 带号 and 几度分带 are given in the head
    north_first: bool = True
    restart_labels: bool = False  #: point numbers begin again with every ring
    area_unit: str = "ha"  #: ``ha``, ``m2`` or ``mu``
    area_suffix: bool = False  #: the unit is written behind the figure
    full_width: bool = False  #: digits and commas of full width
    degrees: bool = False
    decimals: int = 3  #: of metres
    newline: str = "\r\n"

    def __post_init__(self) -> None:
        """Refuse what the format does not know."""
        if not _LEAST <= self.fields <= _MOST:
            msg = worded("plot_fields", least=_LEAST, most=_MOST, fields=self.fields)
            raise SourceError(msg)
        if self.area_unit not in _SUFFIX:
            msg = worded(
                "area_unit", area_unit=self.area_unit, suffix=", ".join(_SUFFIX)
            )
            raise SourceError(msg)


def coordinate_text(
    frame: gpd.GeoDataFrame, dialect: Dialect | None = None
) -> tuple[str, tuple[Issue, ...]]:
    """The rows of a frame as the plots of a coordinate text.

    Parameters
    ----------
    frame : GeoDataFrame
        In a Gauss-Krueger zone or in degrees; other projections are brought
        into the 3-degree zone in which they lie.
    dialect : Dialect, optional
        By default the format's own way.

    Returns
    -------
    text : str
        Transformation parameters are left empty.
    issues : tuple of Issue
        ``ROW_LEFT_OUT`` for a row without shape, ``COLUMN_LEFT_OUT``,
        ``TEXT_CHANGED`` for a comma or line break inside a text.

    Raises
    ------
    SourceError
        If the frame has no CRS, or one that cannot be moved.

    Examples
    --------
    >>> square = shapely.box(38_593_000, 3_960_000, 38_593_100, 3_960_100)
    >>> frame = gpd.GeoDataFrame({"parcel_id": ["P1"]}, geometry=[square], crs=4526)
    >>> coordinate_text(frame)[0].splitlines()[12:14]
    ['5,1.0000,P1,,面,,,,@', 'J1,1,3960000.000,38593100.000']
    """
    form = dialect or Dialect()
    placed = _placed(frame, form)
    columns = {column.name: column for column in plain_columns(placed)}
    wanted = _wanted(columns)
    issues: list[Issue] = []
    lines = ["[属性描述]", *_head(placed, form), "[地块坐标]"]
    for row, shape in enumerate(shapely.force_2d(placed.geometry)):
        if shape is None or shape.is_empty or shape.geom_type not in _known_types():
            issues.append(_left_out(row, shape))
            continue
        words = _words(wanted, row, issues)
        area = _area(columns, row, shape, placed, form)
        lines += _plot(shape, words, area, form)
    lost = [n for n, c in columns.items() if c not in wanted.values() and n != _AREA]
    lost = [name for name in lost if name not in _AREAS]
    if lost:
        issues.append(_lost(lost))
    return form.newline.join([*lines, ""]), tuple(issues)


def _known_types() -> set[str]:
    return {*_KINDS, *(f"Multi{kind}" for kind in _KINDS)}


def _placed(frame: gpd.GeoDataFrame, form: Dialect) -> gpd.GeoDataFrame:
    """The frame in the system of the text."""
    if frame.crs is None:
        raise SourceError(worded("text_without_crs"), code="CRS_MISSING")
    datum = datum_of(frame.crs)
    if datum is None:
        msg = worded("datum_unknown", name=frame.crs.name)
        raise SourceError(msg, code="CRS_UNKNOWN")
    if form.degrees or (frame.crs.is_geographic and identify(frame.crs)):
        return reproject(frame, GEOGRAPHIC[datum])
    code = identify(frame.crs)
    zone, width = _zone(frame, code)
    target = gk_epsg(
        datum if datum in _SYSTEMS and datum != "WGS84" else "CGCS2000",
        zone,
        width=width,
        prefix=form.prefix,
    )
    if target is None:
        raise SourceError(worded("text_no_zone", zone=zone))
    return reproject(frame, target)


def _zone(frame: gpd.GeoDataFrame, code: int | None) -> tuple[int, int]:
    """Number and width of the zone that a frame is in or is brought into."""
    operation = frame.crs.coordinate_operation
    values = {p.name: float(p.value) for p in operation.params} if operation else {}
    meridian = values.get("Longitude of natural origin", 0.0)
    prefix = int(values.get("False easting", 0.0) // 1e6)
    if code is None or not meridian:
        middle = frame.to_crs(GEOGRAPHIC["WGS84"]).total_bounds
        return round(float(middle[0] + middle[2]) / 6), 3
    wide = prefix != 0 and prefix != round(meridian / 3)
    return (prefix, 6) if wide else (round(meridian / 3), 3)


def _head(frame: gpd.GeoDataFrame, form: Dialect) -> Iterator[str]:
    degrees = frame.crs.is_geographic
    zone, width = (0, 3) if degrees else _zone(frame, identify(frame.crs))
    decimals = _DEGREE_DECIMALS if degrees else form.decimals
    stated = form.state_zone and zone
    yield "格式版本号=1.01版本"
    yield "数据产生单位="
    yield "数据产生日期="
    yield f"坐标系={_SYSTEMS[datum_of(frame.crs) or 'CGCS2000']}"
    yield f"几度分带={width if stated else ''}"
    yield f"投影类型={'' if degrees else '高斯克吕格'}"
    yield f"计量单位={'度' if degrees else '米'}"
    yield f"带号={zone if stated else ''}"
    yield f"精度={10.0**-decimals:.{decimals}f}"
    yield "转换参数=,,,,,,"


def _wanted(columns: Mapping[str, Column]) -> dict[str, Column]:
    """The column for each word of a header."""
    profile = default_profile("parcels")
    mapped = match_columns(list(columns), profile, {}, "frame").source_of()
    found: dict[str, Column] = {}
    for name in _NAMES:
        names = (name, *_CANONICAL.get(name, ()))
        names += tuple(mapped[n] for n in _CANONICAL.get(name, ()) if n in mapped)
        source = next((n for n in names if n in columns), None)
        if source is not None:
            found[name] = columns[source]
    return found


def _words(
    wanted: Mapping[str, Column], row: int, issues: list[Issue]
) -> dict[str, str]:
    words = {}
    for name, column in wanted.items():
        value = column.values[row]
        text = "" if value is None else str(value)
        plain = " ".join(text.replace(",", "，").replace("@", "＠").split())
        if plain != text:
            message = worded("written_as", text=text[:60], plain=plain[:60])
            hint = "commas and line breaks part the fields of the format"
            field = column.name
            issues.append(
                Issue("TEXT_CHANGED", "info", message, field=field, hint=hint)
            )
        words[name] = plain
    return words


def _area(
    columns: Mapping[str, Column],
    row: int,
    shape: shapely.Geometry,
    frame: gpd.GeoDataFrame,
    form: Dialect,
) -> str:
    """Area for the header: of the document, else of the shape."""
    own = columns.get(_AREA)
    if own is not None:
        value = own.values[row]
        return "" if value is None else str(value)
    source = next((columns[n] for n in _AREAS if n in columns), None)
    square = None if source is None else source.values[row]
    if square is None:
        square = shape.area if not frame.crs.is_geographic else 0.0
    if not square:
        return ""
    text = f"{square / UNIT_FACTORS[form.area_unit]:.{_AREA_DECIMALS}f}"
    return text + (_SUFFIX[form.area_unit] if form.area_suffix else "")


def _plot(
    shape: Any, words: Mapping[str, str], area: str, form: Dialect
) -> Iterator[str]:
    rings = _rings(shape)
    outline = shape.geom_type.endswith("Polygon")
    close = form.close and outline
    count = sum(len(ring) + (close and form.count_closing) for ring in rings)
    kind = _KINDS[shape.geom_type.removeprefix("Multi")]
    values = [words.get(name, "") for name in _NAMES]
    values[_NAMES.index("图形属性")] = kind
    fields = [str(count), area, *values, *[""] * _MOST][: form.fields]
    yield _wide(",".join([*fields, "@"]), form)
    label = 0
    decimals = form.decimals if np.abs(shape.bounds).max() > 360 else _DEGREE_DECIMALS  # noqa: PLR2004
    for number, ring in enumerate(rings, 1):
        first = 1 if form.restart_labels else label + 1
        for place, point in enumerate([*ring, *ring[: int(close)]]):
            label = first + place
            shown = first if place == len(ring) else label
            x, y = (f"{value:.{decimals}f}" for value in point)
            pair = f"{y},{x}" if form.north_first else f"{x},{y}"
            yield _wide(f"J{shown},{number},{pair}", form)
        label = first + len(ring) - 1


def _rings(shape: Any) -> list[list[tuple[float, float]]]:
    """Rings of all parts, each without the point that closes it; lines; points."""
    found = []
    for part in shapely.get_parts(shape).tolist():
        if part.geom_type == "Polygon":
            rings = (part.exterior, *part.interiors)
            found += [list(ring.coords)[:-1] for ring in rings]
        else:
            found.append(list(part.coords))
    if shape.geom_type == "MultiPoint":
        return [[point for part in found for point in part]]
    return found


def _wide(line: str, form: Dialect) -> str:
    if not form.full_width:
        return line
    return line.translate(_WIDE_DIGITS)


def _left_out(row: int, shape: Any) -> Issue:
    kind = None if shape is None else shape.geom_type
    text = worded("no_plot" if kind is None else "no_plot_kind", kind=kind)
    hint = "write a GeoPackage, which holds every row"
    return Issue("ROW_LEFT_OUT", "error", text, feature=str(row + 1), hint=hint)


def _lost(names: list[str]) -> Issue:
    text = worded("no_place", names=", ".join(names))
    hint = "write a GeoPackage beside it"
    return Issue("COLUMN_LEFT_OUT", "info", text, hint=hint)
