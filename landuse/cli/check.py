"""``landuse check``: data quality of a file or a project."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from landuse.cli.answer import (
    By,
    Justify,
    Until,
    Why,
    answer_of,
    is_project,
    write_answer,
)
from landuse.cli.faults import unusable_issue
from landuse.cli.inspect import EncodingName, Epsg, Kind, PolicyName
from landuse.cli.options import (
    DEFAULT_POLICY,
    EXIT_QUARANTINED,
    EXIT_UNUSABLE,
    AsOf,
    Json,
    Lang,
    TransformFile,
    console,
    emit,
)
from landuse.cli.tables import print_issues
from landuse.errors import LanduseError, PolicyError
from landuse.io.project import load_project
from landuse.io.transformfile import given_transform
from landuse.policy import load_policy
from landuse.steps.checking import Checked, check_file, check_project
from landuse.steps.issuesout import write_issues
from landuse.vocabulary import label

__all__ = ["check"]


def check(
    path: Annotated[str, typer.Argument(help="文件或项目。 File or project.")],
    kind: Kind = None,
    epsg: Epsg = None,
    encoding: EncodingName = None,
    policy: PolicyName = DEFAULT_POLICY,
    reference: Annotated[
        Path | None,
        typer.Option("--reference", help="位置可靠的图层。 A layer to compare with."),
    ] = None,
    infer_crs: Annotated[
        bool,
        typer.Option("--infer-crs", help="未注明坐标系时按区域推断。 Infer the CRS."),
    ] = False,
    allow_ballpark: Annotated[
        bool,
        typer.Option(
            "--allow-ballpark", help="读取西安80、北京54数据。 Read old datums."
        ),
    ] = False,
    transform: TransformFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="问题清单（.csv、.parquet 或 .gpkg）。 Issues as a table or layer.",
        ),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option("--before", help="上一版文件，比对变化。 Earlier version."),
    ] = None,
    as_of: AsOf = None,
    mark: Justify = None,
    by: By = None,
    why: Why = None,
    until: Until = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """检查数据质量，列出问题和处理建议。  Check data quality."""
    try:
        said: dict[str, Any] = {"epsg": epsg, "encoding": encoding}
        said |= {"infer_crs": infer_crs, "allow_ballpark": allow_ballpark}
        said |= {"reference": reference, "before": before}
        said["transform"] = given_transform(transform, allow_ballpark=allow_ballpark)
        entry = answer_of(mark, by, why, until)
        checked = _checked(Path(path), kind, policy, said, as_of)
        if entry is not None:
            write_answer(Path(path), checked.found, entry, lang)
            checked = _checked(Path(path), kind, policy, said, as_of)
    except (LanduseError, OSError) as error:
        if not as_json:
            raise
        emit(_unusable(path, error))
        raise typer.Exit(EXIT_UNUSABLE) from error
    if out is not None:
        write_issues(checked.found, checked.crs, out)
    if as_json:
        emit(_content(checked))
    else:
        _print(checked, lang)
    if checked.outcome == "quarantine":
        raise typer.Exit(EXIT_QUARANTINED)


def _checked(
    path: Path,
    kind: str | None,
    policy: str,
    said: dict[str, Any],
    as_of: str | None,
) -> Checked:
    if is_project(path):
        _check_words(path, {**said, "kind": kind})
        project = load_project(path)
        day = None if as_of is None else date.fromisoformat(as_of)
        policy_ = project.load_policy()
        return check_project(project, policy_, day, said["reference"])
    known = load_policy(policy)
    return check_file(path, kind=kind, region=known.region, policy=known, **said)


def _check_words(path: Path, said: dict[str, Any]) -> None:
    """A project says of each source what an option says of a single file."""
    given = [key for key, value in said.items() if value and key != "reference"]
    if not given:
        return
    options = ", ".join(f"--{key.replace('_', '-')}" for key in given)
    msg = "is for a single file; a project says it of each [[source]]"
    raise PolicyError(msg, path, options)


def _content(checked: Checked) -> dict[str, Any]:
    rows = checked.issues.astype(object).where(checked.issues.notna(), None)
    return {
        "outcome": checked.outcome,
        "counts": checked.counts,
        "issues": rows.to_dict("records"),
    }


def _unusable(path: str, error: Exception) -> dict[str, Any]:
    none = {"source": 0, "loaded": 0, "quarantined": 0}
    issues = [unusable_issue(path, error)]
    return {"outcome": "error", "counts": none, "issues": issues}


def _print(checked: Checked, lang: str) -> None:
    out = console()
    print_issues(checked.issues, lang)
    counts = ", ".join(
        f"{label('count', name, lang)} {number:,}"
        for name, number in checked.counts.items()
    )
    outcome = label("outcome", checked.outcome, lang)
    out.print(f"{label('cli', 'outcome', lang)}: {outcome} ({counts})")
