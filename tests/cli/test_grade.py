"""``landuse grade``: counts, list, workbook and JSON of a small project."""

import json
from datetime import UTC, datetime

import openpyxl
import pytest

from landuse.ledger.store import create_ledger

CSV = (
    "统一社会信用代码,企业名称,年度,产业集聚区,"
    "实缴税收（万元）,是否规上,登记用地面积（亩）\n"
)
HAND = """[[override]]
enterprise_id = "91410926EX00000001"
year = 2021
grade = "C"
reason = "复核"
document_no = "文1号"
document_date = 2022-05-01
"""
WEIGHTS = """[policy]
id = "city"
title = "试"
extends = "henan"
"""
WEIGHT = """
[[value]]
key = "grading.{track}.weights"
value = {weights}
basis = "试"
confidence = "E"
"""
POINTS = {
    "above_scale": "{ tax_yuan_per_mu = 60, rd_intensity = 20, "
    "revenue_yuan_per_tce = 10, tax_yuan_per_pollution_t = 10 }",
    "below_scale": "{ tax_yuan_per_mu = 80, rd_intensity = 20 }",
}


@pytest.fixture
def project(tmp_path):
    """Ten below-scale enterprises of 15 mu, with taxes of 10, 9 .. 1 for two years."""

    def made(policy="policy.toml", hand=None):
        lines = [
            f"91410926EX0000000{i},企业{i},{year},濮东产业集聚区,{10 - i},否,15"
            for year in (2020, 2021)
            for i in range(10)
        ]
        (tmp_path / "企业.csv").write_text(CSV + "\n".join(lines), "utf-8")
        weights = [
            WEIGHT.format(track=track, weights=weights)
            for track, weights in POINTS.items()
        ]
        (tmp_path / "policy.toml").write_text(WEIGHTS + "".join(weights), "utf-8")
        text = f'[project]\npolicy = "{policy}"\nas_of = 2022-09-30\n'
        text += '[[source]]\nkind = "enterprises"\npath = "企业.csv"\n'
        (tmp_path / "landuse.toml").write_text(text, "utf-8")
        if hand:
            (tmp_path / "grade_overrides.toml").write_text(hand, "utf-8")
        return tmp_path

    return made


def test_grades_as_json_with_counts_gaps_and_the_year_before(command, project):
    code, out, _ = command("grade", project(), "--year", 2021, "--json")
    found = json.loads(out)
    assert (code, found["year"], found["not_configured"]) == (0, 2021, [])
    city = found["counts"][-1]
    assert (city["A"], city["B"], city["C"], city["enterprises"]) == (2, 7, 1, 10)
    rows = found["enterprises"]
    assert [row["composite_place"] for row in rows] == list(range(1, 11))
    assert (rows[2]["better_places"], rows[2]["previous_grade"]) == (1, "B")
    assert rows[0]["previous_ground"] == "computed"
    assert "rd_yuan" in rows[0]["missing"]


def test_a_workbook_in_words_and_a_csv(command, project, tmp_path):
    folder = project(hand=HAND)
    book = tmp_path / "评价.xlsx"
    code, _, err = command("grade", folder, "--year", 2021, "--out", book)
    assert code == 0
    assert "企业评价" in err
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["企业评价汇总", "企业评价"]
    head, *rows = sheets["企业评价"].iter_rows(values_only=True)
    second = dict(zip(head, rows[1], strict=True))
    assert (second["综合评价等级"], second["程序评定等级"]) == ("C", "A")
    assert (second["评定依据"], second["参评类型"]) == ("人工调整", "规下")
    assert (second["调整文号"], second["等级变化"]) == ("文1号", "下降")
    table = tmp_path / "评价.csv"
    command("grade", folder, "--year", 2021, "--out", table)
    assert table.read_text("utf-8-sig").count("\n") == 11


def test_what_no_policy_says_is_named_in_words(command, project):
    code, _, err = command("grade", project("henan"), "--year", 2021)
    assert code == 0
    assert "规则未配置" in err
    assert "grading.above_scale.weights" in err
    _, _, english = command("grade", project("henan"), "--year", 2021, "--lang", "en")
    assert "Not configured: Grading: weights above scale" in english


def test_a_year_without_enterprises_and_a_bad_book(command, project):
    code, _, err = command("grade", project(), "--year", 2019)
    assert code == 2
    assert "2020, 2021" in err
    bad = HAND.replace('reason = "复核"\n', "")
    code, _, err = command("grade", project(hand=bad), "--year", 2021)
    assert code == 2
    assert "override[1]" in err
    assert "reason is missing" in err


def test_grades_go_into_a_ledger_once(command, project, tmp_path):
    folder, path = project(), tmp_path / "city.ledger"
    now = datetime(2022, 3, 1, tzinfo=UTC)
    create_ledger(path, policy="city", at=now, by="王").close()
    record = ("grade", folder, "--year", 2021, "--record", path, "--json")
    day = ("--effective", "2022-03-01")
    code, _, err = command(*record, *day)
    assert (code, "--by" in err) == (2, True)
    code, _, err = command(*record, "--by", "王")
    assert (code, "grade.in_force_after_months" in err) == (2, True)
    for added in (10, 0):
        code, out, _ = command(*record, *day, "--by", "王")
        found = json.loads(out)["recorded"]
        assert (code, found["added"], found["already"]) == (0, added, 10 - added)
        assert found["effective"] == "2022-03-01"
