"""Write the teaching city: ``python sample_data/generate.py [OUT]``.

Everything is drawn from the seed in ``city.toml``; the same script writes the
same files. Without ``OUT`` the files beside this script are replaced.
"""

from __future__ import annotations

import itertools
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from approvals import Batch, approve, batch_rows, date_batches
from cases import place_cases
from city import Block, Lot, build_blocks, read_city
from dice import Dice
from enterprises import enterprise_rows, found_enterprises
from faults import bad_enterprise, bad_events, bad_parcels, fault_rows
from idlecare import cause_rows, phase_rows
from layout import parcel_fields, parcel_record
from ledger import commitment_rows, event_rows, set_standard_land
from life import plot_rows, read_life, set_life, stage_rows
from lifecases import breach_rows, further_promises, transfer_rows
from lists import write_lists
from parcels import AS_OF, Parcel, draw_facts
from plans import control_shapes, plan_shapes
from pyproj import Transformer
from scores import score_rows
from shapely import MultiPolygon, Polygon, transform
from workbook import write_workbook
from write import (
    write_csv,
    write_geojson,
    write_layer,
    write_plots,
    write_raster,
    write_shapefile,
)

HERE = Path(__file__).resolve().parent


class Town:
    """All of the city, in memory."""

    def __init__(self) -> None:
        self.city = read_city()
        self.blocks = build_blocks(self.city)
        _punch(self.blocks[4].cells[5].lots[0])
        text = next(b for b in self.blocks if b.surveyed_text)
        _punch(text.cells[1].lots[0])
        self.batches, lots = approve(self.blocks, self.dice("approvals"))
        self.parcels = _parcels(lots, self.batches, self.dice("facts"))
        place_cases(self.parcels, self.dice("cases"))
        _link(self.parcels, self.batches)
        date_batches(self.batches, self.dice("batch dates"))
        _cite(self.parcels, self.batches, self.dice("citations"))
        set_standard_land(self.parcels)
        self.life = read_life()
        set_life(self.parcels, self.life, self.dice("life"))
        self.enterprises = found_enterprises(self.parcels, self.dice("enterprises"))

    def dice(self, part: str) -> Dice:
        """The draws of one part."""
        return Dice(self.city["project"]["seed"], part)


def _punch(lot: Lot) -> None:
    """Leave out a rectangle in the middle: a substation that stays public."""
    middle = lot.polygon.representative_point()
    x, y = round(middle.x), round(middle.y)
    hole = [(x - 16, y - 11), (x - 14, y + 12), (x + 17, y + 11), (x + 15, y - 12)]
    lot.polygon = Polygon(lot.polygon.exterior, [hole])


def _parcels(lots: list[Lot], batches: list[Batch], dice: Dice) -> list[Parcel]:
    parcels: list[Parcel] = []
    joined = _across_the_street(lots, batches)
    serials: dict[int, int] = {}
    for lot in lots:
        if lot is joined[1]:
            continue
        parts = joined if lot is joined[0] else (lot,)
        shapes = [part.polygon for part in parts]
        shape = MultiPolygon(shapes) if len(shapes) > 1 else shapes[0]
        block = lot.cell.block
        serials[id(block)] = serial = serials.get(id(block), 0) + 1
        parcel = Parcel(shape, block, lots=list(parts))
        draw_facts(parcel, serial, dice)
        parcels.append(parcel)
    return parcels


def _across_the_street(lots: list[Lot], batches: list[Batch]) -> tuple[Lot, Lot]:
    """Two lots of different batches that one parcel takes together."""
    owner = {id(cell): batch for batch in batches for cell in batch.cells}
    for first, second in itertools.pairwise(lots):
        one, two = owner.get(id(first.cell)), owner.get(id(second.cell))
        if not one or not two or one is two or one.extra or two.extra:
            continue
        if one.fate == two.fate == "full":
            near = first.polygon.distance(second.polygon) < 60
            if near and first.cell.block is second.cell.block:
                return first, second
    message = "no two lots across a street; change the seed"
    raise ValueError(message)


def _link(parcels: list[Parcel], batches: list[Batch]) -> None:
    for batch in batches:
        cells = {id(cell) for cell in batch.cells}
        extra = {id(lot) for lot in batch.extra}
        batch.supplied = [
            p
            for p in parcels
            if any(id(lot.cell) in cells or id(lot) in extra for lot in p.lots)
        ]


def _cite(parcels: list[Parcel], batches: list[Batch], dice: Dice) -> None:
    """Each parcel names its batch, or two, one in ten by the approval number."""
    owners: dict[int, list[Batch]] = {id(p): [] for p in parcels}
    for batch in batches:
        for parcel in batch.supplied:
            owners[id(parcel)].append(batch)
    for parcel in parcels:
        name = "approval_no" if dice.chance(0.1) else "batch_id"
        cited = ";".join(batch.facts[name] for batch in owners[id(parcel)])
        parcel.facts["batch_id"] = cited or None
        parcel.facts["is_stock_land"] = "否" if cited else "是"
    outside = [p for p in parcels if p.facts["batch_id"] is None and not p.case]
    for parcel, word in zip(outside[-2:], ("否", None), strict=True):
        parcel.facts["is_stock_land"] = word  # new land without approval; not known


def _degrees(block: Block, shape: Any) -> Any:
    to_degrees = Transformer.from_crs(block.epsg, 4490, always_xy=True)

    def move(points: Any) -> Any:
        lon, lat = to_degrees.transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([lon, lat]), 9)

    return transform(shape, move)


def write_zones(town: Town, folder: Path) -> None:
    """The zones' outlines, one feature for each block."""
    rows = [
        {
            "集聚区代码": block.zone["id"],
            "产业集聚区": block.zone["name"],
            "片区": block.name,
            "行政区代码": block.zone["division"],
            "主导产业": "、".join(block.zone["lead"]),
            "化工主导": "是" if block.zone["chemical"] else "否",
            "批准面积（公顷）": round(block.outline.area / 10_000, 4),
            "备注": "合成示例数据",
            "geometry": _degrees(block, block.outline),
        }
        for block in town.blocks
    ]
    write_geojson(folder / "产业集聚区范围.geojson", rows)


def write_parcels(town: Town, folder: Path) -> list[tuple[str, Parcel, str]]:
    """Two shapefiles by projection zone; the bad records are returned."""
    bad = []
    for epsg, prj, text_dates in ((4526, 4526, False), (4527, None, True)):
        name = f"供地宗地_{epsg - 4488}带.shp"
        good = [p for p in town.parcels if p.block.epsg == epsg]
        extra = bad_parcels(town.parcels, epsg)
        rows = [(p.geometry, parcel_record(p, text_dates=text_dates)) for p in good]
        for k, (parcel, fault) in enumerate(extra):
            row = (parcel.geometry, parcel_record(parcel, text_dates=text_dates))
            rows.insert(20 * (k + 1), row)
            bad.append((name, parcel, fault))
        fields = parcel_fields(text_dates=text_dates)
        write_shapefile(folder / name, fields, rows, prj)
    return bad


def write_plots_to_grant(town: Town, folder: Path) -> None:
    """Standard land that is prepared or announced, and not granted yet."""
    rows = [
        {**row, "geometry": _degrees(block, shape)}
        for block, shape, row in plot_rows(town.batches, town.parcels, town.life)
    ]
    write_geojson(folder / "待供标准地.geojson", rows, "待供标准地")


def write_streets(town: Town, folder: Path) -> None:
    """Streets that were built inside a batch and never supplied."""
    batch = next(b for b in town.batches if b.gross)
    rows = [
        {
            "图斑编号": f"DL{number:02d}",
            "土地用途": "城镇村道路用地",
            "建成日期": "2019-06-30",
            "备注": "合成示例数据",
            "geometry": _degrees(batch.block, cell.gross.difference(cell.net)),
        }
        for number, cell in enumerate(batch.cells, 1)
    ]
    write_geojson(folder / "已建道路.geojson", rows)


def write_approvals(town: Town, folder: Path) -> None:
    """A layer for each projection zone, and three plots as survey text."""
    for epsg in (4526, 4527):
        rows = batch_rows(town.batches, epsg)
        write_layer(folder / "用地批次.gpkg", f"批次_{epsg - 4488}带", rows, epsg)
    plots = [
        {
            "geometry": b.geometry,
            "code": b.facts["batch_id"],
            "name": b.facts["batch_name"],
        }
        for b in town.batches
        if b.fate == "text"
    ]
    write_plots(folder / "2022年度第三批次_勘测定界.txt", plots)


def write_plans(town: Town, folder: Path) -> None:
    """Plan before and after the revision, and the control lines, in degrees."""
    uses = {id(p.lots[0].cell): p.facts["land_use"] for p in town.parcels}
    plans = plan_shapes(town.blocks, uses, town.dice("plans"))
    for role, layer in (("old", "现行规划"), ("new", "修编规划")):
        rows = [{**f, "geometry": _degrees(b, g)} for b, f, g in plans[role]]
        write_layer(folder / "规划.gpkg", layer, rows, 4490)
    lines = control_shapes(town.blocks)
    rows = [{**f, "geometry": _degrees(b, g)} for b, f, g in lines]
    write_layer(folder / "规划.gpkg", "控制线", rows, 4490)


def write_tables(town: Town, folder: Path) -> str:
    """Workbook and ledger; the bad credit code is returned."""
    companies = enterprise_rows(town.enterprises, town.dice("figures"))
    wrong = bad_enterprise(companies)
    promises = commitment_rows(town.parcels, town.dice("promises"))
    promises += further_promises(town.parcels, town.life, town.dice("trials"))
    write_workbook(folder / "企业评价数据.xlsx", companies + wrong, promises)
    events = event_rows(town.parcels, town.dice("ledger"))
    write_csv(folder / "盘活台账.csv", [*events, *bad_events(events)])
    write_csv(folder / "宗地分期.csv", phase_rows(town.parcels))
    write_csv(folder / "闲置原因.csv", cause_rows(town.parcels))
    stages = stage_rows(town.parcels, town.life, town.dice("papers"))
    write_csv(folder / "标准地节点.csv", stages)
    write_csv(folder / "违约处置.csv", breach_rows(town.parcels, town.life))
    write_csv(folder / "转让出租.csv", transfer_rows(town.parcels, town.life))
    zones = [block.zone["id"] for block in town.blocks]
    write_csv(folder / "考核数据.csv", score_rows(zones, town.dice("scores")))
    return wrong[0]["统一社会信用代码"]


def write_images(town: Town, folder: Path) -> None:
    """Built-up land of one block, two years apart, with two contradictions."""
    block = next(b for b in town.blocks if b.zone["id"] == "shi")
    parcels = [p for p in town.parcels if p.block is block]
    idle = next(p for p in parcels if p.facts["start_date"] is None)
    for year in (2020, 2022):
        day = AS_OF.replace(year=year)
        begun = [p for p in parcels if (p.facts["start_date"] or AS_OF) < day]
        unseen = begun[3]  # in the books as started, on no image
        seen = [p.geometry for p in begun if p is not unseen]
        seen += [idle.geometry] if year == 2022 else []
        shapes = [shape.buffer(-7, join_style="mitre") for shape in seen]
        name = folder / f"建成区_{year}.tif"
        write_raster(name, block.outline, shapes, block.epsg)


def generate(out: Path) -> Town:
    """Write all generated files below ``out``."""
    town = Town()
    folder = out / "data"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_zones(town, folder)
    bad = write_parcels(town, folder)
    write_plots_to_grant(town, folder)
    write_approvals(town, folder)
    write_streets(town, folder)
    write_plans(town, folder)
    enterprise = write_tables(town, folder)
    write_images(town, folder)
    write_lists(town.parcels, town.batches, fault_rows(bad, enterprise), out)
    return town


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
