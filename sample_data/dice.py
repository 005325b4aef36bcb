"""Repeatable draws: each part of the city has a stream of its own.

Only ``Generator.random`` is used, the draw that numpy changes least, so that a
new numpy release gives the same city.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar
from zlib import crc32

import numpy as np

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """Draws for one named part; other parts' draws never shift them."""

    def __init__(self, seed: int, *names: str) -> None:
        parts = [crc32(name.encode()) for name in names]
        self._generator = np.random.default_rng([seed, *parts])

    def number(self, low: float, high: float, digits: int = 6) -> float:
        """A number between two bounds."""
        return round(low + (high - low) * float(self._generator.random()), digits)

    def whole(self, low: int, high: int) -> int:
        """A whole number, both bounds included."""
        return low + int(self._generator.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in the given share of draws."""
        return float(self._generator.random()) < share

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """A key, by its weight."""
        mark = float(self._generator.random()) * sum(weights.values())
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return list(weights)[-1]

    def spread(self, middle: float, sigma: float) -> float:
        """A positive number around a median, with a long right tail."""
        normal = sum(float(self._generator.random()) for _ in range(12)) - 6
        return middle * math.exp(sigma * normal)

    def days_after(self, start: date, low: int, high: int) -> date:
        """A date some days after another."""
        return start + timedelta(days=self.whole(low, high))

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Some of the items, in their own order."""
        marks = sorted((float(self._generator.random()), i) for i in range(len(items)))
        return [items[i] for i in sorted(i for _, i in marks[:count])]
