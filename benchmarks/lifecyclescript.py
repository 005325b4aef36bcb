"""The life of plots as a plain script computes it: plot by plot, row by row."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from benchmarks.lifecycledata import STAGES, STANDARD
from landuse.policy import Policy

__all__ = ["Script"]

NAMES = (*STAGES, "exited")
FACTS = {name: fact for name, (fact, _, _) in STAGES.items()} | {"exited": "exit_date"}
DUES = {name: due for name, (_, due, _) in STAGES.items()} | {"exited": None}
#: Where nothing is agreed: after a stage, by a value of the policy.
AFTER = {
    "started": ("delivered", "start_after_delivery_years", 12),
    "completed": ("started", "completion_after_start_years", 12),
    "producing": ("completed", "production_after_completion_months", 1),
    "full_production": ("completed", "full_production_after_completion_years", 12),
    "accepted": ("full_production", "acceptance_after_full_production_months", 1),
    "supervised": ("accepted", "supervision_every_years", 12),
}
ONE = timedelta(days=1)
Row = dict[str, Any]


def later(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


class Script:
    """All that such a script holds while it runs."""

    def __init__(
        self, parcels: pd.DataFrame, milestones: pd.DataFrame, policy: Policy
    ) -> None:
        self.plots = _records(pd.DataFrame(parcels.drop(columns="geometry")))
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in _records(milestones):
            self.rows[row["parcel_id"]].append(row)
        self.months = {
            stage: policy.value(f"lifecycle.{key}") * months
            for stage, (_, key, months) in AFTER.items()
            if policy.is_configured(f"lifecycle.{key}")
        }

    def states(self, day: date) -> list[tuple[Any, ...]]:
        """Stage, next stage, due day and whether it is overdue, of each plot."""
        return [self.state(plot, day) for plot in self.plots]

    def state(self, plot: Row, day: date) -> tuple[Any, ...]:
        """The same of one plot."""
        reached = [name for name in NAMES if self.dated(plot, name, day)]
        stage = reached[-1] if reached else None
        standard = plot["is_standard_land"]
        if stage == "exited":
            return stage, None, None, False
        rest = NAMES[NAMES.index(stage) + 1 : -1] if stage else NAMES[:-1]
        if stage == "supervised":
            rest = ("supervised",)
        rest = [name for name in rest if standard or name not in STANDARD]
        if not rest:
            return stage, None, None, False
        due = self.due(plot, rest[0], day)
        return stage, rest[0], due, None if due is None else due < day

    def dated(self, plot: Row, stage: str, day: date) -> date | None:
        """When a stage was reached, as known on a day."""
        if stage in STANDARD and not plot["is_standard_land"]:
            return None
        column = plot[FACTS[stage]] if FACTS[stage] else None
        column = column if column is not None and column <= day else None
        held = self.held(plot, stage, day)
        if held and (column is None or held[0]["document_no"] is not None):
            return held[0]["actual_date"]
        return column

    def held(self, plot: Row, stage: str, day: date) -> list[Row]:
        """Attempts that did not fail, the first one first."""
        found = [
            row
            for row in self.rows[plot["parcel_id"]]
            if row["stage"] == stage
            and row["result"] != "fail"
            and row["actual_date"] is not None
            and row["actual_date"] <= day
        ]
        return sorted(found, key=lambda r: (r["actual_date"], r["document_no"] is None))

    def planned(self, plot: Row, stage: str, day: date) -> list[Row]:
        """What is planned as known on a day."""
        return [
            row
            for row in self.rows[plot["parcel_id"]]
            if row["stage"] == stage
            and row["planned_date"] is not None
            and (row["agreed_date"] is None or row["agreed_date"] <= day)
        ]

    def due(self, plot: Row, stage: str, day: date) -> date | None:
        """When a stage is due, as known on a day."""
        if stage == "supervised":
            return self.review(plot, day)
        contract = plot["contract_date"]
        made = contract is None or contract <= day
        due = plot[DUES[stage]] if DUES[stage] and made else None
        if stage == "started":
            due = self.start(plot, due, day)
        rows = self.planned(plot, stage, day)
        if rows:
            last = max(
                rows, key=lambda r: (r["agreed_date"] or date.min, r["planned_date"])
            )
            agreed = last["agreed_date"]
            anew = None not in (agreed, contract) and agreed > contract
            if due is None or (anew and stage != "started"):
                due = last["planned_date"]
        return self.term(plot, stage, day) if due is None else due

    def start(self, plot: Row, due: date | None, day: date) -> date | None:
        """The agreed start, put off by an extension; else a year after delivery."""
        contract = plot["contract_date"]
        longer, made = plot["extended_start_date"], plot["extension_date"]
        known = all(each is None or each <= day for each in (contract, made))
        if longer is not None and known and (due is None or longer > due):
            due = longer
        delivered = plot["delivery_date"]
        if due is None and delivered is not None and delivered <= day:
            due = later(delivered, 12)
        return due

    def term(self, plot: Row, stage: str, day: date) -> date | None:
        """By the policy."""
        if stage not in self.months:
            return None
        since = self.dated(plot, AFTER[stage][0], day)
        return None if since is None else later(since, self.months[stage])

    def review(self, plot: Row, day: date) -> date | None:
        """The first planned review that is not settled, or a year after the last."""
        held = self.held(plot, "supervised", day)
        settled = date.min
        for row in held:
            plan, agreed = row["planned_date"], row["agreed_date"]
            known = plan is not None and (
                agreed is None or agreed <= row["actual_date"]
            )
            settled = max(settled, plan if known else row["actual_date"])
        coming = [r["planned_date"] for r in self.planned(plot, "supervised", day)]
        coming = [planned for planned in coming if planned > settled]
        if coming:
            return min(coming)
        if held and "supervised" in self.months:
            return later(held[-1]["actual_date"], self.months["supervised"])
        return self.term(plot, "supervised", day)

    def history(self, day: date, until: date) -> list[tuple[Any, ...]]:
        """Plot, day, stage and whether it is overdue, wherever one of both changes."""
        return [line for plot in self.plots for line in self.lines(plot, day, until)]

    def lines(self, plot: Row, day: date, until: date) -> Iterator[tuple[Any, ...]]:
        """The same of one plot."""
        whole = [plot, *self.rows[plot["parcel_id"]]]
        days = {v for row in whole for v in row.values() if isinstance(v, date)}
        days = {each for each in days if each <= day}
        _, _, due, late = self.state(plot, date.min)
        before, seen = (None, late), set()
        days |= {due + ONE} if due is not None and due < until else set()
        while days:
            first = min(days)
            days.remove(first)
            seen.add(first)
            # What is dated after the day is not known, later too.
            stage, _, due, late = self.state(plot, min(first, day))
            if due is not None:
                late = due < first
                if first <= due < until and due + ONE not in seen:
                    days.add(due + ONE)
            if (stage, late) != before:
                yield plot["parcel_id"], first, stage, late
            before = (stage, late)

    def steps(self, day: date) -> list[tuple[Any, ...]]:
        """Plot, stage, due and actual day and status of each stage but the reviews."""
        return [step for plot in self.plots for step in self.steps_of(plot, day)]

    def steps_of(self, plot: Row, day: date) -> Iterator[tuple[Any, ...]]:
        """The same of one plot."""
        stage, next_, _, _ = self.state(plot, day)
        reached = [n for n in NAMES[:-1] if self.dated(plot, n, day)]
        before = NAMES.index(reached[-1]) if reached else -1
        for place, name in enumerate(NAMES[:-2]):
            if name in STANDARD and not plot["is_standard_land"]:
                continue
            actual, due = self.dated(plot, name, day), self.due(plot, name, day)
            if actual is None and stage == "exited" and place > before:
                continue
            if actual is not None:
                status = "done_late" if due and actual > due else "done_on_time"
                status = status if due else "done"
            elif place < before:
                status = "skipped"
            elif due is not None and due < day:
                status = "overdue"
            elif name != next_:
                status = "waiting"
            else:
                status = "due" if due else "undated"
            yield plot["parcel_id"], name, due, actual, status


def _records(frame: pd.DataFrame) -> list[Row]:
    """Rows as mappings of plain values."""
    columns = {}
    for name, column in frame.items():
        if pd.api.types.is_datetime64_any_dtype(column):
            columns[name] = [None if pd.isna(v) else v.date() for v in column]
        else:
            columns[name] = [None if pd.isna(v) else v for v in column.tolist()]
    return pd.DataFrame(columns, dtype=object).to_dict("records")
