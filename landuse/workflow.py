"""The whole run in order. A newcomer reads this first.

files -> :mod:`~landuse.steps.load` -> canonical frames -> :mod:`~landuse.steps.judge`
-> findings, ledger figures, indicators -> :mod:`~landuse.steps.summary`
-> :mod:`~landuse.steps.pages` and :mod:`~landuse.steps.write`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from landuse.errors import SourceError
from landuse.io.exceptionbook import BOOK_NAME, read_book
from landuse.io.project import Project, load_project
from landuse.io.rasterpicture import RasterPicture, raster_picture
from landuse.messages import worded
from landuse.policy import Policy
from landuse.steps.judge import judge
from landuse.steps.load import load_city
from landuse.steps.mapfile import MapFacts, MapLook, check_look, write_map
from landuse.steps.mapframes import map_frames
from landuse.steps.pages import write_pages
from landuse.steps.run import Run, day_of
from landuse.steps.summary import summarise
from landuse.steps.write import write_books, write_run, write_tables
from landuse.webmap.definitions import Definition, load_definition

__all__ = ["STEPS", "AuditResult", "MapLook", "audit", "draw_map"]

#: Names of the steps, as the progress callback receives them.
STEPS = ("read", "judge", "tables", "pages", "manifest")


@dataclass(frozen=True)
class AuditResult:
    """Where the outputs are and what they say."""

    out: Path
    files: tuple[str, ...]  #: relative to ``out``, sorted
    summary: dict[str, Any]


def audit(
    project: str | Path | Project,
    as_of: date | str | None = None,
    out: str | Path = "out",
    *,
    overwrite: bool = False,
    lang: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> AuditResult:
    """Audit a project: read, judge, and write every output.

    Nothing is left in ``out`` if the run fails: the files are made in a folder
    beside it, which takes its name at the end.

    Parameters
    ----------
    project : str, Path or Project
        Folder with a ``landuse.toml``, that file, or a loaded project.
    as_of : date or str, optional
        The day; by default the project's own.
    out : str or Path, default "out"
        Folder for the outputs.
    overwrite : bool, default False
        Replace a folder that an earlier run wrote.
    lang : {"zh", "en"}, optional
        Language of pages and workbook; by default the project's.
    progress : callable, optional
        Called with the name of each step as it begins.

    Returns
    -------
    AuditResult
        Folder, files and summary.

    Raises
    ------
    PolicyError
        Malformed project, profile or policy; no day given anywhere.
    SourceError
        A source that cannot be used; ``out`` is there already.
    ConservationError
        An overlay that does not add up.

    Examples
    --------
    >>> import tempfile
    >>> from landuse.resources import data_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run = audit(data_path("sample_data"), out=Path(folder) / "out")
    >>> run.summary["revitalized_target_mu"], len(run.summary["zones"])
    (25000, 9)
    """
    tell = progress or (lambda _step: None)
    project = project if isinstance(project, Project) else load_project(project)
    policy = project.load_policy()
    day = day_of(project, as_of)
    target = Path(out)
    _check_target(target, overwrite=overwrite)
    book = read_book(project.folder / BOOK_NAME)
    tell("read")
    city = load_city(project, policy)
    tell("judge")
    judged = judge(city.frames, policy, day, city.aside, city.overrides)
    run = Run(project, policy, day, lang or project.lang, city, judged, book)
    with _fresh(target) as folder:
        tell("tables")
        run = replace(run, written=write_books(run, folder))
        write_tables(run, folder)
        tell("pages")
        write_pages(run, folder)
        tell("manifest")
        summary = summarise(run)
        write_run(run, summary, folder)
    files = sorted(p.relative_to(target).as_posix() for p in target.rglob("*.*"))
    return AuditResult(target, tuple(files), summary)


def draw_map(  # noqa: PLR0913
    definition: str | Path,
    project: str | Path | Project,
    page: str | Path,
    as_of: date | str | None = None,
    *,
    overwrite: bool = False,
    lang: str | None = None,
    look: MapLook | None = None,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Draw one map of a project: a web page, or a drawing on paper.

    Parameters
    ----------
    definition : str or Path
        Name of a shipped map, or a TOML file.
    project : str, Path or Project
        As for :func:`audit`.
    page : str or Path
        The file to write: a drawing if it ends in ``.png`` or ``.pdf``, else a page;
        the folder where ``look`` asks for parts.
    as_of : date or str, optional
        The day; by default the project's own.
    overwrite : bool, default False
        Replace a file that is there.
    lang : {"zh", "en"}, optional
        Language; by default the project's.
    look : MapLook, optional
        Paper, stamp, whether in parts.
    progress : callable, optional
        Called with the name of each step as it begins.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    PolicyError
        Malformed definition, project or policy.
    SourceError
        A source that cannot be used; ``page`` is there already.
    """
    tell = progress or (lambda _step: None)
    project = project if isinstance(project, Project) else load_project(project)
    spec = load_definition(definition)
    target = Path(page)
    for file in check_look(target, look or MapLook()):
        if file.exists() and not overwrite:
            msg = worded("there_replace")
            raise SourceError(msg, file)
    policy = project.load_policy()
    day = day_of(project, as_of)
    tell("read")
    city = load_city(project, policy)
    tell("judge")
    judged = judge(city.frames, policy, day, city.aside, city.overrides)
    book = read_book(project.folder / BOOK_NAME)
    run = Run(project, policy, day, lang or project.lang, city, judged, book)
    tell("pages")
    facts = MapFacts(day, f"{policy.title} {policy.hash[:12]}", run.lang)
    frames = {**map_frames(run), **_pictures(project, spec, policy)}
    return write_map(spec, frames, target, facts, look or MapLook())


def _pictures(
    project: Project, spec: Definition, policy: Policy
) -> dict[str, RasterPicture]:
    """The raster that a map asks for by its name, if the project has it."""
    wanted = spec.raster.source if spec.raster else None
    return {
        source.name: raster_picture(source.path, policy.region)
        for source in project.sources
        if source.kind == "raster" and source.name == wanted
    }


def _check_target(target: Path, *, overwrite: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        msg = worded("is_file")
        raise SourceError(msg, target)
    if not any(target.iterdir()):
        return
    if not overwrite:
        msg = worded("not_empty")
        raise SourceError(msg, target)
    if not (target / "manifest.json").is_file():
        msg = worded("not_of_audit")
        raise SourceError(msg, target)


@contextmanager
def _fresh(target: Path) -> Iterator[Path]:
    """A new folder that becomes ``target`` only if all goes well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
        if target.exists():
            shutil.rmtree(target)
        folder.chmod(0o755)
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
