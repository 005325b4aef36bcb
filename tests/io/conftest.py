"""Fixtures of the readers: real data beside the project, and small files."""

from __future__ import annotations

import warnings

import geopandas as gpd
import pytest
import shapely

from landuse.policy import Region

PUYANG = (114.8, 35.3, 116.2, 36.3)


@pytest.fixture(scope="session")
def region():
    return Region(PUYANG, 4526)


def squares(count: int = 3, size: float = 100.0) -> list[shapely.Polygon]:
    """Squares side by side in zone 38: 1 ha = 15 mu each."""
    east, north = 38_593_000.0, 3_960_000.0
    return [
        shapely.box(east + i * size, north, east + (i + 1) * size, north + size)
        for i in range(count)
    ]


def layer(geometry=None, crs=4526, **columns) -> gpd.GeoDataFrame:
    """A layer of squares with Chinese column names."""
    geometry = squares() if geometry is None else geometry
    ids = [f"P{i + 1}" for i in range(len(geometry))]
    data = {"宗地代码": ids, **columns}
    return gpd.GeoDataFrame(data, geometry=geometry, crs=crs)


@pytest.fixture
def make_layer():
    return layer


@pytest.fixture
def write_shp(tmp_path):
    """Write a shapefile as bureaus send it: GBK, no .cpg, chosen LDID byte."""

    def write(frame, *, encoding="GB18030", cpg=None, ldid=0, prj=True, name="宗地"):
        path = tmp_path / f"{name}.shp"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that are cut
            frame.to_file(path, encoding=encoding)
        path.with_suffix(".cpg").unlink(missing_ok=True)
        if cpg is not None:
            path.with_suffix(".cpg").write_text(cpg)
        if not prj:
            path.with_suffix(".prj").unlink()
        dbf = path.with_suffix(".dbf")
        data = bytearray(dbf.read_bytes())
        data[29] = ldid
        dbf.write_bytes(data)
        return path

    return write
