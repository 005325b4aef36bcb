"""Maps for the public: no owner in any byte, coarse coordinates, all of it told."""

from __future__ import annotations

import base64
import gzip
import json
import re
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box

from landuse.errors import SourceError
from landuse.steps.mapfile import MapFacts, MapLook, write_map
from landuse.webmap.blotting import BLOT, Blotter
from landuse.webmap.definitions import definition_names, load_definition
from landuse.webmap.details import RasterSpec
from landuse.webmap.privacy import coarse, public_map, public_rules
from tests.webmap.city import make_frames
from tests.webmap.lifecity import with_lives

OWNER = "绝密权利人"
NUMBER = "HT-7788"
FACTS = MapFacts(date(2022, 9, 30), "示例 0123", "zh")


@pytest.fixture(scope="module")
def frames():
    """A city in which owner and contract stand wherever anything may stand."""
    made = with_lives(make_frames(6, 4))
    for frame in made.values():
        for column in ("holder", "obligor", "enterprise", "remark", "message", "hint"):
            frame[column] = f"{OWNER}有限公司"
        for column in ("contract_no", "supervision_no", "enterprise_id"):
            frame[column] = NUMBER
        frame["cause"] = f"因{OWNER}有限公司停产"
        frame["rules"] = f"{OWNER}有限公司"
        frame["document_no"] = f"{OWNER}有限公司函 {NUMBER}"
    return made


def everything(page):
    """The page with its compressed blocks opened."""
    block = r'<script type="application/octet-stream" id="[^"]*">([^<]*)<'
    blocks = [gzip.decompress(base64.b64decode(b)) for b in re.findall(block, page)]
    return page.encode() + b"".join(blocks)


def written(frames, folder, name, look):
    path = folder / f"{name}.html"
    write_map(load_definition(name), frames, path, FACTS, look)
    return path.read_text("utf-8")


def test_no_byte_of_any_page_holds_an_owner(frames, tmp_path):
    shown = 0
    for name in definition_names():
        secret = everything(written(frames, tmp_path, name, MapLook()))
        shown += OWNER.encode() in secret and NUMBER.encode() in secret
        if name == "tax_density":
            continue
        public = everything(written(frames, tmp_path, name, MapLook(public=True)))
        assert OWNER.encode() not in public, name
        assert NUMBER.encode() not in public, name
        assert base64.b64encode(OWNER.encode())[:12] not in public
    assert shown >= 4  # without --public they are there: the test can fail


def test_the_list_beside_the_map_tells_all_and_names_nobody(frames, tmp_path):
    page = written(frames, tmp_path, "status", MapLook(public=True))
    text = (tmp_path / "status.html.removed.json").read_text("utf-8")
    told = json.loads(text)
    assert OWNER not in text
    assert NUMBER not in text
    gone = {(e["frame"], e["column"]) for e in told["columns"]}
    assert {("parcels", "holder"), ("parcels", "contract_no")} <= gone
    assert all(e["reason"]["zh"] and e["reason"]["en"] for e in told["columns"])
    count = len(frames["parcels"])
    cell = {"frame": "parcels", "column": "cause", "cells": count}
    assert cell in told["names_in_texts"]
    assert told["coordinates"]["step_m"] == 10
    assert "公开版：已去除" in page
    assert "坐标取整到 10 米" in page
    assert "coordinates rounded to 10 m" in page
    assert "公开版（无审图号）" in page


def test_the_same_input_gives_the_same_list(frames, tmp_path):
    pages = [
        written(frames, tmp_path, "status", MapLook(public=True))
        + (tmp_path / "status.html.removed.json").read_text("utf-8")
        for _ in range(2)
    ]
    assert pages[0] == pages[1]


def test_a_name_is_blotted_out_of_other_texts_and_places_stay():
    frame = gpd.GeoDataFrame(
        {
            "holder": ["甲公司", "范县产业集聚区"],
            "category": ["idle", "idle"],
            "cause": pd.Categorical(["甲公司与甲公司乙分厂", None]),
            "zone": ["范县产业集聚区", "范县产业集聚区"],
        },
        geometry=[box(0, 0, 100, 100)] * 2,
        crs=4547,
    )
    made = public_map(load_definition("status"), {"parcels": frame})
    parcels = made.frames["parcels"]
    assert parcels["cause"].tolist()[0] == f"{BLOT}与{BLOT}乙分厂"
    assert pd.isna(parcels["cause"].tolist()[1])
    assert parcels["zone"].tolist() == ["范县产业集聚区"] * 2
    assert "holder" in frame.columns  # the caller's own frame is not changed


def test_counts_and_mu_stay(frames):
    from landuse.webmap.payload import layer_payload

    spec = load_definition("status")
    made = public_map(spec, frames)
    for before, after in zip(spec.layers, made.definition.layers, strict=True):
        old = layer_payload(frames[before.frame], before)
        new = layer_payload(made.frames[after.frame], after)
        assert old["classes"] == new["classes"]


def test_coordinates_are_whole_steps_and_neighbours_still_meet():
    left, right = (
        box(500_003, 3_900_004, 500_096, 3_900_096),
        box(500_096, 3_900_004, 500_204.9, 3_900_096),
    )
    frame = gpd.GeoDataFrame(geometry=[left, right, None], crs=4547)
    made = coarse(frame, 10)
    corners = shapely.get_coordinates(made.geometry[:2])
    assert (corners % 10 == 0).all()
    assert made.geometry[0].equals(box(500_000, 3_900_000, 500_100, 3_900_100))
    assert made.geometry[0].touches(made.geometry[1])
    degrees = coarse(frame.to_crs(4490), 10)
    assert np.allclose(shapely.get_coordinates(degrees.geometry[:2]) % 10 % 10, 0)


def test_a_map_of_single_taxpayers_is_refused(frames, tmp_path):
    with pytest.raises(SourceError, match="nothing of the map 'tax_density'"):
        written(
            {"parcels": frames["parcels"]},
            tmp_path,
            "tax_density",
            MapLook(public=True),
        )


def test_every_group_has_reason_ground_and_confidence():
    groups = public_rules()["group"]
    assert {"owner", "identifier", "tax", "free_text"} <= {g["id"] for g in groups}
    for group in (*groups, public_rules()["coordinates"]):
        assert set(group["reason"]) == {"zh", "en"}
        assert group["basis"]
        assert group["confidence"] in {"S", "S~", "K", "I", "E"}


def test_a_number_is_found_as_a_whole_only():
    numbers = Blotter(["1001", "HT-7788", "12"], least=4, whole=True)
    assert numbers.sub("1001") == BLOT
    assert numbers.sub("合同HT-7788号") == f"合同{BLOT}号"
    assert numbers.sub("21001，10012，XHT-7788，12") == "21001，10012，XHT-7788，12"
    assert Blotter([]).sub("甲") == "甲"


def test_a_number_that_is_also_a_class_changes_no_count():
    frame = gpd.GeoDataFrame(
        {
            "parcel_id": ["idle", "P2"],
            "contract_no": ["idle", "HT-7788"],
            "category": ["idle", "idle"],
            "state": ["HT-7788", None],
            "cause": ["见idle", "HT-7788"],
        },
        geometry=[box(0, 0, 100, 100)] * 2,
        crs=4547,
    )
    made = public_map(load_definition("status"), {"parcels": frame})
    parcels = made.frames["parcels"]
    assert parcels["category"].tolist() == ["idle", "idle"]
    assert parcels["parcel_id"].tolist() == ["idle", "P2"]
    assert parcels["cause"].tolist() == [f"见{BLOT}", BLOT]


def test_a_picture_of_the_land_is_left_out():
    frame = gpd.GeoDataFrame(
        {"category": ["idle"]}, geometry=[box(0, 0, 100, 100)], crs=4547
    )
    title = {"zh": "影像", "en": "Photo"}
    spec = replace(load_definition("status"), raster=RasterSpec("photo", title))
    made = public_map(spec, {"parcels": frame, "photo": object()})
    assert set(made.frames) == {"parcels"}
    assert made.definition.raster is None
    assert made.removed["layers"] == [title]


def test_a_theme_by_taxes_gives_way_to_one_that_may_be_shown(frames):
    spec = load_definition("status")
    parcels = spec.layers[-1]
    tax = load_definition("tax_density").layers[-1].theme
    both = replace(parcels, theme=tax, themes=(parcels.theme, tax))
    made = public_map(replace(spec, layers=(both,)), frames)
    assert made.definition.layers[0].theme == parcels.theme
    assert made.definition.layers[0].themes == ()
