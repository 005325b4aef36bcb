"""Events recorded late, and reversals: corrections are posted, nothing is edited."""

from __future__ import annotations

import pytest

from landuse.errors import SchemaError
from landuse.ledger.books import Books
from tests.ledger.makers import HECTARE, event, legs, posted


@pytest.fixture
def books():
    """A batch of 2 ha, a parcel of 1 ha supplied and started."""
    made = Books()
    posted(
        made,
        event("approved", "2018-01-01", batch_id="B1", ha=2, event_id="E1"),
        event("supplied", "2019-01-01", "P1", batch_id="B1", ha=1, event_id="E2"),
        event("started", "2021-01-01", "P1", event_id="E3"),
    )
    return made


def reversal(target, day, event_id=None):
    return event("reversed", day, reverses=target, event_id=event_id)


def test_a_late_event_posts_on_its_day_and_corrects_the_days_after(books):
    """Idle in between: started land came out of idle, not out of supplied."""
    made = books.post(event("determined_idle", "2020-01-01", "P1", document_no="D"))
    assert legs(made) == [
        ("2020-01-01", "parcel:P1", "idle", 1),
        ("2020-01-01", "parcel:P1", "supplied", -1),
        ("2021-01-01", "parcel:P1", "idle", -1),
        ("2021-01-01", "parcel:P1", "supplied", 1),
    ]
    assert books.state("P1").account == "building"


def test_a_late_supply_takes_back_the_land_that_was_opened():
    books = Books()
    books.post(event("approved", "2018-01-01", batch_id="B1", ha=2))
    books.post(event("started", "2020-01-01", "P1", ha=1))
    made = books.post(event("supplied", "2019-01-01", "P1", batch_id="B1", ha=1))
    assert legs(made) == [
        ("2019-01-01", "batch:B1", "unsupplied", -1),
        ("2019-01-01", "parcel:P1", "supplied", 1),
        ("2020-01-01", "external", "external", 1),
        ("2020-01-01", "parcel:P1", "supplied", -1),
    ]
    assert books.balances()["land", "external"] == -2 * HECTARE


def test_a_late_event_of_another_parcel_needs_no_correction(books):
    made = books.post(
        event("supplied", "2019-06-01", "P2", batch_id="B1", ha=1, event_id="E4")
    )
    assert {p.valid_date.isoformat() for p in made} == {"2019-06-01"}


def test_a_late_supply_that_empties_the_batch_moves_the_shortage_to_the_later_one():
    books = Books()
    posted(
        books,
        event("approved", "2018-01-01", batch_id="B1", ha=1),
        event("supplied", "2020-01-01", "P2", batch_id="B1", ha=1),
    )
    made = books.post(event("supplied", "2019-01-01", "P1", batch_id="B1", ha=1))
    assert legs(made)[2:] == [
        ("2020-01-01", "batch:B1", "unsupplied", 1),
        ("2020-01-01", "external", "external", -1),
    ]
    assert [i.message.split(" m2")[0] for i in books.issues()] == [
        "supplied of 2020-01-01: 10,000.00"
    ]


def test_what_no_longer_follows_moves_nothing_until_what_lies_between_is_recorded(
    books,
):
    """Recovered in 2020, started in 2021: it was supplied again in between."""
    about = {"method": "recover_free", "document_no": "D"}
    made = books.post(event("disposed", "2020-01-01", "P1", **about))
    assert legs(made)[2:] == [
        ("2021-01-01", "parcel:P1", "building", -1),
        ("2021-01-01", "parcel:P1", "supplied", 1),
    ]
    (issue,) = books.issues()
    assert (issue.code, issue.feature) == ("LEDGER_OUT_OF_ORDER", "E3")
    assert books.state("P1").account == "reserve"
    books.post(event("supplied", "2020-06-01", "P1", batch_id="B1", ha=1))
    assert books.state("P1").account == "building"
    assert books.balances()["land", "unsupplied"] == HECTARE


def test_the_order_in_which_two_files_are_imported_does_not_matter(books):
    """The newer one first: it resumes what only the older one suspends."""
    newer = event("resumed", "2023-01-01", "P9", ha=1)
    older = [
        event("supplied", "2020-01-01", "P9", ha=1),
        event("started", "2021-01-01", "P9"),
        event("suspended", "2022-01-01", "P9"),
    ]
    posted(books, newer, *older)
    assert books.state("P9").account == "building"
    assert books.balances()["land", "external"] == -3 * HECTARE


def test_a_reversal_takes_the_event_out_from_its_own_day_on(books):
    made = books.post(reversal("E3", "2022-01-01"))
    assert legs(made) == [
        ("2022-01-01", "parcel:P1", "building", -1),
        ("2022-01-01", "parcel:P1", "supplied", 1),
    ]
    assert books.state("P1").account == "supplied"
    assert "started" not in books.state("P1").dates


def test_a_reversal_on_the_day_of_its_event_leaves_no_trace_in_any_state(books):
    made = books.post(reversal("E3", "2021-01-01"))
    assert legs(made) == [
        ("2021-01-01", "parcel:P1", "building", -1),
        ("2021-01-01", "parcel:P1", "supplied", 1),
    ]


def test_a_reversal_dated_before_its_event_keeps_it_from_happening(books):
    made = books.post(reversal("E3", "2020-01-01"))
    assert legs(made) == [
        ("2021-01-01", "parcel:P1", "building", -1),
        ("2021-01-01", "parcel:P1", "supplied", 1),
    ]


def test_chains_of_reversals(books):
    """Reversed, reinstated, reversed again."""
    accounts = []
    for number, target in enumerate(("E3", "R1", "R2"), 1):
        books.post(reversal(target, f"202{number}-06-01", f"R{number}"))
        accounts.append(books.state("P1").account)
    assert accounts == ["supplied", "building", "supplied"]


def test_an_event_cannot_be_reversed_twice_but_again_after_it_was_reinstated(books):
    books.post(reversal("E3", "2021-06-01", "R1"))
    with pytest.raises(SchemaError, match="event E3 is reversed already, by R1"):
        books.post(reversal("E3", "2021-07-01", "R2"))
    books.post(reversal("R1", "2021-08-01", "R3"))
    books.post(reversal("E3", "2021-09-01", "R4"))
    assert books.state("P1").account == "supplied"


def test_what_is_not_there_cannot_be_reversed(books):
    with pytest.raises(SchemaError, match="there is no event E99 to reverse"):
        books.post(reversal("E99", "2022-01-01"))


def test_land_of_a_reversed_supply_returns_to_the_batch():
    books = Books()
    posted(
        books,
        event("approved", "2018-01-01", batch_id="B1", ha=2),
        event("supplied", "2019-01-01", "P1", batch_id="B1", ha=1, event_id="E2"),
    )
    assert legs(books.post(reversal("E2", "2020-01-01"))) == [
        ("2020-01-01", "batch:B1", "unsupplied", 1),
        ("2020-01-01", "parcel:P1", "supplied", -1),
    ]
    assert books.state("P1") is None


def test_a_reversed_credit_is_subtracted_and_the_land_can_be_counted_anew(books):
    done = event("revitalized", "2022-01-01", "P1", document_no="D", event_id="E4")
    books.post(done)
    assert books.balances()["goal", "revitalized"] == HECTARE
    books.post(reversal("E4", "2022-06-01"))
    assert books.balances()["goal", "revitalized"] == 0
    books.post(event("revitalized", "2023-01-01", "P1", document_no="D"))
    assert books.balances()["goal", "revitalized"] == HECTARE


def test_an_event_recorded_late_before_a_reversal_is_corrected_there_too(books):
    """Without the start, the parcel is idle on the day of the reversal."""
    books.post(reversal("E3", "2022-01-01"))
    made = books.post(event("determined_idle", "2020-01-01", "P1", document_no="D"))
    assert legs(made)[-2:] == [
        ("2022-01-01", "parcel:P1", "idle", 1),
        ("2022-01-01", "parcel:P1", "supplied", -1),
    ]
    assert books.state("P1").account == "idle"
