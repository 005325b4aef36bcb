"""Take the pictures of the README from the sample city: ``make pictures``.

Each is one page of a fresh audit, opened in Chromium without a network, at
1280 by 800. A browser draws letters its own way on each system, so no test holds
the bytes; it holds that the script still finds what it clicks.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from landuse.resources import data_path
from landuse.workflow import audit

__all__ = ["PICTURES", "take"]

FOLDER = Path(__file__).resolve().parent / "pictures"
SIZE = {"width": 1280, "height": 800}
_DRAWN = "html[data-ready='1']"
_SETTLED_MS = 1_200


def _dashboard(page: Page) -> None:
    """The city at a glance."""
    page.mouse.move(600, 500)


def _life(page: Page) -> None:
    """One zone with its stages, and the card of a plot that was not kept to."""
    page.locator(".lu-zones").select_option(index=1)
    page.get_by_role("tab").nth(1).click()
    page.locator(".lu-row .lu-row-name").first.click()


def _plans(page: Page) -> None:
    """What the revision of the plan changes in one zone."""
    page.locator(".lu-zones").select_option(index=1)


#: File name, page of the audit, and what is done on it.
PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "dashboard.png": ("index.html", _dashboard),
    "standard-land.png": ("maps/standard_land.html", _life),
    "plan-revision.png": ("maps/plan_revision.html", _plans),
}


@contextmanager
def _browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield started.new_context(viewport=SIZE, offline=True)
        started.close()


def take(context: Any, audited: Path, folder: Path) -> list[Path]:
    """Take each picture.

    Parameters
    ----------
    context : BrowserContext
        Of playwright, without a network.
    audited : Path
        Folder of an audit of the sample city.
    folder : Path
        Where the pictures go.

    Returns
    -------
    list of Path
        The pictures.
    """
    made = []
    for name, (file, act) in PICTURES.items():
        page = context.new_page()
        page.goto((audited / file).as_uri())
        page.wait_for_selector(_DRAWN, state="attached")
        act(page)
        page.wait_for_timeout(_SETTLED_MS)
        page.screenshot(path=str(folder / name))
        page.close()
        made.append(folder / name)
    return made


def main() -> None:
    """Audit the sample city and take its pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _browser() as context:
        out = Path(folder) / "out"
        audit(data_path("sample_data"), out=out)
        for picture in take(context, out, FOLDER):
            sys.stdout.write(f"{picture.name}\n")


if __name__ == "__main__":
    main()
