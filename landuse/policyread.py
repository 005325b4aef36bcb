"""Read the parts of a policy from its tables; what is wrong is named with its line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar

from landuse.errors import PolicyError
from landuse.periods import first_overlap, period_text
from landuse.policyfile import Entry, PolicyFile
from landuse.policyparts import (
    CONFIDENCES,
    OPERATORS,
    SEEN,
    Document,
    Region,
    Rule,
    Value,
)

__all__ = ["documents_of", "not_found_of", "region_of", "rules_of", "values_of"]

_BOX = ("west", "south", "east", "north")
_OBLIGATORY: dict[type, tuple[str, ...]] = {
    Document: ("seen",),
    Value: ("key", "confidence"),
    Rule: ("id", "category", "subject", "condition", "confidence", "title"),
}
#: Keys that are no text.
_TYPES: dict[str, tuple[type, str]] = {
    "value": (object, "a value"),
    "configured": (bool, "true or false"),
    "needs": (list, "a list of keys"),
    "years": (int, "a whole number of years"),
    "effective_from": (date, "a date, 2012-07-01, without quotation marks"),
    "effective_to": (date, "a date, 2012-07-01, without quotation marks"),
}
#: What the reader adds itself.
_GIVEN = ("layer", "line")
Dated = TypeVar("Dated", Value, Rule)


def documents_of(file: PolicyFile) -> dict[str, Document]:
    """Documents of one file by id."""
    found = {}
    for entry in file.entries("document"):
        raw = _checked(entry, Document, hidden=("id", *_GIVEN))
        if not entry.raw.get("title") and not entry.raw.get("number"):
            raise entry.error("give its title, its number or both")
        _check_word(entry, "seen", SEEN)
        found[entry.name] = Document(id=entry.name, layer=file.head["id"], **raw)
    return found


def values_of(
    file: PolicyFile, documents: Mapping[str, Document]
) -> dict[str, tuple[Value, ...]]:
    """Values of one file by key, each with its periods in order."""
    return _editions(file, "value", lambda entry: _value(entry, documents))


def rules_of(
    file: PolicyFile, documents: Mapping[str, Document]
) -> dict[str, tuple[Rule, ...]]:
    """Rules of one file by id, each with its editions in the order of their days."""
    return _editions(file, "rule", lambda entry: _rule(entry, documents))


def _editions(
    file: PolicyFile, table: str, made: Callable[[Entry], Dated]
) -> dict[str, tuple[Dated, ...]]:
    groups: dict[str, list[tuple[Dated, Entry]]] = {}
    for entry in file.entries(table):
        groups.setdefault(entry.name, []).append((made(entry), entry))
    return {name: _in_order(group) for name, group in groups.items()}


def _in_order(group: list[tuple[Dated, Entry]]) -> tuple[Dated, ...]:
    """The editions of one key or id; two of them on one day are an error."""
    placed = [part for part, _ in group]
    for number, (_, entry) in enumerate(group):
        shared = first_overlap(part.period for part in placed[: number + 1])
        if shared is not None:
            before = next(e for p, e in group if p.covers(shared[0]))
            msg = (
                f"periods overlap ({period_text(shared)}) with line {before.line}; "
                "set effective_to there or effective_from here"
            )
            raise entry.error(msg)
    return tuple(sorted(placed, key=lambda part: part.period))


def _value(entry: Entry, documents: Mapping[str, Document]) -> Value:
    content = _grounded(entry, Value, documents)
    value = Value(**content, layer=entry.file.head["id"], line=entry.line)
    if value.configured == (value.value is None):
        raise entry.error("give either value or configured = false")
    if value.operator is not None:
        _check_word(entry, "operator", OPERATORS)
    return value


def _rule(entry: Entry, documents: Mapping[str, Document]) -> Rule:
    content = _grounded(entry, Rule, documents)
    needs = tuple(content.pop("needs", ()))
    if not all(isinstance(need, str) for need in needs):
        raise entry.error("needs must be a list of keys", "needs")
    return Rule(**content, needs=needs, layer=entry.file.head["id"], line=entry.line)


def _grounded(
    entry: Entry, shape: type, documents: Mapping[str, Document]
) -> dict[str, Any]:
    """The checked content with its basis: as written, or made of the document."""
    content = _checked(entry, shape, hidden=_GIVEN)
    _check_word(entry, "confidence", CONFIDENCES)
    name = content.get("document")
    if name is not None and name not in documents:
        msg = f"document {name!r} is in no layer{_meant(name, documents)}"
        raise entry.error(f"{msg}; add [document.{name}]", "document")
    if name is None and not content.get("basis"):
        raise entry.error("basis is missing; or name a document and its article")
    if name is None and content.get("article"):
        raise entry.error("article of which document? name it too", "article")
    if content["confidence"] == "K" and content.get("legal_review") != "required":
        msg = 'a ground known from practice only needs legal_review = "required"'
        raise entry.error(msg, "confidence")
    if not content.get("basis"):
        content["basis"] = _basis(documents[content["document"]], content)
    return content


def _basis(document: Document, content: Mapping[str, Any]) -> str:
    wording = content.get("wording")
    end = "" if wording is None else f"：{wording}"
    return f"{document.name}{content.get('article', '')}{end}"


def _checked(entry: Entry, shape: type, hidden: tuple[str, ...]) -> dict[str, Any]:
    known = [f.name for f in fields(shape) if f.name not in hidden]
    for name, value in entry.raw.items():
        if name not in known:
            meant = _meant(name, known) or f"; known are {', '.join(known)}"
            raise entry.error(f"unknown key {name!r}{meant}", name)
        kind, words = _TYPES.get(name, (str, "text"))
        if not isinstance(value, kind) or isinstance(value, datetime):
            raise entry.error(f"{name} must be {words}, not {value!r}", name)
    for name in _OBLIGATORY[shape]:
        if not entry.raw.get(name):
            raise entry.error(f"{name} is missing")
    start, end = entry.raw.get("effective_from"), entry.raw.get("effective_to")
    if start is not None and end is not None and end < start:
        raise entry.error(f"effective_to {end} is before {start}", "effective_to")
    return dict(entry.raw)


def _check_word(entry: Entry, name: str, words: tuple[str, ...]) -> None:
    word = entry.raw[name]
    if word not in words:
        raise entry.error(f"{name} {word!r} is not one of {', '.join(words)}", name)


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def not_found_of(file: PolicyFile) -> tuple[str, ...]:
    """What the authors of one file looked for in vain."""
    found = file.head.get("not_found", [])
    if not isinstance(found, list) or not all(isinstance(t, str) for t in found):
        line = file.lines.of("policy", 0, "not_found")
        msg = "not_found must be a list of texts"
        raise PolicyError(msg, file.path, "policy", line)
    return tuple(found)


def region_of(files: tuple[PolicyFile, ...]) -> Region:
    """Region of the last file that names one, key by key."""
    region: dict[str, Any] = {}
    for file in files:
        region |= file.region
    box = region.get("box")
    if box is not None and not _is_box(box):
        msg = "box must be [west, south, east, north] in degrees"
        raise _region_error(files, "box", msg)
    epsg, zones = region.get("working_epsg"), region.get("zones", [])
    if epsg is not None and type(epsg) is not int:
        msg = f"working_epsg must be a number such as 4547, not {epsg!r}"
        raise _region_error(files, "working_epsg", msg)
    if not isinstance(zones, list) or not all(map(_are_names, zones)):
        raise _region_error(files, "zones", "zones must be lists of names")
    return Region(
        box=None if box is None else (box[0], box[1], box[2], box[3]),
        working_epsg=epsg,
        zones=tuple(tuple(names) for names in zones),
    )


def _region_error(files: tuple[PolicyFile, ...], key: str, msg: str) -> PolicyError:
    file = next(f for f in reversed(files) if key in f.region)
    return PolicyError(msg, file.path, "region", file.lines.of("region", 0, key))


def _are_names(names: Any) -> bool:
    return isinstance(names, list) and all(isinstance(name, str) for name in names)


def _is_box(box: Any) -> bool:
    if not isinstance(box, list) or len(box) != len(_BOX):
        return False
    if not all(isinstance(degree, int | float) for degree in box):
        return False
    return box[0] < box[2] and box[1] < box[3]
