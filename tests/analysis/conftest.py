"""Policies for the tests of rules: Puyang's, and one with every threshold set."""

import pytest

from landuse.policy import load_policy

EXAMPLE = """
[policy]
id = "example"
title = "示例"
extends = "puyang"
"""
VALUE = """
[[value]]
key = "{key}"
value = {value}
operator = "{operator}"
basis = "示例"
confidence = "E"
"""
THRESHOLDS = [
    ("stopped.months", 6, ">="),
    ("inefficient.tax_yuan_per_mu", 50_000, "<"),
    ("inefficient.floor_area_ratio", 0.6, "<"),
    ("inefficient.building_coverage", 0.3, "<"),
]


@pytest.fixture(scope="session")
def puyang():
    return load_policy("puyang")


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "example.toml"
    values = [VALUE.format(key=k, value=v, operator=o) for k, v, o in THRESHOLDS]
    path.write_text(EXAMPLE + "".join(values), "utf-8")
    return load_policy(path)
