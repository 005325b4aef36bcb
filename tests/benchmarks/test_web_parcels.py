"""The parcels of the benchmark are what it says they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from benchmarks.webdata import ATTRIBUTES, DEFINITION, TIMED, changes, parcels
from landuse.webmap.definitions import load_definition

COUNT = 200


def test_parcels_have_thirteen_corners_on_shared_edges_and_eleven_attributes():
    land = parcels(COUNT)
    shapes = land.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_num_coordinates(shapes)) == {14}
    assert [*land.columns.drop("geometry")] == [*ATTRIBUTES]
    assert len(ATTRIBUTES) == 11
    whole = shapely.union_all(shapes)
    assert np.isclose(whole.area, shapely.area(shapes).sum())
    pd.testing.assert_frame_equal(land, parcels(COUNT))


def test_the_slider_ends_with_what_the_parcels_are():
    land = parcels(COUNT)
    made = changes(land)
    last = made.sort_values("day").groupby("parcel_id")["category"].last()
    assert (last.loc[land["parcel_id"]].to_numpy() == land["category"]).all()
    assert load_definition(TIMED).layers[0].time is not None
    assert load_definition(DEFINITION).layers[0].time is None
