"""States from normal to disposed: computed is suspected, decided is determined."""

import pytest

from landuse.analysis.idle.machine import idle_state
from landuse.policy import load_policy
from landuse.testing import make_parcels, make_phases

AS_OF = "2022-09-30"
IDLE = {"due_start_date": "2020-01-01"}
DETERMINED = {
    **IDLE,
    "determination_no": "1",
    "determination_date": "2022-03-01",
    "cause": "enterprise",
}


def state(policy, **facts):
    return idle_state(make_parcels(**facts), policy, AS_OF).item()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"due_start_date": "2022-12-30"}, "normal"),
        ({"due_start_date": "2022-12-29"}, "start_due_soon"),
        ({"due_start_date": "2022-09-30"}, "start_due_soon"),
        ({"due_start_date": "2022-09-29"}, "overdue"),
        ({"due_start_date": "2021-10-01"}, "overdue"),
        ({"due_start_date": "2021-09-30"}, "suspected_idle"),
        ({}, "unknown"),
        ({**IDLE, "start_date": "2020-06-01"}, "normal"),
        ({**IDLE, "supply_date": "2022-10-01"}, "normal"),
    ],
)
def test_what_is_computed(puyang, facts, expected):
    assert state(puyang, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"investigation_no": "1"}, "suspected_idle"),
        (
            {"investigation_no": "1", "investigation_date": AS_OF},
            "under_investigation",
        ),
        (
            {"investigation_no": "1", "investigation_date": "2022-10-01"},
            "suspected_idle",
        ),
        ({"determination_date": AS_OF}, "suspected_idle"),
        ({"determination_no": "1"}, "suspected_idle"),
        ({"determination_no": "1", "determination_date": AS_OF}, "determined_idle"),
        (
            {"determination_no": "1", "determination_date": "2022-10-01"},
            "suspected_idle",
        ),
    ],
)
def test_a_decision_has_a_number_and_a_day(puyang, facts, expected):
    assert state(puyang, **IDLE, **facts) == expected


@pytest.mark.parametrize(
    "cause", ["enterprise", "government", "force_majeure", "mixed"]
)
def test_determined_land_is_named_by_its_cause(puyang, cause):
    found = state(puyang, **{**DETERMINED, "cause": cause})
    assert found == f"determined_idle_{cause}"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"disposal_method": "recovery"}, "disposing"),
        ({"disposal_no": "1", "disposal_date": "2022-10-01"}, "disposing"),
        (
            {
                "disposal_no": "1",
                "disposal_date": "2022-08-01",
                "disposal_method": "recovery",
            },
            "disposed",
        ),
        (
            {
                "disposal_no": "1",
                "disposal_date": "2020-12-31",
                "disposal_method": "extension",
            },
            "suspected_idle",
        ),
        ({"exclusion_no": "1", "exclusion_date": "2022-08-01"}, "excluded"),
    ],
)
def test_disposal_and_exclusion(puyang, facts, expected):
    assert state(puyang, **DETERMINED, **facts) == expected


def test_land_that_was_taken_or_excluded_is_no_longer_found(judged):
    taken = {"disposal_no": "1", "disposal_method": "swap"}
    assert judged(**IDLE, **taken, disposal_date=AS_OF)["verdict"] == "no"
    assert judged(**IDLE, **taken, disposal_date="2022-10-01")["verdict"] == "yes"
    fee = {"disposal_no": "1", "disposal_method": "idle_fee", "disposal_date": AS_OF}
    assert judged(**IDLE, **fee)["verdict"] == "yes"
    excluded = {"exclusion_no": "1", "exclusion_date": AS_OF}
    assert judged(**IDLE, **excluded)["verdict"] == "no"


def test_a_state_that_the_policy_leaves_out_is_not_told_apart(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(
        '[policy]\nid = "p"\ntitle = "p"\nextends = "national"\n[[value]]\n'
        'key = "idle.states"\nvalue = ["normal", "suspected_idle"]\nbasis = "b"\n'
        'confidence = "E"\n',
        "utf-8",
    )
    policy = load_policy(path)
    assert state(policy, due_start_date="2022-01-01") == "normal"
    assert state(policy, **DETERMINED) == "suspected_idle"


def test_a_phase_that_is_late_makes_the_parcel_late(puyang):
    parcels = make_parcels(due_start_date="2022-01-01")
    phases = make_phases(
        area_m2=1.0, delivery_date="2021-01-01", start_date=["2021-06-01", None]
    )
    assert idle_state(parcels, puyang, AS_OF, phases=phases).item() == "overdue"
    begun = phases.assign(start_date=phases["start_date"].ffill())
    assert idle_state(parcels, puyang, AS_OF, phases=begun).item() == "normal"
