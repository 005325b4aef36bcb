"""What stands in .prj files of bureaus, and the system that its parameters mean."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from pyproj import CRS

from landuse.errors import SourceError
from landuse.io.crs import decide_crs
from landuse.io.crscodes import gk_epsg, identify

NAMES = {
    "CGCS2000": ("GCS_China_Geodetic_Coordinate_System_2000", "D_China_2000"),
    "XIAN80": ("GCS_Xian_1980", "D_Xian_1980"),
    "BEIJING54": ("GCS_Beijing_1954", "D_Beijing_1954"),
}
SPHEROIDS = {
    "CGCS2000": '"CGCS2000",6378137.0,298.257222101',
    "XIAN80": '"Xian_1980",6378140.0,298.257',
    "BEIJING54": '"Krasovsky_1940",6378245.0,298.3',
}


def geographic(datum="CGCS2000", name=None, datum_name=None):
    stated, held = NAMES[datum]
    return (
        f'GEOGCS["{name or stated}",DATUM["{datum_name or held}",'
        f'SPHEROID[{SPHEROIDS[datum]}]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]]'
    )


def projected(name, easting, meridian=114.0, base=None, scale=1.0, more=""):
    return (
        f'PROJCS["{name}",{base or geographic()},PROJECTION["Gauss_Kruger"],'
        f'PARAMETER["False_Easting",{easting}],PARAMETER["False_Northing",0.0],'
        f'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",{scale}],'
        f'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]{more}]'
    )


VERTICAL = (
    ',VERTCS["Yellow_Sea_1985",VDATUM["Yellow_Sea_1985"],'
    'PARAMETER["Vertical_Shift",0.0],PARAMETER["Direction",1.0],UNIT["Meter",1.0]]'
)
XIAN, BEIJING = geographic("XIAN80"), geographic("BEIJING54")
WGS = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
    '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
TABLE = {
    "meridian 114": (projected("CGCS2000_3_Degree_GK_CM_114E", 5e5), 4547),
    "zone 38": (projected("CGCS2000_3_Degree_GK_Zone_38", 38.5e6), 4526),
    "zone 39": (projected("CGCS2000_3_Degree_GK_Zone_39", 39.5e6, 117), 4527),
    "Xian zone": (projected("Xian_1980_3_Degree_GK_Zone_38", 38.5e6, base=XIAN), 2362),
    "Xian CM": (projected("Xian_1980_3_Degree_GK_CM_114E", 5e5, base=XIAN), 2383),
    "Beijing zone": (projected("Beijing_1954_3_GK_38", 38.5e6, base=BEIJING), 2414),
    "Beijing old name": (
        projected("Beijing_1954_3_Degree_GK_38N", 38.5e6, base=BEIJING),
        2414,
    ),
    "geographic": (geographic(), 4490),
    "Xian geographic": (XIAN, 4610),
    "Beijing geographic": (BEIJING, 4214),
    "vertical part": (
        'COMPD_CS["x",'
        + projected("CGCS2000_3_Degree_GK_CM_114E", 5e5)
        + ',VERT_CS["Yellow Sea 1985",VERT_DATUM["Yellow Sea 1985",2005],'
        'UNIT["metre",1]]]',
        4547,
    ),
    "authority": (
        projected(
            "CGCS2000_3_Degree_GK_Zone_38", 38.5e6, more=',AUTHORITY["EPSG",4526]'
        ),
        4526,
    ),
    "name by hand": (projected("my own system", 5e5), 4547),
    "Chinese name": (projected("濮阳市2000坐标系", 5e5), 4547),
    "name CM, easting of zone": (
        projected("CGCS2000_3_Degree_GK_CM_114E", 38.5e6),
        4526,
    ),
    "name zone, easting of CM": (projected("CGCS2000_3_Degree_GK_Zone_38", 5e5), 4547),
    "datum D_CGCS_2000": (
        projected("x", 5e5, base=geographic(datum_name="D_CGCS_2000")),
        4547,
    ),
    "datum D_CGCS2000": (
        projected("x", 38.5e6, base=geographic(datum_name="D_CGCS2000")),
        4526,
    ),
    "GCS CGCS2000": (geographic(name="CGCS2000", datum_name="CGCS2000"), 4490),
    "6-degree zone 20": (projected("CGCS2000_GK_Zone_20", 20.5e6, 117), 4498),
    "meridian 115": (projected("local", 0.0, 115), None),
    "WGS84 based": (projected("local", 5e5, 114, base=WGS), None),
    "scale of UTM": (projected("x", 5e5, 117, scale=0.9996), None),
}


@pytest.mark.parametrize("what", TABLE)
def test_the_table_of_prj_strings(what):
    text, epsg = TABLE[what]
    assert identify(CRS.from_user_input(text)) == epsg


@pytest.mark.parametrize("datum", ["CGCS2000", "XIAN80", "BEIJING54"])
def test_every_gauss_krueger_code_survives_esri_wkt(datum):
    """In 6-degree zones without prefix, the twin of the 3-degree meridian comes."""
    seen = 0
    for width, zones in ((3, range(25, 46)), (6, range(13, 24))):
        for zone in zones:
            for prefix in (True, False):
                epsg = gk_epsg(datum, zone, width=width, prefix=prefix)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    text = CRS.from_epsg(epsg).to_wkt("WKT1_ESRI")
                same = epsg
                if width == 6 and not prefix:
                    same = gk_epsg(datum, 2 * zone - 1, prefix=False)
                assert identify(CRS.from_wkt(text)) == same
                seen += 1
    assert seen == 64


@pytest.mark.parametrize("text", ["UNKNOWN", "", "PROJCS[", "CGCS2000 114"])
def test_a_prj_that_is_no_system_states_none(text, region):
    xy = np.array([[38_593_000.0, 3_960_000.0]])
    with pytest.raises(SourceError, match="cannot be understood") as caught:
        decide_crs(xy, None, text, ".prj", region.box, guess=False)
    assert caught.value.code == "CRS_MISSING"


def test_a_local_system_asks_for_its_code(region):
    xy = np.array([[38_593_000.0, 3_960_000.0]])
    with pytest.raises(SourceError, match="is not a standard one"):
        decide_crs(xy, None, TABLE["meridian 115"][0], ".prj", region.box)
