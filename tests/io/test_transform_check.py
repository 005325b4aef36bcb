"""Check points of a file of parameters show a wrong sign, unit or convention."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from landuse.errors import PolicyError
from landuse.io.helmert import shift_space
from landuse.io.source import Source, read_source
from landuse.io.transformfile import load_transform

SEVEN = [21.5, -134.25, -71.75, 0.51, -0.83, 1.27, 4.375]
PLANE = """
[transform]
datum = "xian80"
kind = "plane"
convention = "position-vector"
source_epsg = 2362
target_epsg = 4526
east_m = 100
north_m = -50
rotation_arcsec = 0
scale_ppm = 0
accuracy_m = 0.1
"""
POINT = """
[[transform.check]]
from = [38593000, 3960000]
to = [{0}, {1}]
"""
SPACE = """
[transform]
datum = "xian80"
kind = "bursa-wolf"
convention = "{convention}"
source_epsg = 2362
target_epsg = {target}
dx_m = 21.5
dy_m = -134.25
dz_m = -71.75
rx_arcsec = 0.51
ry_arcsec = -0.83
rz_arcsec = 1.27
scale_ppm = 4.375
accuracy_m = 0.05
"""


@pytest.fixture
def load(tmp_path):
    def write(text):
        path = tmp_path / "my.toml"
        path.write_text(text, "utf-8")
        return load_transform(path)

    return write


@pytest.mark.parametrize(
    ("east", "agrees"), [(38_593_100.099, True), (38_593_100.101, False)]
)
def test_a_point_may_be_off_by_the_stated_accuracy(load, east, agrees):
    text = PLANE + POINT.format(38_593_100, 3_959_950) + POINT.format(east, 3_959_950)
    if agrees:
        assert load(text).checked == 2
        return
    with pytest.raises(PolicyError, match=r"transform.check\[2\]: lies further") as it:
        load(text)
    assert not [digits for digits in ("593", "3959", "3960") if digits in str(it.value)]


@pytest.mark.parametrize(
    ("convention", "target", "match"),
    [
        ("position-vector", 4526, None),
        ("coordinate-frame", 4526, r"check\[1\]: lies further from its place"),
        ("position-vector", 4547, "target_epsg: must be the zone of source_epsg on CG"),
    ],
)
def test_seven_parameters_of_the_other_convention_are_found(
    load, convention, target, match
):
    geographic = Transformer.from_crs(2362, 4610, always_xy=True)
    place = [list(geographic.transform(38_593_000, 3_960_000))]
    there = shift_space(np.array(place), SEVEN, "position-vector", "XIAN80")[0]
    east, north = Transformer.from_crs(4490, 4526, always_xy=True).transform(*there)
    text = SPACE.format(convention=convention, target=target)
    text += POINT.format(round(east, 3), round(north, 3))
    if match is None:
        assert load(text).checked == 1
    else:
        with pytest.raises(PolicyError, match=match):
            load(text)


@pytest.mark.parametrize(
    ("point", "match"),
    [
        ("[transform.check]\nfrom = [1, 2]\nto = [1, 2]", "must be written as"),
        ("[[transform.check]]\nfrom = [1, 2]", r"check\[1\]: must have from and to"),
        ("[[transform.check]]\nfrom = [1, 2]\nto = [1]", "two plain numbers each"),
        ("[[transform.check]]\nfrom = [1, 2]\nto = [1, inf]", "two plain numbers each"),
        (
            "[[transform.check]]\nfrom = [1, 2]\nto = [1, 2]",
            r"check\[1\]: lies further",
        ),
    ],
)
def test_a_faulty_point_is_told(load, point, match):
    with pytest.raises(PolicyError, match=match):
        load(f"{PLANE}\n{point}\n")


def test_points_that_agree_are_counted_in_the_record(load, make_layer, write_shp):
    transform = load(PLANE + POINT.format(38_593_100, 3_959_950))
    path = write_shp(make_layer(crs=2362))
    loaded = read_source(Source.of("parcels", path, transform=transform))
    assert loaded.decisions["crs"]["transformed"]["check_points"] == 1
    (issue,) = [i for i in loaded.issues if i.code == "DATUM_TRANSFORMED"]
    assert issue.hint == "nothing to do: the check points of the file agree"
