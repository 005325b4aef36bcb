"""Every mix of real encoding, .cpg and language byte, on files written by pyshp."""

from __future__ import annotations

import itertools

import pytest
import shapefile

from landuse.io.shapefile import read_shapefile

SIMPLIFIED = ["濮阳市某化工有限公司", "范县", "台前县孙口镇", "NA", "东北庄野生动物园"]
TRADITIONAL = ["濮陽市某化工有限公司", "範縣", "臺前縣孫口鎮", "NA", "東北莊野生動物園"]
WORDS = {"gb18030": SIMPLIFIED, "utf-8": SIMPLIFIED, "big5": TRADITIONAL}
CPGS = (None, "UTF-8", "GBK", "936", "ANSI 936", "54936", "OEM", "BIG5", "ISO-8859-1")
LDIDS = (0x00, 0x57, 0x4D, 0x7A, 0x78, 0x03)
#: A traditional text is also valid in GB18030 as rare characters; without a hint
#: it is told as a guess.
CLEAN = ("ascii", "bytes", "declared")


def written(folder, encoding, words, cpg, ldid, name="地块"):
    base = folder / name
    with shapefile.Writer(str(base), shapefile.POLYGON, encoding=encoding) as writer:
        writer.field("ZDDM", "C", 10)
        writer.field("受让人" if encoding != "big5" else "受讓人", "C", 40)
        for index, word in enumerate(words):
            east = 38_593_000 + 200 * index
            ring = [(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]
            writer.poly([[[east + x, 3_960_000 + y] for x, y in ring]])
            writer.record(f"P{index}", word)
    dbf = base.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[29] = ldid
    dbf.write_bytes(data)
    if cpg is not None:
        base.with_suffix(".cpg").write_text(cpg)
    return base.with_suffix(".shp")


@pytest.mark.parametrize(
    ("encoding", "cpg", "ldid"), list(itertools.product(WORDS, CPGS, LDIDS))
)
def test_the_matrix(tmp_path, encoding, cpg, ldid):
    words = WORDS[encoding]
    raw = read_shapefile(written(tmp_path, encoding, words, cpg, ldid))
    assert raw.encoding.name == encoding
    assert raw.columns.iloc[:, 1].tolist() == words
    assert raw.encoding.reason in (CLEAN if encoding != "big5" else (*CLEAN, "guess"))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("width", range(6, 14))
def test_values_cut_at_any_byte_are_read_to_the_last_whole_character(
    tmp_path, encoding, width
):
    word = "濮阳市化工"
    path = written(tmp_path, encoding, [word], None, 0)
    base = path.with_suffix("")
    with shapefile.Writer(str(base), shapefile.POINT, encoding=encoding) as writer:
        writer.field("XMMC", "C", width)
        writer.point(38_593_000, 3_960_000)
        writer.record("x" * width)
    dbf = path.with_suffix(".dbf")
    kept = word.encode(encoding)[:width].ljust(width)
    dbf.write_bytes(dbf.read_bytes().replace(b"x" * width, kept))
    raw = read_shapefile(path)
    whole = word.encode(encoding)[:width].decode(encoding, "ignore")
    assert raw.encoding.name == encoding
    assert raw.columns["XMMC"].tolist() == [whole]
    cut = len(whole.encode(encoding)) < min(width, len(word.encode(encoding)))
    assert ("TEXT_TRUNCATED" in [i.code for i in raw.issues]) == cut
