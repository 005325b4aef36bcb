"""A policy in which every term of the life cycle is set."""

from __future__ import annotations

import pytest

from landuse.policy import Policy, load_policy

TERMS = {
    "production_after_completion_months": 6,
    "full_production_after_completion_years": 2,
    "acceptance_after_full_production_months": 3,
    "supervision_every_years": 1,
}
#: The term of completion is put off one day, and what was overdue is not any more.
CHANGES = (
    ("1", "effective_to = 2020-05-31"),
    ("2", "effective_from = 2020-06-01"),
)
HEAD = '[policy]\nid = "terms"\ntitle = "示例期限"\nextends = "puyang"\n'
VALUE = (
    '[[value]]\nkey = "lifecycle.{}"\nvalue = {}\nbasis = "示例"\nconfidence = "E"\n'
)


@pytest.fixture(scope="session")
def terms(tmp_path_factory) -> Policy:
    """The city's policy with an example of every term."""
    path = tmp_path_factory.mktemp("policy") / "terms.toml"
    values = [VALUE.format(*each) for each in TERMS.items()]
    key = "completion_after_start_years"
    values += [VALUE.format(key, value) + f"{days}\n" for value, days in CHANGES]
    path.write_text(HEAD + "".join(values), "utf-8")
    return load_policy(path)
