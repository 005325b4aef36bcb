"""DXF drawings: closed lines become polygons, the drawing's layers are layers.

A drawing has no attributes and no system, and its text is in one of many
encodings. What is not closed cannot be an outline, and is never closed here.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.io.gdal import GdalLayer, read_layer
from landuse.io.raw import RawLayer
from landuse.io.vector import choose_layer
from landuse.messages import worded

__all__ = ["drawing_layers", "read_dxf"]

_ENTITIES = "entities"
_LAYER = "Layer"
_END = re.compile(rb"\n\s*EOF\s*$")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LINES = (1, 2)
_SHORTEST_RING = 4
_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_MULTIBYTE = re.compile(r"\\M\+5([0-9A-Fa-f]{4})")
_KEPT = ("Layer", "Text", "EntityHandle", "SubClasses", "BlockName")


def read_dxf(
    path: Path, layer: str | None = None, encoding: str | None = None
) -> RawLayer:
    """The entities of one layer of a drawing.

    Parameters
    ----------
    path : Path
        The .dxf file.
    layer : str, optional
        Of the drawing; needed where it has several.
    encoding : str, optional
        By default decided from the bytes.

    Returns
    -------
    RawLayer
        One entry per entity; closed lines are polygons.

    Raises
    ------
    SourceError
        If the drawing is cut, or lines of the layer are not closed.
    """
    found, shapes, decision = _drawing(path, encoding)
    names = found.columns[_LAYER].map(_unescaped)
    counted = _counted(names, shapes)
    if layer is None and len(counted) > 1:
        shown = "; ".join(f"{name} ({what})" for name, what in counted.items())
        msg = worded("several_layers", shown=shown)
        raise SourceError(msg, path.name, code="SEVERAL_LAYERS")
    name = choose_layer(list(counted), layer, path.name, "layer")
    mine = (names == name).to_numpy()
    geometry = shapes[mine]
    _check_closed(geometry, found.columns[mine], name, path)
    columns = found.columns.loc[mine, [c for c in _KEPT if c in found.columns]]
    return RawLayer(
        driver="DXF",
        layer=name,
        columns=columns.map(_unescaped, na_action="ignore").reset_index(drop=True),
        rows=np.flatnonzero(mine) + 1,
        geometry=_outlines(geometry),
        encoding=decision,
        count=int(mine.sum()),
        issues=found.issues(path.name, name),
    )


def drawing_layers(path: Path) -> list[str]:
    """Names of the layers of a drawing that hold something."""
    found, shapes, _ = _drawing(path, None)
    return list(_counted(found.columns[_LAYER].map(_unescaped), shapes))


def _drawing(
    path: Path, encoding: str | None
) -> tuple[GdalLayer, np.ndarray, EncodingDecision]:
    """All entities; other text than ASCII is escaped in a copy, as drawings do."""
    data = path.read_bytes()
    if data.startswith(b"AutoCAD Binary DXF"):
        msg = "is a binary DXF; save it as ASCII DXF"
        raise SourceError(msg, path.name, code="FORMAT_NOT_ALLOWED")
    if not _END.search(data[-100:]):
        msg = "is cut: it does not end with EOF; save it again"
        raise SourceError(msg, path.name, code="TRUNCATED_FILE")
    decision = decide_text(data, encoding)
    if data.isascii():
        return *_read(path), decision
    with tempfile.TemporaryDirectory(prefix="landuse-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(_escaped(data.decode(decision.name)))
        return *_read(copy), decision


def _read(path: Path) -> tuple[GdalLayer, np.ndarray]:
    found = read_layer(path, _ENTITIES, CLOSED_LINE_AS_POLYGON="NO")
    if found.geometry is None or _LAYER not in found.columns:
        msg = "holds no drawing; save it again"
        raise SourceError(msg, path.name, code="EMPTY_FILE")
    return found, found.geometry


def _escaped(text: str) -> bytes:
    """Text whose encoding no reader can mistake."""
    return _FOREIGN.sub(_as_escape, text).encode("ascii")


def _as_escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\U+{units[i : i + 4]}" for i in range(0, len(units), 4))


def _unescaped(text: str) -> str:
    r"""Characters that a drawing writes as ``\U+5B97`` or ``\M+5D7DA``.

    Examples
    --------
    >>> _unescaped(r"\U+5B97\U+5730")
    '宗地'
    """
    if not isinstance(text, str) or "\\" not in text:
        return text
    text = _UNICODE.sub(lambda m: chr(int(m.group(1), 16)), text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _MULTIBYTE.sub(
        lambda m: bytes.fromhex(m.group(1)).decode("gb18030", "replace"), text
    )


def _counted(names: pd.Series, geometry: np.ndarray) -> dict[str, str]:
    """Layer -> what it holds, in words."""
    kinds = [None if g is None else g.geom_type for g in geometry]
    found: dict[str, Counter] = {}
    for name, kind in zip(names, kinds, strict=True):
        found.setdefault(str(name), Counter())[kind or "nothing drawn"] += 1
    return {
        name: ", ".join(f"{n} {kind}" for kind, n in sorted(counter.items()))
        for name, counter in sorted(found.items())
    }


def _is_closed(geometry: np.ndarray) -> np.ndarray:
    lines = shapely.get_type_id(geometry) == 1
    enough = shapely.get_num_coordinates(geometry) >= _SHORTEST_RING
    return lines & enough & shapely.is_closed(geometry)


def _check_closed(
    geometry: np.ndarray, columns: pd.DataFrame, name: str, path: Path
) -> None:
    lines = np.isin(shapely.get_type_id(geometry), _LINES)
    open_ = lines & ~_is_closed(geometry)
    if not open_.any():
        return
    first = geometry[open_][0]
    x, y = shapely.get_coordinates(first)[0]
    handles = columns.get("EntityHandle")
    handle = None if handles is None else str(handles[open_].iloc[0])
    msg = worded("lines_open", name=name, count=int(open_.sum()), x=x, y=y)
    raise SourceError(msg, path.name, code="GEOMETRY_TYPE", feature=handle)


def _outlines(geometry: np.ndarray) -> np.ndarray:
    made = geometry.copy()
    closed = _is_closed(geometry)
    made[closed] = (
        shapely.polygons(
            shapely.linearrings(
                [shapely.get_coordinates(line) for line in geometry[closed]]
            )
        )
        if closed.any()
        else made[closed]
    )
    return made
