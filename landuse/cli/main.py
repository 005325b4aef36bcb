"""The command ``landuse``: registers the subcommands and meets every error."""

from __future__ import annotations

import os
import sys

import typer

from landuse.cli import (
    audit,
    balance,
    check,
    convert,
    demo,
    doctor,
    explain,
    grade,
    inspect,
    ledger,
    lifecycle,
    map_,
    policy,
    repair,
    sample,
    scoreboard,
)
from landuse.cli.faults import error_line, language_of
from landuse.cli.options import EXIT_UNUSABLE, say
from landuse.errors import LanduseError

__all__ = ["app", "main"]

app = typer.Typer(
    name="landuse",
    help="建设用地审计：闲置、批而未供、停建、低效土地，整备盘活目标与亩均税收。"
    "  Land audit for city natural-resources bureaus.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("sample")(sample.sample)
app.command("audit")(audit.audit_project)
app.command("balance")(balance.balance)
app.command("scoreboard")(scoreboard.scoreboard)
app.command("check")(check.check)
app.command("convert")(convert.convert)
app.command("grade")(grade.grade_enterprises)
app.command("inspect")(inspect.inspect)
app.command("explain")(explain.explain)
app.command("map")(map_.draw)
app.command("repair")(repair.repair)
app.add_typer(policy.app, name="policy")
app.add_typer(ledger.app, name="ledger")
app.add_typer(lifecycle.app, name="lifecycle")
app.command("doctor")(doctor.doctor)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Instead of those of the process.

    Raises
    ------
    SystemExit
        0 done, 1 records set aside (``check``, ``convert``), 2 bad usage or input
        that cannot be used.
    """
    try:
        app(arguments, prog_name="landuse")
    except (LanduseError, OSError) as error:
        given = sys.argv[1:] if arguments is None else arguments
        say(f"landuse: {error_line(error, language_of(given))}")
        sys.exit(EXIT_UNUSABLE)
    except Exception as error:
        if os.environ.get("LANDUSE_DEBUG"):
            raise
        kind = type(error).__name__
        say(
            f"landuse: fault in the program: {kind}: {_one_line(error)}; "
            "please report it with what LANDUSE_DEBUG=1 shows"
        )
        sys.exit(EXIT_UNUSABLE)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
