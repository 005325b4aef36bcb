"""Cases of a policy, read from the file beside it.

A case names a few facts as a bureau's table would, and what the rules must say of
them. It is written in Chinese or canonical names::

    [[case]]
    name = "满一年当日，未动工"
    as_of = 2021-06-30
    parcel = { "约定开工日期" = 2020-06-30 }
    expect = { idle-not-started = "是", "闲置土地" = "疑似" }
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError
from landuse.policyfile import shipped_policies
from landuse.resources import package_path
from landuse.tomllines import Lines, lines_of

__all__ = ["KINDS", "Case", "cases_path", "read_cases"]

#: Kinds of data that a case may name, by each word for them.
KINDS = {
    "parcel": "parcels",
    "宗地": "parcels",
    "batch": "approvals",
    "批次": "approvals",
    "enterprise": "enterprises",
    "企业": "enterprises",
    "zone": "zones",
    "集聚区": "zones",
    "plan": "plan",
    "规划": "plan",
    "plan_new": "plan_new",
    "修编规划": "plan_new",
    "built": "built",
    "现状": "built",
}
_WORDS = {
    "name": "name",
    "名称": "name",
    "as_of": "as_of",
    "基准日": "as_of",
    "expect": "expect",
    "结论": "expect",
    "value": "value",
    "数值": "value",
    "absent": "absent",
    "缺列": "absent",
    "note": "note",
    "说明": "note",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A few facts, and what must come of them."""

    name: str
    path: Path
    line: int | None
    as_of: date
    records: Mapping[str, tuple[Mapping[str, Any], ...]]  #: by kind of data
    absent: tuple[str, ...] = ()  #: columns that the source does not have
    expect: Mapping[str, str] | None = None  #: by rule or category
    value: Mapping[str, str] | None = None  #: by key of the policy

    def error(self, message: str) -> PolicyError:
        """An error with file, line and name of the case."""
        return PolicyError(message, self.path, self.name, self.line)


def cases_path(policy: str) -> Path:
    """Where the cases of a policy lie.

    Parameters
    ----------
    policy : str
        Shipped name or path of a TOML file.

    Returns
    -------
    Path
        ``NAME.cases.toml`` beside the policy; it need not exist.

    Examples
    --------
    >>> cases_path("national").name, cases_path("mine/policy.toml").as_posix()
    ('national.cases.toml', 'mine/policy.cases.toml')
    """
    if policy in shipped_policies():
        return package_path("policies", f"{policy}.cases.toml")
    return Path(policy).with_suffix(".cases.toml")


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a file.

    Parameters
    ----------
    path : Path
        From :func:`cases_path`.

    Returns
    -------
    tuple of Case
        In the order of the file.

    Raises
    ------
    PolicyError
        No file, or one that is malformed; with line and name of the case.

    Examples
    --------
    >>> read_cases(cases_path("national"))[0].as_of.year > 2000
    True
    """
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        msg = f"has no cases; write them in {path.name} beside the policy"
        raise PolicyError(msg, path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"not readable as TOML: {error}", path) from error
    lines = lines_of(text)
    for name in content:
        if name not in ("as_of", "case"):
            msg = f"unknown key {name!r}; known are as_of, [[case]]"
            raise PolicyError(msg, path, None, lines.of(name) or lines.of("", 0, name))
    entries = content.get("case", [])
    if not isinstance(entries, list) or not entries:
        msg = "names no case; add a [[case]]"
        raise PolicyError(msg, path)
    day = content.get("as_of")
    return tuple(_case(e, i, day, path, lines) for i, e in enumerate(entries))


def _case(
    entry: Mapping[str, Any], index: int, day: Any, path: Path, lines: Lines
) -> Case:
    said: dict[str, Any] = {"as_of": day}
    records: dict[str, tuple[Mapping[str, Any], ...]] = {}
    name = str(entry.get("name", entry.get("名称", f"case {index + 1}")))
    for key, value in entry.items():
        line = lines.of("case", index, key)
        if key in KINDS:
            records[KINDS[key]] = _records(value, path, name, line)
        elif key in _WORDS:
            said[_WORDS[key]] = value
        else:
            msg = f"unknown key {key!r}{_meant(key, (*KINDS, *_WORDS))}"
            raise PolicyError(msg, path, name, line)
    line = lines.of("case", index, "name" if "name" in entry else "名称")
    return _checked(Case(name, path, line, said["as_of"], records), said)


def _checked(case: Case, said: Mapping[str, Any]) -> Case:
    if not isinstance(case.as_of, date) or isinstance(case.as_of, datetime):
        raise case.error("as_of must be a date, here or at the top of the file")
    expect, value = said.get("expect"), said.get("value")
    for words in (expect, value):
        if words is not None and not _are_texts(words):
            raise case.error('give what is expected as { name = "text" }')
    if not expect and not value:
        raise case.error("expects nothing; add expect or value")
    absent = said.get("absent", [])
    if not isinstance(absent, list) or not all(isinstance(n, str) for n in absent):
        raise case.error("absent must be a list of column names")
    return Case(
        case.name,
        case.path,
        case.line,
        case.as_of,
        case.records,
        tuple(absent),
        expect,
        value,
    )


def _are_texts(words: Any) -> bool:
    return isinstance(words, dict) and all(isinstance(w, str) for w in words.values())


def _records(
    value: Any, path: Path, name: str, line: int | None
) -> tuple[Mapping[str, Any], ...]:
    """One record, or a list of them."""
    records = value if isinstance(value, list) else [value]
    if not records or not all(isinstance(record, dict) for record in records):
        msg = 'write a record as { "column" = value }, several as a list of them'
        raise PolicyError(msg, path, name, line)
    return tuple(records)


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}"
