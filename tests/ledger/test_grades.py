"""Grades in the ledger: added, known as they were, never overwritten."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from landuse.errors import PolicyError
from landuse.ledger.records import LedgerEvent
from landuse.ledger.store import create_ledger
from landuse.policy import load_policy
from landuse.resources import data_path
from landuse.steps.gradeledger import effective_day, grade_events, recorded_grades
from landuse.steps.grading import grades_of
from landuse.testing import make_enterprises

GRADES = ("A", "B", "C")
FIRST, NEXT = (datetime(2022, month, 1, 8, tzinfo=UTC) for month in (3, 6))


@pytest.fixture(scope="module")
def policy():
    return load_policy(str(data_path("sample_data", "policy.toml")))


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "city.ledger"
    with create_ledger(path, policy="sample", at=FIRST, by="王") as made:
        yield made


def graded(policy, hand=None, year=2021):
    """Ten enterprises with taxes from 10 to 1, and one whose land is not known."""
    rows = make_enterprises(
        enterprise_id=[f"E{i:02d}" for i in range(11)],
        year=year,
        zone_id="Z1",
        above_scale=False,
        owned_area_m2=[10_000.0] * 10 + [None],
        tax_yuan=[float(10 - i) for i in range(11)],
    )
    return grades_of({"enterprises": rows}, policy, year, hand)


def by_hand(who, letter):
    return pd.DataFrame(
        {
            "enterprise_id": [who],
            "year": [2021],
            "grade": [letter],
            "reason": ["复核"],
            "document_no": ["文1号"],
            "document_date": ["2022-05-20"],
        }
    )


def test_grades_are_recorded_once_and_who_has_none_is_not(policy, ledger):
    events = grade_events(graded(policy), date(2022, 1, 1), GRADES)
    assert ledger.append(events, by="王", at=FIRST).added == 10
    again = ledger.append(events, by="李", at=NEXT)
    assert (again.added, again.already) == (0, 10)
    found = recorded_grades(ledger)
    assert found["grade"].str.cat() == "AABBBBBBBC"
    assert found["policy_hash"].eq(policy.hash).all()
    assert found["composite_place"].tolist() == [str(i) for i in range(1, 11)]
    assert recorded_grades(ledger, as_of="2021-12-31").empty


def test_a_changed_grade_is_added_and_the_first_stays_known(policy, ledger):
    first = grade_events(graded(policy), date(2022, 1, 1), GRADES)
    ledger.append(first, by="王", at=FIRST)
    changed = graded(policy, by_hand("E00", "B"))
    receipt = ledger.append(
        grade_events(changed, date(2022, 1, 1), GRADES), by="李", at=NEXT
    )
    assert (receipt.added, receipt.already) == (1, 9)
    now = recorded_grades(ledger).iloc[0]
    assert (now["grade"], now["computed_grade"]) == ("B", "A")
    assert (now["document_no"], now["recorded_by"]) == ("文1号", "李")
    before = recorded_grades(ledger, known_at="2022-05-31").iloc[0]
    assert before["grade"] == "A"
    assert len(ledger.events()) == 11
    assert ledger.verify(receipt.head).ok


def test_a_grade_holds_until_the_next_one(policy, ledger):
    for year in (2020, 2021):
        day = effective_day(policy, year)
        events = grade_events(graded(policy, year=year), day, GRADES)
        ledger.append(events, by="王", at=FIRST)
    assert set(recorded_grades(ledger, as_of="2021-12-31")["year"]) == {"2020"}
    assert set(recorded_grades(ledger, as_of="2022-01-01")["year"]) == {"2021"}


def test_a_reversed_grade_is_gone_until_the_reversal_is_reversed(policy, ledger):
    events = grade_events(graded(policy), date(2022, 1, 1), GRADES)
    ledger.append(events[:1], by="王", at=FIRST)
    number = recorded_grades(ledger)["event_id"][0]
    for name, target in (("R1", number), ("R2", "R1")):
        event = LedgerEvent(
            event="reversed",
            event_id=name,
            valid_date=date(2022, 2, 1),
            reverses=target,
        )
        ledger.append([event], by="王", at=NEXT)
        assert len(recorded_grades(ledger)) == (0 if name == "R1" else 1)
    assert ledger.verify().ok


def test_a_policy_that_says_no_day_needs_one(policy):
    assert effective_day(policy, 2021) == date(2022, 1, 1)
    with pytest.raises(PolicyError, match="give the day from which the grades hold"):
        effective_day(load_policy("zhejiang"), 2021)
