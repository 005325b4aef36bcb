"""Files made by others are read, or refused with what is wrong."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile

import numpy as np
import pytest
import shapely

from landuse.errors import SourceError
from landuse.io.crs import decide_crs
from landuse.io.geometry import check_geometry, sample_vertices
from landuse.io.shapefile import read_shapefile
from landuse.io.source import Source, read_source

#: File -> records and those in quarantine.
CLEANING = {
    "ex10_bowtie.json": (1, 1),
    "ex11_ogc.geojson": (1, 0),
    "ex12_ogc.geojson": (1, 1),
    "ex1_yemen.json": (2, 0),
    "ex2_yemen.json": (3, 0),
    "ex3.json": (1, 0),
    "ex4.json": (1, 0),
    "ex5_three_precincts.json": (3, 0),
    "ex6.json": (1, 0),
    "ex9_FranklinTwoPrecinctsDetail.json": (2, 0),
}


@pytest.mark.parametrize("name", CLEANING)
def test_outlines_of_mapshaper(shared_data, name):
    path = shared_data / "05_invalid" / "mapshaper_clean" / name
    loaded = read_source(Source.of("layer", path))
    assert (loaded.counts["source"], loaded.counts["quarantined"]) == CLEANING[name]
    assert set(loaded.quarantine.code) <= {"INVALID_GEOMETRY"}


@pytest.mark.parametrize("name", ["ex7_britain.json", "ex8_britain.json"])
def test_metres_in_a_geojson_are_no_degrees(shared_data, name):
    path = shared_data / "05_invalid" / "mapshaper_clean" / name
    with pytest.raises(SourceError, match="do not fit its format, EPSG:4326") as caught:
        read_source(Source.of("layer", path))
    assert caught.value.code == "OUT_OF_EXTENT"
    stated = read_source(Source.of("layer", path, epsg=27700))
    assert stated.counts["source"] == stated.counts["loaded"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("corrupt_too_long.shp", "is longer than its header says"),
        ("latin1.shp", "its .shx file is missing"),
    ],
)
def test_corrupt_sets_of_pyshp(shared_data, name, message):
    path = shared_data / "05_invalid" / "shp_corrupt" / "pyshp" / name
    with pytest.raises(SourceError, match=message):
        read_shapefile(path)


@pytest.mark.parametrize(
    ("archive", "name", "count"),
    [
        ("blockgroups.zip", "blockgroups.shp", 663),
        ("blockgroups_multishapefile.zip", "blockgroups2.shp", 663),
        ("REL.zip", "REL/releaseArea20090407.shp", 1),
    ],
)
def test_sets_of_pyshp_that_are_whole(shared_data, tmp_path, archive, name, count):
    folder = shared_data / "05_invalid" / "shp_corrupt" / "pyshp"
    with zipfile.ZipFile(folder / archive) as packed:
        packed.extractall(tmp_path)
    raw = read_shapefile(tmp_path / name)
    overflow = 1 if archive == "REL.zip" else 0  # a number of asterisks
    assert (raw.count, len(raw.rejects)) == (count, overflow)


def test_counties_and_a_drawing_in_pixels(shared_data, region):
    counties = shared_data / "01_admin" / "gary_amap2020" / "濮阳市.shp"
    with pytest.raises(SourceError, match="put it into the region: EPSG:4490"):
        read_source(Source.of("layer", counties, infer_crs=False), region)
    pixels = shared_data / "04_formats" / "mapshaper_dbf" / "ldid" / "chinese.shp"
    with pytest.raises(SourceError, match=r"do not fit its .prj, EPSG:4326"):
        read_source(Source.of("layer", pixels))


@pytest.mark.parametrize("code", [410900, 410902, 410922, 410923, 410926, 410927])
def test_bare_geometries_lie_in_the_region(shared_data, region, code):
    path = shared_data / "01_admin" / "cnmaps_amap" / f"{code}.geojson"
    loaded = read_source(Source.of("layer", path), region)
    xy = sample_vertices(loaded.frame.geometry.to_numpy())
    assert (
        decide_crs(xy, None, "EPSG:4326", "format", region.box).confidence == "medium"
    )


@pytest.mark.parametrize("name", ["TestValid.xml", "TestValid2.xml"])
def test_polygons_of_geos_are_kept_or_set_apart_as_geos_says(shared_data, name):
    path = shared_data / "05_invalid" / "geos_xml" / "general" / name
    kept = total = 0
    for case in ET.parse(path).iter("case"):
        text = " ".join((case.findtext("a") or "").split())
        wanted = case.find("test/op[@name='isValid']")
        area = re.match(r"(MULTI)?POLYGON\s*\(", text) and "EMPTY" not in text
        if wanted is None or not area:
            continue
        expected = (wanted.text or "").strip() == "true"
        try:
            with np.errstate(invalid="ignore"):
                geometry = np.array([shapely.from_wkt(text)])
        except shapely.errors.GEOSException:
            continue  # such a record is set apart as unreadable
        if geometry[0].is_empty:
            continue  # valid for GEOS, but no land
        total += 1
        kept += (not check_geometry(geometry, np.array([1]), "parcels").rejects) == (
            expected
        )
    assert total > 20
    assert kept == total
