"""Codes of parcels, real-estate units, divisions and land classes.

None of these has a check digit (the credit code has: see
:func:`landuse.io.convert.is_credit_code`), so only their build is checked.
A parcel may well carry a number of an older contract: only what is as long as a
parcel code is judged as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from landuse.io.arrowtext import matches
from landuse.io.convert import Converted, Note, to_text
from landuse.io.landclass import scheme_issues
from landuse.issues import Issue
from landuse.messages import worded

__all__ = [
    "code_issues",
    "is_division_code",
    "is_identifier",
    "is_parcel_code",
    "is_unit_no",
    "to_identifier",
]

#: Codes that are printed with blanks between their parts.
_SQUEEZED = frozenset({"parcel_id", "unit_no", "supervision_no", "enterprise_id"})
_IDENTIFIERS = _SQUEEZED | {
    "batch_id",
    "contract_no",
    "event_id",
    "plan_id",
    "zone_id",
    "division_code",
}
_ROUNDED = re.compile(r"^[+-]?\d(\.\d+)?[eE]\+?\d+$")
_DOUBTFUL = r"[\s+'.]|\d[eE]\d"
_AS_NUMBER = Note("ID_AS_NUMBER", worded("why_was_number"))
_FLOAT = re.compile(r"^\d+\.0$")
#: Ownership of the ground, then the right: GB/T 37346.
_PARCEL = re.compile(r"^\d{12}[GJZ][ABCDEFGHSWXY]\d{5}$")
_UNIT = re.compile(r"^\d{12}[GJZ][ABCDEFGHSWXY]\d{5}[FLQW]\d{8}$")
_BARE_LAND = "W00000000"
#: Provinces and the like begin every division code, of 2, 4, 6, 9 or 12 figures.
_DIVISION = re.compile(
    r"^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])(\d{2}|\d{4}|\d{7}|\d{10})?$"
)
#: What nearly all are built like; only the others are looked at one by one.
_PLACE = r"^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{10}[GJ][BS]\d{5}"
_SURELY_RIGHT = {
    "parcel_id": rf"{_PLACE}$",
    "unit_no": rf"{_PLACE}(?:[FLQ]\d{{8}}|{_BARE_LAND})$",
    "division_code": r"^4[1-6]\d{4}$",
}
_PARCEL_LENGTH = 19
_SHOWN = 20
_MOSTLY, _ENOUGH = 0.8, 5


def is_identifier(name: str) -> bool:
    """Whether a field is a code that spreadsheets damage."""
    return name in _IDENTIFIERS


def to_identifier(text: pd.Series) -> Converted:
    """Codes without the blanks in them; bad where a spreadsheet rounded one.

    Parameters
    ----------
    text : Series
        As it stands.

    Returns
    -------
    Converted
        ``str`` values.

    Examples
    --------
    >>> to_identifier(pd.Series(["410902 001", "4.109E+17"])).bad.tolist()
    [False, True]
    """
    plain = to_text(text).values
    bad = np.zeros(len(plain), dtype=bool)
    doubtful = matches(plain, _DOUBTFUL)
    if not doubtful.any():
        return Converted(plain, bad)
    some = plain[doubtful].str.replace(r"^'|\s+", "", regex=True)
    bad[doubtful] = some.str.fullmatch(_ROUNDED).to_numpy(dtype=bool)
    point = some.str.fullmatch(_FLOAT).to_numpy(dtype=bool)
    some = some.mask(point, some.str.replace(r"\.0$", "", regex=True))
    notes = np.full(len(plain), None, dtype=object)
    for index in np.flatnonzero(doubtful)[point]:
        notes[index] = _AS_NUMBER
    whole = plain.mask(doubtful, some)
    return Converted(whole, bad, notes if point.any() else None)


def is_parcel_code(code: str) -> bool:
    """Whether a text is built like a parcel code of 19 characters.

    Parameters
    ----------
    code : str
        Without blanks.

    Returns
    -------
    bool
        Division, cadastral district, sub-district, two letters, serial number.

    Examples
    --------
    >>> is_parcel_code("410902001001GB00001"), is_parcel_code("410902001001GZ00001")
    (True, False)
    """
    return bool(_PARCEL.match(code)) and is_division_code(code[:6])


def is_unit_no(code: str) -> bool:
    """Whether a text is built like a real-estate unit number of 28 characters.

    Parameters
    ----------
    code : str
        Without blanks.

    Returns
    -------
    bool
        A parcel code, the letter of the fixture, its number; bare land is
        ``W00000000``.

    Examples
    --------
    >>> is_unit_no("410902001001GB00001W00000000")
    True
    >>> is_unit_no("410902001001GB00001W00000001")
    False
    """
    if not _UNIT.match(code) or not is_division_code(code[:6]):
        return False
    return code[_PARCEL_LENGTH] != "W" or code.endswith(_BARE_LAND)


def is_division_code(code: str) -> bool:
    """Whether a text is built like the code of a division.

    Not by a list: functional zones carry statistical codes that no list of
    counties has.

    Parameters
    ----------
    code : str
        2, 4, 6, 9 or 12 figures.

    Returns
    -------
    bool
        By length and province.

    Examples
    --------
    >>> is_division_code("410971"), is_division_code("990000"), is_division_code("41")
    (True, False, True)
    """
    return bool(_DIVISION.match(code))


def code_issues(
    frame: pd.DataFrame, features: np.ndarray, sources: Mapping[str, str]
) -> list[Issue]:
    """Codes that are built wrongly, disagree, or miss their scheme.

    Parameters
    ----------
    frame : DataFrame
        Canonical columns; those that are not there are not checked.
    features : array of str
        What staff call each record.
    sources : mapping
        Source column by canonical name.

    Returns
    -------
    list of Issue
        One for each column and fault.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit_no": ["410902001001GB00001"]})
    >>> code_issues(frame, np.array(["P1"]), {})[0].code
    'UNIT_NO_INVALID'
    """
    found = [
        *_built(frame, features, sources),
        *_disagreeing(frame, features, sources),
        *_short(frame, sources),
    ]
    return [*found, *scheme_issues(frame, sources)]


def _built(
    frame: pd.DataFrame, features: np.ndarray, sources: Mapping[str, str]
) -> Iterator[Issue]:
    for name, code, right, what in (
        ("parcel_id", "PARCEL_CODE_INVALID", _may_be_parcel, "no_parcel_code"),
        ("unit_no", "UNIT_NO_INVALID", is_unit_no, "no_unit_number"),
        ("division_code", "DIVISION_CODE_INVALID", is_division_code, "no_division"),
    ):
        if name not in frame.columns:
            continue
        values = frame[name].astype("str").str.upper()
        odd = values[~matches(values, _SURELY_RIGHT[name])].dropna().unique()
        wrong = {v for v in odd if not right(str(v))}
        if not wrong:
            continue
        places = np.flatnonzero(values.isin(list(wrong)).to_numpy())
        text = worded(what)
        yield _issue(code, text, places, features, (frame[name], sources))


def _may_be_parcel(code: str) -> bool:
    """Anything but a text as long as a parcel code, with letters, and wrong."""
    if len(code) != _PARCEL_LENGTH or not code[:12].isdecimal():
        return True
    return code.isdecimal() or is_parcel_code(code)


def _disagreeing(
    frame: pd.DataFrame, features: np.ndarray, sources: Mapping[str, str]
) -> Iterator[Issue]:
    if not {"parcel_id", "unit_no"} <= set(frame.columns):
        return
    unit, parcel = (
        frame[n].astype("str").str.upper() for n in ("unit_no", "parcel_id")
    )
    both = matches(unit, _UNIT.pattern) & matches(parcel, _PARCEL.pattern)
    other = (unit.str[:_PARCEL_LENGTH] != parcel).to_numpy(dtype=bool)
    places = np.flatnonzero(both & other)
    if len(places):
        text = worded("other_parcel")
        yield _issue(
            "CODES_DISAGREE", text, places, features, (frame["unit_no"], sources)
        )


def _short(frame: pd.DataFrame, sources: Mapping[str, str]) -> Iterator[Issue]:
    """Ids of figures that are one shorter than nearly all others: a lost zero."""
    for name in ("parcel_id", "batch_id", "supervision_no", "division_code"):
        if name not in frame.columns:
            continue
        values = frame[name].dropna().astype("str")
        digits = values[matches(values, r"^\d+$")]
        lengths = digits.str.len()
        if len(digits) < _ENOUGH or len(digits) < len(values):
            continue
        usual = int(lengths.mode().iloc[0])
        if (lengths == usual).mean() < _MOSTLY:
            continue
        short = digits[lengths == usual - 1]
        if len(short):
            places = np.arange(len(short))
            text = worded("one_shorter", usual=usual)
            yield _issue(
                "ID_TOO_SHORT", text, places, short.to_numpy(), (short, sources)
            )


def _issue(
    code: str,
    text: str,
    places: np.ndarray,
    features: np.ndarray,
    column: tuple[pd.Series, Mapping[str, str]],
) -> Issue:
    values, sources = column
    names = [f"{features[i]}" for i in places[:_SHOWN]]
    more = " ..." if len(places) > _SHOWN else ""
    return Issue(
        code,
        "warning",
        worded(
            "records_listed",
            count=len(places),
            what=text,
            names=", ".join(names) + more,
        ),
        feature=str(features[places[0]]),
        field=sources.get(str(values.name), str(values.name)),
        value=str(values.iloc[places[0]])[:200],
        hint="compare with the certificate or register",
    )
