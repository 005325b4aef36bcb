"""A city of three squares of one hectare, 15 mu each, in one zone, with its events."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from landuse.cli.main import main
from landuse.io.geopackage import write_layers
from landuse.testing import make_parcels, make_zones, square

AT = "2022-10-01T08:00:00+08:00"
LATER = "2022-10-08T08:00:00+08:00"

PROJECT = """
[project]
name = "三宗地"
policy = "puyang"
as_of = 2022-09-30

[[source]]
kind = "zones"
path = "city.gpkg"
layer = "zones"

[[source]]
kind = "parcels"
path = "city.gpkg"
layer = "parcels"
"""

HEADER = (
    "台账编号,事项类型,宗地代码,发生日期,登记日期,处置方式,文件号,冲销事项,"
    "面积(亩),备注"
)
EVENTS = (
    "E1,整备,P1,2021-03-01,2021-03-05,收储,示例1号,,15,",
    "E2,盘活,P1,2021-09-01,2021-09-03,重新供应,示例2号,,15,同一块地",
    "E3,盘活,P2,2022-01-10,2022-01-12,追加投资,示例3号,,15,",
    "E4,盘活,P3,2022-02-10,2022-02-12,临时使用,示例4号,,15,",
)


def write_city(folder: Path, *, project: str = PROJECT) -> Path:
    """The project; P1 is past its due start on the base date, the others are not."""
    folder.mkdir(parents=True, exist_ok=True)
    parcels = make_parcels(
        parcel_id=["P1", "P2", "P3"],
        registered_area_m2=10_000.0,
        supply_date="2015-01-01",
        contract_date="2015-01-01",
        due_start_date=["2016-01-01", "2021-06-01", "2021-06-01"],
        start_date=[None, "2021-05-01", "2021-05-01"],
        completion_date=[None, "2022-05-01", None],
    )
    zones = make_zones(zone_id="Z1", geometry=square(side=300))
    layers = {"zones": zones, "parcels": parcels}
    write_layers(layers, folder / "city.gpkg", stamp=date(2022, 9, 30))
    (folder / "landuse.toml").write_text(project, "utf-8")
    return folder


def write_events(path: Path, *rows: str, header: str = HEADER) -> Path:
    """A table of events; by default all four."""
    lines = [header, *(rows or EVENTS)]
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return path


def run(*arguments: object) -> None:
    """The command, which must go well."""
    with pytest.raises(SystemExit) as stopped:
        main(["ledger", *map(str, arguments)])
    assert stopped.value.code == 0


def make_ledger(path: Path, city: Path, *, events: bool) -> Path:
    """A ledger with the boundary of the zone, and the four events if wanted."""
    common = ("--project", city, "--by", "王", "--recorded-at", AT)
    run("init", path, *common)
    if events:
        run("import", path, write_events(path.with_suffix(".csv")), *common)
    return path


def last(out: str) -> dict:
    """The JSON object in the last line of standard output."""
    return json.loads(out.splitlines()[-1])
