"""Promises of standard land: what was measured, what was broken, who took over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Across, Within
from landuse.analysis.quality.time import in_force
from landuse.qualityrules import quality_rule
from landuse.schema import absent_columns

__all__ = ["ACROSS", "WITHIN"]

#: Indicators without a unit: a part of a whole, or floors over ground.
_RATIOS = (
    "floor_area_ratio",
    "building_coverage",
    "building_density",
    "green_share",
    "office_share",
    "rd_share",
)


def _measured_without_date(
    frame: pd.DataFrame, kind: str, _limits: Limits
) -> Iterator[Fault]:
    """Measured values of no day, where the source has a column for it."""
    if kind != "commitments" or "measured_date" in absent_columns(frame):
        return
    rows = frame[frame["measured"].notna() & frame["measured_date"].isna()]
    yield Fault("MEASURED_WITHOUT_DATE", "measured", rows)


def _without_unit(frame: pd.DataFrame, kind: str, _limits: Limits) -> Iterator[Fault]:
    """Figures of which nobody knows in what; ratios are plain numbers."""
    if kind != "commitments" or "unit" in absent_columns(frame):
        return
    rows = frame[frame["unit"].isna() & ~frame["indicator"].isin(_RATIOS)]
    yield Fault("PROMISE_WITHOUT_UNIT", "unit", rows, values=rows["indicator"])


def _steps_without_ground(
    frame: pd.DataFrame, kind: str, _limits: Limits
) -> Iterator[Fault]:
    """Steps against a breach without the one or the day that they rest on."""
    if kind != "breaches":
        return
    for earlier, later in quality_rule("BREACH_STEP_MISSING").pairs:
        if earlier in absent_columns(frame):
            continue
        rows = frame[frame[later].notna() & frame[earlier].isna()]
        facts = {"earlier": earlier, "later": later}
        yield Fault("BREACH_STEP_MISSING", later, rows, facts)


def _broken_chains(frame: pd.DataFrame, kind: str, _limits: Limits) -> Iterator[Fault]:
    """Transfers from somebody who was not the one that took the plot over before.

    Leases leave the holder as he is. Of transfers of one day the order is not known,
    so neither of them nor the one after them is looked at.
    """
    if kind != "transfers":
        return
    sold = frame[frame["transfer_kind"] != "lease"]
    sold = sold.sort_values("transfer_date", kind="stable")
    plots = sold.groupby("parcel_id", sort=False)
    before, one_day = plots["to_holder"].shift(), _of_one_day(sold)
    unsure = one_day | one_day.groupby(sold["parcel_id"]).shift(fill_value=False)
    broken = before.notna() & sold["from_holder"].notna() & ~unsure
    broken &= _plain(before) != _plain(sold["from_holder"])
    rows = sold[broken].sort_index()
    each = {
        "before": before[rows.index].tolist(),
        "now": rows["from_holder"].tolist(),
    }
    yield Fault("TRANSFER_CHAIN_BROKEN", "from_holder", rows, each=each)


def _of_one_day(sold: pd.DataFrame) -> pd.Series:
    return sold.duplicated(["parcel_id", "transfer_date"], keep=False)


def _plain(names: pd.Series) -> pd.Series:
    """Names without blanks, and with brackets of one width."""
    text = names.astype("str").str.replace(r"\s", "", regex=True)
    return text.str.replace("（", "(").str.replace("）", ")")


def _before_the_supply(
    frames: Mapping[str, pd.DataFrame], _limits: Limits
) -> Iterator[Fault]:
    """Transfers of plots before they were supplied, but for plots granted anew."""
    if "transfers" not in frames or "parcels" not in frames:
        return
    transfers = frames["transfers"]
    plots = frames["parcels"].drop_duplicates("parcel_id").set_index("parcel_id")
    plots = plots[plots["exit_date"].isna()]
    contract, supply = plots["contract_date"], plots["supply_date"]
    first = supply.where(supply < contract, contract).fillna(supply)
    since = first.reindex(transfers["parcel_id"]).set_axis(transfers.index)
    rows = transfers[transfers["transfer_date"] < since]
    each = {"day": [f"{day:%Y-%m-%d}" for day in since[rows.index]]}
    yield Fault("TRANSFERRED_BEFORE_SUPPLIED", "transfer_date", rows, each=each)


def _other_holders(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Plots whose holder is not the one that took them over last, by the day."""
    if "transfers" not in frames or "parcels" not in frames:
        return
    sold = frames["transfers"]
    sold = sold[(sold["transfer_kind"] != "lease") & sold["to_holder"].notna()]
    if limits.day is not None:
        sold = sold[sold["transfer_date"] <= limits.day]
    sold = sold.assign(unsure=_of_one_day(sold)).sort_values("transfer_date")
    last = sold.drop_duplicates("parcel_id", keep="last").set_index("parcel_id")
    last = last[~last["unsure"]]
    plots = frames["parcels"]
    plots = plots[in_force(plots, limits.day) & plots["exit_date"].isna()]
    taken = last["to_holder"].reindex(plots["parcel_id"]).set_axis(plots.index)
    other = taken.notna() & plots["holder"].notna()
    rows = plots[other & (_plain(taken) != _plain(plots["holder"]))]
    each = {"now": rows["holder"].tolist(), "taken": taken[rows.index].tolist()}
    yield Fault("HOLDER_DISAGREES", "holder", rows, each=each)


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (
    _measured_without_date,
    _without_unit,
    _steps_without_ground,
    _broken_chains,
)

#: Looked for in frames against each other.
ACROSS: tuple[Across, ...] = (_before_the_supply, _other_holders)
