"""What the facts of a kind's own must be: days, amounts, words of a closed list."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from landuse.ledger.faults import fail
from landuse.ledger.kinds import Kind
from landuse.lifeevents import BREACH_STEPS, PAPERS
from landuse.messages import joined, worded
from landuse.schema import Field, fields_of
from landuse.vocabulary import has_label, label
from landuse.wording import Worded

if TYPE_CHECKING:
    from landuse.ledger.records import LedgerEvent

__all__ = ["check_facts"]


class _Choice(NamedTuple):
    """A closed list of words, and where their labels stand."""

    words: Sequence[str]
    group: str


_CHOICES = {
    ("breaches", "step"): _Choice([s.name for s in BREACH_STEPS], "breach_step"),
    ("parcels", "paper"): _Choice(PAPERS, "paper"),
}
#: Group of the labels of a column's choices, where it has another name.
_GROUPS = {
    "result": "milestone_result",
    "rectification_result": "milestone_result",
    "kind": "breach",
    "transfer_kind": "transfer",
}
_YES_NO = ("true", "false")


def check_facts(event: LedgerEvent, kind: Kind) -> None:
    """Check the facts of an event against its kind.

    Parameters
    ----------
    event : LedgerEvent
        Its details are texts.
    kind : Kind
        With a frame, its facts are columns of that frame: what is a number there, is
        one here.

    Raises
    ------
    SchemaError
        Naming the fact, and what it may be.
    """
    for key, value in event.details.items():
        if key.endswith("_date") and not _is_day(value):
            fail(event, f"details.{key}", "event_day_form", value=value)
        if key.endswith("_yuan") and not _is_amount(value):
            fail(event, f"details.{key}", "event_yuan", value=value)
        if kind.frame is not None:
            _check_column(event, kind.frame, key, value)


def _check_column(event: LedgerEvent, frame: str, key: str, value: str) -> None:
    choice = _choice(frame, key)
    field = _fields(frame).get(key)
    kind = None if field is None else field.type
    name = f"details.{key}"
    if choice is not None and value not in choice.words:
        fail(event, name, "event_choice", value=value, hint=_hint(value, choice))
    if kind in ("number", "integer") and not _is_number(value):
        fail(event, name, "event_number", value=value)
    if kind == "bool" and value not in _YES_NO:
        fail(event, name, "event_yes_no", value=value)


@cache
def _fields(frame: str) -> Mapping[str, Field]:
    return {field.name: field for field in fields_of(frame)}


@cache
def _choice(frame: str, key: str) -> _Choice | None:
    field = _fields(frame).get(key)
    if field is None or not field.choices:
        return _CHOICES.get((frame, key))
    return _Choice(field.choices, _GROUPS.get(key, key))


def _hint(value: str, choice: _Choice) -> Worded:
    close = difflib.get_close_matches(value, choice.words, 1)
    if close:
        return worded("event_did_you_mean", close=close[0])
    names = [Worded(word, _word(choice.group, word)) for word in choice.words]
    return worded("event_known", names=joined(", ", names))


def _word(group: str, word: str) -> str:
    return f"{word}（{label(group, word)}）" if has_label(group, word) else word


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_amount(text: str) -> bool:
    return _is_number(text) and Decimal(text) >= 0
