"""What is known about each subject on a day: the ground that conditions stand on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.joined import ENTERPRISE, with_enterprises
from landuse.policy import Policy
from landuse.schema import absent_columns

__all__ = ["ENTERPRISE", "Facts", "Stages", "absent_by_file", "gather"]

#: Stages after the completion: each shows that there was one.
_LATER = ("production_date", "full_production_date", "acceptance_date")


@dataclass(frozen=True)
class Facts:
    """Parcels or batches with their joined facts, seen on one day."""

    frame: pd.DataFrame  #: canonical columns + ``area_m2``, ``area_basis``, joined
    as_of: pd.Timestamp
    absent: dict[str, frozenset[str]]  #: by source file, columns that it lacks
    enterprises: pd.DataFrame | None = None  #: all years, where there are any
    key: str = "parcel_id"  #: column that names the subject
    causes: pd.DataFrame | None = None  #: dated causes, of parcels
    phases: Facts | None = None  #: of the parcels, with ``place``
    #: what the subjects are held against: ``zones``, ``plan``, ``plan_new``, ``built``
    layers: Mapping[str, GeoDataFrame] = field(default_factory=dict)

    @property
    def has_enterprises(self) -> bool:
        """Whether rules about enterprises can be tested."""
        return self.enterprises is not None

    def date(self, column: str) -> pd.Series:
        """A date column; what lies after ``as_of`` has not happened yet."""
        dates = self.frame[column]
        return dates.where(dates <= self.as_of)

    def unknown(self, column: str) -> pd.Series:
        """Where the source has no such column, so that empty does not mean none."""
        files = [file for file, names in self.absent.items() if column in names]
        if not files or len(files) == len(self.absent):
            return pd.Series(data=bool(files), index=self.frame.index)
        return self.frame["source_file"].isin(files)

    def lost(self, column: str, group: Collection[str]) -> pd.Series:
        """Where a source lacks a column but keeps others of its group.

        A source without any of the group keeps no such record; that is no doubt.
        """
        lost = self.unknown(column)
        if lost.any():
            others = [name for name in group if name != column]
            kept = [~self.unknown(name) for name in others]
            lost &= pd.concat(kept, axis=1).any(axis=1)
        return lost

    def happened(self, column: str) -> pd.Series:
        """Whether a date has come by ``as_of``; missing where no column says so."""
        dated = self.date(column).notna().astype("boolean")
        return dated.mask(~dated & self.unknown(column))

    @cached_property
    def stages(self) -> Stages:
        """How far each parcel has come."""
        return Stages(self)


@dataclass(frozen=True)
class Stages:
    """How far each parcel has come by a day, in three values.

    Missing means that it cannot be told from what the sources say.
    """

    facts: Facts

    @cached_property
    def supplied(self) -> pd.Series:
        """Supplied by ``as_of``; a parcel without any date counts as supplied."""
        dates = self.facts.frame[["supply_date", "contract_date"]]
        later = dates.notna().any(axis=1) & ~(dates <= self.facts.as_of).any(axis=1)
        doubt = self.facts.unknown("supply_date") | self.facts.unknown("contract_date")
        return (~later).astype("boolean").mask(later & doubt)

    @cached_property
    def finished(self) -> pd.Series:
        """Completed or in production by ``as_of``; a later stage shows the earlier.

        A source without a column of a later stage leaves that stage unrecorded:
        whether land is *not yet* finished is told by the completion alone.
        """
        return self.facts.happened("completion_date") | self._later

    @cached_property
    def in_use(self) -> pd.Series:
        """As ``finished``, but missing where an absent column could have shown it."""
        return self._unless_unrecorded(self.finished)

    @cached_property
    def started(self) -> pd.Series:
        """A start is dated, or a later stage shows that there was one."""
        return self.facts.happened("start_date") | self.finished

    @cached_property
    def begun(self) -> pd.Series:
        """As ``started``, but missing where an absent column could have shown it."""
        return self._unless_unrecorded(self.started)

    @cached_property
    def under_construction(self) -> pd.Series:
        """Started but neither completed nor in production."""
        return self.started & ~self.finished

    def _unless_unrecorded(self, stage: pd.Series) -> pd.Series:
        """Missing where a source without a column of a later stage says "no"."""
        doubt = self.facts.unknown(_LATER[0])
        for column in _LATER[1:]:
            doubt = doubt | self.facts.unknown(column)
        return stage.mask(doubt & ~stage.fillna(value=True))

    @cached_property
    def _later(self) -> pd.Series:
        dates = self.facts.frame[list(_LATER)]
        return (dates <= self.facts.as_of).any(axis=1).astype("boolean")


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
    >>> facts.stages.started.tolist()
    [False]
    """
    frame = with_area_of_record(parcels, policy, as_of.date())
    if enterprises is not None:
        frame = with_enterprises(frame, enterprises, as_of)
    return Facts(
        frame=frame,
        as_of=as_of,
        absent=absent_by_file(parcels),
        enterprises=enterprises,
    )


def absent_by_file(frame: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Columns that sources lack, by file; ``""`` where no file is named.

    Parameters
    ----------
    frame : DataFrame
        Canonical, as a reader or a factory gives it.

    Returns
    -------
    dict
        Source file -> names of canonical columns.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> absent_by_file(make_parcels())
    {'': frozenset()}
    """
    if "absent_in" in frame.attrs:
        return {f: frozenset(n) for f, n in frame.attrs["absent_in"].items()}
    files = frame["source_file"].unique() if "source_file" in frame else [""]
    return dict.fromkeys(files, frozenset(absent_columns(frame)))
