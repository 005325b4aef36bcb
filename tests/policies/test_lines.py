"""Lines of tables and keys, and periods: the ground of messages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.periods import first_gap, first_overlap, period_of
from landuse.resources import package_path
from landuse.tomllines import lines_of

TEXT = '''# [[value]] in a comment
top = 1

[policy]
id = "p" # [[value]]
note = """
[[value]]
key = "in a text"
"""
other = \'\'\'
[policy]
\'\'\'

[[value]]
key = "a"
value = [
  "one]", # [
  { key = 2 },
]
"quoted key" = 1
'bare' = 1
a.b = 3

[[value]]
key = "b"
[[rule]]
id = "r"
[document."a.b"]
seen = "part"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("", 0, "top"), 2),
        (("policy",), 4),
        (("policy", 0, "id"), 5),
        (("policy", 0, "note"), 6),
        (("policy", 0, "other"), 10),
        (("value", 0), 14),
        (("value", 0, "key"), 15),
        (("value", 0, "value"), 16),
        (("value", 0, "quoted key"), 20),
        (("value", 0, "bare"), 21),
        (("value", 0, "a"), 22),
        (("value", 1), 24),
        (("value", 1, "key"), 25),
        (("rule", 0, "id"), 27),
        (("document.a.b", 0, "seen"), 29),
    ],
)
def test_each_header_and_key_is_on_its_line(place, line):
    assert lines_of(TEXT).of(*place) == line


def test_a_key_that_is_not_there_has_the_line_of_its_header():
    lines = lines_of(TEXT)
    assert lines.of("value", 1, "basis") == 24
    assert lines.of("value", 2) is None


def test_windows_line_ends_count_once():
    assert lines_of(TEXT.replace("\n", "\r\n")).of("value", 1, "key") == 25


@pytest.mark.parametrize("name", ["national", "henan", "puyang"])
def test_every_entry_of_a_shipped_policy_is_found(name):
    text = package_path("policies", f"{name}.toml").read_text("utf-8")
    lines = lines_of(text)
    rows = text.splitlines()
    for table, key in (("value", "key"), ("rule", "id")):
        count = rows.count(f"[[{table}]]")
        found = [lines.of(table, index, key) for index in range(count)]
        assert all(rows[line - 1].startswith(f"{key} = ") for line in found)
        assert len(set(found)) == count


DAY = st.dates(date(2019, 12, 25), date(2020, 1, 10))
PERIOD = st.tuples(DAY, DAY).map(lambda pair: tuple(sorted(pair)))
PERIODS = st.lists(PERIOD, max_size=4)


def days(period):
    return {period[0] + timedelta(n) for n in range((period[1] - period[0]).days + 1)}


@given(PERIODS)
def test_periods_overlap_as_their_days_do(periods):
    shared = first_overlap(periods)
    twice = sum(map(len, map(days, periods))) > len(set().union(*map(days, periods)))
    assert (shared is not None) == twice
    if shared is not None:
        assert all(sum(day in days(p) for p in periods) > 1 for day in days(shared))


@given(PERIOD, PERIODS)
def test_a_gap_is_the_first_days_that_no_period_covers(wanted, periods):
    left = sorted(days(wanted) - set().union(*map(days, periods)))
    gap = first_gap(wanted, periods)
    if not left:
        assert gap is None
    else:
        assert gap[0] == left[0]
        assert days(gap) <= set(left)


def test_open_periods_reach_the_ends_of_the_calendar():
    always = period_of(None, None)
    assert first_gap(always, [always]) is None
    assert first_gap(always, [period_of(date(2012, 7, 1), None)]) == (
        date.min,
        date(2012, 6, 30),
    )
