"""One value in another form than all others is told, a mixed column is not."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from landuse.io.oddvalues import odd_values, rare
from landuse.io.source import Source, read_source
from landuse.testing import square

ROWS = np.arange(1, 41)


def column(others: float, odd: float) -> pd.DataFrame:
    return pd.DataFrame({"MJ": [others] * 39 + [odd]})


@pytest.mark.parametrize(
    ("others", "odd", "told"),
    [
        (100.25, 100.25000000001, True),
        (100.25, 100.251, False),  # a finer figure, not dust
        (100.0, 99.99999999, True),
        (100.0, 100.25, False),
        (1 / 3, 2 / 3, False),  # all have many decimals
        (100.25, np.nan, False),
        (100.25, 1e300, False),
    ],
)
def test_decimals_that_no_other_number_has(others, odd, told):
    assert bool(odd_values(column(others, odd), ROWS)) == told


def test_one_in_a_hundred_is_rare_and_two_are_not():
    mask = np.zeros(200, dtype=bool)
    mask[:2] = True
    assert rare(mask)
    mask[2] = True
    assert not rare(mask)


def test_a_time_of_day_among_days():
    days = pd.DataFrame({"GDRQ": pd.to_datetime(["2020-01-02"] * 40)})
    assert odd_values(days, ROWS) == []
    days.loc[6, "GDRQ"] = pd.Timestamp("2020-01-02 21:45")
    (found,) = odd_values(days, ROWS)
    assert (found.field, found.message[-7:]) == ("GDRQ", " rows 7")
    days["GDRQ"] = pd.Timestamp("2020-01-02 21:45")
    assert odd_values(days, ROWS) == []


def layer(**columns: object) -> gpd.GeoDataFrame:
    shapes = [square(east=200.0 * i) for i in range(40)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4547")


def odd(path: Path) -> list[tuple[str | None, str]]:
    loaded = read_source(Source.of("layer", path))
    return [(i.field, i.message) for i in loaded.issues if i.code == "ODD_VALUE"]


@pytest.mark.parametrize("name", ["a.gpkg", "a.gdb", "a.fgb"])
def test_layers_that_gdal_reads_are_looked_at(tmp_path, name):
    figures = column(100.25, 100.25000000001)["MJ"]
    driver = {"driver": "OpenFileGDB"} if name.endswith("gdb") else {}
    layer(MJ=figures).to_file(tmp_path / name, **driver)
    (found,) = odd(tmp_path / name)
    assert found[0] == "MJ"
    assert found[1].startswith("has decimals that nearly all others do not have: 1 of")


def test_blanks_inside_one_text_of_a_shapefile(tmp_path):
    words = ["挂牌出让"] * 39 + ["挂牌出让   k"]
    layer(GDFS=words).to_file(tmp_path / "a.shp", encoding="GB18030")
    assert [field for field, _ in odd(tmp_path / "a.shp")] == ["GDFS"]
    layer(GDFS=["挂牌  出让"] * 40).to_file(tmp_path / "b.shp", encoding="GB18030")
    assert odd(tmp_path / "b.shp") == []


def plots(moved: str = "50.000") -> str:
    """Twenty-five triangles of 1250 m2; one corner of the fifth may be moved."""
    head = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=38\n[地块坐标]\n"
    return head + "".join(
        f"4,0.1250,{i},甲,面,,工业用地,,@\n"
        f"J1,1,3960000.000,385{i + 10}000.000\nJ2,1,3960050.000,385{i + 10}000.000\n"
        f"J3,1,3960050.000,385{i + 10}0{moved if i == 4 else '50.000'}\n"
        f"J1,1,3960000.000,385{i + 10}000.000\n"
        for i in range(25)
    )


def test_one_area_that_does_not_fit_its_outline_to_the_last_figure(tmp_path):
    """0.0001 ha is 1 m2; a corner moved by 0.1 m changes 1250 m2 by 2.5 m2."""
    path = tmp_path / "a.txt"
    path.write_text(plots(), encoding="utf-8")
    assert odd(path) == []
    path.write_text(plots("50.010"), encoding="utf-8")  # 0.25 m2: within rounding
    assert odd(path) == []
    path.write_text(plots("50.100"), encoding="utf-8")
    (found,) = odd(path)
    assert found[1].startswith("plot 4 甲 (line 25): its area does not fit")
    path.write_text(plots().replace("0.1250", "0.1260"), encoding="utf-8")
    assert odd(path) == []  # measured otherwise throughout


def test_one_ordinate_with_a_figure_too_many(tmp_path):
    path = tmp_path / "a.txt"
    head = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=38\n[地块坐标]\n"
    text = head + "".join(
        f"4,0.1250,{i},甲,面,,工业用地,,@\n"
        f"J1,1,3960000.000,38593{i}00.000\nJ2,1,3960050.000,38593{i}00.000\n"
        f"J3,1,3960050.000,38593{i}50.000\nJ1,1,3960000.000,38593{i}00.000\n"
        for i in range(4)
    )
    path.write_text(text, encoding="utf-8")
    assert odd(path) == []
    path.write_text(
        text.replace("J3,1,3960050.000,38593250", "J3,1,3960050.0001,38593250"),
        encoding="utf-8",
    )
    (found,) = odd(path)
    assert found[1] == "plot 2 甲 (line 15): an ordinate has other decimals"
