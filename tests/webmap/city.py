"""A small city for map tests: irregular parcels that share edges, two zones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Polygon, box
from shapely.geometry import LineString, Point

CRS = 4547  # CGCS2000, 3-degree zone around 114 E
ORIGIN = (590_000.0, 3_950_000.0)
CATEGORIES = ("idle", "stalled", "stopped", "inefficient", "normal")
STAGES = (
    "granted",
    "delivered",
    "started",
    "completed",
    "producing",
    "full_production",
    "accepted",
)


def _corner(column, row):
    """Corner of the grid, moved by a fixed rule so that no parcel is a square."""
    x = ORIGIN[0] + 160 * column + 24 * np.sin(3 * row + column) + 500 * (column >= 8)
    y = ORIGIN[1] + 110 * row + 18 * np.cos(2 * column + row)
    return float(x), float(y)


def blocks(columns, rows):
    """Neighbouring quadrilaterals, one each for column and row."""
    return [
        Polygon(
            [_corner(c, r), _corner(c + 1, r), _corner(c + 1, r + 1), _corner(c, r + 1)]
        )
        for c in columns
        for r in rows
    ]


def make_frames(columns=16, rows=10):
    """The frames that the maps draw, by name."""
    return {
        "zones": zones(),
        "parcels": parcels(columns, rows),
        "unsupplied": unsupplied(),
        "issues": issues(),
        **plans(),
    }


def zones():
    x, y = ORIGIN
    outlines = [
        box(x - 60, y - 60, x + 1340, y + 1180),
        box(x + 1700, y - 60, x + 3180, y + 700),
        box(x + 1800, y + 720, x + 3180, y + 1180),
    ]
    names = ["濮阳经济技术产业集聚区", "范县产业集聚区", "范县产业集聚区"]
    columns = {"zone_id": ["z1", "z2", "z2"], "zone": names}
    return gpd.GeoDataFrame(columns, geometry=outlines, crs=CRS)


def parcels(columns=16, rows=10):
    columns_list = [c for c in range(columns) if c != 7]
    shapes = blocks(columns_list, range(rows))
    count = np.arange(len(shapes))
    area = np.array([shape.area for shape in shapes])
    frame = pd.DataFrame(
        {
            "parcel_id": [f"410900{n:06d}" for n in count],
            "holder": [f"合成企业{n:03d}有限公司" for n in count],
            "zone": np.repeat(
                ["濮阳经济技术产业集聚区", "范县产业集聚区"],
                [7 * rows, len(shapes) - 7 * rows],
            )
            if columns > 7
            else "濮阳经济技术产业集聚区",
            "land_use": "工业用地",
            "registered_area_m2": area,
            "area_mu": area * 3 / 2000,
            "category": [CATEGORIES[n % 7 % 5] for n in count],
            "state": [("suspected", "determined", None)[n % 3] for n in count],
            "since": pd.Timestamp("2020-03-01") + pd.to_timedelta(count, "D"),
            "rules": "idle-not-started;stopped-six-months",
            "lifecycle_stage": [(*STAGES, None)[n % 8] for n in count],
            "is_overdue": pd.array(
                [(True, False, None)[n % 3] for n in count], "boolean"
            ),
            "tax_yuan_per_mu": np.where(count % 9 == 0, np.nan, count * 2500.0),
            "revitalization": [
                ("assembled", "revitalized", "none")[n % 3] for n in count
            ],
        }
    )
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def unsupplied():
    x, y = ORIGIN
    shape = box(x + 1200, y + 60, x + 1330, y + 900).difference(
        box(x + 1230, y + 300, x + 1290, y + 400)
    )
    columns = {
        "batch_id": ["B1"],
        "batch_name": ["2019年度第三批次城市建设用地"],
        "approval_date": pd.to_datetime(["2019-06-01"]),
        "unsupplied_area_m2": [shape.area],
        "unsupplied_area_mu": [shape.area * 3 / 2000],
        "zone": ["濮阳经济技术产业集聚区"],
    }
    return gpd.GeoDataFrame(columns, geometry=[shape], crs=CRS)


def issues():
    x, y = ORIGIN
    columns = {
        "code": ["OVERLAP", "SHAPE_INVALID", "DATES_OUT_OF_ORDER"],
        "family": ["topology", "topology", "logic"],
        "severity": ["error", "error", "warning"],
        "message": ["两宗地重叠", "图形自相交", "竣工早于开工"],
        "feature": ["P1", "P2", "P3"],
        "fingerprint": ["a1", "b2", "c3"],
        "state": ["open", "open", "justified"],
    }
    shapes = [box(x, y, x + 300, y + 200), Point(x + 700, y + 300), blocks([4], [4])[0]]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def plans():
    shapes = blocks(range(16), range(10))
    codes = [
        "1001",
        "0701",
        "0901",
        "1401",
        "0801",
        "1207",
        "0103",
        "1101",
        "16",
        "1701",
    ]
    old = [codes[n // 7 % 10] for n in range(len(shapes))]
    new = ["1001" if n % 11 == 0 else code for n, code in enumerate(old)]
    both = pd.DataFrame({"old_class": old, "new_class": new})
    ids = [f"P{n}" for n in range(len(shapes))]
    moved = both[both.old_class != both.new_class].assign(change="changed")
    changes = gpd.GeoDataFrame(
        moved, geometry=[shapes[n] for n in moved.index], crs=CRS
    )
    changes["area_m2"] = changes.area
    changes["area_mu"] = changes.area * 3 / 2000
    frames = {
        name: gpd.GeoDataFrame(
            {"plan_id": ids, "class_code": values}, geometry=shapes, crs=CRS
        )
        for name, values in (("plan_old", old), ("plan_new", new))
    }
    return {
        **frames,
        "plan_changes": changes.reset_index(drop=True),
        "controls": controls(),
    }


def controls():
    x, y = ORIGIN
    lines = [
        box(x - 120, y - 120, x + 3300, y + 1260),
        LineString([(x + 300, y - 50), (x + 700, y + 600), (x + 600, y + 1180)]),
        Point(x + 1500, y + 500),
    ]
    kinds = ["urban_boundary", "chemical_contour", "protected_object"]
    return gpd.GeoDataFrame({"kind": kinds}, geometry=lines, crs=CRS)
