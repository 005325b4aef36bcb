"""The conditions that rules name: pure functions of facts, policy and day.

Each gives, for every parcel or batch, whether it holds, does not hold or cannot
be told, since when, and which facts were used and which are missing. A fact that
its source leaves empty is "not recorded"; one whose column no source has is
unknown.
"""

from __future__ import annotations

from landuse.analysis.rules import (
    batches,
    efficiency,
    enterprises,
    idle,
    investment,
    siting,
    supplies,
    works,
    zones,
)
from landuse.analysis.rules.compound import COMPOUNDS, compound
from landuse.analysis.rules.outcome import Condition
from landuse.errors import PolicyError
from landuse.policy import Policy, Rule

__all__ = ["CONDITIONS", "condition_of"]

CONDITIONS: dict[str, Condition] = {
    **idle.CONDITIONS,
    **investment.CONDITIONS,
    **batches.CONDITIONS,
    **supplies.CONDITIONS,
    **works.CONDITIONS,
    **enterprises.CONDITIONS,
    **siting.CONDITIONS,
    **zones.CONDITIONS,
    **efficiency.CONDITIONS,
}


def condition_of(rule: Rule, policy: Policy) -> Condition:
    """The condition that a rule names, or that its predicates make.

    Parameters
    ----------
    rule : Rule
        Of the policy.
    policy : Policy
        Says what each predicate measures.

    Returns
    -------
    Condition
        About the rule's kind of subject.

    Raises
    ------
    PolicyError
        The rule names a condition that does not exist, or one of other subjects.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> condition_of(policy.rules[0], policy).formula
    'due start + period <= as of, and no lawful start recorded'
    """
    if rule.condition in COMPOUNDS:
        return compound(rule, policy)
    if rule.condition not in CONDITIONS:
        known = ", ".join([*CONDITIONS, *COMPOUNDS])
        msg = f"condition {rule.condition!r} is not one of {known}"
        raise PolicyError(msg, policy.id, rule.id)
    condition = CONDITIONS[rule.condition]
    if condition.subject != rule.subject:
        msg = f"condition {rule.condition!r} is about {condition.subject}"
        raise PolicyError(f"{msg}, not {rule.subject}", policy.id, rule.id)
    return condition
