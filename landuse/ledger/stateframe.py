"""The parcels of a ledger as a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

import pandas as pd

from landuse.ledger.backend import Backend
from landuse.ledger.history import history
from landuse.ledger.reading import tail_of
from landuse.ledger.standing import standing
from landuse.ledger.state import Facts, FamilyState
from landuse.pause import uncollected
from landuse.units import DM2_PER_M2

__all__ = ["parcels_frame", "state_frame"]

_NOTHING: Mapping[str, int] = {}
#: Facts of a parcel that the frame has as they are.
_FACTS = (
    "holder",
    "zone_id",
    "enterprise_id",
    "is_sealed",
    "fee_decided_yuan",
    "fee_paid_yuan",
    "determination_no",
    "determination_date",
    "method",
    "retired",
)
_MANY = ("batches", "parents", "children")
_DETAIL_DATES = (
    "agreed_start_date",
    "extended_start_date",
    "extended_completion_date",
)
_TYPES = {
    **dict.fromkeys(("parcel_id", "account", "holder", "zone_id"), "str"),
    **dict.fromkeys(("enterprise_id", "determination_no", "method"), "str"),
    **dict.fromkeys(("category", *_MANY), "str"),
    **dict.fromkeys(_DETAIL_DATES, "datetime64[us]"),
    **dict.fromkeys(("determination_date", "retired"), "datetime64[us]"),
    **dict.fromkeys(("fee_decided_yuan", "fee_paid_yuan", "area_m2"), "float64"),
    **dict.fromkeys(("assembled_area_m2", "revitalized_area_m2"), "float64"),
    "is_sealed": "bool",
    "version": "int64",
}


def state_frame(
    backend: Backend, as_of: date | None, up_to: int | None
) -> pd.DataFrame:
    """What is known of each parcel.

    Parameters
    ----------
    backend : Backend
        Open.
    as_of : date, optional
        The day.
    up_to : int, optional
        Last row.

    Returns
    -------
    DataFrame
        One row for each parcel, by ``parcel_id``; retired parcels too.
    """
    if up_to is None:  # facts and versions of the same moment, whoever records now
        up_to = tail_of(backend).seq
    with uncollected():
        state = standing(history(backend, as_of, up_to))
        return parcels_frame(state, _versions(backend, up_to))


def parcels_frame(state: FamilyState, versions: Mapping[str, int]) -> pd.DataFrame:
    """The parcels of a state as rows.

    Parameters
    ----------
    state : FamilyState
        Of the whole ledger or of a family.
    versions : mapping of str to int
        How often each subject was touched.

    Returns
    -------
    DataFrame
        One row for each parcel, by ``parcel_id``.
    """
    parcels = sorted(state.facts)
    data: dict[str, list[Any]] = {"parcel_id": parcels}
    data |= _areas(state, parcels)
    data |= _facts([state.facts[parcel] for parcel in parcels])
    data["version"] = [versions.get(f"parcel:{parcel}", 0) for parcel in parcels]
    typed = {name: pd.array(data[name], dtype) for name, dtype in _TYPES.items()}
    return pd.DataFrame(typed)


def _areas(state: FamilyState, parcels: list[str]) -> dict[str, list[Any]]:
    """Where most of the land is, all of it, and what of it counts.

    As ``parcel_state`` has them: an area that no document has told is missing.
    """
    accounts: list[Any] = []
    areas: list[Any] = []
    assembled: list[Any] = []
    revitalized: list[Any] = []
    for parcel in parcels:
        subject = f"parcel:{parcel}"
        held = state.land.get(subject)
        if held:
            accounts.append(_most(held))
            areas.append(sum(held.values()) / DM2_PER_M2)
        else:
            facts = state.facts[parcel]
            accounts.append(facts.account)
            areas.append(None if facts.retired is None else 0.0)
        credit = state.goal.get(subject, _NOTHING)
        assembled.append(credit.get("assembled", 0) / DM2_PER_M2)
        revitalized.append(credit.get("revitalized", 0) / DM2_PER_M2)
    return {
        "account": accounts,
        "area_m2": areas,
        "assembled_area_m2": assembled,
        "revitalized_area_m2": revitalized,
    }


def _most(held: Mapping[str, int]) -> str:
    """The account with most land; of equal ones the last by name."""
    if len(held) == 1:
        (name,) = held
        return name
    return max(held, key=lambda name: (held[name], name))


def _facts(facts: Sequence[Facts]) -> dict[str, list[Any]]:
    names = (*_FACTS, *_MANY, "details")
    rows = [*map(attrgetter(*names), facts)]  # each parcel is looked up once
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    data = {name: list(told) for name, told in zip(names, columns, strict=True)}
    for name in _MANY:
        data[name] = [";".join(several) if several else None for several in data[name]]
    details = data.pop("details")
    for name in ("category", *_DETAIL_DATES):
        data[name] = [known.get(name) if known else None for known in details]
    return data


def _versions(backend: Backend, up_to: int) -> dict[str, int]:
    """How often each subject was touched."""
    query = "SELECT subject, count(*) FROM touches WHERE seq <= ? GROUP BY subject"
    return {subject: int(count) for subject, count in backend.rows(query, (up_to,))}
