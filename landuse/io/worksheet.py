"""A frame as the rows of a spreadsheet: words, widths, formats, and what is cut."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from numbers import Integral
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.issues import Issue
from landuse.messages import worded
from landuse.vocabulary import has_label, label

__all__ = ["MAX_CELL", "MAX_ROWS", "SheetTable", "printable", "width_of"]

#: What one cell and one sheet can hold.
MAX_CELL = 32_767
MAX_ROWS = 1_048_576

_DATE = "yyyy-mm-dd"
_DECIMAL = "#,##0.00"
_WHOLE = "0"
_UNITS = re.compile(r"_(m2|mu|ha|yuan|per_mu)$")
#: `_x0041_` stands for A in a workbook, so the line before such a text is written so.
_LIKE_A_SIGN = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_WIDTHS = (8, 48)
_SAMPLE = 200

#: Columns that hold words of the vocabulary, and the groups they may be in.
_WORDS = {
    "about": ("ledger",),
    "account": ("ledger_account",),
    "book": ("ledger_book",),
    "lacking": ("lacking",),
    "untold": ("lacking",),
    "age_band": ("age_band",),
    "area_basis": ("area_basis",),
    "batch_state": ("batch_state",),
    "category": ("category",),
    "cause": ("cause",),
    "change": ("change",),
    "confidence": ("confidence",),
    "decided_by": ("decided_by",),
    "denominator_scope": ("denominator",),
    "due_start_ground": ("due_start_ground",),
    "event": ("event",),
    "grade": ("grade",),
    "computed_grade": ("grade",),
    "previous_grade": ("grade",),
    "previous_ground": ("grade_ground",),
    "grade_change": ("grade_change",),
    "how": ("match", "land_link"),
    "forecast": ("forecast",),
    "idle_consequence": ("idle_consequence",),
    "idle_consequence_reason": ("idle_consequence_reason",),
    "fee_status": ("fee_status",),
    "idle_state": ("idle_state",),
    "idle_variant": ("idle_variant",),
    "indicator": ("indicator", "promise", "commitment"),
    "numerator_kind": ("numerator",),
    "payment_basis": ("payment",),
    "relation": ("land_relation",),
    "dimension": ("tax_dimension",),
    "exception": ("tax_exception",),
    "why": ("tax_reason",),
    "item": ("batch_balance",),
    "lapse_due": ("verdict",),
    "method": ("method",),
    "reason": ("reason", "tax_reason"),
    "status": ("tax_status",),
    "lifecycle_stage": ("stage",),
    "missing": ("field", "threshold"),
    "assumed": ("field",),
    "next_stage": ("stage",),
    "due_basis": ("due_start_ground", "rectify_by_basis", "field"),
    "due_item": (
        *("due_stage", "indicator", "promise"),
        *("breach", "life_payment", "forecast"),
    ),
    "due_kind": ("due_kind",),
    "due_state": ("due_state",),
    "item_status": ("milestone_status", "commitment", "breach_state", "life_payment"),
    "responsible_unit": ("responsible_unit",),
    "responsible_basis": ("responsible_basis",),
    "next_unit": ("responsible_unit",),
    "skipped_stages": ("stage",),
    "commitment_state": ("commitment",),
    "stage": ("stage",),
    "result": ("milestone_result",),
    "stage_result": ("milestone_result",),
    "rectification_result": ("milestone_result",),
    "breach_kind": ("breach",),
    "breach_state": ("breach_state",),
    "rectify_by_basis": ("rectify_by_basis",),
    "obligor_basis": ("obligor_basis",),
    "exit_kind": ("exit_kind",),
    "transfer_kind": ("transfer",),
    "numerator_scope": ("numerator",),
    "pool": ("pool",),
    "remains": ("verdict",),
    "revitalization": ("event",),
    "scope": ("subject",),
    "severity": ("severity",),
    "state": ("state", "score_state", "commitment"),
    "figure_source": ("figure_source",),
    "named": ("named",),
    "reward_event": ("reward_event",),
    "reward_kind": ("reward_kind",),
    "amount_state": ("amount_state",),
    "subject": ("subject",),
    "supply_method": ("supply_method",),
    "track": ("track",),
    "verdict": ("verdict",),
}
#: Where the heading of a column is looked up.
_HEADINGS = ("field", "column")


class SheetTable:
    """A frame as rows of plain values, with the issues met on the way.

    Parameters
    ----------
    name : str
        Of the table, for the issues.
    frame : DataFrame
        Columns of shapes are left out.
    lang : {"zh", "en"}
        Language of headings and code words.

    Examples
    --------
    >>> table = SheetTable("t", pd.DataFrame({"verdict": ["yes"]}), "zh")
    >>> table.headings(), list(table.rows())
    (['结论'], [('是',)])
    """

    def __init__(self, name: str, frame: pd.DataFrame, lang: str) -> None:
        kept = [
            place
            for place in range(frame.shape[1])
            if not isinstance(frame.iloc[:, place], gpd.GeoSeries)
        ]
        self.name = name
        self.lang = lang
        self.frame = frame.iloc[: MAX_ROWS - 1, kept]
        self.issues: list[Issue] = []
        if len(frame) > len(self.frame):
            message = worded("rows_fit", most=MAX_ROWS - 1, count=len(frame))
            self._say("SHEET_CUT", message, "use the Parquet or CSV table")

    def headings(self) -> list[str]:
        """Labels of the columns."""
        names = map(str, self.frame.columns)
        return [self._clean(self._word(_HEADINGS, name), 1, name) for name in names]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Values: text, number, date or None."""
        columns = [self._values(place) for place in range(self.frame.shape[1])]
        return zip(*columns, strict=True)

    def formats(self) -> list[str]:
        """How a spreadsheet shows each column; empty where it decides."""
        return [_format(self.frame.iloc[:, p]) for p in range(self.frame.shape[1])]

    def _values(self, place: int) -> list[Any]:
        values = self.frame.iloc[:, place]
        name = str(self.frame.columns[place])
        pairs = zip(values.tolist(), values.isna(), strict=True)
        return [
            None if missing else self._value(value, row, name)
            for row, (value, missing) in enumerate(pairs, start=2)
        ]

    def _value(self, value: Any, row: int, name: str) -> Any:
        if isinstance(value, bool):
            return label("bool", str(value).lower(), self.lang)
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        if isinstance(value, Integral) or _is_finite(value):
            return value
        groups = _WORDS.get(name, ())
        words = [self._word(groups, w) for w in str(value).split(";")] if groups else []
        return self._clean(";".join(words) or str(value), row, name)

    def _word(self, groups: tuple[str, ...], name: str) -> str:
        """The word of the first group that has one, else the name as it is."""
        group = next((group for group in groups if has_label(group, name)), "")
        return label(group, name, self.lang)

    def _clean(self, text: str, row: int, field: str) -> str:
        cleaned = printable(text)
        if cleaned != text:
            message = "characters that do not print are left out of the workbook"
            self._say("CONTROL_CHARACTERS", message, "clean the source", row, field)
        if len(cleaned) > MAX_CELL:
            message = worded("text_cut_at", length=len(cleaned), most=MAX_CELL)
            hint = "the Parquet and CSV tables hold the whole text"
            self._say("CELL_CUT", message, hint, row, field)
        return _LIKE_A_SIGN.sub("_x005F_", cleaned[:MAX_CELL])

    def _say(
        self, code: str, message: str, hint: str, row: int = 0, field: str = ""
    ) -> None:
        issue = Issue(code, "warning", message, layer=self.name, hint=hint)
        if row:
            issue = replace(issue, feature=str(row), field=field)
        self.issues.append(issue)


def printable(text: str) -> str:
    """A text without the characters that XML cannot hold.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same without control characters and lone surrogates.

    Examples
    --------
    >>> printable("a" + chr(7) + "b")
    'ab'
    """
    return _CONTROL.sub("", text)


def width_of(values: list[Any], form: str = "") -> int:
    """Width of a column in characters, from its heading and first values.

    Parameters
    ----------
    values : list
        Heading and values; None takes no place.
    form : str, optional
        How the values are shown.

    Returns
    -------
    int
        Between 10 and 50; a Chinese character counts as two.

    Examples
    --------
    >>> width_of(["统一社会信用代码"])
    18
    """
    low, high = _WIDTHS
    texts = (_shown(value, form) for value in values[:_SAMPLE] if value is not None)
    return min(high, max((low, *map(_places, texts)))) + 2


def _is_finite(value: Any) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _format(values: pd.Series) -> str:
    """The format of a column, by its type and the unit in its name."""
    form = ""
    if pd.api.types.is_datetime64_any_dtype(values):
        form = _DATE
    elif pd.api.types.is_numeric_dtype(values) and _UNITS.search(str(values.name)):
        form = _DECIMAL
    elif pd.api.types.is_integer_dtype(values):
        form = _WHOLE
    return form


def _shown(value: Any, form: str) -> str:
    if form == _DECIMAL and isinstance(value, float):
        return f"{value:,.2f}"
    return str(value)[:_SAMPLE]


def _places(text: str) -> int:
    """Places on the screen: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
