"""Whatever is recorded in whatever order: postings, states and balances agree."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from landuse.errors import SchemaError
from landuse.ledger.books import Books
from landuse.ledger.kinds import accounts
from landuse.ledger.records import LedgerEvent, validated

FIRST = date(2020, 1, 1)
NAMES = ("P1", "P2", "P3", "P11", "P12", "P4")
PARCELS = st.sampled_from(NAMES)
BATCHES = st.sampled_from(("B1", "B2", "B1;B2"))
AREAS = st.one_of(st.none(), st.integers(1, 300), st.integers(99_000, 101_000))
#: Kinds that need an area, a document or facts, and those that need a parcel only.
PLAIN = ("started", "suspended", "resumed", "completed", "produced", "accepted")


@st.composite
def _fields(draw):
    """The fields of one event, but for its day and number."""
    how = draw(st.sampled_from(("plain", "supply", "batch", "goal", "lineage")))
    parcel, area = draw(PARCELS), draw(AREAS)
    made = {
        "event": draw(st.sampled_from(PLAIN)),
        "parcel_id": parcel,
        "area_dm2": area,
    }
    if how == "supply":
        given_area = draw(st.integers(1, 150_000))
        made |= {"event": "supplied", "area_dm2": given_area, "batch_id": draw(BATCHES)}
    elif how == "batch":
        kind = draw(st.sampled_from(("approved", "batch_withdrawn")))
        made = {"event": kind, "batch_id": draw(BATCHES.filter(lambda b: len(b) == 2))}
        made |= {"area_dm2": draw(st.integers(1, 200_000)), "document_no": "D"}
    elif how == "goal":
        kind = draw(st.sampled_from(("assembled", "revitalized", "disposed")))
        method = draw(st.sampled_from(("recover_paid", "resupply", "temporary_use")))
        made |= {"event": kind, "document_no": "D", "method": method}
    elif how == "lineage" and draw(st.booleans()):
        rest = draw(st.integers(1, 60_000))
        children = (("P11", None), ("P12", rest))
        made = {"event": "split", "parcel_id": parcel, "children": children}
    elif how == "lineage":
        both = (("P1", None), ("P2", None))
        made = {"event": "merged", "parents": both, "children": (("P4", None),)}
    return made


@st.composite
def recordings(draw):
    """Events on days of their own, in the order in which they are recorded."""
    drawn = draw(st.lists(_fields(), min_size=2, max_size=14))
    days = draw(st.permutations(range(len(drawn) + 3)))
    made = []
    for number, fields in enumerate(drawn):
        day = FIRST + timedelta(days=days[number])
        made.append({"event_id": f"E{number}", "valid_date": day, **fields})
    for number in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(made) - 1))
        target = made[place]["event_id"]
        if all(fields.get("reverses") != target for fields in made):
            day = FIRST + timedelta(days=days[len(drawn) + number])
            about = {"event_id": f"R{number}", "event": "reversed", "reverses": target}
            after = draw(st.integers(place + 1, len(made)))
            made.insert(after, {**about, "valid_date": day})
    return made


def recorded(recordings):
    """Books, and each event that was taken with its postings."""
    books, taken = Books(), []
    for fields in recordings:
        try:
            event = validated(LedgerEvent(**fields))
        except SchemaError:
            continue
        try:
            taken.append((event, books.post(event)))
        except SchemaError:
            continue
    return books, taken


def by_account(books):
    return {name: dict(state.accounts) for name, state in books.states().items()}


def summed(postings):
    sums = Counter()
    for posting in postings:
        sums[posting.subject, posting.account] += posting.area_dm2
    return sums


@given(recordings())
def test_the_postings_of_an_event_sum_to_zero_in_each_book_and_day(drawn):
    _, taken = recorded(drawn)
    for _, postings in taken:
        sums = Counter()
        for posting in postings:
            book = accounts()[posting.account].book
            sums[posting.valid_date, book] += posting.area_dm2
            assert posting.area_dm2 != 0
        assert set(sums.values()) <= {0}


@given(recordings())
def test_nothing_but_what_is_outside_is_ever_below_zero(drawn):
    _, taken = recorded(drawn)
    postings = [posting for _, listed in taken for posting in listed]
    for day in {posting.valid_date for posting in postings}:
        sums = summed(p for p in postings if p.valid_date <= day)
        below = {a for (_, a), dm2 in sums.items() if dm2 < 0}
        assert below <= {"external", "survey_difference", "uncounted"}


@settings(max_examples=150)
@given(recordings())
def test_any_day_as_known_at_any_time_is_a_sum_of_postings(drawn):
    """The fold of the events then known, up to that day, says the same."""
    _, taken = recorded(drawn)
    assume(taken)
    days = sorted(event.valid_date for event, _ in taken)
    for known in range(1, len(taken) + 1):
        listed = [p for _, postings in taken[:known] for p in postings]
        for as_of in (days[len(days) // 2], days[-1]):
            sums = summed(p for p in listed if p.valid_date <= as_of)
            folded = Books()
            then = enumerate((event for event, _ in taken[:known]), 1)
            folded.load([(n, e) for n, e in then if e.valid_date <= as_of])
            _assert_same(folded, sums)


def _assert_same(folded, sums):
    balances = Counter()
    for (_, account), dm2 in sums.items():
        balances[account] += dm2
    assert folded.balances() == {
        (a.book, name): balances[name] for name, a in accounts().items()
    }
    states = folded.states()
    for parcel in NAMES:
        own = {a: d for (s, a), d in sums.items() if s == f"parcel:{parcel}" and d}
        state = states.get(parcel)
        goal = {a: own.pop(a, 0) for a in ("assembled", "revitalized")}
        assert own == ({} if state is None else dict(state.accounts))
        if state is not None:
            assert goal["assembled"] == state.assembled_dm2
            assert goal["revitalized"] == state.revitalized_dm2


@settings(max_examples=150)
@given(recordings())
def test_the_order_of_recording_does_not_change_the_state(drawn):
    """Unless one is refused when recorded by day: it no longer follows."""
    books, taken = recorded(drawn)
    days = {event.event_id: event.valid_date for event, _ in taken}
    assume(all(days[e.reverses] < e.valid_date for e, _ in taken if e.reverses))
    again = Books()
    for event, _ in sorted(taken, key=lambda pair: pair[0].valid_date):
        try:
            again.post(event)
        except SchemaError:
            assume("LEDGER_OUT_OF_ORDER" not in {i.code for i in books.issues()})
            raise
    assert again.states() == books.states()
    assert again.balances() == books.balances()


@given(recordings())
def test_books_that_are_loaded_stand_as_those_that_were_posted(drawn):
    books, taken = recorded(drawn)
    loaded = Books()
    loaded.load(enumerate((event for event, _ in taken), 1))
    assert loaded.states() == books.states()
    assert loaded.issues() == ()


@given(recordings())
def test_a_refused_event_changes_nothing(drawn):
    books = Books()
    for fields in drawn:
        before = books.states(), books.balances()
        try:
            books.post(validated(LedgerEvent(**fields)))
        except SchemaError:
            assert (books.states(), books.balances()) == before
