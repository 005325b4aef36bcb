"""The most memory that this process has held, from a moment on where Linux allows."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_MB = 1024 if sys.platform != "darwin" else 1024**2
_CLEAR = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


def forget_peak() -> None:
    """Count from what is held now; elsewhere than on Linux from the start."""
    try:
        _CLEAR.write_text("5")
    except OSError:
        return


def peak_mb() -> float:
    """The peak since then, in MB, the layers and the libraries included."""
    if _STATUS.is_file():
        lines = _STATUS.read_text().splitlines()
        found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
        if found:
            return int(found[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB
