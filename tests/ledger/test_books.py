"""What events post: a hectare at a time, so that every figure can be checked."""

from __future__ import annotations

import pytest
import shapely

from landuse.errors import SchemaError
from landuse.ledger.books import Books, post
from tests.ledger.makers import HECTARE, event, legs, posted, summed


def batch(ha=1, day="2018-01-01", batch_id="B1"):
    return event("approved", day, batch_id=batch_id, ha=ha, event_id=f"A{batch_id}")


def supply(ha=1, day="2019-01-01", parcel="P1", batch_id="B1", **fields):
    return event("supplied", day, parcel, batch_id=batch_id, ha=ha, **fields)


def codes(books):
    return [issue.code for issue in books.issues()]


def held(books, parcel="P1"):
    return {name: dm2 / HECTARE for name, dm2 in books.state(parcel).accounts.items()}


def test_a_batch_enters_and_its_land_goes_to_the_parcel():
    books = Books()
    first, second = posted(books, batch(2), supply())
    assert legs(first) == [
        ("2018-01-01", "external", "external", -2),
        ("2018-01-01", "batch:B1", "unsupplied", 2),
    ]
    assert legs(second) == [
        ("2019-01-01", "batch:B1", "unsupplied", -1),
        ("2019-01-01", "parcel:P1", "supplied", 1),
    ]
    assert codes(books) == []


def test_each_act_leads_the_land_one_account_further():
    books = Books()
    posted(books, batch(), supply())
    accounts = []
    for kind in ("started", "suspended", "resumed", "completed", "produced"):
        books.post(event(kind, f"202{len(accounts)}-01-01", "P1"))
        accounts.append(books.state("P1").account)
    assert accounts == ["building", "suspended", "building", "completed", "producing"]


def test_facts_alone_move_no_land():
    books = Books()
    posted(books, batch(), supply())
    assert posted(
        books,
        event("delivered", "2019-02-01", "P1"),
        event("sealed", "2019-03-01", "P1"),
        event("transferred", "2019-04-01", "P1", details={"to_holder": "乙公司"}),
    ) == [(), (), ()]
    state = books.state("P1")
    assert (state.holder, state.is_sealed) == ("乙公司", True)
    assert codes(books) == ["LEDGER_SEALED"]


def test_completed_land_that_produces_already_stays_there():
    books = Books()
    posted(books, batch(), supply(), event("produced", "2020-01-01", "P1"))
    assert books.post(event("completed", "2020-06-01", "P1")) == ()
    assert books.state("P1").account == "producing"


def test_part_of_a_parcel_can_be_started():
    books = Books()
    posted(books, batch(), supply(), event("started", "2020-01-01", "P1", ha=0.6))
    assert held(books) == {"building": 0.6, "supplied": 0.4}
    assert books.state("P1").account == "building"
    books.post(event("completed", "2021-01-01", "P1"))
    assert held(books) == {"completed": 1}


@pytest.mark.parametrize(
    ("ha", "left", "told"),
    [
        (0.999, {"building": 1}, []),
        (0.9989, {"building": 0.9989, "supplied": 0.0011}, []),
        (1.001, {"building": 1}, []),
        (1.0011, {"building": 1}, ["LEDGER_AREA_ABOVE_HELD"]),
    ],
    ids=["within", "a part", "within, above", "beyond"],
)
def test_a_document_within_the_tolerance_means_the_whole_parcel(ha, left, told):
    """A thousandth of a hectare: 10 m2."""
    books = Books()
    posted(books, batch(), supply(), event("started", "2020-01-01", "P1", ha=ha))
    assert held(books) == left
    assert codes(books) == told


def test_more_supplied_than_the_batch_has_comes_from_outside_and_is_told():
    books = Books()
    posted(books, batch(1), supply(0.8))
    made = books.post(supply(0.5, parcel="P2", event_id="E9"))
    assert legs(made) == [
        ("2019-01-01", "batch:B1", "unsupplied", -0.2),
        ("2019-01-01", "external", "external", -0.3),
        ("2019-01-01", "parcel:P2", "supplied", 0.5),
    ]
    (issue,) = books.issues()
    assert (issue.code, issue.severity, issue.feature) == (
        "LEDGER_OVER_SUPPLY",
        "warning",
        "E9",
    )
    assert "5,000.00 m2 are drawn, batch:B1 has 2,000.00 m2 left" in issue.message
    assert (
        issue.message.zh
        == "2019-01-01 供地 5,000.00 平方米，batch:B1 只剩 2,000.00 平方米"
    )
    assert issue.hint == "check batch and area, or record what else was approved"
    assert books.issues() == ()


def test_land_of_two_batches_is_drawn_in_the_order_named():
    books = Books()
    posted(books, batch(0.4), batch(1, batch_id="B2"))
    made = books.post(supply(1, batch_id="B1;B2"))
    assert legs(made)[:2] == [
        ("2019-01-01", "batch:B1", "unsupplied", -0.4),
        ("2019-01-01", "batch:B2", "unsupplied", -0.6),
    ]
    assert books.state("P1").batches == ("B1", "B2")


def test_a_second_supply_of_the_same_batch_is_refused_and_of_another_added():
    books = Books()
    posted(books, batch(), batch(1, batch_id="B2"), supply(0.5))
    with pytest.raises(SchemaError, match=r"P1 is in account supplied.*reserve"):
        books.post(supply(0.5))
    books.post(supply(0.5, batch_id="B2"))
    assert held(books) == {"supplied": 1}


def test_recovered_land_is_supplied_again_without_new_land():
    """Re-supply takes the parcel's own hectare, not another one of the batch."""
    books = Books()
    posted(
        books,
        batch(2),
        supply(),
        event("disposed", "2020-01-01", "P1", method="recover_paid", document_no="D1"),
    )
    assert held(books) == {"reserve": 1}
    made = books.post(supply(1, day="2021-01-01"))
    assert legs(made) == [
        ("2021-01-01", "parcel:P1", "reserve", -1),
        ("2021-01-01", "parcel:P1", "supplied", 1),
    ]
    assert books.balances()["land", "unsupplied"] == HECTARE


def test_a_new_survey_at_the_next_supply_shows_as_a_difference():
    books = Books()
    posted(
        books,
        batch(1),
        supply(),
        event("disposed", "2020-01-01", "P1", method="swap", document_no="D1"),
        supply(1.0005, day="2021-01-01"),
    )
    assert held(books) == {"supplied": 1.0005}
    assert books.balances()["land", "survey_difference"] == -500


def test_land_whose_past_is_not_recorded_enters_with_its_first_area():
    books = Books()
    made = books.post(
        event("determined_idle", "2020-01-01", "P1", ha=1, document_no="D")
    )
    assert legs(made) == [
        ("2020-01-01", "external", "external", -1),
        ("2020-01-01", "parcel:P1", "idle", 1),
    ]
    assert codes(books) == ["LEDGER_LAND_OPENED"]


def test_an_area_that_is_not_known_is_not_zero():
    books = Books()
    assert books.post(event("started", "2020-01-01", "P1")) == ()
    state = books.state("P1")
    assert (state.account, state.area_dm2) == ("building", None)
    assert codes(books) == ["LEDGER_AREA_UNKNOWN"]


def test_without_an_area_the_order_of_acts_is_kept_too():
    books = Books()
    posted(books, event("accepted", "2020-01-01", "P1"))
    posted(books, event("completed", "2020-06-01", "P1"))
    assert books.state("P1").account == "accepted"
    with pytest.raises(SchemaError, match="parcel:P1 is in account accepted"):
        books.post(event("suspended", "2021-01-01", "P1"))


def test_an_act_that_does_not_follow_is_refused_and_changes_nothing():
    books = Books()
    posted(
        books,
        batch(),
        supply(),
        event("disposed", "2020-01-01", "P1", method="recover_free", document_no="D"),
    )
    before = books.state("P1"), books.balances()
    with pytest.raises(SchemaError, match=r"in account reserve.*supplied") as told:
        books.post(event("completed", "2021-01-01", "P1", event_id="E7"))
    assert told.value.args[0].zh.startswith(
        "2021-01-01 的事项 E7（竣工）：parcel:P1 在"
    )
    assert "收储" in told.value.args[0].zh
    assert (books.state("P1"), books.balances()) == before


def test_what_is_withdrawn_of_a_batch_is_no_longer_supplied():
    books = Books()
    posted(books, batch(2), supply())
    withdrawn = event("batch_withdrawn", "2020-01-01", batch_id="B1", document_no="D")
    assert legs(books.post(withdrawn)) == [
        ("2020-01-01", "batch:B1", "unsupplied", -1),
        ("2020-01-01", "batch:B1", "withdrawn", 1),
    ]


def test_assembled_then_revitalized_land_counts_once():
    """Of a hectare 0.4 ha are assembled; then all of it is revitalized."""
    books = Books()
    posted(books, batch(), supply())
    one = event("assembled", "2020-01-01", "P1", document_no="D", ha=0.4)
    two = event("revitalized", "2021-01-01", "P1", document_no="D")
    assert legs(books.post(one)) == [
        ("2020-01-01", "external", "uncounted", -0.4),
        ("2020-01-01", "parcel:P1", "assembled", 0.4),
    ]
    assert legs(books.post(two)) == [
        ("2021-01-01", "external", "uncounted", -0.6),
        ("2021-01-01", "parcel:P1", "assembled", -0.4),
        ("2021-01-01", "parcel:P1", "revitalized", 1),
    ]
    assert codes(books) == []


def test_what_is_left_of_a_parcel_in_parts_can_be_suspended():
    """0.5 ha are completed; the rest, which is being built, is suspended."""
    books = Books()
    posted(
        books,
        batch(),
        supply(),
        event("started", "2020-01-01", "P1"),
        event("completed", "2021-01-01", "P1", ha=0.5),
        event("suspended", "2022-01-01", "P1"),
    )
    assert held(books) == {"completed": 0.5, "suspended": 0.5}


def test_land_is_not_counted_a_second_time():
    books = Books()
    posted(books, batch(), supply())
    again = event("revitalized", "2021-01-01", "P1", document_no="D", method="resupply")
    done = event("revitalized", "2020-01-01", "P1", document_no="D")
    posted(books, done)
    books.post(again)
    assert books.state("P1").revitalized_dm2 == HECTARE
    assert codes(books) == ["LEDGER_COUNTED_BEFORE"]


def test_a_method_that_does_not_count_is_not_credited():
    books = Books()
    posted(books, batch(), supply())
    use = event("revitalized", "2021-01-01", "P1", document_no="D", method="临时使用")
    assert books.post(use) == ()
    assert books.state("P1").method == "temporary_use"


def test_fees_add_up_and_are_kept_as_written():
    books = Books()
    fee = {"fee_yuan": "100000.10"}
    posted(
        books,
        event("fee_decided", "2020-01-01", "P1", document_no="D", details=fee),
        event("fee_decided", "2021-01-01", "P1", document_no="D", details=fee),
        event("fee_paid", "2021-02-01", "P1", details=fee),
    )
    state = books.state("P1")
    assert str(state.fee_decided_yuan) == "200000.20"
    assert str(state.fee_paid_yuan) == "100000.10"


def test_the_facts_of_a_parcel():
    books = Books()
    terms = {"agreed_start_date": "2020-01-01", "holder": "甲公司", "grade": "B"}
    later = {"extended_start_date": "2020-12-31"}
    number = {"document_no": "濮自然资〔2021〕1号"}
    posted(
        books,
        batch(),
        supply(details=terms, zone_id="Z1", enterprise_id="X"),
        event("listed", "2019-12-31", "P1", details={"category": "idle"}),
        event("extended", "2020-01-15", "P1", details=later),
        event("determined_idle", "2021-06-01", "P1", **number),
    )
    state = books.state("P1")
    assert state.agreed_start_date.isoformat() == "2020-01-01"
    assert state.extended_start_date.isoformat() == "2020-12-31"
    assert (state.determination_no, state.account) == ("濮自然资〔2021〕1号", "idle")
    assert state.determination_date.isoformat() == "2021-06-01"
    assert (state.holder, state.category, state.details["grade"]) == (
        "甲公司",
        "idle",
        "B",
    )
    assert (state.zone_id, state.enterprise_id, state.batches) == ("Z1", "X", ("B1",))
    assert state.dates["listed"].isoformat() == "2019-12-31"


def test_a_number_that_is_recorded_is_refused():
    books = Books()
    books.post(batch())
    with pytest.raises(SchemaError, match=r"event AB1 .* of this number is recorded"):
        books.post(batch())


def test_a_batch_approved_a_second_time_is_told():
    books = Books()
    posted(books, batch(), event("approved", "2018-02-01", batch_id="B1", ha=1))
    assert codes(books) == ["LEDGER_APPROVED_AGAIN"]
    assert books.balances()["land", "unsupplied"] == 2 * HECTARE


def test_one_event_posts_after_a_history_what_the_books_post():
    history = [(1, batch()), (2, supply())]
    books = Books()
    books.load(history)
    new = event("started", "2020-01-01", "P1")
    assert post(history, new) == books.post(new)
    assert summed(post(history, new)) == {
        ("parcel:P1", "supplied"): -HECTARE,
        ("parcel:P1", "building"): HECTARE,
    }


def test_a_zone_boundary_moves_nothing():
    outline = shapely.to_wkb(shapely.box(0, 0, 100, 100))
    version = event(
        "zone_boundary", "2020-01-01", zone_id="Z1", geometry=outline, epsg=4547
    )
    assert Books().post(version) == ()
    assert Books().state("P1") is None
