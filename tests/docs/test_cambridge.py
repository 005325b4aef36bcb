"""What docs/cambridge.md says is what an audit of the real city gives."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import landuse
from landuse.analysis.taxland import allocate

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "cambridge.md").read_text("utf-8")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def out(tmp_path_factory, shared_data):
    if not (shared_data / "03_parcels" / "cambridge").is_dir():
        pytest.skip("no Cambridge data beside the checkout (../shared/data)")
    folder = tmp_path_factory.mktemp("cambridge") / "out"
    return landuse.audit(DOCS / "cambridge", out=folder).out


@pytest.fixture(scope="module")
def tax(out):
    rows = pd.read_parquet(out / "tables" / "indicators.parquet")
    rows = rows[rows["indicator"] == "tax_yuan"]
    return rows.set_index("scope_id")["value"]


def told(text, figure):
    assert f"| {text} | {figure:,.0f} |" in PAGE


def test_records(out):
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    counts = {source["kind"]: source["counts"] for source in manifest["sources"]}
    assert "LIKELY_OFFSET" not in manifest["issues"]
    told("parcels in the file", counts["parcels"]["source"])
    told("of them set aside, with place and reason", counts["parcels"]["quarantined"])
    told("tax rows in the table", counts["taxes"]["source"])
    told(
        "of them set aside (no parcel id; its value is 0)",
        counts["taxes"]["quarantined"],
    )


def test_values(shared_data, tax):
    """The table is summed here without the package, every one of its rows."""
    path = shared_data / "03_parcels" / "cambridge" / "TaxFY14.csv"
    table = pd.read_csv(path, usecols=["TotalAppraisedParcelValue"])
    told("value in the table, USD", table["TotalAppraisedParcelValue"].sum())
    told("value over all districts and unallocated, USD", tax.drop("city").sum())
    told(
        "of it unallocated: its parcel is not in the layer, or set aside, USD",
        tax["unallocated"],
    )


@pytest.mark.parametrize(
    ("how", "excess"), [("left", 146_423_920), ("inner", 25_118_259)]
)
def test_what_a_join_would_count_too_much(shared_data, how, excess):
    folder = shared_data / "03_parcels" / "cambridge"
    topology = json.loads((folder / "ASSESSING_ParcelsFY2014.topojson").read_text())
    shapes = topology["objects"]["ASSESSING_ParcelsFY2014"]["geometries"]
    outlines = pd.DataFrame({"ML": [s["properties"].get("ML") for s in shapes]})
    table = pd.read_csv(folder / "TaxFY14.csv", dtype={"ML": "str"})
    joined = table.merge(outlines.dropna(), on="ML", how=how)
    value = "TotalAppraisedParcelValue"
    assert joined[value].sum() - table[value].sum() == excess
    assert f"{excess:,}" in PAGE


@pytest.fixture(scope="module")
def rows(shared_data):
    path = shared_data / "03_parcels" / "cambridge" / "TaxFY14.csv"
    table = pd.read_csv(path, dtype={"ML": "str"})
    return table["TotalAppraisedParcelValue"].set_axis(table["ML"].fillna("no id"))


def test_value_by_district_beside_that_of_a_join(out, rows):
    parcels = pd.DataFrame(gpd.read_parquet(out / "tables" / "parcels.parquet"))
    joined = (
        rows.rename("value")
        .reset_index()
        .merge(parcels, left_on="ML", right_on="parcel_id")
    )
    naive = joined.groupby("zone_id")[["value", "ellipsoidal_area_m2"]].sum()
    naive.loc["all"] = naive.sum()
    made = pd.read_parquet(out / "tables" / "indicators.parquet")
    ours = made[made["indicator"] == "tax_yuan_per_mu"].set_index("scope_id")
    for district in ("C-1", "C-3", "C-1A", "OS", "all"):
        value, area = naive.loc[district]
        mu, own = landuse.to_mu(area), ours.loc[district.replace("all", "city")]
        figures = (value, own["numerator"], mu, own["denominator"])
        cells = [f"{figure:,.0f}" for figure in (*figures, value / mu, own["value"])]
        assert f"| {district} | {' | '.join(cells)} |" in PAGE


def test_allocated_and_left_are_the_table_to_the_cent(out, rows):
    parcels = gpd.read_parquet(out / "tables" / "parcels.parquet")
    links = pd.DataFrame(
        {
            "owner": parcels["parcel_id"],
            "place": parcels.index.astype(str),
            "weight": parcels["ellipsoidal_area_m2"],
        }
    )
    made = allocate(rows, links)
    placed = made["place"].notna()
    sums = [
        made.loc[mask, "amount"].sum() for mask in (placed, ~placed, made.index >= 0)
    ]
    assert round(100 * sums[2]) == 100 * rows.sum()
    assert all(f"{figure:,.2f}" in PAGE for figure in sums)
    zone = made["place"].map(parcels["zone_id"].set_axis(parcels.index.astype(str)))
    by_district = made["amount"].groupby(zone).sum()
    indicators = pd.read_parquet(out / "tables" / "indicators.parquet")
    main = indicators[indicators["indicator"] == "tax_yuan"]
    main = main.set_index("scope_id")["value"].drop(["city", "unallocated"])
    assert by_district.to_dict() == main.dropna().to_dict()


def test_faults(out):
    codes = pd.read_parquet(out / "tables" / "issues.parquet")["code"].value_counts()
    told("parcels with more than one tax row", codes["ONE_TO_MANY"])
    told("rows with a land area of zero", codes["ZERO_AREA"])


def test_overlaps(out):
    issues = pd.read_parquet(out / "tables" / "issues.parquet").set_index("code")
    told("pairs of outlines told one by one", len(issues.loc[["OVERLAP"]]))
    message = issues.loc["OVERLAP_SLIGHT", "message"]
    assert f"`{message}`" in PAGE


def test_every_fault_of_an_outline_is_on_the_map(out):
    layer = gpd.read_file(out / "layers.gpkg", layer="issues")
    issues = pd.read_parquet(out / "tables" / "issues.parquet")
    for code, count in (("INVALID_GEOMETRY", 37), ("TOO_FEW_POINTS", 2)):
        assert (layer["code"] == code).sum() == (issues["code"] == code).sum() == count


def test_counties_without_a_system_keep_their_names(shared_data):
    counties, issues = landuse.read_layer(
        shared_data / "01_admin" / "gary_amap2020" / "濮阳市.shp"
    )
    names = {"濮阳县", "清丰县", "南乐县", "范县", "台前县", "华龙区"}
    assert set(counties["name"]) == names
    assert counties.crs is None
    assert "CRS_MISSING" in set(issues["code"])


def test_with_a_region_the_system_is_inferred_and_said(shared_data):
    counties, issues = landuse.read_layer(
        shared_data / "01_admin" / "gary_amap2020" / "濮阳市.shp",
        region=landuse.load_policy("puyang").region,
    )
    assert counties.crs.to_epsg() == 4490
    assert {"CRS_MISSING", "CRS_INFERRED"} <= set(issues["code"])
