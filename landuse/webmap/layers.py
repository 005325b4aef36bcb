"""folium elements whose values reach the page as data only."""

from __future__ import annotations

from typing import Any

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from landuse.webmap.packing import pack
from landuse.webmap.render import OfflineFigure

__all__ = ["MapPanel", "ParcelLayer", "figure_with", "safe_name"]


def safe_name(text: str) -> str:
    """A layer's name for folium's LayerControl, which takes names for HTML.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        HTML that shows the text: every sign of ASCII as a character reference.

    Examples
    --------
    >>> safe_name("地块 <b>{{1}}")
    '地块&#32;&#60;b&#62;&#123;&#123;1&#125;&#125;'
    """
    return "".join(
        f"&#{ord(sign)};" if sign.isascii() and not sign.isalnum() else sign
        for sign in text
    )


def figure_with(element: MacroElement, data: dict[str, Any] | bytes) -> OfflineFigure:
    """Hand data of an element to its page, which must be one of ours."""
    figure = element.get_root()
    if not isinstance(figure, OfflineFigure):
        msg = (
            "this layer needs the vendored scripts: add it to a map made by "
            "landuse.webmap.build (build_map or OfflineMap), not to folium.Map"
        )
        raise TypeError(msg)
    figure.data[element.get_name()] = data
    return figure


class ParcelLayer(Layer):
    """One layer of shapes with a theme, a legend and an evidence card.

    The safe counterpart of folium's GeoJson, Tooltip and Popup: no value is
    ever part of a script, a template or HTML.

    Parameters
    ----------
    payload : dict
        As made by :func:`landuse.webmap.payload.layer_payload`.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = landuse.layer("
        "{{ this._parent.get_name() }}, {{ this.get_name()|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__(
            name=safe_name(payload["title"]), overlay=True, show=payload["show"]
        )
        self._name = "ParcelLayer"
        self.payload = payload

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Hand the data to the figure; render nothing but a call."""
        figure_with(self, pack(self.payload))
        super().render(**kwargs)  # type: ignore[no-untyped-call]

    def _get_self_bounds(self) -> list[list[float | None]]:
        box = self.payload["bounds"]
        if box is None:
            return [[None, None], [None, None]]
        west, south, east, north = box
        return [[south, west], [north, east]]


class MapPanel(MacroElement):
    """Title, search, legend, layer switches and card beside the map.

    Parameters
    ----------
    data : dict
        Title, notes, extent and the words of the page.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "landuse.panel("
        "{{ this._parent.get_name() }}, {{ this.get_name()|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "MapPanel"
        self.payload = data

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Hand the data to the figure; render nothing but a call."""
        figure = figure_with(self, self.payload)
        figure.board = bool(self.payload.get("board"))
        super().render(**kwargs)  # type: ignore[no-untyped-call]
