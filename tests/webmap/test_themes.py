"""Several themes of one layer, and classes whose bounds come from the figures."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import PolicyError
from landuse.webmap.breaks import bounds_of, with_breaks
from landuse.webmap.build import build_map
from landuse.webmap.classes import class_codes, class_label
from landuse.webmap.definitions import load_definition

TITLE = {"zh": "题", "en": "title"}
REST = {"rest": True, "color": "#888888", "label": TITLE}
STYLE = {"color": "#0b4f8a"}


def squares(values, bounds):
    """Sum of squares within the classes that the bounds make."""
    places = np.searchsorted(bounds, values, "left")
    parts = [values[places == place] for place in range(len(bounds) + 1)]
    return sum(((part - part.mean()) ** 2).sum() for part in parts if len(part))


def test_quantiles_have_as_many_in_each_class():
    values = pd.Series([*range(1, 101), None], dtype=float)
    assert bounds_of(values, "quantile", 4, None) == [25.75, 50.5, 75.25]
    assert bounds_of(values, "quantile", 4, 0) == [26.0, 51.0, 75.0]


def test_bounds_that_fall_together_stand_once():
    values = pd.Series([5.0] * 9 + [6.0])
    assert bounds_of(values, "quantile", 5, 0) == [5.0]
    assert bounds_of(values, "natural", 5, 0) == [5.0]
    assert bounds_of(pd.Series([7.0]), "natural", 3, 0) == []
    assert bounds_of(pd.Series([None], dtype=float), "quantile", 3, 0) == []


@given(
    st.lists(st.integers(0, 60), min_size=4, max_size=9),
    st.integers(2, 4),
)
def test_natural_breaks_have_the_least_squares(figures, classes):
    values = np.sort(np.array(figures, dtype=float))
    found = bounds_of(pd.Series(values), "natural", classes, None)
    points = np.unique(values)[:-1]
    count = min(classes - 1, len(points))
    best = min(
        squares(values, np.array(ends))
        for ends in itertools.combinations(points, count)
    )
    assert len(found) == count
    assert squares(values, np.array(found)) == pytest.approx(best, abs=1e-6)


def test_many_figures_are_thinned_and_give_the_same_bounds_again():
    dice = np.random.default_rng(3)
    parts = [dice.normal(at, 1.0, 2_000) for at in (10, 50, 90)]
    values = pd.Series(np.concatenate(parts))
    found = bounds_of(values, "natural", 3, 2)
    assert found == bounds_of(values.sample(frac=1, random_state=1), "natural", 3, 2)
    assert 12 < found[0] < 20
    assert 52 < found[1] < 60


def test_the_note_says_the_scheme_and_a_missing_figure_is_no_class_of_its_own():
    theme = load_definition("tax_density").layers[-1].themes[0]
    frame = pd.DataFrame({"tax_yuan_per_mu": [None, *range(10, 60, 10)]})
    made = with_breaks(theme, frame)
    assert made.note["zh"].startswith("分级：分位数")
    assert [(c.low, c.high) for c in made.classes[:2]] == [(None, 18.0), (18.0, 26.0)]
    assert class_codes(frame, made).tolist() == [5, 0, 1, 2, 3, 4]
    equal = pd.DataFrame({"tax_yuan_per_mu": [7.0, 7.0, None]})
    one = with_breaks(theme, equal)
    assert class_codes(equal, one).tolist() == [0, 0, 1]
    assert [class_label(c, one, "en") for c in one.classes] == [
        "All figures",
        "No tax record",
    ]
    nothing = with_breaks(theme, pd.DataFrame({"a": [1]}))
    assert [c.rest for c in nothing.classes] == [True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"theme": {"scheme": "jenks"}},
            "scheme: 'jenks' is not one of steps, quantile",
        ),
        (
            {"theme": {"scheme": "natural", "classes": [{**STYLE, "to": 5}, REST]}},
            "classes: scheme 'natural' finds the bounds: give styles only",
        ),
        (
            {"themes": [{"column": "a", "classes": [REST]}]},
            "each of the themes need a title",
        ),
        (
            {
                "theme": {"title": TITLE},
                "themes": [{"column": "a", "classes": [REST], "title": TITLE}],
                "funnel": {"by": "a", "title": TITLE},
            },
            "themes: cannot go with time or funnel",
        ),
    ],
)
def test_a_theme_that_is_not_right_is_named(change, message):
    theme = {"column": "a", "classes": [REST], **change.get("theme", {})}
    layer = {"frame": "p", "title": TITLE, **change, "theme": theme}
    with pytest.raises(PolicyError, match=message):
        load_definition({"id": "x", "title": TITLE, "layers": [layer]})


@pytest.mark.browser
def test_the_page_is_coloured_by_the_theme_that_is_chosen(frames, show):
    parcels = frames["parcels"].assign(
        grade=[("A", "B", None)[n % 3] for n in range(len(frames["parcels"]))]
    )
    opened = show("overview", {**frames, "parcels": parcels})
    page = opened.page
    assert page.locator(".lu-themes option").all_inner_texts() == [
        "主要问题类型",
        "企业评价等级",
        "亩均税收（分位数）",
        "土地用途",
    ]
    page.locator(".lu-class", has_text="停建缓建").click()
    assert opened.drawn() < len(parcels)
    page.select_option(".lu-themes", "1")
    assert opened.drawn() == len(parcels)  # another theme hides nothing
    grade = page.locator(".lu-class", has_text="A 类")
    rows = parcels[parcels.grade == "A"]
    area = f"{rows.area_mu.sum():,.2f}"
    assert grade.locator(".lu-figures").inner_text() == f"{len(rows)} 个 / {area} 亩"
    grade.click()
    assert opened.drawn() == len(parcels) - len(rows)
    page.select_option(".lu-themes", "2")
    theme = with_breaks(load_definition("overview").layers[-1].themes[1], parcels)
    assert theme.note["zh"] in page.locator(".lu-legend").inner_text()
    counts = np.bincount(class_codes(parcels, theme), minlength=6)
    figures = page.locator(".lu-class:not(.lu-only) .lu-figures").all_inner_texts()
    assert [int(text.split()[0]) for text in figures] == counts.tolist()
    assert opened.complaints == []
    assert opened.foreign_requests() == []


@pytest.mark.browser
def test_a_link_and_the_other_language_keep_the_theme(frames, show):
    opened = show("overview", frames)
    page = opened.page
    page.select_option(".lu-themes", "2")
    theme = with_breaks(
        load_definition("overview").layers[-1].themes[1], frames["parcels"]
    )
    page.wait_for_url("**#*t=1-2*")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("html[data-ready='1']", state="attached")
    assert other.locator(".lu-themes").input_value() == "2"
    other.close()
    page.evaluate("window.landuse.speak(window.landuse.maps[0].landusePanel, 'en')")
    assert (
        "Tax per mu (quantiles)" in page.locator(".lu-themes option").all_inner_texts()
    )
    assert theme.note["en"] in page.locator(".lu-legend").inner_text()
    assert opened.complaints == []
    assert opened.foreign_requests() == []


def test_the_same_figures_give_the_same_page(frames):
    pages = [build_map("tax_density", frames).get_root().render() for _ in range(2)]
    assert pages[0] == pages[1]
