"""``landuse map``: one web map of a project."""

from __future__ import annotations

import os
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
from landuse.errors import SourceError
from landuse.io.project import load_project
from landuse.messages import worded
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
        Path | None,
        typer.Option(
            "--out",
            help="输出网页；.png、.pdf 结尾为图件。"
            " The page to write; a drawing if it ends in .png or .pdf.",
        ),
    ] = None,
    paper: Annotated[
        str | None,
        typer.Option("--paper", help="图件纸张 a4 或 a3，横向。 Paper of a drawing."),
    ] = None,
    stamp: Annotated[
        str | None,
        typer.Option(
            "--stamp",
            help="审图号等标注，默认“内部使用”。 Number of approval on the map.",
        ),
    ] = None,
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help="公开版：去除权利人等字段，坐标取整，旁附去除清单。"
            " For the public: no owners, coarse coordinates, a list of what is gone.",
        ),
    ] = False,
    split: Annotated[
        bool,
        typer.Option(
            "--split",
            help="输出文件夹，供内网服务器使用：网页和旁边的数据文件。"
            " Write a folder for a server: the page, and its data beside it.",
        ),
    ] = False,
    basemap: Annotated[
        str | None,
        typer.Option(
            "--basemap",
            help="底图：tianditu，或含 {z}/{x}/{y} 的本单位切片地址、相对路径；默认无。"
            " Ground: tianditu, or your own tiles; none by default.",
        ),
    ] = None,
    with_token: Annotated[
        bool,
        typer.Option(
            "--with-token",
            help="把环境变量中的天地图密钥写入网页（不得外传）；默认由读者填写。"
            " Write your token into the page; else its reader is asked.",
        ),
    ] = False,
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
    overwrite: Overwrite = False,
) -> None:
    """画一张地图：离线网页或图件。  Draw one map: an offline page, or a drawing."""
    from landuse.steps.mapfile import removed_file
    from landuse.workflow import MapLook, draw_map  # a second to load

    name = Path(definition).stem
    page = out or Path(name if split else f"{name}.html")
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
            look=MapLook(
                paper=paper,
                stamp=stamp,
                public=public,
                split=split,
                basemap=basemap,
                token=_token() if with_token else "",
            ),
            progress=tell,
        )
    if as_json:
        emit({"out": page})
    else:
        say(f"{label('cli', 'map_at', words)}: {page}")
        if public:
            say(f"{label('cli', 'removed_at', words)}: {removed_file(page)}")


def _token() -> str:
    """The token of Tianditu in the environment; never on the command line."""
    from landuse.webmap.basemap import basemap_rules  # loads folium

    variable = basemap_rules()["tianditu"]["token_variable"]
    token = os.environ.get(variable, "").strip()
    if not token:
        msg = worded("basemap_no_token", variable=variable)
        raise SourceError(msg)
    return token
