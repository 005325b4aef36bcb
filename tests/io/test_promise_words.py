"""Promises of standard land as contracts and bureaus write them."""

from __future__ import annotations

import tomllib

import pytest

from landuse.io.api import read_layer
from landuse.io.profile import default_profile
from landuse.resources import package_path
from landuse.vocabulary import has_label

HEAD = "宗地代码,承诺指标,承诺值,单位,比较符\n"
WORDS = tomllib.loads(package_path("vocabulary.toml").read_text("utf-8"))


def read(text, folder, kind="commitments"):
    path = folder / "表.csv"
    path.write_text(text, encoding="utf-8")
    return read_layer(path, kind)


@pytest.mark.parametrize(
    ("kind", "head", "end"),
    [
        ("commitments", "宗地代码,承诺指标,承诺值,单位,比较符", "1,%,≥"),
        ("breaches", "宗地代码,承诺指标,违约编号,通知日期", "W1,2021-01-01"),
    ],
)
def test_every_word_of_an_indicator_is_read_as_its_name(kind, head, end, tmp_path):
    printed = {words["zh"]: name for name, words in WORDS["promise"].items()}
    aliases = default_profile(kind).values["indicator"]
    assert printed.items() <= aliases.items()
    rows = [f"P{n},{word},{end}" for n, word in enumerate(aliases)]
    frame, _ = read("\n".join([head, *rows]), tmp_path, kind)
    assert frame["indicator"].tolist() == list(aliases.values())
    assert all(has_label("promise", name) for name in frame["indicator"])


def test_units_are_brought_to_one_writing(tmp_path):
    aliases = default_profile("commitments").values["unit"]
    assert set(aliases.values()) == set(WORDS["promise_unit"])
    rows = [f"P{n},容积率,1,{word},≥" for n, word in enumerate(aliases)]
    frame, _ = read(HEAD + "\n".join([*rows, "P99,容积率,1,人/亩,≥"]), tmp_path)
    assert frame["unit"].tolist() == [*aliases.values(), "人/亩"]


def test_a_promise_without_operator_is_set_aside(tmp_path):
    text = f"{HEAD}P1,容积率,1,—,≥\nP2,容积率,1,—,\n"
    frame, issues = read(text, tmp_path)
    assert frame["parcel_id"].tolist() == ["P1"]
    told = set(zip(issues["code"], issues["field"], issues["feature"], strict=True))
    assert ("MISSING_KEY", "比较符", "P2") in told
