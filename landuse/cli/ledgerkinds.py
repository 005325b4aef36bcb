"""``landuse ledger kinds``: what can be recorded, and what each event must say."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from landuse.cli.options import Json, Lang, console, emit
from landuse.ledger.kinds import Kind, Method, kinds, methods
from landuse.vocabulary import has_label, label

__all__ = ["list_kinds"]

_NAMES = ("ledger_fact", "field", "column")


def list_kinds(lang: Lang = "zh", as_json: Json = False) -> None:
    """列出事项类型、必填内容和处置方式。  List kinds of events and methods."""
    if as_json:
        emit({"kinds": [*map(_kind, kinds().values())], "methods": _methods()})
        return
    screen = console()
    screen.print(_kinds_table(lang))
    screen.print(_methods_table(lang))


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "event": kind.name,
        "zh": kind.label("zh"),
        "en": kind.label("en"),
        "subject": kind.subject,
        "required": kind.required,
        "to": kind.to,
        "counter": kind.counter,
    }


def _methods() -> list[dict[str, Any]]:
    return [
        {
            "method": method.name,
            "zh": method.label("zh"),
            "en": method.label("en"),
            "to": method.to,
            "counts": method.counts,
            "aliases": method.aliases,
        }
        for method in methods().values()
    ]


def _kinds_table(lang: str) -> Table:
    table = _table(("event", "code", "required", "account"), lang)
    for kind in kinds().values():
        table.add_row(
            kind.label(lang), kind.name, _required(kind, lang), _to(kind, lang)
        )
    return table


def _methods_table(lang: str) -> Table:
    table = _table(("method", "code", "account", "counts"), lang)
    for method in methods().values():
        counts = label("bool", str(method.counts).lower(), lang)
        table.add_row(method.label(lang), method.name, _to(method, lang), counts)
    return table


def _table(names: tuple[str, ...], lang: str) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(label("ledger", name, lang), overflow="fold")
    return table


def _required(kind: Kind, lang: str) -> str:
    """What must be said; of several names parted by a stroke one is enough."""
    comma = "、" if lang == "zh" else ", "
    groups = (" / ".join(_named(name, lang) for name in g) for g in kind.required)
    return comma.join(groups)


def _named(field: str, lang: str) -> str:
    key = field.rpartition(".")[2]
    group = next((g for g in _NAMES if has_label(g, key)), "")
    return label(group, key, lang)


def _to(entry: Kind | Method, lang: str) -> str:
    """The account that land is led to; nothing where it stays."""
    if entry.to is None:
        return ""
    if entry.to == "method":
        return label("ledger", "by_method", lang)
    return label("ledger_account", entry.to, lang)
