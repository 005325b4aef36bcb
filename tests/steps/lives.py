"""Random plots with all that can be dated in a life, for the tests of agreement."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import strategies as st

from landuse.lifefields import BREACH_KINDS, RESULTS, STAGES
from landuse.testing import (
    make_breaches,
    make_commitments,
    make_milestones,
    make_parcels,
    make_transfers,
)

FIRST = date(2019, 1, 1)
STEP, COUNT = 37, 40  #: days between the days that are drawn; they span four years
WORDS = (None, "甲1号", "乙2号")
HOLDERS = ("甲公司", "乙公司", "丙公司")
YES_NO = (None, True, False)

#: Dated facts that stand by themselves, in the order of a life.
_FACTS = (
    *("prepared_date", "notice_date", "delivery_date", "start_date"),
    *("completion_date", "production_date", "full_production_date"),
    *("acceptance_date", "exit_date"),
)
#: Days that a contract sets.
_DUE = (
    *("due_delivery_date", "due_start_date", "decision_start_date"),
    *("due_completion_date", "due_production_date", "due_full_production_date"),
    "due_acceptance_date",
)
_PAPERS = {
    "extension_date": "extended_start_date",
    "supplement_date": "supplement_start_date",
}
_STEPS = (
    *("found_date", "notice_date", "rectified_date", "penalty_date"),
    *("penalty_paid_date", "price_supplement_date", "price_supplement_paid_date"),
    *("recovery_date", "closed_date"),
)


class Dice:
    """Days, words and rows, all from one seed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def of(self, words):
        """One of some words."""
        return words[int(self.rng.integers(len(words)))]

    def day(self, least=0):
        """A day as a table writes it."""
        number = int(self.rng.integers(least, COUNT + 1))
        return (FIRST + timedelta(days=STEP * number)).isoformat()

    def maybe(self, *, there=True):
        """A day, in half of the cases in which it can be there."""
        return self.day() if there and self.rng.random() < 0.5 else None

    def plot(self, name):
        """A row of parcels: what a contract sets, only with the day of the contract."""
        come = _FACTS[
            : int(self.rng.integers(len(_FACTS) + 1))
        ]  # so far and no further
        row = {column: self.maybe(there=column in come) for column in _FACTS}
        row |= {name: self.maybe() for name in ("agreement_date", "supply_date")}
        signed = self.day() if self.rng.random() < 0.8 else None
        row |= {"parcel_id": name, "contract_date": signed}
        is_signed = signed is not None
        row |= {column: self.maybe(there=is_signed) for column in _DUE}
        for paper, sets in _PAPERS.items():
            row[paper] = self.maybe(there=is_signed)
            row[sets] = None if row[paper] is None else self.day()
        return row | {
            "is_standard_land": self.of(YES_NO),
            "holder": self.of((None, *HOLDERS)),
            "responsible_unit": self.of((None, "示例局")),
            "notice_no": None if row["notice_date"] is None else self.of(WORDS),
            "registered_area_m2": 10_000.0,
            "zone_id": self.of((None, "Z1")),
        }

    def milestone(self):
        """A row that plans or tells something."""
        planned, stage = self.maybe(), self.of(STAGES)
        done = self.day() if planned is None else self.maybe()
        is_done = done is not None
        return {
            "stage": stage,
            "planned_date": planned,
            "agreed_date": None if planned is None else self.day(),
            "actual_date": done,
            "result": self.of((None, *RESULTS)) if is_done else None,
            "document_no": self.of(WORDS) if is_done else None,
            "responsible_unit": self.of((None, f"{stage}科")),
        }

    def commitment(self):
        """A promise with a measured value or none."""
        measured = self.of((None, 9.5, 10.0))
        return {
            "indicator": self.of(("tax_per_mu", "floor_area_ratio")),
            "committed": 10.0,
            "operator": self.of((">=", "<=")),
            "due_date": self.maybe(),
            "measured": measured,
            "measured_date": None if measured is None else self.day(),
        }

    def breach(self):
        """Steps on any days, in any order."""
        row = {name: self.maybe() for name in _STEPS}
        if not any(row.values()):
            row["found_date"] = self.day()
        noticed = row["notice_date"] is not None
        penalised, rectified = row["penalty_date"], row["rectified_date"]
        return row | {
            "kind": self.of((None, *BREACH_KINDS)),
            "rectify_by_date": self.maybe(there=noticed),
            "rectification_result": self.of(RESULTS) if rectified else None,
            "penalty_yuan": self.of((None, 0.0, 5000.0)) if penalised else None,
        }

    def transfer(self):
        """A sale or a lease."""
        return {
            "transfer_date": self.day(),
            "transfer_kind": self.of(("sale", "lease", "court_sale")),
            "from_holder": self.of((None, *HOLDERS)),
            "to_holder": self.of(HOLDERS),
            "until_date": self.maybe(),
            "assumes_obligations": self.of(YES_NO),
        }

    def rows(self, maker, row, names, most):
        """Rows of plots as a canonical frame."""
        names = [
            name for name in names for _ in range(int(self.rng.integers(most + 1)))
        ]
        found = [row() | {"parcel_id": name} for name in names]
        return framed(maker, found)


def framed(maker, rows):
    """A canonical frame of rows; None without any."""
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    told = {n: c for n, c in columns.items() if any(v is not None for v in c)}
    return maker(**told) if rows else None


def random_lives(seed, count):
    """Frames of parcels, milestones, commitments, breaches and transfers."""
    dice = Dice(seed)
    plots = [dice.plot(f"P{number}") for number in range(count)]
    ids = [row["parcel_id"] for row in plots]
    days = ("agreement_date", "contract_date", "supply_date")
    agreed = [row["parcel_id"] for row in plots if any(row[name] for name in days)]
    frames = {
        "parcels": framed(make_parcels, plots),
        "milestones": dice.rows(make_milestones, dice.milestone, ids, 2),
        "commitments": dice.rows(make_commitments, dice.commitment, agreed, 3),
        "transfers": dice.rows(make_transfers, dice.transfer, ids, 3),
    }
    breaches = dice.rows(make_breaches, dice.breach, ids, 2)
    if breaches is not None:
        named = [f"W{number}" for number in range(len(breaches))]
        frames["breaches"] = breaches.assign(breach_id=named).astype(breaches.dtypes)
    return {name: frame for name, frame in frames.items() if frame is not None}


#: Of :func:`random_lives`: one draw, so that there can be many plots.
SEEDS = st.integers(0, 2**32 - 1)
#: A day before all, each boundary one step each side, and one after all.
AS_OF = st.builds(
    lambda n, by: FIRST + timedelta(days=STEP * n + by),
    st.integers(-1, COUNT + 1),
    st.integers(-1, 1),
)
