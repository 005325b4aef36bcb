"""A map as a folder: the same page, its data in scripts beside it."""

from __future__ import annotations

import base64
import json
import re

import folium
import pytest

from landuse.errors import SourceError
from landuse.steps.mapfile import MapLook, check_look
from landuse.webmap.build import build_map
from landuse.webmap.page import data_text
from landuse.webmap.split import write_split
from tests.webmap.hostile import PAYLOADS


def test_the_parts_hold_the_blocks_of_the_page(frames, tmp_path):
    page = build_map("status", frames)
    names = write_split(page, tmp_path / "out")
    files = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    found = {p.relative_to(tmp_path / "out").as_posix() for p in files}
    assert (set(names), names[0], len(names)) == (found, "index.html", 5)
    html = (tmp_path / "out" / "index.html").read_text("utf-8")
    whole = page.get_root().render()
    assert "application/json" not in html
    assert "application/octet-stream" not in html
    for name in names[1:]:
        assert f'<script src="{name}"></script>' in html
        text = (tmp_path / "out" / name).read_bytes().decode("ascii")
        key, value = re.fullmatch(r"\(window.*?\{\}\)\[(.*?)\]=(.*);\n", text).groups()
        block = whole.split(f'id="{json.loads(key)}">')[1].split("</script>")[0]
        assert json.loads(value) == block
    policies = [
        re.search(r'content="(default-src[^"]*)"', text)[1] for text in (html, whole)
    ]
    assert policies[0] == policies[1].replace("script-src ", "script-src 'self' ")


def test_twice_gives_the_same_bytes_and_leaves_nothing_of_another_map(frames, tmp_path):
    made = []
    for name in ("plan_revision", "status", "status"):
        write_split(build_map(name, frames), tmp_path / "out")
        files = sorted(p for p in (tmp_path / "out").rglob("*") if p.is_file())
        made.append({p.name: p.read_bytes() for p in files})
    assert made[1] == made[2]
    assert len(made[0]) > len(made[1])


def test_files_of_others_are_never_replaced(frames, tmp_path):
    page = build_map("status", frames)
    (tmp_path / "data").mkdir()
    for name in ("note.txt", "data/mine.js"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        with pytest.raises(SourceError, match=r"not of an earlier map|不属于"):
            write_split(page, tmp_path)
        assert (tmp_path / name).read_text("utf-8") == "x"
        assert not (tmp_path / "index.html").exists()
        (tmp_path / name).unlink()
    with pytest.raises(TypeError, match="made by build_map"):
        write_split(folium.Map(), tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match=r"is a file|是文件"):
        write_split(page, tmp_path / "file")


def test_a_drawing_has_no_parts(tmp_path):
    with pytest.raises(SourceError, match="--split"):
        check_look(tmp_path / "a.png", MapLook(split=True))


def test_hostile_texts_survive_as_data():
    assert json.loads(data_text(list(PAYLOADS))) == list(PAYLOADS)
    assert "<" not in data_text(list(PAYLOADS))


@pytest.mark.browser
def test_the_folder_opens_from_a_disk_and_shows_the_same(frames, tmp_path, visit):
    texts = [PAYLOADS[n % len(PAYLOADS)] for n in range(len(frames["parcels"]))]
    parcels = frames["parcels"].assign(holder=texts)
    page = build_map("status", {**frames, "parcels": parcels}, title=PAYLOADS[0])
    write_split(page, tmp_path / "out")
    opened = visit(tmp_path / "out" / "index.html")
    assert opened.drawn() == len(parcels) + len(frames["unsupplied"])
    shown = opened.page.evaluate(
        "() => { const layer = window.landuse.maps[0].landuseLayers.at(-1);"
        "return Array.from({ length: layer.size },"
        "(_, row) => layer.text(row, 'holder')); }"
    )
    assert shown == texts
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []
    assert opened.foreign_requests() == []
    assert len(opened.requests) == len(list((tmp_path / "out").rglob("*.*")))


def test_bytes_in_a_script_are_those_of_the_layer(frames, tmp_path):
    write_split(build_map("status", frames), tmp_path)
    name = next(p for p in (tmp_path / "data").iterdir() if "parcel" in p.name)
    value = json.loads(name.read_text("ascii").split("]=", 1)[1].rstrip(";\n"))
    assert base64.b64decode(value)[:2] == b"\x1f\x8b"  # gzip
