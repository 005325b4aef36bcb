"""Call functions of the page's scripts that need no page, by node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from landuse.webmap.assets import asset_path

RUNNER = Path(__file__).with_name("figures.test.js")


def runner(script):
    """A fixture's function: [(name, arguments)] -> results, of one script."""

    def run():
        node = shutil.which("node")
        if node is None:
            pytest.skip("no node on the PATH")

        def call(calls):
            cases = [{"call": name, "with": given} for name, given in calls]
            done = subprocess.run(
                [node, str(RUNNER), str(asset_path(f"src/{script}"))],
                input=json.dumps(cases),
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=True,
                timeout=60,
            )
            return json.loads(done.stdout)

        return call

    return run
