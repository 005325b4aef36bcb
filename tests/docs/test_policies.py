"""The examples of the page on policies are taken as they stand."""

import re
from pathlib import Path

import pytest

from landuse.policy import load_policy
from landuse.steps.casefile import cases_path, read_cases
from landuse.steps.casetest import run_cases, untested

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policies.md"


@pytest.fixture
def written(tmp_path):
    policy, cases = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    path = tmp_path / "policy.toml"
    path.write_text(policy, "utf-8")
    cases_path(str(path)).write_text(cases, "utf-8")
    return path


def test_the_example_policy_holds_to_the_example_cases(written):
    policy = load_policy(written)
    found = run_cases(policy, read_cases(cases_path(str(written))))
    assert len(found) == 5
    assert [one for one in found if not one.passed] == []
    assert untested(policy, found) == {}


def test_the_example_value_is_compared_as_below(written):
    entry = load_policy(written).entry("inefficient.floor_area_ratio")
    assert (entry.operator, entry.measure) == ("<", "floor_area_ratio")
    assert (
        entry.basis
        == "某市低效工业用地认定办法（某政办〔2024〕5号）第六条：容积率低于0.7"
    )


def test_every_link_of_the_page_leads_to_a_file():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text("utf-8"))
    assert links
    assert all((PAGE.parent / link).exists() for link in links)
