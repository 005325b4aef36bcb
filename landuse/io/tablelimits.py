"""How large a table may be: checked before and while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from landuse.io.limits import limit

__all__ = ["TableLimits"]


def _setting(name: str) -> int:
    return field(default_factory=partial(limit, name))


@dataclass(frozen=True, slots=True)
class TableLimits:
    """The largest table that is read; beyond it a file is refused, not cut.

    Each is a setting of :mod:`landuse.io.limits`, read when this is made.
    """

    file_bytes: int = _setting("table_bytes")
    entries: int = _setting("workbook_entries")
    unzipped_bytes: int = _setting("workbook_bytes")
    ratio: int = _setting("workbook_ratio")  #: of one part ...
    ratio_from: int = _setting("workbook_ratio_from")  #: ... that is larger than this
    rows: int = _setting("table_rows")
    columns: int = _setting("table_columns")
    cells: int = _setting("table_cells")
    cell_chars: int = _setting("cell_chars")
