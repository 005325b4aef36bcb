"""Columns whose names every bureau knows, in a file of no kind that we read.

The columns of such a file stay as they are; their values are checked as those
of the kind that fits most names, and of the other kinds for what is left over.
A file without the id of any kind is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from landuse.errors import SourceError
from landuse.fields import LAYER, Field
from landuse.io.columns import ColumnMatch, match_columns
from landuse.io.profile import Profile, default_profile, known_names
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import KINDS, fields_of
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = ["Recognised", "recognise", "recognising_profile"]

#: Kinds by which a file of its own kind may be understood, best first.
_ORDER = ("parcels", "approvals", "zones", "enterprises", "plan", "events", "taxes")


@dataclass(frozen=True)
class Recognised:
    """Known columns of a file and the kind whose names fit best."""

    kind: str
    columns: tuple[tuple[Field, ColumnMatch], ...]
    issues: tuple[Issue, ...]


def recognising_profile(zones: Sequence[Sequence[str]] = ()) -> Profile:
    """A profile for a plain layer whose known columns are to be checked.

    Parameters
    ----------
    zones : sequence of sequence of str
        Names of each zone of the city, the official one first.

    Returns
    -------
    Profile
        Of the kind ``layer``.

    Examples
    --------
    >>> recognising_profile().recognise
    True
    """
    names = {n for kind in _ORDER for n in known_names(default_profile(kind))}
    return replace(
        default_profile(LAYER),
        recognise=True,
        known=tuple(sorted(names)),
        zones=tuple(tuple(names) for names in zones),
    )


def recognise(
    names: Sequence[str], stated: Mapping[str, str], file: str, *, cut: bool = False
) -> Recognised | None:
    """The known columns of a file.

    Parameters
    ----------
    names : sequence of str
        Column names of a source.
    stated : mapping
        Units that the sheet states outside the header, by column.
    file : str
        For the issues.
    cut : bool, default False
        Whether the source cuts names, see :func:`landuse.io.columns.match_columns`.

    Returns
    -------
    Recognised or None
        None where no column is the id of a kind.

    Examples
    --------
    >>> found = recognise(["DKBH", "GYRQ", "JQMC"], {}, "a.csv")
    >>> found.kind, [match.canonical for _, match in found.columns]
    ('parcels', ['parcel_id', 'supply_date', 'zone'])
    >>> recognise(["name", "highway"], {}, "a.geojson")
    """
    pairs_of = partial(_pairs, names, stated, file, cut=cut)
    fits = {kind: _with_key(pairs_of(kind), kind) for kind in _ORDER}
    best = max(_ORDER, key=lambda kind: len(fits[kind][0]))
    if not fits[best][0]:
        return None
    found: dict[str, tuple[Field, ColumnMatch]] = {}
    issues: list[Issue] = []
    for kind in (best, *(k for k in KINDS if k in _ORDER and k != best)):
        pairs, told = fits[kind] if kind == best else pairs_of(kind)
        for item, match in pairs:
            found.setdefault(match.source, (item, match))
        issues += [i for i in told if i.code == "UNIT_ASSUMED" and kind == best]
    order = {name: i for i, name in enumerate(names)}
    columns = sorted(found.values(), key=lambda pair: order[pair[1].source])
    return Recognised(best, tuple(columns), (_told(best, columns), *issues))


Pairs = tuple[list[tuple[Field, ColumnMatch]], tuple[Issue, ...]]


def _pairs(
    names: Sequence[str], stated: Mapping[str, str], file: str, kind: str, *, cut: bool
) -> Pairs:
    profile = default_profile(kind)
    try:
        mapped = match_columns(list(names), profile, stated, file, cut=cut)
    except SourceError:
        return [], ()
    fields = {f.name: f for f in fields_of(kind)}
    return [(fields[m.canonical], m) for m in mapped.matches], mapped.issues


def _with_key(found: Pairs, kind: str) -> Pairs:
    """Matches of a kind; none without its id."""
    pairs, issues = found
    key = next(f.name for f in fields_of(kind) if f.key and f.type == "text")
    return (pairs, issues) if any(f.name == key for f, _ in pairs) else ([], ())


def _told(kind: str, columns: Sequence[tuple[Field, ColumnMatch]]) -> Issue:
    pairs = ", ".join(f"{m.source} = {m.canonical}" for _, m in columns)
    named = Worded(kind, label("sheet", kind))
    return Issue(
        "COLUMNS_RECOGNISED",
        "info",
        worded("columns_recognised", kind=named, pairs=pairs),
        hint=f"state kind = {kind!r} and a profile to load it as such",
    )
