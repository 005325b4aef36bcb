"""``landuse ledger record``: one event by hand."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import typer

from landuse.cli.inspect import Epsg
from landuse.cli.ledgerclock import By, RecordedAt, now_or, recorder
from landuse.cli.ledgeroptions import (
    LedgerPath,
    ProjectPath,
    issue_rows,
    rules_of,
    shown,
)
from landuse.cli.ledgerrecordoptions import (
    AreaHa,
    AreaM2,
    AreaMu,
    Batch,
    Day,
    DocumentDate,
    DocumentNo,
    Enterprise,
    Event,
    EventId,
    Evidence,
    Expect,
    Facts,
    Into,
    Method,
    Outline,
    Parcel,
    Parents,
    Remark,
    Reverses,
    Zone,
)
from landuse.cli.options import Json, Lang, emit, say
from landuse.cli.tables import print_issues
from landuse.eventdetails import key_value
from landuse.io.profile import default_profile
from landuse.issuewords import issues_in_words
from landuse.ledger.lookups import event_at
from landuse.ledger.records import (
    LedgerEvent,
    Posting,
    RecordedEvent,
    subjects_of,
    validated,
)
from landuse.ledger.store import open_ledger
from landuse.steps.ledgerimport import Entry, Imported, record_events
from landuse.steps.ledgeroutline import outline_of, outline_of_parcel
from landuse.steps.ledgertexts import area_dm2_of, area_parts
from landuse.steps.load import load_city
from landuse.units import DM2_PER_M2, round_half_up, to_mu
from landuse.vocabulary import label

__all__ = ["record"]

_BLOCK = 1 << 20


def record(
    ledger: LedgerPath,
    event: Event,
    day: Day,
    parcel: Parcel = None,
    batch: Batch = None,
    zone: Zone = None,
    enterprise: Enterprise = None,
    area_mu: AreaMu = None,
    area_m2: AreaM2 = None,
    area_ha: AreaHa = None,
    method: Method = None,
    document_no: DocumentNo = None,
    document_date: DocumentDate = None,
    evidence: Evidence = None,
    reverses: Reverses = None,
    into: Into = None,
    parents: Parents = None,
    outline: Outline = None,
    epsg: Epsg = None,
    project: ProjectPath = None,
    expect: Expect = None,
    facts: Facts = None,
    event_id: EventId = None,
    remark: Remark = None,
    by: By = None,
    recorded_at: RecordedAt = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """登记一个事项。  Record one event."""
    plain = {
        "event_id": event_id,
        "parcel_id": parcel,
        "batch_id": batch,
        "zone_id": zone,
        "enterprise_id": enterprise,
        "method": method,
        "document_no": document_no,
        "reverses": reverses,
        "remark": remark,
    }
    shape = _shape(outline, epsg, project, parcel)
    made = validated(
        LedgerEvent(
            **plain,
            event=_kind(event),
            valid_date=date.fromisoformat(day),
            area_dm2=_area({"m2": area_m2, "mu": area_mu, "ha": area_ha}),
            document_date=_day(document_date),
            evidence_sha256=None if evidence is None else _sha256(evidence),
            parents=area_parts(";".join(parents or ()), "parents"),
            children=area_parts(";".join(into or ()), "children"),
            details=dict(key_value(fact) for fact in facts or ()),
            geometry=None if shape is None else shape[0],
            epsg=None if shape is None else shape[1],
        )
    )
    expected = None if expect is None else {subjects_of(made)[0]: expect}
    entry = Entry(recorder(by), now_or(recorded_at))
    with open_ledger(ledger) as opened:
        done = record_events(opened, [made], entry, expected=expected)
        seq = done.receipt.last_seq
        row = None if seq is None else event_at(opened, seq)
    if as_json:
        emit({"ledger": shown(ledger), **_content(done, row)})
    else:
        _print(done, row, lang)


def _content(done: Imported, row: RecordedEvent | None) -> dict[str, Any]:
    receipt = done.receipt
    postings = () if row is None else row.postings
    return {
        "event_id": None if row is None else row.event.event_id,
        "seq": receipt.last_seq,
        "added": receipt.added,
        "already": receipt.already,
        "head": receipt.head,
        "postings": [asdict(posting) for posting in postings],
        "issues": issue_rows(done.issues),
    }


def _print(done: Imported, row: RecordedEvent | None, lang: str) -> None:
    print_issues(issues_in_words(done.issues), lang)
    if row is None:
        say(f"{label('ledger', 'already', lang)}: {done.receipt.already}")
    else:
        place = f"{label('ledger', 'seq', lang)} {row.seq}"
        say(f"{label('ledger', 'added', lang)}: {row.event.event_id} ({place})")
        for posting in row.postings:
            account = label("ledger_account", posting.account, lang)
            mu = round_half_up(to_mu(posting.area_dm2 / DM2_PER_M2))
            where = f"{posting.valid_date} {_subject(posting, lang)} {account}"
            say(f"  {where}: {mu:+,.2f} {label('unit_name', 'mu', lang)}")
    say(f"{label('ledger', 'head', lang)}: {done.receipt.head}")


def _subject(posting: Posting, lang: str) -> str:
    kind, _, name = posting.subject.partition(":")
    return f"{label('subject', kind, lang)} {name}" if name else ""


def _kind(word: str) -> str:
    """The kind that a clerk names by its code or by a word of a table."""
    words = default_profile("events").values["event"]
    return words.get(word.strip(), word.strip())


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _area(given: dict[str, str | None]) -> int | None:
    found = [(figure, unit) for unit, figure in given.items() if figure is not None]
    if len(found) > 1:
        msg = "give one of --area-mu, --area-m2 and --area-ha"
        raise typer.BadParameter(msg)
    return area_dm2_of(*found[0], "registered_area_m2") if found else None


def _shape(
    outline: Path | None, epsg: int | None, project: Path | None, parcel: str | None
) -> tuple[bytes, int] | None:
    """The outline of a file, else that of the project's parcel."""
    rules, known = rules_of(project, None)
    if outline is not None:
        return outline_of(outline, rules.region, epsg)
    if known is None or parcel is None:
        return None
    return outline_of_parcel(load_city(known, rules).frames, parcel)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
