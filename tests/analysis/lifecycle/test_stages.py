"""The stages of the policy are read; what does not fit is refused with its stage."""

from __future__ import annotations

import pytest

from landuse.analysis.lifecycle.stages import STAGES, Term, stage_specs, term_of
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.policyfile import shipped_policies
from landuse.vocabulary import has_label

HEAD = (
    '[policy]\nid = "p"\ntitle = "试"\nextends = "national"\n'
    '[[value]]\nbasis = "示例"\nconfidence = "E"\n'
)


@pytest.fixture
def policy(tmp_path):
    """The national policy with one value of its own."""

    def made(key, value):
        path = tmp_path / "p.toml"
        path.write_text(f'{HEAD}key = "{key}"\n{value}\n', "utf-8")
        return load_policy(path)

    return made


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_has_all_stages_with_words(name):
    specs = stage_specs(load_policy(name))
    assert tuple(spec.stage for spec in specs) == STAGES
    for spec in specs:
        assert has_label("stage", spec.stage)
        assert has_label("responsible_unit", spec.unit)
        assert spec.documents
        assert all(has_label("life_document", name) for name in spec.documents)


def test_what_no_source_gives_is_left_open():
    policy = load_policy("puyang")
    keys = {spec.after_key for spec in stage_specs(policy)} - {None}
    configured = {key for key in keys if term_of(policy, key) is not None}
    assert configured == {"lifecycle.start_after_delivery_years"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("value = []", "must be a list of tables"),
        ('value = [{ stage = "built" }]', "with stage, one of prepared"),
        (
            'value = [{ stage = "granted", colour = 1 }]',
            "granted: unknown key 'colour'",
        ),
        (
            'value = [{ stage = "granted", applies = "some" }]',
            "applies 'some' is not one of all, standard",
        ),
        (
            'value = [{ stage = "started", clock = "moon" }]',
            "clock 'moon' is not one of idle",
        ),
        (
            'value = [{ stage = "granted", facts = ["holder"] }]',
            "no column of dates 'holder'",
        ),
        (
            'value = [{ stage = "granted", facts = "contract_date" }]',
            "facts must be a list of texts",
        ),
        (
            'value = [{ stage = "started" }, { stage = "granted" }]',
            "each be named once, in the order prepared",
        ),
        (
            'value = [{ stage = "granted", after = { stage = "started" } }]',
            "after must name an earlier stage, not 'started'",
        ),
    ],
)
def test_stages_that_do_not_fit_are_refused(policy, value, message):
    with pytest.raises(PolicyError, match=message) as caught:
        stage_specs(policy("lifecycle.stages", value))
    assert (str(caught.value.path), caught.value.line) == ("p", 8)


def test_a_term_has_its_unit(policy):
    key = "lifecycle.production_after_completion_months"
    assert term_of(policy(key, "value = 6"), key) == Term(6, "month")
    assert term_of(policy(key, "value = 6"), "no.such") is None


def test_a_term_is_a_whole_number(policy):
    key = "lifecycle.production_after_completion_months"
    with pytest.raises(PolicyError, match="must be a whole number with the unit"):
        term_of(policy(key, "value = 1.5"), key)
