"""Have a file or the names of a folder on the disk before going on."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["flush_file", "flush_folder"]


def flush_file(path: Path) -> None:
    """Bring what was written to a file to the disk.

    Parameters
    ----------
    path : Path
        The file, closed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a").write_text("b")
    ...     flush_file(Path(folder) / "a")
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do that.

    Parameters
    ----------
    path : Path
        The folder.

    Examples
    --------
    >>> flush_folder(Path("."))
    """
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
