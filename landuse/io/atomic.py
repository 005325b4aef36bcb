"""Put a file in place in one step: readers see the old one or the new one.

What is in place survives a loss of power: the file is on the disk before it takes its
name, and the name is on the disk before the step is done.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landuse.flushing import flush_file, flush_folder

__all__ = ["replacing"]


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Path to write to; put in the place of ``path`` when all went well.

    Parameters
    ----------
    path : str or Path
        The file wanted. Its folder is made if it is not there.

    Yields
    ------
    Path
        A name in the same folder with the same ending.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "a.txt") as draft:
    ...         _ = draft.write_text("whole")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield draft
        flush_file(draft)
        os.replace(draft, path)
        flush_folder(path.parent)
    finally:
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink(missing_ok=True)
