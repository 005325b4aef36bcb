"""What falls due in a city: rows in words, counts, and land about to stand idle."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.idle.forecast import next_quarter_end
from landuse.analysis.lifecycle.radar import radar, radar_counts, radar_windows
from landuse.analysis.quality.time import in_force
from landuse.errors import SchemaError
from landuse.messages import joined, worded
from landuse.policy import Policy
from landuse.steps.enrich import zone_names
from landuse.steps.idlecare import forecast_until
from landuse.units import to_mu
from landuse.vocabulary import LANGUAGES, label

__all__ = ["Due", "due_of", "of_the_day"]

_TABLES = ("life_plots", "life_milestones", "life_commitments", "life_breaches")
_UNIT = "responsible_unit"
_CLOSE = 3  #: names that are told where one is not known
_LISTED = 12  #: of those, where none is close


@dataclass(frozen=True)
class Due:
    """What falls due, seen from a day."""

    as_of: date
    windows: tuple[int, ...]  #: days ahead by which is counted; the last is the end
    rows: (
        pd.DataFrame
    )  #: as of :func:`landuse.analysis.lifecycle.radar.radar`, ``zone``
    counts: pd.DataFrame  #: by zone, unit and window
    idle: pd.DataFrame  #: plots that stand idle by ``idle_until`` if nothing happens
    idle_until: date  #: the last day of the next quarter

    @property
    def until(self) -> date | None:
        """The last day that is looked at."""
        return self.as_of + timedelta(self.windows[-1]) if self.windows else None


def of_the_day(
    frames: Mapping[str, pd.DataFrame], as_of: date
) -> dict[str, pd.DataFrame]:
    """The same frames with the plots of a day alone: what ended asks for nothing.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.lifecare.with_lifecycle`.
    as_of : date
        The day.

    Returns
    -------
    dict of str to DataFrame
        Plots in force, and what is theirs.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(parcel_id=["P1", "P2"], valid_to=["2022-01-01", None])
    >>> frames = {"parcels": plots, "life_plots": plots, "life_milestones": plots}
    >>> known = of_the_day(frames, date(2022, 9, 30))
    >>> known["life_milestones"].parcel_id.tolist()
    ['P2']
    """
    plots = frames["life_plots"]
    held = set(plots.loc[in_force(plots, as_day(as_of)), "parcel_id"])
    known = dict(frames)
    for name in ("parcels", *_TABLES):
        if name in known:
            known[name] = known[name][known[name]["parcel_id"].isin(held)]
            known[name].attrs = frames[name].attrs
    return known


def due_of(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date,
    within_days: int | None = None,
    *,
    zone: str | None = None,
    unit: str | None = None,
) -> Due:
    """What falls due in a city, or in one zone or for one unit of it.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.lifecare.with_lifecycle`.
    policy : Policy
        The windows; the rules on idle land.
    as_of : date
        The day.
    within_days : int, optional
        How far is looked; by default to the last window of the policy.
    zone : str, optional
        Id or name of a zone.
    unit : str, optional
        Code or name of a responsible unit.

    Returns
    -------
    Due
        Rows with the names of their zones.

    Raises
    ------
    SchemaError
        A zone that the city does not have, or a unit that answers for nothing here;
        close names are told.
    """
    windows, quarter = radar_windows(policy, within_days), next_quarter_end(as_of)
    last = max(quarter, as_of + timedelta(windows[-1] if windows else 0))
    ahead = forecast_until(frames, policy, as_of, last)
    known = dict(frames) if ahead is None else {**frames, "idle_forecast": ahead}
    asked = _asked(known, zone, unit)
    near = radar(known, policy, as_of, within_days)
    far = radar(known, policy, as_of, (quarter - as_of).days)
    idle = far[(far["due_item"] == "turns_idle") & (far["due_state"] == "due")]
    rows, idle = (_named(_those(part, asked), frames) for part in (near, idle))
    return Due(
        as_of=as_of,
        windows=windows,
        rows=rows,
        counts=_named(radar_counts(rows, windows), frames),
        idle=idle.assign(area_mu=to_mu(idle["area_m2"])),
        idle_until=quarter,
    )


def _named(rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """With the names of the zones, where the city has zones."""
    names = rows["zone_id"].map(_zones(frames)).astype("str")
    return rows.assign(zone=names.fillna(rows["zone_id"]))


def _zones(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    return zone_names(frames["zones"]).to_dict() if "zones" in frames else {}


def _asked(
    frames: Mapping[str, pd.DataFrame], zone: str | None, unit: str | None
) -> dict[str, set[str]]:
    """The values of columns that are asked for by name."""
    asked = {}
    if zone is not None:
        said = _zones(frames)
        codes = _codes(frames, ("zone_id",)) | set(said)
        zones = {code: (said.get(code, code), code) for code in codes}
        asked["zone_id"] = _meant("due_no_zone", zone, zones)
    if unit is not None:
        codes = _codes(frames, (_UNIT, "next_unit"))
        words = {c: tuple(label(_UNIT, c, lang) for lang in LANGUAGES) for c in codes}
        units = {code: (*words[code], code) for code in codes}
        asked[_UNIT] = _meant("due_no_unit", unit, units)
    return asked


def _codes(frames: Mapping[str, pd.DataFrame], columns: tuple[str, ...]) -> set[str]:
    parts = [frames[name] for name in _TABLES if name in frames]
    found = [part[c].dropna() for part in parts for c in columns if c in part]
    return set(pd.concat(found)) if found else set()


def _meant(sentence: str, said: str, names: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The codes that have a name; where none has it, the names that are close."""
    found = {code for code, words in names.items() if said in words}
    if found:
        return found
    known = sorted({words[0] for words in names.values()})
    close = [name for name in known if said in name]
    close = close or difflib.get_close_matches(said, known, _CLOSE) or known[:_LISTED]
    raise SchemaError(worded(sentence, said=said, names=joined(", ", close)))


def _those(rows: pd.DataFrame, asked: Mapping[str, set[str]]) -> pd.DataFrame:
    for column, values in asked.items():
        rows = rows[rows[column].isin(values)]
    return rows.reset_index(drop=True)
