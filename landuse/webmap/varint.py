"""Whole numbers as few bytes: zigzag and varint, on whole arrays at once.

A varint is little-endian in groups of seven bits; the eighth bit of a byte says
that another one follows. Zigzag puts small negative numbers beside small positive
ones: 0, -1, 1, -2, 2 are 0, 1, 2, 3, 4.
"""

from __future__ import annotations

import numpy as np

__all__ = ["varint", "zigzag"]

_BITS = 7
_MORE = 0x80
_LONGEST = 10  # bytes of a 64-bit number


def zigzag(values: np.ndarray) -> np.ndarray:
    """Signed whole numbers as unsigned ones, small for small.

    Parameters
    ----------
    values : ndarray of int
        Any sign.

    Returns
    -------
    ndarray of uint64
        Twice the value, or one less than twice its opposite.

    Examples
    --------
    >>> zigzag(np.array([0, -1, 1, -2])).tolist()
    [0, 1, 2, 3]
    """
    signed = np.asarray(values, dtype=np.int64)
    return ((signed << 1) ^ (signed >> 63)).astype(np.uint64)


def varint(values: np.ndarray) -> bytes:
    """Unsigned whole numbers as varints, one behind the other.

    Parameters
    ----------
    values : ndarray of unsigned int
        Not below zero.

    Returns
    -------
    bytes
        One to ten bytes for each number.

    Examples
    --------
    >>> varint(np.array([1, 127, 128, 300])).hex(" ")
    '01 7f 80 01 ac 02'
    """
    whole = np.asarray(values).astype(np.uint64)
    sizes = np.ones(len(whole), dtype=np.int64)
    for groups in range(1, _LONGEST):
        more = whole >= np.uint64(1 << (_BITS * groups))
        if not more.any():
            break
        sizes += more
    starts = np.cumsum(sizes) - sizes
    out = np.zeros(int(sizes.sum()), dtype=np.uint8)
    for place in range(int(sizes.max(initial=0))):
        has = np.flatnonzero(sizes > place)
        group = (whole[has] >> np.uint64(_BITS * place)) & np.uint64(_MORE - 1)
        follows = np.where(sizes[has] > place + 1, np.uint64(_MORE), np.uint64(0))
        out[starts[has] + place] = (group | follows).astype(np.uint8)
    return out.tobytes()
