"""Events for tests: one hectare is 1,000,000 dm2, or 15 mu."""

from __future__ import annotations

from collections import Counter
from datetime import date

from landuse.ledger.records import LedgerEvent, validated

HECTARE = 1_000_000


def event(kind, day, parcel=None, **fields):
    """An event of a kind on a day such as ``"2021-06-01"``; areas in hectares."""
    if "ha" in fields:
        fields["area_dm2"] = round(fields.pop("ha") * HECTARE)
    made = LedgerEvent(
        event=kind, valid_date=date.fromisoformat(day), parcel_id=parcel, **fields
    )
    return validated(made)


def legs(postings):
    """Postings as (day, subject, account, hectares)."""
    return [
        (p.valid_date.isoformat(), p.subject, p.account, p.area_dm2 / HECTARE)
        for p in postings
    ]


def summed(postings):
    """What postings add up to, by subject and account; none of zero."""
    sums = Counter()
    for posting in postings:
        sums[posting.subject, posting.account] += posting.area_dm2
    return {place: dm2 for place, dm2 in sums.items() if dm2}


def posted(books, *events):
    """The postings of events, one list each."""
    return [books.post(one) for one in events]
