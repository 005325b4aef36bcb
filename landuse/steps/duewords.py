"""What falls due in words: one row for people, and the entry of a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from landuse.io.icalendar_ import Reminder
from landuse.steps.liferadar import Due
from landuse.vocabulary import has_label, label

__all__ = ["due_title", "reminders", "unit_word"]

_ITEMS = (
    *("due_stage", "indicator", "promise"),
    *("breach", "life_payment", "forecast"),
)
_STATUS = ("milestone_status", "commitment", "breach_state", "life_payment")
_BASIS = ("due_start_ground", "field", "rectify_by_basis")
#: Facts of an entry, and the words that they may be.
_TOLD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("parcel_id", ()),
    ("zone", ()),
    ("responsible_unit", ("responsible_unit",)),
    ("holder", ()),
    ("due_basis", _BASIS),
    ("item_status", _STATUS),
    ("subject_id", ()),
    ("document_no", ()),
    ("amount_yuan", ()),
)
_HEADINGS = ("field", "column")


def due_title(kind: str, item: str, lang: str) -> str:
    """What falls due, in a few words.

    Parameters
    ----------
    kind, item : str
        ``due_kind`` and ``due_item`` of the radar.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        Kind and item; a review is its own item.

    Examples
    --------
    >>> due_title("rectification", "tax_short", "zh"), due_title("review", "x", "en")
    ('整改到期：亩均税收不足', 'yearly review')
    """
    word = label("due_kind", kind, lang)
    if kind == "review":
        return word
    mark = "：" if lang == "zh" else ": "
    return f"{word}{mark}{_word(_ITEMS, item, lang)}"


def unit_word(unit: Any, lang: str) -> str:
    """The name of a responsible unit, which the policy may have as a code.

    Parameters
    ----------
    unit : str or missing
        Code or name.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        The name; a dash where none is known.

    Examples
    --------
    >>> unit_word("市自然资源局", "zh"), unit_word(None, "zh")
    ('市自然资源局', '–')
    """
    return "–" if pd.isna(unit) else label("responsible_unit", str(unit), lang)


def reminders(due: Due, lang: str) -> Iterator[Reminder]:
    """The entries of a calendar: all that has a day, what is overdue as well.

    Parameters
    ----------
    due : Due
        From :func:`landuse.steps.liferadar.due_of`.
    lang : {"zh", "en"}
        Language.

    Yields
    ------
    Reminder
        Its key is the plot, what falls due, and the day only of what comes again, so
        that a day that is put off moves the entry in a calendar that has it.
    """
    dated = due.rows[due.rows["due_date"].notna()]
    for row in dated.astype(object).where(dated.notna(), None).to_dict("records"):
        day = row["due_date"].date()
        kind, item = row["due_kind"], row["due_item"]
        again = (day.isoformat(),) if kind in ("review", "commitment") else ()
        subject = (row["subject_id"],) if row["subject_id"] else ()
        late = row["due_state"] == "overdue"
        mark = f"[{label('due_state', 'overdue', lang)}] " if late else ""
        yield Reminder(
            key=(row["parcel_id"], kind, item, *subject, *again),
            day=day,
            title=f"{mark}{row['parcel_id']} {due_title(kind, item, lang)}",
            text="\n".join(_facts(row, lang)),
            groups=(label("due_kind", kind, lang),),
            place=row["zone"] or "",
        )


def _facts(row: dict[str, Any], lang: str) -> Iterator[str]:
    mark = "：" if lang == "zh" else ": "
    for name, groups in _TOLD:
        value = row[name]
        if value is None:
            continue
        shown = f"{value:,.2f}" if isinstance(value, float) else str(value)
        yield f"{_word(_HEADINGS, name, lang)}{mark}{_word(groups, shown, lang)}"


def _word(groups: tuple[str, ...], name: str, lang: str) -> str:
    group = next((group for group in groups if has_label(group, name)), "")
    return label(group, name, lang)
