"""Work on arrays of geometries in chunks: threads, progress, cancel.

GEOS releases the interpreter lock, so threads pay; a prepared geometry must never
be shared between them. The chunks do not depend on the machine, so that progress
and results are the same everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from landuse.errors import CancelledError

__all__ = ["SILENT", "Cancel", "Progress", "Watch"]

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
#: Geometries in one chunk: long enough for a thread, short enough to stop.
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far a long call is, and who may stop it.

    Parameters
    ----------
    progress : callable, optional
        Called with the work done and the whole, in pairs of geometries.
    cancel : callable, optional
        Asked between chunks; the call raises once it returns True.

    Examples
    --------
    >>> seen = []
    >>> watch = Watch(lambda done, total: seen.append((done, total)))
    >>> watch.run(np.add, np.arange(1500), np.arange(1500))[-1], seen
    (np.int64(2998), [(1000, 1500), (1500, 1500)])
    """

    progress: Progress | None = None
    cancel: Cancel | None = None

    def check(self) -> None:
        """Raise :class:`CancelledError` if the caller wants no more."""
        if self.cancel is not None and self.cancel():
            msg = "cancelled by the caller; nothing was kept"
            raise CancelledError(msg)

    def run(self, function: Callable[..., Any], *arrays: np.ndarray) -> np.ndarray:
        """Apply a function to arrays of one length, chunk by chunk in threads.

        Parameters
        ----------
        function : callable
            Takes one chunk of each array, returns an array of its length.
        *arrays : ndarray
            Not prepared geometries.

        Returns
        -------
        ndarray
            In the order of the arrays.
        """
        self.check()
        total = len(arrays[0])
        if total <= _CHUNK:
            result = function(*arrays)
            self._tell(total, total)
            return result
        starts = range(0, total, _CHUNK)
        chunks = [[a[start : start + _CHUNK] for a in arrays] for start in starts]
        made = []
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            try:
                for start, part in zip(
                    starts, pool.map(lambda c: function(*c), chunks), strict=True
                ):
                    made.append(part)
                    self._tell(min(start + _CHUNK, total), total)
                    self.check()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return np.concatenate(made)

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(done, total)


#: Tells nobody and runs to the end.
SILENT = Watch()
