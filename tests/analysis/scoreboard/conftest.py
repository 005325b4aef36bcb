"""Figures, zones and policies by hand for the tests of the scoreboard."""

from datetime import date

import pytest

from landuse.policy import load_policy
from landuse.testing import make_zones

#: Policy of a city with weights; the rule is filled in.
WEIGHTED = """
[policy]
id = "weighted"
title = "示例"
extends = "puyang"

[[value]]
key = "ranking.score_rule"
value = "{rule}"
basis = "示例"
confidence = "E"

[[value]]
key = "ranking.year.weights"
value = [
  {{ indicator = "revenue_growth", weight = 60 }},
  {{ indicator = "energy_intensity_change", weight = 40, better = "low" }},
]
basis = "示例"
confidence = "E"

[[value]]
key = "ranking.quarter.weights"
value = [{{ indicator = "new_projects", weight = 100 }}]
basis = "示例"
confidence = "E"
{more}
"""


@pytest.fixture(scope="session")
def puyang():
    return load_policy("puyang")


@pytest.fixture(scope="session")
def weighted(tmp_path_factory):
    """A policy with weights, by its rule; ``more`` is written behind it."""
    folder = tmp_path_factory.mktemp("weighted")

    def made(rule="min_max", more=""):
        path = folder / f"{rule}-{len(list(folder.iterdir()))}.toml"
        path.write_text(WEIGHTED.format(rule=rule, more=more), "utf-8")
        return load_policy(path)

    return made


@pytest.fixture(scope="session")
def zones():
    return make_zones(zone_id=["a", "b", "c", "d"], zone=["甲", "乙", "丙", "丁"])


@pytest.fixture(scope="session")
def day():
    return date(2022, 9, 30)
