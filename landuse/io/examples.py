"""Files of one record, for the examples in docstrings."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

__all__ = ["example_file"]


def example_file(kind: str) -> Path:
    """A file of one record of a kind.

    Parameters
    ----------
    kind : str
        zones, approvals, parcels, enterprises or taxes.

    Returns
    -------
    Path
        In a new temporary folder.

    Examples
    --------
    >>> example_file("taxes").name
    'rows.csv'
    """
    folder = Path(tempfile.mkdtemp())
    rows = {
        "zones": {"zone_id": "Z1", "zone": "甲区"},
        "approvals": {"batch_id": "B1"},
        "parcels": {"parcel_id": "P1"},
        "enterprises": {"enterprise_id": "91350100M000100Y43", "year": 2021},
        "taxes": {"parcel_id": "P1", "tax_yuan": 5},
    }
    row = pd.DataFrame([rows[kind]])
    if kind in ("enterprises", "taxes"):
        row.to_csv(folder / "rows.csv", index=False)
        return folder / "rows.csv"
    square = shapely.box(38_593_000, 3_960_000, 38_593_100, 3_960_100)
    frame = gpd.GeoDataFrame(row, geometry=[square], crs="EPSG:4526")
    frame.to_file(folder / "layer.gpkg")
    return folder / "layer.gpkg"
