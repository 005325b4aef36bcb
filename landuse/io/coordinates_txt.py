"""placeholder"""

from __future__ import annotations

from pathlib import Path

from landuse.io.raw import RawLayer


def read_coordinates(path: Path, encoding: str | None = None) -> RawLayer:
    """Not yet."""
    raise NotImplementedError
