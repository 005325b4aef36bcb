"""The tables of boundary cases and bad records: as CSV, and in the README."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from approvals import Batch
from cases import COLUMNS as CASE_COLUMNS
from cases import batch_cases, parcel_cases, supply_cases
from faults import COLUMNS as FAULT_COLUMNS
from parcels import Parcel

__all__ = ["write_lists"]

HERE = Path(__file__).resolve().parent
TABLE_MARK = "<!-- {} -->"


def write_lists(
    parcels: list[Parcel],
    batches: list[Batch],
    faults: list[tuple[str, ...]],
    out: Path,
) -> None:
    """The boundary cases and the bad records: as CSV and in the README."""
    cases = parcel_cases(parcels) + batch_cases(batches)
    cases += supply_cases(parcels, batches)
    tables = {
        "boundary_cases": (CASE_COLUMNS, cases),
        "bad_records": (FAULT_COLUMNS, faults),
    }
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for name, (columns, rows) in tables.items():
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([columns, *rows])
        readme = _with_table(readme, name, columns, rows)
    (out / "README.md").write_text(readme, encoding="utf-8", newline="\n")


def _with_table(text: str, name: str, columns: Any, rows: Any) -> str:
    begin, end = TABLE_MARK.format(name), TABLE_MARK.format(f"end {name}")
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    lines = [columns, ["---"] * len(columns), *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"{head}{begin}\n{table}\n{end}{tail}"
