"""Canonical fields of a plot's whole life: milestones, breaches, transfers."""

from __future__ import annotations

from landuse.fieldtypes import Field, boolean, date, key, number, text

__all__ = [
    "BREACHES",
    "BREACH_KINDS",
    "COMMITMENTS",
    "EXIT_KINDS",
    "MILESTONES",
    "RESULTS",
    "STAGES",
    "TRANSFERS",
    "TRANSFER_KINDS",
]

#: In their order; which of them a plot goes through is the policy's to say.
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
RESULTS = ("pass", "fail", "partial")
EXIT_KINDS = ("recovered", "swapped", "cancelled", "expired", "other")
BREACH_KINDS = (
    "late_start",
    "late_completion",
    "late_production",
    "investment_short",
    "floor_area_ratio_short",
    "coverage_short",
    "office_share_over",
    "tax_short",
    "output_short",
    "energy_over",
    "emission_over",
    "change_of_use",
    "unapproved_transfer",
    "other",
)
TRANSFER_KINDS = ("sale", "lease", "court_sale", "merger", "other")

#: What was promised with a plot of standard land; a yearly promise has a row a year.
COMMITMENTS = (
    key("parcel_id"),
    key("indicator"),
    number("committed", key=True),
    text("unit", required=True),
    Field("operator", key=True, required=True, choices=(">=", ">", "<=", "<", "==")),
    date("due_date"),
    number("measured"),
    date("measured_date"),
)

#: Steps of a life with their papers: several attempts at one stage are several rows.
MILESTONES = (
    key("parcel_id"),
    Field("stage", key=True, required=True, choices=STAGES),
    date("planned_date"),
    date("agreed_date"),
    date("actual_date", required=True),
    text("result", *RESULTS),
    text("document_no"),
    text("responsible_unit"),
    text("remark"),
)

#: What was not kept, and each step that was taken against it.
BREACHES = (
    key("breach_id"),
    key("parcel_id"),
    text("kind", *BREACH_KINDS, required=True),
    text("indicator"),
    date("found_date"),
    text("notice_no"),
    date("notice_date", required=True),
    date("rectify_by_date"),
    date("rectified_date"),
    text("rectification_result", *RESULTS),
    text("penalty_no"),
    date("penalty_date"),
    number("penalty_yuan"),
    date("penalty_paid_date"),
    text("price_supplement_no"),
    date("price_supplement_date"),
    number("price_supplement_yuan"),
    date("price_supplement_paid_date"),
    text("recovery_no"),
    date("recovery_date"),
    date("closed_date"),
    text("responsible_unit"),
    text("remark"),
)

#: Who took a plot over, or rents it; obligations go with the land.
TRANSFERS = (
    key("parcel_id"),
    key("transfer_date", "date"),
    text("transfer_kind", *TRANSFER_KINDS, required=True),
    text("from_holder"),
    text("to_holder", required=True),
    text("to_enterprise_id"),
    date("until_date"),
    boolean("assumes_obligations"),
    text("document_no"),
)
