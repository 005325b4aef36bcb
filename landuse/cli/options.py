"""Options and manners that all subcommands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from landuse.policyfile import default_policy
from landuse.vocabulary import LANGUAGES, label

__all__ = [
    "DEFAULT_POLICY",
    "EXIT_QUARANTINED",
    "EXIT_UNUSABLE",
    "AsOf",
    "Json",
    "Lang",
    "Overwrite",
    "ProjectLang",
    "TransformFile",
    "as_day",
    "console",
    "emit",
    "progress_bar",
    "say",
]

#: Policy that gives the region of a file without a project.
DEFAULT_POLICY = default_policy()
EXIT_QUARANTINED = 1
EXIT_UNUSABLE = 2


def _language(value: str | None) -> str | None:
    if value is not None and value not in LANGUAGES:
        msg = f"{value!r} is not one of {', '.join(LANGUAGES)}"
        raise typer.BadParameter(msg)
    return value


def as_day(value: str | None) -> str | None:
    """An option that is a day, checked; as ISO text."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        msg = f"{value!r} is not a day; write it as YYYY-MM-DD"
        raise typer.BadParameter(msg) from error


Lang = Annotated[
    str,
    typer.Option(
        "--lang", callback=_language, help="zh 或 en。 Language of text and pages."
    ),
]
ProjectLang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        callback=_language,
        help="zh 或 en，默认按项目。 Language; by default the project's.",
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="结果以 JSON 输出到标准输出。 Machine-readable."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", callback=as_day, help="基准日。 Reference date, YYYY-MM-DD."
    ),
]
TransformFile = Annotated[
    Path | None,
    typer.Option(
        "--transform",
        help="旧坐标系、地方坐标系转2000的参数文件。 Your parameters to CGCS2000.",
    ),
]
Overwrite = Annotated[
    bool,
    typer.Option("--overwrite", help="替换已有的输出。 Replace an earlier output."),
]


def console() -> Console:
    """Where people read: standard error, so that ``--json`` stays alone."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """One line for people."""
    console().print(text, markup=False)


def emit(content: Any) -> None:
    """One JSON object as the last line of standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, default=_plain) + "\n")
    sys.stdout.flush()


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, date):
        return value.isoformat()
    msg = f"no JSON word for {type(value).__name__}"
    raise TypeError(msg)


@contextmanager
def progress_bar(steps: tuple[str, ...], lang: str) -> Iterator[Callable[[str], None]]:
    """A bar on standard error that advances as each named step begins."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(), transient=True) as bar:
        task = bar.add_task("", total=len(steps))

        def tell(step: str) -> None:
            bar.update(
                task, description=label("step", step, lang), completed=steps.index(step)
            )

        yield tell
        bar.update(task, completed=len(steps))
