"""Parcels to draw: 13 corners on shared edges, 11 attributes; the same each time."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = ["ATTRIBUTES", "DEFINITION", "TIMED", "changes", "parcels"]

CRS = 4547  # CGCS2000, 3-degree zone around 114 E
_ORIGIN = (560_000.0, 3_940_000.0)
_CELL = (130.0, 100.0)  # metres
_BEND = 9.0  # how far a corner lies from its place at most, in metres
_ZONES, _USES = 24, 12
_CATEGORIES = np.array(["idle", "stalled", "stopped", "inefficient", "normal"])
_STATES = np.array(["suspected", "determined", None], dtype=object)

ATTRIBUTES = (
    "parcel_id",
    "holder",
    "zone",
    "land_use",
    "category",
    "state",
    "since",
    "registered_area_m2",
    "area_mu",
    "tax_yuan_per_mu",
    "rules",
)


def _words(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh}


_CLASSES = [
    {"values": [name], "color": color, "pattern": pattern, "label": _words(name)}
    for name, color, pattern in (
        ("idle", "#d55e00", "back_diagonal"),
        ("stalled", "#f0c830", "horizontal"),
        ("stopped", "#6b4a3a", "cross"),
        ("inefficient", "#56a0dd", "dots"),
    )
]
#: One layer with everything that a layer of parcels has.
DEFINITION: dict[str, Any] = {
    "id": "bench",
    "title": _words("地块"),
    "layers": [
        {
            "frame": "parcels",
            "title": _words("地块"),
            "popup": list(ATTRIBUTES),
            "tooltip": ["parcel_id", "holder", "category"],
            "search": ["parcel_id", "holder"],
            "area": "area_mu",
            "theme": {
                "column": "category",
                "classes": [
                    *_CLASSES,
                    {"rest": True, "color": "#b7dfc3", "label": _words("其他")},
                ],
            },
            "emphasis": {
                "column": "state",
                "value": "determined",
                "label": _words("已认定"),
                "color": "#000000",
                "width": 2.5,
            },
        }
    ],
}

#: The same with a slider: each parcel changes its class and its mark on four days.
TIMED: dict[str, Any] = {
    **DEFINITION,
    "layers": [
        {
            **DEFINITION["layers"][0],
            "time": {
                "frame": "changes",
                "key": "parcel_id",
                "since": "day",
                "columns": {"category": "category", "state": "state"},
            },
        }
    ],
}


def changes(land: gpd.GeoDataFrame) -> pd.DataFrame:
    """Four changes of each parcel, the last one to what the parcel is."""
    dice = np.random.default_rng(4)
    count, days = len(land), []
    for number in range(4):
        last = number == 3
        days.append(
            pd.DataFrame(
                {
                    "parcel_id": land["parcel_id"],
                    "day": pd.Timestamp(2018 + number, 1, 1)
                    + pd.to_timedelta(dice.integers(0, 360, count), "D"),
                    "category": land["category"]
                    if last
                    else _CATEGORIES[dice.integers(0, len(_CATEGORIES), count)],
                    "state": land["state"] if last else None,
                }
            )
        )
    return pd.concat(days, ignore_index=True)


def parcels(count: int) -> gpd.GeoDataFrame:
    """So many parcels in rows and columns, without gaps, none of them a square."""
    columns = max(1, int(np.sqrt(count * _CELL[1] / _CELL[0])))
    rows = -(-count // columns)
    shapes = shapely.polygons(_rings(columns, rows)[:count])
    area = shapely.area(shapes).round(2)
    dice = np.random.default_rng(9)
    number = np.arange(count)
    frame = pd.DataFrame(
        {
            "parcel_id": [
                f"4109{n % 9:02d}{n // 7:05d}GB{n:07d}" for n in range(count)
            ],
            "holder": [f"濮阳合成企业{n:06d}有限公司" for n in number * 3 // 5],
            "zone": [f"第{n}产业集聚区" for n in number * _ZONES // max(count, 1)],
            "land_use": [f"{n:02d}类用地" for n in dice.integers(0, _USES, count)],
            "category": _CATEGORIES[dice.integers(0, len(_CATEGORIES), count)],
            "state": _STATES[dice.integers(0, len(_STATES), count)],
            "since": pd.Timestamp(2010, 1, 1)
            + pd.to_timedelta(dice.integers(0, 4500, count), "D"),
            "registered_area_m2": area,
            "area_mu": area * 3 / 2000,
            "tax_yuan_per_mu": dice.lognormal(11, 1, count).round(),
            "rules": np.where(dice.random(count) < 0.4, "idle-not-started", "normal"),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def _rings(columns: int, rows: int) -> np.ndarray:
    """Corners of each cell; the cells to the left and below have the same ones."""
    dice = np.random.default_rng(5)
    corner = _bent(dice, columns + 1, rows + 1)
    upright = _between(dice, corner[:, :-1], corner[:, 1:], 2)  # column, row, place
    # Level edges have two and three corners in turn, so each cell has five of them.
    two, three = (_between(dice, corner[:-1], corner[1:], many) for many in (2, 3))
    made = np.empty((rows, columns, 13, 2))
    for row in range(rows):
        low, high = (two, three) if row % 2 == 0 else (three, two)
        made[row] = np.concatenate(
            [
                corner[:-1, row, None],
                low[:, row],
                corner[1:, row, None],
                upright[1:, row],
                corner[1:, row + 1, None],
                high[:, row + 1, ::-1],
                corner[:-1, row + 1, None],
                upright[:-1, row, ::-1],
            ],
            axis=1,
        )
    return made.reshape(-1, 13, 2)


def _bent(dice: np.random.Generator, columns: int, rows: int) -> np.ndarray:
    places = np.stack(
        np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij"), 2
    )
    return places * _CELL + _ORIGIN + dice.uniform(-_BEND, _BEND, places.shape)


def _between(
    dice: np.random.Generator, start: np.ndarray, end: np.ndarray, many: int
) -> np.ndarray:
    share = (np.arange(1, many + 1) / (many + 1))[:, None]
    places = start[:, :, None] + share * (end - start)[:, :, None]
    return places + dice.uniform(-_BEND / 3, _BEND / 3, places.shape)
