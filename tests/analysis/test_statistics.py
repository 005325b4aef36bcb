"""Statistics and the balance between two days, countable on one hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.balance import category_balance
from landuse.analysis.statistics import age_band, land_statistics
from landuse.policy import load_policy

DAY = "2022-09-30"
CLASSES = ["idle", "stalled", "inefficient", "normal"]


@pytest.mark.parametrize(
    ("since", "band"),
    [
        ("2022-09-30", "0-1"),
        ("2021-10-01", "0-1"),
        ("2021-09-30", "1-2"),
        ("2020-10-01", "1-2"),
        ("2020-09-30", "2-3"),
        ("2019-09-30", "3-5"),
        ("2017-10-01", "3-5"),
        ("2017-09-30", "5+"),
        ("2022-10-01", None),
        (None, None),
    ],
)
def test_a_band_begins_on_the_anniversary(since, band):
    series = pd.Series(pd.to_datetime([since]))
    found = age_band(series, load_policy("national"), DAY).item()
    assert found == band if band else pd.isna(found)


def parcels(**columns):
    base = {"zone_id": "Z", "cause": None, "state": None, "since": pd.NaT}
    frame = pd.DataFrame(base | columns)
    return frame.assign(since=pd.to_datetime(frame["since"]))


def test_land_by_zone_class_age_and_cause():
    frame = parcels(
        zone_id=["A", "A", "A", None],
        category=["idle", "idle", "normal", "normal"],
        cause=["government", None, None, None],
        since=["2021-01-01", "2021-01-01", None, None],
        area_m2=[10_000.0, 20_000.0, 30_000.0, None],
    )
    found = land_statistics(frame, load_policy("national"), DAY)
    rows = found[["zone_id", "category", "cause", "count", "area_mu", "area_share"]]
    assert rows.iloc[0].tolist()[:4] == ["A", "idle", "government", 1]
    assert found["area_mu"].round(6).tolist() == [15.0, 30.0, 45.0, 0.0]
    assert found["area_share"].tolist()[:3] == pytest.approx([1 / 6, 1 / 3, 1 / 2])
    assert found["without_area"].tolist() == [0, 0, 0, 1]
    assert pd.isna(found["area_share"].iloc[3])


def stock(**columns):
    return pd.DataFrame(columns)


def test_new_disposed_and_moved_land_balance():
    """Idle: P stays, Q is disposed, R turns stalled; S is new, T appears."""
    ids = ["P", "Q", "R", "S", "T"]
    before = stock(
        parcel_id=ids[:4],
        category=["idle"] * 3 + ["normal"],
        area_m2=[1.0, 2.0, 4.0, 8.0],
    )
    after = stock(
        parcel_id=ids,
        category=["idle", "normal", "stalled", "idle", "idle"],
        area_m2=[1.0, 2.0, 4.0, 8.0, 16.0],
    )
    found = category_balance(before, after).set_index("category")
    idle = found.loc["idle"]
    names = ["opening", "new", "appeared", "disposed", "moved_out", "closing"]
    assert [idle[f"{n}_m2"] for n in names] == [7.0, 8.0, 16.0, 2.0, 4.0, 25.0]
    assert [idle[f"{n}_count"] for n in names] == [3, 1, 1, 1, 1, 3]
    assert found.loc["stalled", "moved_in_m2"] == 4.0
    assert idle["disposal_rate_count"] == pytest.approx(1 / 3)
    assert idle["disposal_rate_area"] == pytest.approx(2 / 7)
    assert pd.isna(found.loc["stalled", "disposal_rate_count"])


def test_an_area_that_was_corrected_is_said_apart():
    before = stock(parcel_id=["P"], category=["idle"], area_m2=[10.0])
    row = category_balance(before, before.assign(area_m2=[12.0])).iloc[0]
    assert (row["opening_m2"], row["revised_m2"], row["closing_m2"]) == (10, 2, 12)


def test_land_that_left_the_data_vanished():
    before = stock(parcel_id=["P"], category=["idle"], area_m2=[10.0])
    row = category_balance(before, before.iloc[:0]).iloc[0]
    assert (row["vanished_m2"], row["disposed_m2"], row["closing_m2"]) == (10, 0, 0)


records = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(CLASSES), st.integers(0, 10**6)),
    max_size=12,
    unique_by=lambda record: record[0],
)


@settings(max_examples=40, deadline=None)
@given(before=records, after=records)
def test_any_two_days_balance(before, after):
    frames = [
        stock(
            parcel_id=[f"P{number}" for number, _, _ in day],
            category=pd.Series([name for _, name, _ in day], dtype="str"),
            area_m2=pd.Series([float(area) for _, _, area in day], dtype="float64"),
        )
        for day in (before, after)
    ]
    found = category_balance(*frames)
    for name, frame in zip(("opening", "closing"), frames, strict=True):
        problems = frame[frame["category"] != "normal"]
        assert found[f"{name}_count"].sum() == len(problems)
        assert found[f"{name}_m2"].sum() == pytest.approx(problems["area_m2"].sum())
