"""The supply of a parcel held against the approvals: none, lapsed or too late."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.batches.origins import BATCH
from landuse.analysis.facts import Facts
from landuse.analysis.rules.applies import supplied
from landuse.analysis.rules.outcome import Condition, Outcome
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _outside_batches(facts: Facts, policy: Policy) -> Outcome:
    del policy
    frame = facts.frame
    valid, stock = frame[f"{BATCH}valid"], frame["is_stock_land"]
    none = frame[f"{BATCH}batch_id"].isna()
    unnamed = none & frame[f"{BATCH}unnamed"]
    outside = (~valid).mask(unnamed)
    open_ = outside.fillna(value=True) & ~stock.fillna(value=False)
    return Outcome(
        outside & ~stock,
        frame["supply_date"].fillna(frame["contract_date"]),
        derived={"batches": frame[f"{BATCH}batch_id"]},
        missing={
            "batch_id": open_ & unnamed,
            "lapsed_date": open_ & valid.isna(),
            "is_stock_land": open_ & stock.isna(),
        },
    )


def _before_approval(facts: Facts, policy: Policy) -> Outcome:
    del policy
    frame = facts.frame
    approved, supply = frame[f"{BATCH}approval_date"], frame["supply_date"]
    day = supply.fillna(frame["contract_date"])
    named = frame["batch_id"].notna()
    exempt = frame["is_stock_land"].fillna(value=False) & ~named
    early = (day < approved) & ~exempt
    known = frame[f"{BATCH}batch_id"].notna()
    doubts = {
        "supply_date": known & supply.isna(),
        "approval_date": frame[f"{BATCH}undated"],
        "batch_id": frame[f"{BATCH}unnamed"],
    }
    doubt = pd.DataFrame(doubts).any(axis=1) & ~(exempt & ~frame[f"{BATCH}unnamed"])
    return Outcome(
        early.astype("boolean").mask(~early & doubt),
        day,
        derived={
            "batches": frame[f"{BATCH}batch_id"],
            "approved_on": approved,
            "supplied_on": day,
            "days_early": (approved - day).dt.days.where(early),
        },
        missing=doubts,
    )


_FACTS = ("supply_date", "contract_date", "batch_id", "is_stock_land")
CONDITIONS: dict[str, Condition] = {
    "outside_batches": Condition(
        _outside_batches,
        _FACTS,
        supplied,
        "cites and lies in no batch that held on the day of the supply; no stock land",
        of_batches=True,
    ),
    "before_approval": Condition(
        _before_approval,
        _FACTS,
        supplied,
        "day of the supply < approval of the batch",
        of_batches=True,
    ),
}
