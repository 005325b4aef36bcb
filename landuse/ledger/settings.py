"""How the store behaves, from ``store.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from landuse.resources import package_path

__all__ = ["setting"]


@cache
def _settings() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(package_path("ledger", "store.toml").read_text("utf-8"))


def setting(table: str, name: str) -> Any:
    """One setting of the store.

    Parameters
    ----------
    table, name : str
        Where it stands.

    Returns
    -------
    Any
        As TOML has it.

    Examples
    --------
    >>> setting("network", "rule")
    'warn'
    """
    return _settings()[table][name]
