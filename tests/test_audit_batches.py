"""What the audit says of the batches, on a city that fits on one hand."""

import pytest

from landuse.policy import load_policy
from landuse.steps.batchpages import unsupplied_tables
from landuse.steps.judge import judge
from landuse.testing import (
    make_approvals,
    make_built,
    make_parcels,
    make_zones,
    square,
)

AS_OF = load_policy("puyang").value("target.revitalized_deadline")  # 2022-12-31
PUYANG = load_policy("puyang")
#: Two zones of 4 ha; a batch in both, a hectare of it supplied; one that lapsed.
FRAMES = {
    "zones": make_zones(
        zone_id=["a", "b"], geometry=[square(side=200), square(east=200, side=200)]
    ),
    "approvals": make_approvals(
        approval_date=["2018-05-01", "2015-01-01"],
        lapsed_date=[None, "2017-01-01"],
        approved_area_m2=[40_000.0, 10_000.0],
        geometry=[square(east=100, side=200), square(east=300, north=100)],
    ),
    "parcels": make_parcels(
        batch_id="B1",
        registered_area_m2=10_000.0,
        supply_date="2021-06-01",
        geometry=square(east=100),
    ),
    "built": make_built(land_use="城镇村道路用地", geometry=square(east=290, side=20)),
}


@pytest.fixture(scope="module")
def judged():
    return judge(FRAMES, PUYANG, AS_OF)


def test_what_remains_is_what_the_findings_say(judged):
    found = judged.findings[judged.findings["rule"] == "unsupplied-remainder"]
    left = judged.frames["unsupplied"]
    assert left["batch_id"].tolist() == ["B1"]
    assert left["unsupplied_area_m2"].sum() == pytest.approx(found["area_m2"].sum())
    assert left["unsupplied_area_mu"].sum() == pytest.approx(45.0, rel=3e-4)
    assert left["age_band"].tolist() == ["3-5"]


def test_the_ledger_the_matches_and_public_land(judged):
    frames = judged.frames
    ledger = frames["unsupplied_ledger"].iloc[0]
    assert (ledger["number"], ledger["zone"]) == (1, "a")
    assert ledger["document_remaining_ha"] == 3.0
    assert frames["batch_parcels"]["how"].tolist() == ["both"]
    public = frames["public_unsupplied"]
    assert public["batch_id"].tolist() == ["B1"]
    assert public["area_m2"].tolist() == pytest.approx([200.0], rel=3e-4)


def test_ages_of_the_zones_add_up_to_the_city(judged):
    """A hectare remains in zone a and two in b."""
    ages = judged.frames["unsupplied_ages"].set_index("scope_id")["area_ha"]
    assert ages.round(2).to_dict() == {"city": 3.0, "a": 1.0, "b": 2.0}


def test_the_balance_runs_from_the_base_date_of_the_policy(judged):
    """Since 2020-01-01 one of four hectares was supplied."""
    table = judged.frames["unsupplied_balance"]
    table = table[(table["scope"] == "city") & (table["area_basis"] == "registered")]
    assert table.set_index("item")["area_ha"].to_dict() == {
        "opening": 4.0,
        "new": 0.0,
        "supplied": 1.0,
        "withdrawn": 0.0,
        "lapsed": 0.0,
        "closing": 3.0,
    }


def test_rates_are_indicators_of_the_city_and_the_zones(judged):
    rates = judged.indicators[judged.indicators["area_basis"] == "registered"]
    rates = rates.set_index(["indicator", "denominator_scope", "scope_id"])["value"]
    assert rates["supply_rate", "five_years", "city"] == 0.25
    assert rates["supply_rate", "five_years", "b"] == 0.0
    assert rates["disposal_rate", "opening_stock", "city"] == 0.25
    assert rates["disposal_rate_count", "opening_stock", "city"] == 0.0


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "近五年批准"), ("en", "Approved within five years")]
)
def test_the_report_says_it_in_words(judged, lang, word):
    rates, ages, balance = unsupplied_tables(judged, lang)
    assert rates["window"].iloc[0] == word
    assert rates["value"].iloc[0] == "25.00%"
    assert rates["target"].iloc[0] == ">= 60.00%"
    assert len(ages) == 1
    assert balance["area_ha"].tolist()[-1] == 3.0


def test_without_a_base_date_there_is_no_balance():
    found = judge(FRAMES, load_policy("national"), AS_OF)
    assert "unsupplied_balance" not in found.frames
    assert not found.indicators["indicator"].str.startswith("disposal").any()
