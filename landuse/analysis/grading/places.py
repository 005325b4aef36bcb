"""Places within groups: who is first, how many there are, who holds a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Ranking", "ranked"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of rows within their groups; the best comes first."""

    group: np.ndarray  #: number of each row's group
    place: np.ndarray  #: from 1
    size: np.ndarray  #: of each row's group
    score: np.ndarray  #: by which it is ordered first, the higher the better
    _order: np.ndarray
    _start: np.ndarray  #: in the order, by group

    def score_at(self, place: np.ndarray) -> np.ndarray:
        """Score of who holds a place in each row's group; missing if nobody does."""
        there = (place >= 1) & (place <= self.size)
        at = self._start[self.group] + np.where(there, place, 1) - 1
        return np.where(there, self.score[self._order[at]], np.nan)

    def count(self, chosen: np.ndarray) -> np.ndarray:
        """How many of each row's group are chosen."""
        counts = np.bincount(self.group[chosen], minlength=len(self._start))
        return counts[self.group]


def ranked(
    group: np.ndarray, score: np.ndarray, ties: Sequence[np.ndarray] = ()
) -> Ranking:
    """Order rows within their groups.

    Parameters
    ----------
    group : array of int
        From 0.
    score : array of float
        The highest first; missing last.
    ties : sequence of array
        What decides between equal scores, one after the other: the lowest first,
        missing last. Rows that are equal in all keep their order.

    Returns
    -------
    Ranking
        A place for each row.

    Examples
    --------
    >>> found = ranked(np.array([0, 0, 1]), np.array([5.0, 7.0, 1.0]))
    >>> found.place.tolist(), found.size.tolist()
    ([2, 1, 1], [2, 2, 1])
    """
    order = np.lexsort((*reversed(ties), -score, group))
    sizes = np.bincount(group) if len(group) else np.zeros(0, dtype="int64")
    start = np.concatenate(([0], np.cumsum(sizes)))[: len(sizes)].astype("int64")
    place = np.empty(len(group), dtype="int64")
    place[order] = np.arange(len(group)) - start[group[order]] + 1
    return Ranking(group, place, sizes[group], score, order, start)
