"""What land is held against: the plan in force, its revision, the built-up land."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from landuse.errors import SchemaError
from landuse.eventdetails import details_of

__all__ = ["graded_of", "layers_of"]

_KIND = "graded"


def layers_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The layers that rules look at besides the subjects.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`; a plan without a role is in force.

    Returns
    -------
    dict of str to DataFrame
        ``plan``, ``plan_new``, ``built`` and ``graded``, where they are known.

    Examples
    --------
    >>> sorted(layers_of({"plan_old": pd.DataFrame(), "zones": pd.DataFrame()}))
    ['plan']
    """
    named = {
        "plan": frames.get("plan_old", frames.get("plan")),
        "plan_new": frames.get("plan_new"),
        "built": frames.get("built"),
        "graded": graded_of(frames["events"]) if "events" in frames else None,
    }
    return {name: frame for name, frame in named.items() if frame is not None}


def graded_of(events: pd.DataFrame) -> pd.DataFrame:
    """Grades that were recorded as events, each with the day from which it holds.

    Parameters
    ----------
    events : DataFrame
        Canonical events, in the order in which they were recorded.

    Returns
    -------
    DataFrame
        ``enterprise_id``, ``valid_date``, ``grade`` and ``year`` (text); what was
        reversed is left out.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> events = make_events(event="graded", enterprise_id="E1",
    ...                      valid_date="2022-01-01", details="grade=C; year=2021")
    >>> graded_of(events)[["enterprise_id", "grade", "year"]].values.tolist()
    [['E1', 'C', '2021']]
    """
    gone: set[str] = set()
    reversals = events[events["event"] == "reversed"]
    for own, target in reversals[["event_id", "reverses"]].to_numpy()[::-1]:
        if own not in gone:
            gone.add(target)
    held = events[(events["event"] == _KIND) & ~events["event_id"].isin(gone)]
    facts = [_facts(text) for text in held["details"]]
    return pd.DataFrame(
        {
            "enterprise_id": held["enterprise_id"].to_numpy(dtype=object),
            "valid_date": held["valid_date"].to_numpy(),
            "grade": [each.get("grade") for each in facts],
            "year": [each.get("year") for each in facts],
        }
    ).dropna(subset=["enterprise_id", "valid_date", "grade"])


def _facts(text: object) -> dict[str, str]:
    """What an event says; nothing where it cannot be read, which reading has told."""
    try:
        return details_of(None if pd.isna(text) else str(text))
    except SchemaError:
        return {}
