"""Kinds, accounts and methods: the file hangs together, and words are found."""

from __future__ import annotations

import pytest

from landuse.errors import SchemaError
from landuse.eventfields import EVENTS
from landuse.ledger.kinds import (
    BY_METHOD,
    accounts,
    kind_of,
    kinds,
    method_of,
    methods,
    tolerance,
)
from landuse.ledger.records import LedgerEvent
from landuse.policy import load_policy
from landuse.schema import fields_of
from landuse.vocabulary import has_label, label

FIELDS = {*LedgerEvent.__dataclass_fields__}


def test_every_account_that_a_kind_or_method_names_is_there():
    named = {k.to for k in kinds().values()} | {m.to for m in methods().values()}
    named |= {x for k in kinds().values() for x in (*k.sources, *k.stays, k.counter)}
    assert named - {None, BY_METHOD} <= set(accounts())


def test_every_field_that_a_kind_needs_is_one_of_an_event():
    groups = [name for kind in kinds().values() for g in kind.required for name in g]
    assert {n for n in groups if not n.startswith("details.")} <= FIELDS


def test_land_of_a_kind_comes_from_the_book_of_the_land():
    moved = [x for k in kinds().values() for x in (*k.sources, *k.stays)]
    assert {accounts()[name].book for name in moved} == {"land"}


def test_a_counter_is_an_account_of_the_goal():
    counters = {kind.counter for kind in kinds().values()} - {None}
    assert {accounts()[name].book for name in counters} == {"goal"}


def test_only_what_lies_outside_may_be_below_zero():
    outside = [name for name, account in accounts().items() if account.outside]
    assert outside == ["external", "survey_difference", "uncounted"]


@pytest.mark.parametrize(
    ("group", "names"), [("ledger_account", accounts()), ("method", methods())]
)
def test_every_account_and_method_has_words(group, names):
    assert [name for name in names if not has_label(group, name)] == []


def test_both_books_have_words():
    books = {account.book for account in accounts().values()}
    assert [label("ledger_book", book) for book in sorted(books)] == [
        "目标账",
        "土地账",
    ]


def test_what_the_books_do_not_count_is_what_the_policy_does_not_count():
    left = {name for name, method in methods().items() if not method.counts}
    policy = load_policy("national")
    assert left == set(policy.value("revitalization.methods_not_counted"))


def test_no_word_stands_for_two_methods():
    words = [word for m in methods().values() for word in (m.name, *m.aliases)]
    assert len(words) == len(set(words))
    labels = {m.label(): m.name for m in methods().values()}
    assert {method_of(word).name for word in labels} == set(methods())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("recover_free", "recover_free"),
        ("无偿收回", "recover_free"),
        (" 收储 ", "recover_paid"),
        ("Second floor", "second_floor"),
    ],
)
def test_a_method_is_found_by_code_label_or_alias(text, code):
    assert method_of(text).name == code


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(SchemaError, match="'recover_fre' is not known; did you mean"):
        method_of("recover_fre")


def test_an_unknown_kind_is_refused_with_the_nearest():
    with pytest.raises(SchemaError, match=r"'suplied' is no kind.*mean 'supplied'"):
        kind_of("suplied")
    with pytest.raises(SchemaError, match="known: accepted, agreed, announced"):
        kind_of("供")


@pytest.mark.parametrize(("area", "allowed"), [(10_000, 100), (1_000_000, 1000)])
def test_the_tolerance_is_a_share_but_at_least_one_square_metre(area, allowed):
    assert tolerance().of(area) == allowed


def test_a_frame_that_a_kind_names_has_the_facts_that_the_kind_needs():
    own = {"parcels": {"paper"}, "breaches": {"step"}}
    for kind in kinds().values():
        if kind.frame is None:
            continue
        names = {field.name for field in fields_of(kind.frame)}
        names |= own.get(kind.frame, set())
        needed = [n for group in kind.required for n in group if "." in n]
        assert {name.partition(".")[2] for name in needed} <= names, kind.name


def test_every_kind_is_a_choice_of_the_events_table_and_has_words():
    event = next(field for field in EVENTS if field.name == "event")
    assert set(event.choices) == set(kinds())
    assert [name for name in kinds() if not has_label("event", name)] == []
