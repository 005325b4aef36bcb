"""What the card of a parcel says of its findings."""

from __future__ import annotations

from datetime import date

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.steps.mapfindings import parcel_findings
from landuse.testing import make_parcels

DAY = date(2022, 9, 30)
POLICY = load_policy("puyang")


def told(lang="zh", **columns):
    found = flag(make_parcels(**columns), POLICY, DAY)
    rows = parcel_findings(found, POLICY, DAY, lang)
    return rows[rows["parcel_id"] == "P1"]


def test_what_holds_is_told_with_rule_ground_and_facts():
    idle = told(due_start_date="2019-01-01", contract_date="2018-01-01").iloc[0]
    assert idle["verdict"] == "yes"
    assert "满一年未动工" in idle["rule"]
    assert "2019-01-01" in idle["because"]
    assert "第" in idle["basis"]


def test_what_cannot_be_told_names_what_is_missing():
    rows = told(contract_date="2018-01-01")
    open_ = rows[rows["verdict"] == "cannot_tell"]
    assert open_["missing"].str.contains("约定开工日期").any()
    assert not rows["verdict"].isin(["no", "not_configured"]).any()


def test_what_holds_stands_before_what_is_open():
    order = told(due_start_date="2019-01-01")["verdict"].tolist()
    assert order == sorted(order, key=["yes", "cannot_tell"].index)


def test_the_facts_are_told_in_english_on_an_english_page():
    idle = told(lang="en", due_start_date="2019-01-01").iloc[0]
    assert idle["because"].isascii()
    assert idle["rule"].isascii()
