"""Splits and mergers: nothing is lost, children take over, parents are closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import SchemaError
from landuse.ledger.books import Books
from landuse.ledger.descent import ancestors, descendants
from landuse.ledger.shares import shared, spread
from tests.ledger.makers import HECTARE, event, legs, posted


@pytest.fixture
def books():
    """P1 of 1 ha, building, 0.5 ha of it assembled; P2 of 1 ha, supplied."""
    made = Books()
    terms = {"holder": "甲公司", "agreed_start_date": "2020-01-01"}
    posted(
        made,
        event("supplied", "2019-01-01", "P1", ha=1, details=terms),
        event("supplied", "2019-01-01", "P2", ha=1, details={"holder": "乙公司"}),
        event("started", "2020-01-01", "P1"),
        event("assembled", "2020-06-01", "P1", document_no="D", ha=0.5),
    )
    return made


def split(*children, day="2021-01-01", **fields):
    areas = tuple((n, None if a is None else round(a * HECTARE)) for n, a in children)
    return event("split", day, "P1", children=areas, **fields)


def merge(child="P3", area=None, day="2021-01-01", parents=("P1", "P2"), **fields):
    whole = None if area is None else round(area * HECTARE)
    pairs = tuple(p if isinstance(p, tuple) else (p, None) for p in parents)
    return event("merged", day, parents=pairs, children=((child, whole),), **fields)


def areas(books, *names):
    return [books.state(name).area_dm2 / HECTARE for name in names]


def test_children_take_land_and_credit_by_their_areas(books):
    made = books.post(split(("P11", 0.6), ("P12", None)))
    assert legs(made) == [
        ("2021-01-01", "parcel:P1", "building", -1),
        ("2021-01-01", "parcel:P11", "building", 0.6),
        ("2021-01-01", "parcel:P12", "building", 0.4),
        ("2021-01-01", "parcel:P1", "assembled", -0.5),
        ("2021-01-01", "parcel:P11", "assembled", 0.3),
        ("2021-01-01", "parcel:P12", "assembled", 0.2),
    ]


def test_children_take_over_flags_and_parents_are_retired(books):
    posted(books, event("sealed", "2020-12-01", "P1"), split(("P11", 1)))
    child, parent = books.state("P11"), books.state("P1")
    assert (child.account, child.holder, child.is_sealed) == (
        "building",
        "甲公司",
        True,
    )
    assert child.agreed_start_date.isoformat() == "2020-01-01"
    assert (child.parents, parent.children) == (("P1",), ("P11",))
    assert (parent.retired.isoformat(), parent.area_dm2) == ("2021-01-01", 0)


@pytest.mark.parametrize("area", [0.999, 1.001])
def test_a_difference_within_the_tolerance_stays_visible(books, area):
    """10 m2 of a hectare."""
    books.post(split(("P11", area)))
    difference = books.balances()["land", "survey_difference"]
    assert difference == round((1 - area) * HECTARE)
    assert areas(books, "P1", "P11") == [0, area]
    land = [dm2 for (book, _), dm2 in books.balances().items() if book == "land"]
    assert sum(land) == 0


@pytest.mark.parametrize("area", [0.9989, 1.0011])
def test_a_difference_beyond_the_tolerance_is_refused(books, area):
    wanted = "P1 hold 10,000.00 m2, the children .* more than 10.00 m2 apart"
    with pytest.raises(SchemaError, match=wanted):
        books.post(split(("P11", area)))
    assert areas(books, "P1") == [1]


def test_a_child_for_which_nothing_is_left_is_refused(books):
    with pytest.raises(SchemaError, match=r"nothing of 10,000\.00 m2 is left"):
        books.post(split(("P11", 1), ("P12", None)))


def test_later_events_of_a_parent_are_refused_with_its_successors(books):
    books.post(split(("P11", 0.6), ("P12", 0.4)))
    with pytest.raises(SchemaError, match=r"was split on 2021-01-01; .* P11, P12"):
        books.post(event("completed", "2021-01-02", "P1"))


def test_an_earlier_event_of_a_parent_reaches_the_children(books):
    books.post(split(("P11", 0.6), ("P12", 0.4)))
    made = books.post(event("completed", "2020-12-01", "P1"))
    assert ("2021-01-01", "parcel:P11", "completed", 0.6) in legs(made)
    assert books.state("P12").account == "completed"


def test_a_child_needs_an_id_of_its_own(books):
    with pytest.raises(SchemaError, match="parcel P2 is in the ledger already"):
        books.post(split(("P2", 1)))


def test_a_merger_joins_land_credit_and_what_parents_agree_on(books):
    posted(books, merge())
    state = books.state("P3")
    assert dict(state.accounts) == {"building": HECTARE, "supplied": HECTARE}
    assert (state.assembled_dm2, state.holder) == (HECTARE // 2, None)
    assert state.parents == ("P1", "P2")


def test_a_merger_takes_whole_parents(books):
    with pytest.raises(SchemaError, match=r"5,000\.00 m2 of parcel P2 are named"):
        books.post(merge(parents=("P1", ("P2", HECTARE // 2))))
    books.post(merge(parents=("P1", ("P2", HECTARE + 1000)), area=2.001))
    assert areas(books, "P3") == [2.001]


def test_a_merger_of_land_that_the_ledger_does_not_know_opens_it(books):
    made = books.post(merge(parents=("P1", ("P9", HECTARE))))
    assert ("2021-01-01", "external", "external", -1) in legs(made)
    assert dict(books.state("P3").accounts) == {"building": HECTARE, "stock": HECTARE}


def test_a_split_of_unknown_land_without_areas_moves_none():
    books = Books()
    assert books.post(split(("P11", None))) == ()
    assert books.state("P11").area_dm2 is None
    assert [issue.code for issue in books.issues()] == ["LEDGER_AREA_UNKNOWN"]


def test_a_split_of_unknown_land_with_areas_opens_it():
    books = Books()
    made = books.post(split(("P11", 0.6), ("P12", 0.4)))
    assert legs(made) == [
        ("2021-01-01", "external", "external", -1),
        ("2021-01-01", "parcel:P11", "stock", 0.6),
        ("2021-01-01", "parcel:P12", "stock", 0.4),
    ]


def test_a_split_after_crediting_is_not_credited_again(books):
    """0.5 ha assembled, split in halves, one half revitalized: 0.75 ha in all."""
    books.post(split(("P11", 0.5), ("P12", 0.5)))
    books.post(event("revitalized", "2022-01-01", "P11", document_no="D"))
    goal = books.balances()
    assert goal["goal", "revitalized"] == HECTARE // 2
    assert goal["goal", "assembled"] == HECTARE // 4
    assert goal["goal", "uncounted"] == -HECTARE * 3 // 4


def test_a_reversed_split_gives_the_land_back(books):
    books.post(split(("P11", 0.6), ("P12", 0.4), event_id="S1"))
    books.post(event("reversed", "2022-01-01", reverses="S1"))
    assert books.state("P1").retired is None
    assert areas(books, "P1") == [1]
    assert books.state("P11") is None


def test_a_split_is_not_reversed_under_the_events_of_its_children(books):
    books.post(split(("P11", 0.6), ("P12", 0.4), event_id="S1"))
    books.post(event("completed", "2021-06-01", "P11", event_id="C1"))
    back = event("reversed", "2022-01-01", reverses="S1")
    with pytest.raises(SchemaError, match=r"event C1 .*made parcel P11 is reversed"):
        books.post(back)
    books.post(event("reversed", "2022-01-01", reverses="C1"))
    books.post(back)
    with pytest.raises(SchemaError, match=r"made parcel P11 is reversed; reverse this"):
        books.post(event("completed", "2022-06-01", "P11"))


def test_a_reversal_reaches_children_and_what_is_recorded_late_before_it(books):
    """Until the reversal the child was completed land, whatever came of it."""
    books.post(event("completed", "2020-12-01", "P1", event_id="C1"))
    books.post(split(("P11", None)))
    books.post(event("reversed", "2022-01-01", reverses="C1"))
    assert books.state("P11").account == "building"
    made = books.post(event("produced", "2021-06-01", "P11"))
    assert legs(made)[:2] == [
        ("2021-06-01", "parcel:P11", "completed", -1),
        ("2021-06-01", "parcel:P11", "producing", 1),
    ]
    assert books.state("P11").account == "producing"


def test_a_late_event_of_a_child_leaves_what_it_inherited(books):
    books.post(split(("P11", None)))
    books.post(event("completed", "2023-01-01", "P11"))
    books.post(event("sealed", "2022-01-01", "P11"))
    child = books.state("P11")
    assert (child.holder, child.parents, child.is_sealed) == ("甲公司", ("P1",), True)
    assert child.agreed_start_date.isoformat() == "2020-01-01"


def test_a_late_event_of_a_child_does_not_bring_back_what_was_reversed(books):
    """The parent's transfer was reversed before the split."""
    new = {"to_holder": "丙公司"}
    books.post(event("transferred", "2020-08-01", "P1", details=new, event_id="T1"))
    books.post(event("reversed", "2020-09-01", reverses="T1"))
    books.post(split(("P11", None)))
    books.post(event("completed", "2023-01-01", "P11"))
    books.post(event("sealed", "2022-01-01", "P11"))
    assert books.state("P11").holder == "甲公司"


def test_a_split_is_recorded_anew_after_its_reversal(books):
    books.post(split(("P11", 0.6), ("P12", 0.4), event_id="S1"))
    books.post(event("reversed", "2021-01-01", reverses="S1"))
    books.post(split(("P11", 0.7), ("P12", 0.3)))
    books.post(event("completed", "2021-06-01", "P11"))
    assert areas(books, "P1", "P11", "P12") == [0, 0.7, 0.3]


def test_a_parcel_is_followed_through_its_descendants(books):
    posted(
        books,
        split(("P11", 0.6), ("P12", 0.4)),
        merge("P3", parents=("P12", "P2"), day="2022-01-01"),
        event("split", "2023-01-01", "P3", children=(("P31", None), ("P32", 700_000))),
    )
    states = books.states()
    assert list(states) == ["P1", "P11", "P12", "P2", "P3", "P31", "P32"]
    assert descendants(states, "P1") == ("P11", "P12", "P3", "P31", "P32")
    assert ancestors(states, "P31") == ("P3", "P12", "P2", "P1")
    assert descendants(states, "P32") == ()


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6), st.data())
def test_shares_fill_every_part_exactly(parts, data):
    whole = sum(parts)
    first = data.draw(st.integers(0, whole))
    amounts = {"a": first, "b": whole - first}
    made = shared(amounts, parts)
    assert [sum(own.values()) for own in made] == parts
    assert {n: sum(own.get(n, 0) for own in made) for n in amounts} == amounts
    assert all(dm2 > 0 for own in made for dm2 in own.values())


@given(st.lists(st.integers(0, 1000), max_size=6), st.integers(0, 5000))
def test_a_spread_amount_loses_nothing_and_fits(room, amount):
    left = list(room)
    pieces = spread(amount, left)
    assert sum(pieces) == min(amount, sum(room))
    assert [p + r for p, r in zip(pieces, left, strict=True)] == room
    assert all(piece >= 0 for piece in pieces)
    assert all(rest >= 0 for rest in left)
