"""Fee and recovery: only for determined land, of the holder, not started."""

import pandas as pd
import pytest

from landuse.analysis.idle.consequences import idle_consequences
from landuse.policy import load_policy
from landuse.testing import make_causes, make_parcels, make_phases

AS_OF = "2022-09-30"
DETERMINED = {
    "due_start_date": "2021-09-30",
    "determination_no": "1",
    "determination_date": AS_OF,
    "cause": "enterprise",
    "price_yuan": 1_000_000.0,
    "land_use": "工业用地",
}


def consequence(policy, *, as_of=AS_OF, phases=None, causes=None, **changes):
    parcels = make_parcels(**{**DETERMINED, **changes})
    found = idle_consequences(parcels, policy, as_of, phases=phases, causes=causes)
    return found.iloc[0]


def test_a_fee_of_a_fifth_of_the_price_from_the_first_year(puyang):
    found = consequence(puyang)
    assert found["idle_consequence"] == "idle_fee"
    assert found["idle_fee_yuan"] == 200_000
    assert "第十四条第一项" in found["idle_consequence_basis"]
    assert pd.isna(found["idle_consequence_reason"])


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2020-10-01", "idle_fee"),
        ("2020-09-30", "recovery"),
        ("2020-09-29", "recovery"),
    ],
)
def test_recovery_from_the_second_anniversary(puyang, due, expected):
    found = consequence(puyang, due_start_date=due)
    assert found["idle_consequence"] == expected
    assert pd.isna(found["idle_fee_yuan"]) == (expected == "recovery")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"due_start_date": "2021-10-01"}, "not_idle"),
        ({"due_start_date": None}, "cannot_tell"),
        ({"determination_no": None}, "not_determined"),
        ({"determination_date": "2022-10-01"}, "not_determined"),
        ({"cause": None}, "cause_not_recorded"),
        ({"cause": "government"}, "cause_other"),
        ({"cause": "mixed"}, "cause_other"),
        ({"cause": "force_majeure"}, "cause_other"),
    ],
)
def test_otherwise_it_is_said_why_there_is_none(puyang, changes, reason):
    found = consequence(puyang, **changes)
    assert pd.isna(found["idle_consequence"])
    assert pd.isna(found["idle_fee_yuan"])
    assert found["idle_consequence_reason"] == reason


def test_suspended_works_have_no_automatic_consequence(puyang):
    found = consequence(
        puyang,
        start_date="2020-01-01",
        suspended_since="2021-01-01",
        started_area_m2=1.0,
        should_start_area_m2=9.0,
    )
    assert found["idle_consequence_reason"] == "branch_suspended"


@pytest.mark.parametrize("price", [None, 0.0])
def test_a_fee_without_its_base_is_not_said_and_never_zero(puyang, price):
    found = consequence(puyang, price_yuan=price)
    assert found["idle_consequence"] == "idle_fee"
    assert found["idle_consequence_reason"] == "fee_base_missing"
    assert pd.isna(found["idle_fee_yuan"])


def test_the_price_of_a_phase_is_not_known(puyang):
    phases = make_phases(area_m2=5_000.0, delivery_date="2020-01-01")
    found = consequence(puyang, phases=phases)
    assert found["idle_consequence_reason"] == "fee_base_missing"


def test_a_period_of_the_government_makes_the_cause_mixed(puyang):
    causes = make_causes(cause_from="2022-01-01", cause_to="2022-01-31")
    assert consequence(puyang, causes=causes)["idle_consequence_reason"] == (
        "cause_other"
    )


def test_cultivated_land_pays_what_the_province_sets(puyang):
    found = consequence(puyang, was_cultivated=True)
    assert found["idle_variant"] == "cultivated"
    assert found["idle_consequence_reason"] == "fee_not_configured"
    found = consequence(puyang, was_cultivated=True, due_start_date="2020-09-30")
    assert found["idle_consequence"] == "recovery"
    assert "土地管理法" in found["idle_consequence_basis"]


def test_real_estate_pays_at_most_and_may_be_recovered(puyang):
    found = consequence(puyang, land_use="住宅用地")
    assert (found["idle_variant"], found["idle_consequence"]) == (
        "real_estate",
        "idle_fee_up_to",
    )
    assert found["idle_fee_yuan"] == 200_000
    found = consequence(puyang, land_use="住宅用地", due_start_date="2020-09-30")
    assert found["idle_consequence"] == "recovery_possible"


def test_a_policy_may_know_no_variants(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(
        '[policy]\nid = "p"\ntitle = "p"\nextends = "national"\n[[value]]\n'
        'key = "idle.variants"\nvalue = []\nbasis = "b"\nconfidence = "E"\n',
        "utf-8",
    )
    found = consequence(load_policy(path), was_cultivated=True, land_use="住宅用地")
    assert (found["idle_variant"], found["idle_consequence"]) == ("general", "idle_fee")
