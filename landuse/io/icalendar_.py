"""Days to remember as a calendar file (RFC 5545) that any calendar reads.

The bytes depend on the content alone: no clock, no random names. Whatever a text of
the data holds, it stays the text of one property.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from icalendar import Calendar, Event, vText

from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.io.worksheet import printable
from landuse.messages import worded

__all__ = ["Reminder", "calendar_bytes", "write_calendar"]

_MAKER = "-//landuse//landuse//ZH"
#: Every kind of line break, and what hides or turns round the text behind it.
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN = re.compile("[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class _Text(vText):
    """A text of which a backslash before an N is no line break."""

    def to_ical(self) -> bytes:
        """As section 3.3.11 of RFC 5545 has it."""
        return self.translate(_ESCAPED).encode()


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day to remember.

    Examples
    --------
    >>> Reminder(("P1", "started"), date(2022, 10, 30), "P1 started").text
    ''
    """

    key: tuple[str, ...]  #: what it is about; the same key is the same entry later
    day: date
    title: str
    text: str = ""
    groups: tuple[str, ...] = ()  #: by which a calendar sorts
    place: str = ""


def write_calendar(
    reminders: Iterable[Reminder], path: str | Path, *, title: str, stamp: date
) -> None:
    """Write days to remember as one calendar file.

    Parameters
    ----------
    reminders : iterable of Reminder
        In any order.
    path : str or Path
        Ends in ``.ics``.
    title : str
        Name of the calendar.
    stamp : date
        What the file says was the day it was made, e.g. the reference date.

    Raises
    ------
    SourceError
        For another ending.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "due.ics"
    ...     write_calendar([], file, title="due", stamp=date(2022, 9, 30))
    ...     file.read_bytes().splitlines()[0]
    b'BEGIN:VCALENDAR'
    """
    if Path(path).suffix.lower() != ".ics":
        msg = worded("calendar_as_ics")
        raise SourceError(msg, path)
    content = calendar_bytes(reminders, title=title, stamp=stamp)
    with replacing(path) as draft:
        draft.write_bytes(content)


def calendar_bytes(reminders: Iterable[Reminder], *, title: str, stamp: date) -> bytes:
    """Days to remember as the bytes of a calendar file.

    Each is an event of a whole day that leaves its reader free. Its identity is made
    of its key, so that a calendar that reads a later file moves the entry and does
    not add a second one; of several with one key, each after the first is told by
    its place among them.

    Parameters
    ----------
    reminders : iterable of Reminder
        In any order: the file is sorted by day, then by key.
    title : str
        Name of the calendar.
    stamp : date
        What the file says was the day it was made.

    Returns
    -------
    bytes
        Lines of at most 75 octets that end in CRLF, in UTF-8.

    Examples
    --------
    >>> due = Reminder(("P1", "started"), date(2022, 10, 30), "P1; started")
    >>> lines = calendar_bytes([due], title="due", stamp=date(2022, 9, 30)).split()
    >>> b"DTSTART;VALUE=DATE:20221030" in lines, b"DTSTAMP:20220930T000000Z" in lines
    (True, True)
    """
    calendar = Calendar()
    for prop, value in (
        ("prodid", _MAKER),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", _line(title)),
    ):
        calendar.add(prop, value)
    made = datetime.combine(stamp, time(), UTC)
    for identity, reminder in _identified(reminders):
        calendar.add_component(_event(reminder, identity, made))
    return calendar.to_ical()


def _identified(reminders: Iterable[Reminder]) -> Iterator[tuple[str, Reminder]]:
    seen: dict[tuple[str, ...], int] = {}
    ordered = sorted(reminders, key=lambda r: (r.day, r.key, r.title, r.text))
    for reminder in ordered:
        number = seen[reminder.key] = seen.get(reminder.key, 0) + 1
        parts = [*reminder.key, *([str(number)] if number > 1 else [])]
        said = json.dumps(parts, ensure_ascii=True).encode()
        yield f"{hashlib.sha256(said).hexdigest()[:40]}@landuse", reminder


def _event(reminder: Reminder, identity: str, made: datetime) -> Event:
    event = Event()
    event.add("uid", identity)
    event.add("dtstamp", made)
    event.add("dtstart", reminder.day)  # a day without an end is a whole day
    event.add("summary", _line(reminder.title))
    if reminder.text:
        event.add("description", _text(reminder.text))
    if reminder.place:
        event.add("location", _line(reminder.place))
    if reminder.groups:
        event.add("categories", [_line(group) for group in reminder.groups])
    event.add("transp", "TRANSPARENT")
    return event


def _text(text: str) -> _Text:
    """A text without control characters; every line break is the same one."""
    return _Text(_HIDDEN.sub("", printable(_BREAKS.sub("\n", text))))


def _line(text: str) -> _Text:
    return _Text(" ".join(_text(text).split()))
