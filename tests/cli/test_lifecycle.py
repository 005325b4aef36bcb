"""``landuse lifecycle``: one plot, and what falls due; for people and for programs."""

import io
import json
import unicodedata
from collections import Counter
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from landuse.cli import lifecycledue, lifecycleshow
from landuse.cli.lifecycleoptions import LifeCity, read_life
from landuse.cli.main import main
from landuse.policy import load_policy
from landuse.resources import data_path
from landuse.steps.lifecity import life_city
from landuse.testing import make_parcels
from tests.cli.ledgercity import PROJECT as CITY_PROJECT
from tests.cli.ledgercity import write_city

PROJECT = str(data_path("sample_data"))
WITH_ZONES_ALONE = CITY_PROJECT.rpartition("[[source]]")[0]
IDLE = "410902003001GB00033"
CITY = ("--as-of", "2022-09-30")


#: Rectification in the sample due within 30 days: its day, and how the breach stands.
RECTIFY = {
    "WY2021-001": ("2021-12-31", "penalised"),
    "WY2022-010": ("2022-06-30", "rectification_overdue"),
    "WY2022-006": ("2022-07-20", "rectification_overdue"),
    "WY2022-007": ("2022-08-25", "price_supplement_due"),
    "WY2022-011": ("2022-09-15", "rectification_overdue"),
    "WY2022-003": ("2022-09-29", "rectification_overdue"),
    "WY2022-004": ("2022-09-30", "rectifying"),
    "WY2022-005": ("2022-10-01", "rectifying"),
}


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_the_life_of_a_plot_that_is_late(command, small_city):
    """P1 was to start on 1 January 2016 and did not."""
    code, out, err = command("lifecycle", "show", "P1", small_city, *CITY)
    assert (code, out) == (0, "")
    for words in (
        "P1 · 2022-09-30 · puyang",
        "下一阶段: 交地 · 无约定日期",
        " 开工      2016-01-01  –",
        "逾期 2,464 天",
        "标准地承诺\n  无",
    ):
        assert words in err


def test_the_life_as_json(command, small_city):
    code, out, _ = command("lifecycle", "show", "P2", small_city, *CITY, "--json")
    found = json.loads(out)
    assert (code, found["parcel_id"], found["as_of"]) == (0, "P2", "2022-09-30")
    assert found["state"]["lifecycle_stage"] == "completed"
    assert found["state"]["stage_since"] == "2022-05-01"
    steps = {row["stage"]: row for row in found["milestones"]}
    assert steps["started"]["actual_date"] == "2021-05-01"
    assert steps["started"]["status"] == "done_on_time"
    assert steps["started"]["days"] == 31
    assert found["breaches"] == found["transfers"] == found["commitments"] == []


def test_what_falls_due_in_a_small_city(command, small_city):
    code, _, err = command("lifecycle", "due", small_city, "--within", "90d", *CITY)
    assert code == 0
    assert "到期提醒 · 2022-09-30 → 2022-12-29" in err
    assert "2016-01-01" in err
    assert "如无变化，到 2022-12-31 将闲置：0 宗，0.00 亩" in err


@pytest.fixture(scope="module")
def sample_life():
    """The sample city, read once."""
    return read_life(Path(PROJECT), None, None)


@pytest.fixture
def sample(sample_life, monkeypatch):
    """The commands on the sample city, without reading it again."""
    for module in (lifecycledue, lifecycleshow):
        monkeypatch.setattr(module, "read_life", lambda *_: sample_life)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("arguments", "said", "english"),
    [
        (("due", "--within", "90"), "“90”不是时间范围，请写天数", "no span of time"),
        (
            ("due", "--zone", "濮东"),
            "没有集聚区“濮东”，可用：濮东产业集聚区",
            "no zone",
        ),
        (
            ("due", "--unit", "某局"),
            "没有责任单位“某局”，可用：",
            "no responsible unit",
        ),
        (("due", "--ics", "due.txt"), "日历写为 .ics", "written as .ics"),
        (("due", "--xlsx", "due.csv"), "工作簿写为 .xlsx", "written as .xlsx"),
        (("show", IDLE + "9"), f"没有宗地“{IDLE}9”，相近的有：4109", "did you mean"),
        (("show", "x"), "没有宗地“x”（", "no parcel 'x'"),
    ],
)
def test_a_mistake_is_one_clear_line(command, arguments, said, english):
    code, out, err = command("lifecycle", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    code, _, err = command("lifecycle", *arguments, "--lang", "en")
    assert (code, err.count("\n")) == (2, 1)
    assert english in err
    assert said not in err


def test_a_project_without_parcels(command, tmp_path):
    bare = write_city(tmp_path / "bare", project=WITH_ZONES_ALONE)
    for arguments in (("show", "P1", bare), ("due", bare)):
        code, _, err = command("lifecycle", *arguments)
        assert code == 2
        assert err == "landuse: 项目中没有宗地（the project has no parcels）\n"


@pytest.fixture(scope="module")
def sample_due(sample_life, tmp_path_factory):
    """What falls due in the sample city within 30 days: JSON, calendar, workbook."""
    folder = tmp_path_factory.mktemp("due")
    files = {"--ics": folder / "due.ics", "--xlsx": folder / "due.xlsx"}
    told = io.StringIO()
    given = [str(part) for pair in files.items() for part in pair]
    asked = ["lifecycle", "due", PROJECT, "--within", "30d", *given, "--json"]
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(told):
        patched.setattr(lifecycledue, "read_life", lambda *_: sample_life)
        with pytest.raises(SystemExit) as stopped:
            main(asked)
    assert stopped.value.code == 0
    return json.loads(told.getvalue()), *files.values()


def test_what_falls_due_in_the_sample_city(sample_due):
    """A day before the reference date, on it, and a day after it."""
    found, _, _ = sample_due
    assert (found["as_of"], found["until"]) == ("2022-09-30", "2022-10-30")
    rows = [row for row in found["rows"] if row["due_kind"] == "rectification"]
    told = {row["subject_id"]: (row["due_date"], row["item_status"]) for row in rows}
    assert told == RECTIFY
    states = {row["subject_id"]: row["due_state"] for row in rows}
    assert [states[f"WY2022-00{n}"] for n in (3, 4, 5)] == ["overdue", "due", "due"]
    unpaid = {
        row["subject_id"]: row["amount_yuan"]
        for row in found["rows"]
        if row["due_kind"] == "payment"
    }
    assert unpaid == {"WY2022-007": 1_260_000, "WY2021-001": 126_000}


def test_the_counts_are_those_of_the_rows(sample_due):
    found, _, _ = sample_due
    states = Counter(row["due_state"] for row in found["rows"])
    counted = Counter()
    for row in found["counts"]:
        counted[row["due_state"]] += row["count"]
    assert counted == states
    assert found["windows"] == [30]
    assert all(row["days_left"] <= 30 for row in found["rows"] if row["due_date"])


def test_the_calendar_has_each_thing_that_has_a_day(sample_due):
    found, ics, _ = sample_due
    events = list(Calendar.from_ical(ics.read_bytes()).walk("VEVENT"))
    days = sorted(event.start.isoformat() for event in events)
    assert days == sorted(row["due_date"] for row in found["rows"] if row["due_date"])
    assert len({str(event["UID"]) for event in events}) == len(events)
    titles = {str(event["SUMMARY"]) for event in events}
    assert "410928002002GB00021 整改到期：投资强度不足" in titles
    assert "[已逾期] 410922001002GB00039 整改到期：投资强度不足" in titles


def test_the_workbook_has_all_rows_and_no_formula(sample_due):
    found, _, xlsx = sample_due
    book = openpyxl.load_workbook(xlsx)
    assert book.sheetnames == ["到期提醒", "到期汇总", "下季度末前将闲置"]
    sheet = book["到期提醒"]
    assert sheet.max_row == len(found["rows"]) + 1
    cells = [cell for row in sheet for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    words = {cell.value for cell in cells}
    assert {"到期事项", "投资强度不足", "自然资源主管部门", "逾期未整改"} <= words


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plot_that_was_sold_twice_fits_a_terminal(command, lang):
    """The second buyer did not say whether it takes over: nobody is guessed."""
    arguments = ("show", "410902004002GB00019", PROJECT, "--lang", lang)
    code, _, err = command("lifecycle", *arguments)
    assert code == 0
    tables = [line for line in err.splitlines() if line.startswith(" ") and "─" in line]
    assert len(tables) >= 3
    for line in err.splitlines():
        assert width(line.rstrip()) <= 80 or ": " in line
    assert "2022-03-20" in err
    assert {"zh": "未载明", "en": "not said"}[lang] in err
    assert ("万元/亩" in err) == (lang == "zh")
    assert "濮阳经开示例瑞丰化工有限公司;濮阳经开示例西〇一九环保有限公司" in err


def test_a_ledger_says_the_same_as_the_tables(command, small_city, empty_ledger):
    """The facts of the project recorded, and no other table asked."""
    recorded = ("--by", "王", "--recorded-at", "2022-10-01T08:00:00+08:00")
    facts = ("import", empty_ledger, "--project", small_city, "--facts", *recorded)
    assert command("ledger", *facts)[0] == 0
    asked = ("lifecycle", "show", "P2", small_city, *CITY, "--json")
    told, ledger = (
        json.loads(command(*asked, *more)[1])
        for more in ((), ("--ledger", empty_ledger))
    )
    for row in (*told["milestones"], *ledger["milestones"]):
        row.pop("document_no")
    assert ledger["milestones"] == told["milestones"]
    for name in ("lifecycle_stage", "stage_since", "next_stage", "days_left"):
        assert ledger["state"][name] == told["state"][name]


def test_a_ledger_alone(command, filled_ledger, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = ("lifecycle", "due", "--ledger", filled_ledger)
    code, _, err = command(*given)
    assert (code, err.count("\n")) == (2, 1)
    assert "台账没有基准日，请用 --as-of 给出" in err
    assert command(*given, "--as-of", "2022-09-30")[0] == 0
    code, _, err = command(*given, "--as-of", "2022-09-30", "--lang", "en")
    assert "2022-09-30 → 2023-03-29" in err
    missing = tmp_path / "none.ledger"
    code, _, err = command("lifecycle", "due", "--ledger", missing, *CITY)
    assert (code, err.count("\n")) == (2, 1)


def test_hostile_words_stay_words(command, monkeypatch, tmp_path):
    """Markup, commands to the terminal, formulas and lines of a calendar."""
    bad = "=1+1[/bold]\x1b[2J\r\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x;,"
    plots = make_parcels(
        delivery_date="2021-03-01", holder=bad, responsible_unit=bad, zone_id=bad
    )
    day = date(2022, 9, 30)
    policy = load_policy("puyang")
    city = LifeCity(life_city({"parcels": plots}, policy, day), policy, day, "zh")
    for module in (lifecycledue, lifecycleshow):
        monkeypatch.setattr(module, "read_life", lambda *_: city)
    ics, xlsx = tmp_path / "a.ics", tmp_path / "a.xlsx"
    code, _, err = command("lifecycle", "due", "--ics", ics, "--xlsx", xlsx)
    assert (code, "\x1b" in err, "=1+1[/bold]" in err) == (0, False, True)
    code, _, err = command("lifecycle", "show", "P1")
    assert (code, "\x1b" in err, "=1+1[/bold]" in err) == (0, False, True)
    events = Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    titles = [str(event["SUMMARY"]) for event in events]
    assert titles == ["[已逾期] P1 节点：开工", "P1 闲置预警：满一年，构成疑似闲置"]
    assert ics.read_bytes().count(b"\r\nSUMMARY:") == 2
    cells = [cell for row in openpyxl.load_workbook(xlsx)["到期提醒"] for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
