"""``landuse ledger verify``, ``backup`` and ``restore``: nothing is lost unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from landuse.cli.ledgeroptions import LedgerPath, file_of, issue_rows, shown
from landuse.cli.options import Json, Lang, Overwrite, emit, say
from landuse.cli.tables import print_issues
from landuse.issuewords import issues_in_words
from landuse.ledger.backup import backup_ledger
from landuse.ledger.chain import Verification
from landuse.ledger.postgresurl import is_address
from landuse.ledger.store import open_ledger
from landuse.ledger.transfer import copy_ledger
from landuse.steps.ledgerrestore import Restored, restore
from landuse.vocabulary import label
from landuse.wording import chinese

__all__ = ["backup", "restore_from", "verify"]

EXIT_BROKEN = 1
_SHOWN = 20

Head = Annotated[
    str | None,
    typer.Option("--head", help="以前打印的链头。 A head that was printed before."),
]


def verify(
    ledger: LedgerPath, head: Head = None, lang: Lang = "zh", as_json: Json = False
) -> None:
    """核对链、分录、触发器；有误时退出码 1。  Check chain, balance and triggers."""
    with open_ledger(ledger, readonly=True) as opened:
        found = opened.verify(head)
        doubts = opened.issues
    if as_json:
        faults = [
            {"seq": fault.seq, "what": fault.what, "what_zh": chinese(fault.what)}
            for fault in found.faults
        ]
        content: dict[str, Any] = {
            "ok": found.ok,
            "events": found.events,
            "head": found.head,
        }
        content |= {"first": faults[0] if faults else None, "faults": faults}
        emit({**content, "issues": issue_rows(doubts)})
    else:
        print_issues(issues_in_words(doubts), lang)
        _print(found, lang)
    if not found.ok:
        raise typer.Exit(EXIT_BROKEN)


def _print(found: Verification, lang: str) -> None:
    for fault in found.faults[:_SHOWN]:
        place = (
            "" if fault.seq is None else f"{label('ledger', 'seq', lang)} {fault.seq}: "
        )
        said = (chinese(fault.what) if lang == "zh" else None) or fault.what
        say(f"  {place}{said}")
    more = len(found.faults) - _SHOWN
    if more > 0:
        say(f"  + {more:,}")
    word = label("ledger", "whole" if found.ok else "broken", lang)
    events = f"{label('ledger', 'events', lang)} {found.events:,}"
    say(f"{word}: {events}, {label('ledger', 'head', lang)} {found.head}")


def backup(
    ledger: LedgerPath,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="备份文件或地址。 Where to.")
    ],
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """备份台账，不覆盖已有文件。  Copy the ledger; never over a file."""
    if is_address(ledger) or is_address(target):
        copy_ledger(ledger, target)
    else:
        backup_ledger(Path(ledger), Path(target))
    with open_ledger(target, readonly=True) as opened:
        found = opened.verify()
    if as_json:
        content = {"target": shown(target), "ok": found.ok, "events": found.events}
        emit({**content, "head": found.head})
    else:
        say(f"{label('ledger', 'copied', lang)}: {shown(target)}")
        _print(found, lang)
    if not found.ok:
        raise typer.Exit(EXIT_BROKEN)


def restore_from(
    copy: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="备份文件。 The copy.")
    ],
    ledger: LedgerPath,
    head: Head = None,
    overwrite: Overwrite = False,
    force_older: Annotated[
        bool,
        typer.Option(
            "--force-older",
            help="备份缺少现有事项时仍恢复。 Even if events of the ledger are lost.",
        ),
    ] = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """从备份恢复；原台账另存，缺少的事项列出。  Restore; the former one is kept."""
    place = file_of(ledger)
    done = restore(copy, place, head=head, overwrite=overwrite, force_older=force_older)
    if as_json:
        lost = done.lost.astype("str").to_dict("records")
        content = {"ledger": ledger, "events": done.events, "head": done.head}
        emit(
            {
                **content,
                "kept_as": done.kept_as,
                "readable": done.readable,
                "lost": lost,
            }
        )
        return
    _tell(done, place, lang)


def _tell(done: Restored, ledger: Path, lang: str) -> None:
    say(f"{label('ledger', 'restored', lang)}: {ledger}")
    say(
        f"{label('ledger', 'events', lang)} {done.events:,}, "
        f"{label('ledger', 'head', lang)} {done.head}"
    )
    if done.kept_as is not None:
        say(f"{label('ledger', 'kept_as', lang)}: {done.kept_as}")
    if len(done.lost):
        say(f"{label('ledger', 'lost', lang)}: {len(done.lost):,}")
    for row in done.lost.head(_SHOWN).itertuples():
        event = f"{label('event', row.event, lang)} {row.valid_date.date()}"
        who = f"{row.recorded_by} {row.recorded_at}"
        say(f"  {row.seq} {row.event_id} {event} · {who}")
