"""A policy of few words for grading, and enterprises whose scores are known by head."""

import tomllib
from dataclasses import replace
from functools import cache

import pytest

from landuse.policy import Value, load_policy
from landuse.testing import make_enterprises

#: Below scale the composite is the tax per mu alone; above scale two indicators count.
WEIGHTS = {
    "above_scale.weights": "{ tax_yuan_per_mu = 60, rd_intensity = 40, "
    "revenue_yuan_per_tce = 20, tax_yuan_per_pollution_t = 10 }",
    "below_scale.weights": "{ tax_yuan_per_mu = 100 }",
}


@cache
def shipped(name):
    return load_policy(name)


@pytest.fixture
def policy():
    """A shipped policy with weights, and other values, written as in its file."""

    def made(base="henan", **values):
        named = {key.replace("__", "."): value for key, value in values.items()}
        entries = {**(WEIGHTS if base == "henan" else {}), **named}
        known = dict(shipped(base).values)
        for name, text in entries.items():
            key, value = f"grading.{name}", tomllib.loads(f"value = {text}")["value"]
            known[key] = (Value(key, "测试", "E", value),)
        return replace(shipped(base), id="test", values=known)

    return made


@pytest.fixture
def below():
    """Below-scale enterprises of one zone, 15 mu each; tax falls with the number."""

    def made(count, zone="Z1", start=0, **columns):
        facts = {
            "enterprise_id": [f"E{start + i:04d}" for i in range(count)],
            "year": 2021,
            "zone_id": zone,
            "above_scale": False,
            "owned_area_m2": 10_000.0,
            "tax_yuan": [float(10_000 - i) for i in range(count)],
            **columns,
        }
        return make_enterprises(**facts)

    return made
