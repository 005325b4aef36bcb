"""Determinations that offices published come out as they found them.

A row states the agreed start, sometimes an extension, a day on which nothing had
started, the cause, and sometimes periods of government and enterprise with days.
"13 months" of GZ-HP-2020-27 are 14 months by the calendar and 427 days: what a
row states in months is shown beside the exact days, which are what is asserted.
"""

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from landuse.analysis.calendar import full_months
from landuse.analysis.flags import flag
from landuse.testing import make_causes, make_parcels

CASES = (
    Path(__file__).resolve().parents[3]
    / "shared/data/07_reference/cn_published_cases/idle_land_cases.csv"
)
CAUSES = {"企业": "enterprise", "政府": "government", "不可抗力": "force_majeure"}


def rows():
    if not CASES.is_file():
        reason = "the published cases are not beside the repository"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason))]
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    return [pytest.param(row, id=row["case_id"]) for row in found]


def day(text):
    """A day; of a month alone its last day, of what is no day nothing."""
    found = re.match(r"\d{4}-\d{2}(-\d{2})?", text or "")
    if not found:
        return None
    stamp = pd.Timestamp(found[0])
    return stamp if found[1] else stamp + pd.offsets.MonthEnd(0)


def cause_of(row):
    """The class that the office names; of several words, mixed."""
    names = {CAUSES[word] for word in CAUSES if word in row["cause"]}
    return names.pop() if len(names) == 1 else "mixed"


def periods_of(row):
    periods = [
        ("government", row["gov_from"], row["gov_to"]),
        ("enterprise", row["ent_from"], row["ent_to"]),
    ]
    return [(name, day(a), day(b)) for name, a, b in periods if day(a) or day(b)]


def judged(row, policy):
    """The finding of a row on the last day that it speaks of."""
    decided = day(row["doc_date"])
    days = [day(row[n]) for n in ("observed_not_started_on", "gov_to", "ent_to")]
    as_of = max((d for d in days if d), default=decided)
    periods = periods_of(row)
    parcels = make_parcels(
        parcel_id=row["parcel_or_contract_id"] or row["case_id"],
        registered_area_m2=float(row["area_m2"]),
        contract_date=day(row["contract_date"]),
        due_start_date=day(row["agreed_start"]),
        extended_start_date=day(row["extended_start"]),
        cause=None if periods else cause_of(row),
        determination_no=row["doc_no"] or None,
        determination_date=decided,
    )
    causes = None
    if periods:
        names, first, last = (list(part) for part in zip(*periods, strict=True))
        causes = make_causes(
            parcel_id=parcels["parcel_id"][0],
            cause=names,
            cause_from=first,
            cause_to=last,
        )
    found = flag(parcels, policy, as_of.date(), causes=causes)
    return found[found["rule"] == "idle-not-started"].iloc[0], as_of


@pytest.mark.parametrize("row", rows())
def test_the_case_comes_out_as_published(puyang, row):
    finding, as_of = judged(row, puyang)
    assert (finding["verdict"] == "yes") == (row["finding"] == "闲置")
    assert finding["area_m2"] == float(row["area_m2"])
    figures = json.loads(finding["evidence"])["derived"]
    due = day(row["extended_start"]) or day(row["agreed_start"])
    assert figures["due_start"] == due.date().isoformat()
    assert figures["days_overdue"] == (as_of - due).days
    split = {n: figures[f"{n}_days"] for n in ("government", "enterprise")}
    periods = periods_of(row)
    if periods:
        for name, first, last in periods:
            begin = max(d for d in (first, due + pd.Timedelta(days=1)) if d)
            assert split[name] == (min(last or as_of, as_of) - begin).days + 1
    elif cause_of(row) in split:
        assert split[cause_of(row)] == figures["days_overdue"]
        assert figures["cause_class"] == cause_of(row)


@pytest.mark.parametrize("row", rows())
def test_a_stated_span_in_months_is_compared_as_shown(row):
    """By the calendar the months are never fewer than stated."""
    stated = re.fullmatch(r"(\d+)个月", row["gov_stated"])
    if not stated:
        pytest.skip("no span in months is stated")
    begin = day(row["gov_from"]) or day(row["agreed_start"])
    end = day(row["gov_to"]) or day(row["observed_not_started_on"])
    shown = full_months(pd.Series([begin]), end)[0]
    assert 0 <= shown - int(stated[1]) <= 1


def test_the_published_span_in_numbers():
    """Days are exact, months only shown: 14 by the calendar where 13 are stated."""
    begin, end = pd.Timestamp("2019-06-30"), pd.Timestamp("2020-08-30")
    assert (end - begin).days == 427
    assert full_months(pd.Series([begin]), end).tolist() == [14]
