"""Read policy files: TOML, the chain of ``extends``, known tables only."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError
from landuse.resources import defaults, package_path
from landuse.tomllines import Lines, lines_of

__all__ = ["Entry", "PolicyFile", "default_policy", "read_layers", "shipped_policies"]

#: How each table is written.
_WRITTEN = {
    "policy": "[policy]",
    "region": "[region]",
    "document": "[document.name]",
    "value": "[[value]]",
    "rule": "[[rule]]",
}
_HEAD = ("id", "title", "version", "extends", "note", "not_found")
_REGION = ("box", "working_epsg", "zones", "basis", "confidence", "note")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One TOML file, its tables known but their content raw."""

    path: Path
    content: dict[str, Any]
    lines: Lines

    @property
    def head(self) -> dict[str, Any]:
        """What the file says of itself."""
        return self.content["policy"]

    @property
    def region(self) -> dict[str, Any]:
        """Where the city lies; empty where the file does not say."""
        return self.content.get("region", {})

    def entries(self, table: str) -> tuple[Entry, ...]:
        """The entries of ``value``, ``rule`` or ``document``, in their order."""
        raw = self.content.get(table, {})
        if isinstance(raw, dict):
            return tuple(Entry(self, f"{table}.{n}", 0, n, r) for n, r in raw.items())
        named = [(r, str(r.get("key", r.get("id", table)))) for r in raw]
        return tuple(Entry(self, table, i, n, r) for i, (r, n) in enumerate(named))


@dataclass(frozen=True, slots=True)
class Entry:
    """One value, rule or document as it stands in its file."""

    file: PolicyFile
    table: str
    index: int  #: place among the tables of that name
    name: str  #: key of a value, id of a rule or document
    raw: dict[str, Any]

    @property
    def line(self) -> int | None:
        """Where its name stands."""
        return self.line_of("id" if "id" in self.raw else "key")

    def line_of(self, key: str) -> int | None:
        """Where one of its keys stands, else its header."""
        return self.file.lines.of(self.table, self.index, key)

    def error(self, message: str, key: str | None = None) -> PolicyError:
        """An error with file, line and name; at a key of it where one is named."""
        line = self.line if key is None else self.line_of(key)
        return PolicyError(message, self.file.path, self.name, line)


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that the package ships.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> shipped_policies()
    ('hainan', 'henan', 'national', 'puyang', 'zhejiang')
    """
    names = (path.stem for path in package_path("policies").glob("*.toml"))
    return tuple(sorted(name for name in names if "." not in name))


def default_policy() -> str:
    """Name of the policy that a command takes for a file without a project.

    Returns
    -------
    str
        From ``defaults.toml``.

    Examples
    --------
    >>> default_policy() in shipped_policies()
    True
    """
    return str(defaults("command")["policy"])


def read_layers(name_or_path: str) -> tuple[PolicyFile, ...]:
    """Read a policy file and all that it extends.

    Parameters
    ----------
    name_or_path : str
        Shipped name or path of a TOML file.

    Returns
    -------
    tuple of PolicyFile
        From the most general to the one asked for.

    Raises
    ------
    PolicyError
        Missing or malformed file, unknown table, circular ``extends``.

    Examples
    --------
    >>> [file.head["id"] for file in read_layers("henan")]
    ['national', 'henan']
    """
    chain: list[PolicyFile] = []
    path: Path | None = _find(name_or_path)
    while path is not None:
        chain.append(_read(path))
        path = _parent(chain)
    return tuple(reversed(chain))


def _parent(chain: list[PolicyFile]) -> Path | None:
    """The file that the last one extends."""
    last = chain[-1]
    name = last.head.get("extends")
    if name is None:
        return None
    line = last.lines.of("policy", 0, "extends")
    if not isinstance(name, str):
        msg = f"{name!r} is no text; name one policy"
        raise PolicyError(msg, last.path, "extends", line)
    parent = _find(name, last.path, line)
    if parent.resolve() in [file.path.resolve() for file in chain]:
        msg = "extends itself in a circle"
        raise PolicyError(msg, last.path, "extends", line)
    return parent


def _find(name: str, beside: Path | None = None, line: int | None = None) -> Path:
    if name in shipped_policies():
        return package_path("policies", f"{name}.toml")
    path = Path(name) if beside is None else beside.parent / name
    if path.suffix == ".toml" and path.is_file():
        return path
    close = difflib.get_close_matches(name, shipped_policies(), 1)
    hint = (
        f"did you mean {close[0]!r}?" if close else "give the path of a .toml file or"
    )
    known = ", ".join(shipped_policies())
    msg = f"policy {name!r} is not there; {hint} one of {known}"
    raise PolicyError(msg, beside, None if beside is None else "extends", line)


def _read(path: Path) -> PolicyFile:
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"not readable as TOML: {error}", path) from error
    file = PolicyFile(path, {"policy": {}, **content}, lines_of(text))
    for name in content:
        line = file.lines.of(name) or file.lines.of("", 0, name)
        _known(file, name, tuple(_WRITTEN), None, line)
    for table, how in _WRITTEN.items():
        _check_shape(file, table, how)
    for table, names in (("policy", _HEAD), ("region", _REGION)):
        for name in file.content.get(table, {}):
            _known(file, name, names, table, file.lines.of(table, 0, name))
    for name in ("id", "title"):
        if not isinstance(file.head.get(name), str) or not file.head[name].strip():
            msg = f"{name} is missing; write {name} as text"
            raise PolicyError(msg, path, "policy", file.lines.of("policy", 0, name))
    return file


def _check_shape(file: PolicyFile, name: str, how: str) -> None:
    found = file.content.get(name, [] if how.startswith("[[") else {})
    entries = found.values() if "." in how and isinstance(found, dict) else found
    shape = list if how.startswith("[[") else dict
    many = shape is list or "." in how
    if not isinstance(found, shape) or (
        many and not all(isinstance(entry, dict) for entry in entries)
    ):
        line = file.lines.of(name) or file.lines.of("", 0, name)
        raise PolicyError(f"write it as {how}", file.path, name, line)


def _known(
    file: PolicyFile,
    name: str,
    names: tuple[str, ...],
    key: str | None,
    line: int | None,
) -> None:
    if name not in names:
        close = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
        raise PolicyError(f"unknown key {name!r}; {hint}", file.path, key, line)
