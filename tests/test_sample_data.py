"""The sample city holds what its description promises."""

from __future__ import annotations

import csv
import re
import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import rasterio
from pyproj import CRS
from shapely import union_all
from stdnum.cn import uscc

ROOT = Path(__file__).resolve().parents[1] / "sample_data"
DATA = ROOT / "data"
AS_OF = pd.Timestamp("2022-09-30")
M2_PER_MU = 2000 / 3
BY_CONTENT = {".gpkg", ".xlsx", ".tif", ".prj"}
REMARK = "合成示例数据"


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def shapefile(zone: int) -> gpd.GeoDataFrame:
    path = DATA / f"供地宗地_{zone}带.shp"
    return pyogrio.read_dataframe(path, encoding="GB18030")


@pytest.fixture(scope="module")
def parcels() -> gpd.GeoDataFrame:
    """All parcels, bad ones included, each zone's eastings kept."""
    west, east = shapefile(38), shapefile(39)
    days = [name for name in west if west[name].dtype.kind == "M"]
    for name in days:
        east[name] = pd.to_datetime(east[name], errors="coerce")
    east = east.set_crs(4527)
    frame = pd.concat([west.to_crs(4547), east.to_crs(4547)], ignore_index=True)
    return frame.set_index("宗地代码", drop=False)


@pytest.fixture(scope="module")
def bad() -> dict[str, dict[str, str]]:
    return {row["subject_id"]: row for row in rows_of(ROOT / "bad_records.csv")}


@pytest.fixture(scope="module")
def good(parcels, bad) -> gpd.GeoDataFrame:
    """Parcels without the bad records."""
    return parcels[~parcels.index.isin(list(bad))]


@pytest.fixture(scope="module")
def enterprises() -> pd.DataFrame:
    book = openpyxl.load_workbook(DATA / "企业评价数据.xlsx")
    head, *body = list(book["企业评价数据"].iter_rows(min_row=3, values_only=True))
    return pd.DataFrame(body[:-2], columns=head)


def test_size():
    """The whole folder is under 3 MB."""
    assert sum(p.stat().st_size for p in ROOT.rglob("*") if p.is_file()) < 3_000_000


def test_synthetic_everywhere(parcels, enterprises):
    """Each layer and table says that it is synthetic."""
    frames = [
        parcels,
        enterprises,
        pyogrio.read_dataframe(DATA / "产业集聚区范围.geojson"),
        pyogrio.read_dataframe(DATA / "待供标准地.geojson"),
    ]
    for name in ("用地批次.gpkg", "规划.gpkg"):
        layers = pyogrio.list_layers(DATA / name)[:, 0]
        frames += [pyogrio.read_dataframe(DATA / name, layer=n) for n in layers]
    life = ("标准地节点", "违约处置", "转让出租")
    for name in ("盘活台账", "宗地分期", "闲置原因", "考核数据", *life):
        frames.append(pd.DataFrame(rows_of(DATA / f"{name}.csv", "gb18030")))
    assert all((frame["备注"] == REMARK).all() for frame in frames)
    text = (DATA / "2022年度第三批次_勘测定界.txt").read_text(encoding="gb18030")
    assert REMARK in text


def test_shapefiles_are_as_a_bureau_sends_them():
    """GBK names cut at ten bytes, no language byte, no .cpg."""
    for zone in (38, 39):
        raw = (DATA / f"供地宗地_{zone}带.dbf").read_bytes()
        assert raw[1:4] == bytes((122, 9, 30))
        assert raw[29] == 0
        assert "约定开工日".encode("gbk") in raw[:2000]
        assert not (DATA / f"供地宗地_{zone}带.cpg").exists()


def test_zones():
    """Nine zones, several with blocks, none over another; Fan on both sides."""
    zones = pyogrio.read_dataframe(DATA / "产业集聚区范围.geojson")
    assert CRS(zones.crs).to_epsg() == 4490
    assert set(zones["集聚区代码"]) == {
        *("puyangxian", "huagong", "qingfeng", "nanle", "fanxian"),
        *("taiqian", "pudong", "jingji", "shi"),
    }
    assert len(zones) == 18
    assert not any(a.intersects(b) for a, b in combinations(zones.geometry, 2))
    fan = zones[zones["集聚区代码"] == "fanxian"].geometry.bounds
    assert fan.maxx.min() < 115.5 < fan.minx.max()
    assert (zones[zones["集聚区代码"] == "taiqian"].geometry.bounds.minx > 115.5).all()


def test_parcels_look_like_parcels(good):
    """About 600 of real sizes, valid, apart, with shared edges and odd shapes."""
    assert 560 < len(good) < 640
    assert good.geometry.is_valid.all()
    mu = good["出让面积"] * 15
    assert mu.between(10, 250).all()
    assert 25_000 < mu.sum() < 35_000
    geometry = good.geometry
    assert abs(union_all(geometry.values).area - geometry.area.sum()) < 5
    assert (geometry.geom_type == "MultiPolygon").sum() == 1
    holes = [len(g.interiors) for g in geometry if g.geom_type == "Polygon"]
    assert sum(holes) == 1
    pairs = geometry.sindex.query(geometry, predicate="touches")
    assert len(set(pairs[0])) > 400


def test_shared_edges_have_the_same_vertices():
    """Where two parcels touch, the line between them is the same points."""
    frame = shapefile(38)
    frame = frame[frame.geometry.is_valid].drop_duplicates("宗地代码")
    first, second = frame.sindex.query(frame.geometry, predicate="intersects")
    shapes = frame.geometry.to_numpy()
    for i, j in zip(first, second, strict=True):
        if i < j:
            assert shapes[i].intersection(shapes[j]).area == 0


def test_identifiers(good):
    """19 digits for a parcel, 28 for a unit, GB for granted construction land."""
    assert good["宗地代码"].is_unique
    assert good["宗地代码"].str.fullmatch(r"\d{12}GB\d{5}").all()
    units = good["不动产单元"].dropna()
    units = units[units != ""]
    assert units.str.fullmatch(r"\d{12}GB\d{5}[FW]\d{8}").all()
    assert len(units) > 300
    codes = good["统一社会信"].dropna()
    codes = codes[codes != ""]
    assert codes.map(uscc.is_valid).all()


def test_dates_are_in_order(good):
    """What was done is in order, and nothing was done after the reference date."""
    done = [
        *("供地日期", "合同签订日", "实际交地日", "实际开工日"),
        *("实际竣工日", "实际投产日", "实际达产日", "达产验收日"),
    ]
    for earlier, later in pairwise(done):
        both = good[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all()
    assert good[done].max().max() <= AS_OF
    assert good["合同签订日"].dt.year.between(2015, 2022).all()


def test_enterprises(enterprises, good):
    """200 enterprises x 3 years; tax per mu depends on the land counted."""
    valid = enterprises["统一社会信用代码"].map(uscc.is_valid)
    assert (~valid).sum() == 3
    rows = enterprises[valid]
    assert len(rows) == 600
    assert rows["企业名称"].str.contains("示例").all()
    industrial = good[good["土地用途"].isin(["工业用地", "物流仓储用地"])]
    supplied = industrial["出让面积"].sum() * 15
    for _, year in rows.groupby("年度"):
        land = year["已登记自有用地（亩）"] + year["未登记用地"]
        land += year["租入用地"] - year["租出用地"]
        assert 12 < year["实缴税收"].sum() / land.sum() < 16
        assert 7 < year["实缴税收"].sum() / supplied < 12


def test_ledger(good):
    """The union is under the sum and 55 to 75 % of the goal."""
    events = pd.DataFrame(rows_of(DATA / "盘活台账.csv", "gb18030"))
    counted = events[~events["处置方式"].isin(["临时使用", "仅延期", "合同解除"])]
    reversed_ids = set(events["冲销事项"]) - {""}
    assert len(reversed_ids) == 5
    assert reversed_ids <= set(events["台账编号"])
    standing = counted[~counted["台账编号"].isin(reversed_ids)]
    area = good["出让面积"] * 15
    union = area[list(set(standing["宗地代码"]))].sum()
    total = area[standing["宗地代码"]].sum()
    assert union < total
    assert 0.55 < union / 25_000 < 0.75


def test_batches(good):
    """60 batches or so; citations lead somewhere; some batches are fully used."""
    path = DATA / "用地批次.gpkg"
    layers = [
        pyogrio.read_dataframe(path, layer=f"批次_{zone}带").to_crs(4547)
        for zone in (38, 39)
    ]
    batches = pd.concat(layers, ignore_index=True)
    assert 52 <= len(batches) <= 62
    assert batches["批次编号"].is_unique
    cited = good["所属批次"].dropna().str.split(";").explode()
    known = {*batches["批次编号"], *batches["批准文号"]}
    assert set(cited[cited != ""]) <= known
    assert (good["所属批次"].str.count(";") == 1).sum() == 2
    land = union_all(good.geometry.values)
    rest = batches.geometry.difference(land).area
    assert (rest < 1).sum() >= 15
    assert (rest > 1000).sum() >= 30
    assert batches["失效日期"].notna().sum() == 1


def test_survey_text():
    """Three closed plots; X is north, Y has the prefix of zone 38."""
    text = (DATA / "2022年度第三批次_勘测定界.txt").read_text(encoding="gb18030")
    heads = [line for line in text.splitlines() if line.endswith(",@")]
    points = re.findall(
        r"^J\d+,(\d),(\d{7})\.\d{3},38\d{6}\.\d{3}$", text, re.MULTILINE
    )
    assert len(heads) == 3
    assert sum(int(head.split(",")[0]) for head in heads) == len(points)
    assert {ring for ring, _ in points} == {"1", "2"}


def test_plan_covers_each_block():
    """Both plans cover every block without overlap; the revision differs."""
    zones = pyogrio.read_dataframe(DATA / "产业集聚区范围.geojson")
    plans = [
        pyogrio.read_dataframe(DATA / "规划.gpkg", layer=layer)
        for layer in ("现行规划", "修编规划")
    ]
    for plan in plans:
        covered = union_all(plan.to_crs(4547).geometry.values)
        assert covered.area == pytest.approx(plan.to_crs(4547).area.sum(), abs=1)
        assert covered.area == pytest.approx(zones.to_crs(4547).area.sum(), rel=1e-6)
    changed = plans[0]["规划地类代码"] != plans[1]["规划地类代码"]
    assert 20 < changed.sum() < 100


def test_rasters_differ():
    """Something was built between the two images, over the same ground."""
    values = []
    for year in (2020, 2022):
        with rasterio.open(DATA / f"建成区_{year}.tif") as file:
            values.append(file.read(1))
    before, after = values
    assert ((before == 255) == (after == 255)).all()
    assert np.sum((before == 0) & (after == 1)) > 1000


def test_boundary_cases(good):
    """Each rule has a case on each side of its line, on land that exists."""
    cases = pd.DataFrame(rows_of(ROOT / "boundary_cases.csv"))
    parcels_only = cases[cases["subject"] == "parcel"]
    assert parcels_only["subject_id"].is_unique
    assert set(parcels_only["subject_id"]) <= set(good.index)
    apart = parcels_only[parcels_only["expected_verdict"] != "cannot_tell"]
    sides = apart.groupby("rule_group")["position"].agg(set)
    single = {"idle_cause", "idle_elsewhere", "idle_leap_day", "idle_determined"}
    single |= {"supply_before_approval", "supply_outside_batches"}
    assert all(s == {"below", "at", "above"} for s in sides.drop(list(single)))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"| {i} |" in readme for i in cases["subject_id"])


def test_bad_records(parcels, bad):
    """Each bad record is there and is bad in the way the list says."""
    assert len(bad) == 7
    assert parcels["宗地代码"].duplicated().sum() == 1
    assert (~parcels.geometry.is_valid).sum() == 1
    assert (parcels["出让面积"] < 0).sum() == 1
    sound = parcels[parcels.geometry.is_valid]
    slip = sound[sound["出让面积"] * 10_000 > sound.geometry.area * 500]
    assert len(slip) == 1
    assert (shapefile(39)["实际开工日"] == "2020-13-45").sum() == 1


def test_project_names_every_file():
    """Each data file is a source of the project, and each source is there."""
    project = tomllib.loads((ROOT / "landuse.toml").read_text(encoding="utf-8"))
    named = {source["path"] for source in project["source"]}
    sidecars = {".dbf", ".shx", ".prj"}
    files = {f"data/{p.name}" for p in DATA.iterdir() if p.suffix not in sidecars}
    assert named == files
    profiles = {s["profile"] for s in project["source"] if "profile" in s}
    assert profiles == {f"profiles/{p.name}" for p in (ROOT / "profiles").iterdir()}
