"""Version against version: what appeared, vanished, moved or changed its name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.quality.faults import Fault, issues_of, number_text
from landuse.analysis.quality.ids import KEYS
from landuse.analysis.quality.limits import Limits
from landuse.errors import SchemaError
from landuse.issues import Issue
from landuse.policy import Policy

__all__ = ["compare_versions"]


def compare_versions(
    before: GeoDataFrame, after: GeoDataFrame, kind: str, policy: Policy | None = None
) -> list[Issue]:
    """What differs between two versions of a layer.

    A boundary that was drawn again within the tolerance has not changed: what
    counts is how far it moved, not which vertices it has.

    Parameters
    ----------
    before, after : GeoDataFrame
        Canonical frames; the first is brought to the CRS of the second.
    kind : str
        A kind whose records have one id: parcels, approvals or plan.
    policy : Policy, optional
        Gives ``quality.version_move_m``; by default the national one.

    Returns
    -------
    list of Issue
        ``ID_CHANGED``, ``APPEARED``, ``VANISHED`` and ``MOVED``; ids that stand
        more than once in a version are not compared.

    Raises
    ------
    SchemaError
        For a kind without an id of its own.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> old = make_parcels(geometry=[square(), square(east=200)])
    >>> new = make_parcels(geometry=[square(), square(east=203)])
    >>> [(i.code, i.feature) for i in compare_versions(old, new, "parcels")]
    [('MOVED', 'P2')]
    """
    keys = KEYS.get(kind, ())
    if len(keys) != 1 or "geometry" not in after.columns:
        msg = f"versions of {kind} cannot be compared; name parcels, approvals or plan"
        raise SchemaError(msg)
    key = keys[0]
    limit = Limits.of(policy).value("version_move_m")
    old = before.to_crs(after.crs).drop_duplicates(key, keep=False)
    new = after.drop_duplicates(key, keep=False)
    fresh = new[~new[key].isin(before[key])]
    gone = old[~old[key].isin(after[key])]
    pairs = _same_place(gone, fresh, limit)
    faults = [
        _renamed(gone, fresh, pairs, key),
        Fault("APPEARED", key, _without(fresh, pairs[1])),
        Fault("VANISHED", key, _without(gone, pairs[0])),
        *_moved(old.set_index(key)["geometry"], new, key, limit),
    ]
    return [issue for fault in faults for issue in issues_of(fault)]


def _without(frame: GeoDataFrame, places: np.ndarray) -> GeoDataFrame:
    return frame.iloc[np.setdiff1d(np.arange(len(frame)), places)]


def _renamed(
    gone: GeoDataFrame, fresh: GeoDataFrame, pairs: np.ndarray, key: str
) -> Fault:
    each = {"before": list(gone[key].iloc[pairs[0]])}
    return Fault("ID_CHANGED", key, fresh.iloc[pairs[1]], each=each)


def _same_place(gone: GeoDataFrame, fresh: GeoDataFrame, limit: float) -> np.ndarray:
    """Positions of outlines that are the same under another id, each once."""
    left, right = gone.geometry.to_numpy(), fresh.geometry.to_numpy()
    pairs = shapely.STRtree(right).query(left, predicate="intersects")
    distance = shapely.hausdorff_distance(left[pairs[0]], right[pairs[1]])
    table = pd.DataFrame({"old": pairs[0], "new": pairs[1], "off": distance})
    table = table[table["off"] <= limit].sort_values(["off", "old", "new"])
    table = table.drop_duplicates("old").drop_duplicates("new")
    return table.sort_values("new")[["old", "new"]].to_numpy(np.int64).T


def _moved(
    old: pd.Series, new: GeoDataFrame, key: str, limit: float
) -> Iterator[Fault]:
    rows = new[new[key].isin(old.index) & new.geometry.notna()]
    was = old.reindex(rows[key]).to_numpy()
    now = rows.geometry.to_numpy()
    distance = shapely.hausdorff_distance(was, now)
    far = distance > limit
    if not far.any():
        return
    change = shapely.symmetric_difference(was[far], now[far])
    area = geometry_area(change, new.crs)
    each = {
        "distance": [number_text(value) for value in distance[far]],
        "area": [number_text(value) for value in area],
    }
    yield Fault("MOVED", "geometry", rows[far], each=each, shapes=change)
