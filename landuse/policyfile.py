"""Read policy files: TOML, the chain of ``extends``, known tables only."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landuse.errors import PolicyError
from landuse.resources import package_path

__all__ = ["PolicyFile", "default_policy", "read_layers", "shipped_policies"]

_TABLES = ("policy", "region", "sources", "value", "rule")
_HEAD = ("id", "title", "version", "extends", "note")
_REGION = ("box", "working_epsg", "zones", "basis", "confidence", "note")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One TOML file, its tables checked but its entries raw."""

    path: Path
    head: dict[str, Any]
    region: dict[str, Any]
    values: list[dict[str, Any]]
    rules: list[dict[str, Any]]


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that the package ships.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> shipped_policies()
    ('henan', 'national', 'puyang')
    """
    return tuple(sorted(p.stem for p in package_path("policies").glob("*.toml")))


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
    text = package_path("defaults.toml").read_text("utf-8")
    return str(tomllib.loads(text)["command"]["policy"])


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
        if path in [file.path for file in chain]:
            raise PolicyError("extends itself in a circle", path, "policy.extends")
        chain.append(_read(path))
        parent = chain[-1].head.get("extends")
        path = None if parent is None else _find(parent, beside=path)
    return tuple(reversed(chain))


def _find(name: str, beside: Path | None = None) -> Path:
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
    raise PolicyError(msg, beside)


def _read(path: Path) -> PolicyFile:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"not readable as TOML: {error}", path) from error
    _known(path, content, _TABLES, None)
    head, region = content.get("policy", {}), content.get("region", {})
    _known(path, head, _HEAD, "policy")
    _known(path, region, _REGION, "region")
    for name in ("id", "title"):
        if not head.get(name):
            raise PolicyError(f"{name} is missing", path, "policy")
    return PolicyFile(
        path, head, region, content.get("value", []), content.get("rule", [])
    )


def _known(
    path: Path, table: dict[str, Any], names: tuple[str, ...], key: str | None
) -> None:
    for name in table:
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            hint = (
                f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
            )
            raise PolicyError(f"unknown key {name!r}; {hint}", path, key)
