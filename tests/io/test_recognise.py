"""Files of no known kind: their own columns, values checked where names are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landuse.io.inspect import guess_kind
from landuse.io.profile import load_profile
from landuse.io.recognise import recognise
from landuse.io.suggest import suggest_profile
from landuse.io.unitslip import slipped, unit_slips
from landuse.io.zonenames import zone_faults
from landuse.policy import Region
from landuse.steps.checking import check_file

ZONES = (("濮东产业集聚区",), ("濮阳市产业集聚区", "濮阳市工业园区"))
REGION = Region(None, 4547, ZONES)


@pytest.fixture
def check(tmp_path):
    def check(text):
        path = tmp_path / "ledger.csv"
        path.write_text(text, "utf-8")
        return check_file(path, region=REGION)

    return check


def of(checked, code):
    return checked.issues[checked.issues.code == code]


def test_dates_of_a_plain_table(check):
    days = ["2019-3-1", "2019-02-30", "", "0000-00-00", "长期", "民国108年3月1日"]
    rows = "".join(f"P{i},{day}\n" for i, day in enumerate(days))
    checked = check(f"DKBH,GYRQ\n{rows}")
    assert checked.outcome == "quarantine"
    assert checked.counts == {"source": 6, "loaded": 3, "quarantined": 3}
    bad = of(checked, "BAD_DATE")
    assert bad.feature.tolist() == ["P1", "P4", "P5"]
    assert bad.field.unique().tolist() == ["GYRQ"]
    assert "names a day that does not exist" in bad.message.iloc[0]
    assert "P3" in of(checked, "PLACEHOLDER_DATE").message.iloc[0]


def test_areas_of_zero_or_less_are_set_apart(check):
    checked = check("DKBH,MJ\nP0,15000\nP1,-15000\nP2,0\n")
    found = of(checked, "OUT_OF_RANGE")
    assert found.feature.tolist() == ["P1", "P2"]
    assert checked.counts["quarantined"] == 2


def test_dates_out_of_order_are_told(check):
    checked = check(
        "DKBH,批准日期,供应日期,实际开工\nP0,2019-05-01,2018-01-01,2017-01-01\n"
    )
    found = of(checked, "DATES_OUT_OF_ORDER")
    assert checked.outcome == "flag"
    assert set(found.field) == {"供应日期", "实际开工"}


def test_zone_names_are_compared_with_the_list(check):
    checked = check(
        "DKBH,JQMC\nP0,濮东产业集聚区\nP1,濮阳市工业园区\nP2,濮阳产业集聚区\nP3,\n"
    )
    found = of(checked, "UNKNOWN_ZONE")
    assert "P3" in found.message.iloc[0]
    assert "濮阳市产业集聚区" in found.hint.iloc[1]
    assert checked.counts["quarantined"] == 1
    assert "濮阳市工业园区" in of(checked, "ZONE_ALIAS").message.iloc[0]


def test_a_file_without_an_id_is_left_alone(check):
    checked = check("name,start_date\nx,1990s\n")
    assert checked.counts["quarantined"] == 0
    assert recognise(["name", "start_date"], {}, "") is None


def test_names_of_zones_fold_width_and_blanks():
    names = pd.Series(["濮东 产业集聚区", "濮东産業集聚区"])
    rejects, issues = zone_faults(
        names, np.array([2, 3]), np.array(["a", "b"]), ("JQMC", ZONES)
    )
    assert [r.row for r in rejects] == [3]
    assert issues == []


@pytest.mark.parametrize(
    ("names", "geometry", "kind"),
    [
        (["DKBH", "MJ"], True, "parcels"),
        (["DKBH", "MJ"], False, "layer"),
        (["DKBH", "税收(万元)", "面积(亩)"], False, "taxes"),
        (["DKBH", "税收(万元)", "面积(亩)"], True, "parcels"),
        (["DKBH", "BZ"], False, "layer"),
        (["统一社会信用代码", "年度"], False, "enterprises"),
    ],
)
def test_kinds_need_their_keys_and_their_shape(names, geometry, kind):
    assert guess_kind(names, geometry) == kind


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([320, 280, 350, 3_100_000, 2_950_000, 300], [3, 4]),
        ([3_200_000, 2_800_000, 3_500_000, 300], [3]),
        ([320, 280, 350], []),
        ([1, 10, 100, 1000, 10_000, 100_000], []),
        ([320, 280, 350, None, 0, -1], []),
        ([320, 280, 350, 35_000_000_000], []),
    ],
)
def test_two_groups_a_unit_apart(values, found):
    places, _ = slipped(pd.Series(values, dtype=float), {10_000.0: "x"})
    assert places.tolist() == found


def test_areas_in_square_metres_among_mu():
    area = pd.Series([22.5, 30, 15, 22.5 * 2000 / 3]) * 2000 / 3
    (issue,) = unit_slips(area, "registered_area_m2", "面积", np.array(list("abcd")))
    assert (issue.code, issue.feature) == ("UNIT_SUSPECT", "d")
    assert "m2 for mu" in issue.message


def test_a_draft_of_a_profile_can_be_loaded(tmp_path):
    path = tmp_path / "供地.csv"
    path.write_text("ZDDM,宗地面积（公顷）,闲置原因类型,其他\nP1,1,天气,x\n", "utf-8")
    draft = suggest_profile(path)
    file = tmp_path / "draft.toml"
    file.write_text(draft, "utf-8")
    profile = load_profile(file, "parcels")
    assert profile.columns["registered_area_m2"][0] == "宗地面积（公顷）"
    assert profile.units == {"registered_area_m2": "ha"}
    assert '# "天气" = ...' in draft
    assert '# not named: "其他"' in draft


def test_a_draft_does_not_state_a_unit_that_was_assumed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ZDDM,MJ\nP1,1\n", "utf-8")
    draft = suggest_profile(path)
    assert '# registered_area_m2 = "m2"' in draft.splitlines()[-1]
