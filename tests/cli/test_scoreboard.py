"""``landuse scoreboard`` on the sample city: goals, ranking, rewards."""

import json

import pytest

from landuse.resources import data_path

PROJECT = str(data_path("sample_data"))


def test_the_sample_city_as_json(command):
    code, out, _ = command("scoreboard", PROJECT, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["issues"] == found["not_configured"] == []
    states = {(r["indicator"], r["year"]): r["state"] for r in found["scoreboard"]}
    assert states["lead_industry_share", 2020] == "met"  # 65.2 % entered, 65 % asked
    assert states["lead_industry_share", 2021] == "missed"  # 66.9 %, 67 %
    assert states["revenue_growth", 2020] == "met"  # exactly 15 %
    assert states["zone_tax_yuan", 2021] == "missed"  # 22.48 亿, computed
    assert states["zone_tax_yuan", 2022] == "not_yet"
    assert states["smart_upgrade_share", 2022] == "not_yet"
    year = [r for r in found["ranking"] if r["quarter"] is None]
    assert [r["rank"] for r in year] == list(range(1, 10))
    assert [r["named"] for r in year] == ["first"] * 2 + [None] * 6 + ["last"]
    assert all(r["rank_change"] is None for r in year)  # 2020 has no growth
    quarter = [r for r in found["ranking"] if r["quarter"] == 3]
    assert quarter[-1]["zone_id"] == "taiqian"
    assert (quarter[-1]["rank"], quarter[-1]["state"]) == (None, "no_data")
    amounts = {r["reward_event"]: r["amount_yuan"] for r in found["rewards"]}
    assert amounts["star_up"] == 2_000_000
    assert amounts["province_rank_up"] is amounts["province_rank_down"] is None


def test_one_quarter_for_people_in_both_languages(command):
    asked = ("scoreboard", PROJECT, "--year", "2022", "--quarter", "2")
    code, out, err = command(*asked)
    assert (code, out) == (0, "")
    assert "2022年第2季度观摩" in err
    assert "第3季度" not in err
    _, _, err = command(*asked, "--lang", "en")
    assert "observation of 2022, quarter 2" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--quarter", "2"), "--year"),
        (("--year", "2022", "--quarter", "5"), "--quarter"),
    ],
)
def test_a_quarter_needs_its_year_and_is_one_of_four(command, arguments, message):
    code, _, err = command("scoreboard", PROJECT, *arguments)
    assert code == 2
    assert message in err
