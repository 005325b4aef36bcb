"""Issues on the ground: the offending piece of each as a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import geopandas as gpd
import numpy as np
import shapely

from landuse.issues import Issue, PlacedIssue, fingerprint
from landuse.issuewords import issue_cure, issue_sentence
from landuse.qualityrules import quality_rule
from landuse.wording import chinese

__all__ = ["LAYER_COLUMNS", "issues_layer"]

#: Columns that are no field of an issue.
_MADE: dict[str, Callable[[Issue], str | None]] = {
    "family": lambda issue: quality_rule(issue.code).family,
    "fingerprint": fingerprint,
    "message_zh": lambda issue: issue_sentence(issue.code, issue.message),
    "hint_zh": lambda issue: chinese(issue.hint) or issue_cure(issue.code),
}
LAYER_COLUMNS = (
    "code",
    "severity",
    "family",
    "message",
    "file",
    "layer",
    "feature",
    "field",
    "value",
    "hint",
    "state",
    "message_zh",
    "hint_zh",
    "fingerprint",
)


def issues_layer(issues: Iterable[Issue], crs: object) -> gpd.GeoDataFrame:
    """Issues that have a place, as a layer.

    Parameters
    ----------
    issues : iterable of Issue
        Those without a place, or whose piece is empty, are left out.
    crs : object
        Of the layer; pieces of other systems are brought into it.

    Returns
    -------
    GeoDataFrame
        :data:`LAYER_COLUMNS` and the piece: a point, line or polygon.

    Examples
    --------
    >>> from landuse.analysis.quality.checks import frame_issues
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(registered_area_m2=[0.0, 9_997.87])
    >>> layer = issues_layer(frame_issues(parcels, "parcels"), parcels.crs)
    >>> layer[["code", "feature"]].values.tolist(), layer.geometry.area.tolist()
    ([['ZERO_AREA', 'P1']], [10000.0])
    """
    placed = [i for i in issues if isinstance(i, PlacedIssue) and _there(i.shape)]
    columns = {name: [_entry(i, name) for i in placed] for name in LAYER_COLUMNS}
    shapes = np.full(len(placed), None, dtype=object)
    shapes[:] = [issue.shape for issue in placed]
    layer = gpd.GeoDataFrame(columns, geometry=_moved(placed, shapes, crs), crs=crs)
    types = dict.fromkeys(LAYER_COLUMNS, "str")
    return layer.astype(types)


def _there(shape: object) -> bool:
    return isinstance(shape, shapely.Geometry) and not shape.is_empty


def _entry(issue: Issue, name: str) -> str | None:
    made = _MADE.get(name)
    value: str | None = getattr(issue, name) if made is None else made(issue)
    return value


def _moved(issues: list[PlacedIssue], shapes: np.ndarray, crs: object) -> np.ndarray:
    """The shapes in one system; those of an unknown system are taken as they are."""
    objects = {id(issue.crs): issue.crs for issue in issues}
    own = np.array([id(issue.crs) for issue in issues], dtype=np.int64)
    for number, source in objects.items():
        if source is not None and source != crs:
            at = own == number
            shapes[at] = gpd.GeoSeries(shapes[at], crs=source).to_crs(crs).to_numpy()
    return shapes
