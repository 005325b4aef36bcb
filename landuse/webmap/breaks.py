"""Bounds of the classes of a theme, from the figures that are drawn.

The same figures always give the same bounds. They are rounded as the figures are
printed, so that the legend says exactly what a class takes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from landuse.units import round_half_up
from landuse.vocabulary import LANGUAGES, label
from landuse.webmap.definitions import LayerSpec
from landuse.webmap.texts import digits_of
from landuse.webmap.themes import Theme

__all__ = ["bounds_of", "layer_breaks", "with_breaks"]

#: More different figures than these are thinned before the natural breaks are sought.
_MOST = 1000


def layer_breaks(layer: LayerSpec, shown: pd.DataFrame) -> LayerSpec:
    """A layer whose themes have the bounds of their classes.

    Parameters
    ----------
    layer : LayerSpec
        From a definition, or from this function: then it stays as it is.
    shown : DataFrame
        The rows that it draws.

    Returns
    -------
    LayerSpec
        See :func:`with_breaks`.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> layer = load_definition("tax_density").layers[-1]
    >>> made = layer_breaks(layer, pd.DataFrame({"tax_yuan_per_mu": [1.0, 5.0]}))
    >>> [theme.scheme for theme in made.themes], made == layer_breaks(made, None)
    (['steps', 'steps'], True)
    """
    if layer.theme is None:
        return layer
    first, *others = (with_breaks(one, shown) for one in (layer.theme, *layer.themes))
    return replace(layer, theme=first, themes=tuple(others))


def with_breaks(theme: Theme, frame: pd.DataFrame) -> Theme:
    """A theme whose classes have their bounds.

    Parameters
    ----------
    theme : Theme
        From a definition.
    frame : DataFrame
        The rows that are drawn.

    Returns
    -------
    Theme
        The same one if its classes are given. Else with bounds by its scheme, which
        its note states; classes for which there are too few figures are left out.

    Examples
    --------
    >>> from landuse.webmap.themes import ClassSpec, Style
    >>> classes = [ClassSpec(Style("#000000"), rest=n == 2) for n in range(3)]
    >>> theme = Theme("area_mu", tuple(classes), scheme="quantile")
    >>> made = with_breaks(theme, pd.DataFrame({"area_mu": [1.0, 2.0, 3.0, 4.0]}))
    >>> [(c.low, c.high) for c in made.classes]
    [(None, 2.5), (2.5, None), (None, None)]
    """
    if theme.scheme == "steps":
        return theme
    free = [entry for entry in theme.classes if not entry.rest]
    values = frame.get(theme.column, pd.Series(dtype=float))
    bounds = bounds_of(values, theme.scheme, len(free), digits_of(theme.column))
    ends = [None, *bounds, None]
    classes = [
        replace(entry, low=low, high=high)
        for entry, low, high in zip(free, ends, ends[1:], strict=False)
    ]
    if not pd.to_numeric(values, errors="coerce").notna().any():
        classes = []
    elif not bounds:
        whole = {lang: label("map", "one_class", lang) for lang in LANGUAGES}
        classes = [replace(free[0], label=whole)]
    rest = [entry for entry in theme.classes if entry.rest]
    note = _noted(theme)
    return replace(theme, classes=(*classes, *rest), note=note, scheme="steps")


def _noted(theme: Theme) -> dict[str, str]:
    return {
        lang: label("map", f"by_{theme.scheme}", lang)
        + (theme.note[lang] if theme.note else "")
        for lang in LANGUAGES
    }


def bounds_of(
    values: pd.Series, scheme: str, classes: int, digits: int | None
) -> list[float]:
    """Bounds between classes, each the upper end of one, ascending.

    Parameters
    ----------
    values : Series
        Figures; missing ones do not count.
    scheme : {"quantile", "natural"}
        As many figures in each class, or classes of figures close to each other
        (least sum of squares within the classes).
    classes : int
        How many there should be.
    digits : int or None
        Decimals of the bounds.

    Returns
    -------
    list of float
        One less than the classes; fewer where bounds fall together.

    Examples
    --------
    >>> bounds_of(pd.Series([1, 2, 11, 12, 50]), "natural", 3, 0)
    [2.0, 12.0]
    """
    figures = pd.to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan)
    known = np.sort(figures[np.isfinite(figures)])
    if not len(known):
        return []
    if scheme == "quantile":
        shares = np.arange(1, classes) / classes
        found = np.quantile(known, shares).tolist()
    else:
        found = _natural(known, classes)
    rounded = {round_half_up(b, digits) if digits is not None else b for b in found}
    return sorted(float(bound) for bound in rounded if bound < known[-1])


def _natural(known: np.ndarray, classes: int) -> list[float]:
    """Upper ends of the classes with the least squares (Fisher's exact method)."""
    points, weights = np.unique(known, return_counts=True)
    if len(points) > _MOST:
        points = np.unique(known[np.linspace(0, len(known) - 1, _MOST).astype(int)])
        weights = np.diff(np.searchsorted(known, points, "right"), prepend=0)
    classes = min(classes, len(points))
    cost = _within(points, weights.astype(float))
    best, cuts = cost[0], []
    for _ in range(1, classes):
        # options[j, i]: the class before the last ends at j - 1, the last at i.
        options = np.full(cost.shape, np.inf)
        options[1:] = best[:-1, None] + cost[1:]
        cuts.append(options.argmin(axis=0))
        best = options.min(axis=0)
    ends: list[float] = []
    at = len(points) - 1
    for cut in reversed(cuts):
        at = int(cut[at]) - 1
        ends.append(float(points[at]))
    return ends[::-1]


def _within(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum of squares of points i to j about their mean, at [i, j]; else infinite."""
    centred = points - points.mean()
    count, first, second = (
        np.concatenate([[0.0], np.cumsum(weights * centred**power)])
        for power in range(3)
    )
    low, high = np.triu_indices(len(points))
    total = count[high + 1] - count[low]
    mean = first[high + 1] - first[low]
    cost = np.full((len(points),) * 2, np.inf)
    cost[low, high] = second[high + 1] - second[low] - mean * mean / total
    return np.maximum(cost, 0.0)
