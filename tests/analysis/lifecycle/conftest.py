"""A policy in which every term of the life cycle is set."""

from __future__ import annotations

import pytest

from landuse.policy import Policy, load_policy

TERMS = {
    "completion_after_start_years": 2,
    "production_after_completion_months": 6,
    "full_production_after_completion_years": 2,
    "acceptance_after_full_production_months": 3,
    "supervision_every_years": 1,
}
HEAD = '[policy]\nid = "terms"\ntitle = "示例期限"\nextends = "puyang"\n'
VALUE = (
    '[[value]]\nkey = "lifecycle.{}"\nvalue = {}\nbasis = "示例"\nconfidence = "E"\n'
)


@pytest.fixture(scope="session")
def terms(tmp_path_factory) -> Policy:
    """The city's policy with an example of every term."""
    path = tmp_path_factory.mktemp("policy") / "terms.toml"
    path.write_text(HEAD + "".join(VALUE.format(*each) for each in TERMS.items()))
    return load_policy(path)
