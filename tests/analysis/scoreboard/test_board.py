"""Goals of the action plan, one step below, at and above each; as of 2022-09-30."""

from datetime import date

import pytest

from landuse.analysis.scoreboard.targets import targets
from landuse.policy import load_policy
from landuse.steps.scoreboard import scoreboard_of
from landuse.testing import make_enterprises, make_scores, make_zones

YEAR = 2021


def states(policy, day, frames, year=YEAR, quarter=None):
    """State of each indicator of the city in one year."""
    board = scoreboard_of(frames, policy, day, year, quarter).board
    return board[board["scope"] == "city"].set_index("indicator")["state"]


def state(policy, day, indicator, year=YEAR, quarter=None, **columns):
    scores = make_scores(indicator=indicator, year=year, quarter=quarter, **columns)
    return states(policy, day, {"scores": scores}, year, quarter)[indicator]


def of(indicator, policy, day, zones=None, **columns):
    """State of one indicator that enterprises give."""
    table = make_enterprises(**{"zone_id": "a", **columns})
    frames = {"enterprises": table} | ({} if zones is None else {"zones": zones})
    board = scoreboard_of(frames, policy, day, YEAR).board
    return board[(board["indicator"] == indicator) & (board["scope"] == "city")].iloc[0]


# --------------------------------------------------------------- goals as policy data


def test_the_goals_of_each_year(puyang, day):
    found = {
        (t.indicator, t.year): (float(t.goal), t.operator) for t in targets(puyang, day)
    }
    assert [found["zone_tax_yuan", y][0] for y in (2020, 2021, 2022)] == [
        *(2.3e9, 2.6e9, 3.0e9)
    ]
    assert [found["lead_industry_share", y][0] for y in (2020, 2021, 2022)] == [
        *(0.65, 0.67, 0.70)
    ]
    assert [found["large_enterprises", y][0] for y in (2020, 2021, 2022)] == [
        15,
        20,
        25,
    ]
    assert found["revenue_growth", 2022] == (0.15, ">=")
    assert found["energy_intensity_change", 2020] == (-0.04, "<=")
    assert found["smart_upgrade_share", 2022] == (0.6, ">=")
    assert ("smart_upgrade_share", 2021) not in found
    assert sum(t.indicator == "stars" for t in targets(puyang, day)) == 11


def test_years_are_data(tmp_path, day):
    path = tmp_path / "later.toml"
    path.write_text(
        '[policy]\nid = "later"\ntitle = "示例"\nextends = "puyang"\n[[value]]\n'
        'key = "plan.years"\nvalue = [2023, 2024, 2025]\nbasis = "示例"\n'
        'confidence = "E"\n',
        "utf-8",
    )
    found = targets(load_policy(path), day)
    assert {t.year for t in found if t.indicator == "zone_tax_yuan"} == {
        *(2023, 2024, 2025)
    }


def test_a_policy_without_a_plan_has_no_scoreboard(day):
    found = scoreboard_of({}, load_policy("national"), day)
    assert found.board.empty
    assert not found.frames
    assert found.unranked == ()


# --------------------------------------------------------------- entered by the bureau


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (26, "亿元", "met"),
        (25.9999, "亿元", "missed"),
        (260_000, "万元", "met"),
        (2_599_999_999.99, "元", "missed"),
    ],
)
def test_entered_tax_is_held_against_the_goal_to_the_cent(
    puyang, day, value, unit, expected
):
    assert state(puyang, day, "zone_tax_yuan", value=value, unit=unit) == expected


def test_exactly_23_yi_in_the_first_year(puyang, day):
    assert state(puyang, day, "zone_tax_yuan", 2020, value=23, unit="亿元") == "met"
    assert (
        state(puyang, day, "zone_tax_yuan", 2020, value=22.99, unit="亿元") == "missed"
    )


@pytest.mark.parametrize(
    ("indicator", "value", "unit", "expected"),
    [
        ("revenue_growth", 15, "%", "met"),
        ("revenue_growth", 14.99, "%", "missed"),
        ("revenue_growth", 0.15, None, "met"),
        ("energy_intensity_change", -4, "%", "met"),
        ("energy_intensity_change", -3.99, "%", "missed"),
        ("lead_industry_share", 67, "%", "met"),
        ("lead_industry_share", 66.99, "%", "missed"),
        ("large_enterprises", 20, "家", "met"),
        ("large_enterprises", 19, None, "missed"),
    ],
)
def test_each_goal_at_its_boundary(puyang, day, indicator, value, unit, expected):
    assert state(puyang, day, indicator, value=value, unit=unit) == expected


def test_by_the_chinese_name_of_the_indicator(puyang, day):
    assert state_of_named(puyang, day, "主营业务收入增速") == "met"


def state_of_named(policy, day, name):
    scores = make_scores(indicator=name, value=15, unit="%")
    return states(policy, day, {"scores": scores})["revenue_growth"]


def test_what_is_not_over_is_not_missed(puyang, day):
    assert state(puyang, day, "zone_tax_yuan", 2022, value=29, unit="亿元") == "not_yet"
    assert state(puyang, day, "zone_tax_yuan", 2022, value=30, unit="亿元") == "met"
    assert state(
        puyang, date(2022, 12, 31), "zone_tax_yuan", 2022, value=29, unit="亿元"
    ) == ("missed")


def test_a_quarter_shows_its_own_figures(puyang, day):
    assert state(
        puyang, day, "zone_tax_yuan", 2022, quarter=3, value=30, unit="亿元"
    ) == ("met")
    scores = make_scores(
        indicator="zone_tax_yuan", year=2022, quarter=2, value=30, unit="亿元"
    )
    assert (
        states(puyang, day, {"scores": scores}, 2022, 3)["zone_tax_yuan"] == "not_yet"
    )


def test_without_a_figure_there_is_no_data_and_never_a_zero(puyang, day):
    board = scoreboard_of({}, puyang, day, YEAR).board
    assert set(board["state"]) == {"no_data"}
    assert board["value"].isna().all()


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"indicator": "没有的指标", "value": 1}, "SCORE_UNKNOWN"),
        ({"indicator": "stars", "value": 1, "zone_id": "没有的区"}, "SCORE_UNKNOWN"),
        ({"indicator": "stars", "value": 1, "quarter": 5}, "SCORE_QUARTER"),
        ({"indicator": "zone_tax_yuan", "value": 26}, "SCORE_UNIT"),
        ({"indicator": "zone_tax_yuan", "value": 26, "unit": "%"}, "SCORE_UNIT"),
        ({"indicator": "revenue_growth", "value": 15}, "SCORE_UNIT"),
        ({"indicator": "revenue_growth", "value": 15, "unit": "亿元"}, "SCORE_UNIT"),
        ({"indicator": "stars", "value": [1, 2]}, "SCORE_CONFLICT"),
    ],
)
def test_a_figure_that_cannot_be_placed_is_not_used(puyang, day, columns, code):
    frames = {"scores": make_scores(**columns)}
    found = scoreboard_of(frames, puyang, day, YEAR)
    assert [issue.code for issue in found.issues] == [code]
    assert found.board["value"].isna().all()


def test_the_same_figure_twice_is_one(puyang, day):
    frames = {"scores": make_scores(indicator="first_group_zones", value=[3.0, 3.0])}
    assert not scoreboard_of(frames, puyang, day, YEAR).issues


# ------------------------------------------------------------ computed of enterprises


def test_tax_is_the_sum_of_the_zones_enterprises(puyang, day, zones):
    row = of("zone_tax_yuan", puyang, day, tax_yuan=[1.3e9, 1.3e9])
    assert (row["value"], row["state"], row["figure_source"]) == (
        2.6e9,
        "met",
        "computed",
    )
    row = of(
        "zone_tax_yuan",
        puyang,
        day,
        zones=zones,
        zone_id=["a", "甲", "elsewhere"],
        tax_yuan=[1.3e9, 1.2e9, 1.3e9],
    )
    assert (row["value"], row["state"]) == (2.5e9, "missed")


def test_a_missing_tax_is_no_zero(puyang, day):
    row = of("zone_tax_yuan", puyang, day, tax_yuan=[2.5e9, None])
    assert (row["value"], row["lacking_records"], row["state"]) == (2.5e9, 1, "no_data")
    row = of("zone_tax_yuan", puyang, day, tax_yuan=[2.6e9, None])
    assert row["state"] == "met"
    row = of("zone_tax_yuan", puyang, day, tax_yuan=[None, None])
    assert (row["state"], row["lacking_records"]) == ("no_data", 2)


@pytest.mark.parametrize(
    ("now", "value", "expected"),
    [(115.0, 0.15, "met"), (114.99, 0.1499, "missed"), (115.01, 0.1501, "met")],
)
def test_growth_of_exactly_15_percent_is_met(puyang, day, now, value, expected):
    row = of(
        "revenue_growth",
        puyang,
        day,
        enterprise_id=["E1", "E1", "E2"],
        year=[2020, 2021, 2020],
        revenue_yuan=[60.0, now, 40.0],
    )
    assert row["value"] == pytest.approx(value, abs=1e-12)
    assert row["state"] == expected


def test_growth_without_a_revenue_of_either_year_is_not_told(puyang, day):
    columns = {"enterprise_id": ["E1", "E1"], "year": [2020, 2021]}
    for revenue in ([100.0, None], [None, 100.0], [0.0, 100.0]):
        row = of("revenue_growth", puyang, day, revenue_yuan=revenue, **columns)
        assert row["state"] == "no_data"


@pytest.mark.parametrize(
    ("last", "expected"),
    [(999_999_999.99, 19), (1_000_000_000.0, 20), (1_000_000_000.01, 20)],
)
def test_a_billion_to_the_cent(puyang, day, last, expected):
    row = of("large_enterprises", puyang, day, revenue_yuan=[2e9] * 19 + [last])
    assert row["value"] == expected
    assert row["state"] == ("met" if expected == 20 else "missed")


def test_an_enterprise_in_two_zones_is_counted_once_with_all_its_revenue(puyang, day):
    row = of(
        "large_enterprises",
        puyang,
        day,
        enterprise_id=["E1", "E1"],
        zone_id=["a", "b"],
        revenue_yuan=[6e8, 4e8],
    )
    assert row["value"] == 1


def test_energy_per_value_added_falls_by_the_ratio_of_sums(puyang, day):
    def change(energy):
        return of(
            "energy_intensity_change",
            puyang,
            day,
            enterprise_id=["E1", "E1"],
            year=[2020, 2021],
            energy_tce=[100.0, energy],
            value_added_yuan=[1e8, 2e8],
        )

    assert (change(192.0)["value"], change(192.0)["state"]) == (-0.04, "met")
    assert change(192.01)["state"] == "missed"


def test_lead_industries_by_mark_or_by_the_zones_list(puyang, day):
    zones = make_zones(zone_id="a", lead_industries="化工、装备制造")
    shared = {"value_added_yuan": [67.0, 33.0]}
    row = of(
        "lead_industry_share", puyang, day, is_lead_industry=[True, False], **shared
    )
    assert (row["value"], row["state"]) == (0.67, "met")
    row = of(
        "lead_industry_share",
        puyang,
        day,
        zones=zones,
        industry=["装备制造", "家具"],
        **shared,
    )
    assert row["value"] == 0.67
    row = of("lead_industry_share", puyang, day, zones=zones, **shared)
    assert (row["state"], row["lacking_records"]) == ("no_data", 2)


def test_what_is_entered_comes_first_and_both_are_shown(puyang, day):
    frames = {
        "enterprises": make_enterprises(zone_id="a", tax_yuan=2.5e9),
        "scores": make_scores(
            indicator="zone_tax_yuan",
            value=26,
            unit="亿元",
            document_no="濮税〔2022〕1号",
        ),
    }
    board = scoreboard_of(frames, puyang, day, YEAR).board
    row = board[board["indicator"] == "zone_tax_yuan"].iloc[0]
    assert (row["value"], row["computed_value"]) == (2.6e9, 2.5e9)
    assert (row["figure_source"], row["document_no"]) == ("entered", "濮税〔2022〕1号")


# ------------------------------------------------------------------------------ stars


def test_stars_are_entered_and_counted_never_invented(puyang):
    zones = make_zones(
        zone_id=["fanxian", "shi", "nanle"],
        zone=["范县产业集聚区", "濮阳市产业集聚区", "南乐县产业集聚区"],
    )
    scores = make_scores(
        indicator="stars",
        year=2022,
        zone_id=["fanxian", "shi"],
        value=[2, 1],
        unit="星",
    )
    frames = {"zones": zones, "scores": scores}
    board = scoreboard_of(frames, puyang, date(2022, 12, 31), 2022).board
    stars = board[board["indicator"] == "stars"].set_index("scope_id")["state"]
    assert (stars["shi"], stars["nanle"]) == ("missed", "no_data")
    row = board[board["indicator"] == "two_star_zones"].iloc[0]
    assert (row["value"], row["lacking_records"], row["state"]) == (1, 1, "no_data")


def test_indicators_are_met_only_where_the_state_is_decided(puyang, day):
    frames = {"enterprises": make_enterprises(zone_id="a", tax_yuan=[2.5e9, None])}
    rows = scoreboard_of(frames, puyang, day, YEAR).indicators
    row = rows[rows["indicator"] == "zone_tax_yuan"].iloc[0]
    assert row[["met"]].isna().all()
    assert row["note"] == "plan_year=2021; lacking_records=1"


def test_a_zone_is_known_by_each_name_that_the_policy_lists(puyang):
    zones = make_zones(zone_id="shi", zone="濮阳工业园区")
    scores = make_scores(
        indicator="stars", year=2020, zone_id="濮阳市工业园区", value=1
    )
    frames = {"zones": zones, "scores": scores}
    found = scoreboard_of(frames, puyang, date(2020, 12, 31), 2020)
    stars = found.board[found.board["indicator"] == "stars"].set_index("zone")
    assert stars.loc["濮阳市产业集聚区", ["scope_id", "state"]].tolist() == [
        "shi",
        "met",
    ]
    assert not found.issues
