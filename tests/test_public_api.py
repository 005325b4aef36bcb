"""What ``import landuse`` promises, and what it does not load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import landuse

ROOT = Path(__file__).resolve().parents[1]
MAX_NAMES = 25
PROMISED = (
    "audit",
    "build_map",
    "conform",
    "create_ledger",
    "ellipsoidal_area",
    "flag",
    "load_policy",
    "open_ledger",
    "read_approvals",
    "read_enterprises",
    "read_layer",
    "read_parcels",
    "read_zones",
    "revitalization_progress",
    "tax_density",
    "to_hectares",
    "to_mu",
    "unsupplied_area",
    "zone_of",
)
NAMES = tuple(getattr(landuse, "__all__", PROMISED))
QUIET = """
import sys

def refuse(event, _):
    if event.startswith("socket."):
        sys.exit(f"import opened a socket: {event}")

sys.addaudithook(refuse)
import landuse
heavy = {"folium", "branca", "rasterio", "dask", "openpyxl", "typer"}
loaded = heavy & set(sys.modules)
sys.exit(f"import loaded {sorted(loaded)}" if loaded else 0)
"""


def test_the_import_is_light_and_opens_no_socket():
    found = subprocess.run(
        [sys.executable, "-c", QUIET],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_the_names_are_few_and_sorted():
    assert list(landuse.__all__) == sorted(landuse.__all__)
    assert len(landuse.__all__) <= MAX_NAMES


@pytest.mark.parametrize("name", PROMISED)
def test_the_promised_names_are_there(name):
    assert name in landuse.__all__


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_documented_with_an_example(name):
    value = getattr(landuse, name)
    assert callable(value)
    assert ">>>" in (value.__doc__ or "")


def test_an_unknown_name_is_refused_as_python_does():
    with pytest.raises(AttributeError, match="flags_and_all"):
        _ = landuse.flags_and_all
