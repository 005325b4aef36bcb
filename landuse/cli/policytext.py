"""A policy and its rules as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landuse.steps.policywords import (
    fact_words,
    gap_words,
    ground_words,
    period_words,
    threshold_words,
    value_words,
)
from landuse.vocabulary import label

__all__ = ["policy_lines", "rule_lines"]

Record = Mapping[str, Any]


def policy_lines(record: Record, lang: str) -> Iterator[str]:
    """A whole policy, a few lines for each entry.

    Parameters
    ----------
    record : mapping
        Of :func:`landuse.steps.policyrecords.policy_record`.
    lang : {"zh", "en"}
        Language.

    Yields
    ------
    str
        Lines without markup.
    """
    yield f"{record['id']} · {record['title']} · {record['version']}"
    yield f"{_word('layers', lang)}: {' ← '.join(record['layers'])}"
    if record["as_of"] is not None:
        yield f"{_word('as_of', lang)}: {record['as_of']}"
    yield from _heading("documents", lang)
    yield from (_document_line(each, lang) for each in record["documents"])
    yield from _heading("values", lang)
    for value in record["values"]:
        yield from _value_lines(value, lang)
    yield from _heading("rules", lang)
    for rule in record["rules"]:
        yield f"{rule['id']} · {label('category', rule['category'], lang)}"
        yield f"  {_title(rule, lang)}"
        yield from _ground_lines(rule, lang)
    yield from _heading("not_configured_keys", lang)
    yield from (f"  {key}" for key in record["not_configured"])
    yield from _heading("not_found", lang)
    for layer, texts in record["not_found"].items():
        yield from (f"  {layer}: {text}" for text in texts)


def rule_lines(record: Record, lang: str) -> Iterator[str]:
    """One edition of a rule, with all that a lawyer asks of it.

    Parameters
    ----------
    record : mapping
        Of :func:`landuse.steps.policyrecords.rule_record`.
    lang : {"zh", "en"}
        Language.

    Yields
    ------
    str
        Lines without markup.
    """
    yield f"{record['id']} · {_title(record, lang)}"
    subject = label("subject", record["subject"], lang)
    yield _line("category", f"{label('category', record['category'], lang)}", lang)
    yield _line("subject", subject, lang)
    yield _line("basis", record["basis"], lang)
    yield _line("confidence", ground_words(record, lang), lang)
    yield _line("in_force", period_words(record, lang), lang)
    yield _line("layer", _place(record), lang)
    yield _line("condition", label("condition", record["condition"], lang), lang)
    if record["thresholds"]:
        yield f"  {_word('thresholds', lang)}:"
    for value in record["thresholds"]:
        yield f"    {threshold_words(value, lang)} ({value['key']})"
        period = period_words(value, lang)
        yield f"      {value['basis']} · {ground_words(value, lang)} · {period}"
    yield _line("facts", fact_words(record["facts"], lang), lang)
    if record["note"]:
        yield _line("note", record["note"], lang)
    gaps = [gap_words(gap, lang) for gap in record["gaps"]]
    yield f"  {_word('gaps', lang)}:{'' if gaps else ' ' + _word('no_gaps', lang)}"
    yield from (f"    {gap}" for gap in gaps)


def _value_lines(value: Record, lang: str) -> Iterator[str]:
    name = label("threshold", value["key"], lang)
    called = value["key"] if name == value["key"] else f"{value['key']} · {name}"
    yield f"{called}: {value_words(value, lang)}"
    yield from _ground_lines(value, lang)


def _ground_lines(record: Record, lang: str) -> Iterator[str]:
    yield f"  {record['basis']}"
    known, period = ground_words(record, lang), period_words(record, lang)
    yield f"  {known} · {period} · {_word('layer', lang)} {_place(record)}"
    if record["note"]:
        yield f"  {record['note']}"


def _document_line(document: Record, lang: str) -> str:
    title = document["title_en"] if lang == "en" else None
    title = title or document["title"]
    parts = [title, document["number"], label("seen", document["seen"], lang)]
    parts += [period_words(document, lang), document["note"]]
    return "  " + " · ".join(part for part in parts if part)


def _place(record: Record) -> str:
    return f"{record['layer']}:{record['line']}"


def _title(record: Record, lang: str) -> str:
    return (record["title_en"] if lang == "en" else None) or record["title"]


def _heading(word: str, lang: str) -> Iterator[str]:
    yield ""
    yield f"— {_word(word, lang)} —"


def _line(word: str, text: str, lang: str) -> str:
    return f"  {_word(word, lang)}: {text}"


def _word(word: str, lang: str) -> str:
    return label("rulebook", word, lang)
