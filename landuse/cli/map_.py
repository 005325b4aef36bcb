"""``landuse map``: one web map of a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.options import (
    AsOf,
    Json,
    Overwrite,
    ProjectLang,
    emit,
    progress_bar,
    say,
)
from landuse.io.project import load_project
from landuse.vocabulary import label

__all__ = ["draw"]


def draw(
    definition: Annotated[
        str, typer.Argument(help="地图名或 .toml。 Name of a map, or a .toml file.")
    ],
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="输出网页。 The page to write.")
    ] = None,
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
    overwrite: Overwrite = False,
) -> None:
    """画一张离线网页地图。  Draw one offline web map."""
    from landuse.workflow import draw_map  # draws maps: a second to load

    page = out or Path(f"{Path(definition).stem}.html")
    known = load_project(project)
    words = lang or known.lang
    with progress_bar(("read", "judge", "pages"), words) as tell:
        draw_map(
            definition,
            known,
            page,
            as_of,
            overwrite=overwrite,
            lang=words,
            progress=tell,
        )
    if as_json:
        emit({"out": page})
    else:
        say(f"{label('cli', 'map_at', words)}: {page}")
