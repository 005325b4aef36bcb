"""A draft of a profile for a file: what was recognised, what must still be said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.columns import Mapped, match_columns
from landuse.io.convert import to_choice, to_text
from landuse.io.inspect import guess_kind
from landuse.io.profile import Profile, default_profile
from landuse.io.raw import RawLayer
from landuse.io.recognise import recognise
from landuse.io.source import Source, read_raw
from landuse.schema import fields_of

__all__ = ["suggest_profile"]

_WORDS = 20


def suggest_profile(
    path: str | Path,
    *,
    kind: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> str:
    """A draft of a profile, as TOML that can be loaded once it is checked.

    Parameters
    ----------
    path : str or Path
        Vector layer, table or coordinate text.
    kind : str, optional
        Kind of data; by default the one whose names fit most columns.
    layer : str, optional
        Layer or sheet, where there are several.
    encoding : str, optional
        As the user states it.

    Returns
    -------
    str
        Columns that fit by name alone; what is uncertain stands in comments.

    Raises
    ------
    SourceError
        If the file cannot be read, or no kind fits and none is named.

    Examples
    --------
    >>> from landuse.io.examples import example_file
    >>> print(suggest_profile(example_file("taxes")).splitlines()[2])
    [profile]
    """
    said = {"layer": layer, "sheet": layer, "encoding": encoding}
    source = Source.of(kind or "parcels", path, **said)
    raw = read_raw(source)
    kind = kind or _kind(raw, source.name)
    raw = read_raw(replace(source, kind=kind, profile=default_profile(kind)))
    names = list(raw.columns.columns)
    mapped = match_columns(
        names, default_profile(kind), raw.units, source.name, cut=raw.cuts_names
    )
    return "\n".join(_lines(source, kind, raw, mapped)) + "\n"


def _kind(raw: RawLayer, name: str) -> str:
    names = list(raw.columns.columns)
    guessed = guess_kind(names, raw.geometry is not None, cut=raw.cuts_names)
    if guessed != LAYER:
        return guessed
    known = recognise(names, raw.units, name, cut=raw.cuts_names)
    if known is None:
        msg = "fits no kind of data by its column names; name one (kind = ...)"
        raise SourceError(msg, name, code="KIND_UNKNOWN")
    return known.kind


def _lines(source: Source, kind: str, raw: RawLayer, mapped: Mapped) -> Iterator[str]:
    yield f"# Draft for {source.name}: check every line against the file."
    yield "# Names of the shipped default stay valid behind those given here."
    yield "[profile]"
    yield f"id = {_quoted(source.path.stem)}"
    yield f"kind = {_quoted(kind)}"
    yield f"title = {_quoted(source.path.stem)}"
    yield 'extends = "default"'
    if raw.encoding is not None and raw.encoding.reason != "ascii":
        yield f"encoding = {_quoted(raw.encoding.name)}"
    if raw.is_workbook and raw.layer:
        yield f"\n[table]\nsheet = {_quoted(raw.layer)}"
    yield "\n[columns]"
    for match in mapped.matches:
        note = "" if match.how == "exact" else "  # a cut name: check it"
        yield f"{match.canonical} = [{_quoted(match.source)}]{note}"
    yield from _left_over(kind, mapped)
    yield "\n[units]"
    yield from _units(mapped)
    yield from _words(kind, raw, mapped)


def _left_over(kind: str, mapped: Mapped) -> Iterator[str]:
    found = {match.canonical for match in mapped.matches}
    for item in fields_of(kind):
        if item.required and item.type != "geometry" and item.name not in found:
            yield f"# {item.name} = [...]  # {item.label()}: which column is it?"
    if mapped.unmapped:
        yield f"# not named: {', '.join(_quoted(name) for name in mapped.unmapped)}"


def _units(mapped: Mapped) -> Iterator[str]:
    """Units that something states; one that was assumed must be said."""
    for match in mapped.matches:
        if match.unit is None:
            continue
        line = f"{match.canonical} = {_quoted(match.unit)}"
        if match.unit_how in ("assumed", None):
            yield f"# {line}  # nothing states it: look it up, then uncomment"
        else:
            yield f"{line}  # as the {match.unit_how} says"


def _words(kind: str, raw: RawLayer, mapped: Mapped) -> Iterator[str]:
    """Words of closed lists that the shipped profile does not know."""
    profile: Profile = default_profile(kind)
    sources = mapped.source_of()
    for item in fields_of(kind):
        if not item.choices or item.name not in sources:
            continue
        text = to_text(raw.columns[sources[item.name]]).values
        made = to_choice(text, profile.values.get(item.name, {}), item.choices)
        unknown = sorted(text[made.bad].dropna().unique())
        if unknown:
            yield f"\n[values.{item.name}]  # one of: {', '.join(item.choices)}"
            yield from (f"# {_quoted(str(word))} = ..." for word in unknown[:_WORDS])


def _quoted(text: str) -> str:
    r"""A text as TOML writes it.

    Examples
    --------
    >>> _quoted('a"b\n')
    '"a\\"b\\n"'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
