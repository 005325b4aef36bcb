"""Refuse what would show values of the data as HTML, script or template.

folium's own layers for data put attribute values into HTML and into scripts, and
branca compiles those as templates: a value could run on the page and in Python.
"""

from __future__ import annotations

from collections.abc import Iterator

from branca.element import Element
from folium.map import Layer

__all__ = ["refuse_unsafe"]

#: Classes of folium that show text of the data, and what depends on them.
_UNSAFE = frozenset(
    {
        "Choropleth",
        "ClickForLatLng",
        "ClickForMarker",
        "DivIcon",
        "GeoJson",
        "GeoJsonPopup",
        "GeoJsonTooltip",
        "LatLngPopup",
        "PolyLineTextPath",
        "Popup",
        "Realtime",
        "Search",
        "TagFilterButton",
        "TimeSliderChoropleth",
        "Timeline",
        "TimestampedGeoJson",
        "Tooltip",
        "TopoJson",
        "Vega",
        "VegaLite",
    }
)


def refuse_unsafe(root: Element) -> None:
    """Raise for a layer of folium that shows values of the data unescaped.

    Parameters
    ----------
    root : Element
        A figure or a map.

    Raises
    ------
    TypeError
        Naming the class and the one to use instead.

    Examples
    --------
    >>> import folium
    >>> page = folium.Map(tiles=None)
    >>> refuse_unsafe(page)
    >>> _ = page.add_child(folium.Popup("x"))
    >>> refuse_unsafe(page)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    TypeError: folium.Popup shows ... use landuse.webmap.layers.ParcelLayer ...
    """
    for element in _walk(root):
        kind = _unsafe(element)
        if kind is not None:
            msg = (
                f"folium.{kind} shows text of the data as HTML and script; use "
                "landuse.webmap.layers.ParcelLayer (or build_map), which shows it as "
                "text"
            )
            raise TypeError(msg)
        if isinstance(element, Layer) and "<" in str(element.layer_name):
            msg = (
                f"the layer name {element.layer_name!r} would be HTML in a "
                "LayerControl; use landuse.webmap.layers.safe_name(name)"
            )
            raise TypeError(msg)


def _unsafe(element: Element) -> str | None:
    """Name of the class of folium that an element is or extends."""
    for kind in type(element).__mro__:
        if kind.__name__ in _UNSAFE and kind.__module__.startswith("folium."):
            return kind.__name__
    return None


def _walk(root: Element) -> Iterator[Element]:
    yield root
    for child in root._children.values():
        yield from _walk(child)
