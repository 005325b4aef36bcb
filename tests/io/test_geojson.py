"""GeoJSON and TopoJSON, feature by feature."""

from __future__ import annotations

import json

import pytest

from landuse.errors import SourceError
from landuse.io.geojson import read_geojson
from landuse.io.source import Source, read_source
from landuse.io.topojson import topology_features

RING = [[115, 35.7], [115.001, 35.7], [115.001, 35.701], [115, 35.7]]


@pytest.fixture
def write(tmp_path):
    def write(document):
        path = tmp_path / "a.geojson"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def collection(*coordinates, **more):
    features = [
        {
            "type": "Feature",
            "properties": {"宗地代码": f"P{i}"},
            "geometry": {"type": "Polygon", "coordinates": c},
        }
        for i, c in enumerate(coordinates, 1)
    ]
    return {"type": "FeatureCollection", "features": features, **more}


def test_one_bad_ring_costs_one_record(write):
    path = write(
        collection([RING], [RING[:2]], [[["x", 1]]], [[*RING[:2], [115, None]]])
    )
    loaded = read_source(Source.of("parcels", path))
    assert loaded.counts == {"source": 4, "loaded": 1, "quarantined": 3}
    expected = ["TOO_FEW_POINTS", "CORRUPT_GEOMETRY", "CORRUPT_GEOMETRY"]
    assert loaded.quarantine.code.tolist() == expected
    assert loaded.quarantine.feature.tolist() == ["P2", "P3", "P4"]


def test_the_old_crs_member_is_taken(write):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    path = write(collection([RING], crs=member))
    assert read_source(Source.of("parcels", path)).frame.crs.to_epsg() == 4490


def test_metres_without_a_crs_are_inferred(write, region):
    ring = [[38_593_000, 3_960_000], [38_593_100, 3_960_000], [38_593_100, 3_960_100]]
    path = write(collection([[*ring, ring[0]]]))
    loaded = read_source(Source.of("parcels", path), region)
    assert loaded.frame.crs.to_epsg() == 4526
    with pytest.raises(SourceError, match="do not fit its format, EPSG:4326"):
        read_source(Source.of("parcels", path))


def test_bare_geometries(shared_data):
    raw = read_geojson(shared_data / "01_admin" / "cnmaps_amap" / "410900.geojson")
    assert raw.count == 1


def test_json_in_gbk_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_bytes(json.dumps(collection([RING]), ensure_ascii=False).encode("gbk"))
    with pytest.raises(SourceError, match="JSON must be UTF-8"):
        read_geojson(path)


def test_shared_arcs_are_joined_and_turned():
    topology = {
        "type": "Topology",
        "transform": {"scale": [10, 10], "translate": [100, 200]},
        "arcs": [[[0, 0], [1, 0]], [[1, 0], [0, 1], [-1, -1]], [[1, 0], [-1, 0]]],
        "objects": {
            "a": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "id": 7},
                    {"type": "LineString", "arcs": [~0]},
                    {"type": "Point", "coordinates": [1, 1]},
                    {"type": None},
                    {"type": "Polygon", "arcs": [[9]]},
                ],
            }
        },
    }
    features = topology_features(topology, "a")
    ring = features[0]["geometry"]["coordinates"][0]
    assert ring == [[100, 200], [110, 200], [110, 210], [100, 200]]
    assert features[0]["id"] == 7
    assert features[1]["geometry"]["coordinates"] == [[110, 200], [100, 200]]
    assert features[2]["geometry"]["coordinates"] == [110, 210]
    assert features[3]["geometry"] is None
    assert "coordinates" not in features[4]["geometry"]
