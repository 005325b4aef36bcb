"""One rule on one parcel: its verdict and its evidence."""

import json

import pytest

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.testing import make_parcels

ALL = ("yes", "no", "cannot_tell", "not_configured")
DEDUCTING = """
[policy]
id = "deducting"
title = "示例：扣除期间"
extends = "national"

[[value]]
key = "idle.deduct_periods"
value = ["government", "force_majeure"]
basis = "示例"
confidence = "E"
"""


@pytest.fixture(scope="session")
def deducting(tmp_path_factory):
    """A policy that takes dated periods out of the idle time."""
    path = tmp_path_factory.mktemp("policy") / "deducting.toml"
    path.write_text(DEDUCTING, "utf-8")
    return load_policy(path)


@pytest.fixture
def judged(puyang):
    """Finding of a rule about the first parcel, its evidence opened."""

    def judge(
        rule="idle-not-started",
        as_of="2022-09-30",
        policy=puyang,
        absent=(),
        phases=None,
        causes=None,
        **facts,
    ):
        parcels = make_parcels(**facts)
        for name in absent:
            parcels[name] = parcels[name].where(parcels["parcel_id"].isna())
        parcels.attrs["absent_columns"] = list(absent)
        found = flag(parcels, policy, as_of, phases=phases, causes=causes, keep=ALL)
        row = found[found["rule"] == rule].iloc[0].to_dict()
        evidence = json.loads(row["evidence"])
        row["derived"], row["said"] = evidence["derived"], evidence["arithmetic"]
        row["missing"] = json.loads(row["missing"])
        return row

    return judge
