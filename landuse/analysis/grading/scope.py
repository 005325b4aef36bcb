"""Who is evaluated, on which track, and who is not, with the reason."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.calendar import add_years, as_day
from landuse.analysis.grading.measures import LAND_FACTS, land_mu
from landuse.analysis.grading.settings import ABOVE, BELOW, Settings

__all__ = ["CANNOT_TELL", "EXEMPT", "NOT_EVALUATED", "in_scope", "rows_of_year"]

CANNOT_TELL, EXEMPT = "cannot_tell", "exempt"
NOT_EVALUATED = "not_evaluated"


def rows_of_year(enterprises: pd.DataFrame, year: int) -> pd.DataFrame:
    """The enterprises of a year in one order, each once.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical; not changed.
    year : int
        The year.

    Returns
    -------
    DataFrame
        By id, whatever the order of the rows was, with ``land_mu`` and
        ``is_repeated`` where the year has more than one row of the id.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> rows = make_enterprises(enterprise_id=["B", "A", "B"], year=2021)
    >>> found = rows_of_year(rows, 2021)
    >>> found["enterprise_id"].tolist(), found["is_repeated"].tolist()
    (['A', 'B'], [False, True])
    """
    of_year = enterprises[(enterprises["year"] == year).fillna(value=False)]
    repeated = of_year["enterprise_id"].duplicated(keep=False)
    marked = of_year.assign(is_repeated=repeated, land_mu=land_mu(of_year))
    once = marked.drop_duplicates("enterprise_id")
    return once.sort_values("enterprise_id", kind="stable").reset_index(drop=True)


def in_scope(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The track of each enterprise, or why it is not evaluated.

    Parameters
    ----------
    rows : DataFrame
        From :func:`rows_of_year`.
    settings : Settings
        Tracks, least land and exemptions.

    Returns
    -------
    DataFrame
        ``track``; ``grade`` and ``decided_by`` where already settled; ``missing``
        (columns, with ``;``) and ``assumed`` (what was taken for granted).
    """
    above = rows["above_scale"]
    track = pd.Series(None, rows.index, "str").mask(above.fillna(value=False), ABOVE)
    track = track.mask((~above).fillna(value=False), BELOW)
    known = pd.DataFrame({"track": track, "grade": None, "decided_by": None})
    known["missing"], known["assumed"] = "", ""
    _exempt(known, rows, settings)
    _settle(known, track.isna(), CANNOT_TELL, "scale_unknown", "above_scale")
    _settle(known, ~track.isin(settings.tracks), NOT_EVALUATED, "track_not_evaluated")
    _small(known, rows, settings)
    if settings.unit == "zone" or settings.benchmark_unit == "zone":
        _settle(known, rows["zone_id"].isna(), CANNOT_TELL, "zone_unknown", "zone_id")
    repeated = rows["is_repeated"]
    columns = ["grade", "decided_by", "missing"]
    known.loc[repeated, columns] = [CANNOT_TELL, "two_rows", ""]
    return known


def _settle(
    known: pd.DataFrame, where: pd.Series, grade: str, rule: str, missing: str = ""
) -> None:
    """Where nothing was settled before: the first reason stands."""
    where = where & known["grade"].isna()
    known.loc[where, ["grade", "decided_by", "missing"]] = [grade, rule, missing]


def _exempt(known: pd.DataFrame, rows: pd.DataFrame, settings: Settings) -> None:
    flagged = rows["exempt"].fillna(value=False).astype(bool)
    _settle(known, flagged, EXEMPT, "exempt_flag")
    kinds = settings.optional("exemptions", [])
    _settle(known, rows["exemption"].isin(kinds), EXEMPT, "exemption")
    if not settings.has("exempt_under_years"):
        return
    founded, years = rows["founded_date"], settings.value("exempt_under_years")
    young = add_years(founded, years) > as_day(settings.day)
    _settle(known, young, EXEMPT, "founded_recently")
    if settings.age_must_be_known:
        _settle(known, founded.isna(), CANNOT_TELL, "age_unknown", "founded_date")
    known.loc[founded.isna() & known["grade"].isna(), "assumed"] = "founded_date"


def _small(known: pd.DataFrame, rows: pd.DataFrame, settings: Settings) -> None:
    """The below-scale track has a least area, which is itself enough."""
    if not settings.has("min_land_mu"):
        return
    below = known["track"] == BELOW
    unknown = below & rows["land_mu"].isna()
    _settle(known, unknown, CANNOT_TELL, "land_unknown", LAND_FACTS[0])
    small = rows["land_mu"] < settings.value("min_land_mu")
    _settle(known, below & small, NOT_EVALUATED, "below_min_land")
