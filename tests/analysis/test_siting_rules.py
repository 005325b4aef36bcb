"""Who gets new industrial land, and where: Puyang's rules; as of 2022-09-30.

A factory parcel is a square of 100 m; so is a zone and a piece of a plan.
"""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from landuse.analysis.flags import flag
from landuse.steps.dossier import dossier
from landuse.steps.layers import graded_of
from landuse.testing import (
    make_built,
    make_enterprises,
    make_events,
    make_parcels,
    make_plan,
    make_zones,
    square,
)

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
GRADED = "new-land-while-graded-c"
OUTSIDE = "industrial-land-outside-zones"
AGAINST, BUILT = "use-against-plan", "built-use-against-plan"
LAND = {
    "land_use": "工业用地",
    "supply_date": "2021-06-01",
    "enterprise_id": "E1",
    "is_stock_land": False,
}


def finding(rule, policy, around=(), absent=(), **facts):
    parcels = make_parcels(**{**LAND, **facts})
    parcels.attrs["absent_columns"] = list(absent)
    alone = replace(policy, rules=policy.editions(rule))
    return flag(parcels, alone, AS_OF, keep=ALL, **dict(around)).iloc[0]


def told(rule, policy, around, **facts):
    row = finding(rule, policy, around, **facts)
    return row["verdict"], json.loads(row["missing"])


# ------------------------------------------------------------ graded C when supplied


def graded(**grades):
    """Grades of E1 by year, ``y2020="C"``."""
    years = [int(name[1:]) for name in grades]
    ids = ["E1"] * len(years)
    table = make_enterprises(enterprise_id=ids, year=years, grade=list(grades.values()))
    return {"enterprises": table}


@pytest.mark.parametrize(
    ("supplied", "verdict"),
    [
        ("2020-12-31", "no"),
        ("2021-01-01", "yes"),
        ("2021-12-31", "yes"),
        ("2022-01-01", "no"),
    ],
)
def test_the_grade_of_the_day_of_the_supply_counts(puyang, supplied, verdict):
    around = graded(y2019="B", y2020="C", y2021="A")
    assert told(GRADED, puyang, around, supply_date=supplied)[0] == verdict


def test_the_sentence_names_day_grade_and_year(puyang):
    row = finding(GRADED, puyang, graded(y2020="C"))
    words = json.loads(row["evidence"])["arithmetic"]
    assert "2021-06-01供地，用地企业2020年度综合评价为C类" in words["zh"]
    assert "grade then in force was C (evaluation of 2020)" in words["en"]
    assert (row["since"], row["state"]) == (pd.Timestamp("2021-06-01"), "suspected")


@pytest.mark.parametrize(
    ("facts", "verdict", "missing"),
    [
        ({"enterprise_id": None}, "cannot_tell", ["enterprise_id"]),
        ({"enterprise_id": "E9"}, "cannot_tell", ["enterprise.grade"]),
        ({"land_use": None}, "cannot_tell", ["land_use"]),
        ({"supply_date": None}, "cannot_tell", ["supply_date"]),
        ({"supply_date": "2019-12-31"}, "no", []),
        ({"land_use": "商服用地", "enterprise_id": None}, "no", []),
        ({"supply_date": None, "contract_date": "2021-06-01"}, "yes", []),
    ],
)
def test_what_is_not_recorded_is_neither_c_nor_not_c(puyang, facts, verdict, missing):
    assert told(GRADED, puyang, graded(y2020="C"), **facts) == (verdict, missing)


def test_a_grade_of_another_year_says_nothing(puyang):
    found = told(GRADED, puyang, graded(y2019="C", y2021="C"))
    assert found == ("cannot_tell", ["enterprise.grade"])


def test_two_grades_of_one_year_cannot_be_told_unless_they_agree(puyang):
    def twice(*grades):
        table = make_enterprises(
            enterprise_id=["E1", "E1"], year=2020, grade=list(grades)
        )
        return told(GRADED, puyang, {"enterprises": table})[0]

    assert (twice("C", "B"), twice("C", "C")) == ("cannot_tell", "yes")


def test_an_enterprise_that_is_exempt_is_not_graded_c(puyang):
    table = make_enterprises(enterprise_id="E1", year=2020, exempt=True)
    assert told(GRADED, puyang, {"enterprises": table})[0] == "no"


def recorded(*grades, **columns):
    """Grades recorded for E1, each with the day from which it holds."""
    days, names = zip(*grades, strict=True)
    events = make_events(
        event="graded",
        enterprise_id="E1",
        valid_date=list(days),
        details=[f"grade={name}; year=2020" for name in names],
        **columns,
    )
    return {"layers": {"graded": graded_of(events)}, **graded(y2020="B")}


@pytest.mark.parametrize(
    ("supplied", "verdict"),
    [
        ("2021-03-31", "no"),
        ("2021-04-01", "yes"),
        ("2021-09-30", "yes"),
        ("2021-10-01", "no"),
    ],
)
def test_a_recorded_grade_holds_from_its_day_until_the_next(puyang, supplied, verdict):
    around = recorded(("2021-04-01", "C"), ("2021-10-01", "B"))
    assert told(GRADED, puyang, around, supply_date=supplied)[0] == verdict


def test_of_two_grades_of_one_day_the_later_recorded_one_holds(puyang):
    around = recorded(("2021-04-01", "C"), ("2021-04-01", "A"))
    assert told(GRADED, puyang, around)[0] == "no"


def test_a_reversed_grade_is_none(puyang):
    events = make_events(
        event=["graded", "reversed"],
        event_id=["V1", "V2"],
        reverses=[None, "V1"],
        enterprise_id=["E1", None],
        valid_date=["2021-04-01", "2021-05-01"],
        details=["grade=C; year=2020", None],
    )
    around = {"layers": {"graded": graded_of(events)}, **graded(y2020="B")}
    assert told(GRADED, puyang, around)[0] == "no"


# ---------------------------------------------------------------- outside every zone


@pytest.mark.parametrize(
    ("east", "verdict"),
    [(49.9, "no"), (50.1, "yes"), (100, "yes"), (0, "no")],
    ids=["49.9 m out", "50.1 m out", "all out", "inside"],
)
def test_land_is_outside_by_more_than_half_of_it(puyang, east, verdict):
    around = {"zones": make_zones()}
    assert told(OUTSIDE, puyang, around, geometry=square(east=east))[0] == verdict


def test_two_zones_side_by_side_hold_a_parcel_between_them(puyang):
    around = {"zones": make_zones(zone_id=["a", "b"])}
    assert told(OUTSIDE, puyang, around, geometry=square(east=50))[0] == "no"


def test_the_finding_measures_what_is_outside(puyang):
    around = {"zones": make_zones()}
    row = finding(OUTSIDE, puyang, around, geometry=square(east=75))
    assert row["area_m2"] == pytest.approx(7_500, rel=1e-3)


@pytest.mark.parametrize(
    ("facts", "verdict", "missing"),
    [
        ({"supply_date": "2020-11-20"}, "no", []),
        ({"supply_date": "2020-11-21"}, "yes", []),
        ({"is_stock_land": True}, "no", []),
        ({"siting_exemption_no": "示例〔2021〕1号"}, "no", []),
        ({"is_stock_land": None}, "cannot_tell", ["is_stock_land"]),
        ({"absent": ["siting_exemption_no"]}, "cannot_tell", ["siting_exemption_no"]),
        ({"supply_date": None}, "cannot_tell", ["supply_date"]),
        ({"land_use": "商服用地"}, "no", []),
    ],
)
def test_exemptions_and_open_facts_of_land_outside(puyang, facts, verdict, missing):
    around = {"zones": make_zones()}
    away = square(east=500)
    assert told(OUTSIDE, puyang, around, geometry=away, **facts) == (verdict, missing)


def test_zones_count_while_they_hold(puyang):
    zones = make_zones(valid_from="2021-06-01", valid_to="2021-07-01")
    days = ["2021-05-31", "2021-06-01", "2021-06-30", "2021-07-01"]
    found = [told(OUTSIDE, puyang, {"zones": zones}, supply_date=d)[0] for d in days]
    assert found == ["yes", "no", "no", "yes"]


def test_without_zones_nothing_is_said_of_them(puyang):
    found = flag(make_parcels(**LAND), puyang, AS_OF, keep=ALL)
    assert not found["rule"].isin([OUTSIDE, AGAINST]).any()


# ------------------------------------------------------------------ against the plan


def planned(*codes, **columns):
    return {"layers": {"plan": make_plan(class_code=list(codes), **columns)}}


@pytest.mark.parametrize(
    ("east", "verdict"),
    [(0.9, "no"), (1.1, "yes")],
    ids=["0.9 % on housing", "1.1 % on housing"],
)
def test_use_against_the_plan_beyond_the_tolerance(puyang, east, verdict):
    around = planned("1001", "0701")
    row = finding(AGAINST, puyang, around, geometry=square(east=east))
    assert row["verdict"] == verdict
    if verdict == "yes":
        assert row["area_m2"] == pytest.approx(110, rel=1e-3)
        assert "规划地类0701" in json.loads(row["evidence"])["arithmetic"]["zh"]


@pytest.mark.parametrize(
    ("facts", "around", "missing"),
    [
        ({}, planned("16"), ["class_code"]),
        ({}, planned("0701", class_scheme="三调分类"), ["class_code"]),
        ({"land_use": None}, planned("1001"), ["land_use"]),
        ({"land_use": "某种用地"}, planned("1001"), ["class_code"]),
        ({"geometry": square(east=50)}, planned("1001"), ["class_code"]),
    ],
    ids=["class not listed", "other codes", "no use", "use not listed", "half planned"],
)
def test_what_the_matrix_does_not_name_cannot_be_told(puyang, facts, around, missing):
    assert told(AGAINST, puyang, around, **facts) == ("cannot_tell", missing)


def test_the_longest_beginning_of_a_code_counts(puyang):
    assert told(AGAINST, puyang, planned("100103"))[0] == "no"
    assert told(AGAINST, puyang, planned("1002"))[0] == "yes"


# --------------------------------------------------------- built against the plan


def built(**columns):
    layers = {"plan": make_plan(class_code="1001"), "built": make_built(**columns)}
    return {"layers": layers}


@pytest.mark.parametrize(
    ("east", "use", "expected"),
    [
        (98.9, "商业用地", "yes"),
        (99.1, "商业用地", "no"),
        (0, "工业用地", "no"),
        (98.9, None, "cannot_tell"),
        (99.1, None, "no"),
        (200, "商业用地", "no"),
    ],
    ids=["1.1 % shops", "0.9 % shops", "industry", "1.1 %?", "0.9 %?", "beside it"],
)
def test_what_is_built_is_held_against_the_plan(puyang, east, use, expected):
    around = built(land_use=use, geometry=square(east=east))
    assert told(BUILT, puyang, around)[0] == expected


def test_the_sentence_names_what_is_built(puyang):
    around = built(land_use="商业用地", geometry=square(east=90))
    row = finding(BUILT, puyang, around)
    assert row["area_m2"] == pytest.approx(1_000, rel=1e-3)
    assert "现状用途为商业用地" in json.loads(row["evidence"])["arithmetic"]["zh"]


def test_what_is_built_later_is_not_yet_there(puyang):
    around = built(land_use="商业用地", built_date="2022-10-01")
    assert told(BUILT, puyang, around)[0] == "no"


# ------------------------------------------------------------------ in the dossier


def test_the_dossier_tells_what_would_change_land_outside_the_zones(puyang):
    frames = {
        "parcels": make_parcels(**LAND, geometry=square(east=500)),
        "zones": make_zones(),
    }
    found = dossier(frames, "P1", puyang, date(2022, 9, 30))
    rows = {row["rule"]: row["verdict"] for row in found.findings}
    assert rows[OUTSIDE] == "yes"
    changes = [c for c in found.changes if c["rule"] == OUTSIDE]
    assert [(c["field"], c["after"]) for c in changes] == [
        ("supply_date", "cannot_tell")
    ]
