"""What differs between two policies: as tables for people, as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from landuse.cli.options import console
from landuse.steps.policydiff import PolicyDiff, Reason
from landuse.steps.policywords import threshold_words
from landuse.units import to_mu
from landuse.vocabulary import has_label, label

__all__ = ["diff_record", "print_diff", "reason_lines"]

#: How many subjects a table shows; ``--json`` has all.
_SHOWN = 40
_GROUPS = ("verdict", "rulebook")
_AREA_HEADS = ("category", "count_before", "mu_before", "count_after", "mu_after")
Row = tuple[str, ...]


def diff_record(found: PolicyDiff) -> dict[str, Any]:
    """All that differs, as plain content.

    Parameters
    ----------
    found : PolicyDiff
        Of :func:`landuse.steps.policydiff.compare`.

    Returns
    -------
    dict
        ``findings`` and ``primary`` by subject, ``areas`` by category, and why:
        ``reasons`` by rule, ``others`` for values that no rule needs.
    """
    return {
        "findings": _rows(found.findings),
        "primary": _rows(found.primary),
        "areas": _rows(found.areas),
        "reasons": {n: [asdict(r) for r in why] for n, why in found.reasons.items()},
        "others": [asdict(reason) for reason in found.others],
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def reason_lines(found: PolicyDiff, lang: str) -> Iterator[str]:
    """Why the policies differ, one line for each rule and value.

    Parameters
    ----------
    found : PolicyDiff
        Of :func:`landuse.steps.policydiff.compare`.
    lang : {"zh", "en"}
        Language.

    Yields
    ------
    str
        Lines without markup.
    """
    for rule, why in found.reasons.items():
        yield from (f"{rule}: {_reason(reason, lang)}" for reason in why)
    for reason in found.others:
        yield f"{reason.name}: {_reason(reason, lang)}"


def _reason(reason: Reason, lang: str) -> str:
    if reason.kind != "value":
        word = label("rulebook", reason.kind, lang)
        if reason.kind != "rule":
            return word
        return f"{word}: {reason.before} → {reason.after}"
    absent = label("rulebook", "no_such_value", lang)
    before, after = (
        absent if side is None else threshold_words(side, lang)
        for side in (reason.before, reason.after)
    )
    return f"{before} → {after}"


def print_diff(found: PolicyDiff, lang: str) -> None:
    """Counts by rule, the subjects that change, and the areas.

    Parameters
    ----------
    found : PolicyDiff
        Of :func:`landuse.steps.policydiff.compare`.
    lang : {"zh", "en"}
        Language.
    """
    rows = list(_count_rows(found.findings, lang))
    _table(("rule", "before", "after", "count", "mu"), rows, lang)
    rows = list(_finding_rows(found.findings, lang))
    _table(("subject_id", "rule", "before", "after"), rows, lang)
    rows = list(_primary_rows(found.primary, lang))
    _table(("subject_id", "before", "after", "mu"), rows, lang)
    rows = list(_area_rows(found.areas, lang))
    _table(_AREA_HEADS, rows, lang)


def _count_rows(findings: pd.DataFrame, lang: str) -> Iterator[Row]:
    keys = ["rule", "verdict_before", "verdict_after"]
    groups = findings.groupby(keys)["area_m2"].agg(["size", "sum"]).reset_index()
    for rule, before, after, count, area in _tuples(groups):
        words = _word(before, lang), _word(after, lang)
        yield rule, *words, f"{count:,}", _mu(area)


def _finding_rows(findings: pd.DataFrame, lang: str) -> Iterator[Row]:
    """What holds under one of the policies; the counts have all."""
    verdicts = ["verdict_before", "verdict_after"]
    held = findings[(findings[verdicts] == "yes").any(axis=1)]
    for name, rule, before, after in _tuples(held[["subject_id", "rule", *verdicts]]):
        yield name, rule, _word(before, lang), _word(after, lang)


def _primary_rows(primary: pd.DataFrame, lang: str) -> Iterator[Row]:
    shown = primary[["parcel_id", "before", "after", "area_m2_after"]]
    for name, before, after, area in _tuples(shown):
        words = label("category", before, lang), label("category", after, lang)
        yield name, *words, _mu(area)


def _area_rows(areas: pd.DataFrame, lang: str) -> Iterator[Row]:
    ends = ("count_before", "area_m2_before", "count_after", "area_m2_after")
    for name, one, was, two, now in _tuples(areas[["category", *ends]]):
        yield label("category", name, lang), f"{one:,}", _mu(was), f"{two:,}", _mu(now)


def _tuples(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return frame.itertuples(index=False, name=None)


def _table(heads: Sequence[str], rows: Sequence[Row], lang: str) -> None:
    if not rows:
        return
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    for head in heads:
        table.add_column(label("rulebook", head, lang), overflow="fold")
    for row in rows[:_SHOWN]:
        table.add_row(*map(escape, row))
    if len(rows) > _SHOWN:
        more = label("rulebook", "more_rows", lang).format(count=len(rows) - _SHOWN)
        table.add_row(more, *[""] * (len(heads) - 1))
    console().print(table)


def _mu(area_m2: float) -> str:
    return f"{to_mu(area_m2):,.2f}"


def _word(name: str, lang: str) -> str:
    group = next((g for g in _GROUPS if has_label(g, name)), "")
    return label(group, name, lang)
