"""The ground of a map as an element of its page."""

from __future__ import annotations

from typing import Any

from branca.element import MacroElement
from folium.template import Template

from landuse.vocabulary import LANGUAGES, label
from landuse.webmap.basemap import Basemap
from landuse.webmap.layers import figure_with

__all__ = ["BasemapLayer"]


class BasemapLayer(MacroElement):
    """The ground of a map, below all layers.

    Parameters
    ----------
    ground : Basemap
        As :func:`read_basemap` gives it.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "landuse.basemap("
        "{{ this._parent.get_name() }}, {{ this.get_name()|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, ground: Basemap) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "BasemapLayer"
        self.ground = ground

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Hand the data to the figure; render nothing but a call."""
        ground = self.ground
        data = {
            "addresses": list(ground.addresses),
            "hosts": list(ground.hosts),
            "zoom": ground.max_zoom,
            "asks": ground.asks,
            "token": ground.token,
            "attribution": dict(ground.attribution),
            "words": {
                name: {lang: label("basemap", name, lang) for lang in LANGUAGES}
                for name in ("token", "show", "not_kept", "in_page")
            },
        }
        figure = figure_with(self, data)
        figure.images = ground.origins
        super().render(**kwargs)  # type: ignore[no-untyped-call]
