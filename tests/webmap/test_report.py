"""The report page shows the given figures, escaped."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from landuse.webmap.build import build_map
from landuse.webmap.report import Goal, Link, Report, render_report, write_report
from tests.webmap.hostile import FEW

GOAL = Goal(18_234.565, 25_000, 9_000.1, 10_000.2, 19_000.3, date(2022, 12, 31))


def make_report(**fields):
    tax = pd.DataFrame(
        {
            "denominator": ["evaluated_enterprises", "zone_total"],
            "tax_yuan_per_mu": [160_000.5, None],
            "target": [150_000, 150_000],
            "operator": [">", ">"],
            "met": [True, None],
        }
    )
    values = {
        "title": "审计报告",
        "as_of": date(2022, 9, 30),
        "policy_title": "濮阳市三年行动方案",
        "policy_hash": "a1b2c3d4e5f6a7b8",
        "goal": GOAL,
        "tax": tax,
        "zones": pd.DataFrame({"zone": ["甲区"], "parcels": [3], "area_mu": [45.0]}),
        "findings": pd.DataFrame(
            {"category": ["idle"], "verdict": ["cannot_tell"], "count": [12]}
        ),
        "issues": pd.DataFrame({"severity": ["warning"], "count": [4]}),
        "quarantined": 7,
        "not_configured": pd.DataFrame({"rule": ["r"], "basis": ["无省级标准"]}),
        "notes": ("合成数据",),
        "maps": (Link("状态图", "maps/status.html"),),
    }
    return Report(**{**values, **fields})


@pytest.mark.parametrize(
    "text",
    [
        "18,234.57",
        "72.94%",
        "765.74 亩",
        "160,001",
        "&gt; 150,000",
        "无法判断",
        "甲区",
        "45.00",
        "闲置土地",
        "隔离记录：7",
        "无省级标准",
        "合成数据",
        'href="maps/status.html"',
        "2022-09-30",
        "a1b2c3d4e5f6",
    ],
)
def test_a_figure_is_on_the_page(text):
    assert text in render_report(make_report())


def test_sections_without_content_are_left_out():
    bare = Report("题", date(2022, 9, 30), "濮阳", "ab")
    assert "整备盘活目标" not in render_report(bare)


def test_english_is_complete():
    page = render_report(make_report(lang="en"))
    assert "Revitalization goal" in page
    assert "整备盘活面积" not in page


@pytest.mark.parametrize("href", ["javascript:x", "https://x", "/etc", "\\\\x"])
def test_a_link_that_is_not_relative_is_refused(href):
    with pytest.raises(ValueError, match="must be relative"):
        render_report(make_report(maps=(Link("x", href),)))


def test_writing_twice_gives_the_same_bytes(tmp_path, frames):
    for name in ("a", "b"):
        report = make_report(map=build_map("status", frames))
        write_report(tmp_path / f"{name}.html", report)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


@pytest.mark.browser
def test_the_page_runs_offline_and_executes_no_value(tmp_path, frames, visit):
    rows = len(FEW)
    texts = list(FEW)
    report = make_report(
        title=FEW[0],
        policy_title=FEW[2],
        zones=pd.DataFrame({"zone": texts, FEW[1]: range(rows)}),
        findings=pd.DataFrame({"category": texts, "verdict": texts, "count": 1}),
        not_configured=pd.DataFrame({"rule": texts, "basis": texts}),
        notes=tuple(texts),
        maps=tuple(Link(text, "maps/status.html") for text in texts),
        map=build_map("status", frames),
    )
    opened = visit(write_report(tmp_path / "index.html", report))
    assert opened.foreign_requests() == []
    assert opened.complaints == []
    assert opened.page.evaluate("window.__hit") is None
    zones = opened.page.locator(".rp-report > section", has_text="分集聚区情况")
    cells = zones.locator("td:first-child")
    shown = cells.evaluate_all("nodes => nodes.map(node => node.textContent)")
    assert shown == texts
    assert opened.page.title() == FEW[0]


def test_the_way_to_the_goal_is_drawn_by_quarter():
    way = pd.DataFrame(
        {
            "period": ["2021Q1", "2021Q2", "2021Q3"],
            "net_mu": [30.0, -10.0, None],
            "cumulative_mu": [30.0, 20.0, None],
            "planned_mu": [None, None, None],
        }
    )
    lines = (("<尚差>", "5.00 亩"),)
    goal = Goal(20.0, 50.0, 0.0, 20.0, 20.0)
    page = render_report(
        make_report(certificate=lines, trajectory=way, goal=goal, goal_zones=way)
    )
    assert "<th>&lt;尚差&gt;</th><td>5.00 亩</td>" in page
    assert page.count('class="rp-bar"') == 2  # the first quarter and the legend
    assert page.count('class="rp-bar rp-loss"') == 1
    # a scale from -20 to 60 in steps of 20, on 194 units of height
    assert '<polyline points="278.7,98.8 493.3,123.0" class="rp-total">' in page
    assert 'class="rp-plan"' not in page
    assert 'class="rp-target"' in page
    planned = way.assign(planned_mu=[10.0, 20.0, 50.0])
    assert 'class="rp-plan"' in render_report(make_report(trajectory=planned))
    empty = way.assign(net_mu=None, cumulative_mu=None)
    assert "<svg" not in render_report(make_report(trajectory=empty))
