"""What Python writes, the page's scripts read: run by node, without a browser."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon, box

from landuse.webmap.assets import asset_path
from landuse.webmap.columns import column_payload
from landuse.webmap.packing import pack
from landuse.webmap.shapes import shape_arrays
from landuse.webmap.texts import value_texts
from tests.webmap.decoder import column_texts, corners, unpack
from tests.webmap.hostile import PAYLOADS
from tests.webmap.test_columns import CASES
from tests.webmap.test_shapes import same

HERE = Path(__file__).parent / "js"


@pytest.fixture(scope="module")
def node():
    program = shutil.which("node")
    if program is None:
        pytest.skip("no node on the PATH")
    return program


@pytest.fixture(scope="module")
def read(node):
    """Blocks as the page's scripts read them: texts, kinds and corners by row."""
    assets = asset_path("manifest.toml").parent

    def call(blocks):
        done = subprocess.run(
            [node, str(HERE / "read.js"), str(assets)],
            input="\n".join(base64.b64encode(block).decode() for block in blocks),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    return call


def block(columns, shapes):
    made = {name: column_payload(c, name, "zh") for name, c in columns.items()}
    size = len(shapes)
    return pack({"size": size, "columns": made, "shapes": shape_arrays(shapes)})


def agree(one, packed):
    """Node's reading of a block against the plain reader's."""
    plain = unpack(packed)
    columns = {name: column_texts(c) for name, c in plain["columns"].items()}
    assert one["texts"] == columns
    drawn = corners(plain["shapes"])
    assert one["kinds"] == [kind for kind, _ in drawn]
    world = plain["shapes"]["world"]
    for rings, (_, parts) in zip(one["corners"], drawn, strict=True):
        flat = [corner for part in parts for ring in part for corner in ring]
        east = [(x * 360 / world - 180) for ring in rings for x, _ in ring]
        same([(x, 0) for x in east], [(x, 0) for x, _ in flat])


def test_the_scripts_pass_their_own_tests(node):
    scripts = str(asset_path("src/landuse-decode.js").parent)
    done = subprocess.run(
        [node, "--test", str(HERE / "layer.test.js")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "LANDUSE_SCRIPTS": scripts},
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_kind_of_column_and_shape_is_read(read):
    shapes = [box(n, 0, n + 1, 1) for n in range(len(PAYLOADS) + 1)]
    cases = [block({"holder": pd.Series([*PAYLOADS, None], dtype=object)}, shapes)]
    for name, values, _ in CASES.values():
        column = pd.Series(values)
        cases.append(block({name: column}, [None] * len(column)))
    many = pd.Series([f"类{n}" for n in range(300)] + ["__proto__", None])
    odd = dict.fromkeys(("__proto__", "array", "constructor"), many)
    cases.append(block(odd, [Point(n / 100, 5) for n in range(302)]))
    for one, packed in zip(read(cases), cases, strict=True):
        agree(one, packed)


places = st.tuples(st.floats(-179, 179), st.floats(-80, 80))
shape = st.one_of(
    st.none(),
    places.map(Point),
    st.lists(places, min_size=2, max_size=5).map(LineString),
    st.lists(places, min_size=3, max_size=5).map(Polygon),
    st.lists(places, min_size=1, max_size=3).map(MultiPoint),
)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
row = st.tuples(
    st.one_of(st.none(), text),
    st.one_of(st.none(), st.floats(-1e9, 1e9)),
    st.one_of(st.none(), st.dates()),
    shape,
)


@settings(max_examples=15, deadline=None)
@given(frames=st.lists(st.lists(row, max_size=6), min_size=1, max_size=8))
def test_any_frame_is_read_byte_for_byte_and_within_a_step(read, frames):
    cases, expected = [], []
    for rows in frames:
        texts, figures, days, shapes = zip(*rows, strict=True) if rows else [()] * 4
        columns = {
            "holder": pd.Series(texts, dtype=object),
            "area_mu": pd.Series(figures, dtype=float),
            "since": pd.Series(days, dtype="datetime64[s]"),
        }
        cases.append(block(columns, list(shapes)))
        expected.append({n: value_texts(c, n).tolist() for n, c in columns.items()})
    for one, packed, texts in zip(read(cases), cases, expected, strict=True):
        assert one["texts"] == texts
        agree(one, packed)
