"""The lives of plots: one that is granted anew after its exit begins a new life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from landuse.analysis.lifecycle.days import ALWAYS, NEVER, Days, packed, unpacked

__all__ = ["Lives", "lives_of"]


@dataclass(frozen=True, slots=True)
class Lives:
    """All lives of all plots, those of a plot side by side in their order."""

    plot: np.ndarray  #: whose life it is
    bound: Days  #: exit that ended the life before; what is dated later belongs here
    since: Days  #: grant that began it
    until: Days  #: grant that begins the next
    first: np.ndarray  #: of each plot, its first life

    def of(self, plot: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The life to which what is dated on a day belongs."""
        return self._counted(plot, day, self.bound, "left")

    def on(self, plot: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        """The life that a plot has on a day; an exited plot has its last one."""
        return self._counted(plot, day, self.since, "right")

    def _counted(
        self, plot: np.ndarray, day: np.ndarray | int, from_: Days, side: str
    ) -> np.ndarray:
        anew = self.bound > ALWAYS
        if not anew.any():
            return plot
        keys = packed(self.plot[anew], from_[anew])
        before = np.searchsorted(keys, packed(plot, ALWAYS))
        found = np.searchsorted(keys, packed(plot, day), side)  # type: ignore[call-overload]
        return self.first[plot] + found - before


def lives_of(
    count: int,
    exits: tuple[np.ndarray, Days],
    grants: tuple[np.ndarray, Days],
) -> Lives:
    """The lives of plots by the days of their exits and grants.

    Parameters
    ----------
    count : int
        Plots.
    exits, grants : tuple of ndarray
        Plots and days.

    Returns
    -------
    Lives
        One for each plot, and one more for each exit after which it is granted again
        on a later day.

    Examples
    --------
    >>> exits = np.array([1]), np.array([100])
    >>> lives = lives_of(2, exits, (np.array([0, 1, 1]), np.array([5, 5, 130])))
    >>> lives.plot.tolist(), lives.on(np.array([1, 1]), np.array([129, 130])).tolist()
    ([0, 1, 1], [1, 2])
    """
    bounds, begins = _anew(exits, grants)
    plots, days = unpacked(bounds)
    plot = np.concatenate([np.arange(count), plots])
    bound = np.concatenate([np.full(count, ALWAYS), days])
    since = np.concatenate([np.full(count, ALWAYS), begins])
    order = packed(plot, bound).argsort()
    plot, since = plot[order], since[order]
    until = np.full(len(plot), NEVER)
    same = plot[1:] == plot[:-1]
    until[:-1][same] = since[1:][same]
    first = np.searchsorted(plot, np.arange(count))
    return Lives(plot, bound[order], since, until, first)


def _anew(
    exits: tuple[np.ndarray, Days], grants: tuple[np.ndarray, Days]
) -> tuple[np.ndarray, np.ndarray]:
    """Packed exits after which a plot is granted again, and the first such grant."""
    ended = np.unique(packed(*exits))
    if not len(ended):
        return ended, np.zeros(0, np.int64)
    again = packed(*grants)
    again.sort()
    place = np.searchsorted(ended, again) - 1
    before = ended[np.maximum(place, 0)]
    follows = (place >= 0) & (unpacked(before)[0] == unpacked(again)[0])
    bounds, where = np.unique(before[follows], return_index=True)
    return bounds, unpacked(again[follows][where])[1]
