"""The fuzzing sees what is planted, counts all, and excuses only what has a twin."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from benchmarks.fuzz_judge import (
    SILENT,
    VERDICTS,
    Reading,
    Verdict,
    compare,
    differences,
    excused,
)
from benchmarks.fuzz_mutations import MUTATIONS, mutate
from benchmarks.fuzz_reader import TWIN, cases, damage, report, run
from benchmarks.fuzz_samples import FORMATS, Sample, parcels, write_sample
from benchmarks.fuzz_twin import twin_content
from benchmarks.fuzz_worker import Worker, read_landuse, serve

SAMPLE = Sample("txt", "a.txt", ("a.txt",))
GOOD, BAD = Path("good.txt"), Path("bad.txt")


def whole() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["P1", "P2", "P3"], "tax": [1.0, 2.0, None]},
        geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)],
        crs="EPSG:4547",
    )


def without_a_row(frame):
    return frame.iloc[:2]


def without_a_column(frame):
    return frame.drop(columns="tax")


def without_a_value(frame):
    return frame.assign(tax=[1.0, None, None])


def without_a_shape(frame):
    return frame.set_geometry([*frame.geometry[:2], None])


def without_a_corner(frame):
    (corner,) = shapely.from_wkt(["POLYGON ((0 0, 0 1, 1 1, 0 0))"])
    return frame.set_geometry([corner, *frame.geometry[1:]])


def with_another_value(frame):
    return frame.assign(tax=[1.0, 2.5, None])


def with_two_others(frame):
    return frame.assign(id=["P1", "P2", "P4"], tax=[1.5, 2.0, None])


def with_an_ordinate_moved(frame):
    moved = shapely.from_wkt("POLYGON ((1 0, 1 1, 0 1.5, 0 0, 1 0))")
    return frame.set_geometry([moved, *frame.geometry[1:]])


@pytest.mark.parametrize(
    ("plant", "verdict"),
    [
        (without_a_row, "lost"),
        (without_a_column, "lost"),
        (without_a_value, "lost"),
        (without_a_shape, "lost"),
        (without_a_corner, "lost"),
        (with_another_value, "one value"),
        (with_an_ordinate_moved, "one value"),
        (with_two_others, "changed"),
        (lambda frame: frame, "same"),
    ],
)
def test_the_judge_sees_what_is_planted(plant, verdict):
    found = compare(Reading(whole()), Reading(plant(whole())))
    assert found.name == verdict
    assert (found.name in SILENT) == (verdict != "same")


def test_a_reader_that_speaks_is_not_silent():
    truth = Reading(whole(), frozenset({("CRS_MISSING",)}))
    lost = without_a_row(whole())
    assert compare(truth, Reading(lost, frozenset({("CUT",)}))).name == "told"
    same = Reading(lost, frozenset({("CRS_MISSING",)}))
    assert compare(truth, same).name == "lost"  # it always says that
    assert compare(truth, Reading(None, text="cut")) == Verdict("refused", "cut")


def test_a_twin_excuses_no_more_than_it_lacks():
    one = differences(whole(), with_another_value(whole()))
    two = differences(whole(), with_two_others(whole()))
    row = differences(whole(), without_a_row(whole()))
    assert excused(one, one)
    assert excused(one, two)
    assert not excused(two, one)
    assert not excused(row, two)
    assert excused(row, row)
    assert not excused(row, differences(whole(), whole().head(1)))


def crash(path: Path) -> Reading:
    if path == BAD:
        os._exit(3)
    return Reading(whole())


def hang(path: Path) -> Reading:
    if path == BAD:
        time.sleep(60)
    return Reading(whole())


def fail(path: Path) -> Reading:
    if path == BAD:
        msg = "not a refusal"
        raise RuntimeError(msg)
    return Reading(whole())


def drop(path: Path) -> Reading:
    return Reading(without_a_row(whole()) if path == BAD else whole())


PLANTED = {"crash": crash, "hang": hang, "fail": fail, "drop": drop}


def serve_planted(name: str, pipe: Connection) -> None:
    serve(lambda path, _: PLANTED[name](path), pipe)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "verdict"),
    [("crash", "crash"), ("hang", "hang"), ("fail", "crash"), ("drop", "lost")],
)
def test_a_reader_that_dies_or_hangs_is_seen_and_the_next_case_judged(reader, verdict):
    worker = Worker(reader, serve_planted, time_out=4 if reader == "hang" else 30)
    try:
        assert worker.learn(SAMPLE, GOOD) == ""
        assert worker.judge("txt", BAD, "layer").name == verdict
        assert verdict in SILENT
        assert worker.judge("txt", GOOD, "layer").name == "same"
    finally:
        worker.close()


def test_every_damage_changes_the_bytes_and_the_seed_decides_which():
    data = bytes(range(256)) * 2
    names = set()
    for number in range(100):
        first = mutate(data, random.Random(f"7:{number}"))
        assert first == mutate(data, random.Random(f"7:{number}"))
        assert first[1] != data
        names.add(first[0])
    assert names == set(MUTATIONS)
    assert mutate(data, random.Random("8:0")) != mutate(data, random.Random("7:0"))


@pytest.mark.parametrize("name", FORMATS)
def test_samples_have_the_same_bytes_whenever_they_are_written(tmp_path, name):
    made = []
    for turn in ("first", "second"):
        (tmp_path / turn).mkdir()
        sample = write_sample(name, tmp_path / turn)
        made.append([(tmp_path / turn / t).read_bytes() for t in sample.targets])
    assert made[0] == made[1]


def test_cases_are_spread_over_all_files_and_kinds():
    samples = [Sample("a", "a", ("x.shp", "x.dbf")), Sample("b", "b", ("x.txt",))]
    made = cases(samples, 12)
    assert [case.number for case in made] == list(range(12))
    assert Counter(case.column for case in made) == {".shp": 4, ".dbf": 4, ".txt": 4}
    assert Counter(case.kind for case in made) == {"parcels": 6, "layer": 6}


def test_a_case_can_be_made_again_by_seed_and_number(tmp_path):
    (tmp_path / "txt").mkdir()
    sample = write_sample("txt", tmp_path / "txt")
    case = cases([sample], 5)[4]
    ends = [damage(case, 3, tmp_path / "txt", tmp_path / name) for name in "ab"]
    assert ends[0][0] == ends[1][0]
    assert ends[0][1].read_bytes() == ends[1][1].read_bytes()


def damaged(tmp_path: Path, name: str, target: str, old: bytes, new: bytes) -> Path:
    sample = write_sample(name, tmp_path)
    path = tmp_path / target
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))
    return tmp_path / sample.entry


@pytest.mark.parametrize(
    ("name", "target", "old", "new", "found"),
    [
        ("shapefile", "parcels.dbf", b"GB00008", b"GB0000X", True),
        ("shapefile", "parcels.dbf", b" 1012345.5", b" 1012345.6", False),
        ("shapefile", "parcels.dbf", b"1012345.500000000000000", b" " * 23, False),
        ("gpkg", "parcels.gpkg", b"GB00008", b"GB0000X", True),
        ("txt", "parcels.txt", b"6,0.9892,2,", b"6,0.9892,Z,", True),
        ("txt", "parcels.txt", b"6,0.9892,2,", b"6,0.8892,2,", False),
    ],
    ids=["text", "figure with a tail", "blank number", "row", "name", "area"],
)
def test_a_file_has_a_twin_only_if_its_writer_gives_its_very_bytes(
    tmp_path, name, target, old, new, found
):
    entry = damaged(tmp_path, name, target, old, new)
    twin = twin_content(name, entry, target)
    assert (twin is not None) == found


def test_a_text_cut_behind_a_plot_is_the_sound_text_of_fewer_plots(tmp_path):
    sample = write_sample("txt", tmp_path)
    path = tmp_path / sample.entry
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"6,0.9992,3,")])
    assert len(twin_content("txt", path, path.name)) == 2
    path.write_bytes(data[: data.index(b"6,0.9992,3,") - 1])
    assert twin_content("txt", path, path.name) is None


def test_the_whole_samples_are_read_without_a_loss(tmp_path):
    for name in FORMATS:
        (tmp_path / name).mkdir()
        sample = write_sample(name, tmp_path / name)
        for kind in sample.kinds:
            made = read_landuse(tmp_path / name / sample.entry, kind)
            assert len(made.frame) == len(parcels()), name


@pytest.mark.slow
def test_a_short_run_adds_up_and_a_bad_reader_fails_it(capsys):
    found = run(12, 5, ("shapefile", "txt"))
    totals = [sum(counts.values(), Counter()) for counts in found.values()]
    assert totals[0].total() == 12
    assert set(totals[0]) <= set(VERDICTS)
    assert run(12, 5, ("shapefile", "txt")) == found
    report(found)
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("landuse    all")]
    for verdict in VERDICTS:
        counts = {"landuse": {".shp": Counter({verdict: 1})}}
        assert report(counts) == (verdict not in SILENT)
    assert TWIN in VERDICTS
