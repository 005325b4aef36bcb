"""What never changes a grade: the order of the rows, the unit of an indicator.

Each drawn seed makes a city of many small zones with few different figures, so that
ties, zeros and missing facts are common.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.grading import grade
from landuse.policy import Value, load_policy
from landuse.resources import data_path
from landuse.testing import make_enterprises

ZONES, COUNT = 40, 400
FIGURES = ("tax_yuan", "revenue_yuan", "energy_tce", "rd_yuan", "pollution_t")
SEEDS = st.integers(0, 10**6)
few = settings(deadline=None, max_examples=6)


@pytest.fixture(scope="module")
def sample():
    return load_policy(str(data_path("sample_data", "policy.toml")))


def city(dice, missing=0.05):
    facts = {
        name: np.where(
            dice.random(COUNT) < missing, np.nan, dice.integers(0, 30, COUNT)
        ).tolist()
        for name in FIGURES
    }
    return make_enterprises(
        enterprise_id=[f"E{i:03d}" for i in range(COUNT)],
        year=2021,
        zone_id=[f"Z{z}" for z in dice.integers(0, ZONES, COUNT)],
        above_scale=dice.choice([True, False], COUNT).tolist(),
        owned_area_m2=dice.choice([5_000.0, 10_000.0, 20_000.0], COUNT).tolist(),
        **facts,
    )


@few
@given(seed=SEEDS)
def test_the_order_of_the_rows_does_not_matter(sample, seed):
    dice = np.random.default_rng(seed)
    rows = city(dice)
    found = grade(rows.iloc[dice.permutation(COUNT)], sample, 2021)
    pd.testing.assert_frame_equal(found, grade(rows, sample, 2021))


@few
@given(
    seed=SEEDS,
    column=st.sampled_from(FIGURES),
    factor=st.sampled_from([0.0001, 0.5, 3.0, 10_000.0]),
)
def test_scaling_a_whole_indicator_changes_no_grade(sample, seed, column, factor):
    rows = city(np.random.default_rng(seed))
    scaled = rows.assign(**{column: rows[column] * factor})
    before, after = (grade(frame, sample, 2021) for frame in (rows, scaled))
    for name in ("grade", "composite_place", "pool"):
        pd.testing.assert_series_equal(after[name], before[name])


@few
@given(seed=SEEDS, column=st.sampled_from(["tax_yuan", "rd_yuan"]))
def test_who_improves_never_falls_by_composite(sample, seed, column):
    """One enterprise of each zone and track improves one figure."""
    dice = np.random.default_rng(seed)
    rows = city(dice, missing=0.0)
    chosen = ~rows.duplicated(["zone_id", "above_scale"]).to_numpy()
    more = rows.assign(**{column: rows[column] + chosen * dice.integers(1, 30, COUNT)})
    before, after = (
        grade(frame, sample, 2021)["composite_place"] for frame in (rows, more)
    )
    assert (after[chosen] <= before[chosen]).all()
    assert (after[chosen] < before[chosen]).any()


@few
@given(seed=SEEDS)
def test_less_energy_for_the_same_output_never_lowers_the_place(sample, seed):
    dice = np.random.default_rng(seed)
    rows = city(dice, missing=0.0).assign(energy_tce=dice.integers(2, 30, COUNT) * 1.0)
    chosen = ~rows.duplicated(["zone_id", "above_scale"]).to_numpy()
    less = rows.assign(energy_tce=np.where(chosen, 1.0, rows["energy_tce"]))
    before, after = (
        grade(frame, sample, 2021)["composite_place"] for frame in (rows, less)
    )
    assert (after[chosen] <= before[chosen]).all()


def test_every_place_is_given_once_and_quotas_are_kept(sample):
    found = grade(city(np.random.default_rng(7), missing=0.2), sample, 2021)
    graded = found[found["composite"].notna()]
    for _, zone in graded.groupby(["zone_id", "track"]):
        assert sorted(zone["composite_place"]) == list(range(1, len(zone) + 1))
        assert zone["evaluated"].eq(len(zone)).all()
        assert (zone["grade"] == "A").sum() == int(len(zone) * 0.15 + 0.5)
        assert (zone["grade"] == "C").sum() == int(len(zone) * 0.10 + 0.5)


@pytest.mark.parametrize("how", ["stays", "widens"])
def test_a_gap_leads_to_who_has_the_next_grade(sample, how):
    """So many places up or down, in the order that decides, stands another grade."""
    known = {"grading.boundary_tie": (Value("grading.boundary_tie", "试", "E", how),)}
    policy = replace(sample, values={**sample.values, **known})
    found = grade(city(np.random.default_rng(3)), policy, 2021)
    graded = found[found["composite"].notna()]
    steps = (("better", -1), ("worse", 1))
    for _, zone in graded.groupby(["zone_id", "track"]):
        pools = zone.set_index(["pool", "pool_place"])["grade"].to_dict()
        halves = zone.set_index("composite_place")["pool"].to_dict()
        for row in zone.itertuples():
            for name, sign in steps:
                places = getattr(row, f"{name}_places") * sign
                if np.isnan(places):
                    continue
                other = pools.get((row.pool, row.pool_place + places), row.grade)
                half = halves.get(row.composite_place + places, row.pool)
                turned = (ord(other) - ord(row.grade)) * sign > 0
                assert turned or half != row.pool
