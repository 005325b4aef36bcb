"""Issues that somebody answers for: matched by fingerprint or place, for a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from landuse.issues import Issue, fingerprint
from landuse.messages import rule_message
from landuse.qualityrules import quality_rule

__all__ = ["Justification", "justify"]

_JUSTIFIED = "justified"


@dataclass(frozen=True, slots=True)
class Justification:
    """One entry of an exception book."""

    by: str  #: who answers for it
    why: str
    until: date  #: the last day on which it holds
    fingerprint: str | None = None  #: of the issue; or code, file and feature
    code: str | None = None
    file: str | None = None
    feature: str | None = None

    @property
    def place(self) -> tuple[str | None, str | None, str | None]:
        """Code, file and feature."""
        return self.code, self.file, self.feature


def justify(
    issues: Iterable[Issue],
    book: Sequence[Justification],
    as_of: date,
    name: str | None = None,
) -> list[Issue]:
    """Issues with those marked that an entry in force answers for.

    Parameters
    ----------
    issues : iterable of Issue
        Of a run.
    book : sequence of Justification
        Its entries in order; of several that match, the one that holds longest.
    as_of : date
        An entry holds up to and with its last day.
    name : str, optional
        File of the book, for issues about its entries.

    Returns
    -------
    list of Issue
        The issues in their order, then ``EXCEPTION_EXPIRED`` for each entry whose
        issue is open again and ``EXCEPTION_UNUSED`` for each that matches none.

    Examples
    --------
    >>> issue = Issue("OVERLAP", "warning", "2 m2", file="a.shp", feature="P1 / P2")
    >>> entry = Justification("李工", "共用墙", date(2022, 12, 31),
    ...                       code="OVERLAP", file="a.shp", feature="P1 / P2")
    >>> [i.state for i in justify([issue], [entry], date(2022, 12, 31))]
    ['justified']
    >>> [(i.code, i.state) for i in justify([issue], [entry], date(2023, 1, 1))]
    [('OVERLAP', 'open'), ('EXCEPTION_EXPIRED', 'open')]
    """
    marks = {entry.fingerprint: entry for entry in _by_end(book) if entry.fingerprint}
    places = {entry.place: entry for entry in _by_end(book) if not entry.fingerprint}
    used: set[object] = set()
    result = []
    for issue in issues:
        keys = (fingerprint(issue), (issue.code, issue.file, issue.feature))
        used.update(keys if book else ())
        known = [e for e in (marks.get(keys[0]), places.get(keys[1])) if e is not None]
        valid = [entry for entry in known if as_of <= entry.until]
        result.append(_marked(issue, valid[0]) if valid else issue)
    return result + [
        _about(entry, name, known=(entry.fingerprint or entry.place) in used)
        for entry in book
        if (entry.fingerprint or entry.place) not in used or entry.until < as_of
    ]


def _by_end(book: Sequence[Justification]) -> list[Justification]:
    return sorted(book, key=lambda entry: entry.until)


def _marked(issue: Issue, entry: Justification) -> Issue:
    until = entry.until.isoformat()
    return replace(
        issue, state=_JUSTIFIED, justified_by=entry.by, justified_until=until
    )


def _about(entry: Justification, name: str | None, *, known: bool) -> Issue:
    code = "EXCEPTION_EXPIRED" if known else "EXCEPTION_UNUSED"
    rule = quality_rule(code)
    called = entry.fingerprint or " ".join(filter(None, entry.place))
    facts = {
        "code": entry.code or entry.fingerprint,
        "until": entry.until.isoformat(),
    }
    return Issue(
        code,
        rule.severity,
        rule_message(code, rule.what, facts),
        file=name,
        feature=called,
        field="fingerprint" if entry.fingerprint else "feature",
        value=f"{entry.by}: {entry.why}"[:200],
        hint=rule.hint,
    )
