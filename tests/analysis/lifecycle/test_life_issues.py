"""What is wrong with the dates of a life is told once, with both days."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.lifecycle.notes import life_issues
from landuse.policy import load_policy
from landuse.schema import conform
from landuse.testing import make_milestones, make_parcels

POLICY = load_policy("puyang")
AS_OF = "2022-09-30"


def told(parcels, milestones=None):
    """Codes and Chinese messages."""
    found = life_issues(parcels, POLICY, AS_OF, milestones=milestones)
    return [(issue.code, issue.feature, issue.message.zh) for issue in found]


def test_a_plot_with_all_its_days_has_no_issue():
    plot = make_parcels(contract_date="2019-01-01", delivery_date="2019-02-01")
    assert told(plot) == []


def test_skipped_stages_are_told_once_for_a_plot():
    plot = make_parcels(contract_date="2019-01-01", completion_date="2020-01-01")
    words = "已竣工，但没有以下阶段的日期：已交地、已开工"
    assert told(plot) == [("STAGE_SKIPPED", "P1", words)]


def test_a_stage_that_no_source_records_is_told_once_for_all():
    """Without a column of delivery nobody can say that it was skipped."""
    plots = make_parcels(contract_date="2019-01-01", start_date=["2020-01-01"] * 3)
    plots = conform(plots.drop(columns="delivery_date"), "parcels")
    ((code, feature, words),) = told(plots)
    assert (code, feature) == ("STAGE_NOT_RECORDED", None)
    assert (
        words == "数据中没有“已交地”的日期字段或节点记录，3 宗地是否跳过该阶段无法判断"
    )


def test_a_milestone_shows_that_a_stage_is_recorded():
    plots = make_parcels(contract_date="2019-01-01", start_date=["2020-01-01"] * 2)
    plots = conform(plots.drop(columns="delivery_date"), "parcels")
    row = make_milestones(parcel_id="P1", stage="delivered", actual_date="2019-06-01")
    assert [each[:2] for each in told(plots, row)] == [("STAGE_SKIPPED", "P2")]


def test_an_impossible_order_is_told_with_both_days():
    plot = make_parcels(contract_date="2019-01-01", exit_date="2018-12-31")
    words = "已退出（2018-12-31）早于已供地（2019-01-01）"
    row = make_milestones(parcel_id="P1", stage="started", actual_date="2018-05-01")
    found = told(plot.assign(exit_date=pd.NaT), row)
    assert ("STAGE_ORDER_IMPOSSIBLE", "P1", words) not in found
    assert [code for code, *_ in found] == ["STAGE_SKIPPED", "STAGE_ORDER_IMPOSSIBLE"]
    assert found[1][2] == "已开工（2018-05-01）早于已供地（2019-01-01）"
    # A grant after the exit begins a new life: no order is wrong.
    assert told(plot) == []


def test_an_order_that_the_check_of_parcels_tells_is_not_told_again():
    plot = make_parcels(contract_date="2019-01-01", delivery_date="2018-12-31")
    assert told(plot) == []
    row = make_milestones(
        parcel_id="P1", stage="delivered", actual_date="2018-11-30", document_no="交1"
    )
    codes = [code for code, *_ in told(plot, row)]
    assert codes == ["STAGE_ORDER_IMPOSSIBLE", "MILESTONE_DISAGREES"]


def test_two_days_for_one_stage_are_told_with_the_one_that_counts():
    plot = make_parcels(contract_date="2019-01-01", delivery_date="2019-02-01")
    row = make_milestones(parcel_id="P1", stage="delivered", actual_date="2019-02-02")
    words = "已交地：宗地表为 2019-02-01，节点表为 2019-02-02，采用 2019-02-0{}"
    assert told(plot, row) == [("MILESTONE_DISAGREES", "P1", words.format(1))]
    documented = row.assign(document_no="交1")
    assert told(plot, documented) == [("MILESTONE_DISAGREES", "P1", words.format(2))]
    same = row.assign(actual_date=pd.Timestamp("2019-02-01"))
    assert told(plot, same) == []


def test_a_planned_day_that_does_not_count_is_told_until_the_stage_is_reached():
    plot = make_parcels(delivery_date="2021-02-01", contract_date="2021-01-01")
    row = make_milestones(
        parcel_id="P1",
        stage="started",
        planned_date="2021-12-31",
        agreed_date="2021-06-01",
    )
    words = "已开工：节点表计划 2021-12-31，按实际交地日期为 2022-02-01，采用后者"
    assert told(plot, row) == [("MILESTONE_PLAN_UNUSED", "P1", words)]
    assert told(plot.assign(start_date=pd.Timestamp("2022-01-01")), row) == []
    same = row.assign(planned_date=pd.Timestamp("2022-02-01"))
    assert told(plot, same) == []


def test_milestones_of_a_stage_that_the_policy_lacks_are_told(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(
        '[policy]\nid = "p"\ntitle = "试"\nextends = "puyang"\n[[value]]\n'
        'key = "lifecycle.stages"\nvalue = [{ stage = "granted" }]\n'
        'basis = "示例"\nconfidence = "E"\n',
        "utf-8",
    )
    rows = make_milestones(
        parcel_id=["P1", "P1", "P1"],
        stage=["granted", "started", "started"],
        actual_date="2020-01-01",
    )
    (issue,) = life_issues(make_parcels(), load_policy(path), AS_OF, milestones=rows)
    assert (issue.code, issue.severity) == ("STAGE_NOT_IN_POLICY", "info")
    assert issue.message.zh == "2 条节点记录的阶段“已开工”不在规则的阶段中，未计入"


def test_what_is_dated_later_is_no_issue_yet():
    plot = make_parcels(contract_date="2022-10-02", delivery_date="2022-10-01")
    assert told(plot) == []
