"""What several test modules share.

How tests are written here: see CONTRIBUTING.md. Data are built with
``landuse.testing``, so that a test names only what matters to it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real input made by others, beside the checkout."""
    if not _SHARED.is_dir():
        pytest.skip("no real data beside the checkout (../shared/data)")
    return _SHARED
