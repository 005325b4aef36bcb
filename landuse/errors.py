"""Everything that the package raises.

LanduseError
├── SourceError(OSError)      file missing, unreadable, undecodable     .path .code
├── SchemaError(ValueError)   a frame lacks what the function needs     .issues
├── PolicyError(ValueError)   policy, map, profile or project malformed .path .key .line
├── LedgerError(ValueError)   a ledger that is broken or unusable        .path .place
│   └── LedgerConflictError   somebody else recorded in the meantime     .conflicts
├── ConservationError(ArithmeticError)   parts do not add up to the whole
└── CancelledError            the caller stopped a long call

Bad *records* are never exceptions: they are rows of the issues table
(:mod:`landuse.issues`). A message says what is wrong, where, and what to do.
"""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "CancelledError",
    "ConservationError",
    "LanduseError",
    "LedgerConflictError",
    "LedgerError",
    "PolicyError",
    "SchemaError",
    "SourceError",
]


class LanduseError(Exception):
    """Root of the package's errors."""


class SourceError(LanduseError, OSError):
    """A file that cannot be used at all.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    path : str or Path, optional
        The file; printed before the message.
    code : str, default "UNUSABLE"
        Stable word in capitals, as an issue has it.
    feature : str, optional
        A record that shows the fault.

    Attributes
    ----------
    said : str
        The message without the file; it may know itself in Chinese.
    """

    def __init__(
        self,
        message: str,
        path: str | Path | None = None,
        *,
        code: str = "UNUSABLE",
        feature: str | None = None,
    ) -> None:
        self.path = None if path is None else Path(path)
        self.code = code
        self.feature = feature
        self.said = message
        super().__init__(message if path is None else f"{path}: {message}")

    def of(
        self, path: str | Path | None = None, feature: str | None = None
    ) -> SourceError:
        """The same error with its file and a record, where it has none yet."""
        place = self.path if path is None or self.path is not None else path
        text = str(self) if self.path is not None or path is None else f"{path}: {self}"
        named = SourceError(text, code=self.code, feature=self.feature or feature)
        named.path = None if place is None else Path(place)
        named.said = self.said
        return named


class SchemaError(LanduseError, ValueError):
    """A frame that lacks what a function needs.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    issues : sequence, optional
        The single faults, one entry each.
    """

    def __init__(self, message: str, issues: tuple[object, ...] = ()) -> None:
        self.issues = issues
        super().__init__(message)


class PolicyError(LanduseError, ValueError):
    """A malformed policy, profile, map definition or project file.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    path : str or Path, optional
        The TOML file; printed before the message.
    key : str, optional
        The key in it; printed after the file.
    line : int, optional
        The line in it, from 1; printed after the file's name.
    """

    def __init__(
        self,
        message: str,
        path: str | Path | None = None,
        key: str | None = None,
        line: int | None = None,
    ) -> None:
        self.path = None if path is None else Path(path)
        self.key = key
        self.line = line
        file = path if path is None or line is None else f"{path}:{line}"
        place = ": ".join(str(p) for p in (file, key) if p is not None)
        super().__init__(f"{place}: {message}" if place else message)


class LedgerError(LanduseError, ValueError):
    """A ledger that is broken, or that cannot be used as it is.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    path : str or Path, optional
        The ledger's file or address without its password; printed first.
    place : str, optional
        Where in it, such as the number of a row; printed after the file.

    Attributes
    ----------
    said : str
        The message without file and place; it may know itself in Chinese.
    """

    def __init__(
        self,
        message: str,
        path: str | Path | None = None,
        place: str | None = None,
    ) -> None:
        self.path = path
        self.place = place
        self.said = message
        where = ": ".join(str(part) for part in (path, place) if part is not None)
        super().__init__(f"{where}: {message}" if where else message)


class LedgerConflictError(LedgerError):
    """Somebody else recorded an event of the same subject in the meantime.

    Parameters
    ----------
    message : str
        Who recorded what and when, and what to do.
    path : str or Path, optional
        The ledger.
    conflicts : sequence of str, optional
        The subjects, such as ``parcel:P1``.
    """

    def __init__(
        self,
        message: str,
        path: str | Path | None = None,
        conflicts: tuple[str, ...] = (),
    ) -> None:
        self.conflicts = conflicts
        super().__init__(message, path)


class ConservationError(LanduseError, ArithmeticError):
    """Parts of an overlay that do not add up to the whole."""


class CancelledError(LanduseError):
    """A long call that its caller stopped."""
