"""Write ``docs/limits.md``: every limit of what is read, and how it is raised.

Names, defaults and words are those that the reader uses. Run it with ``make docs``.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "limits.md"

sys.path.insert(0, str(ROOT))

from landuse.io.limits import LIMITS, variable  # noqa: E402
from landuse.vocabulary import label  # noqa: E402

HEAD = """# Limits · 读取限额

Made by `make docs` from `landuse/io/limits.py` and `landuse/vocabulary.toml`; edit
those. 由程序生成，请改上述两个文件。

What lies beyond a limit is refused, never cut, and the message names the variable that
raises it for one run. 超出限额的文件会被拒绝（不会截断），提示中写明可调高限额的变量：

```sh
LANDUSE_LIMIT_TABLE_CELLS=20000000 landuse check 台账.xlsx
```

Two limits refuse nothing: beyond `LANDUSE_LIMIT_ISSUES` faults are told in one sum
(each record still has its row in the quarantine), and of a raster larger than
`LANDUSE_LIMIT_RASTER_SCAN_PIXELS` a part is looked at.
有两项不会拒绝文件：问题条数超出后合并为一条（隔离清单仍逐条列出）；过大的影像只抽查一部分。
"""
_MIB = 1024**2


def page() -> str:
    """The whole page."""
    rows = [
        "| variable | default · 默认 | 限额 · What it counts |",
        "| --- | --- | --- |",
    ]
    for name, value in LIMITS.items():
        words = f"{label('limit', name, 'zh')}<br>{label('limit', name, 'en')}"
        rows.append(f"| `{variable(name)}` | {_shown(name, value)} | {words} |")
    return "\n".join([HEAD, *rows]) + "\n"


def _shown(name: str, value: int) -> str:
    size = name.endswith("bytes") or name == "workbook_ratio_from"
    return f"{value:,}" + (f" ({value // _MIB:,} MiB)" if size else "")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
