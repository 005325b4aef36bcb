"""The way to the goal, the base list: figures that a person can check by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from landuse.analysis.goal.trajectory import Plan, outlook, plan_of, trajectory
from landuse.analysis.revitalization import progress_of
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.steps.goallines import certificate_lines
from landuse.testing import square
from tests.analysis.goalcase import POLICY, back, certified, done, figures, mu, prepared

PLAN = Plan(100.0, {}, pd.Timestamp("2021-12-31"), (2020, 2021), (0.4, 0.6))


def table(*net):
    """The goal's net gain from the first quarter of 2020 on, in mu."""
    names = pd.period_range("2020Q1", periods=len(net), freq="Q").astype(str)
    areas = pd.Series(net) * 2000 / 3
    return pd.DataFrame(
        {
            "counter": "either",
            "scope_id": "city",
            "unit": "quarter",
            "period": names,
            "credited_m2": areas,
            "reversed_m2": areas.clip(upper=0),
            "cumulative_m2": areas.cumsum(),
        }
    )


def ahead(*net, as_of, plan=PLAN):
    day = pd.Timestamp(as_of)
    periods = table(*net)
    quarters = pd.PeriodIndex(periods.period, freq="Q")
    journal = pd.DataFrame(
        {
            "scope_id": "city",
            "day": quarters.start_time,
            "area_m2": periods.credited_m2.to_numpy(),
        }
    )
    return outlook(trajectory(periods, plan, day), journal, plan, day).iloc[0]


def test_every_quarter_of_the_plan_with_what_is_due():
    way = trajectory(table(10, 5, -5), PLAN, pd.Timestamp("2020-08-15"))
    assert way.period.tolist() == [
        f"{y}Q{q}" for y in (2020, 2021) for q in range(1, 5)
    ]
    assert way.phase.tolist() == ["past", "past", "running", *["to_come"] * 5]
    assert way.cumulative_mu.head(3).round(6).tolist() == [10, 15, 10]
    assert way.cumulative_mu.tail(5).isna().all()
    # 40 mu in the first year, 60 in the second, in equal quarters
    assert way.planned_mu.round(6).tolist() == [10, 20, 30, 40, 55, 70, 85, 100]
    assert way.ahead_mu.head(3).round(6).tolist() == [0, -5, -20]


def test_without_shares_of_the_years_nothing_is_due():
    open_plan = Plan(100.0, {}, PLAN.deadline, PLAN.years, None)
    way = trajectory(table(10), open_plan, pd.Timestamp("2020-03-31"))
    assert way.planned_mu.isna().all()
    assert way.ahead_mu.isna().all()


def test_quarters_outside_the_plan_are_named():
    late = Plan(100.0, {}, pd.Timestamp("2021-06-30"), (2021,), None)
    way = trajectory(table(1, 2, 3, 4, 5, 6, 7), late, pd.Timestamp("2021-09-30"))
    assert way.phase.tolist() == [
        *["before_plan"] * 4,
        "past",
        "past",
        "after_deadline",
    ]


@pytest.mark.parametrize(
    ("as_of", "left"),
    [("2021-09-29", 2), ("2021-09-30", 1), ("2021-12-30", 1), ("2021-12-31", 0)],
)
def test_quarters_left_are_those_that_are_not_over(as_of, left):
    row = ahead(10, 10, 10, 10, 10, 10, 10, 0, as_of=as_of)
    assert row.quarters_left == left
    assert row.remaining_mu == pytest.approx(30)
    if left:
        assert row.needed_mu_per_quarter == pytest.approx(30 / left)
    else:
        assert pd.isna(row.needed_mu_per_quarter)


def test_the_forecast_follows_the_last_four_whole_quarters_by_days():
    """2020Q2 to 2021Q1 have 365 days and 73 mu: 5 days for each mu."""
    row = ahead(3, 20, 20, 20, 13, 4, as_of="2021-05-15")
    assert row.pace_mu_per_quarter == pytest.approx(73 / 4)
    assert row.remaining_mu == pytest.approx(20)
    assert row.forecast == pd.Timestamp("2021-05-15") + pd.Timedelta(days=100)


@pytest.mark.parametrize(
    ("net", "as_of", "pace"),
    [
        ((10, 5, -5, 0, 0), "2021-03-31", 0),
        ((20, 5, -10, 0, 0), "2021-03-31", -1.25),
        ((10, 10, 10), "2020-09-30", None),
    ],
    ids=["no gain", "a loss", "fewer than four quarters"],
)
def test_without_a_pace_there_is_no_forecast(net, as_of, pace):
    row = ahead(*net, as_of=as_of)
    assert pd.isna(row.forecast)
    if pace is None:
        assert pd.isna(row.pace_mu_per_quarter)
    else:
        assert row.pace_mu_per_quarter == pytest.approx(pace)


def test_a_forecast_beyond_the_calendar_is_none():
    row = ahead(10, 0, 0, 0.00001, 0, as_of="2021-03-31")
    assert row.pace_mu_per_quarter > 0
    assert pd.isna(row.forecast)


@pytest.mark.parametrize(
    ("net", "as_of", "lapsed"),
    [
        ((50, 49), "2021-12-31", False),
        ((50, 49), "2022-01-01", True),
        ((50, 50), "2022-01-01", False),
    ],
)
def test_a_deadline_lapses_on_the_day_after_it(net, as_of, lapsed):
    row = ahead(*net, 0, 0, 0, 0, 0, 0, 0, as_of=as_of)
    assert row.lapsed == lapsed
    if as_of > "2021-12-31":
        assert row.by_deadline_mu == pytest.approx(sum(net))
    else:
        assert pd.isna(row.by_deadline_mu)


def test_land_credited_after_the_deadline_is_not_said_to_be_in_time():
    row = ahead(50, 49, 0, 0, 0, 0, 0, 0, 7, as_of="2022-03-31")
    assert (row.reached_mu, row.by_deadline_mu) == (pytest.approx(106), 99)
    assert row.reached_on == pd.Timestamp("2022-01-01")
    assert row.deadline < row.reached_on


def test_shares_must_fit_the_years(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(
        '[policy]\nid = "p"\ntitle = "p"\nextends = "puyang"\n'
        '[[value]]\nkey = "plan.revitalized_share_by_year"\nvalue = [0.5, 0.5]\n'
        'basis = "示例"\nconfidence = "E"\n',
        encoding="utf-8",
    )
    with pytest.raises(PolicyError, match="2 shares for 3 years"):
        plan_of(load_policy(path), date(2022, 9, 30))


def test_the_goal_is_reached_on_the_day_since_which_it_holds():
    assert ahead(60, 40, 5, as_of="2020-09-30").reached_on == pd.Timestamp("2020-04-01")
    fell = ahead(60, 40, -5, 5, as_of="2020-12-31")
    assert fell.reached_on == pd.Timestamp("2020-10-01")
    assert pd.isna(ahead(60, 40, -5, as_of="2020-09-30").reached_on)


def test_zones_have_targets_only_where_the_policy_gives_them():
    plan = Plan(100.0, {"a": 30.0}, PLAN.deadline, PLAN.years, PLAN.shares)
    assert [plan.target(scope) for scope in ("city", "a", "b")] == [100, 30, None]


# --------------------------------------------------------------- the base list


def listed(day, outline, category="idle"):
    return ("listed", day, outline, {"details": f"category={category}"})


def test_land_on_the_list_of_the_base_date_is_told_from_newer_problems():
    """The list: a square at the base date, one listed later, one listed too late."""
    made = certified(
        listed("2020-01-01", square()),
        listed("2020-01-02", square(100)),
        listed("2021-06-01", square(200)),
        done("2021-05-05", square(side=400)),
        prepared("2021-06-05", square(200)),
    )
    names = ("union", "listed", "new", "unlisted")
    assert figures(made, *names) == (240, 15, 15, 210)
    assert figures(made, *names, counter="assembled") == (15, 0, 15, 0)
    shown = progress_of(made, POLICY).indicators.set_index("indicator").value
    assert mu(shown["goal_new_mu"]) == 15
    lines = dict(certificate_lines(made, "en"))
    assert lines["Problem land listed later"] == f"{made.figure('new_mu'):.2f} mu"


def test_land_listed_twice_is_listed_once_and_old_wins():
    made = certified(
        listed("2019-05-01", square()),
        listed("2020-05-01", square(50)),
        done("2021-05-05", square(side=400)),
    )
    assert figures(made, "listed", "new") == (15, 7.5)


def test_a_listing_that_was_reversed_is_none():
    made = certified(
        listed("2019-05-01", square()),
        listed("2019-05-01", square(100)),
        back("2020-05-01", "V1"),
        done("2021-05-05", square(side=400)),
    )
    assert figures(made, "listed", "new") == (15, 0)


def test_without_any_list_nothing_is_told_apart():
    made = certified(done("2021-05-05"))
    assert pd.isna(made.figure("listed_mu"))
    assert pd.isna(made.figure("unlisted_mu"))


def test_credits_of_two_events_share_the_list_without_a_rest():
    made = certified(
        listed("2019-05-01", square(50)),
        done("2021-05-05"),
        done("2021-05-06", square(50)),
    )
    goal = made.credits.query("counter == 'either'")
    assert [mu(area * 3 / 2000) for area in goal.listed_m2] == [7.5, 7.5]
    assert made.outlook.deadline.iloc[0].date() == date(2022, 12, 31)


# ------------------------------------------------------------ what the lines say


def said(made, lang="en"):
    return dict(certificate_lines(made, lang))


def test_a_deadline_that_has_passed_is_said_and_nothing_is_invented():
    made = certified(
        done("2020-05-05"), done("2023-02-05", square(100)), as_of="2024-06-30"
    )
    lines = said(made)
    missing = f"{25_000 - made.figure('union_mu'):,.2f} mu"
    assert lines["The deadline has passed and is not met"] == missing
    assert lines["Reached on the day of the deadline"] == "15.00 mu"
    assert lines["Quarters left, the running one included"] == "0"
    assert lines["Needed in each quarter from now on"] == "—"
    assert lines["Due by the yearly plan"] == "not configured"
    assert lines["Mean of the last four whole quarters"] == "0.00 mu"
    gone = "no net gain in the last four quarters: not foreseen"
    assert lines["Reached at that pace on"] == gone


def test_a_plan_too_young_for_a_pace_says_so_in_both_languages():
    made = certified(done("2020-05-05"), as_of="2020-09-30")
    assert said(made)["Mean of the last four whole quarters"].startswith("fewer than")
    assert said(made, "zh")["按此进度完成日期"] == "不足四个整季，无法预计"
    assert said(made, "zh")["基期清单内土地"] == "无基期或无清单，未区分"


def test_without_a_target_the_lines_end_with_the_figures():
    made = certified(done("2020-05-05"), policy=load_policy("national"))
    lines = said(made)
    assert (
        lines["Assembled or revitalized (union, each square metre once)"] == "15.00 mu"
    )
    assert "Target" not in lines
    assert "Still missing" not in lines
    assert lines["Base date of the list"] == "not configured"
