"""Lives of the parcels of the test city: changes of stage, milestones, breaches."""

from __future__ import annotations

from datetime import date

import pandas as pd

AS_OF = date(2022, 9, 30)
STAGES = (
    "prepared",
    "announced",
    "granted",
    "delivered",
    "started",
    "completed",
    "producing",
    "full_production",
    "accepted",
    "supervised",
    "exited",
)
_FIRST = pd.Timestamp(2020, 1, 10)
_KINDS = ("late_start", "tax_short", "change_of_use")


def history(ids):
    """Parcel n stands at stage n % 12 on the reference date (11: none yet).

    It enters a stage every two months, the last one on the reference date or a
    day before it; each second one is overdue then, and parcels with n % 5 == 0
    become overdue a month and a day later if nothing happens.
    """
    rows = []
    for n, name in enumerate(ids):
        last = n % 12
        for stage in range(last + 1 if last < len(STAGES) else 0):
            day = _FIRST + pd.DateOffset(months=2 * stage, days=n % 25)
            if stage == last:
                day = pd.Timestamp(AS_OF) - pd.Timedelta(days=n % 2)
            late = stage == last and n % 2 == 1
            rows.append((name, day, STAGES[stage], late))
        if n % 5 == 0 and 0 <= last < len(STAGES):
            later = pd.Timestamp(AS_OF) + pd.DateOffset(months=1, days=1)
            rows.append((name, later, STAGES[last], True))
    return pd.DataFrame(rows, columns=["parcel_id", "since", "stage", "is_overdue"])


def on_day(changes, ids, day):
    """Stage and overdue of each parcel on a day: slow, plain, to compare with."""
    found = {}
    for row in changes.sort_values("since", kind="stable").itertuples():
        if row.since <= pd.Timestamp(day):
            found[row.parcel_id] = (
                row.stage,
                row.is_overdue is not pd.NA and bool(row.is_overdue),
            )
    known = [found.get(name, (None, False)) for name in ids]
    return pd.DataFrame(known, columns=["stage", "is_overdue"], index=ids)


def milestones(ids):
    rows = [
        (name, stage, pd.Timestamp(2021, 1, 1), "pass", f"文〔{n}〕{stage}")
        for n, name in enumerate(ids)
        for stage in STAGES[2 : 2 + n % 4]
    ]
    names = ["parcel_id", "stage", "planned_date", "result", "document_no"]
    return pd.DataFrame(rows, columns=names)


def commitments(ids):
    return pd.DataFrame(
        {
            "parcel_id": ids,
            "indicator": "tax_yuan_per_mu",
            "operator": ">=",
            "committed": 150_000.0,
            "measured": [None if n % 3 else 1000.0 * n for n in range(len(ids))],
        }
    )


def breaches(ids):
    chosen = list(ids[3:90:7])
    count = len(chosen)
    return pd.DataFrame(
        {
            "breach_id": [f"W{n:02d}" for n in range(count)],
            "parcel_id": chosen,
            "breach_kind": [_KINDS[n % 3] for n in range(count)],
            "found_date": pd.Timestamp(2022, 1, 1)
            + pd.to_timedelta([13 * n % 40 for n in range(count)], "D"),
            "penalty_yuan": [None if n % 4 == 0 else 9500.5 * n for n in range(count)],
            "responsible_unit": "园区管委会",
        }
    )


def with_lives(frames):
    """The frames of the test city with lives that lead to their stage."""
    parcels = frames["parcels"]
    ids = parcels["parcel_id"].tolist()
    changes = history(ids)
    now = on_day(changes, ids, AS_OF)
    return {
        **frames,
        "parcels": parcels.assign(
            lifecycle_stage=now["stage"].to_numpy(),
            is_overdue=pd.array(now["is_overdue"], "boolean"),
        ),
        "life_history": changes,
        "life_milestones": milestones(ids),
        "life_commitments": commitments(ids),
        "life_breaches": breaches(ids),
    }
