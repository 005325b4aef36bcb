"""Invalid outlines of the GEOS test suite: each is told, with its place."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.testing import CRS

# some cases have coordinates that are no number
QUIET = pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")


def _geometry(text):
    text = " ".join(text.split())
    hexadecimal = set(text) <= set("0123456789ABCDEFabcdef")
    return shapely.from_wkb(text) if hexadecimal else shapely.from_wkt(text)


def _cases(folder):
    """Polygonal operands of the isValid tests, and what they should say."""
    for path in sorted(folder.rglob("*.xml")):
        for case in ET.parse(path).getroot().iter("case"):
            for op in case.iter("op"):
                if (op.get("name") or "").lower() != "isvalid":
                    continue
                try:
                    shape = _geometry(case.findtext("a"))
                except shapely.errors.GEOSException:
                    continue  # cannot be built: a reader refuses it
                if shapely.get_dimensions(shape) == 2 and shape.geom_type != (
                    "GeometryCollection"
                ):
                    yield shape, op.text.strip() == "true"


@pytest.fixture
def cases(shared_data):
    folder = shared_data / "05_invalid" / "geos_xml"
    if not folder.is_dir():
        pytest.skip("no GEOS cases beside the checkout (../shared/data)")
    return list(_cases(folder))


@QUIET
def test_every_invalid_case_is_told_with_its_place(cases):
    shapes = [shape for shape, _ in cases]
    found = shape_faults(GeoDataFrame(geometry=shapes, crs=CRS), limits=ShapeLimits())
    invalid = {place for place, (_, valid) in enumerate(cases) if not valid}
    found = found[found["code"] != "EMPTY"]
    assert len(invalid) > 40
    assert set(found["place"]) == invalid
    assert np.isfinite(found[["x", "y"]].to_numpy()).all()


@QUIET
def test_the_place_lies_on_the_outline(cases):
    shapes = np.array([shape for shape, _ in cases], dtype=object)
    found = shape_faults(GeoDataFrame(geometry=shapes, crs=CRS), limits=ShapeLimits())
    found = found[found["code"] == "INVALID"]
    spots = shapely.points(found["x"], found["y"])
    outlines = shapely.boundary(shapes[found["place"]])
    assert shapely.distance(spots, outlines).max() < 1e-6
