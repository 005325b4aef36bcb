"""The package: read, areas, zone, flags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import landuse

AS_OF = "2022-09-30"


def steps(folder: Path) -> Iterator[tuple[str, object]]:
    """Do one step after the other; yield its name and what to compare."""
    parcels, _ = landuse.read_parcels(folder / "parcels.gpkg")
    zones, _ = landuse.read_zones(folder / "zones.gpkg")
    yield "read", len(parcels)
    area = landuse.ellipsoidal_area(parcels)
    yield "areas", round(float(area.sum()), 1)
    zone = landuse.zone_of(parcels, zones)
    yield "zones", zone.value_counts().sort_index().to_dict()
    located = parcels.assign(zone_id=zone, ellipsoidal_area_m2=area)
    found = landuse.flag(located, landuse.load_policy("puyang"), AS_OF)
    idle = found[(found["rule"] == "idle-not-started") & (found["verdict"] == "yes")]
    yield "flags", len(idle)
