"""Dated causes: exact days, each once; deducted only where a policy says so."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.facts import gather
from landuse.analysis.idle.causes import CLASSES, idle_time
from landuse.testing import make_causes, make_parcels

DUE = {"due_start_date": "2020-01-01"}
AS_OF = "2021-12-31"  # 730 days after the due start


def split(row):
    names = (*CLASSES, "unexplained")
    return {n: d for n in names if (d := row["derived"][f"{n}_days"])}


def test_the_days_of_a_published_government_cause(judged):
    """2019-06-30 to 2020-08-30 are 427 days, whatever months are called."""
    facts = {"due_start_date": "2019-06-30", "cause": "government"}
    facts |= {"cause_from": "2019-06-30", "cause_to": "2020-08-30"}
    row = judged(**facts, as_of="2020-08-30")
    assert row["verdict"] == "yes"
    assert row["derived"]["days_overdue"] == 427
    assert split(row) == {"government": 427}
    assert row["derived"]["cause_class"] == "government"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("2020-03-01", "2020-03-31")], 31),
        ([("2020-03-01", "2020-03-31"), ("2020-03-15", "2020-04-14")], 45),
        ([("2020-03-01", "2020-03-31"), ("2020-04-01", "2020-04-30")], 61),
        ([("2020-03-01", "2020-12-31"), ("2020-05-01", "2020-05-31")], 306),
        ([("2019-01-01", "2020-01-31")], 30),
        ([("2021-12-30", None)], 2),
        ([("2021-12-30", "2030-01-01")], 2),
        ([(None, "2020-01-11")], 10),
        ([("2022-01-01", "2022-02-01")], 0),
        ([("2019-01-01", "2020-01-01")], 0),
        ([("2020-03-01", "2020-02-01")], 0),
    ],
    ids=[
        "one",
        "overlapping",
        "touching",
        "nested",
        "cut at the due start",
        "open",
        "cut at the day",
        "without a first day",
        "later",
        "before",
        "backwards",
    ],
)
def test_days_of_several_spans(judged, spans, expected):
    first, last = zip(*spans, strict=True)
    causes = make_causes(cause_from=list(first), cause_to=list(last))
    row = judged(**DUE, as_of=AS_OF, causes=causes)
    assert row["derived"]["government_days"] == expected
    assert row["derived"]["unexplained_days"] == 730 - expected


def test_a_day_of_two_causes_counts_for_the_first_of_the_policy(judged):
    """January 2021 is both: 31 days of the government, 28 of force majeure."""
    causes = make_causes(
        cause=["force_majeure", "government", "judicial", "enterprise"],
        cause_from=["2021-01-01", "2021-01-01", "2021-02-20", "2021-02-28"],
        cause_to=["2021-02-28", "2021-01-31", "2021-03-10", "2021-03-05"],
    )
    row = judged(**DUE, as_of=AS_OF, causes=causes)
    assert split(row) == {
        "government": 31,
        "force_majeure": 28,
        "enterprise": 5,
        "judicial": 5,
        "unexplained": 730 - 69,
    }
    assert row["derived"]["cause_class"] == "mixed"


def test_causes_do_not_end_idleness_unless_they_are_deducted(judged, deducting):
    """92 days of the government move the year from 2021-01-01 to 2021-04-03."""
    causes = make_causes(cause_from="2020-03-01", cause_to="2020-05-31")
    facts = {**DUE, "causes": causes}
    assert judged(**facts, as_of="2021-01-01")["verdict"] == "yes"
    assert judged(**facts, as_of="2021-04-02", policy=deducting)["verdict"] == "no"
    row = judged(**facts, as_of="2021-04-03", policy=deducting)
    assert (row["verdict"], row["derived"]["idle_on"]) == ("yes", "2021-04-03")
    assert row["derived"]["deducted_days"] == 92


@pytest.mark.parametrize(
    ("first", "last", "moved"),
    [
        ("2021-01-01", "2021-01-10", "2021-01-11"),
        ("2021-01-02", "2021-01-10", "2021-01-01"),
        ("2020-12-01", None, "2021-01-01"),
        (None, "2020-12-31", "2021-01-01"),
    ],
    ids=["on the anniversary", "after it", "without an end", "without a beginning"],
)
def test_what_moves_the_clock(judged, deducting, first, last, moved):
    causes = make_causes(cause_from=first, cause_to=last)
    row = judged(**DUE, as_of=AS_OF, policy=deducting, causes=causes)
    assert row["derived"]["idle_on"] == moved


def test_years_that_are_full(judged):
    for as_of, full in (
        ("2020-12-31", 0),
        ("2021-01-01", 1),
        ("2021-12-31", 1),
        ("2022-01-01", 2),
    ):
        assert judged(**DUE, as_of=as_of)["derived"]["years_full"] == full


days = st.integers(-200, 1_000).map(
    lambda n: pd.Timestamp("2020-01-01") + pd.Timedelta(days=n)
)
span = st.tuples(st.sampled_from(CLASSES), days, days)


def time_of(policy, spans, as_of=AS_OF):
    parcels = make_parcels(**DUE)
    facts = gather(parcels, policy, pd.Timestamp(as_of))
    if spans:
        names, first, last = (list(part) for part in zip(*spans, strict=True))
        causes = make_causes(cause=names, cause_from=first, cause_to=last)
        object.__setattr__(facts, "causes", causes)
    return idle_time(facts, parcels["due_start_date"], policy)


@settings(max_examples=40, deadline=None)
@given(spans=st.lists(span, max_size=5), more=st.tuples(days, days))
def test_a_government_cause_never_lengthens_the_time_of_the_enterprise(
    puyang, spans, more
):
    before = time_of(puyang, spans).split.iloc[0]
    after = time_of(puyang, [*spans, ("government", *more)]).split.iloc[0]
    assert before.sum() == after.sum() == 730
    assert (before >= 0).all()
    assert after["enterprise_days"] <= before["enterprise_days"]
    assert after["unexplained_days"] <= before["unexplained_days"]
    assert after["government_days"] >= before["government_days"]


@settings(max_examples=40, deadline=None)
@given(spans=st.lists(span, max_size=5), later=st.integers(0, 500))
def test_a_later_day_never_shortens_the_idle_time(deducting, spans, later):
    day = pd.Timestamp(AS_OF) + pd.Timedelta(days=later)
    now, then = time_of(deducting, spans), time_of(deducting, spans, day)
    net = [(t.total_days - t.deducted_days).iloc[0] for t in (now, then)]
    assert net[0] <= net[1]
    year = pd.Series(pd.to_datetime(["2021-01-01"]))
    if now.moved(year)[0] <= pd.Timestamp(AS_OF):
        assert then.moved(year)[0] <= day


@settings(max_examples=40, deadline=None)
@given(spans=st.lists(span, max_size=4))
def test_days_are_those_that_a_calendar_names(puyang, spans):
    """Against every day asked one by one."""
    table = time_of(puyang, spans).split.iloc[0]
    order = ("government", "force_majeure", "enterprise", "judicial")
    counts = dict.fromkeys([*CLASSES, "unexplained"], 0)
    for day in pd.date_range("2020-01-02", AS_OF):
        held = {name for name, first, last in spans if first <= day <= last}
        counts[next((n for n in order if n in held), "unexplained")] += 1
    assert {n: table[f"{n}_days"] for n in counts} == counts
