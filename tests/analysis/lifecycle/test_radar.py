"""What falls due: each window a day to each side, and the counts by hand."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.idle.forecast import idle_forecast
from landuse.analysis.lifecycle import commitment_states
from landuse.analysis.lifecycle.breaches import breach_table
from landuse.analysis.lifecycle.radar import (
    RADAR_COLUMNS,
    radar,
    radar_counts,
    radar_windows,
)
from landuse.policy import load_policy
from landuse.testing import make_breaches, make_commitments, make_parcels

AS_OF = "2022-09-30"
DAY = pd.Timestamp(AS_OF)
WINDOWS = [30, 60, 90, 180]


def policy(**values):
    """The national policy with other values of the life cycle."""
    national = load_policy("national")
    entry = national.values["idle.recovery_years"][0]
    given = {"radar_days": WINDOWS} | values
    changed = {
        f"lifecycle.{name}": (dataclasses.replace(entry, value=value),)
        for name, value in given.items()
    }
    return dataclasses.replace(national, values=dict(national.values) | changed)


def day(days):
    return None if pd.isna(days) else DAY + pd.Timedelta(days=days)


def steps(*rows, unit="自然资源局", zone="Z1"):
    """Milestones: parcel, stage, days from the day, status."""
    frame = pd.DataFrame(rows, columns=["parcel_id", "stage", "days", "status"])
    planned = pd.to_datetime(pd.Series([day(n) for n in frame["days"]])).dt.as_unit("s")
    return frame.drop(columns="days").assign(
        planned_date=planned,
        due_basis="due_start_date",
        responsible_unit=unit,
        zone_id=zone,
    )


def found(milestones=None, within=None, with_policy=None, **frames):
    given = {"life_milestones": steps() if milestones is None else milestones}
    return radar(given | frames, with_policy or policy(), AS_OF, within)


def promises(**columns):
    made = make_commitments(indicator="tax", committed=1.0, **columns)
    return made.assign(state=commitment_states(made, AS_OF))


@pytest.mark.parametrize(
    ("days", "state", "within"),
    [
        (-1, "overdue", None),
        (0, "due", 30),
        (1, "due", 30),
        (29, "due", 30),
        (30, "due", 30),
        (31, "due", 60),
        (60, "due", 60),
        (61, "due", 90),
        (90, "due", 90),
        (91, "due", 180),
        (180, "due", 180),
        (None, "undated", None),
    ],
)
def test_each_window_a_day_to_each_side(days, state, within):
    status = "undated" if days is None else "due"
    row = found(steps(("P1", "started", days, status))).iloc[0]
    told = [row.due_state, row.within_days, row.days_left]
    wanted = [state, within, days]
    assert [None if pd.isna(value) else value for value in told] == wanted


def test_what_lies_beyond_the_last_window_is_left_out():
    assert found(steps(("P1", "started", 181, "due"))).empty


@pytest.mark.parametrize(("days", "kept"), [(44, 1), (45, 1), (46, 0)])
def test_how_far_is_looked(days, kept):
    assert len(found(steps(("P1", "started", days, "due")), within=45)) == kept
    assert radar_windows(policy(), 45) == (30, 45)
    assert radar_windows(policy(), 30) == (30,)


def test_overdue_and_undated_stay_however_near_is_looked():
    rows = found(
        steps(("P1", "started", -400, "overdue"), ("P2", "started", None, "undated")),
        within=0,
    )
    assert rows["due_state"].tolist() == ["overdue", "undated"]


def test_without_windows_all_is_listed():
    national = load_policy("national")
    values = {k: v for k, v in national.values.items() if k != "lifecycle.radar_days"}
    bare = dataclasses.replace(national, values=values)
    rows = found(steps(("P1", "started", 4000, "due")), with_policy=bare)
    assert rows["due_state"].tolist() == ["later"]
    assert radar_windows(bare) == ()
    assert radar_windows(bare, 45) == (45,)


def test_steps_done_skipped_or_without_a_day_are_not_due():
    """Of several steps without a day only the next is asked for."""
    rows = found(
        steps(
            ("P1", "granted", -50, "done_late"),
            ("P1", "delivered", -40, "skipped"),
            ("P1", "started", None, "undated"),
            ("P1", "completed", 20, "waiting"),
            ("P1", "producing", None, "undated"),
            ("P1", "accepted", None, "waiting"),
        )
    )
    assert rows["due_item"].tolist() == ["completed", "started"]
    assert rows["item_status"].tolist() == ["waiting", "undated"]


def test_a_yearly_supervision_is_a_review():
    rows = found(
        steps(("P1", "supervised", 10, "due"), ("P1", "accepted", 5, "due")),
    )
    assert rows["due_kind"].tolist() == ["milestone", "review"]


def test_promises_to_be_measured():
    """Met and breached are decided; short before the day is to be measured again."""
    made = promises(
        parcel_id=["met", "breached", "short", "open", "late", "undated"],
        measured=[1.0, 0.5, 0.5, None, None, None],
        due_date=[day(-9), day(-9), day(9), day(30), day(-1), None],
    )
    rows = found(life_commitments=made)
    assert rows[["parcel_id", "due_state"]].to_numpy().tolist() == [
        ["late", "overdue"],
        ["short", "due"],
        ["open", "due"],
        ["undated", "undated"],
    ]
    assert set(rows["due_item"]) == {"tax"}


def test_nothing_is_measured_on_a_plot_that_was_given_back():
    made = promises(parcel_id=["gone", "anew"], due_date=day(3))
    life = steps(
        ("gone", "exited", -5, "done"),
        ("anew", "exited", -900, "done"),
        ("anew", "started", 5, "due"),
    )
    rows = found(life, life_commitments=made)
    assert rows[["parcel_id", "due_kind"]].to_numpy().tolist() == [
        ["anew", "commitment"],
        ["anew", "milestone"],
    ]


def breached(**columns):
    made = make_breaches(kind="tax_short", responsible_unit="税务局", **columns)
    return breach_table(made, policy(), AS_OF)


def test_ends_of_rectification():
    """Also while a penalty is not paid; done, closed or only found, it is not due."""
    noticed, by = day(-99), [day(0), day(-1), None, day(5), day(5), day(5), None]
    rows = found(
        life_breaches=breached(
            parcel_id=["P1", "P2", "P3", "P4", "P5", "P6", "P7"],
            found_date=noticed,
            notice_date=[noticed] * 6 + [None],
            rectify_by_date=by,
            rectified_date=[None, None, None, day(-1), None, None, None],
            closed_date=[None, None, None, None, day(0), None, None],
            penalty_date=[None, None, None, None, None, day(-3), None],
            penalty_paid_date=[None, None, None, None, None, day(1), None],
            notice_no="整改1号",
        )
    )
    rows = rows[rows["due_kind"] == "rectification"]
    assert rows[["parcel_id", "due_state", "subject_id"]].to_numpy().tolist() == [
        ["P2", "overdue", "W2"],
        ["P1", "due", "W1"],
        ["P6", "due", "W6"],
        ["P3", "undated", "W3"],
    ]
    assert set(rows["document_no"]) == {"整改1号"}
    assert set(rows["responsible_unit"]) == {"税务局"}


def payments(**columns):
    return breached(
        found_date=day(-99), penalty_yuan=500.0, penalty_no="罚1号", **columns
    )


@pytest.mark.parametrize(
    ("columns", "open_"),
    [
        ({"penalty_date": day(0)}, 1),
        ({"penalty_date": day(1)}, 0),
        ({"penalty_date": day(-9), "penalty_paid_date": day(0)}, 0),
        ({"penalty_date": day(-9), "penalty_paid_date": day(1)}, 1),
        ({"penalty_date": day(-9), "closed_date": day(0)}, 0),
        ({"penalty_date": day(-9), "closed_date": day(1)}, 1),
        ({"penalty_date": day(-9), "recovery_date": day(0)}, 0),
        ({}, 0),
    ],
)
def test_a_payment_is_open_from_its_decision_to_its_day(columns, open_):
    assert len(found(life_breaches=payments(**columns))) == open_


def test_the_day_of_a_payment_is_the_policys_to_say():
    made = payments(penalty_date=day(-10), price_supplement_date=day(-40))
    rows = found(life_breaches=made)
    assert rows["due_state"].tolist() == ["undated", "undated"]
    rows = found(life_breaches=made, with_policy=policy(payment_days=30))
    assert rows[["due_item", "days_left"]].to_numpy().tolist() == [
        ["price_supplement", -10],
        ["penalty", 20],
    ]
    assert rows["amount_yuan"].isna().tolist() == [True, False]
    assert rows["due_basis"].tolist() == ["price_supplement_date", "penalty_date"]


def test_land_that_turns_idle_next_quarter():
    """Due 31 December 2021, idle on 31 December 2022; the start itself is a step."""
    parcels = make_parcels(
        parcel_id=["P1", "P2"],
        due_start_date=["2021-12-31", "2022-01-01"],
        zone_id="Z7",
        holder="甲公司",
    )
    ahead = idle_forecast(parcels, load_policy("puyang"), AS_OF, "2022-12-31")
    life = steps(("P1", "started", -273, "overdue"))
    rows = found(life, idle_forecast=ahead, parcels=parcels)
    row = rows[rows["due_kind"] == "idle"].iloc[0]
    assert len(rows) == 2
    assert row[["parcel_id", "due_item", "zone_id", "responsible_unit"]].tolist() == [
        "P1",
        "turns_idle",
        "Z7",
        "自然资源局",
    ]
    assert (row["days_left"], row["within_days"], row["holder"]) == (92, 180, "甲公司")
    assert row["area_m2"] == pytest.approx(10_000, rel=0.001)


def test_a_row_without_a_unit_has_that_of_its_plot():
    parcels = make_parcels(
        parcel_id=["P1", "P2", "P3"],
        responsible_unit=["招商局", None, None],
        holder="乙公司",
    ).assign(next_unit=["自然资源局", "自然资源局", None], obligor=["丙", None, None])
    made = promises(parcel_id=["P1", "P2", "P3", "P4"], due_date=day(1))
    rows = found(life_commitments=made, parcels=parcels)
    units = rows["responsible_unit"].tolist()
    assert units[:2] == ["招商局", "自然资源局"]
    assert rows["responsible_unit"].isna().tolist() == [False, False, True, True]
    assert rows["holder"].tolist()[:3] == ["丙", "乙公司", "乙公司"]


def test_counts_by_zone_unit_and_window():
    rows = found(
        pd.concat(
            [
                steps(
                    ("P1", "started", -1, "overdue"),
                    ("P2", "started", 30, "due"),
                    ("P3", "started", 31, "due"),
                    ("P4", "started", None, "undated"),
                ),
                steps(("P5", "started", 180, "due"), unit="税务局"),
                steps(("P6", "started", 0, "due"), zone=None, unit=None),
            ]
        )
    )
    counts = radar_counts(rows, WINDOWS)
    wide = {}
    for row in counts.fillna({"zone_id": "-", "responsible_unit": "-"}).itertuples():
        wide.setdefault((row.zone_id, row.responsible_unit), []).append(row.count)
    assert counts["due_state"].tolist()[:6] == ["overdue", *["due"] * 4, "undated"]
    assert counts["within_days"].tolist()[1:5] == WINDOWS
    assert wide == {
        ("Z1", "自然资源局"): [1, 1, 2, 2, 2, 1],
        ("Z1", "税务局"): [0, 0, 0, 0, 1, 0],
        ("-", "-"): [0, 1, 1, 1, 1, 0],
    }


def test_an_empty_city_has_nothing_due():
    rows = found()
    assert (len(rows), tuple(rows)) == (0, RADAR_COLUMNS)
    assert radar_counts(rows, WINDOWS).empty


def test_the_order_of_the_records_does_not_matter():
    life = steps(*((f"P{n}", "started", n % 7, "due") for n in range(20)))
    one, other = found(life), found(life[::-1])
    pd.testing.assert_frame_equal(one, other)
    assert one["due_date"].is_monotonic_increasing


@settings(max_examples=25)
@given(
    st.lists(st.none() | st.integers(-400, 400), max_size=12),
    st.none() | st.integers(0, 400),
)
def test_the_counts_are_those_of_plain_arithmetic(days, within):
    rows = ((f"P{n}", "started", left, "due") for n, left in enumerate(days))
    status = steps(*rows)
    status["status"] = status["status"].mask(status["planned_date"].isna(), "undated")
    windows = radar_windows(policy(), within)
    counts = radar_counts(found(status, within), windows)
    told = {row.within_days: row.count for row in counts.itertuples()}
    known = [left for left in days if left is not None]
    assert all(
        told.get(most, 0) == sum(0 <= left <= most for left in known)
        for most in windows
    )
    states = counts.groupby("due_state")["count"].sum()
    assert states.get("overdue", 0) == sum(left < 0 for left in known)
    assert states.get("undated", 0) == len(days) - len(known)
