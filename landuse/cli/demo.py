"""``landuse demo``: the sample city, audited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.audit import report_run
from landuse.cli.options import Json, Lang, Overwrite, progress_bar
from landuse.resources import data_path

__all__ = ["demo"]


def demo(
    out: Annotated[
        Path, typer.Argument(help="输出文件夹。 Folder for the outputs.")
    ] = Path("out"),
    lang: Lang = "zh",
    as_json: Json = False,
    overwrite: Overwrite = False,
) -> None:
    """审计合成的示例城市，不打开任何程序。  Audit the synthetic sample city."""
    from landuse.workflow import STEPS, audit  # draws maps: a second to load

    with progress_bar(STEPS, lang) as tell:
        result = audit(
            data_path("sample_data"),
            out=out,
            overwrite=overwrite,
            lang=lang,
            progress=tell,
        )
    report_run(result, lang, as_json=as_json)
