"""How a wrong field of an event is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from landuse.errors import SchemaError
from landuse.messages import joined, worded
from landuse.vocabulary import has_label, label
from landuse.wording import Worded

if TYPE_CHECKING:
    from landuse.ledger.records import LedgerEvent

__all__ = ["fail", "told"]

#: Where the names of fields and facts are looked up.
_NAMES = ("ledger_fact", "field", "column")


def fail(event: LedgerEvent, field: str, sentence: str, **facts: Any) -> NoReturn:
    """Refuse an event for one of its fields.

    Parameters
    ----------
    event : LedgerEvent
        Any.
    field : str
        Its name; several with ``" or "``.
    sentence : str
        Of ``messages.toml``: what is wrong with it.
    **facts
        What the sentence names.

    Raises
    ------
    SchemaError
        Always.
    """
    raise SchemaError(told(event, field, worded(sentence, **facts)))


def told(event: LedgerEvent, field: str, what: str) -> Worded:
    """What is wrong with a field of an event.

    Parameters
    ----------
    event : LedgerEvent
        Any.
    field : str
        Its name; several with ``" or "``.
    what : str
        The end of the sentence.

    Returns
    -------
    Worded
        Naming kind, field and, where it has one, the number of the event.
    """
    kind = Worded(event.event, label("event", event.event))
    field = joined(" or ", map(_named, field.split(" or ")))
    if event.event_id is None:
        return worded("event_field", kind=kind, field=field, what=what)
    number = event.event_id
    return worded("event_field_of", event=number, kind=kind, field=field, what=what)


def _named(field: str) -> Worded:
    """A field, or a fact of a kind, by the name that staff know it by."""
    key = field.rpartition(".")[2]
    group = next((g for g in _NAMES if has_label(g, key)), "")
    return Worded(field, label(group, key))
