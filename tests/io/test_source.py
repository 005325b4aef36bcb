"""From a file to a canonical frame: every record is loaded or in quarantine."""

from __future__ import annotations

import json
import os

import numpy as np
import pandas as pd
import pytest
import shapely

from landuse.errors import SourceError
from landuse.io.api import combine, read_layer, read_parcels
from landuse.io.profile import load_profile
from landuse.io.source import Source, read_source
from landuse.schema import absent_columns

BOWTIE = shapely.from_wkt(
    "POLYGON ((38593000 3960000, 38593100 3960100,"
    " 38593100 3960000, 38593000 3960100, 38593000 3960000))"
)


def codes(loaded):
    return {issue.code for issue in loaded.issues}


@pytest.fixture(params=[".shp", ".gpkg", ".geojson"])
def write(request, tmp_path, write_shp):
    """Write a layer in each format that is read."""

    def write(frame):
        if request.param == ".shp":
            return write_shp(frame)
        path = tmp_path / f"宗地{request.param}"
        frame.to_file(path)
        return path

    return write


def test_each_format_gives_the_same_frame(write, make_layer, region):
    frame = make_layer(
        宗地面积=["1,0", "2", "3"], 供地方式=["挂牌出让", "划拨", "换地"]
    )
    frame["宗地面积"] = ["1.5公顷", "2亩", "300"]
    loaded = read_source(Source.of("parcels", write(frame)), region)
    assert loaded.counts == {"source": 3, "loaded": 3, "quarantined": 0}
    read = loaded.frame
    assert read.parcel_id.tolist() == ["P1", "P2", "P3"]
    assert read.registered_area_m2.round(3).tolist() == [15_000, 1333.333, 300]
    assert read.supply_method.tolist() == ["grant", "allocation", "换地"]
    assert read.crs.to_epsg() == 4526
    assert read.area.tolist() == [10_000] * 3
    assert read.source_row.tolist() == [1, 2, 3]
    assert "start_date" in absent_columns(read)
    assert read.attrs["source_columns"]["宗地" + read.source_file[0][2:]]
    json.dumps(loaded.decisions)


def test_bad_records_go_to_quarantine_and_the_rest_is_read(write, make_layer, region):
    squares = make_layer().geometry.tolist()
    frame = make_layer([squares[0], BOWTIE, squares[1], squares[2]])
    frame["实际开工"] = ["2019-03-01", "2019-03-01", "去年", None]
    loaded = read_source(Source.of("parcels", write(frame)), region)
    assert loaded.counts == {"source": 4, "loaded": 2, "quarantined": 2}
    quarantine = loaded.quarantine.set_index("feature")
    assert quarantine.code.to_dict() == {"P2": "INVALID_GEOMETRY", "P3": "BAD_DATE"}
    assert "Self-intersection[38593050 3960050]" in quarantine.reason["P2"]
    record = json.loads(quarantine.record["P3"])
    assert record["实际开工"] == "去年"
    assert record["geometry"].startswith("POLYGON")
    bad = next(i for i in loaded.issues if i.code == "BAD_DATE")
    assert (bad.feature, bad.field, bad.value) == ("P3", "实际开工", "去年")
    assert loaded.frame.start_date.isna().tolist() == [False, True]


@pytest.mark.parametrize("method", ["structure", "linework"])
def test_repair_is_an_act_that_is_recorded(tmp_path, make_layer, method):
    path = tmp_path / "a.gpkg"
    make_layer([BOWTIE]).to_file(path)
    loaded = read_source(Source.of("parcels", path, repair=method))
    assert loaded.frame.area.tolist() == [5000]
    (repair,) = loaded.decisions["repairs"]
    assert (repair["area_before"], repair["area_after"]) == (0, 5000)
    assert "GEOMETRY_REPAIRED" in codes(loaded)


def test_an_unreadable_optional_figure_is_missing_and_told(tmp_path, make_layer):
    path = tmp_path / "a.gpkg"
    make_layer(建筑面积=["约五百", "500", None]).to_file(path)
    loaded = read_source(Source.of("parcels", path))
    assert loaded.counts["loaded"] == 3
    assert loaded.frame.floor_area_m2.isna().tolist() == [True, False, True]
    assert [i.feature for i in loaded.issues if i.code == "BAD_NUMBER"] == ["P1"]


def test_null_empty_and_infinite_geometries_and_lines(tmp_path, make_layer):
    square = make_layer().geometry[0]
    endless = shapely.transform(
        square, lambda xy: np.where(xy == xy.max(axis=0), np.inf, xy)
    )
    shapes = [square, None, shapely.Polygon(), endless, square.exterior]
    path = tmp_path / "a.gpkg"
    make_layer(shapes).to_file(path)
    loaded = read_source(Source.of("parcels", path))
    assert loaded.quarantine.code.tolist()[:2] == ["NULL_GEOMETRY", "EMPTY_GEOMETRY"]
    assert loaded.quarantine.code.tolist()[2:] == ["NON_FINITE_COORD", "GEOMETRY_TYPE"]


def test_a_record_with_a_wrong_zone_prefix_is_set_apart(tmp_path, make_layer):
    squares = make_layer().geometry.tolist()
    squares[1] = shapely.transform(squares[1], lambda xy: xy + np.array([1e6, 0]))
    path = tmp_path / "a.gpkg"
    make_layer(squares).to_file(path)
    loaded = read_source(Source.of("parcels", path))
    assert loaded.quarantine.code.tolist() == ["WRONG_ZONE_PREFIX"]


def test_missing_prj_is_inferred_with_a_region_only(make_layer, write_shp, region):
    path = write_shp(make_layer(), prj=False)
    loaded = read_source(Source.of("parcels", path), region)
    assert loaded.frame.crs.to_epsg() == 4526
    assert {"CRS_MISSING", "CRS_INFERRED"} <= codes(loaded)
    with pytest.raises(SourceError, match=r"宗地.shp: states no coordinate system"):
        read_source(Source.of("parcels", path))


def test_exchanged_axes_without_prj_are_exchanged_back(make_layer, write_shp, region):
    frame = make_layer()
    frame["geometry"] = shapely.transform(frame.geometry, lambda xy: xy[:, ::-1])
    loaded = read_source(Source.of("parcels", write_shp(frame, prj=False)), region)
    assert "AXES_SWAPPED" in codes(loaded)
    assert loaded.frame.total_bounds[0] == 38_593_000


def test_xian_1980_is_refused_unless_allowed(make_layer, write_shp):
    path = write_shp(make_layer(crs=2362))
    with pytest.raises(SourceError, match="is in Xian 1980") as caught:
        read_source(Source.of("parcels", path))
    assert (caught.value.code, caught.value.feature) == ("CRS_NOT_ALLOWED", "P1")
    loaded = read_source(Source.of("parcels", path, allow_ballpark=True))
    assert loaded.frame.crs.to_epsg() == 2362
    assert "DATUM_UNSHIFTED" in codes(loaded)


def test_doubtful_records_are_kept_and_told(tmp_path, make_layer):
    frame = make_layer(
        宗地面积=[0, -5, 10_000],
        统一社会信用代码=["91350100M000100Y43", "91350100M000100Y44", None],
    )
    frame["宗地代码"] = ["P1", "P1", "P3"]
    frame.to_file(tmp_path / "a.gpkg")
    loaded = read_source(Source.of("parcels", tmp_path / "a.gpkg"))
    assert loaded.counts["loaded"] == 3
    expected = {"DUPLICATE_ID", "ZERO_AREA", "NEGATIVE_AREA", "CREDIT_CODE_INVALID"}
    assert expected <= codes(loaded)


def test_codes_are_text_without_blanks_and_rounded_ones_are_refused(
    tmp_path, make_layer
):
    frame = make_layer(
        不动产单元号=["410902 001001 GB00001 W00000000", "4.1E+17", None]
    )
    frame.to_file(tmp_path / "a.gpkg")
    loaded = read_source(Source.of("parcels", tmp_path / "a.gpkg"))
    assert loaded.frame.unit_no[0] == "410902001001GB00001W00000000"
    assert loaded.quarantine.code.tolist() == ["ID_DAMAGED"]


def test_a_layer_without_ids_is_unusable_and_says_what_it_has(tmp_path, make_layer):
    frame = make_layer().rename(columns={"宗地代码": "甲"})
    frame.to_file(tmp_path / "a.gpkg")
    with pytest.raises(
        SourceError, match=r"no column for parcel_id.*its columns are 甲"
    ):
        read_source(Source.of("parcels", tmp_path / "a.gpkg"))


def test_several_layers_ask_which(tmp_path, make_layer):
    path = tmp_path / "a.gpkg"
    make_layer().to_file(path, layer="宗地")
    make_layer().to_file(path, layer="批次")
    with pytest.raises(SourceError, match=r"several layers: 宗地, 批次|批次, 宗地"):
        read_source(Source.of("parcels", path))
    assert read_source(Source.of("parcels", path, layer="宗地")).counts["loaded"] == 3
    with pytest.raises(SourceError, match="did you mean '宗地'"):
        read_source(Source.of("parcels", path, layer="宗地块"))


def test_nothing_is_written_beside_an_input(write, make_layer, region):
    path = write(make_layer())
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    read_source(Source.of("parcels", path), region)
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def test_sources_in_two_zones_become_one_frame(tmp_path, make_layer):
    make_layer().to_file(tmp_path / "a.gpkg")
    make_layer(实际开工日期=["2020-01-01"] * 3).to_crs(4527).to_file(
        tmp_path / "b.gpkg"
    )
    loaded = [read_source(Source.of("parcels", tmp_path / f"{n}.gpkg")) for n in "ab"]
    both = combine(loaded)
    assert len(both) == 6
    assert both.crs.to_epsg() == 4526
    assert both.area.sum() == pytest.approx(60_000, rel=1e-6)
    assert "start_date" not in absent_columns(both)
    assert both.start_date.isna().sum() == 3


def test_the_public_reader_gives_frame_and_issues(tmp_path, make_layer):
    make_layer().to_file(tmp_path / "a.gpkg")
    frame, issues = read_parcels(tmp_path / "a.gpkg")
    assert len(frame) == 3
    assert "MISSING_COLUMN" in set(issues.code)


def test_a_project_without_that_kind_says_so(tmp_path):
    (tmp_path / "t.csv").write_text("parcel_id,tax_yuan\nP1,5\n")
    (tmp_path / "landuse.toml").write_text(
        '[project]\npolicy = "puyang"\n[[source]]\nkind = "taxes"\npath = "t.csv"\n'
    )
    assert read_layer(tmp_path, "taxes")[0].tax_yuan.tolist() == [5]
    with pytest.raises(SourceError, match="names no source of kind 'parcels'"):
        read_parcels(tmp_path)


def test_cambridge_is_accounted_for(shared_data):
    folder = shared_data / "03_parcels" / "cambridge"

    def read(kind, file):
        profile = load_profile(f"cambridge_{kind}", kind)
        return read_source(Source.of(kind, folder / file, profile=profile))

    parcels = read("parcels", "ASSESSING_ParcelsFY2014.topojson")
    assert parcels.counts["source"] == 13_116
    assert parcels.counts["quarantined"] < 50
    taxes = read("taxes", "TaxFY14.csv")
    assert taxes.counts == {"source": 27_528, "loaded": 27_527, "quarantined": 1}
    assert {"ONE_TO_MANY", "ZERO_AREA"} <= codes(taxes)
    zones = read("zones", "CDD_ZoningDistricts.geojson")
    assert zones.counts == {"source": 261, "loaded": 261, "quarantined": 0}


def test_puyang_counties_keep_their_names(shared_data, region, tmp_path):
    file = tmp_path / "counties.toml"
    file.write_text('[columns]\nzone_id = ["adcode"]\nzone = ["name"]\n')
    path = shared_data / "01_admin" / "gary_amap2020" / "濮阳市.shp"
    source = Source.of("zones", path, profile=load_profile(file, "zones"))
    loaded = read_source(source, region)
    assert set(loaded.frame.zone) == {
        "华龙区",
        "清丰县",
        "南乐县",
        "范县",
        "台前县",
        "濮阳县",
    }
    assert {"CRS_MISSING", "ENCODING_GUESSED"} <= codes(loaded)
    with pytest.raises(SourceError, match="states no coordinate system"):
        read_source(source)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://example.org/a.geojson", "not a path of a file"),
        ("/vsicurl/http://example.org/a.shp", "not a path of a file"),
        ('{"type": "Point"}', "not a path of a file"),
        ("WFS:http://example.org", "not a path of a file"),
        ("nowhere.shp", "no such file"),
    ],
)
def test_what_is_no_file_is_refused(address, message):
    with pytest.raises(SourceError, match=message):
        read_parcels(address)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.shp", b"\x89PNG\r\n", "holds a PNG picture"),
        ("a.gpkg", b"PK\x03\x04", "holds a zip archive"),
        ("a.geojson", b"<html>", "holds an HTML page"),
        ("a.shp", b"<OGRVRTDataSource>", "virtual layer"),
        ("a.shp", b"", "is empty"),
        ("a.vrt", b"<OGRVRTDataSource>", "format VRT is not read"),
        ("a.geojson", b'{"type": "gdal_streamed_alg"}', "GDAL pipeline .GDALG."),
        ("a.geojson", b"[1, 2]", "not GeoJSON"),
        ("a.geojson", b"{", "is not JSON"),
        ("a.xlsx", b"PK\x03\x04", "not a readable workbook"),
    ],
)
def test_files_that_are_not_what_they_are_called(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read_parcels(path)


def test_links_and_pipes_are_refused(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    for name, message in (("a", "not a regular file"), ("b", "symbolic link")):
        with pytest.raises(SourceError, match=message):
            read_parcels(tmp_path / f"{name}.csv")


def test_a_crs_link_in_geojson_is_not_followed(tmp_path, make_layer):
    path = tmp_path / "a.geojson"
    make_layer().to_crs(4326).to_file(path)
    document = json.loads(path.read_text())
    link = {"href": "http://127.0.0.1:9/crs"}
    document["crs"] = {"type": "link", "properties": link}
    path.write_text(json.dumps(document))
    assert "REMOTE_REFERENCE" in codes(read_source(Source.of("parcels", path)))


def test_an_empty_table_is_told(tmp_path):
    (tmp_path / "t.csv").write_text("parcel_id,tax_yuan\n")
    loaded = read_source(Source.of("taxes", tmp_path / "t.csv"))
    assert loaded.counts["source"] == 0
    assert "EMPTY_LAYER" in codes(loaded)
    assert isinstance(loaded.frame, pd.DataFrame)
