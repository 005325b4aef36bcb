"""``landuse doctor``: the versions that the results stand on."""

from __future__ import annotations

from landuse.cli.options import Json, Lang, emit, say
from landuse.io.doctor import versions

__all__ = ["doctor"]


def doctor(lang: Lang = "zh", as_json: Json = False) -> None:  # noqa: ARG001
    """列出软件版本。  List versions (GDAL, GEOS, PROJ, SQLite, packages)."""
    found = versions()
    if as_json:
        emit(found)
        return
    width = max(map(len, found))
    for name, version in found.items():
        say(f"{name:<{width}}  {version}")
