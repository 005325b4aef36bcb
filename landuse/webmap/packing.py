"""A layer's data as one compressed block: JSON, and columns of numbers behind it.

The block, so that any program can read it:

1. gzip (RFC 1952), no time and no name in it; on the page as base64 in a
   ``<script type="application/octet-stream">``, which nothing executes.
2. Inside: four bytes ``LUL1``, a 32-bit little-endian length, so many bytes of
   UTF-8 JSON, then the arrays.
3. The JSON has ``data`` (what the page reads) and ``arrays``. Wherever ``data``
   has an object ``{"array": n}`` and nothing else, the n-th array stands.
4. An entry of ``arrays`` has ``as`` (how it is written), ``size`` (how many
   values), ``at`` and ``bytes`` (where; counted from the end of the JSON).

====== ===================================================================
``as`` the bytes
====== ===================================================================
u8     one byte a value
u16    two bytes a value, little-endian
int    each value zigzag, then varint
delta  each value less the one before (the first less 0), zigzag, varint
number 0 where there is none, else zigzag of the value / ``step`` plus 1; varint
text   of each text its bytes in UTF-8 plus 1, or 0 where there is none, as
       varints; then the bytes of all texts
====== ===================================================================

``wide`` says that a value may need more than 32 bits.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from landuse.webmap.varint import varint, zigzag

__all__ = ["MAGIC", "Delta", "Texts", "pack"]

MAGIC = b"LUL1"
_LEVEL = 6  # of gzip: 9 takes five times as long for two bytes in a hundred
_WIDE = 2**31


@dataclass(frozen=True, eq=False)
class Delta:
    """Whole numbers that lie close to the one before."""

    values: np.ndarray


@dataclass(frozen=True)
class Texts:
    """Texts, or None where there is none; byte for byte."""

    values: tuple[str | None, ...]


def pack(data: Mapping[str, Any]) -> bytes:
    r"""Compress a layer's data.

    Parameters
    ----------
    data : mapping
        What JSON can hold, and in it arrays: of unsigned 8 or 16 bits, of
        integers, of floats that are whole numbers or NaN (none), :class:`Delta`
        and :class:`Texts`.

    Returns
    -------
    bytes
        The same for the same data. Lone surrogates become a question mark.

    Examples
    --------
    >>> block = pack({"title": "地块", "codes": np.array([1, 0], dtype="u1")})
    >>> gzip.decompress(block)[-2:], gzip.decompress(block)[:4]
    (b'\x01\x00', b'LUL1')
    """
    arrays: list[tuple[dict[str, Any], bytes]] = []
    inner = _without_arrays(data, arrays)
    at, entries = 0, []
    for entry, written in arrays:
        entries.append({**entry, "at": at, "bytes": len(written)})
        at += len(written)
    head = json.dumps(
        {"arrays": entries, "data": inner},
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    ).encode("utf-8", "replace")
    parts = [MAGIC, len(head).to_bytes(4, "little"), head, *(w for _, w in arrays)]
    return gzip.compress(b"".join(parts), _LEVEL, mtime=0)


def _without_arrays(value: Any, arrays: list[tuple[dict[str, Any], bytes]]) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_arrays(part, arrays) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_arrays(part, arrays) for part in value]
    if isinstance(value, (np.ndarray, Delta, Texts)):
        arrays.append(_written(value))
        return {"array": len(arrays) - 1}
    return value


def _written(value: np.ndarray | Delta | Texts) -> tuple[dict[str, Any], bytes]:
    if isinstance(value, Texts):
        return {"as": "text", "size": len(value.values)}, _texts(value.values)
    if isinstance(value, Delta):
        steps = np.diff(value.values.astype(np.int64), prepend=0)
        return _entry("delta", value.values), varint(zigzag(steps))
    return _number(value) if value.dtype.kind == "f" else _whole(value)


def _whole(values: np.ndarray) -> tuple[dict[str, Any], bytes]:
    if values.dtype not in (np.uint8, np.uint16):
        return _entry("int", values), varint(zigzag(values))
    size = values.dtype.itemsize
    written = values.astype(f"<u{size}").tobytes()
    return {"as": f"u{8 * size}", "size": len(values)}, written


def _entry(name: str, values: np.ndarray) -> dict[str, Any]:
    entry: dict[str, Any] = {"as": name, "size": len(values)}
    if np.abs(values).max(initial=0) >= _WIDE:
        entry["wide"] = True
    return entry


def _number(values: np.ndarray) -> tuple[dict[str, Any], bytes]:
    known = np.isfinite(values)
    whole = values[known].astype(np.int64)
    step = int(np.gcd.reduce(whole)) if len(whole) else 1
    written = np.zeros(len(values), dtype=np.uint64)
    written[known] = zigzag(whole // max(step, 1)) + np.uint64(1)
    return {"as": "number", "size": len(values), "step": max(step, 1)}, varint(written)


def _texts(texts: Iterable[str | None]) -> bytes:
    encoded = [None if t is None else t.encode("utf-8", "replace") for t in texts]
    sizes = np.array([0 if e is None else len(e) + 1 for e in encoded], dtype=np.uint64)
    return varint(sizes) + b"".join(e for e in encoded if e is not None)
