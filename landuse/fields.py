"""The table of canonical fields: name, type, unit, whether it is a key, choices."""

from __future__ import annotations

from landuse.eventfields import EVENTS
from landuse.fieldtypes import GEOMETRY as _GEOMETRY
from landuse.fieldtypes import OPTIONAL_GEOMETRY as _OPTIONAL_GEOMETRY
from landuse.fieldtypes import Field
from landuse.fieldtypes import boolean as _bool
from landuse.fieldtypes import date as _date
from landuse.fieldtypes import key as _key
from landuse.fieldtypes import number as _number
from landuse.fieldtypes import text as _text
from landuse.lifefields import (
    BREACHES,
    COMMITMENTS,
    EXIT_KINDS,
    MILESTONES,
    TRANSFERS,
)
from landuse.taxfields import ENTERPRISES, OCCUPANCIES, TAX_ITEMS, TAXES

__all__ = ["FRAMES", "KINDS", "LAYER", "Field"]

#: Kind of a source that is read as it is: its own columns, no canonical ones.
LAYER = "layer"


_ZONES = (
    _key("zone_id"),
    _text("zone", required=True),
    _text("block"),
    _text("division_code"),
    _text("lead_industries"),
    _bool("chemical_led"),
    _date("valid_from"),
    _date("valid_to"),
    _text("successor"),
    _number("approved_area_m2"),
    _GEOMETRY,
)

_APPROVALS = (
    _key("batch_id"),
    _text("batch_name", required=True),
    _text("approval_no", required=True),
    _date("approval_date", required=True),
    _number("approved_area_m2", required=True),
    _text("approval_kind"),
    _bool("compensated"),
    _date("compensation_date"),
    _date("lapsed_date"),
    _text("lapse_document"),
    _date("withdrawn_date"),
    _number("withdrawn_area_m2"),
    _text("withdrawn_document"),
    _text("approval_authority"),
    _text("unsupplied_cause"),
    _text("planned_disposal"),
    _date("disposal_due_date"),
    _text("responsible_unit"),
    _GEOMETRY,
)

#: How a building stands, on which it depends when its foundation counts.
_FOUNDATIONS = ("deep_pit", "piles", "other")
_DISPOSALS = (
    "idle_fee",
    "extension",
    "new_conditions",
    "temporary_use",
    "paid_recovery",
    "recovery",
    "swap",
    "other",
)

_PARCELS = (
    _key("parcel_id"),
    _text("unit_no"),
    _text("supervision_no"),
    _text("contract_no"),
    _text("batch_id"),
    _text("zone_id"),
    _text("land_use", required=True),
    _text("land_use_scheme"),
    _text("industry_code"),
    _text("supply_method", required=True),
    _date("supply_date", required=True),
    _date("contract_date", required=True),
    _number("price_yuan", required=True),
    _number("registered_area_m2", required=True),
    _date("due_delivery_date", required=True),
    _date("delivery_date", required=True),
    _date("due_start_date", required=True),
    _date("decision_start_date"),
    _date("supplement_start_date"),
    _text("supplement_no"),
    _date("supplement_date"),
    _date("extended_start_date"),
    _text("extension_no"),
    _date("extension_date"),
    _date("start_date", required=True),
    _text("start_evidence"),
    _text("permit_no"),
    _date("permit_date"),
    _text("foundation_kind", *_FOUNDATIONS),
    _number("foundation_share"),
    _date("suspended_since"),
    _date("due_completion_date", required=True),
    _date("completion_date", required=True),
    _date("due_production_date"),
    _date("production_date"),
    _date("due_full_production_date"),
    _date("full_production_date"),
    _date("acceptance_date"),
    _date("prepared_date"),
    _text("notice_no"),
    _date("notice_date"),
    _text("agreement_no"),
    _date("agreement_date"),
    _date("due_acceptance_date"),
    _date("exit_date"),
    _text("exit_no"),
    _text("exit_kind", *EXIT_KINDS),
    _text("responsible_unit"),
    _number("should_start_area_m2"),
    _number("started_area_m2"),
    _number("total_investment_yuan"),
    _number("paid_investment_yuan"),
    _number("floor_area_m2"),
    _number("footprint_area_m2"),
    _number("office_area_m2"),
    _text("cause", "enterprise", "government", "force_majeure", "mixed"),
    _date("cause_from"),
    _date("cause_to"),
    _text("investigation_no"),
    _date("investigation_date"),
    _text("determination_no"),
    _date("determination_date"),
    _text("fee_decision_no"),
    _date("fee_decision_date"),
    _number("fee_decided_yuan"),
    _date("fee_paid_date"),
    _number("fee_paid_yuan"),
    _text("disposal_method", *_DISPOSALS),
    _text("disposal_no"),
    _date("disposal_date"),
    _text("exclusion_no"),
    _date("exclusion_date"),
    _bool("was_cultivated"),
    _bool("is_standard_land"),
    _bool("is_stock_land"),
    _text("siting_exemption_no"),
    _text("enterprise_id"),
    _text("holder"),
    _date("valid_from"),
    _date("valid_to"),
    _text("successor"),
    _GEOMETRY,
)

#: Counties, against which the code and the outline of a parcel are held.
_COUNTIES = (
    _key("division_code"),
    _text("county"),
    _GEOMETRY,
)

#: Parts of a parcel that are delivered or built at times of their own.
_PHASES = (
    _key("parcel_id"),
    _key("phase"),
    _number("area_m2", required=True),
    _date("due_delivery_date"),
    _date("delivery_date", required=True),
    _date("due_start_date", required=True),
    _date("extended_start_date"),
    _date("extension_date"),
    _date("start_date", required=True),
    _date("suspended_since"),
    _date("due_completion_date"),
    _date("completion_date", required=True),
    _number("should_start_area_m2"),
    _number("started_area_m2"),
    _number("total_investment_yuan"),
    _number("paid_investment_yuan"),
    _OPTIONAL_GEOMETRY,
)

#: Why land lies idle, from when to when: many rows for each parcel.
_CAUSES = (
    _key("parcel_id"),
    _text("phase"),
    Field(
        "cause",
        key=True,
        required=True,
        choices=("enterprise", "government", "force_majeure", "judicial"),
    ),
    _text("reason"),
    _date("cause_from", required=True),
    _date("cause_to", required=True),
    _text("document_no"),
)

_PLAN = (
    _key("plan_id"),
    _key("class_code"),
    _text("class_scheme", required=True),
    _GEOMETRY,
)

_CONTROLS = (
    Field(
        "kind",
        key=True,
        required=True,
        choices=(
            "permanent_farmland",
            "ecological_redline",
            "urban_boundary",
            "chemical_contour",
            "protected_object",
        ),
    ),
    _number("distance_m"),
    _GEOMETRY,
)

#: Built-up or used land as a survey or imagery shows it, whatever its papers.
_BUILT = (
    _key("built_id"),
    _text("land_use"),
    _date("built_date"),
    _text("holder"),
    _GEOMETRY,
)

#: What a bureau enters for the scoreboard: a row for each figure of a zone or the city.
_SCORES = (
    _key("indicator"),
    _text("zone_id"),
    Field("year", "integer", key=True, required=True),
    Field("quarter", "integer"),
    _number("value", required=True),
    _text("unit"),
    _text("document_no"),
    _text("remark"),
)

FRAMES: dict[str, tuple[Field, ...]] = {
    "zones": _ZONES,
    "approvals": _APPROVALS,
    "parcels": _PARCELS,
    "phases": _PHASES,
    "causes": _CAUSES,
    "enterprises": ENTERPRISES,
    "plan": _PLAN,
    "controls": _CONTROLS,
    "built": _BUILT,
    "commitments": COMMITMENTS,
    "milestones": MILESTONES,
    "breaches": BREACHES,
    "transfers": TRANSFERS,
    "scores": _SCORES,
    "events": EVENTS,
    "taxes": TAXES,
    "tax_items": TAX_ITEMS,
    "occupancies": OCCUPANCIES,
    "counties": _COUNTIES,
    LAYER: (_OPTIONAL_GEOMETRY,),
}

KINDS = tuple(FRAMES)
