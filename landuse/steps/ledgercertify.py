"""The certificate of the goal from a ledger, and the head by which it is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from landuse.analysis.goal.certificate import Certificate, certificate
from landuse.errors import SourceError
from landuse.eventdetails import details_of
from landuse.io.workbook import write_workbook
from landuse.issues import Issue
from landuse.ledger.store import Ledger, Meta
from landuse.messages import worded
from landuse.policy import Policy
from landuse.steps.goal import goal_frames, zone_labels

__all__ = ["Certified", "about_frame", "certify", "write_certificate"]


@dataclass(frozen=True)
class Certified:
    """A certificate and the ledger that it was drawn up from."""

    certificate: Certificate
    meta: Meta
    head: str
    events: int  #: recorded by then
    zones: Mapping[str, str]  #: names by id


def certify(
    ledger: Ledger,
    policy: Policy,
    as_of: date,
    *,
    known_at: datetime | None = None,
    frames: Mapping[str, pd.DataFrame] | None = None,
) -> Certified:
    """Certify the land assembled and revitalized by a day.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    policy : Policy
        The rules by which land counts.
    as_of : date
        The day.
    known_at : datetime, optional
        Only what was recorded by then.
    frames : mapping of str to DataFrame, optional
        Of a project: its zones stand beside the boundaries that the ledger has, its
        parcels lend an outline to events without one, as in an audit.

    Returns
    -------
    Certified
        The same figures as those of an audit.
    """
    known = frames or {}
    events = ledger.events(known_at=known_at)
    made = certificate(
        events,
        policy,
        as_of,
        zones=known.get("zones"),
        parcels=known.get("parcels"),
        known_at=known_at,
    )
    names = {**_names(events), **zone_labels(known)}
    return Certified(made, ledger.meta, ledger.head, len(events), names)


def write_certificate(
    made: Certified, out: Path, *, lang: str = "zh", overwrite: bool = False
) -> tuple[Issue, ...]:
    """Write a certificate as a workbook, with the head that proves the ledger.

    Parameters
    ----------
    made : Certified
        Result of :func:`certify`.
    out : Path
        Ends in ``.xlsx``.
    lang : {"zh", "en"}, default "zh"
        Language.
    overwrite : bool, default False
        Replace a file that is there.

    Returns
    -------
    tuple of Issue
        What a workbook cannot hold.

    Raises
    ------
    SourceError
        Another ending, or a file that is there.
    """
    if out.exists() and not overwrite:
        raise SourceError(worded("there_replace"), out)
    found = made.certificate
    facts = {
        "title": made.meta.title,
        "policy": f"{found.policy_id} {found.policy_hash}",
        "as_of": found.as_of,
        "known_at": found.known_at,
        "events": made.events,
        "head": made.head,
    }
    sheets = goal_frames(found, made.zones, lang)
    sheets["ledger_about"] = about_frame(facts)
    return write_workbook(sheets, out, lang=lang, stamp=found.as_of)


def about_frame(facts: Mapping[str, object]) -> pd.DataFrame:
    """What a file of a ledger says of itself; what is not known is left out.

    Examples
    --------
    >>> about_frame({"title": "", "events": 3}).to_numpy().tolist()
    [['events', '3']]
    """
    rows = [(name, str(value)) for name, value in facts.items() if value]
    return pd.DataFrame(rows, columns=["about", "value"])


def _names(events: pd.DataFrame) -> dict[str, str]:
    """Names of the zones, as the events of their boundaries have them."""
    drawn = events[events["event"] == "zone_boundary"].dropna(subset="details")
    facts = zip(drawn["zone_id"], drawn["details"].map(details_of), strict=True)
    return {zone: told["zone"] for zone, told in facts if "zone" in told}
