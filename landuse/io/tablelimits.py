"""How large a table may be: named settings, checked before and while it is read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TABLE_LIMITS", "TableLimits"]

_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class TableLimits:
    """The largest table that is read; beyond it a file is refused, not cut."""

    file_bytes: int = 256 * _MIB  #: of a CSV file or a workbook
    entries: int = 5_000  #: files inside a workbook
    unzipped_bytes: int = 512 * _MIB  #: all parts of a workbook together
    ratio: int = 200  #: unzipped to zipped bytes of one part ...
    ratio_from: int = 8 * _MIB  #: ... that is larger than this
    rows: int = 1_048_576
    columns: int = 2_000
    cells: int = 5_000_000  #: filled cells, and rows times columns
    cell_chars: int = 65_536


TABLE_LIMITS = TableLimits()
