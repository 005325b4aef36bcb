"""Canonical fields of enterprises, their taxes and the land that they use."""

from __future__ import annotations

from landuse.fieldtypes import Field, boolean, date, key, number, text

__all__ = ["ENTERPRISES", "GRADE_OVERRIDES", "OCCUPANCIES", "TAXES", "TAX_ITEMS"]

#: One row for each enterprise and year.
ENTERPRISES = (
    key("enterprise_id"),
    text("enterprise", required=True),
    Field("year", "integer", key=True, required=True),
    text("zone_id", required=True),
    number("tax_yuan", required=True),
    number("revenue_yuan"),
    number("value_added_yuan"),
    number("energy_tce"),
    number("pollution_t"),
    number("rd_yuan"),
    number("employees"),
    boolean("above_scale"),
    text("operating_state", "operating", "partial", "stopped"),
    date("stopped_since"),
    text("grade"),
    number("owned_area_m2"),
    number("unregistered_area_m2"),
    number("rented_in_area_m2"),
    number("rented_out_area_m2"),
    date("founded_date"),
    boolean("exempt"),
    text("industry"),
    boolean("is_lead_industry"),
    text("exemption"),
    text("vetoes"),
    text("bonuses"),
    text("industry_code"),
    number("taxed_area_m2"),
    boolean("taxed_elsewhere"),
)

#: What an enterprise paid, tax by tax: many rows for each enterprise and year.
TAX_ITEMS = (
    key("enterprise_id"),
    Field("year", "integer", key=True, required=True),
    key("tax_kind"),
    number("amount_yuan", required=True),
    Field(
        "payment_basis",
        key=True,
        required=True,
        choices=("paid", "refund", "exempt_credit", "penalty"),
    ),
)

#: Who uses which part of a parcel, and by what right: many to many.
OCCUPANCIES = (
    key("enterprise_id"),
    key("parcel_id"),
    Field("year", "integer"),
    text("relation", "owner", "unregistered", "tenant"),
    text("landlord_id"),
    number("used_area_m2"),
    number("titled_area_m2"),
    number("tax_share"),
    text("contract_no"),
)

#: Columns of grades set by hand, each of which must be filled in.
GRADE_OVERRIDES = (
    "enterprise_id",
    "year",
    "grade",
    "reason",
    "document_no",
    "document_date",
)

#: Tax or levy rows that name a parcel, not an enterprise: many rows per parcel.
TAXES = (
    key("parcel_id"),
    Field("year", "integer"),
    number("tax_yuan", required=True),
    number("registered_area_m2"),
)
