"""Zip archives as bureaus and strangers pack them."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from landuse.errors import SourceError
from landuse.io.archive import members, opened
from landuse.io.readers import Wanted, read_file

ENDINGS = (".shp", ".shx", ".dbf", ".prj")


@pytest.fixture
def files(write_shp, make_layer):
    """The files of a shapefile by ending."""
    path = write_shp(make_layer())
    return {ending: path.with_suffix(ending).read_bytes() for ending in ENDINGS}


@pytest.fixture
def pack(tmp_path):
    """Write a zip of names and contents."""

    def write(contents, name="数据.zip", method=zipfile.ZIP_DEFLATED):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", method) as archive:
            for entry, data in contents:
                archive.writestr(entry, data)
        return path

    return write


def layer(files, stem):
    return [(f"{stem}{ending}", data) for ending, data in files.items()]


def test_the_one_layer_of_an_archive_is_read(pack, files):
    noise = [("说明.txt", b"x"), ("__MACOSX/._a.shp", b"x"), ("图.png", b"\x89PNG")]
    raw = read_file(pack([*layer(files, "数据/宗地"), *noise]), Wanted())
    assert raw.count == 3
    assert raw.layer == "宗地"
    assert raw.decisions["inside"] == "宗地.shp"


def test_of_several_layers_one_must_be_named(pack, files):
    path = pack([*layer(files, "a/老"), *layer(files, "b/新")])
    with pytest.raises(SourceError, match=r"several layers: a/老\.shp, b/新\.shp"):
        read_file(path, Wanted())
    assert read_file(path, Wanted(layer="新")).layer == "新"
    assert read_file(path, Wanted(layer="a/老.shp")).layer == "老"


def test_nothing_stays_of_what_was_unpacked(pack, files):
    with opened(pack(layer(files, "宗地"))) as file:
        folder = file.path.parent
        assert file.path.is_file()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("../宗地.shp", r"leads to \.\./"),
        ("a/../../宗地.shp", r"leads to \.\./"),
        ("..\\宗地.shp", r"leads to \.\./"),
        ("/etc/宗地.shp", "a place outside"),
        ("C:\\宗地.shp", "a place outside"),
    ],
)
def test_names_that_lead_out_are_refused(pack, files, entry, message):
    with pytest.raises(SourceError, match=message) as caught:
        members(pack([*layer(files, "宗地"), (entry, b"x")]))
    assert caught.value.code == "PATH_TRAVERSAL"


def test_a_link_is_refused(pack, files):
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(SourceError, match="holds a link or device"):
        members(pack([*layer(files, "宗地"), (link, b"/etc/passwd")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", ["宗地.dbf", "宗地.DBF"])
def test_two_entries_of_one_name_are_refused(pack, files, twin):
    with pytest.raises(SourceError, match=r"two entries of the name '宗地\.") as caught:
        members(pack([*layer(files, "宗地"), (twin, b"x")]))
    assert caught.value.code == "DUPLICATE_ENTRY"


def test_an_entry_that_grows_too_much_is_refused(pack):
    path = pack([("a.shp", b"\0" * (101 * 1024**2))])
    with pytest.raises(SourceError, match=r"a\.shp asks for .* times that an entry"):
        members(path)


@pytest.mark.parametrize(
    ("name", "most"), [("archive_entries", "3"), ("archive_bytes", "100")]
)
def test_limits_are_named(pack, files, monkeypatch, name, most):
    monkeypatch.setenv(f"LANDUSE_LIMIT_{name.upper()}", most)
    with pytest.raises(SourceError, match=f"LANDUSE_LIMIT_{name.upper()}"):
        members(pack(layer(files, "宗地")))


def test_archives_in_archives_have_an_end(pack, files):
    inner = pack(layer(files, "宗地"), "0.zip")
    once = pack([("0.zip", inner.read_bytes())], "1.zip")
    assert read_file(once, Wanted()).count == 3
    twice = pack([("1.zip", once.read_bytes())], "2.zip")
    with pytest.raises(SourceError, match="zips one within the other"):
        read_file(twice, Wanted())


def unmarked(path, codec="gbk"):
    """Names as Windows in China writes them: GBK, without the mark of UTF-8."""
    data = path.read_bytes()
    old, new = "啊啊宗地".encode(), "濮阳宗地块号".encode(codec)
    assert len(old) == len(new)
    data = bytearray(data.replace(old, new))
    for sign, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        start = data.find(sign)
        while start >= 0:
            data[start + at] = 0
            start = data.find(sign, start + 4)
    path.write_bytes(data)
    return path


def test_names_in_gbk_are_read_and_told(pack, files):
    path = unmarked(pack(layer(files, "啊啊宗地"), method=zipfile.ZIP_STORED))
    raw = read_file(path, Wanted())
    assert raw.layer == "濮阳宗地块号"
    assert [i.code for i in raw.issues if "gb18030" in i.message] == ["NAME_ENCODING"]


def lengthened(path):
    """Names made longer while the lengths stay as they were."""
    path.write_bytes(path.read_bytes().replace(b"AAAA.", b"AAAAA."))
    return path


def test_wrong_lengths_are_mended_where_checksums_agree(pack, files):
    raw = read_file(lengthened(pack(layer(files, "AAAA"))), Wanted())
    assert raw.count == 3
    assert "ARCHIVE_MENDED" in {i.code for i in raw.issues}


def test_wrong_lengths_with_wrong_contents_are_refused(pack, files):
    path = lengthened(pack(layer(files, "AAAA"), method=zipfile.ZIP_STORED))
    data = bytearray(path.read_bytes())
    data[100] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(SourceError, match="cut or damaged zip"):
        members(path)


def test_cut_encrypted_and_damaged_archives_are_refused(pack, files):
    path = pack(layer(files, "宗地"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    with pytest.raises(SourceError, match="cut or damaged zip"):
        members(path)
    locked = bytearray(whole)
    locked[whole.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(locked)
    with pytest.raises(SourceError, match=r"密码"):
        members(path)
    broken = bytearray(whole)
    broken[60:80] = b"\0" * 20
    path.write_bytes(broken)
    with pytest.raises(SourceError, match=r"cannot be unpacked|is damaged"):
        read_file(path, Wanted())


def test_an_archive_without_a_layer_is_refused(pack):
    with pytest.raises(SourceError, match="no layer or table"):
        read_file(pack([("a.png", b"x")]), Wanted())


def test_a_geodatabase_in_an_archive_is_read(tmp_path, make_layer, pack):
    gdb = tmp_path / "库.gdb"
    make_layer().to_file(gdb, layer="宗地", driver="OpenFileGDB")
    files = [(f"库.gdb/{p.name}", p.read_bytes()) for p in sorted(gdb.iterdir())]
    assert read_file(pack(files), Wanted()).count == 3
    bare = [(name.partition("/")[2], data) for name, data in files]
    assert read_file(pack(bare, "库.gdb.zip"), Wanted()).count == 3


def test_kmz_is_read(tmp_path):
    text = (
        "<kml><Placemark><name>甲</name><Point><coordinates>115,35.7</coordinates>"
        "</Point></Placemark></kml>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("doc.kml", text)
    path = tmp_path / "a.kmz"
    path.write_bytes(made.getvalue())
    assert read_file(path, Wanted()).columns["name"].tolist() == ["甲"]
