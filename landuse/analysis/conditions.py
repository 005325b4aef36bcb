"""The conditions that rules name: pure functions of facts, policy and day.

Each gives, for every parcel or batch, whether it holds, does not hold or cannot
be told, since when, and which facts were used and which are missing. A fact that
its source leaves empty is "not recorded"; one whose column no source has is
unknown.
"""

from __future__ import annotations

from landuse.analysis.rules import batches, efficiency, enterprises, idle, works
from landuse.analysis.rules.outcome import Condition

__all__ = ["CONDITIONS"]

CONDITIONS: dict[str, Condition] = {
    **idle.CONDITIONS,
    **batches.CONDITIONS,
    **works.CONDITIONS,
    **enterprises.CONDITIONS,
    **efficiency.CONDITIONS,
}
