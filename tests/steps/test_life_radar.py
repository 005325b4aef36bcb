"""What falls due in a city: one zone, one unit, idle land, entries of a calendar."""

from datetime import date

import pandas as pd
import pytest

from landuse.errors import SchemaError
from landuse.io.icalendar_ import calendar_bytes
from landuse.policy import load_policy
from landuse.steps.duewords import due_title, reminders
from landuse.steps.liferadar import due_of, of_the_day
from landuse.testing import make_parcels, make_zones

AS_OF = date(2022, 9, 30)
POLICY = load_policy("puyang")


@pytest.fixture(scope="module")
def frames():
    """Starts due a day before, on and after; P1 and P2 idle on 1 and 31 December."""
    plots = make_parcels(
        parcel_id=["P1", "P2", "P3", "P4"],
        zone_id=["Z1", "Z1", "Z2", None],
        due_start_date=["2021-12-01", "2021-12-31", "2022-01-01", "2022-01-02"],
        holder="甲公司",
    )
    milestones = pd.DataFrame(
        {
            "parcel_id": ["P1", "P2", "P3", "P4"],
            "zone_id": plots["zone_id"],
            "stage": ["started", "started", "completed", "supervised"],
            "planned_date": pd.to_datetime(
                ["2022-09-29", "2022-09-30", "2022-10-30", "2022-10-31"]
            ).as_unit("s"),
            "due_basis": ["due_start_date"] * 2 + [None] * 2,
            "status": ["overdue", "due", "waiting", "due"],
            "responsible_unit": [*["natural_resources"] * 2, "甲局", "甲局"],
        }
    )
    return {
        "zones": make_zones(zone_id=["Z1", "Z2", "Z3"], zone=["东区", "西区", "南区"]),
        "parcels": plots,
        "life_plots": plots,
        "life_milestones": milestones.astype({"due_basis": "str"}),
    }


def ids(found):
    return found.rows["parcel_id"].tolist()


def test_up_to_the_last_window_and_not_beyond(frames):
    assert ids(due_of(frames, POLICY, AS_OF, 30)) == ["P1", "P2", "P3"]
    assert ids(due_of(frames, POLICY, AS_OF, 31)) == ["P1", "P2", "P3", "P4"]
    assert due_of(frames, POLICY, AS_OF, 30).until == date(2022, 10, 30)
    assert due_of(frames, POLICY, AS_OF).windows == (30, 60, 90, 180)


def test_land_idle_by_the_end_of_the_next_quarter(frames):
    """However near is looked; by 31 December, not by 1 January."""
    found = due_of(frames, POLICY, AS_OF, 1)
    assert found.idle_until == date(2022, 12, 31)
    assert found.idle["parcel_id"].tolist() == ["P1", "P2"]
    assert found.idle["area_mu"].sum() == pytest.approx(30, rel=0.001)
    assert set(found.rows["due_kind"]) == {"milestone"}


def test_idle_land_beyond_the_quarter_is_seen_from_afar(frames):
    rows = due_of(frames, POLICY, AS_OF).rows
    idle = rows[rows["due_kind"] == "idle"]
    assert idle["parcel_id"].tolist() == ["P1", "P2", "P3", "P4"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"zone": "Z1"}, ["P1", "P2"]),
        ({"zone": "东区"}, ["P1", "P2"]),
        ({"zone": "西区"}, ["P3"]),
        ({"zone": "南区"}, []),
        ({"unit": "甲局"}, ["P3", "P4"]),
        ({"unit": "natural_resources"}, ["P1", "P2"]),
        ({"unit": "自然资源主管部门"}, ["P1", "P2"]),
        ({"unit": "甲局", "zone": "西区"}, ["P3"]),
    ],
)
def test_one_zone_and_one_unit(frames, asked, kept):
    found = due_of(frames, POLICY, AS_OF, 31, **asked)
    assert ids(found) == kept
    assert found.counts["count"].sum() >= len(kept)
    assert set(found.idle["parcel_id"]) <= set(kept)


def test_a_zone_or_unit_that_is_not_there(frames):
    with pytest.raises(SchemaError, match="no zone '东'; known are 东区") as told:
        due_of(frames, POLICY, AS_OF, zone="东")
    assert told.value.args[0].zh.startswith("没有集聚区“东”，可用：东区")
    with pytest.raises(
        SchemaError, match=r"unit '乙局'; known are 甲局, 自然资源主管部门"
    ):
        due_of(frames, POLICY, AS_OF, unit="乙局")


def test_a_city_without_zones(frames):
    bare = {name: frame for name, frame in frames.items() if name != "zones"}
    found = due_of(bare, POLICY, AS_OF, 31)
    assert found.rows["zone"].tolist()[:3] == ["Z1", "Z1", "Z2"]


def test_plots_that_ended_ask_for_nothing(frames):
    ended = frames["life_plots"].assign(
        valid_to=pd.to_datetime(["2022-09-30", "2022-09-29", None, None])
    )
    held = of_the_day(frames | {"life_plots": ended}, AS_OF)
    kept = set(held["life_milestones"]["parcel_id"])
    assert kept >= {"P3", "P4"}
    assert "P2" not in kept


def test_the_entries_of_a_calendar(frames):
    found = due_of(frames, POLICY, AS_OF, 31)
    made = {entry.key: entry for entry in reminders(found, "zh")}
    late = made["P1", "milestone", "started"]
    assert (late.day, late.title) == (date(2022, 9, 29), "[已逾期] P1 节点：开工")
    assert late.place == "东区"
    assert late.text.splitlines() == [
        "宗地代码：P1",
        "产业集聚区：东区",
        "责任单位：自然资源主管部门",
        "土地使用权人：甲公司",
        "节点依据：约定开工日期",
        "事项状态：已逾期",
    ]
    review = made["P4", "review", "supervised", "2022-10-31"]
    assert review.title == "P4 年度履约评价"
    assert len(made) == len(found.rows)


def test_a_day_put_off_is_the_same_entry_with_another_day(frames):
    later = frames["life_milestones"].copy()
    later["planned_date"] = pd.to_datetime("2022-10-05").as_unit("s")
    one, other = (
        {entry.key for entry in reminders(due_of(known, POLICY, AS_OF, 30), "zh")}
        for known in (frames, frames | {"life_milestones": later})
    )
    assert ("P3", "milestone", "completed") in one & other


def test_the_calendar_is_the_same_each_time(frames):
    one, other = (
        calendar_bytes(
            reminders(due_of(frames, POLICY, AS_OF), "en"), title="due", stamp=AS_OF
        )
        for _ in range(2)
    )
    assert one == other
    assert one.count(b"BEGIN:VEVENT") == 8


def test_what_has_no_word_is_shown_as_it_is():
    assert due_title("commitment", "new_indicator", "zh") == "承诺核验：new_indicator"
