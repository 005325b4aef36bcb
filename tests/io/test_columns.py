"""Columns are matched exactly, then by what a shapefile left of the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import PolicyError, SourceError
from landuse.io.columns import match_columns
from landuse.io.names import cut_forms, normalise, split_unit, unit_word
from landuse.io.profile import default_profile, load_profile
from landuse.io.source import Source, read_source
from landuse.policy import Region
from landuse.resources import package_path
from landuse.schema import KINDS

REGION = Region((114.8, 35.3, 116.2, 36.3), 4526)


def mapped(names, kind="parcels", stated=None, profile=None, cut=True):
    profile = profile or default_profile(kind)
    return match_columns(names, profile, stated or {}, "a.shp", cut=cut)


def by_source(result):
    return {m.source: (m.canonical, m.how) for m in result.matches}


def test_chinese_names_codes_and_decorated_names():
    names = ["ZDDM", "土地 使用权人", "约定开工时间（年月日）", "成交价款(万元)"]
    assert by_source(mapped(names)) == {
        "ZDDM": ("parcel_id", "exact"),
        "土地 使用权人": ("holder", "exact"),
        "约定开工时间（年月日）": ("due_start_date", "exact"),
        "成交价款(万元)": ("price_yuan", "exact"),
    }


def test_names_cut_by_a_shapefile():
    assert by_source(mapped(["宗地代", "合同约定竣"]))["宗地代"] == (
        "parcel_id",
        "prefix",
    )
    enterprises = mapped(["统一社会信"], "enterprises")
    assert by_source(enterprises)["统一社会信"] == ("enterprise_id", "prefix")


def test_an_exact_name_wins_over_a_cut_one():
    names = ["统一社会信用代码", "统一社会信"]
    result = mapped(names, "enterprises")
    assert result.matches[0].source == "统一社会信用代码"
    assert "统一社会信" in result.unmapped


def test_a_cut_name_that_fits_two_fields_is_not_used():
    result = mapped(["ZDDM", "合同约"])
    assert "合同约" in result.unmapped
    assert "AMBIGUOUS_COLUMN" in {i.code for i in result.issues}


def test_a_source_that_cuts_no_names_is_matched_exactly():
    names = ["统一社会信", "宗地代码", "合同约"]
    result = mapped(names, "enterprises", cut=False)
    assert "enterprise_id" not in result.source_of()
    assert "AMBIGUOUS_COLUMN" not in {i.code for i in result.issues}
    assert mapped(names, cut=False).unmapped == ("统一社会信", "合同约")


def test_only_a_shapefile_is_read_by_cut_names(tmp_path, make_layer, write_shp):
    # 合同约定竣工日期 is cut to 合同约定竣 by the table of a shapefile
    layer = make_layer(合同约定竣=["2020-01-01"] * 3)
    read = read_source(Source.of("parcels", write_shp(layer)), REGION)
    assert read.frame["due_completion_date"].notna().all()
    assert "CUT_COLUMN_NAME" in {i.code for i in read.issues}
    layer.to_file(tmp_path / "a.gpkg")
    other = read_source(Source.of("parcels", tmp_path / "a.gpkg"), REGION)
    assert other.frame["due_completion_date"].isna().all()
    assert "合同约定竣" in other.decisions["unmapped"]


def test_the_heading_of_a_sheet_is_not_a_cut_name(tmp_path):
    (tmp_path / "a.csv").write_text("统一社会信,年度,税收（元）\nx,2021,5\n", "utf-8")
    with pytest.raises(SourceError, match="no column for enterprise_id"):
        read_source(Source.of("enterprises", tmp_path / "a.csv"))


def test_units_of_header_profile_and_nothing():
    header = mapped(["ZDDM", "宗地面积（公顷）"]).matches[1]
    assert (header.unit, header.unit_how) == ("ha", "header")
    stated = mapped(["ZDDM", "宗地面积"], stated={"宗地面积": "mu"}).matches[1]
    assert (stated.unit, stated.unit_how) == ("mu", "sheet")
    nothing = mapped(["ZDDM", "宗地面积"])
    assert (nothing.matches[1].unit, nothing.matches[1].unit_how) == ("m2", "assumed")
    assert "UNIT_ASSUMED" in {i.code for i in nothing.issues}


def test_header_and_profile_that_disagree_are_refused(tmp_path):
    file = tmp_path / "p.toml"
    file.write_text(
        '[profile]\nextends = "default"\n[units]\nregistered_area_m2 = "m2"\n'
    )
    profile = load_profile(file, "parcels")
    with pytest.raises(SourceError, match="says ha, the profile says m2"):
        mapped(["ZDDM", "宗地面积（公顷）"], profile=profile)


def test_money_cannot_have_a_unit_of_land():
    with pytest.raises(SourceError, match="which price_yuan cannot have"):
        mapped(["ZDDM", "成交价款（亩）"])


def test_missing_columns_are_named_with_their_label():
    issues = {i.field: i for i in mapped(["ZDDM"]).issues if i.code == "MISSING_COLUMN"}
    assert "供应方式" in issues["supply_method"].message
    assert issues["supply_method"].severity == "warning"
    keys = [i for i in mapped(["X"]).issues if i.severity == "error"]
    assert [i.field for i in keys] == ["parcel_id"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("供地面积（公顷）", ("供地面积", "ha")),
        ("供地面积(公", ("供地面积", None)),
        ("税收（万元）", ("税收", "10k_yuan")),
        ("成交价款/万元", ("成交价款", "10k_yuan")),
        ("宗地面积[㎡]", ("宗地面积", "m2")),
        ("ｚｄｄｍ ", ("ZDDM", None)),
    ],
)
def test_names_and_their_units(name, expected):
    assert split_unit(name) == expected


def test_words_for_units():
    assert unit_word("（单位：亩）") == "mu"
    assert unit_word("人") is None


@given(st.text("宗地代码约定开工（）年AB 12", min_size=1, max_size=30))
def test_normalising_twice_changes_nothing_and_cuts_are_shorter(name):
    once = normalise(name)
    assert normalise(once) == once
    assert all(len(cut) < len(once) for cut in cut_forms(once))


@pytest.mark.parametrize("path", sorted(package_path("profiles").glob("*.toml")))
def test_shipped_profiles_load(path):
    for kind in KINDS:
        assert default_profile(kind).kind == kind
    if path.stem != "default":
        kind = path.stem.split("_")[-1]
        assert load_profile(path.stem, kind).id == path.stem


@pytest.mark.parametrize("kind", KINDS)
def test_no_alias_of_a_kind_stands_for_two_fields(kind):
    seen: dict[str, str] = {}
    for field, names in default_profile(kind).columns.items():
        for name in names:
            other = seen.setdefault(normalise(name), field)
            assert other == field, f"{name} is {other} and {field}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[colums]\n", r"p.toml: colums: unknown key.*did you mean 'columns'"),
        ("[columns]\nparcelid = []\n", r"columns.parcelid: .*'parcel_id'"),
        ('[units]\nregistered_area_m2 = "acre"\n', r"units.registered_area_m2.*acre"),
        ('[profile]\nkind = "zones"\n', r"profile.kind: is for 'zones'"),
        ("[profile\n", "is not TOML"),
        ('[profile]\nextends = "other"\n', "can extend only 'default'"),
    ],
)
def test_faulty_profiles_are_refused_with_their_key(tmp_path, text, message):
    file = tmp_path / "p.toml"
    file.write_text(text)
    with pytest.raises(PolicyError, match=message):
        load_profile(file, "parcels")


def test_an_unknown_profile_lists_the_shipped_ones():
    with pytest.raises(PolicyError, match="did you mean 'cambridge_parcels'"):
        load_profile("cambridge_parcel", "parcels")


def test_a_profile_without_extends_stands_alone(tmp_path):
    file = tmp_path / "p.toml"
    file.write_text('[columns]\nparcel_id = ["ML"]\n')
    profile = load_profile(file, "parcels")
    assert by_source(mapped(["ML", "ZDDM"], profile=profile)) == {
        "ML": ("parcel_id", "exact")
    }
