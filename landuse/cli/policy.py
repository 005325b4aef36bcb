"""``landuse policy``: what the rules are, where they come from, what they change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.options import (
    DEFAULT_POLICY,
    AsOf,
    Json,
    Lang,
    ProjectLang,
    emit,
    say,
)
from landuse.cli.policydiff import diff_record, print_diff, reason_lines
from landuse.cli.policytables import count_lines, print_failures
from landuse.cli.policytext import policy_lines, rule_lines
from landuse.io.project import load_project
from landuse.policy import load_policy
from landuse.steps.casefile import cases_path, read_cases
from landuse.steps.casetest import run_cases, untested
from landuse.steps.judge import placed_frames
from landuse.steps.load import load_city
from landuse.steps.policydiff import compare
from landuse.steps.policyrecords import policy_record, rule_records
from landuse.steps.run import day_of
from landuse.vocabulary import label

__all__ = ["app"]

EXIT_FAILED = 1

app = typer.Typer(
    help="规则集：查看、解释、测试、比较。  The rules: show, explain, test, compare.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Policy = Annotated[
    str, typer.Argument(metavar="[POLICY]", help="规则集名或 .toml。 Name or file.")
]


@app.command("show")
def show(
    policy: Policy = DEFAULT_POLICY,
    as_of: AsOf = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """列出数值和规则：依据、可信度、来自哪一层。  List values and rules."""
    record = policy_record(load_policy(policy), _day(as_of))
    if as_json:
        emit(record)
    else:
        _say_all(policy_lines(record, lang))


@app.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(help="规则代码。 Id of a rule.")],
    policy: Annotated[
        str, typer.Option("--policy", help="规则集名或 .toml。 Name or file.")
    ] = DEFAULT_POLICY,
    as_of: AsOf = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """解释一条规则：条款、条件、标准、缺口。  Explain one rule."""
    records = rule_records(load_policy(policy), rule, _day(as_of))
    if as_json:
        emit({"policy": policy, "as_of": as_of, "editions": records})
        return
    for record in records:
        _say_all(rule_lines(record, lang))
    if not records:
        say(f"{rule}: {label('rulebook', 'not_in_force', lang)} ({as_of})")


@app.command("test")
def hold_to_cases(
    policy: Policy = DEFAULT_POLICY, lang: Lang = "zh", as_json: Json = False
) -> None:
    """用规则集旁边的用例检验规则。  Hold a policy to the cases beside it."""
    rules, cases = load_policy(policy), read_cases(cases_path(policy))
    results = run_cases(rules, cases)
    failed = [one for one in results if not one.passed]
    left = untested(rules, results)
    if as_json:
        counts = {"cases": len(cases), "checked": len(results), "failed": len(failed)}
        wrong = [asdict(one) for one in failed]
        emit({"policy": policy, **counts, "failures": wrong, "untested": left})
    else:
        print_failures(failed, lang)
        _say_all(count_lines(len(results), len(failed), left, lang))
    if failed:
        raise typer.Exit(EXIT_FAILED)


@app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(help="原规则集。 The policy as it is.")],
    after: Annotated[str, typer.Argument(help="新规则集。 The policy to compare.")],
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ],
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """换规则后哪些地块的结论会变，为什么。  Which land changes, and why."""
    policies = load_policy(before), load_policy(after)
    known = load_project(project)
    day = day_of(known, as_of)
    frames = placed_frames(load_city(known, known.load_policy()).frames)
    found = compare(frames, *policies, day)
    if as_json:
        names = {"before": before, "after": after, "as_of": day}
        emit({**names, **diff_record(found)})
    else:
        _say_all(reason_lines(found, lang or known.lang))
        print_diff(found, lang or known.lang)


def _day(as_of: str | None) -> date | None:
    return None if as_of is None else date.fromisoformat(as_of)


def _say_all(lines: Iterator[str]) -> None:
    for line in lines:
        say(line)
