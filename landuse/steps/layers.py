"""What land is held against: the plan in force, its revision, the built-up land."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["layers_of"]


def layers_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The layers that rules look at besides the subjects.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`; a plan without a role is in force.

    Returns
    -------
    dict of str to DataFrame
        ``plan``, ``plan_new`` and ``built``, where they are known.

    Examples
    --------
    >>> sorted(layers_of({"plan_old": pd.DataFrame(), "zones": pd.DataFrame()}))
    ['plan']
    """
    named = {
        "plan": frames.get("plan_old", frames.get("plan")),
        "plan_new": frames.get("plan_new"),
        "built": frames.get("built"),
    }
    return {name: frame for name, frame in named.items() if frame is not None}
