"""Plots that are prepared or announced and not granted: they are no supplied land."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from landuse.issues import Issue
from landuse.messages import worded

__all__ = [
    "ENDED",
    "UNGRANTED",
    "life_plots",
    "ungranted",
    "with_ungranted_apart",
    "without_later_columns",
]

#: Name of their frame; its kind is that of the parcels.
UNGRANTED = "parcels_ungranted"
#: Name of the frame of parcels that have ended: their obligations go on with others.
ENDED = "parcels_ended"
_CODE = "PLOT_NOT_GRANTED"
_MISSING = "MISSING_COLUMN"
#: Facts that a plot has before it is granted.
_BEFORE = ("prepared_date", "notice_date")
#: Facts that only a granted plot has: one of them, and it is supplied land.
_AFTER = (
    *("supply_date", "contract_date", "delivery_date", "start_date"),
    *("completion_date", "production_date", "full_production_date"),
    *("acceptance_date", "exit_date", "contract_no", "supervision_no"),
    *("price_yuan", "holder", "enterprise_id", "unit_no"),
)
#: Columns that a file of such plots need not have.
_LATER = (
    *_AFTER,
    *("supply_method", "due_delivery_date", "due_start_date", "due_completion_date"),
)


def ungranted(parcels: pd.DataFrame) -> pd.Series:
    """Which plots are on their way to a grant and have nothing of one.

    A plot of which nothing is known at all stays supplied land: it stands in that
    layer. Whether a day has come does not matter here, and so a plot that was
    granted later is one of the parcels on any day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.

    Returns
    -------
    Series of bool
        On the parcels' index.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(notice_date=["2022-08-01", "2022-08-01", None],
    ...                      contract_date=[None, "2022-10-08", None])
    >>> ungranted(plots).tolist()
    [True, False, False]
    """
    before = parcels[list(_BEFORE)].notna().any(axis=1)
    return before & parcels[list(_AFTER)].isna().all(axis=1)


def with_ungranted_apart(
    frames: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], tuple[Issue, ...]]:
    """The frames with the plots that are not granted in a frame of their own.

    No rule on supplied land sees them: they are neither idle nor supplied, and the
    batch that they lie in keeps them as not supplied.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Canonical, by kind; not changed.

    Returns
    -------
    tuple
        The frames, and an issue that says how many plots were set apart.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(notice_date=["2022-08-01", None])
    >>> known, issues = with_ungranted_apart({"parcels": plots})
    >>> {name: frame.parcel_id.tolist() for name, frame in known.items()}
    {'parcels': ['P2'], 'parcels_ungranted': ['P1']}
    >>> issues[0].code, issues[0].value
    ('PLOT_NOT_GRANTED', '1')
    """
    known = dict(frames)
    if "parcels" not in known:
        return known, ()
    parcels = known["parcels"]
    apart = ungranted(parcels)
    if not apart.any():
        return known, ()
    for name, rows in (("parcels", ~apart), (UNGRANTED, apart)):
        part = parcels[rows].reset_index(drop=True)
        part.attrs = parcels.attrs
        known[name] = part
    count = int(apart.sum())
    again = known[UNGRANTED]["parcel_id"].isin(known["parcels"]["parcel_id"])
    message = worded("plots_not_granted", count=count, granted=int(again.sum()))
    return known, (Issue(_CODE, "info", message, layer="parcels", value=str(count)),)


def without_later_columns(
    issues: Iterable[Issue], frames: Mapping[str, pd.DataFrame]
) -> list[Issue]:
    """The issues but those that miss columns where no plot is granted.

    Parameters
    ----------
    issues : iterable of Issue
        Of reading.
    frames : mapping of str to DataFrame
        From :func:`with_ungranted_apart`.

    Returns
    -------
    list of Issue
        A file all of whose plots are still to be granted has no contracts, no day
        of delivery and so on: that such a column is not there is no fault of it.

    Examples
    --------
    >>> missing = Issue("MISSING_COLUMN", "warning", "no column", file="a",
    ...                 field="contract_date")
    >>> apart = pd.DataFrame({"source_file": ["a"]})
    >>> parcels = pd.DataFrame({"source_file": ["b"]})
    >>> without_later_columns([missing], {"parcels": parcels, UNGRANTED: apart})
    []
    """
    if UNGRANTED not in frames:
        return list(issues)
    supplied = set(frames["parcels"]["source_file"])
    files = set(frames[UNGRANTED]["source_file"]) - supplied
    return [
        issue
        for issue in issues
        if issue.code != _MISSING
        or issue.file not in files
        or issue.field not in _LATER
    ]


def life_plots(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All plots whose life is told: the parcels and those to be granted.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``parcels``.

    Returns
    -------
    DataFrame
        A plot that both frames name is granted, and stands once.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> frames = {"parcels": make_parcels(parcel_id=["A", "B"]),
    ...           "parcels_ungranted": make_parcels(parcel_id=["B", "C"])}
    >>> life_plots(frames).parcel_id.tolist()
    ['A', 'B', 'C']
    """
    parcels, apart = frames["parcels"], frames.get(UNGRANTED)
    if apart is None:
        return parcels
    new = apart[~apart["parcel_id"].isin(parcels["parcel_id"])]
    plots = pd.concat([parcels, new], ignore_index=True)
    plots.attrs = parcels.attrs
    return plots
