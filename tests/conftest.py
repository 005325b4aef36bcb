"""What several test modules share.

How tests are written here: see CONTRIBUTING.md. Data are built with
``landuse.testing``, so that a test names only what matters to it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Where nobody watches, the same examples each time; by hand, new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real input made by others, beside the checkout."""
    if not _SHARED.is_dir():
        pytest.skip("no real data beside the checkout (../shared/data)")
    return _SHARED
