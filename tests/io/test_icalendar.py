"""The calendar file: what a calendar reads back, and what the bytes are."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from landuse.errors import SourceError
from landuse.io.icalendar_ import Reminder, calendar_bytes, write_calendar

STAMP = date(2022, 9, 30)
DAY = date(2022, 10, 30)
HOSTILE = (
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x",
    "a\nBEGIN:VALARM",
    "a\rATTENDEE:MAILTO:x",
    "a\u2028BEGIN:VEVENT\u2029\x85x",
    'a;b,c:d\\n\\e"f',
    "\x00\x07\x1b\x7f\x9b\ufffe\ud800",
    "\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "🏭" * 40,
    " leading and trailing ",
)


def made(*reminders, title="到期提醒"):
    return calendar_bytes(reminders, title=title, stamp=STAMP)


def read(content):
    return [dict(event) for event in Calendar.from_ical(content).walk("VEVENT")]


def named(title="P1 started", key=("P1", "started"), day=DAY, **others):
    return Reminder(key, day, title, **others)


def test_a_calendar_reads_what_was_written():
    content = made(
        named(
            "P1 应动工",
            text="依据：出让合同\n责任单位：自然资源局",
            groups=("节点", "自然资源局, 濮阳"),
            place="濮东集聚区",
        )
    )
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == "P1 应动工"
    assert str(event["description"]) == "依据：出让合同\n责任单位：自然资源局"
    assert str(event["location"]) == "濮东集聚区"
    assert event["categories"].cats == ["节点", "自然资源局, 濮阳"]
    assert event.start == DAY
    assert event.end == DAY + timedelta(days=1)
    assert event["dtstamp"].dt == datetime(2022, 9, 30, tzinfo=UTC)


def test_the_raw_lines():
    content = made(named("P1", text="达产" * 60), title="长" * 80)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() for line in lines), "no character is cut in two"
    assert not re.search(rb"[\r\n]", b"".join(lines))
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 1
    assert b"DTSTART;VALUE=DATE:20221030" in lines
    assert b"DTSTAMP:20220930T000000Z" in lines
    assert b"TRANSP:TRANSPARENT" in lines


def test_the_same_content_is_the_same_bytes_in_any_order():
    one, two = named("a", ("P1", "x")), named("b", ("P2", "x"))
    assert made(one, two) == made(two, one)


def test_the_identity_is_that_of_the_key():
    """A day put off is the same entry; another plot, and a twin, are others."""
    first = read(made(named()))[0]["UID"]
    later = read(made(named(day=date(2023, 1, 1), title="put off")))[0]["UID"]
    other = read(made(named(key=("P1started",))))[0]["UID"]
    twins = [event["UID"] for event in read(made(named(), named()))]
    assert first == later == twins[0]
    assert len({first, other, twins[1]}) == 3
    assert re.fullmatch(r"[0-9a-f]{40}@landuse", first)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_the_text_of_one_property(text):
    content = made(
        named(text, (text, "x"), text=text, groups=(text, "y"), place=text), title=text
    )
    check_whole(content)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)


@given(st.text(max_size=120), st.text(max_size=300))
def test_any_text_at_all(title, text):
    check_whole(made(named(title, (title, text), text=text), title=title))


def test_a_backslash_before_an_n_is_no_line_break():
    assert b"SUMMARY:C:\\\\New" in made(named("C:\\New"))


@given(st.text(alphabet='n\\;,:"\n 中', min_size=1, max_size=60))
def test_what_the_format_escapes_is_read_back(text):
    (event,) = read(made(named(text=text)))
    assert str(event["DESCRIPTION"]) == text


def check_whole(content):
    """One event with just the properties written, by the library and by the bytes."""
    (event,) = read(content)
    wanted = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP"}
    assert wanted <= set(event) <= wanted | {"DESCRIPTION", "CATEGORIES", "LOCATION"}
    assert "\n" not in str(event["SUMMARY"])
    unfolded = content.replace(b"\r\n ", b"").split(b"\r\n")
    names = [re.split(rb"[;:]", line)[0].decode() for line in unfolded[:-1]]
    assert unfolded[-1] == b""
    assert names.count("BEGIN") == names.count("END") == 2
    assert names.count("SUMMARY") == 1
    assert not {"ATTENDEE", "VALARM"} & set(names)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_an_empty_calendar_is_a_calendar():
    assert read(made()) == []


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"written as \.ics"):
        write_calendar([], tmp_path / "due.txt", title="x", stamp=STAMP)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_the_bytes(tmp_path):
    path = tmp_path / "new" / "due.ICS"
    write_calendar([named()], path, title="x", stamp=STAMP)
    assert path.read_bytes() == made(named(), title="x")
