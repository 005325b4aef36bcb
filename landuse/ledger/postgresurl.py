"""The address of a shared ledger, and how it is shown: never with a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from landuse.errors import LedgerError
from landuse.messages import worded

__all__ = ["Address", "address", "is_address"]

_SCHEMES = ("postgresql", "postgres")
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_OUR_SCHEMA = "landuse"
#: Parts of the query that say where, not with which secret.
_SHOWN = ("host", "port", "dbname", "user", "schema")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a shared ledger is."""

    url: str = field(repr=False)  #: for the driver; it may hold a password
    schema: str  #: of the database, in which the ledger's tables are
    place: str  #: what is shown of it


def is_address(text: str | Path) -> bool:
    """Whether a ledger is named by an address and not by a file.

    Parameters
    ----------
    text : str or Path
        As the user gives it.

    Returns
    -------
    bool
        True for ``postgresql://...`` and ``postgres://...``.

    Examples
    --------
    >>> is_address("postgresql://clerk@server/land"), is_address("city.ledger")
    (True, False)
    """
    # one stroke only: an address that went through a Path, and is refused as such
    scheme, mark, _ = str(text).partition(":/")
    return bool(mark) and scheme.lower() in _SCHEMES


def address(text: str) -> Address:
    """Take an address apart.

    Parameters
    ----------
    text : str
        ``postgresql://user@host:port/database?schema=name`` and whatever else the
        driver knows; ``schema`` is ``landuse`` if it is not given.

    Returns
    -------
    Address
        Its place has no password.

    Raises
    ------
    LedgerError
        If it is no address, or the name of the schema is not plain.

    Examples
    --------
    >>> address("postgresql://clerk:secret@server/land?sslmode=require")
    Address(schema='landuse', place='postgresql://clerk@server/land')
    """
    parts = _parts(text)
    query = parse_qsl(parts.query, keep_blank_values=True)
    schema = dict(query).get("schema", _OUR_SCHEMA)
    if _SCHEMA.fullmatch(schema) is None:
        raise LedgerError(worded("ledger_schema_name"))
    login, _, where = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    shown = [pair for pair in query if pair[0] in _SHOWN]
    rest = [pair for pair in query if pair[0] != "schema"]
    return Address(
        url=_joined(parts.netloc, parts.path, rest),
        schema=schema,
        place=_joined(f"{user}@{where}" if user else where, parts.path, shown),
    )


def _joined(server: str, path: str, query: list[tuple[str, str]]) -> str:
    words = urlencode(query, safe="/", quote_via=quote)
    return f"postgresql://{server}{path}{'?' if words else ''}{words}"


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # checked when it is asked for
    except ValueError:  # its text may quote the password
        parts = SplitResult("", "", "", "", "")
    # a "/", "?" or "#" in a password that is not written %2F, %3F or %23
    torn = "@" in parts.path + parts.query or parts.fragment or "://" not in text
    if torn or parts.scheme not in _SCHEMES:
        raise LedgerError(worded("ledger_address")) from None
    return parts
