"""Chunks in threads: the same result on any machine, told and stopped on the way."""

import os
import threading

import numpy as np
import pytest
import shapely

from landuse.analysis.chunks import Watch
from landuse.analysis.overlay import intersections, remainders
from landuse.analysis.shares import shares
from landuse.errors import CancelledError
from landuse.testing import make_parcels, make_zones, square

MANY = np.arange(5_500)
ROW = [square(90 * i) for i in range(2_500)]


@pytest.mark.parametrize("workers", [None, 1, 2, 7])
def test_the_result_does_not_depend_on_the_number_of_threads(monkeypatch, workers):
    monkeypatch.setattr(os, "cpu_count", lambda: workers)
    seen = []
    watch = Watch(lambda done, total: seen.append((done, total)))
    left, right = np.array(ROW), np.array([square(90 * i, 40) for i in range(2_500)])
    made = intersections(left, right, watch)
    assert shapely.equals(made, shapely.intersection(left, right)).all()
    assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_several_threads_work_at_the_same_time(monkeypatch):
    """Each of two chunks waits for the other."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    together = threading.Barrier(2, timeout=30)

    def wait(chunk):
        together.wait()
        return chunk

    assert Watch().run(wait, MANY[:2000]).tolist() == MANY[:2000].tolist()


@pytest.mark.parametrize("after", [1, 2, 4])
def test_it_stops_at_the_next_chunk_and_begins_no_more(monkeypatch, after):
    """One thread, which waits in each chunk until the caller was told of the last."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    asked, told, begun = [], [], []
    turn = threading.Semaphore(1)

    def enough():
        asked.append(1)
        return len(asked) > after

    def work(chunk):
        begun.append(len(chunk))
        turn.acquire(timeout=0.2)
        return chunk

    def tell(done, total):
        told.append((done, total))
        turn.release()

    with pytest.raises(CancelledError, match="cancelled by the caller"):
        Watch(tell, enough).run(work, MANY)
    assert told == [(1000 * (i + 1), 5_500) for i in range(after)]
    assert len(begun) <= after + 2  # one more is done and one begun, none after it


def test_it_does_not_begin_when_the_caller_has_enough():
    with pytest.raises(CancelledError, match="nothing was kept"):
        Watch(cancel=lambda: True).run(pytest.fail, MANY)


def test_a_fault_in_a_chunk_is_raised_to_the_caller():
    def fail(chunk):
        if chunk[0] >= 3000:
            raise ValueError("chunk of 3000")
        return chunk

    with pytest.raises(ValueError, match="chunk of 3000"):
        Watch().run(fail, MANY)


def cancelled_after(number):
    asked = []

    def enough():
        asked.append(1)
        return len(asked) > number

    return enough


@pytest.mark.parametrize("number", range(4))
def test_overlays_stop_in_the_middle_of_their_work(number):
    parcels = make_parcels(geometry=ROW)
    zones = make_zones(geometry=square(-10, 50, 90 * 2_600))
    with pytest.raises(CancelledError, match="cancelled by the caller"):
        shares(parcels, zones, cancel=cancelled_after(number))
    with pytest.raises(CancelledError, match="cancelled by the caller"):
        remainders(parcels.geometry, zones.geometry, cancel=cancelled_after(number))


def test_overlays_tell_how_far_they_are():
    seen = []
    parcels = make_parcels(geometry=ROW)
    zones = make_zones(geometry=square(-10, 50, 90 * 2_600))
    shares(parcels, zones, progress=lambda *step: seen.append(step))
    assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]
