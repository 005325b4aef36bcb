"""The tables of a plot's life as bureaus head them."""

from __future__ import annotations

import pandas as pd
import pytest

from landuse.io.api import read_layer
from landuse.lifefields import BREACH_KINDS, STAGES, TRANSFER_KINDS
from landuse.vocabulary import label

TABLES = {
    "milestones": (
        (
            "宗地编号,环节,约定日期,实际完成日期,核验结论,文号\n"
            "P1,竣工核验,2021-06-30,2021-07-01,不合格,核〔2021〕1号\n"
            "P1,竣工核验,,2021-09-01,合格,核〔2021〕2号\n"
        ),
        {"stage": ["completed"] * 2, "result": ["fail", "pass"]},
    ),
    "breaches": (
        (
            "违约编号,宗地代码,违约类型,整改通知日期,整改期限,整改结论,违约金（元）\n"
            "W1,P1,容积率不达标,2022-01-10,2022-04-10,整改到位,120000\n"
        ),
        {
            "kind": ["floor_area_ratio_short"],
            "rectify_by_date": [pd.Timestamp("2022-04-10")],
            "rectification_result": ["pass"],
            "penalty_yuan": [120_000.0],
        },
    ),
    "transfers": (
        (
            "宗地代码,起租日期,流转方式,出租方,承租方,租期至,承继履约义务\n"
            "P1,2021-01-01,租赁,甲公司,乙公司,2023-12-31,是\n"
        ),
        {
            "transfer_kind": ["lease"],
            "to_holder": ["乙公司"],
            "until_date": [pd.Timestamp("2023-12-31")],
            "assumes_obligations": [True],
        },
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_the_headings_of_bureaus_are_known(kind, tmp_path):
    text, expected = TABLES[kind]
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    frame, issues = read_layer(path, kind)
    assert {name: frame[name].tolist() for name in expected} == expected
    assert not (issues["severity"] == "error").any()


@pytest.mark.parametrize(
    ("kind", "column", "group", "codes"),
    [
        ("milestones", "stage", "stage", STAGES),
        ("breaches", "kind", "breach", BREACH_KINDS),
        ("transfers", "transfer_kind", "transfer", TRANSFER_KINDS),
    ],
)
def test_the_words_that_we_print_can_be_read_again(
    kind, column, group, codes, tmp_path
):
    others = {
        "milestones": "2021-01-01",
        "breaches": "2021-01-01",
        "transfers": "2021-01-01",
    }
    dates = {
        "milestones": "actual_date",
        "breaches": "notice_date",
        "transfers": "transfer_date",
    }
    rows = [
        f"P{number},{number},{label(group, code)},{others[kind]}"
        for number, code in enumerate(codes)
    ]
    path = tmp_path / "表.csv"
    head = f"parcel_id,breach_id,{column},{dates[kind]}"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    frame, _ = read_layer(path, kind)
    assert frame[column].tolist() == list(codes)
