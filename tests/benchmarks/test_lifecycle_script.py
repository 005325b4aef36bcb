"""A script that goes plot by plot says the same of drawn plots as the package."""

from __future__ import annotations

from benchmarks.lifecycle import check_equal, scripted, tables
from benchmarks.lifecycledata import draw
from landuse.policy import load_policy
from landuse.resources import data_path


def test_the_script_and_the_package_agree(capsys):
    policy = load_policy(str(data_path("sample_data", "policy.toml")))
    frames = draw(400)
    ours = {name: table() for name, table in tables(frames, policy).items()}
    check_equal(ours, scripted(frames, policy))
    assert capsys.readouterr().out.count("results equal") == 3
