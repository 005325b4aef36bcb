"""Any two classes of a map can be told apart, by colour and without it."""

from __future__ import annotations

import pytest

from landuse.webmap.definitions import definition_names, load_definition
from tests.webmap.seeing import ciede2000, closest

LEAST = 10.0
THEMES = [
    pytest.param(theme, id=f"{name}-{layer.frame}-{theme.column}-{theme.scheme}")
    for name in definition_names()
    for layer in load_definition(name).layers
    for theme in filter(None, (layer.theme, *layer.themes))
]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_the_difference_agrees_with_published_pairs(first, second, expected):
    assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES)
def test_classes_differ_for_every_kind_of_vision(theme):
    colors = [entry.style.color for entry in theme.classes]
    difference, vision, first, second = closest(colors)
    assert difference >= LEAST, (vision, first, second)


@pytest.mark.parametrize("theme", THEMES)
def test_classes_that_look_alike_in_grey_differ_in_a_second_channel(theme):
    marks = [(c.style.pattern, c.style.dash) for c in theme.classes]
    colors = [c.style.color for c in theme.classes]
    for number, (mark, color) in enumerate(zip(marks, colors, strict=True)):
        for other, shade in zip(marks[:number], colors[:number], strict=True):
            assert mark != other or _grey_apart(color, shade), (color, shade)


def _grey_apart(first, second):
    def light(color):
        return sum(
            share * int(color[at : at + 2], 16)
            for share, at in ((0.3, 1), (0.59, 3), (0.11, 5))
        )

    return abs(light(first) - light(second)) > 5
