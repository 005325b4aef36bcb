"""Taxes in the audit: the numerator in use, the tables beside it, the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from landuse.io.api import read_layer
from landuse.policy import load_policy
from landuse.steps.judge import judge
from landuse.steps.taxcare import with_numerator_in_use
from landuse.steps.taxpages import tax_pairs
from landuse.testing import (
    make_enterprises,
    make_parcels,
    make_tax_items,
    make_zones,
    square,
)

POLICY = load_policy("puyang")
DAY = date(2022, 9, 30)
PAIRS = 5
TABLES = ("sensitivity", "years", "enterprises", "parcels", "links", "unallocated")


def using(name):
    entry = replace(POLICY.entry("tax.numerator"), value=name)
    return replace(POLICY, values={**POLICY.values, "tax.numerator": (entry,)})


@pytest.fixture
def city():
    parcels = make_parcels(
        enterprise_id=["E1", "E2"],
        land_use="1001",
        supply_date="2019-01-01",
        registered_area_m2=10_000,
    )
    return {
        "zones": make_zones(zone_id="a", geometry=square(side=200)),
        "parcels": parcels,
        "enterprises": make_enterprises(
            enterprise_id=["E1", "E2"],
            zone_id="a",
            tax_yuan=[3e6, 3e6],
            owned_area_m2=10_000,
        ),
        "tax_items": make_tax_items(
            enterprise_id="E1", tax_kind=["增值税", "契税"], amount_yuan=[1.5e6, 1e6]
        ),
    }


def density(judged, name="evaluated_enterprises"):
    rows = judged.indicators
    rows = rows[(rows.scope == "city") & (rows.indicator == "tax_yuan_per_mu")]
    return rows.set_index("denominator_scope").loc[name]


def test_the_audit_has_every_pair_and_what_it_rests_on(city):
    judged = judge(city, POLICY, DAY)
    row = density(judged)
    assert (row.value, row.numerator_scope) == (200_000, "evaluated_enterprises")
    frames = judged.frames
    assert all(f"tax_{name}" in frames for name in (*TABLES, "exceptions"))
    rows = frames["tax_sensitivity"]
    rows = rows[rows.scope == "city"].set_index(["numerator_kind", "denominator_scope"])
    assert len(rows) == 4 * PAIRS
    assert rows.tax_yuan_per_mu["cash_general", "evaluated_enterprises"] == 100_000
    left = frames["tax_composition"]
    left = left[(left.numerator_kind == "cash_general") & ~left.counted]
    assert left.tax_kind.tolist() == ["契税"]
    assert frames["tax_links"].tax_yuan.tolist() == [3e6, 3e6]


def test_the_policy_chooses_the_numerator_of_the_indicators(city):
    judged = judge(city, using("cash_all"), DAY)
    row = density(judged)
    assert row.value == pytest.approx(2.5e6 / 15)
    assert row.numerator_scope == "evaluated_enterprises;cash_all"
    assert row.note == "enterprises_without_tax=1"
    parcels = judged.frames["parcels"].tax_yuan_per_mu
    assert parcels[0] == pytest.approx(2.5e6 / 15)
    assert pd.isna(parcels[1])
    rows = judged.frames["tax_sensitivity"]
    declared = rows[(rows.scope == "city") & (rows.numerator_kind == "declared")]
    assert declared.tax_yuan_per_mu.iloc[0] == 200_000


def test_without_items_the_chosen_numerator_has_no_data(city):
    del city["tax_items"]
    row = density(judge(city, using("cash_all"), DAY))
    assert pd.isna(row.value)
    assert row.note == "enterprises_without_tax=2; no_tax=1; no_land=1"


def test_a_numerator_that_the_policy_has_not_is_refused(city):
    with pytest.raises(ValueError, match="is 'cash'; use declared, cash_general"):
        with_numerator_in_use(city, using("cash"), DAY)


def test_a_numerator_without_data_is_one_line_of_the_page(city):
    del city["tax_items"]
    rows = tax_pairs(judge(city, POLICY, DAY).frames["tax_sensitivity"], "en")
    assert len(rows) == PAIRS + 3
    assert rows.denominator.tolist()[PAIRS:] == ["Every denominator"] * 3
    assert rows.met.tolist()[0] == "met"
    assert rows.met.tolist()[PAIRS:] == ["no data"] * 3


def test_tables_of_a_bureau_are_read(tmp_path):
    items = tmp_path / "分税种.csv"
    items.write_text(
        "统一社会信用代码,年度,税种,款项性质,金额（万元）\n"
        "E1,2021,增值税,入库,12.5\nE1,2021,增值税,退库,2.5\nE1,2021,增值税,其他,1\n",
        "utf-8",
    )
    frame, _ = read_layer(items, "tax_items")
    assert frame.payment_basis.tolist() == ["paid", "refund"]
    assert frame.amount_yuan.tolist() == [125_000, 25_000]
    uses = tmp_path / "用地关系.csv"
    uses.write_text(
        "统一社会信用代码,宗地代码,用地关系,使用面积（亩）,出租方信用代码\n"
        "E2,P1,承租,1.5,E1\n",
        "utf-8",
    )
    frame, _ = read_layer(uses, "occupancies")
    assert frame[["relation", "landlord_id"]].values.tolist() == [["tenant", "E1"]]
    assert frame.used_area_m2.tolist() == pytest.approx([1_000])
