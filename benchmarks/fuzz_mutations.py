"""One damage to the bytes of a file: flipped, cut, zeroed, copied, swapped, put in."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["MUTATIONS", "mutate"]

_BLOCK = 64


def mutate(data: bytes, generator: random.Random) -> tuple[str, bytes]:
    """Damage the bytes of a file in one place, or in two that are exchanged.

    Parameters
    ----------
    data : bytes
        A file that is not empty.
    generator : Random
        Its state decides everything.

    Returns
    -------
    str
        Name of the damage.
    bytes
        Another content than before.
    """
    while True:
        name = generator.choice(list(MUTATIONS))
        made = MUTATIONS[name](data, generator)
        if made != data:
            return name, made


def _place(data: bytes, generator: random.Random) -> tuple[int, int]:
    start = generator.randrange(len(data))
    return start, min(len(data), start + generator.randint(1, _BLOCK))


def _flip(data: bytes, generator: random.Random) -> bytes:
    at = generator.randrange(len(data))
    return data[:at] + bytes([data[at] ^ generator.randint(1, 255)]) + data[at + 1 :]


def _cut(data: bytes, generator: random.Random) -> bytes:
    return data[: generator.randrange(len(data))]


def _take_out(data: bytes, generator: random.Random) -> bytes:
    start, end = _place(data, generator)
    return data[:start] + data[end:]


def _zero(data: bytes, generator: random.Random) -> bytes:
    start, end = _place(data, generator)
    return data[:start] + bytes(end - start) + data[end:]


def _duplicate(data: bytes, generator: random.Random) -> bytes:
    start, end = _place(data, generator)
    return data[:end] + data[start:end] + data[end:]


def _swap(data: bytes, generator: random.Random) -> bytes:
    start, end = _place(data, generator)
    size = end - start
    other = generator.randrange(max(1, len(data) - size))
    first, second = sorted((start, other))
    if first + size > second:
        return data
    return (
        data[:first]
        + data[second : second + size]
        + data[first + size : second]
        + data[first : first + size]
        + data[second + size :]
    )


def _insert(data: bytes, generator: random.Random) -> bytes:
    at = generator.randrange(len(data) + 1)
    return data[:at] + generator.randbytes(generator.randint(1, 16)) + data[at:]


MUTATIONS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "flip": _flip,
    "cut": _cut,
    "take out": _take_out,
    "zero": _zero,
    "duplicate": _duplicate,
    "swap": _swap,
    "insert": _insert,
}
