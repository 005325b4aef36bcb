"""Each fault is found once, at its place; what is right is not reported."""

import pandas as pd
import pytest

from landuse.analysis.quality import check, cross_check
from landuse.errors import SchemaError
from landuse.schema import conform
from landuse.testing import (
    make_approvals,
    make_enterprises,
    make_events,
    make_parcels,
    make_zones,
)

HA = 9_997.87  #: a factory square on the ellipsoid


def codes(issues):
    return issues["code"].tolist()


def test_a_sound_parcel_has_no_issue():
    assert check(make_parcels(registered_area_m2=HA), "parcels").empty


def test_both_records_of_a_repeated_id_are_named():
    found = check(make_parcels(parcel_id=["P1", "P1", "P2"]), "parcels")
    assert found["feature"].tolist() == ["P1", "P1"]


def test_a_zone_may_have_many_blocks():
    assert check(make_zones(zone_id=["Z1", "Z1"]), "zones").empty


def test_an_enterprise_has_one_row_a_year():
    years = make_enterprises(enterprise_id=["E1"] * 3, year=[2020, 2021, 2021])
    assert codes(check(years, "enterprises")) == ["DUPLICATE_ID"] * 2


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (0.0, ["ZERO_AREA"]),
        (-5.0, ["NEGATIVE_AREA"]),
        (HA * 1.0009, []),
        (HA * 1.002, ["AREA_MISMATCH"]),
        (HA * 0.998, ["AREA_MISMATCH"]),
        (HA * 1.02, ["AREA_MISMATCH"]),
        (HA / 10_000, ["UNIT_SLIP_SUSPECTED"]),
        (HA * 3 / 2000, ["UNIT_SLIP_SUSPECTED"]),
        (HA * 1000, ["UNIT_SLIP_SUSPECTED"]),
        (None, []),
    ],
)
def test_registered_against_computed_area(area, expected):
    assert codes(check(make_parcels(registered_area_m2=area), "parcels")) == expected


def test_more_than_one_percent_is_an_error():
    found = check(make_parcels(registered_area_m2=[HA * 1.005, HA * 1.02]), "parcels")
    assert found["severity"].tolist() == ["warning", "error"]


def test_a_unit_slip_names_the_units():
    found = check(make_parcels(registered_area_m2=HA / 10_000), "parcels")
    assert "ha for m2" in found["hint"].item()


def test_dates_out_of_order_are_named_by_the_later_field():
    parcels = make_parcels(
        start_date=["2020-01-02", "2020-01-01"], completion_date="2020-01-01"
    )
    found = check(parcels, "parcels")
    assert codes(found) == ["DATES_OUT_OF_ORDER"]
    assert (found["feature"].item(), found["field"].item()) == ("P1", "completion_date")


def test_unknown_references_are_named_and_known_ones_are_not():
    frames = {
        "approvals": make_approvals(approval_no="豫政土〔2018〕1号"),
        "parcels": make_parcels(
            batch_id=["B1", "豫政土〔2018〕1号", "B1;B7"],
            enterprise_id=["E1", "X", None],
        ),
        "enterprises": make_enterprises(zone_id="Z9"),
        "events": make_events(parcel_id=["P1", "P9"], valid_date="2021-01-01"),
        "zones": make_zones(),
    }
    found = [(i.field, i.feature) for i in cross_check(frames)]
    assert ("batch_id", "P3") in found
    assert ("enterprise_id", "P2") in found
    assert ("zone_id", "E1") in found
    assert [f for f in found if f[0] == "parcel_id"] == [("parcel_id", "V2")]
    assert ("batch_id", "P1") not in found
    assert ("batch_id", "P2") not in found


def test_several_tax_rows_for_one_parcel_are_counted():
    taxes = pd.DataFrame({"parcel_id": ["P", "P", "P", "Q"], "tax_yuan": [1.0] * 4})
    found = cross_check({"taxes": conform(taxes, "taxes")})
    assert [(i.code, i.feature, i.message) for i in found] == [
        ("ONE_TO_MANY", "P", "3 rows name one parcel")
    ]


def test_a_flat_without_land_of_its_own_is_a_warning():
    taxes = pd.DataFrame({"parcel_id": ["P"], "tax_yuan": [1.0]})
    frame = conform(taxes.assign(registered_area_m2=0.0), "taxes")
    assert check(frame, "taxes")["severity"].tolist() == ["warning"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(SchemaError, match="kind 'houses' is not one of"):
        check(make_parcels(), "houses")
