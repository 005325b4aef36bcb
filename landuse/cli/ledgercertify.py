"""``landuse ledger certify``: the goal's figure and everything that it rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from landuse.cli.ledgercertificate import certificate_parts
from landuse.cli.ledgeroptions import (
    KnownAt,
    LedgerPath,
    PolicyName,
    ProjectPath,
    json_rows,
    moments,
    rules_of,
    shown,
)
from landuse.cli.options import Json, Lang, Overwrite, as_day, console, emit
from landuse.cli.tables import print_issues
from landuse.issuewords import issues_in_words
from landuse.ledger.store import open_ledger
from landuse.steps.judge import placed_frames
from landuse.steps.ledgercertify import Certified, write_certificate
from landuse.steps.ledgercertify import certify as draw_up
from landuse.steps.load import load_city

__all__ = ["certify"]


def certify(
    ledger: LedgerPath,
    as_of: Annotated[
        str, typer.Option("--as-of", callback=as_day, help="截至日。 Day, YYYY-MM-DD.")
    ],
    known_at: KnownAt = None,
    project: ProjectPath = None,
    policy: PolicyName = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="凭证工作簿（.xlsx）。 The certificate as a workbook."
        ),
    ] = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """目标凭证：每平方米只算一次。  Certify the goal: every square metre once."""
    rules, known = rules_of(project, policy)
    _, moment = moments(None, known_at)
    with open_ledger(ledger, readonly=True) as opened:
        frames = {}
        if known is not None:
            frames = placed_frames(load_city(known, rules).frames)
        day = date.fromisoformat(as_of)
        made = draw_up(opened, rules, day, known_at=moment, frames=frames)
    if out is not None:
        issues = write_certificate(made, out, lang=lang, overwrite=overwrite)
        if not as_json:
            print_issues(issues_in_words(issues), lang)
    if as_json:
        emit({"ledger": shown(ledger), "known_at": known_at, **_content(made)})
        return
    screen = console()
    for part in certificate_parts(made, lang):
        screen.print(part)


def _content(made: Certified) -> dict[str, Any]:
    found = made.certificate
    return {
        "as_of": found.as_of,
        "title": made.meta.title,
        "head": made.head,
        "events": made.events,
        "policy": {"id": found.policy_id, "hash": found.policy_hash},
        "rules": dict(found.rules),
        "figures": json_rows(found.figures),
        "outlook": json_rows(found.outlook),
        "trajectory": json_rows(found.trajectory),
        "overlaps": json_rows(found.overlaps),
        "not_counted": json_rows(found.not_counted),
        "mended": found.mended,
    }
