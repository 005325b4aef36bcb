"""Ledger events as bureaus write them: their columns, and every word for an act."""

from __future__ import annotations

import pytest

from landuse.eventfields import EVENT_KINDS
from landuse.io.source import Source, read_source
from landuse.vocabulary import label

HEADER = "台账编号,事项类型,宗地代码,发生日期,登记日期,文件号,面积(平方米)"


@pytest.fixture
def read(tmp_path):
    def read(*rows, header=HEADER):
        file = tmp_path / "台账.csv"
        file.write_text("\n".join([header, *rows]) + "\n", "utf-8-sig")
        return read_source(Source.of("events", file))

    return read


def test_the_chinese_word_of_every_act_is_read(read):
    rows = [
        f"E{i},{label('event', kind)},P1,2021-06-01,2021-06-02,示例1号,1"
        for i, kind in enumerate(EVENT_KINDS)
    ]
    assert read(*rows).frame["event"].tolist() == list(EVENT_KINDS)


def test_an_act_that_is_not_known_is_set_aside(read):
    found = read("E1,挪用,P1,2021-06-01,2021-06-02,示例1号,1")
    assert found.counts == {"source": 1, "loaded": 0, "quarantined": 1}


def test_an_event_of_a_batch_needs_no_parcel(read):
    header = "台账编号,事项类型,批次编号,发生日期,备注,记账人"
    found = read("E1,批次失效,B1,2021-06-01,满两年,张三", header=header)
    row = found.frame.iloc[0]
    assert (row["event"], row["batch_id"]) == ("batch_lapsed", "B1")
    assert (row["remark"], row["recorded_by"]) == ("满两年", "张三")
