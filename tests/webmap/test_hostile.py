"""Every hostile text in every place of the pages, in a real browser.

A page holds all texts at once, a row, a class or a name for each; what it shows is
compared as `textContent`, so byte for byte. Where the browser or a format cannot
hold a text as it is, the comparison says how it becomes another one.
"""

from __future__ import annotations

from datetime import date

import pytest

from landuse.webmap.build import build_map
from tests.webmap.hostile import PAYLOADS
from tests.webmap.hostilepage import (
    assert_harmless,
    contents,
    value_definition,
    value_frames,
)

pytestmark = pytest.mark.browser
TEXTS = list(PAYLOADS)
AS_OF = date(2022, 9, 30)


def test_the_corpus_has_texts_enough():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


@pytest.fixture(scope="module")
def values(browser, tmp_path_factory):
    """One page for all tests of values."""
    yield from _opened(
        browser,
        tmp_path_factory,
        build_map(value_definition(TEXTS), value_frames(TEXTS), as_of=AS_OF),
    )


def _opened(browser, folder, made):
    from tests.webmap.conftest import Visit

    path = folder.mktemp("hostile") / "a b#%41.html"
    made.save(str(path))
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    opened = Visit(context.new_page())
    opened.dialogs = []
    opened.page.on("dialog", lambda d: (opened.dialogs.append(d.message), d.dismiss()))
    opened.page.goto(path.as_uri())
    opened.page.wait_for_selector("html[data-ready='1']", state="attached")
    yield opened
    context.close()


#: Places that show all texts at once, and whether in an order of their own.
AT_ONCE = {
    "legend": (".lu-class-name", ["其余"]),
    "names on the map": (".lu-name", []),
    "list of zones": (".lu-zones option", None),
    "bars": (".lu-stat .lu-bar-name", None),
    "funnel": (".lu-bars-groups .lu-bar-name", []),
    "funnel of classes": (".lu-bars-classes .lu-bar-name", []),
    "table": (".lu-rows td[data-column=remark]", []),
    "file names in a table": (".lu-rows td[data-column=file]", []),
}


def test_lists_show_every_value_as_it_is(values):
    for place, (selector, more) in AT_ONCE.items():
        found = contents(values, selector)
        if more is None:  # with a word of ours for all or for none
            assert len(found) == len(TEXTS) + 1, place
            assert set(TEXTS) < set(found), place
        else:
            assert sorted(found) == sorted([*TEXTS, *more]), place
    assert_harmless(values)
