"""A plain reader of a layer's block, from its description alone; slow on purpose."""

from __future__ import annotations

import gzip
import json
import math
from datetime import date, timedelta
from itertools import accumulate


def _varints(data):
    value, shift = 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value, shift = 0, 0


def _signed(value):
    return -(value + 1) // 2 if value % 2 else value // 2


def _texts(data, size):
    sizes, at = [], 0
    for value in _varints(data):
        sizes.append(value)
        at += max(1, math.ceil(value.bit_length() / 7))
        if len(sizes) == size:
            break
    texts = []
    for one in sizes:
        end = at + max(0, one - 1)
        texts.append(data[at:end].decode("utf-8") if one else None)
        at = end
    return texts


def _read(entry, data):
    size, way = entry["size"], entry["as"]
    if way == "text":
        return _texts(data, size) if size else []
    if way in ("u8", "u16"):
        step = int(way[1:]) // 8
        starts = range(0, len(data), step)
        return [int.from_bytes(data[at : at + step], "little") for at in starts]
    values = list(_varints(data))
    assert len(values) == size
    if way == "number":
        step = entry["step"]
        return [_signed(v - 1) * step if v else None for v in values]
    signed = [_signed(v) for v in values]
    return list(accumulate(signed)) if way == "delta" else signed


def unpack(block):
    """The data of a compressed block, with lists for arrays."""
    content = gzip.decompress(block)
    assert content[:4] == b"LUL1"
    start = 8 + int.from_bytes(content[4:8], "little")
    head = json.loads(content[8:start])
    arrays = [
        _read(e, content[start + e["at"] : start + e["at"] + e["bytes"]])
        for e in head["arrays"]
    ]

    def filled(value):
        if isinstance(value, list):
            return [filled(part) for part in value]
        if not isinstance(value, dict):
            return value
        if list(value) == ["array"] and isinstance(value["array"], int):
            return arrays[value["array"]]
        return {key: filled(part) for key, part in value.items()}

    return filled(head["data"])


def column_texts(column):
    """What the page writes for each row of a column."""
    if column["kind"] == "text":
        return column["texts"]
    if column["kind"] == "code":
        return [column["words"][code - 1] if code else None for code in column["codes"]]
    write = _day if column["kind"] == "date" else lambda v: _figure(v, column)
    return [None if value is None else write(value) for value in column["values"]]


def _day(number):
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def _figure(value, column):
    digits = column["digits"]
    whole, rest = divmod(abs(value), 10**digits)
    text = f"{whole:,}" + (f".{rest:0{digits}d}" if digits else "")
    if column["trim"] and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def corners(shapes):
    """By row: kind and, for each part, its rings as corners in degrees."""
    world, x, y = shapes["world"], iter(shapes["x"]), iter(shapes["y"])
    sizes, rings = iter(shapes["sizes"]), iter(shapes["rings"])
    found = [None] * len(shapes["order"])
    for row, kind, parts in zip(
        shapes["order"], shapes["kinds"], shapes["parts"], strict=True
    ):
        found[row] = (
            kind,
            [
                [
                    [_degrees(next(x), next(y), world) for _ in range(next(sizes))]
                    for _ in range(next(rings) if kind == 3 else 1)
                ]
                for _ in range(parts)
            ],
        )
    return found


def _degrees(x, y, world):
    turned = math.pi * (1 - 2 * y / world)
    return 360 * x / world - 180, math.degrees(math.atan(math.sinh(turned)))
