"""A start counts in law with permit and foundation only; silence is no proof."""

import pytest

STARTED = {"due_start_date": "2019-01-01", "start_date": "2020-01-01"}
PROVEN = {"permit_date": "2019-12-01", "foundation_kind": "other"}


@pytest.mark.parametrize(
    ("kind", "share", "verdict"),
    [
        ("deep_pit", 0.99, "yes"),
        ("deep_pit", 1.0, "no"),
        ("piles", 0.99, "yes"),
        ("piles", 1.0, "no"),
        ("other", 0.3333, "yes"),
        ("other", 1 / 3, "no"),
        ("other", 0.3334, "no"),
        ("other", None, "cannot_tell"),
        (None, 0.3, "yes"),
        (None, 0.5, "cannot_tell"),
        (None, 1.0, "no"),
    ],
)
def test_the_foundation_must_have_reached_its_stage(judged, kind, share, verdict):
    facts = {**STARTED, **PROVEN, "foundation_kind": kind, "foundation_share": share}
    assert judged(**facts)["verdict"] == verdict


@pytest.mark.parametrize(
    ("permit", "verdict"),
    [("2022-09-30", "no"), ("2022-10-01", "yes"), (None, "cannot_tell")],
)
def test_works_without_a_permit_are_no_lawful_start(judged, permit, verdict):
    facts = {**STARTED, **PROVEN, "foundation_share": 1.0, "permit_date": permit}
    row = judged(**facts)
    assert row["verdict"] == verdict
    assert row["missing"] == (["permit_date"] if permit is None else [])


def test_a_permit_without_its_date_cannot_be_placed(judged):
    facts = {**STARTED, "permit_no": "1", "foundation_share": 1.0}
    assert judged(**facts)["missing"] == ["permit_date"]


def test_a_start_of_which_no_evidence_is_recorded_is_the_registers(judged):
    absent = ["permit_no", "permit_date", "foundation_kind", "foundation_share"]
    assert judged(**STARTED)["verdict"] == "no"
    assert judged(**STARTED, absent=absent)["verdict"] == "no"


@pytest.mark.parametrize(
    "name", ["permit_no", "permit_date", "foundation_kind", "foundation_share"]
)
def test_a_lost_column_of_the_evidence_is_doubt(judged, name):
    facts = {**STARTED, "permit_no": "1", "permit_date": "2023-01-01"}
    facts |= {"foundation_kind": "piles", "foundation_share": 0.2}
    assert judged(**facts)["verdict"] == "yes"
    assert judged(**facts, absent=[name])["verdict"] != "no"


def test_completed_land_has_started_whatever_the_evidence(judged):
    facts = {**STARTED, "foundation_share": 0.1, "completion_date": "2021-01-01"}
    assert judged(**facts)["verdict"] == "no"


def test_a_foundation_without_a_day_of_start_cannot_be_told(judged):
    facts = {"due_start_date": "2019-01-01", "foundation_share": 0.2}
    assert judged(**facts)["verdict"] == "cannot_tell"
