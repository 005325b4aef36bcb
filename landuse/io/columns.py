"""Which source column is which canonical one: exact before cut names, never fuzzy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.names import GROUP, cut_forms, normalise, split_unit
from landuse.io.profile import Profile
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import Field, fields_of
from landuse.units import UNIT_FACTORS

__all__ = ["ColumnMatch", "Mapped", "match_columns"]


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One canonical column and where it comes from."""

    canonical: str
    source: str
    how: str  #: ``exact``, ``group``, ``lower``, ``prefix``
    unit: str | None = None  #: unit of the source values
    unit_how: str | None = None  #: ``header``, ``sheet``, ``profile``, ``assumed``


@dataclass(frozen=True)
class Mapped:
    """The columns of a source under a profile."""

    matches: tuple[ColumnMatch, ...]
    unmapped: tuple[str, ...]
    issues: tuple[Issue, ...]

    def source_of(self) -> dict[str, str]:
        """Source column by canonical name."""
        return {m.canonical: m.source for m in self.matches}


def match_columns(
    names: Sequence[str],
    profile: Profile,
    stated: Mapping[str, str],
    file: str,
    layer: str | None = None,
    *,
    cut: bool = False,
) -> Mapped:
    """Match the columns of a source to the canonical fields.

    Parameters
    ----------
    names : sequence of str
        Column names as the source writes them.
    profile : Profile
        Aliases in order of preference, and units.
    stated : mapping
        Units that the sheet states outside the header, by column.
    file, layer : str
        For the issues.
    cut : bool, default False
        Whether the source cuts names at ten bytes, as the table of a shapefile
        does; only then may the beginning of a name stand for the whole.

    Returns
    -------
    Mapped
        Matches in canonical order, what is left over, and issues for columns
        that are missing, ambiguous or without a unit.

    Raises
    ------
    SourceError
        If a header and the profile state different units for one column.

    Examples
    --------
    >>> from landuse.io.profile import default_profile
    >>> mapped = match_columns(["ZDDM"], default_profile("parcels"), {}, "a.shp")
    >>> mapped.matches[0].canonical, mapped.matches[0].how
    ('parcel_id', 'exact')
    """
    issues: list[Issue] = []
    matches = []
    chosen = _exact(names, profile)
    chosen |= _grouped(names, profile, chosen)
    if cut:
        chosen |= _cut(names, profile, chosen, (file, layer, issues))
    for item in fields_of(profile.kind):
        if item.name not in chosen:
            continue
        source, how = chosen[item.name]
        unit, unit_how = _unit(item, source, profile, stated, file)
        matches.append(ColumnMatch(item.name, source, how, unit, unit_how))
        if unit_how == "assumed":
            issues.append(_assumed(item, source, file, layer))
    used = {m.source for m in matches}
    unmapped = tuple(n for n in names if n not in used)
    issues += _missing(profile, chosen, file, layer)
    if unmapped and profile.kind != LAYER:
        issues.append(_unmapped(unmapped, file, layer))
    return Mapped(tuple(matches), unmapped, tuple(issues))


def _exact(names: Sequence[str], profile: Profile) -> dict[str, tuple[str, str]]:
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(normalise(name), name)
    return _named(plain, profile, "exact")


def _named(
    plain: Mapping[str, str], profile: Profile, how: str
) -> dict[str, tuple[str, str]]:
    """Columns by the first of their aliases that is there."""
    found = {}
    for canonical, aliases in profile.columns.items():
        for alias in (*aliases, canonical):
            if normalise(alias) in plain:
                found[canonical] = (plain[normalise(alias)], how)
                break
    return found


def _grouped(
    names: Sequence[str], profile: Profile, exact: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Columns below the title of a group: by both names run together, else the lower.

    The lower name counts only where it stands in one group, and no other column.
    """
    grouped = [name for name in names if GROUP in name]
    whole = {normalise(name).replace("/", ""): name for name in grouped}
    found = _named(whole, profile, "group")
    times = Counter(normalise(name.rpartition(GROUP)[2]) for name in names)
    used = {source for source, _ in (*exact.values(), *found.values())}
    lower = {normalise(name.rpartition(GROUP)[2]): name for name in grouped}
    single = {n: s for n, s in lower.items() if times[n] == 1 and s not in used}
    found = {**_named(single, profile, "lower"), **found}
    return {canonical: at for canonical, at in found.items() if canonical not in exact}


def _cut(
    names: Sequence[str],
    profile: Profile,
    exact: Mapping[str, tuple[str, str]],
    report: tuple[str, str | None, list[Issue]],
) -> dict[str, tuple[str, str]]:
    """Names that a shapefile cut, where they fit one field only."""
    file, layer, issues = report
    used = {source for source, _ in exact.values()}
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        if name in used:
            continue
        fits = [
            canonical
            for canonical, aliases in profile.columns.items()
            if canonical not in exact
            and any(normalise(name) in cut_forms(normalise(a)) for a in aliases)
        ]
        if len(fits) == 1 and fits[0] not in found:
            found[fits[0]] = (name, "prefix")
        elif fits:
            issues.append(_ambiguous(name, fits, file, layer))
    return found


def _unit(
    item: Field,
    source: str,
    profile: Profile,
    stated: Mapping[str, str],
    file: str,
) -> tuple[str | None, str | None]:
    if item.unit is None:
        return None, None
    header = split_unit(source)[1]
    said = profile.units.get(item.name)
    if header and said and header != said:
        msg: str = worded(
            "units_differ", source=source, header=header, said=said, name=item.name
        )
        raise SourceError(msg, file)
    ways = (
        (header, "header"),
        (said, "profile"),
        (stated.get(source), "sheet"),
        (item.unit if normalise(source) == normalise(item.name) else None, "name"),
        (item.unit, "assumed"),
    )
    unit, how = next((u, h) for u, h in ways if u)
    if (item.unit == "yuan") != ("yuan" in unit):
        msg = worded("unit_impossible", source=source, unit=unit, name=item.name)
        raise SourceError(msg, file)
    return unit, how


def _assumed(item: Field, source: str, file: str, layer: str | None) -> Issue:
    known = ", ".join(u for u in UNIT_FACTORS if ("yuan" in u) == (item.unit == "yuan"))
    return Issue(
        "UNIT_ASSUMED",
        "warning",
        worded("unit_assumed", unit=item.unit),
        file=file,
        layer=layer,
        field=source,
        hint=f"state it in the profile: [units] {item.name} = one of {known}",
    )


def _ambiguous(name: str, fits: list[str], file: str, layer: str | None) -> Issue:
    return Issue(
        "AMBIGUOUS_COLUMN",
        "warning",
        worded("cut_name_fits", names=", ".join(fits)),
        file=file,
        layer=layer,
        field=name,
        hint="name it in the profile's [columns]",
    )


def _missing(
    profile: Profile, chosen: Mapping[str, object], file: str, layer: str | None
) -> list[Issue]:
    wanted = [
        f
        for f in fields_of(profile.kind)
        if f.required and f.type != "geometry" and f.name not in chosen
    ]
    return [
        Issue(
            "MISSING_COLUMN",
            "error" if f.key else "warning",
            worded("column_missing", field=f.name, label=f.label()),
            file=file,
            layer=layer,
            field=f.name,
            hint=f"name the column in the profile: [columns] {f.name} = [...]",
        )
        for f in wanted
        if f.name not in profile.constants
    ]


def _unmapped(names: tuple[str, ...], file: str, layer: str | None) -> Issue:
    return Issue(
        "UNMAPPED_COLUMNS",
        "info",
        worded("columns_unmapped", count=len(names), names=", ".join(names)),
        file=file,
        layer=layer,
        hint="name them in the profile's [columns] if they are needed",
    )
