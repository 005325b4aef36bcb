"""The scoreboard as people read it: no digit that hides a miss, both languages."""

import pytest

from landuse.steps.scoreboard import scoreboard_of
from landuse.steps.scorepages import board_table, ranking_table, score_notes
from landuse.testing import make_scores


def cell(policy, day, indicator, lang="zh", year=2021, **columns):
    scores = make_scores(indicator=indicator, year=year, **columns)
    board = scoreboard_of({"scores": scores}, policy, day, year).board
    table = board_table(board[board["indicator"] == indicator], lang)
    return table[str(year)].item()


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (26, "亿元", "完成：26 亿元（≥ 26 亿元，填报）"),
        (25.5, "亿元", "未完成：25.5 亿元（≥ 26 亿元，填报）"),
        (25.99999, "亿元", "未完成：25.99999 亿元（≥ 26 亿元，填报）"),
    ],
)
def test_a_miss_is_never_rounded_to_its_goal(puyang, day, value, unit, said):
    assert cell(puyang, day, "zone_tax_yuan", value=value, unit=unit) == said


def test_in_english_and_without_a_figure(puyang, day):
    said = cell(puyang, day, "revenue_growth", "en", value=14.999999, unit="%")
    assert said == "missed: 14.999999% (≥ 15%, entered)"
    scores = make_scores(indicator="stars", value=1.0, unit="星")
    board = scoreboard_of({"scores": scores}, puyang, day, 2021).board
    table = board_table(board, "en").set_index("indicator")
    assert table.loc["Tax revenue of the zones", "2021"].startswith("no data (≥ 26 x")


def test_ties_moves_and_gaps_in_the_ranking(weighted, day, zones):
    scores = make_scores(
        indicator="new_projects",
        year=2022,
        quarter=[2] * 4 + [3] * 3,
        zone_id=list("abcdabc"),
        value=[4.0, 3.0, 2.0, 1.0, 1.0, 3.0, 3.0],
    )
    policy = weighted()
    found = scoreboard_of({"zones": zones, "scores": scores}, policy, day, 2022, 3)
    table = ranking_table(found.ranking, "zh")
    table = table[table["assessed_period"] == "2022年第3季度观摩"]
    assert table["rank"].tolist() == ["1=", "1=", "3", "无数据"]
    assert table["rank_change"].tolist()[:3] == ["+1", "+2", "-2"]
    assert table["rank_change"].isna().tolist() == [False, False, False, True]
    assert table["lacking_indicators"].tolist()[-1] == "新开工项目数"
    notes = score_notes(found, policy, day, "en")
    assert notes[0].startswith("Points: points = weight x (figure - worst)")
    assert "100" in notes[-1]


def test_without_weights_the_notes_say_so(puyang, day):
    found = scoreboard_of({}, puyang, day)
    lines = score_notes(found, puyang, day, "zh")
    assert [line[:5] for line in lines] == ["2021年", "2022年"]
    assert all("不排名" in line for line in lines)
