"""Further facts of an event as a table writes them: key=value, or an object in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

from landuse.errors import SchemaError
from landuse.messages import worded

__all__ = ["details_of", "key_value", "many_details"]


def details_of(text: str | None) -> dict[str, str]:
    """Further facts of an event, as a table writes them.

    Parameters
    ----------
    text : str or None
        ``fee_yuan=1200; to_holder=示例公司``, or an object in JSON.

    Returns
    -------
    dict of str to str
        Empty where nothing is said.

    Raises
    ------
    SchemaError
        For text without a key.

    Examples
    --------
    >>> details_of("fee_yuan=1200；to_holder=示例公司")
    {'fee_yuan': '1200', 'to_holder': '示例公司'}
    >>> details_of('{"a": "1;2"}')
    {'a': '1;2'}
    """
    if text is None or not text.strip():
        return {}
    if text.lstrip().startswith("{"):
        return _from_json(text)
    words = (word.strip() for word in re.split(r"[;；\n]+", text))
    return dict(key_value(word) for word in words if word)


def _from_json(text: str) -> dict[str, str]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SchemaError(worded("ledger_details", text=text[:60])) from error
    if not all(isinstance(value, str | int | float) for value in found.values()):
        raise SchemaError(worded("ledger_details", text=text[:60]))
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in found.items()
    }


def key_value(text: str) -> tuple[str, str]:
    """One fact written as key=value.

    Parameters
    ----------
    text : str
        E.g. ``fee_yuan=1200``.

    Returns
    -------
    tuple of str
        Key and value.

    Raises
    ------
    SchemaError
        Without a key or a value.

    Examples
    --------
    >>> key_value("fee_yuan = 1200")
    ('fee_yuan', '1200')
    """
    key, mark, value = (part.strip() for part in text.replace("＝", "=").partition("="))
    if not (key and mark and value):
        raise SchemaError(worded("ledger_details", text=text[:60]))
    return key, value


def many_details(texts: Sequence[str]) -> list[dict[str, str]]:
    """The facts of many events at once.

    Parameters
    ----------
    texts : sequence of str
        As :func:`details_of` reads them; those in JSON are read together.

    Returns
    -------
    list of dict
        In the same order.

    Raises
    ------
    SchemaError
        For the first text that cannot be read.

    Examples
    --------
    >>> many_details(['{"a": "1"}', "b=2"])
    [{'a': '1'}, {'b': '2'}]
    """
    if all(text.startswith("{") for text in texts):
        try:
            found: Any = json.loads(f"[{','.join(texts)}]")
        except (ValueError, RecursionError):
            found = []
        if len(found) == len(texts) and _are_plain(found):
            return list(found)
    return [details_of(text) for text in texts]


def _are_plain(found: list[Any]) -> bool:
    """Whether all are mappings to texts; looked at without a loop, as they are many."""
    if not {*map(type, found)} <= {dict}:
        return False
    return {*map(type, chain.from_iterable(map(dict.values, found)))} <= {str}
