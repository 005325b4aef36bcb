"""A missing fact never counts as "no": properties over arbitrary parcels."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.resources import data_path
from landuse.testing import make_enterprises, make_parcels

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
DATES = [
    "supply_date",
    "contract_date",
    "delivery_date",
    "due_start_date",
    "extended_start_date",
    "start_date",
    "suspended_since",
    "due_completion_date",
    "completion_date",
    "production_date",
]
AREAS = ["should_start_area_m2", "started_area_m2", "floor_area_m2"]
MONEY = ["total_investment_yuan", "paid_investment_yuan"]
SELDOM_DATES = [
    "decision_start_date",
    "supplement_start_date",
    "supplement_date",
    "extension_date",
    "permit_date",
    "cause_from",
    "cause_to",
    "determination_date",
    "disposal_date",
    "exclusion_date",
]
WORDS = {
    "permit_no": ["1"],
    "foundation_kind": ["deep_pit", "other"],
    "cause": ["government", "enterprise", "mixed"],
    "determination_no": ["1"],
    "disposal_no": ["1"],
    "disposal_method": ["recovery", "extension"],
    "exclusion_no": ["1"],
    "enterprise_id": ["E1", "E9"],
}
COLUMNS = [
    *DATES,
    *AREAS,
    *MONEY,
    "footprint_area_m2",
    *SELDOM_DATES,
    *WORDS,
    "foundation_share",
]

days = st.sampled_from([None, "2018-05-01", "2021-09-30", "2022-03-31", "2023-01-01"])
sizes = st.sampled_from([None, 0.0, 2_000.0, 9_000.0])
parcel = st.fixed_dictionaries(
    dict.fromkeys(DATES, days)
    | dict.fromkeys([*AREAS, *MONEY, "footprint_area_m2"], sizes)
    | dict.fromkeys(SELDOM_DATES, st.none() | days)
    | {name: st.sampled_from([None, None, *words]) for name, words in WORDS.items()}
    | {"foundation_share": st.sampled_from([None, None, 0.2, 0.5, 1.0])}
)
ENTERPRISES = make_enterprises(
    tax_yuan=10_000, operating_state="stopped", stopped_since="2022-01-01"
)


@pytest.fixture(scope="module", params=["example", "sample"])
def policy(request, example):
    """Two policies that set thresholds, the second for rules of grade and place."""
    if request.param == "example":
        return example
    return load_policy(data_path("sample_data", "policy.toml"))


def verdicts(parcels, policy, as_of=AS_OF):
    found = flag(parcels, policy, as_of, enterprises=ENTERPRISES, keep=ALL)
    return found.set_index(["subject_id", "rule"])["verdict"]


def without(parcels, column):
    """The same parcels from a source that has no such column."""
    lost = parcels.assign(
        **{column: parcels[column].where(parcels["parcel_id"].isna())}
    )
    lost.attrs["absent_columns"] = [column]
    return lost


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(parcel, min_size=1, max_size=12), column=st.sampled_from(COLUMNS))
def test_taking_a_column_away_never_makes_a_no(policy, rows, column):
    facts = pd.DataFrame(rows, dtype=object).to_dict("list")
    parcels = make_parcels(registered_area_m2=10_000.0, **facts)
    before = verdicts(parcels, policy)
    after = verdicts(without(parcels, column), policy)
    turned = (before != "no") & (after == "no")
    assert not turned.any(), pd.DataFrame({"before": before, "after": after})[turned]


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(parcel, min_size=1, max_size=12))
def test_every_verdict_has_what_it_needs(example, rows):
    """Suspected with a date, or cannot tell with the names of what is missing."""
    facts = pd.DataFrame(rows, dtype=object).to_dict("list")
    parcels = make_parcels(registered_area_m2=10_000.0, **facts)
    found = flag(parcels, example, AS_OF, enterprises=ENTERPRISES)
    untold = found[found["verdict"] == "cannot_tell"]
    assert (untold["missing"] != "[]").all(), untold[["rule", "missing", "evidence"]]
    idle = found[(found["category"] == "idle") & (found["verdict"] == "yes")]
    assert (idle["since"] <= pd.Timestamp(AS_OF)).all()


@settings(max_examples=30, deadline=None)
@given(row=parcel, months=st.integers(0, 24))
def test_idle_land_without_a_start_stays_idle(example, row, months):
    """Moving the day forward never ends it: nothing has happened in between."""
    row |= dict.fromkeys(["start_date", "completion_date", "production_date"])
    row |= {"suspended_since": None, "started_area_m2": None}
    row |= {"extended_start_date": None, "delivery_date": "2018-05-01"}
    row |= dict.fromkeys(["supplement_start_date", "disposal_no", "exclusion_no"])
    parcels = make_parcels(**row)
    later = pd.Timestamp(AS_OF) + pd.DateOffset(months=months)
    key = ("P1", "idle-not-started")
    if verdicts(parcels, example)[key] == "yes":
        assert verdicts(parcels, example, later.date())[key] == "yes"


@pytest.mark.parametrize("column", ["start_date", "completion_date", "due_start_date"])
def test_a_column_that_no_source_has_is_named(example, column):
    parcels = without(make_parcels(due_start_date="2019-01-01"), column)
    found = flag(parcels, example, AS_OF)
    row = found[found["rule"] == "idle-not-started"].iloc[0]
    assert row["verdict"] == "cannot_tell"
    assert column in row["missing"]


def test_taking_the_only_sign_of_use_away_cannot_be_told(example):
    """Without ``production_date`` it is not known whether the land is in use."""
    parcels = make_parcels(start_date="2018-05-01", production_date="2020-05-01")
    key = ("P1", "stopped-enterprise")
    assert verdicts(parcels, example)[key] == "cannot_tell"
    assert verdicts(without(parcels, "production_date"), example)[key] == "cannot_tell"


@pytest.mark.parametrize(
    ("rule", "column", "facts"),
    [
        (
            "partly-used",
            "production_date",
            {"production_date": "2021-09-30", "should_start_area_m2": 2_000.0},
        ),
        (
            "new-land-while-graded-c",
            "supply_date",
            {"supply_date": "2022-01-01", "contract_date": "2018-05-01"},
        ),
    ],
)
def test_the_only_sign_taken_away_cannot_be_told(rule, column, facts):
    """A later stage shows a start; a supply date shows that the land is new."""
    sample = load_policy(data_path("sample_data", "policy.toml"))
    facts = {"land_use": "工业用地", "started_area_m2": 0.0, **facts}
    parcels = make_parcels(enterprise_id="E9", registered_area_m2=2_000.0, **facts)
    assert verdicts(parcels, sample)["P1", rule] in ("yes", "cannot_tell")
    assert verdicts(without(parcels, column), sample)["P1", rule] == "cannot_tell"
