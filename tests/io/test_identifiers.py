"""Codes by their build; classes with their scheme."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landuse.io.identifiers import (
    code_issues,
    is_division_code,
    is_parcel_code,
    is_unit_no,
    to_identifier,
)
from landuse.io.landclass import ambiguous_codes, scheme_issues

PARCEL = "410902001001GB00001"
UNIT = f"{PARCEL}W00000000"


@pytest.mark.parametrize(
    ("code", "right"),
    [
        (PARCEL, True),
        ("410971001001GB00001", True),
        ("410902001001JC00001", True),
        ("410902001001ZY00001", True),
        ("410902001001GI00001", False),
        ("410902001001AB00001", False),
        ("990902001001GB00001", False),
        (PARCEL[:-1], False),
        (f"{PARCEL}1", False),
    ],
)
def test_parcel_codes(code, right):
    assert is_parcel_code(code) is right


@pytest.mark.parametrize(
    ("code", "right"),
    [
        (UNIT, True),
        (f"{PARCEL}F00010001", True),
        (f"{PARCEL}L00000001", True),
        (f"{PARCEL}W00000001", False),
        (f"{PARCEL}X00000001", False),
        (UNIT[:-1], False),
    ],
)
def test_unit_numbers(code, right):
    assert is_unit_no(code) is right


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("410902", True),
        ("410972", True),
        ("410902001", True),
        ("410902001001", True),
        ("4109", True),
        ("41090", False),
        ("160902", False),
        ("41o902", False),
    ],
)
def test_division_codes_by_build_not_by_list(code, right):
    assert is_division_code(code) is right


def test_codes_lose_blanks_and_points_but_not_zeros():
    made = to_identifier(
        pd.Series(["410902 001001 GB00001", "'0109", "410902.0", "4.1E17", "4E+17"])
    )
    assert made.values.tolist()[:3] == [PARCEL, "0109", "410902"]
    assert made.bad.tolist() == [False, False, False, True, True]
    assert [n and n.code for n in made.notes] == [
        None,
        None,
        "ID_AS_NUMBER",
        None,
        None,
    ]


def issues(**columns):
    frame = pd.DataFrame(columns)
    names = np.array([f"R{i}" for i in range(len(frame))])
    return {i.code: i for i in code_issues(frame, names, {"unit_no": "BDCDYH"})}


def test_own_numbers_of_contracts_are_let_be():
    assert issues(parcel_id=["PY2019-01", PARCEL, "4109020010010000001"]) == {}


def test_wrong_and_disagreeing_codes_are_told():
    found = issues(
        parcel_id=["410902001001GI00001", PARCEL, PARCEL],
        unit_no=[UNIT, f"410902001001GB00002{UNIT[19:]}", UNIT[:20]],
    )
    assert set(found) == {"PARCEL_CODE_INVALID", "CODES_DISAGREE", "UNIT_NO_INVALID"}
    assert found["CODES_DISAGREE"].feature == "R1"
    assert found["UNIT_NO_INVALID"].field == "BDCDYH"


def test_a_lost_zero_is_suspected():
    ids = [f"01090000{i}" for i in range(9)] + ["10900009"]
    assert issues(parcel_id=ids)["ID_TOO_SHORT"].value == "10900009"
    assert issues(parcel_id=["1", "10", "100", "2", "20", "200"]) == {}


def test_the_same_figures_mean_different_land():
    known = ambiguous_codes()
    assert {"0601", "1001", "1101"} <= set(known)
    assert not {"0101", "0701"} & set(known)


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        ({"land_use": ["0601"]}, True),
        ({"land_use": ["0601"], "land_use_scheme": ["三调"]}, False),
        ({"land_use": ["0601"], "land_use_scheme": [None]}, True),
        ({"land_use": ["100101", "工业用地", None]}, False),
        ({"class_code": ["1001"], "class_scheme": ["2023"]}, False),
        ({"class_code": ["1001"]}, True),
    ],
)
def test_the_scheme_is_asked_for_once(columns, asked):
    frame = pd.DataFrame(columns)
    assert [i.code for i in scheme_issues(frame, {})] == ["LAND_CLASS_SCHEME"] * asked
