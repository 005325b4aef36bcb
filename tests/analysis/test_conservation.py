"""The proof that nothing got lost: what passes, what raises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.analysis.conservation import prove, prove_sum, sums_by_place
from landuse.errors import ConservationError


def test_a_proof_that_fails_names_the_place():
    with pytest.raises(ConservationError, match=r"parcel 1: .* differ by 0\.5"):
        prove(np.array([1.0, 2.0]), np.array([1.0, 2.5]), "parcel")


def test_a_missing_area_does_not_pass_a_proof():
    with pytest.raises(ConservationError, match="parcel 0"):
        prove(np.array([1.0]), np.array([np.nan]), "parcel")


@pytest.mark.parametrize("off", [0.0, 0.00009, 0.09])
def test_noise_grows_with_the_whole(off):
    prove_sum([1e8, off], 1e8, "credits")


@pytest.mark.parametrize("parts", [[1.0, 2.001], [float("nan")], []])
def test_parts_that_do_not_add_up_are_an_error(parts):
    with pytest.raises(ConservationError, match=r"credits: the parts are .*, the"):
        prove_sum(parts, 3.0, "credits")


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1e9)), max_size=30))
def test_sums_do_not_depend_on_the_order(rows):
    place = np.array([row[0] for row in rows], dtype=int)
    area = np.array([row[1] for row in rows], dtype=float)
    there, back = (
        sums_by_place(place[order], area[order], 6)
        for order in (slice(None), slice(None, None, -1))
    )
    assert there.tolist() == back.tolist()
    assert there.sum() == pytest.approx(area.sum())
