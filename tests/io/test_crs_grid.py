"""6,400 ways of writing a point of Puyang: none is read as anything else."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from landuse.io.crsguess import infer

BOX = (114.8, 35.3, 116.2, 36.3)
WAYS = (4490, 4526, 4527, 4547, 4548, 4498, 4509, 3857)
TWINS = {4509: 4548}  # the same numbers


@pytest.mark.slow
def test_inference_grid():
    generator = np.random.default_rng(20220930)
    lon = generator.uniform(BOX[0] + 0.02, BOX[2] - 0.02, 400)
    lat = generator.uniform(BOX[1] + 0.02, BOX[3] - 0.02, 400)
    wrong, open_, cases = [], [], 0
    for epsg in WAYS:
        x, y = Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)
        for swapped in (False, True):
            xy = np.column_stack([y, x] if swapped else [x, y])
            for point in xy:
                found = [(g.epsg, g.swapped) for g in infer(point[None, :], BOX)]
                cases += 1
                if len(found) != 1:
                    open_.append((epsg, swapped, point))
                elif found[0] != (TWINS.get(epsg, epsg), swapped):
                    wrong.append((epsg, swapped, point))
    assert (cases, wrong, open_) == (6400, [], [])
