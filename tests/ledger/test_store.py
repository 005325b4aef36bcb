"""The ledger as one thing: what is recorded, once, in order, and told again."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import geopandas as gpd
import pytest

from benchmarks.ledger_cases import AT, HECTARE, event, small_ledger, supply
from landuse.analysis.revitalization import revitalization_progress
from landuse.errors import LedgerConflictError, LedgerError, SchemaError
from landuse.ledger.reading import recorded_events
from landuse.ledger.records import canonical_json, event_hash
from landuse.ledger.standing import standing
from landuse.ledger.store import create_ledger, open_ledger
from landuse.policy import load_policy
from landuse.testing import square

LATER = AT + timedelta(days=30)
NAIVE = AT.replace(tzinfo=None)


@pytest.fixture
def path(ledger_url):
    return ledger_url


@pytest.fixture
def ledger(path):
    with create_ledger(path, policy="puyang", title="示例", at=AT, by="王") as made:
        yield made


@pytest.fixture
def told(ledger_url):
    """A ledger with acts of every kind."""
    with small_ledger(ledger_url) as made:
        yield made


def record(ledger, *events, at=AT, **options):
    return ledger.append(events, by="李", at=at, **options)


def test_a_ledger_knows_how_it_came_to_be(ledger, path):
    meta = ledger.meta
    assert (meta.policy, meta.title, meta.created_by) == ("puyang", "示例", "王")
    assert meta.created_at == "2022-09-30T08:00:00Z"
    with open_ledger(str(path), readonly=True) as again:
        assert again.meta == meta
        assert again.head == ledger.head


def test_what_is_recorded_is_there_when_it_is_opened_again(ledger, path):
    receipt = record(ledger, supply(1), supply(2))
    assert (receipt.added, receipt.first_seq, receipt.last_seq) == (2, 1, 2)
    with open_ledger(path, readonly=True) as again:
        assert again.head == receipt.head
        assert again.events().event_id.tolist() == ["E-N00001", "E-N00002"]


def test_the_same_again_adds_nothing(ledger):
    first = record(ledger, supply(1), source="甲.xlsx")
    again = record(ledger, supply(1), source="乙.xlsx", at=LATER)
    assert (again.added, again.already, again.head) == (0, 1, first.head)
    assert (again.first_seq, again.issues) == (None, ())


def test_what_is_new_in_a_longer_file_is_added(ledger):
    record(ledger, supply(1), source="甲.xlsx")
    receipt = record(ledger, supply(1), supply(2), source="甲.xlsx")
    assert (receipt.added, receipt.already) == (1, 1)


def test_events_are_recorded_by_day_and_then_as_given(ledger):
    record(
        ledger,
        event("completed", "2022-03-01", event_id="C", parcel_id="P"),
        event("started", "2022-02-01", event_id="B", parcel_id="P"),
        event("sealed", "2022-02-01", event_id="A", parcel_id="P"),
    )
    assert ledger.events().event_id.tolist() == ["B", "A", "C"]


def test_an_event_without_a_number_gets_that_of_its_row(ledger):
    record(ledger, event("sealed", "2022-02-01", parcel_id="P1"))
    record(ledger, event("sealed", "2022-02-01", event_id="E00000003", parcel_id="P2"))
    record(ledger, event("sealed", "2022-02-01", parcel_id="P3"))
    numbers = ledger.events().event_id.tolist()
    assert numbers == ["E00000001", "E00000003", "E00000003.2"]


def test_an_event_that_got_its_number_here_is_known_with_and_without_it(ledger):
    plain = event("sealed", "2022-02-01", parcel_id="P1")
    record(ledger, plain)
    numbered = event("sealed", "2022-02-01", event_id="E00000001", parcel_id="P1")
    assert record(ledger, plain, numbered).already == 2


def test_two_that_say_the_same_in_one_call_are_one_and_it_is_said(ledger):
    plain = event("sealed", "2022-02-01", parcel_id="P1")
    receipt = record(ledger, plain, plain)
    assert (receipt.added, receipt.already) == (1, 1)
    assert [issue.code for issue in receipt.issues] == ["LEDGER_SAME_CONTENT"]


@pytest.mark.parametrize("in_one_call", [True, False])
def test_a_number_that_is_taken_is_set_aside(ledger, in_one_call):
    one = event("sealed", "2022-02-01", event_id="X", parcel_id="P1")
    other = event("sealed", "2022-02-01", event_id="X", parcel_id="P2")
    if in_one_call:
        receipt = record(ledger, one, other)
    else:
        record(ledger, one)
        receipt = record(ledger, other)
    (issue,) = receipt.issues
    assert (issue.code, issue.severity, issue.feature) == (
        *("LEDGER_EVENT_CHANGED", "error"),
        "X",
    )
    assert "冲销" in issue.message.zh or "分别编号" in issue.message.zh
    assert ledger.events().parcel_id.tolist() == ["P1"]


def test_an_event_that_cannot_be_leaves_nothing_of_its_call(ledger):
    head = ledger.head
    bad = event("revitalized", "2022-03-01", parcel_id=None)
    with pytest.raises(SchemaError, match="field parcel_id is missing"):
        record(ledger, supply(1), bad)
    assert ledger.head == head


def test_of_a_file_only_the_event_that_cannot_be_is_set_aside(ledger):
    bad = event("revitalized", "2022-03-01", event_id="X", parcel_id=None)
    gone = event("reversed", "2022-03-01", event_id="Y", reverses="nothing")
    receipt = record(ledger, supply(1), bad, gone, source="甲.xlsx")
    assert receipt.added == 1
    told = {issue.feature: (issue.code, issue.file) for issue in receipt.issues}
    assert told == dict.fromkeys("XY", ("LEDGER_EVENT_REFUSED", "甲.xlsx"))
    assert ledger.verify(receipt.head).ok


def test_a_clerk_who_saw_an_old_version_is_told_who_came_first(ledger):
    record(ledger, supply(1))
    (version,) = ledger.state().version
    transfer = event(
        "transferred",
        "2022-03-01",
        event_id="T1",
        parcel_id="N00001",
        details={"to_holder": "甲"},
    )
    seen = {"parcel:N00001": int(version)}
    record(ledger, transfer, expected=seen, at=LATER)
    late = event("sealed", "2022-03-02", parcel_id="N00001")
    said = "parcel:N00001 .* 李 recorded T1 .transferred. at 2022-10-30T08:00:00Z"
    with pytest.raises(LedgerConflictError, match=said) as caught:
        record(ledger, late, expected=seen, at=LATER)
    assert caught.value.conflicts == ("parcel:N00001",)
    assert "此期间已变动" in caught.value.said.zh
    again = {"parcel:N00001": int(ledger.state().version.iloc[0])}
    assert record(ledger, late, expected=again, at=LATER).added == 1


def test_what_was_acknowledged_is_no_conflict_when_it_is_sent_again(ledger):
    one = supply(1)
    fresh = {"parcel:N00001": 0}
    record(ledger, one, expected=fresh)
    assert record(ledger, one, expected=fresh).already == 1


def test_time_does_not_go_back(ledger):
    record(ledger, supply(1), at=LATER)
    with pytest.raises(LedgerError, match=r"recorded at 2022-10-30.*clock") as caught:
        record(ledger, supply(2), at=LATER - timedelta(seconds=1))
    assert "时钟" in caught.value.said.zh
    office = LATER.astimezone(timezone(timedelta(hours=8)))
    assert record(ledger, supply(2), at=office).added == 1


@pytest.mark.parametrize(
    ("by", "at", "said"),
    [(" ", AT, "name of a person"), ("李", NAIVE, "no time zone")],
)
def test_who_and_when_must_be_known(ledger, by, at, said):
    with pytest.raises(SchemaError, match=said):
        ledger.append([supply(1)], by=by, at=at)


def test_a_ledger_is_made_at_a_known_time(path):
    with pytest.raises(LedgerError, match="no time zone"):
        create_ledger(path, policy="puyang", at=NAIVE, by="王")


def test_each_row_is_the_canonical_text_tied_to_the_row_before(told):
    backend = told._backend
    bodies = dict(backend.rows("SELECT seq, body FROM events"))
    rows = list(recorded_events(backend))
    assert [row.seq for row in rows] == [*range(1, 14)]
    for row in rows:
        assert canonical_json(row) == bodies[row.seq]
        assert event_hash(row.previous_hash, bodies[row.seq]) == row.hash
    links = {link for (link,) in backend.rows("SELECT hash FROM imports")}
    links |= {row.hash for row in rows}
    assert {row.previous_hash for row in rows} < links


def test_the_report_of_last_quarter_is_made_again_as_it_was(ledger):
    record(ledger, supply(1))
    then = ledger.balances(as_of="2022-06-30")
    late = event("started", "2022-02-01", event_id="L", parcel_id="N00001")
    record(ledger, late, at=LATER)
    known = {"as_of": "2022-06-30", "known_at": AT.date()}
    assert ledger.balances(**known).equals(then)
    assert ledger.state(**known).account.tolist() == ["supplied"]
    assert ledger.events(**known).event_id.tolist() == ["E-N00001"]
    assert ledger.state(as_of="2022-06-30").account.tolist() == ["building"]
    assert ledger.state(as_of=date(2022, 1, 31)).account.tolist() == ["supplied"]


@pytest.mark.parametrize(
    ("known_at", "rows"),
    [
        (LATER, 2),
        (LATER - timedelta(seconds=1), 1),
        (LATER.replace(tzinfo=None), 2),
        ("2022-10-30", 2),
        ("2022-10-29", 1),
        ("2022-10-30T07:59:59+00:00", 1),
        (date(2022, 9, 29), 0),
    ],
)
def test_known_at_is_a_second_or_a_day_to_its_end(ledger, known_at, rows):
    record(ledger, supply(1))
    record(ledger, supply(2), at=LATER)
    assert len(ledger.events(known_at=known_at)) == rows
    assert len(ledger.state(known_at=known_at)) == rows


def test_every_book_sums_to_zero_on_every_day(told):
    for day in ("2018-12-31", "2020-06-30", "2021-04-15", None):
        sums = told.balances(as_of=day).groupby("book").area_m2.sum()
        assert sums.to_dict() == {"goal": 0, "land": 0}
    held = told.balances().set_index("account").area_m2
    assert (held["external"], held["unsupplied"]) == (-50_000, 10_000)


def test_the_state_is_one_row_for_each_parcel(told):
    state = told.state().set_index("parcel_id")
    assert sorted(state.index) == ["P1", "P2", "P3", "P4", "P4a", "P4b", "P5"]
    assert state.loc["P2", "holder"] == "甲"
    assert state.loc["P5", ["parents", "area_m2"]].tolist() == ["P4a;P4b", 10_000]
    assert state.loc["P4", "retired"].date() == date(2021, 4, 1)
    assert state.loc["P3", "version"] == 4  # supplied, idle, reversed, revitalized


def test_lineage_is_kept_as_rows(told):
    ties = told._backend.rows(
        "SELECT parent, child, area_dm2 FROM lineage ORDER BY seq, line"
    )
    assert list(ties) == [
        ("P4", "P4a", 600_000),
        ("P4", "P4b", 400_000),
        ("P4a", "P5", 600_000),
        ("P4b", "P5", 400_000),
    ]


def test_the_events_are_a_canonical_frame_for_the_goal(ledger):
    outline = gpd.GeoSeries([square()], crs=4547)
    for number, epsg in enumerate((4547, 4547, 4526)):
        one = event(
            "revitalized",
            "2021-06-01",
            event_id=f"R{number}",
            parcel_id=f"P{number}",
            area_dm2=HECTARE,
            geometry=outline.to_crs(epsg)[0].wkb,
            epsg=epsg,
            details={"recorded_date": "2021-06-02", "a": "b"},
            children=(),
        )
        record(ledger, one)
    frame = ledger.events()
    assert frame.crs.to_epsg() == 4547
    assert frame.registered_area_m2.tolist() == [10_000] * 3
    assert frame.details.tolist() == ['{"a": "b"}'] * 3
    assert str(frame.recorded_date[0].date()) == "2021-06-02"
    assert frame.recorded_at[0] == "2022-09-30T08:00:00+00:00"
    assert frame.geometry[0].equals(outline[0])
    assert frame.geometry[2].equals_exact(outline[0], tolerance=1e-6)
    made = revitalization_progress(frame, load_policy("puyang"), "2022-09-30")
    found = made.indicators.set_index("indicator").value
    sums = found[["sum_of_events_mu", "revitalized_mu"]]
    assert sums.tolist() == pytest.approx([45, 15], abs=0.02)  # three times one hectare


@pytest.mark.parametrize(
    ("epsg", "said"), [(2362, "Xian 1980"), (2436, "Beijing 1954"), (1, r"\?")]
)
def test_an_outline_of_another_datum_is_refused(ledger, epsg, said):
    outline = square().wkb
    one = event("sealed", "2022-01-01", parcel_id="P", geometry=outline, epsg=epsg)
    with pytest.raises(SchemaError, match=rf"EPSG:{epsg} .{said}.*CGCS2000") as caught:
        record(ledger, one)
    assert "2000 国家大地坐标系" in caught.value.args[0].zh


def test_versions_are_of_the_moment_of_the_facts(ledger, path, monkeypatch):
    """Or who reads while another records would pass for one who saw it."""
    record(ledger, supply(1))

    def meanwhile(state):
        with open_ledger(path) as other:
            sealed = event("sealed", "2022-02-02", parcel_id="N00001")
            record(other, sealed, at=LATER)
        return standing(state)

    monkeypatch.setattr("landuse.ledger.stateframe.standing", meanwhile)
    state = ledger.state()
    assert state[["is_sealed", "version"]].iloc[0].tolist() == [False, 1]


def test_a_ledger_without_events_has_frames_without_rows(ledger):
    assert (len(ledger.events()), len(ledger.state())) == (0, 0)
    assert ledger.balances().area_m2.tolist() == [0] * len(ledger.balances())
    assert ledger.verify(ledger.head).ok


def test_an_address_never_shows_its_password():
    url = "postgresql://clerk:secret@127.0.0.1:1/land"
    with pytest.raises(LedgerError, match="no time zone") as caught:
        create_ledger(url, policy="puyang", at=NAIVE, by="王")
    assert "secret" not in str(caught.value)
