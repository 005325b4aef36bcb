"""Grade the enterprises of a year by a policy."""

from __future__ import annotations

from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_date
from landuse.analysis.grading.overrides import with_overrides
from landuse.analysis.grading.scope import in_scope, rows_of_year
from landuse.analysis.grading.settings import Settings, lacking_keys, settings_of
from landuse.analysis.grading.track import graded_track
from landuse.policy import Policy

__all__ = ["NOT_CONFIGURED", "grade"]

NOT_CONFIGURED = "not_configured"
_WHO = ["enterprise_id", "enterprise", "year", "zone_id"]
_TEXTS = ("grade", "decided_by", "missing", "not_counted", "pool")
_FIGURES = (
    "bonus_points",
    "composite",
    "composite_place",
    "evaluated",
    "pool_score",
    "pool_place",
    "pool_size",
    "better_points",
    "better_places",
    "worse_points",
    "worse_places",
)


def grade(
    enterprises: pd.DataFrame,
    policy: Policy,
    year: int,
    *,
    overrides: pd.DataFrame | None = None,
    as_of: date | str | None = None,
) -> pd.DataFrame:
    """Grade the enterprises of a year (企业分类综合评价).

    Nothing is guessed: where the policy leaves a weight open, everybody is
    ``not_configured`` and ``missing`` names the keys; who lacks a fact that the policy
    calls for is ``cannot_tell`` and ``missing`` names the columns.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises of any years; not changed. Their order does not matter.
    policy : Policy
        Values under ``grading.``.
    year : int
        Of the figures.
    overrides : DataFrame, optional
        Grades set by hand: ``enterprise_id``, ``year``, ``grade``, ``reason``,
        ``document_no``, ``document_date``, none of them empty.
    as_of : date or str, optional
        Day of the policy and of the enterprises' age; by default the last of the year.

    Returns
    -------
    DataFrame
        One row for each enterprise, by id. ``grade`` is one of the policy's, or
        ``exempt``, ``not_evaluated``, ``cannot_tell``, ``not_configured``. Each
        indicator has its value, ``_benchmark`` and ``_score``; ``decided_by`` names
        what gave the grade; ``better_`` and ``worse_`` tell how many points and places
        the next grade is away.

    Raises
    ------
    PolicyError
        A value that grading does not understand, or a grade set by hand without its
        reason or document.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> made = make_enterprises(above_scale=True, year=2021)
    >>> found = grade(made, load_policy("henan"), 2021)
    >>> found["grade"][0], found["missing"][0].split(";")[0]
    ('not_configured', 'grading.above_scale.weights')
    """
    day = date(year, 12, 31) if as_of is None else as_date(as_of)
    rows = rows_of_year(enterprises, year)
    lacking = lacking_keys(policy, day)
    if lacking:
        found = _unconfigured(rows, lacking)
    else:
        found = _graded(rows, settings_of(policy, day))
    result = rows[[*_WHO, "land_mu"]].join(found)
    result = with_overrides(result, overrides, policy, year)
    return result.assign(policy=policy.id, policy_hash=policy.hash)


def _unconfigured(rows: pd.DataFrame, lacking: tuple[str, ...]) -> pd.DataFrame:
    found = pd.DataFrame({"track": None, "assumed": ""}, index=rows.index)
    found = found.assign(grade=NOT_CONFIGURED, decided_by=NOT_CONFIGURED)
    return _typed(found.assign(missing=";".join(lacking)))


def _graded(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    scope = in_scope(rows, settings)
    parts = []
    for track in settings.tracks:
        open_ = (scope["track"] == track) & scope["grade"].isna()
        if open_.any():
            parts.append(graded_track(rows[open_], track, settings))
    measures = dict.fromkeys(m for w in settings.weights.values() for m in w)
    names = [f"{m}{end}" for m in measures for end in ("", "_benchmark", "_score")]
    columns = dict.fromkeys([*names, *_FIGURES, *_TEXTS])
    competed = pd.concat(parts) if parts else pd.DataFrame(index=rows.index[:0])
    found = competed.reindex(index=rows.index, columns=list(columns))
    for name in ("grade", "decided_by", "missing"):
        found[name] = scope[name].where(scope["grade"].notna(), found[name])
    found.insert(0, "track", scope["track"])
    return _typed(found.assign(assumed=scope["assumed"]))


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    """Each column with its type, whether anybody competed or not."""
    nothing = pd.Series(None, found.index, dtype=object)
    for name in _FIGURES:
        found[name] = found.get(name, nothing).astype("float64")
    for name in (*_TEXTS, "assumed", "track"):
        found[name] = found.get(name, nothing).astype(object).astype("str")
    for name in ("missing", "not_counted", "assumed"):
        found[name] = found[name].fillna("")
    return found
