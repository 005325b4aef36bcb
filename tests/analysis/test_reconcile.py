"""Two areas of a factory square: 9,997.87 m2 on the ellipsoid, 10,000 planar."""

import numpy as np
import pandas as pd
import pytest

from landuse.analysis.reconcile import reconcile_areas, unit_slips
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_parcels

PUYANG = load_policy("puyang")
COMPUTED = 9_997.867


def result(area, **options):
    made = reconcile_areas(make_parcels(registered_area_m2=area), PUYANG, **options)
    return made.iloc[0]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (COMPUTED, "matches"),
        (COMPUTED + 0.9, "matches"),
        (COMPUTED - 0.9, "matches"),
        (COMPUTED + 1.1, "explained_by_projection"),
        (10_000.9, "explained_by_projection"),
        (10_001.1, "mismatch"),
        (COMPUTED - 1.1, "mismatch"),
    ],
)
def test_tolerances_one_step_each_side(area, expected):
    """1e-4 of the area is 0.99979 m2, more than the fixed half square metre."""
    assert result(area)["result"] == expected


@pytest.mark.parametrize("area", [None, 0.0, -1.0])
def test_without_two_areas_there_is_no_result(area):
    assert pd.isna(result(area)["result"])


def test_without_an_outline_there_is_no_result():
    parcels = make_parcels(registered_area_m2=1.0, geometry=[None])
    assert reconcile_areas(parcels, PUYANG)["result"].isna().all()


@pytest.mark.parametrize(
    ("ratio", "slip"),
    [
        (1e-4, "ha for m2"),
        (3 / 2000, "mu for m2"),
        (10_000, "m2 for ha"),
        (15, "mu for ha"),
        (1 / 15, "ha for mu"),
        (2000 / 3, "m2 for mu"),
    ],
)
def test_slips_are_named(ratio, slip):
    assert result(COMPUTED * ratio)["slip"] == slip


@pytest.mark.parametrize("ratio", [1.0, 1.5, 0.5, 2.0, 100.0])
def test_other_ratios_are_no_slip(ratio):
    assert unit_slips(pd.Series([ratio]), 0.02).isna().all()


def test_the_difference_is_document_less_outline():
    made = result(12_000)
    assert made["difference_m2"] == pytest.approx(12_000 - COMPUTED, abs=0.01)
    assert made["difference_share"] == pytest.approx(0.2003, abs=1e-3)


def test_another_column_and_another_crs():
    batch = make_approvals(approved_area_m2=COMPUTED).to_crs(4490)
    made = reconcile_areas(batch, PUYANG, column="approved_area_m2")
    assert made["result"].tolist() == ["matches"]
    assert np.isclose(made["difference_m2"].iloc[0], 0, atol=0.05)
