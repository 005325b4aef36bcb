"""What was supplied from the batches by a day, worked out once for all who ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.batches.citing import (
    batch_overlaps,
    cited_batches,
    split_by_batch,
)
from landuse.analysis.batches.supplied import in_doubt, lacks_column, supplied_by

__all__ = ["Supply", "certain", "possible"]


@dataclass(frozen=True)
class Supply:
    """Batches, and the parcels supplied from them by a day.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames, valid polygons; not changed.
    as_of : date or str, optional
        The day; without it every parcel counts.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels
    >>> supply = Supply(make_approvals(), make_parcels(batch_id="B1"), "2022-09-30")
    >>> supply.document.share.tolist()
    [1.0]
    """

    approvals: GeoDataFrame
    parcels: GeoDataFrame
    as_of: date | str | None = None

    @cached_property
    def supplied(self) -> GeoDataFrame:
        """Parcels that count as supplied."""
        if self.as_of is None:
            return self.parcels
        return supplied_by(self.parcels, self.as_of)

    @cached_property
    def doubt(self) -> pd.Series:
        """Whether a parcel may have been supplied on the other side of the day."""
        if self.as_of is None:
            return pd.Series(data=False, index=self.parcels.index)
        return in_doubt(self.parcels, self.as_of)

    @cached_property
    def overlaps(self) -> pd.Series:
        """Area by parcel and batch; see ``batch_overlaps``."""
        return batch_overlaps(self.approvals, self.supplied)

    @cached_property
    def cited(self) -> pd.DataFrame:
        """Batches that the supplied parcels name; see ``cited_batches``."""
        return cited_batches(self.approvals, self.supplied)

    @cached_property
    def document(self) -> pd.DataFrame:
        """Registered area by parcel and cited batch; see ``split_by_batch``."""
        return split_by_batch(self.approvals, self.supplied, self.overlaps)

    @cached_property
    def outline_m2(self) -> pd.Series:
        """Ellipsoidal area of the outline of each supplied parcel."""
        area = geometry_area(self.supplied.geometry.to_numpy(), self.supplied.crs)
        return pd.Series(area, self.supplied.index)

    @cached_property
    def unnamed(self) -> pd.Series:
        """Supplied parcels whose document may name a batch that is not seen.

        Their source has no column for it, or a name in it belongs to no batch.
        """
        lost = self.cited.loc[self.cited["batch_id"].isna(), "place"]
        places = self.supplied.index
        absent = lacks_column(self.parcels, "batch_id").reindex(places)
        return absent | pd.Series(places.isin(lost), index=places)


def certain(supply: Supply) -> GeoDataFrame:
    """Parcels that were supplied without doubt.

    Parameters
    ----------
    supply : Supply
        Batches and parcels on a day.

    Returns
    -------
    GeoDataFrame
        Some of the supplied parcels.
    """
    return supply.supplied[~supply.doubt.reindex(supply.supplied.index)]


def possible(supply: Supply) -> GeoDataFrame:
    """Parcels that were or may have been supplied.

    Parameters
    ----------
    supply : Supply
        Batches and parcels on a day.

    Returns
    -------
    GeoDataFrame
        The supplied parcels and others.
    """
    known = supply.parcels.index.isin(supply.supplied.index)
    return supply.parcels[known | supply.doubt]
