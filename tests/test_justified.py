"""An exception holds up to its last day, for what it names, and is told when idle."""

from datetime import date

import pytest

from landuse.issues import Issue, fingerprint
from landuse.justified import Justification, justify

DAY = date(2022, 12, 31)
ISSUE = Issue(
    "OVERLAP", "warning", "2 m2", file="a.shp", feature="P1 / P2", field="geometry"
)


def entry(until=DAY, **names):
    named = names or {"fingerprint": fingerprint(ISSUE)}
    return Justification("李工", "共用墙", until, **named)


def states(book, as_of=DAY, issues=(ISSUE,)):
    return [(i.code, i.state) for i in justify(issues, book, as_of, "exceptions.toml")]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2022, 12, 30), [("OVERLAP", "justified")]),
        (date(2022, 12, 31), [("OVERLAP", "justified")]),
        (date(2023, 1, 1), [("OVERLAP", "open"), ("EXCEPTION_EXPIRED", "open")]),
    ],
)
def test_an_exception_expires_on_the_day_after_its_last(as_of, expected):
    assert states([entry()], as_of) == expected


def test_who_and_until_stand_with_the_issue():
    (issue,) = justify([ISSUE], [entry()], DAY)
    assert (issue.justified_by, issue.justified_until) == ("李工", "2022-12-31")
    assert (issue.severity, issue.message) == ("warning", "2 m2")


def test_code_file_and_feature_name_an_issue_as_well():
    place = {"code": "OVERLAP", "file": "a.shp", "feature": "P1 / P2"}
    assert states([entry(**place)]) == [("OVERLAP", "justified")]
    other = {**place, "feature": "P1 / P3"}
    assert states([entry(**other)]) == [
        ("OVERLAP", "open"),
        ("EXCEPTION_UNUSED", "open"),
    ]


def test_an_exception_that_matches_nothing_is_an_issue_of_the_book():
    (idle,) = justify([], [entry()], DAY, "exceptions.toml")
    assert (idle.code, idle.severity) == ("EXCEPTION_UNUSED", "info")
    assert (idle.file, idle.feature) == ("exceptions.toml", fingerprint(ISSUE))
    assert idle.value == "李工: 共用墙"


def test_a_renewed_exception_holds_and_the_old_one_is_told():
    book = [entry(date(2022, 6, 30)), entry(date(2023, 6, 30))]
    assert states(book) == [("OVERLAP", "justified"), ("EXCEPTION_EXPIRED", "open")]


def test_without_a_book_nothing_changes():
    assert justify([ISSUE], [], DAY) == [ISSUE]


NAMED = ("code", "file", "layer", "feature", "field")


@pytest.mark.parametrize("change", NAMED)
def test_a_fingerprint_depends_on_code_and_place(change):
    names = {n: getattr(ISSUE, n) for n in NAMED}
    other = Issue(**{**names, change: "other"}, severity="warning", message="m")
    same = Issue(**names, severity="error", message="3 m2", value="3")
    assert fingerprint(other) != fingerprint(ISSUE)
    assert fingerprint(same) == fingerprint(ISSUE)
