"""The manifest of a run: what went in, what was decided, what came out.

It names no machine, user, absolute path or time, so that the same run writes
the same manifest anywhere, and two manifests can be compared line by line.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from numbers import Integral, Real
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import pandas as pd

from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.io.doctor import versions
from landuse.messages import worded

__all__ = [
    "MANIFEST_NAME",
    "SCHEMA_VERSION",
    "RunRecord",
    "build_manifest",
    "file_record",
    "write_manifest",
]

MANIFEST_NAME = "manifest.json"
SCHEMA_VERSION = 1

_BLOCK = 1 << 20
#: Files that belong to a source without being named: one ending each.
_SIDECARS = {
    ".shp": (".cpg", ".cst", ".dbf", ".prj", ".qpj", ".sbn", ".sbx", ".shx"),
    ".tab": (".dat", ".id", ".ind", ".map"),
    ".tif": (".ovr", ".prj", ".tfw"),
}
#: Endings set behind the whole name.
_APPENDED = (".aux.xml", ".msk", ".ovr", ".xml", "-wal", "-journal")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a run knows of itself when its outputs are written."""

    project: str  #: name of the project
    as_of: date  #: reference date
    policy_id: str
    policy_hash: str
    inputs: Mapping[str, Path]  #: by the name that the project gives them
    sources: Sequence[Mapping[str, Any]] = ()  #: name, kind, decisions, counts
    issues: Mapping[str, int] = field(default_factory=dict)  #: count by code
    summary: Mapping[str, Any] = field(default_factory=dict)
    ledger: Mapping[str, Any] = field(default_factory=dict)  #: name, events, head


def file_record(name: str, path: Path) -> dict[str, Any]:
    """Name, size and SHA-256 of a file or folder and of what belongs to it.

    Parameters
    ----------
    name : str
        As the project writes it, relative.
    path : Path
        Where it is.

    Returns
    -------
    dict
        ``name``, ``size``, ``sha256`` and ``parts``: the sidecars of a
        shapefile or image, or the files of a folder, sorted, each with the
        same three.

    Raises
    ------
    SourceError
        If the file is not there or ``name`` is an absolute path.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.shp"
    ...     _ = file.write_bytes(b""), file.with_suffix(".dbf").write_bytes(b"x")
    ...     [part["name"] for part in file_record("data/a.shp", file)["parts"]]
    ['data/a.dbf']
    """
    if PurePath(name).is_absolute():
        msg = "a manifest names files as the project does, not by absolute path"
        raise SourceError(msg, name)
    if not path.exists():
        msg = worded("file_gone")
        raise SourceError(msg, name)
    folder = PurePath(name).parent
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        parts = {(PurePath(name) / f.relative_to(path)).as_posix(): f for f in files}
        own = {"name": name, "size": sum(f.stat().st_size for f in files)}
    else:
        parts = {(folder / f.name).as_posix(): f for f in _sidecars(path)}
        own = _hashed(name, path)
    return own | {"parts": [_hashed(part, file) for part, file in parts.items()]}


def build_manifest(record: RunRecord, out: str | Path) -> dict[str, Any]:
    """The manifest of a run whose outputs are all in ``out``.

    Parameters
    ----------
    record : RunRecord
        What the run knows.
    out : str or Path
        Folder of the outputs; every file in it but the manifest is listed.

    Returns
    -------
    dict
        Plain values, ready for JSON; missing figures are None.

    Raises
    ------
    SourceError
        If an input is not there.
    TypeError
        For a value that JSON has no word for.

    Examples
    --------
    >>> import tempfile
    >>> record = RunRecord("demo", date(2022, 9, 30), "puyang", "ab12", {})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "index.html").write_bytes(b"")
    ...     manifest = build_manifest(record, folder)
    >>> manifest["as_of"], [file["name"] for file in manifest["outputs"]]
    ('2022-09-30', ['index.html'])
    """
    out = Path(out)
    files = {
        file.relative_to(out).as_posix(): file
        for file in out.rglob("*")
        if file.is_file() and file != out / MANIFEST_NAME
    }
    found = versions()
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "landuse": found.pop("landuse"),
        "versions": found,
        "project": record.project,
        "as_of": record.as_of,
        "policy": {"id": record.policy_id, "hash": record.policy_hash},
        "inputs": [file_record(n, p) for n, p in sorted(record.inputs.items())],
        "sources": record.sources,
        "issues": record.issues,
        "summary": record.summary,
        **({"ledger": record.ledger} if record.ledger else {}),
        "outputs": [_hashed(name, files[name]) for name in sorted(files)],
    }
    return {key: _plain(value) for key, value in manifest.items()}


def write_manifest(manifest: Mapping[str, Any], out: str | Path) -> Path:
    """Write a manifest into the folder of the outputs.

    Parameters
    ----------
    manifest : mapping
        Result of :func:`build_manifest`.
    out : str or Path
        The folder.

    Returns
    -------
    Path
        The file: UTF-8, keys sorted, one value a line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_manifest({"project": "示例"}, folder).read_text("utf-8").split()
    ['{', '"project":', '"示例"', '}']
    """
    path = Path(out) / MANIFEST_NAME
    text = json.dumps(
        _plain(manifest), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False
    )
    with replacing(path) as draft:
        draft.write_bytes(f"{text}\n".encode())
    return path


def _sidecars(path: Path) -> list[Path]:
    endings = _SIDECARS.get(path.suffix.lower(), ())
    names = {path.stem.lower() + ending for ending in endings}
    names |= {path.name.lower() + ending for ending in _APPENDED}
    near = (f for f in path.parent.iterdir() if f.name.lower() in names)
    return sorted(file for file in near if file.is_file())


def _hashed(name: str, path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return {"name": name, "size": path.stat().st_size, "sha256": digest.hexdigest()}


def _plain(value: Any) -> Any:
    """A value as JSON has it; refuse what it has no word for."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain_scalar(value.item() if isinstance(value, np.generic) else value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, str | bool):
        return value
    if pd.isna(value) is True:
        return None
    return _plain_date_or_number(value)


def _plain_date_or_number(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    msg = f"a manifest cannot hold {value!r} of type {type(value).__name__}"
    raise TypeError(msg)
