"""Canonical frames: what is added, typed, kept and refused."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from landuse.errors import SchemaError
from landuse.fields import FRAMES, Field
from landuse.schema import KINDS, absent_columns, conform, empty_frame, fields_of

UNITS_IN_NAMES = {"m2": "_m2", "yuan": "_yuan"}


def zones(**columns: object) -> gpd.GeoDataFrame:
    values = {"zone_id": ["Z1"], "zone": ["示例集聚区"]} | columns
    shape = shapely.box(0, 0, 100, 100)
    return gpd.GeoDataFrame(values, geometry=[shape], crs="EPSG:4547")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_frame_has_every_column_and_conforms_again(kind):
    frame = empty_frame(kind)
    assert list(frame.columns) == [field.name for field in fields_of(kind)]
    pd.testing.assert_frame_equal(conform(frame, kind), frame)


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_is_named_twice(kind):
    names = [field.name for field in FRAMES[kind]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "field", {f.name: f for fields in FRAMES.values() for f in fields}.values()
)
def test_a_unit_is_in_the_name_of_its_field(field):
    ending = UNITS_IN_NAMES.get(field.unit or "", "")
    assert field.name.endswith(ending)


def test_absent_and_empty_stay_apart():
    frame = conform(zones(block=pd.Series([None], dtype="str")), "zones")
    assert "block" not in absent_columns(frame)
    assert "successor" in absent_columns(frame)
    assert frame.successor.isna().all()


def test_conforming_twice_remembers_what_was_absent():
    once = conform(zones(), "zones")
    assert absent_columns(conform(once, "zones")) == absent_columns(once)


def test_other_columns_are_kept_behind_the_canonical_ones():
    frame = conform(zones(备注="一期"), "zones")
    assert list(frame.columns)[-1] == "备注"


def test_index_and_reference_system_are_kept():
    frame = conform(zones().set_axis(["row 7"]), "zones")
    assert list(frame.index) == ["row 7"]
    assert frame.crs == "EPSG:4547"


def test_the_input_is_not_changed():
    frame = zones(approved_area_m2=["10000"])
    before = frame.copy()
    conform(frame, "zones")
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("approved_area_m2", "10000.5", 10_000.5),
        ("valid_from", "2022-09-30 14:30", pd.Timestamp("2022-09-30")),
        ("chemical_led", True, True),
        ("zone", 12, "12"),
    ],
)
def test_values_get_the_type_of_their_field(column, value, expected):
    assert conform(zones(**{column: [value]}), "zones")[column].iloc[0] == expected


def test_an_absent_key_is_refused():
    with pytest.raises(SchemaError, match="not a frame of zones: column zone_id is ab"):
        conform(zones().drop(columns="zone_id"), "zones")


def test_an_empty_key_is_refused_with_its_count():
    with pytest.raises(SchemaError, match="column zone_id is empty in 1 rows"):
        conform(zones(zone_id=[None]), "zones")


def test_a_value_of_another_type_is_refused():
    with pytest.raises(SchemaError, match="column valid_from is not of type date"):
        conform(zones(valid_from=["last week"]), "zones")


def test_a_word_out_of_the_choices_is_refused_with_the_choices():
    table = pd.DataFrame(
        {
            "enterprise_id": ["E1"],
            "year": [2021],
            "operating_state": ["closed"],
        }
    )
    with pytest.raises(SchemaError, match=r"\['closed'\], allowed are operating, part"):
        conform(table, "enterprises")


def test_shapes_without_reference_system_are_refused():
    bare = zones().set_crs(None, allow_override=True)
    with pytest.raises(SchemaError, match="geometry has no CRS"):
        conform(bare, "zones")


def test_all_faults_are_named_at_once():
    frame = zones(approved_area_m2=["much"], valid_from=["once"])
    with pytest.raises(
        SchemaError, match=r"valid_from .*; column approved_area_m2"
    ) as e:
        conform(frame, "zones")
    assert len(e.value.issues) == 2


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(
        SchemaError, match="kind 'roads' is not one of zones, approvals"
    ):
        fields_of("roads")


def test_a_field_has_a_label_in_both_languages():
    field = Field("parcel_id")
    assert (field.label(), field.label("en")) == ("宗地代码", "Parcel id")
