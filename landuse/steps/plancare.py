"""Plans in the audit: what the revision changes, and what the control lines forbid."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from landuse.analysis.plan import control_conflicts, plan_changes
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["with_plans"]


def with_plans(
    frames: Mapping[str, pd.DataFrame], policy: Policy
) -> dict[str, pd.DataFrame]:
    """The same frames with changes and conflicts of the plans.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``plan_old``, ``plan_new`` and ``controls`` where there are some.
    policy : Policy
        Which controls bind.

    Returns
    -------
    dict of str to DataFrame
        With ``plan_changes`` where there are both plans, and ``plan_conflicts``
        where there are a new plan and controls.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> with_plans({}, load_policy("puyang"))
    {}
    """
    known = dict(frames)
    if "plan_old" in known and "plan_new" in known:
        changes = plan_changes(known["plan_old"], known["plan_new"])
        known["plan_changes"] = changes.assign(area_mu=to_mu(changes["area_m2"]))
    if "controls" in known and "plan_new" in known:
        known["plan_conflicts"] = control_conflicts(
            known["plan_new"], known["controls"], policy
        )
    return known
