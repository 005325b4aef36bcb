"""The certificate of a ledger: the same as of a table, and as it was once known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from landuse.analysis.goal.certificate import certificate
from landuse.analysis.revitalization import revitalization_progress
from landuse.ledger.store import create_ledger
from landuse.steps.goallines import certificate_lines
from landuse.steps.ledgerevents import events_of
from landuse.testing import make_zones, square
from tests.analysis.goalcase import (
    POLICY,
    back,
    by_period,
    done,
    figures,
    ledger,
    prepared,
)

FIRST = datetime(2021, 7, 1, 8, tzinfo=UTC)
SECOND = datetime(2022, 9, 30, 8, tzinfo=UTC)
DOCUMENT = {"registered_area_m2": 10_000.0, "document_no": "D1"}
#: Supplied, assembled on half of it, revitalized; the rest is recorded a year later.
EARLY = [
    ("supplied", "2020-02-01", None, {"parcel_id": "P1", **DOCUMENT}),
    prepared(
        "2021-01-05", square(50), parcel_id="P1", method="recover_paid", **DOCUMENT
    ),
    done("2021-05-05", square(), parcel_id="P1", method="resupply", **DOCUMENT),
]
LATE = [
    done("2021-06-05", square(150), parcel_id="P2", method="merger", **DOCUMENT),
    back("2022-02-01", "V2"),
]
ZONES = make_zones(zone_id="a", geometry=square(side=200))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    path = tmp_path_factory.mktemp("goal") / "city.ledger"
    whole = events_of(ledger(*EARLY, *LATE)).events
    with create_ledger(path, policy="puyang", at=FIRST, by="王") as made:
        made.append(whole[: len(EARLY)], by="王", at=FIRST)
        made.append(whole[len(EARLY) :], by="李", at=SECOND)
        yield made


def test_a_ledger_certifies_the_same_as_its_table(kept):
    one = certificate(kept.events(), POLICY, "2022-09-30", zones=ZONES)
    other = certificate(ledger(*EARLY, *LATE), POLICY, "2022-09-30", zones=ZONES)
    # 15 of P1, and of P2 the 7.5 that lie inside the zone
    assert figures(one, "union", "outside", "reversed") == (22.5, 7.5, -15)
    assert certificate_lines(one) == certificate_lines(other)
    assert one.figures.equals(other.figures)


def test_the_report_of_an_earlier_day_is_made_again_as_it_was(kept):
    known = certificate(kept.events(known_at=FIRST), POLICY, "2022-09-30", zones=ZONES)
    again = certificate(
        kept.events(), POLICY, "2022-09-30", zones=ZONES, known_at=FIRST
    )
    assert figures(known, "union") == figures(again, "union") == (22.5,)
    assert known.figures.equals(again.figures)
    assert by_period(known) == {"2021Q1": 15, "2021Q2": 7.5}
    now = certificate(kept.events(), POLICY, "2022-09-30", zones=ZONES)
    # the reversal takes 15, of which the other event of P1 keeps 7.5
    assert by_period(now) == {"2021Q1": 15, "2021Q2": 15, "2022Q1": -7.5}


def test_progress_takes_a_ledger_as_it_takes_a_table(kept):
    one = revitalization_progress(kept, POLICY, "2022-09-30")
    other = revitalization_progress(kept.events(), POLICY, "2022-09-30")
    assert one.indicators.equals(other.indicators)
