"""What the reading process can do with a file; runs only there.

Imports nothing of the package: geometries leave as WKB and tables as Arrow.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

# pyogrio looks for these when it is imported; nothing here needs them.
_NOT_NEEDED = ("geopandas", "pandas", "shapely", "pyproj")

__all__ = ["is_memory", "perform", "prepare"]

Answer = tuple[dict[str, Any], Callable[[BinaryIO], None] | None]

_MEMORY = re.compile(
    r"bad_alloc|out of memory|cannot allocate|malloc|failed to alloc", re.IGNORECASE
)
_CURVES = frozenset(range(8, 13))
_MOST_WARNINGS = 20
_MOST_OF = 0.7


def prepare(drivers: list[str]) -> None:
    """Load GDAL; refuse to serve if it has a driver that is not on the list."""
    for name in _NOT_NEEDED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import pyogrio

    for name in _NOT_NEEDED:
        if sys.modules[name] is None:
            del sys.modules[name]
    unwanted = set(pyogrio.list_drivers()) - set(drivers)
    if unwanted:
        msg = f"GDAL drivers are open that must not be: {', '.join(sorted(unwanted))}"
        raise RuntimeError(msg)


def is_memory(text: str) -> bool:
    """Whether a message of a library means that memory ran out."""
    return _MEMORY.search(text) is not None


def plain_text(text: str, path: str) -> str:
    """A message of GDAL without the place on this machine and without its advice."""
    return text.partition("; It might help")[0].replace(path, Path(path).name)


def perform(request: dict[str, Any]) -> Answer:
    """Do what a request asks for.

    Parameters
    ----------
    request : dict
        ``op`` and what it needs.

    Returns
    -------
    header : dict
        ``kind`` is ``done``.
    body : callable or None
        Writes as many bytes as the header says.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        header, body = _OPERATIONS[request["op"]](request)
    told = list(dict.fromkeys(str(w.message) for w in caught))[:_MOST_WARNINGS]
    return {"kind": "done", "warnings": told, **header}, body


def _layers(request: dict[str, Any]) -> Answer:
    import pyogrio

    found = pyogrio.list_layers(request["path"])
    return {"layers": [[str(n), None if g is None else str(g)] for n, g in found]}, None


def _count_stated(request: dict[str, Any]) -> Answer:
    import pyogrio

    found = pyogrio.read_info(request["path"], layer=request["layer"])
    return {"count": int(found["features"])}, None


def _read(request: dict[str, Any]) -> Answer:
    import pyogrio

    options = request.get("options", {})
    meta, table = pyogrio.raw.read_arrow(request["path"], return_fids=True, **options)
    _check_memory(request["path"], options.get("layer"), table.num_rows)
    name = meta["geometry_name"] or "wkb_geometry"
    if meta["geometry_type"] is None or name not in table.column_names:
        name = None
    elif _has_curves(table[name]):
        table = table.set_column(
            table.column_names.index(name), name, _straight(request["path"], options)
        )
    header = {
        "crs": meta["crs"],
        "geometry": name,
        "geometry_type": meta["geometry_type"],
        "fid": meta["fid_column"] or "OGC_FID",
    }
    return _with_table(header, table)


def _check_memory(path: str, layer: str | None, rows: int) -> None:
    """GDAL ends a layer early, and says nothing, where memory ran out."""
    import pyogrio

    if not _is_near_limit():
        return
    if rows < pyogrio.read_info(path, layer=layer)["features"]:
        msg = f"only {rows} records fit"
        raise MemoryError(msg)


def _is_near_limit() -> bool:
    """Whether this process once had most of the address space that it may have."""
    try:
        import resource
    except ImportError:
        return False
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    status = Path("/proc/self/status")
    if most == resource.RLIM_INFINITY or not status.is_file():
        return False
    peak = re.search(r"VmPeak:\s*(\d+) kB", status.read_text())
    return peak is not None and int(peak.group(1)) * 1024 > _MOST_OF * most


def _has_curves(column: Any) -> bool:
    """Whether a column of WKB has a type with arcs, which only GDAL makes straight."""
    import numpy as np

    for chunk in column.chunks:
        storage = getattr(chunk, "storage", chunk).drop_null()
        _, offsets, data = storage.buffers()
        wide = np.int64 if str(storage.type).startswith("large") else np.int32
        starts: Any = np.frombuffer(offsets, wide)[storage.offset :][: len(storage)]
        starts = starts[starts + 5 <= (0 if data is None else data.size)]
        if not len(starts):
            continue
        places = starts[:, None] + np.arange(1, 5)
        types = np.frombuffer(data, np.uint8)[places]
        codes = np.ascontiguousarray(types).view("<u4").ravel() & 0x0FFFFFFF
        if _CURVES & set(np.unique(codes % 1000).tolist()):
            return True
    return False


def _straight(path: str, options: dict[str, Any]) -> Any:
    import pyarrow as pa
    import pyogrio

    _, _, geometry, _ = pyogrio.raw.read(path, columns=[], **options)
    return pa.array(geometry, pa.binary())


def _with_table(header: dict[str, Any], table: Any) -> Answer:
    import pyarrow as pa

    plain = _plain(table)
    sink = pa.MockOutputStream()
    _stream(plain, sink)

    def body(out: BinaryIO) -> None:
        out.flush()
        _stream(plain, pa.PythonFile(out, mode="w"))

    return {**header, "bytes": sink.size()}, body


def _stream(table: Any, sink: Any) -> None:
    import pyarrow as pa

    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


def _plain(table: Any) -> Any:
    """A table without extension types and metadata of anybody."""
    import pyarrow as pa

    columns = []
    for column in table.columns:
        if isinstance(column.type, pa.BaseExtensionType):
            chunks = [chunk.storage for chunk in column.chunks]
            column = pa.chunked_array(chunks, column.type.storage_type)  # noqa: PLW2901
        columns.append(column)
    return pa.table(columns, names=table.column_names)


def _sqlite(request: dict[str, Any]) -> Answer:
    """What a SQLite file holds, asked of SQLite: definitions, counts, damage."""
    address = f"{Path(request['path']).resolve().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
        master = database.execute(
            "select type, name, tbl_name, sql from sqlite_master"
        ).fetchall()
        damage = [row[0] for row in database.execute("pragma quick_check(3)")]
        layers = database.execute(
            "select table_name, data_type from gpkg_contents order by table_name"
        ).fetchall()
        kinds = {name: kind for kind, name, _, _ in master}
        counts = {
            name: _count(database, name)
            for name, content in layers
            if content in ("features", "attributes") and kinds.get(name) == "table"
        }
    views = [n for n, _ in layers if kinds.get(n) == "view"]
    lost = [n for n, _ in layers if n not in kinds]
    return {
        "master": master,
        "damage": damage,
        "counts": counts,
        "views": views,
        "lost": lost,
    }, None


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    query = f'select count(*) from "{quoted}" not indexed'
    return int(database.execute(query).fetchone()[0])


def _parquet_head(request: dict[str, Any]) -> Answer:
    import pyarrow.parquet as pq

    with pq.ParquetFile(request["path"]) as file:
        meta, geo = file.metadata, (file.schema_arrow.metadata or {}).get(b"geo")
        groups = [meta.row_group(i).total_byte_size for i in range(meta.num_row_groups)]
        types = {f.name: str(f.type) for f in file.schema_arrow}
        return {
            "rows": meta.num_rows,
            "columns": types,
            "unpacked": sum(groups),
            "geo": None if geo is None else geo.decode("utf-8"),
        }, None


def _parquet(request: dict[str, Any]) -> Answer:
    import pyarrow.parquet as pq

    with pq.ParquetFile(request["path"]) as file:
        return _with_table({}, file.read(columns=request.get("columns")))


def _neighbour(name: str) -> Any:
    """A module beside this one, by its place: the package is not imported here."""
    from importlib.util import module_from_spec, spec_from_file_location

    place = Path(__file__).with_name(f"{name}.py")
    spec = spec_from_file_location(f"landuse_{name}", place)
    module = module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


def _raster(request: dict[str, Any]) -> Answer:
    return _neighbour("workerraster").describe(request["path"], request["scan"]), None


def _raster_picture(request: dict[str, Any]) -> Answer:
    draw = _neighbour("workerraster").picture
    return _with_table(*draw(request["path"], request["most"]))


def _xls(request: dict[str, Any]) -> Answer:
    return _neighbour("workerxls").describe(request["path"]), None


def _xls_sheet(request: dict[str, Any]) -> Answer:
    read = _neighbour("workerxls").read_sheet
    doubts = _neighbour("workerbiff").doubts
    header, table = read(request["path"], request["sheet"], request["most"], doubts)
    return _with_table(header, table)


_OPERATIONS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "count": _count_stated,
    "layers": _layers,
    "parquet": _parquet,
    "parquet_head": _parquet_head,
    "raster": _raster,
    "raster_picture": _raster_picture,
    "read": _read,
    "sqlite": _sqlite,
    "xls": _xls,
    "xls_sheet": _xls_sheet,
}
