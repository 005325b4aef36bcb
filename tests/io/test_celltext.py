"""Texts that are wrong or dangerous whatever their column means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landuse.io.celltext import text_faults
from landuse.io.source import Source, read_source


def faults(*texts):
    frame = pd.DataFrame({"QYMC": list(texts)}, dtype="str")
    rows = np.arange(2, len(texts) + 2)
    return text_faults(frame, rows, lambda row, column: f"{'ABC'[column]}{row}")


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t=1+1",
        "=HYPERLINK(1)",
        "-a|b",
    ],
)
def test_formula_text_is_told_and_kept(text):
    rejects, issues = faults("甲公司", text)
    assert rejects == []
    assert [i.code for i in issues] == ["FORMULA_TEXT"]
    assert "A3" in issues[0].message
    assert issues[0].field == "QYMC"


@pytest.mark.parametrize(
    "text", ["-15000", "+3", "-1.5E-05", "-", "——", "NA", "甲=乙", "1+1", "a@b.cn"]
)
def test_ordinary_text_is_no_formula(text):
    assert faults(text, None) == ([], [])


@pytest.mark.parametrize("text", ["15\x00000", "a\x07", "濮\ufffd县", "锟斤拷"])
def test_damaged_text_is_set_apart(text):
    (reject,), _ = faults("甲", text)
    assert (reject.row, reject.code) == (3, "BAD_CHARACTER")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("濮阳\u200b县", "HIDDEN_CHARACTER"),
        ("a\u202eb", "HIDDEN_CHARACTER"),
        ("濮阳".encode().decode("latin-1"), "MOJIBAKE"),
    ],
)
def test_deceptive_text_is_told(text, code):
    assert [i.code for i in faults(text)[1]] == [code]


def test_a_cell_beyond_the_limit_is_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"parcel_id,tax_yuan,BZ\nP1,5,x\nP2,6,{'A' * 70_000}\n")
    loaded = read_source(Source.of("taxes", path))
    assert loaded.counts == {"source": 2, "loaded": 1, "quarantined": 1}
    row = loaded.quarantine.iloc[0]
    assert (row.code, row.feature, row.field) == ("FIELD_TOO_LONG", "P2", "BZ")
    assert len(row.record) > 70_000
