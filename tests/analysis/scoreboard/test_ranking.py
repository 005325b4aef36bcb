"""The zones in order: points, ties, who is named, what a missing figure does."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.scoreboard.points import Period
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.steps.scoreboard import scoreboard_of
from landuse.testing import make_scores, make_zones

DAY = date(2022, 9, 30)
ZONES = make_zones(zone_id=["a", "b", "c", "d"], zone=["甲", "乙", "丙", "丁"])


def entered(**by_indicator):
    """Scores of the year 2021: ``revenue_growth={"a": 0.2}``."""
    rows = [
        (name, zone, value)
        for name, values in by_indicator.items()
        for zone, value in values.items()
    ]
    names, zones, values = (list(column) for column in zip(*rows, strict=True))
    return make_scores(indicator=names, zone_id=zones, value=values)


def ranked(policy, scores, year=2021, quarter=None):
    frames = {"zones": ZONES, "scores": scores}
    table = scoreboard_of(frames, policy, DAY, year, quarter).ranking
    wanted = table["quarter"].isna() if quarter is None else table["quarter"] == quarter
    return table[wanted].set_index("zone_id")


GROWTH = {"a": 0.20, "b": 0.10, "c": 0.15, "d": 0.00}
ENERGY = {"a": -0.04, "b": -0.08, "c": -0.04, "d": 0.00}


def test_points_by_min_max_by_hand(weighted):
    """a: 60 + 40 x 0.5; b: 60 x 0.5 + 40; c: 60 x 0.75 + 40 x 0.5; d: nothing."""
    scores = entered(revenue_growth=GROWTH, energy_intensity_change=ENERGY)
    table = ranked(weighted(), scores)
    assert table["score"].round(9).to_dict() == {"a": 80, "b": 70, "c": 65, "d": 0}
    assert table["rank"].to_dict() == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert table["named"].dropna().to_dict() == {
        "a": "first",
        "b": "first",
        "d": "last",
    }


def test_points_by_share_of_the_best_by_hand(weighted):
    """Growth: b has half of a's. Energy above zero: the least over one's own."""
    growth = {"a": 0.20, "b": 0.10, "c": -0.05, "d": 0.05}
    energy = {"a": 2.0, "b": 1.0, "c": 1.0, "d": 4.0}
    scores = entered(
        revenue_growth=growth,
        energy_intensity_change={z: v / 10 for z, v in energy.items()},
    )
    table = ranked(weighted("share_of_best"), scores)
    assert table["score"].round(9).to_dict() == {"a": 80, "b": 70, "c": 40, "d": 25}


def test_equal_points_share_a_rank_and_the_next_is_left_out(weighted):
    same = dict.fromkeys("abc", 0.1) | {"d": 0.0}
    scores = entered(revenue_growth=same, energy_intensity_change=same | {"d": 0.1})
    table = ranked(weighted(), scores)
    assert table["rank"].to_dict() == {"a": 1, "b": 1, "c": 1, "d": 4}
    assert table["tied"].tolist() == [True, True, True, False]
    assert (table["named"].drop("d") == "first").all()
    assert table.loc["d", "named"] == "last"


def test_a_tie_for_the_last_place_names_both(weighted):
    growth = {"a": 0.3, "b": 0.2, "c": 0.1, "d": 0.1}
    flat = dict.fromkeys("abcd", 0.0)
    scores = entered(revenue_growth=growth, energy_intensity_change=flat)
    table = ranked(weighted(), scores)
    assert table["rank"].to_dict() == {"a": 1, "b": 2, "c": 3, "d": 3}
    assert table.loc[["c", "d"], "named"].tolist() == ["last", "last"]


def test_points_that_are_equal_tie_to_the_last_digit(weighted):
    """a: 60 x 0.1 / 0.3 + 40 = 60; b: 60 + 0 = 60, whatever floats make of it."""
    growth = {"a": 0.1, "b": 0.3, "c": 0.0, "d": 0.0}
    energy = {"a": -0.08, "b": 0.0, "c": 0.0, "d": 0.0}
    table = ranked(
        weighted(), entered(revenue_growth=growth, energy_intensity_change=energy)
    )
    assert table["rank"].to_dict() == {"a": 1, "b": 1, "c": 3, "d": 3}


def test_a_zone_without_a_figure_is_not_ranked_and_changes_nobody(weighted):
    growth = {"a": 0.20, "b": 0.10, "c": 0.90, "d": 0.00}
    energy = {"a": -0.04, "b": -0.08, "d": 0.00}
    scores = entered(revenue_growth=growth, energy_intensity_change=energy)
    table = ranked(weighted(), scores)
    assert table["rank"].drop("c").to_dict() == {"a": 1, "b": 2, "d": 3}
    row = table.loc["c"]
    assert (row["state"], row["missing"]) == ("no_data", "energy_intensity_change")
    assert row[["rank", "score", "named"]].isna().all()
    assert table.index[-1] == "c"
    assert table.loc["a", "score"] == 80


def test_a_figure_of_zero_is_ranked(weighted):
    zero = dict.fromkeys("abcd", 0.0)
    table = ranked(
        weighted(), entered(revenue_growth=zero, energy_intensity_change=zero)
    )
    assert table["rank"].tolist() == [1, 1, 1, 1]
    assert table["score"].tolist() == [100, 100, 100, 100]


def test_without_weights_nothing_is_ranked(puyang):
    scores = entered(revenue_growth=GROWTH, energy_intensity_change=ENERGY)
    found = scoreboard_of({"zones": ZONES, "scores": scores}, puyang, DAY)
    assert found.ranking.empty
    assert found.unranked == (Period(2021), Period(2022, 3))
    assert found.rewards.empty


def test_the_change_of_rank_against_the_quarter_and_the_year_before(weighted):
    scores = make_scores(
        indicator="new_projects",
        year=[2021] * 4 + [2022] * 3,
        quarter=[4] * 4 + [1] * 3,
        zone_id=list("abcdabc"),
        value=[4.0, 3.0, 2.0, 1.0, 1.0, 3.0, 5.0],
    )
    table = ranked(weighted(), scores, 2022, 1)
    assert table["rank_change"].drop("d").to_dict() == {"a": -2, "b": 0, "c": 2}
    assert table.loc["d", ["rank", "rank_change"]].isna().all()
    first = ranked(weighted(), scores, 2021, 4)
    assert first["rank_change"].isna().all()


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (Period(2022, 3), Period(2022, 2)),
        (Period(2022, 1), Period(2021, 4)),
        (Period(2022), Period(2021)),
    ],
)
def test_the_period_before(now, before):
    assert now.before == before


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(-3, 3), min_size=4, max_size=4),
    st.permutations(range(8)),
)
def test_the_order_of_the_rows_changes_nothing(weighted, values, order):
    growth = dict(zip("abcd", (v / 10 for v in values), strict=True))
    scores = entered(revenue_growth=growth, energy_intensity_change=ENERGY)
    table = ranked(weighted(), scores)
    again = ranked(weighted(), scores.iloc[list(order)].reset_index(drop=True))
    assert table.equals(again)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("[{ indicator = 'x', weight = 0 }]", "weight above 0"),
        ("[{ weight = 5 }]", "give an indicator"),
        ("[{ indicator = 'x', weight = 5, better = 'up' }]", "not one of high, low"),
    ],
)
def test_weights_that_say_nothing_are_refused(tmp_path, more, message):
    path = tmp_path / "w.toml"
    path.write_text(
        '[policy]\nid = "w"\ntitle = "示例"\nextends = "puyang"\n[[value]]\n'
        f'key = "ranking.year.weights"\nvalue = {more}\n'
        'basis = "示例"\nconfidence = "E"\n',
        "utf-8",
    )
    with pytest.raises(PolicyError, match=message):
        scoreboard_of({"zones": ZONES}, load_policy(path), DAY, 2021)


def test_a_score_rule_that_is_not_known_is_refused(weighted):
    scores = entered(revenue_growth=GROWTH, energy_intensity_change=ENERGY)
    with pytest.raises(PolicyError, match="not one of min_max, share_of_best"):
        ranked(weighted("by_feeling"), scores)


# ------------------------------------------------------------- rewards and deductions


def rewards(policy, **more):
    growth = entered(revenue_growth=GROWTH, energy_intensity_change=ENERGY)
    rows = growth.to_dict("list")
    for name, values in more.items():
        for (zone, year), value in values.items():
            for column, cell in (
                ("indicator", name),
                ("zone_id", zone),
                ("year", year),
                ("value", float(value)),
            ):
                rows[column].append(cell)
    keep = {n: rows[n] for n in ("indicator", "zone_id", "year", "value")}
    frames = {"zones": ZONES, "scores": make_scores(**keep)}
    return scoreboard_of(frames, policy, DAY, 2021).rewards


def test_without_an_amount_the_table_says_so_and_never_zero(weighted):
    table = rewards(weighted())
    assert table[["zone_id", "reward_event"]].values.tolist() == [
        ["a", "named_first"],
        ["b", "named_first"],
        ["d", "named_last"],
    ]
    assert table["amount_yuan"].isna().all()
    assert set(table["amount_state"]) == {"not_configured"}


AMOUNTS = """
[[value]]
key = "ranking.rewards"
value = [
  { event = "named_first", kind = "reward", amount_yuan = 1000000 },
  { event = "star_up", kind = "reward", amount_yuan = 500000 },
  { event = "province_rank_up", kind = "reward" },
 { event = "province_rank_down", kind = "deduction", per_step = true, amount_yuan = 9 },
]
basis = "示例"
confidence = "E"
"""


def test_amounts_count_once_or_for_each_step_as_the_policy_says(weighted):
    table = rewards(
        weighted(more=AMOUNTS),
        stars={("a", 2020): 0, ("a", 2021): 2, ("b", 2021): 1},
        province_rank={
            ("c", 2020): 30,
            ("c", 2021): 25,
            ("d", 2020): 10,
            ("d", 2021): 13,
        },
    )
    rows = table[["zone_id", "reward_event", "steps", "amount_yuan"]]
    known = rows.fillna(-1).values.tolist()
    assert known == [
        ["a", "named_first", 1, 1_000_000],
        ["a", "star_up", 2, 500_000],
        ["b", "named_first", 1, 1_000_000],
        ["c", "province_rank_up", 5, -1],
        ["d", "province_rank_down", 3, 27],
    ]


def test_an_event_that_is_not_known_is_refused(weighted):
    more = AMOUNTS.replace('"star_up"', '"star_gone"')
    with pytest.raises(PolicyError, match="event is not one of"):
        rewards(weighted(more=more))
