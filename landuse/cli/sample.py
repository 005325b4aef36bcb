"""``landuse sample``: a project to start from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.options import Json, Lang, emit, say
from landuse.errors import SourceError
from landuse.messages import worded
from landuse.resources import data_path
from landuse.vocabulary import label

__all__ = ["sample"]

_PARTS = (
    "landuse.toml",
    "policy.toml",
    "policy.cases.toml",
    "profiles",
    "data",
    "README.md",
)


def sample(
    folder: Annotated[Path, typer.Argument(help="新文件夹。 A new folder.")],
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """写出示例项目，供照着修改。  Write the sample project to start from."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = worded("folder_there")
        raise SourceError(msg, folder)
    folder.mkdir(parents=True, exist_ok=True)
    source = data_path("sample_data")
    for part in _PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, folder / part)
        else:
            shutil.copyfile(source / part, folder / part)
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.*"))
    if as_json:
        emit({"out": folder, "files": files})
    else:
        say(f"{label('cli', 'sample_at', lang)}: {folder / 'landuse.toml'}")
