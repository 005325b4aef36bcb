"""The whole run: the teaching city, twice, and a real city by files alone."""

import json
import math
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from landuse.errors import PolicyError, SourceError
from landuse.io.project import load_project
from landuse.resources import data_path
from landuse.steps.judge import judge
from landuse.steps.load import load_city
from landuse.units import round_half_up
from landuse.vocabulary import label
from landuse.workflow import STEPS, audit

SAMPLE = data_path("sample_data")
DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return audit(SAMPLE, out=tmp_path_factory.mktemp("audit") / "out")


def table(run, name):
    return pd.read_parquet(run.out / "tables" / f"{name}.parquet")


def tax_by_scope(run):
    indicators = table(run, "indicators")
    tax = indicators[indicators["indicator"] == "tax_yuan"]
    return tax.set_index("scope_id")["value"]


def test_every_promised_file_is_there(run):
    promised = {"index.html", "layers.gpkg", "workbook.xlsx", "manifest.json"}
    tables = {"parcels", "findings", "indicators", "issues", "quarantine"}
    promised |= {f"tables/{name}.parquet" for name in tables}
    promised |= {f"tables/{name}.csv" for name in tables - {"parcels"}}
    maps = ("status", "standard_land", "tax_density", "revitalization", "plan_revision")
    maps += ("quality", "overview")
    promised |= {f"maps/{name}.html" for name in maps}
    assert set(run.files) == promised


def test_the_summary_has_nine_zones_and_both_goals(run):
    summary = run.summary
    assert len(summary["zones"]) == 9
    assert summary["revitalized_target_mu"] == 25_000
    assert set(summary["tax_yuan_per_mu"]) == {
        "evaluated_enterprises",
        "industrial_in_use",
        "industrial_supplied",
        "industrial_built",
        "zone_total",
    }
    assert set(summary["issues"]) == {"info", "warning", "error"}


def test_the_page_on_tax_per_mu_shows_the_figures_of_the_city(run):
    page = DOCS.joinpath("tax-density.md").read_text("utf-8")
    for name, value in run.summary["tax_yuan_per_mu"].items():
        met = "yes" if value > 150_000 else "no"
        assert f"| `{name}` | {round_half_up(value, 0):,.0f} | {met} |" in page


def test_the_page_on_standard_land_shows_the_figures_of_the_city(run):
    text = DOCS.joinpath("standard-land.md").read_text("utf-8")
    page, life = " ".join(text.split()), run.summary["lifecycle"]
    plots = f"city's {life['standard_land']} plots of standard land"
    assert f"{plots} {life['overdue']} are overdue" in page
    due = life["due"]
    things = f"{due['overdue']} things are overdue and {due['30']} fall due in 30 days"
    assert things in page


def test_the_life_of_the_plots_is_in_report_workbook_and_layers(run):
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    sheets = {"标准地阶段", "标准地节点", "标准地承诺", "违约处置", "到期提醒"}
    assert sheets | {"转让出租"} <= set(book.sheetnames)
    words = {cell for row in book["标准地承诺"].values for cell in row}
    assert {"承诺状态", "已达标", "未达标（违约）", "到期未核验"} <= words
    report = (run.out / "index.html").read_text("utf-8")
    assert "标准地全生命周期</h2>" in report
    assert "逾期未整改" in report
    layer = gpd.read_file(run.out / "layers.gpkg", layer="parcels_ungranted")
    assert set(layer["lifecycle_stage"].dropna()) == {"prepared", "announced"}


def test_every_square_metre_counts_once(run):
    """Credits of the zones add up to the city; the union is below the sum."""
    indicators = table(run, "indicators")
    goal = indicators[indicators["indicator"] == "revitalized_mu"]
    city = goal[goal["scope"] == "city"]["value"].item()
    assert math.fsum(goal[goal["scope"] == "zone"]["value"]) == pytest.approx(city)
    total = indicators[indicators["indicator"] == "sum_of_events_mu"]
    assert city < total[total["scope"] == "city"]["value"].item()


def test_tax_of_zones_and_the_rest_is_the_tax_of_the_city(run):
    indicators = table(run, "indicators")
    tax = indicators[indicators["indicator"] == "tax_yuan"].set_index("scope_id")[
        "value"
    ]
    assert math.fsum(tax.drop("city")) == pytest.approx(tax["city"], abs=0.01)


def test_a_parcel_stands_in_one_category(run):
    zones = run.summary["zones"]
    parcels = table(run, "parcels")
    for name in ("idle", "stalled", "stopped", "inefficient"):
        in_zones = parcels[parcels["zone_id"].notna()]
        held = (in_zones["category"] == name).sum()
        assert sum(zone[f"{name}_count"] for zone in zones) == held


def test_findings_name_their_ground_and_their_sources(run):
    findings = table(run, "findings")
    assert findings["basis"].str.len().gt(0).all()
    row = findings[findings["rule"] == "idle-not-started"].iloc[0]
    fact = json.loads(row["evidence"])["facts"]["due_start_date"]
    assert fact["file"].endswith(".shp")
    assert fact["row"] >= 1
    assert fact["column"].startswith("约定")


def test_nothing_is_lost_between_file_and_table(run):
    manifest = json.loads((run.out / "manifest.json").read_text("utf-8"))
    counts = [source["counts"] for source in manifest["sources"] if "counts" in source]
    assert all(c["source"] == c["loaded"] + c["quarantined"] for c in counts)
    assert sum(c["quarantined"] for c in counts) == len(table(run, "quarantine"))


def test_the_manifest_hashes_every_other_output(run):
    manifest = json.loads((run.out / "manifest.json").read_text("utf-8"))
    listed = {output["name"] for output in manifest["outputs"]}
    assert listed == set(run.files) - {"manifest.json"}
    assert manifest["as_of"] == "2022-09-30"


def test_layers_and_workbook_open(run):
    assert len(gpd.read_file(run.out / "layers.gpkg", layer="parcels")) > 500
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    assert "认定结果" in book.sheetnames


def test_two_runs_write_the_same_bytes(run, tmp_path):
    again = audit(SAMPLE, out=tmp_path / "again")
    assert again.files == run.files
    different = [
        name
        for name in run.files
        if (run.out / name).read_bytes() != (again.out / name).read_bytes()
    ]
    assert different == []


def test_an_earlier_day_knows_less(run, tmp_path):
    earlier = audit(SAMPLE, "2020-12-31", tmp_path / "out")
    assert earlier.summary["revitalized_mu"] < run.summary["revitalized_mu"]


def test_an_english_audit_has_english_words_names_its_steps_and_takes_a_date(tmp_path):
    steps = []
    english = audit(
        SAMPLE, date(2022, 9, 30), tmp_path / "out", lang="en", progress=steps.append
    )
    assert "Idle land" in (english.out / "index.html").read_text("utf-8")
    assert tuple(steps) == STEPS
    assert english.summary["parcels"] > 500


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(SourceError, match="not empty; add --overwrite"):
        audit(SAMPLE, out=tmp_path)
    with pytest.raises(SourceError, match="was not written by an audit"):
        audit(SAMPLE, out=tmp_path, overwrite=True)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(SourceError, match="is a file; name a folder"):
        audit(SAMPLE, out=tmp_path / "out")


def test_a_run_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def broken(*_):
        msg = "disk full"
        raise OSError(msg)

    monkeypatch.setattr("landuse.workflow.write_pages", broken)
    with pytest.raises(OSError, match="disk full"):
        audit(SAMPLE, out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_project_without_a_day_asks_for_one(tmp_path):
    (tmp_path / "landuse.toml").write_text(
        '[project]\nname = "x"\npolicy = "puyang"\n[[source]]\nkind = "taxes"\n'
        'path = "t.csv"\n',
        "utf-8",
    )
    (tmp_path / "t.csv").write_text("parcel_id,tax_yuan\nP1,5\n", "utf-8")
    with pytest.raises(PolicyError, match="no reference date; give --as-of"):
        audit(tmp_path, out=tmp_path / "out")


# ------------------------------------------------ a city that none of us made


@pytest.fixture(scope="module")
def cambridge(tmp_path_factory, shared_data):
    if not (shared_data / "03_parcels" / "cambridge").is_dir():
        pytest.skip("no Cambridge data beside the checkout (../shared/data)")
    project = data_path("docs", "cambridge")
    return audit(project, out=tmp_path_factory.mktemp("cambridge") / "out")


@pytest.mark.slow
def test_cambridge_is_read_whole(cambridge):
    manifest = json.loads((cambridge.out / "manifest.json").read_text("utf-8"))
    counts = {s["kind"]: s["counts"] for s in manifest["sources"]}
    assert counts["parcels"]["source"] == 13_116
    assert counts["taxes"]["source"] == 27_528
    assert counts["zones"]["source"] == 261


@pytest.mark.slow
def test_cambridge_counts_every_tax_row_once(cambridge):
    """The sum of the column, taken straight from the CSV, is the city's figure."""
    indicators = table(cambridge, "indicators")
    tax = indicators[indicators["indicator"] == "tax_yuan"].set_index("scope_id")[
        "value"
    ]
    assert tax["city"] == 38_333_078_801
    assert math.fsum(tax.drop("city")) == 38_333_078_801


@pytest.mark.slow
def test_cambridge_has_tax_per_area_by_district(cambridge):
    indicators = table(cambridge, "indicators")
    density = indicators[
        (indicators["indicator"] == "tax_yuan_per_mu") & (indicators["scope"] == "zone")
    ]
    assert len(density) > 30
    assert set(density["unit"]) == {"USD/mu"}


@pytest.mark.slow
def test_cambridge_faults_are_issues(cambridge):
    codes = set(table(cambridge, "issues")["code"])
    assert {"DUPLICATE_ID", "ZERO_AREA", "ONE_TO_MANY"} <= codes


def test_batches_without_any_supplied_parcels_are_not_called_unsupplied(tmp_path):
    """Nothing is known of supply, which is not the same as nothing supplied."""
    folder = SAMPLE.as_posix()
    (tmp_path / "landuse.toml").write_text(
        f'[project]\nname = "x"\npolicy = "puyang"\nas_of = 2022-09-30\n[[source]]\n'
        f'kind = "approvals"\npath = "{folder}/data/用地批次.gpkg"\n'
        f'layer = "批次_38带"\nprofile = "{folder}/profiles/approvals.toml"\n',
        "utf-8",
    )
    judged = judge_project(tmp_path)
    assert judged.findings.empty
    assert [i.code for i in judged.issues] == [
        "AREA_MISMATCH",
        "BATCH_OVERLAP",
        "INPUT_MISSING",
    ]


def judge_project(folder):
    project = load_project(folder)
    policy = project.load_policy()
    return judge(load_city(project, policy).frames, policy, project.as_of)


def test_the_goal_is_one_figure_to_the_last_digit(run):
    """Indicators, workbook, certificate and page: all digits that a cell holds."""
    indicators = table(run, "indicators")
    rows = indicators[indicators["indicator"] == "revitalized_mu"].set_index("scope_id")
    goal = rows["value"]["city"]
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    lines = {row[0]: row[1] for row in book["目标核定"].iter_rows(values_only=True)}
    held = {name: float(f"{value:.16g}") for name, value in rows["value"].items()}
    assert lines["整备盘活面积（并集，每平方米只计一次）"] == held["city"]
    quarters = list(book["目标进度"].iter_rows(values_only=True, min_row=2))
    city = [row[3] for row in quarters if row[0] == "全市" and row[3] is not None]
    assert math.fsum(city) == pytest.approx(goal, abs=1e-6)
    sheet = list(book["目标分集聚区"].iter_rows(values_only=True))
    union = sheet[0].index("并集（亩）")
    zones = gpd.read_file(run.out / "layers.gpkg", layer="zones")
    names = zones.drop_duplicates("zone_id").set_index("zone_id")["zone"]
    words = {"city": "全市", **names}
    said = {words[name]: value for name, value in held.items()}
    assert {row[0]: row[union] for row in sheet[1:]} == said
    shown = f"{round_half_up(goal):,.2f}"
    assert run.summary["revitalized_mu"] == round_half_up(goal)
    page = (run.out / "index.html").read_text("utf-8")
    assert f"<strong>{shown}</strong>" in page
    assert f"<td>{shown} 亩</td>" in page


def test_the_land_of_every_zone_is_in_balance(run):
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    rows = list(book["土地平衡"].iter_rows(values_only=True, min_row=2, max_col=7))
    assert rows[0][0] == "全市"
    assert len(rows) == 10
    for _, whole, *parts in rows:
        assert math.fsum(parts) == pytest.approx(whole, abs=1e-6)
        assert min(parts[:4]) >= 0


def test_the_notes_of_the_indicators_are_words_in_the_workbook(run):
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    header, *rows = book[label("sheet", "indicators")].iter_rows(values_only=True)
    place = header.index(label("field", "note"))
    told = [row[place] for row in rows if len(row) > place and row[place]]
    assert any(note.startswith("期限：2022-12-31；重叠事项对数：12") for note in told)
    assert not any("=" in note for note in told)


def test_the_scoreboard_stands_in_workbook_indicators_and_report(run):
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    assert {"记分牌", "排名", "排名得分", "奖励扣减"} <= set(book.sheetnames)
    ranked = list(book["排名"].iter_rows(values_only=True))
    assert ranked[-1][-1] == "季度观摩打分、新开工项目数"
    indicators = table(run, "indicators")
    rows = indicators[indicators["indicator"] == "zone_tax_yuan"]
    assert rows["met"].tolist() == [False, False]
    assert rows["note"].tolist() == ["plan_year=2020", "plan_year=2021"]
    page = (run.out / "index.html").read_text("utf-8")
    assert "完成：15%（≥ 15%，填报）" in page
    assert "金额未配置" in page


def test_grades_of_the_last_full_year_stand_in_the_workbook(run):
    book = openpyxl.load_workbook(run.out / "workbook.xlsx", read_only=True)
    head, *rows = book["企业评价"].iter_rows(values_only=True)
    grades = [dict(zip(head, row, strict=False)) for row in rows]
    assert {row["年度"] for row in grades} == {2021}
    counts, *_, city = book["企业评价汇总"].iter_rows(values_only=True)
    total = dict(zip(counts, city, strict=False))
    for letter in "ABC":
        held = [row for row in grades if row["综合评价等级"] == letter]
        assert len(held) == total[f"{letter}类"] > 0
    assert total["企业数"] == len(grades)
