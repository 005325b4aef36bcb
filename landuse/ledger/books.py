"""The books of a ledger in memory: what a new event posts, and how things stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from landuse.issues import Issue
from landuse.ledger.families import Family
from landuse.ledger.fold import Entry, applied, standing_reversals
from landuse.ledger.kinds import accounts
from landuse.ledger.late import put_late
from landuse.ledger.notes import Note, contradiction, issue_of
from landuse.ledger.records import LedgerEvent, Posting, subjects_of
from landuse.ledger.state import ParcelState, parcel_state

__all__ = ["Books", "post"]


class Books:
    """The state of every subject loaded, and the postings of what is added.

    Two books of double entry in whole dm2: ``land`` says where each square metre is,
    ``goal`` what of it is counted. In each, the postings of an event sum to zero, and
    nothing but the accounts outside is ever below zero. Supplying more of a batch
    than it has left is a fact that happens: the rest comes from outside, and
    :meth:`issues` says so (``LEDGER_OVER_SUPPLY``).

    Examples
    --------
    >>> day = date(2021, 6, 1)
    >>> books = Books()
    >>> _ = books.post(LedgerEvent(event="approved", valid_date=day, batch_id="B1",
    ...                            area_dm2=1_000_000))
    >>> made = books.post(LedgerEvent(event="supplied", valid_date=day, batch_id="B1",
    ...                               parcel_id="P1", area_dm2=600_000))
    >>> [(p.subject, p.account, p.area_dm2) for p in made]
    [('batch:B1', 'unsupplied', -600000), ('parcel:P1', 'supplied', 600000)]
    """

    def __init__(self) -> None:
        self._families: dict[str, Family] = {}  #: by subject
        self._latest: dict[str, date] = {}  #: last day of each subject
        self._touched: dict[str, tuple[str, ...]] = {}  #: subjects by event id
        self._notes: list[Note] = []
        self._told: set[tuple[int, str]] = set()  #: event and code of each note
        self._seq = 0

    def load(self, history: Iterable[tuple[int, LedgerEvent]]) -> None:
        """Take in events that are recorded already.

        Parameters
        ----------
        history : iterable of tuple
            Number and event, in any order; of each family all of it, or all of it
            up to a day.

        Raises
        ------
        SchemaError
            If an event contradicts those before it.
        """
        listed = sorted(history, key=lambda pair: pair[0])
        anchors: set[str] = set()
        for seq, event in listed:
            subjects = self._subjects(event, known_only=False)
            family = self._joined(subjects)
            family.entries.append(Entry(event.valid_date, seq, event))
            self._register(event, subjects)
            anchors.update(subjects[:1])
        grown = {id(f): f for f in map(self._families.__getitem__, sorted(anchors))}
        for family in grown.values():
            notes: list[Note] = []
            family.fold(notes)
            self._told.update((id(note.event), note.code) for note in notes)
        self._seq = max(self._seq, max((seq for seq, _ in listed), default=0))

    def post(self, event: LedgerEvent) -> tuple[Posting, ...]:
        """Add an event and tell what it posts.

        Parameters
        ----------
        event : LedgerEvent
            As validated. Its number is the next one.

        Returns
        -------
        tuple of Posting
            Of the event's day; for an event that is earlier than others of its
            subjects, and for a reversal, also of the days that it changes.

        Raises
        ------
        SchemaError
            If it contradicts what is recorded, or a later event of land that came or
            went by a split or merger contradicts it; nothing is changed then.
        """
        subjects = self._subjects(event)
        self._check_new(event)
        family = self._joined(subjects)
        entry = Entry(event.valid_date, self._seq + 1, event)
        notes: list[Note] = []
        if event.reverses is not None:
            made = family.put_reversal(entry, notes)
        elif self._is_latest(event.valid_date, subjects, family):
            legs = applied(family.state, event, notes, is_new=True)
            family.put(entry, legs, subjects)
            made = tuple([Posting(entry.day, *leg) for leg in legs])
        else:
            made = put_late(family, entry, notes)
        self._seq += 1
        self._register(event, subjects)
        if notes:
            self._tell(notes)
        return made

    def issues(self) -> tuple[Issue, ...]:
        """What staff should know of the events posted since the last call.

        Returns
        -------
        tuple of Issue
            In the order of posting. Events that were loaded say nothing again.
        """
        told, self._notes = tuple(map(issue_of, self._notes)), []
        return told

    def state(self, parcel: str) -> ParcelState | None:
        """A parcel as it stands after all events.

        Parameters
        ----------
        parcel : str
            Id.

        Returns
        -------
        ParcelState or None
            None for a parcel that is not in the books.
        """
        family = self._families.get(f"parcel:{parcel}")
        if family is None or parcel not in family.state.facts:
            return None
        return parcel_state(family.state, parcel)

    def states(self) -> dict[str, ParcelState]:
        """All parcels as they stand after all events.

        Returns
        -------
        dict
            By parcel id, sorted; retired parcels too.
        """
        found = [
            (name, family.state)
            for family in self._each()
            for name in family.state.facts
        ]
        found.sort(key=lambda pair: pair[0])
        return {name: parcel_state(state, name) for name, state in found}

    def balances(self) -> dict[tuple[str, str], int]:
        """The balance of each account of each book.

        Returns
        -------
        dict
            Book and account -> dm2; those of a book sum to zero.
        """
        sums: Counter[str] = Counter()
        for family in self._each():
            for book in (family.state.land, family.state.goal):
                for held in book.values():
                    for account, dm2 in held.items():
                        sums[account] += dm2
        return {(a.book, name): sums[name] for name, a in accounts().items()}

    def _each(self) -> Iterator[Family]:
        return iter({id(f): f for f in self._families.values()}.values())

    def _subjects(
        self, event: LedgerEvent, *, known_only: bool = True
    ) -> tuple[str, ...]:
        if event.reverses is None:
            return subjects_of(event)
        touched = self._touched.get(event.reverses)
        if touched is None and not known_only:
            return subjects_of(event)  # of a later day than those loaded
        if touched is None:
            raise contradiction("ledger_reverses_unknown", event, target=event.reverses)
        return tuple(dict.fromkeys((*touched, *subjects_of(event))))

    def _check_new(self, event: LedgerEvent) -> None:
        if event.event_id is not None and event.event_id in self._touched:
            raise contradiction("ledger_id_exists", event)
        if event.reverses is None:
            return
        family = self._families[self._touched[event.reverses][0]]
        before = standing_reversals(family.entries).get(event.reverses)
        if before is not None:
            raise contradiction(
                "ledger_reversed_already",
                event,
                target=event.reverses,
                other=before.event.event_id or before.day.isoformat(),
            )

    def _is_latest(self, day: date, subjects: tuple[str, ...], family: Family) -> bool:
        """Whether no later event or reversal of its subjects could be changed."""
        latest = self._latest
        if not all(latest.get(subject, day) <= day for subject in subjects):
            return False
        return day >= family.last_reversal or family.is_steady(subjects)

    def _joined(self, subjects: tuple[str, ...]) -> Family:
        """The one family of all these subjects."""
        family: Family | None = None
        for subject in subjects:
            other = self._families.get(subject)
            if other is not None and other is not family:
                family = other if family is None else self._united(family, other)
        if family is None:
            family = Family()
        for subject in subjects:
            if subject not in self._families:
                self._families[subject] = family
                family.subjects.append(subject)
        return family

    def _united(self, one: Family, two: Family) -> Family:
        large, small = (
            (one, two) if len(one.entries) >= len(two.entries) else (two, one)
        )
        for subject in small.subjects:
            self._families[subject] = large
        large.absorb(small)
        return large

    def _register(self, event: LedgerEvent, subjects: tuple[str, ...]) -> None:
        if event.event_id is not None:
            self._touched[event.event_id] = subjects
        day = event.valid_date
        for subject in subjects:
            if self._latest.get(subject, day) <= day:
                self._latest[subject] = day

    def _tell(self, notes: list[Note]) -> None:
        for note in notes:
            key = (id(note.event), note.code)
            if key not in self._told:
                self._told.add(key)
                self._notes.append(note)


def post(
    history: Iterable[tuple[int, LedgerEvent]], new: LedgerEvent
) -> tuple[Posting, ...]:
    """What an event posts after a history.

    Parameters
    ----------
    history : iterable of tuple
        Number and event of all that was recorded of its families.
    new : LedgerEvent
        As validated.

    Returns
    -------
    tuple of Posting
        See :meth:`Books.post`.

    Examples
    --------
    >>> new = LedgerEvent(event="approved", valid_date=date(2021, 6, 1), batch_id="B1",
    ...                   area_dm2=1_000_000)
    >>> [p.area_dm2 for p in post([], new)]
    [-1000000, 1000000]
    """
    books = Books()
    books.load(history)
    return books.post(new)
