"""What is known about each parcel on a day: the ground that conditions stand on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.tax import tax_per_parcel
from landuse.policy import Policy
from landuse.schema import absent_columns

__all__ = ["Facts", "gather", "latest_year", "with_enterprises"]

#: Prefix of columns that were joined from the enterprises.
ENTERPRISE = "enterprise."
_ENTERPRISE_COLUMNS = ("year", "operating_state", "stopped_since", "tax_yuan")
_SOURCE_COLUMNS = ("source_file", "source_layer", "source_row")


@dataclass(frozen=True, slots=True)
class Facts:
    """Parcels with their joined facts, seen on one day."""

    frame: pd.DataFrame  #: canonical parcels + ``area_m2``, ``area_basis``, joined
    as_of: pd.Timestamp
    absent: dict[str, frozenset[str]]  #: by source file, columns that it lacks
    has_enterprises: bool

    def date(self, column: str) -> pd.Series:
        """A date column; what lies after ``as_of`` has not happened yet."""
        dates = self.frame[column]
        return dates.where(dates <= self.as_of)

    def unknown(self, column: str) -> pd.Series:
        """Where the source has no such column, so that empty does not mean none."""
        frame = self.frame
        files = frame.get("source_file", pd.Series("", index=frame.index))
        return files.isin([f for f, names in self.absent.items() if column in names])

    def happened(self, column: str) -> pd.Series:
        """Whether a date has come by ``as_of``; missing where no column says so."""
        dated = self.date(column).notna().astype("boolean")
        return dated.mask(~dated & self.unknown(column))

    @property
    def supplied(self) -> pd.Series:
        """Supplied by ``as_of``; a parcel without any date counts as supplied."""
        dates = self.frame[["supply_date", "contract_date"]]
        later = dates.notna().any(axis=1) & ~(dates <= self.as_of).any(axis=1)
        doubt = self.unknown("supply_date") | self.unknown("contract_date")
        return (~later).astype("boolean").mask(later & doubt)

    @property
    def in_use(self) -> pd.Series:
        """Completed or in production by ``as_of``; a later stage shows the earlier."""
        later = self.date("production_date").notna()
        for column in ("full_production_date", "acceptance_date"):
            later |= self.date(column).notna()
        return self.happened("completion_date") | later

    @property
    def started(self) -> pd.Series:
        """A start is dated, or a later stage shows that there was one."""
        return self.happened("start_date") | self.in_use

    @property
    def under_construction(self) -> pd.Series:
        """Started but neither completed nor in production."""
        return self.started & ~self.in_use


def latest_year(enterprises: pd.DataFrame, as_of: pd.Timestamp) -> int | None:
    """The last year of the table that had ended by a day.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises.
    as_of : Timestamp
        The day.

    Returns
    -------
    int or None
        None where no year had ended.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> latest_year(make_enterprises(year=[2021, 2022]), pd.Timestamp("2022-09-30"))
    2021
    """
    ended = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    years = enterprises["year"].dropna()
    years = years[years <= ended]
    return None if years.empty else int(years.max())


def with_enterprises(
    parcels: pd.DataFrame, enterprises: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Join each parcel's enterprise: its state now, its tax of the last full year.

    Parameters
    ----------
    parcels : DataFrame
        With ``enterprise_id`` and ``area_m2``.
    enterprises : DataFrame
        Canonical enterprises; of several rows for one year the first is taken.
    as_of : Timestamp
        The day.

    Returns
    -------
    DataFrame
        With ``enterprise.*`` columns and ``tax_yuan_per_mu``: the enterprise's
        tax over the area of all its parcels.

    Examples
    --------
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> parcels = make_parcels(enterprise_id="E1").assign(area_m2=10_000.0)
    >>> joined = with_enterprises(
    ...     parcels, make_enterprises(tax_yuan=1_500_000), pd.Timestamp("2022-09-30"))
    >>> round(joined.tax_yuan_per_mu[0])
    100000
    """
    known = enterprises[enterprises["year"] <= as_of.year].sort_values(
        ["enterprise_id", "year"], ascending=[True, False], kind="stable"
    )
    state = known.drop_duplicates("enterprise_id").set_index("enterprise_id")
    columns = [n for n in (*_ENTERPRISE_COLUMNS, *_SOURCE_COLUMNS) if n in state]
    joined = parcels.join(state[columns].add_prefix(ENTERPRISE), on="enterprise_id")
    joined.attrs = parcels.attrs
    year = latest_year(enterprises, as_of)
    density = pd.Series(float("nan"), index=parcels.index)
    if year is not None:
        density = tax_per_parcel(parcels, enterprises, year)
    return joined.assign(tax_yuan_per_mu=density)


def gather(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: pd.Timestamp,
    enterprises: pd.DataFrame | None = None,
) -> Facts:
    """Bring together all that is known about the parcels on a day.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        Says which area is official.
    as_of : Timestamp
        The day.
    enterprises : DataFrame, optional
        Canonical enterprises.

    Returns
    -------
    Facts
        On the index of the parcels.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(start_date="2022-10-01")
    >>> facts = gather(parcels, load_policy("puyang"), pd.Timestamp("2022-09-30"))
    >>> facts.started.tolist()
    [False]
    """
    frame = with_area_of_record(parcels, policy, as_of.date())
    if enterprises is not None:
        frame = with_enterprises(frame, enterprises, as_of)
    return Facts(
        frame=frame,
        as_of=as_of,
        absent=_absent(parcels),
        has_enterprises=enterprises is not None,
    )


def _absent(parcels: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Columns that sources lack, by file; ``""`` where no file is named."""
    if "absent_in" in parcels.attrs:
        return {f: frozenset(n) for f, n in parcels.attrs["absent_in"].items()}
    files = parcels["source_file"].unique() if "source_file" in parcels else [""]
    return dict.fromkeys(files, frozenset(absent_columns(parcels)))
