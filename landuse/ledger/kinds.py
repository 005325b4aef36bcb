"""Kinds of events, accounts and methods, from ``ledgerevents.toml``."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from landuse.errors import SchemaError
from landuse.messages import worded
from landuse.resources import package_path
from landuse.vocabulary import LANGUAGES, label
from landuse.wording import Worded

__all__ = [
    "Account",
    "Kind",
    "Method",
    "Tolerance",
    "accounts",
    "greatest_area_dm2",
    "kind_of",
    "kinds",
    "method_of",
    "methods",
    "tolerance",
]

#: Word of a kind whose event goes where its method leads.
BY_METHOD = "method"


@dataclass(frozen=True, slots=True)
class Kind:
    """What an event of one kind must say, and what it does to land."""

    name: str
    subject: str  #: ``parcel``, ``batch``, ``zone``, ``enterprise`` or ``event``
    required: tuple[tuple[str, ...], ...]  #: of each group one field must be there
    draws_on: str | None = None  #: what else it takes land from
    to: str | None = None  #: account, or ``method``
    sources: tuple[str, ...] = ()  #: accounts that land may come from, in order
    stays: tuple[str, ...] = ()  #: accounts in which land stays
    counter: str | None = None  #: account of the goal's book
    sealed: bool = False  #: hardly possible under seizure
    lineage: bool = False  #: parcels come out of parcels
    frame: str | None = None  #: canonical frame of which its facts are columns
    own: bool = False  #: its facts are a row of their own, not the parcel's last word

    def label(self, lang: str = "zh") -> str:
        """The kind in the words of staff."""
        return label("event", self.name, lang)


@dataclass(frozen=True, slots=True)
class Account:
    """Where land can be, or how it is counted."""

    name: str
    book: str  #: ``land`` or ``goal``
    outside: bool = False  #: may be below zero

    def label(self, lang: str = "zh") -> str:
        """The account in the words of staff."""
        return label("ledger_account", self.name, lang)


@dataclass(frozen=True, slots=True)
class Method:
    """One way to put land to use."""

    name: str
    to: str | None = None  #: account that the land is led to
    counts: bool = True  #: toward the goal, in the ledger's own book
    aliases: tuple[str, ...] = ()

    def label(self, lang: str = "zh") -> str:
        """The method in the words of staff."""
        return label("method", self.name, lang)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What may be between two areas that are meant to be the same."""

    share: float
    dm2: int
    basis: str
    confidence: str
    legal_review: str | None = None

    def of(self, area_dm2: int) -> int:
        """The difference allowed to an area, in dm2."""
        return max(self.dm2, int(self.share * area_dm2))


@cache
def _tables() -> dict[str, Any]:
    with package_path("ledgerevents.toml").open("rb") as file:
        return tomllib.load(file)


def _kind(row: Mapping[str, Any]) -> Kind:
    plain = {k: v for k, v in row.items() if k not in ("from", "stays", "required")}
    return Kind(
        **plain,
        required=tuple(tuple(group.split("|")) for group in row["required"]),
        sources=tuple(row.get("from", ())),
        stays=tuple(row.get("stays", ())),
    )


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds of events by name.

    Returns
    -------
    mapping of str to Kind
        Made once.

    Examples
    --------
    >>> kinds()["started"].to
    'building'
    """
    return {row["name"]: _kind(row) for row in _tables()["kind"]}


@cache
def accounts() -> Mapping[str, Account]:
    """All accounts by name, those of the land first.

    Returns
    -------
    mapping of str to Account
        Made once.

    Examples
    --------
    >>> accounts()["assembled"].book
    'goal'
    """
    return {row["name"]: Account(**row) for row in _tables()["account"]}


@cache
def methods() -> Mapping[str, Method]:
    """All methods by code.

    Returns
    -------
    mapping of str to Method
        Made once.

    Examples
    --------
    >>> methods()["recover_paid"].to
    'reserve'
    """
    rows = _tables()["method"]
    made = [Method(**{**r, "aliases": tuple(r.get("aliases", ()))}) for r in rows]
    return {method.name: method for method in made}


@cache
def tolerance() -> Tolerance:
    """What may be between a parcel and its children.

    Returns
    -------
    Tolerance
        With its basis.

    Examples
    --------
    >>> tolerance().of(1_000_000)  # one hectare: ten square metres
    1000
    """
    return Tolerance(**_tables()["tolerance"])


def greatest_area_dm2() -> int:
    """The greatest area that an event may state.

    Returns
    -------
    int
        In dm2; above it a unit was mistaken.

    Examples
    --------
    >>> greatest_area_dm2()
    1000000000000
    """
    return int(_tables()["limits"]["area_dm2"])


def kind_of(name: str) -> Kind:
    """A kind by its name.

    Parameters
    ----------
    name : str
        As an event has it.

    Returns
    -------
    Kind
        The kind.

    Raises
    ------
    SchemaError
        For a name that is no kind.

    Examples
    --------
    >>> kind_of("split").lineage
    True
    """
    kind = kinds().get(name)
    if kind is None:
        hint = _hint(name, {k: label("event", k) for k in kinds()}, kinds())
        raise SchemaError(worded("event_no_kind", name=name, hint=hint))
    return kind


@cache
def _by_words() -> Mapping[str, Method]:
    found = {}
    for method in methods().values():
        words = (method.name, *method.aliases, *(method.label(x) for x in LANGUAGES))
        found.update(dict.fromkeys(words, method))
    return found


def method_of(text: str) -> Method:
    """A method by its code, its label or another office's word for it.

    Parameters
    ----------
    text : str
        As a table has it.

    Returns
    -------
    Method
        The method.

    Raises
    ------
    SchemaError
        For a word that is no method.

    Examples
    --------
    >>> method_of("收储").name
    'recover_paid'
    """
    method = _by_words().get(text.strip())
    if method is None:
        words = {m.name: m.label() for m in methods().values()}
        hint = _hint(text, words, _by_words())
        raise SchemaError(worded("event_no_method", name=text, hint=hint))
    return method


def _hint(name: str, words: Mapping[str, str], known: Iterable[str]) -> Worded:
    close = difflib.get_close_matches(name, sorted(known), 1)
    if close:
        return worded("event_did_you_mean", close=close[0])
    codes = ", ".join(sorted(words))
    return worded("event_known", names=Worded(codes, "、".join(words.values())))
