"""What must hold of any parcels: doubt is kept, order is nothing, time only adds."""

import numpy as np
import pandas as pd
import pytest

from landuse.analysis.flags import flag
from landuse.testing import (
    assert_findings_equal,
    make_causes,
    make_parcels,
    make_phases,
)

AS_OF = "2022-09-30"
RULES = ("idle-not-started", "idle-suspended")
ALL = ("yes", "no", "cannot_tell", "not_configured")
DAYS = ["2018-05-01", "2020-02-29", "2021-09-30", "2021-10-01", "2022-03-31"]
DATES = (
    "supply_date",
    "contract_date",
    "delivery_date",
    "due_start_date",
    "decision_start_date",
    "supplement_start_date",
    "supplement_date",
    "extended_start_date",
    "extension_date",
    "start_date",
    "permit_date",
    "suspended_since",
    "completion_date",
    "production_date",
    "cause_from",
    "cause_to",
    "determination_date",
    "disposal_date",
    "exclusion_date",
)
WORDS = {
    "supplement_no": ["1"],
    "extension_no": ["1"],
    "permit_no": ["1"],
    "foundation_kind": ["deep_pit", "other"],
    "cause": ["government", "enterprise", "mixed"],
    "determination_no": ["1"],
    "disposal_no": ["1"],
    "disposal_method": ["recovery", "extension"],
    "exclusion_no": ["1"],
}
NUMBERS = {
    "foundation_share": [0.2, 0.5, 1.0],
    "started_area_m2": [0.0, 2_000.0, 9_000.0],
    "should_start_area_m2": [0.0, 9_000.0],
    "paid_investment_yuan": [0.0, 2_000.0, 9_000.0],
    "total_investment_yuan": [9_000.0],
}
PHASE_DATES = (
    "delivery_date",
    "due_start_date",
    "extended_start_date",
    "extension_date",
    "start_date",
    "suspended_since",
    "completion_date",
)
PHASE_NUMBERS = ("started_area_m2", "should_start_area_m2", "paid_investment_yuan")


class Drawn:
    """Columns of arbitrary facts; the same for the same seed."""

    def __init__(self, seed, count):
        self.random = np.random.default_rng(seed)
        self.count = count

    def column(self, values, empty=0.55):
        drawn = self.random.choice(values, self.count)
        gone = self.random.random(self.count) < empty
        return [None if g else v for v, g in zip(drawn.tolist(), gone, strict=True)]


def some_parcels(seed, count=400):
    draw = Drawn(seed, count)
    facts = {name: draw.column([*DAYS, "2023-01-01"]) for name in DATES}
    facts |= {name: draw.column(words, 0.6) for name, words in WORDS.items()}
    facts |= {name: draw.column(numbers, 0.4) for name, numbers in NUMBERS.items()}
    return make_parcels(registered_area_m2=10_000.0, **facts)


def some_phases(seed, parcels, count=500):
    draw = Drawn(seed, count)
    ids = parcels["parcel_id"].tolist()[: count // 3]
    facts = {name: draw.column([*DAYS, "2023-01-01"]) for name in PHASE_DATES}
    facts |= {name: draw.column(NUMBERS[name], 0.4) for name in PHASE_NUMBERS}
    return make_phases(
        parcel_id=draw.column(ids, 0.0),
        area_m2=draw.column([1_000.0, 4_000.0], 0.1),
        total_investment_yuan=9_000.0,
        **facts,
    )


def some_causes(seed, parcels, count=300):
    draw = Drawn(seed, count)
    return make_causes(
        parcel_id=draw.column(parcels["parcel_id"].tolist(), 0.0),
        cause=draw.column(["government", "force_majeure", "enterprise", "judicial"], 0),
        cause_from=draw.column(DAYS, 0.2),
        cause_to=draw.column(DAYS, 0.2),
    )


def found_in(parcels, policy, as_of=AS_OF, keep=ALL, **others):
    found = flag(parcels, policy, as_of, keep=keep, **others)
    return found[found["rule"].isin(RULES)]


def held(found, *verdicts):
    rows = found[found["verdict"].isin(verdicts or ("yes", "cannot_tell"))]
    return set(zip(rows["subject_id"], rows["rule"], strict=True))


def without(frame, column):
    lost = frame.assign(**{column: frame[column].where(frame["parcel_id"].isna())})
    lost.attrs["absent_columns"] = [column]
    return lost


KEPT = ("yes", "cannot_tell")


@pytest.fixture(scope="module")
def whole(deducting):
    parcels = some_parcels(1, 300)
    return parcels, held(found_in(parcels, deducting, keep=KEPT))


@pytest.fixture(scope="module")
def phased(deducting):
    parcels = some_parcels(2, 200)
    phases = some_phases(3, parcels)
    found = found_in(parcels, deducting, keep=KEPT, phases=phases)
    return parcels, phases, held(found)


@pytest.mark.parametrize("column", [*DATES, *WORDS, *NUMBERS])
def test_a_column_that_is_taken_away_never_makes_a_no(deducting, whole, column):
    parcels, before = whole
    after = found_in(without(parcels, column), deducting, keep=KEPT)
    assert before <= held(after)
    assert len(before) > 20
    untold = after[after["verdict"] == "cannot_tell"]
    assert (untold["missing"] != "[]").all()


@pytest.mark.parametrize("column", [*PHASE_DATES, *PHASE_NUMBERS])
def test_a_column_that_phases_lose_never_makes_a_no(deducting, phased, column):
    parcels, phases, before = phased
    lost = without(phases, column)
    after = found_in(parcels, deducting, keep=KEPT, phases=lost)
    assert before <= held(after)
    untold = after[after["verdict"] == "cannot_tell"]
    assert (untold["missing"] != "[]").all()


def test_neither_the_order_of_rows_nor_of_causes_and_phases_matters(deducting):
    parcels = some_parcels(4, 150)
    phases, causes = some_phases(5, parcels, 200), some_causes(6, parcels)
    turned = parcels.iloc[::-1].reset_index(drop=True)
    others = [{"phases": phases, "causes": causes}]
    others.append({n: f.iloc[::-1] for n, f in others[0].items()})
    left = found_in(parcels, deducting, **others[0])
    right = found_in(turned, deducting, **others[1])
    assert_findings_equal(left.drop(columns="evidence"), right.drop(columns="evidence"))


@pytest.mark.parametrize("months", [1, 5, 14])
def test_land_that_nothing_happens_to_stays_idle(deducting, months):
    """A later day ends no idleness but by what the data date in between."""
    parcels = some_parcels(7, 300)
    later = pd.Timestamp(AS_OF) + pd.DateOffset(months=months)
    for name in ("extended_start_date", "supplement_start_date", *DATES):
        gone = (parcels[name] > AS_OF) & (parcels[name] <= later)
        parcels[name] = parcels[name].mask(gone)
    causes = some_causes(8, parcels)
    before = held(found_in(parcels, deducting, causes=causes), "yes")
    after = held(found_in(parcels, deducting, later.date(), causes=causes), "yes")
    assert before <= after


def test_the_area_of_idle_phases_never_exceeds_the_parcel(puyang):
    parcels = some_parcels(9, 100)
    found = found_in(parcels, puyang, phases=some_phases(10, parcels))
    assert (found["area_m2"].dropna() <= 10_000).all()
    assert (found["area_m2"] < 10_000).any()
