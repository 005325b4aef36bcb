"""Text of a drawing: a font with Chinese, plain signs, lines that have room."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from matplotlib import font_manager

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.webmap.sheetscale import drawing_settings

__all__ = ["chinese_families", "lines_of", "plain"]

_WIDE = frozenset("WFA")
_HANGS = frozenset("，。；：、）》”’！？,.;:)!?")  # begins no line
_NARROW = 0.58  # width of a Latin sign against a Chinese one, on the safe side
_PER_POINT = 25.4 / 72  # millimetres


def chinese_families(names: Iterable[str] | None = None) -> list[str]:
    """Font families with Chinese that this system has, the best first.

    Parameters
    ----------
    names : iterable of str, optional
        Families to look for, instead of those of ``drawing.toml``.

    Returns
    -------
    list of str
        Never empty.

    Raises
    ------
    SourceError
        Without any; names the cure.

    Examples
    --------
    >>> chinese_families(["No such family", *chinese_families()]) == chinese_families()
    True
    """
    fonts = drawing_settings()["fonts"]
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    found = [n for n in (fonts["families"] if names is None else names) if n in known]
    able = [name for name in found if _has_signs(name, fonts["must_have"])]
    if not able:
        msg = worded("drawing_no_font")
        raise SourceError(msg)
    return able


def _has_signs(family: str, signs: str) -> bool:
    path = font_manager.findfont(family, fallback_to_default=False)
    known = font_manager.get_font(path).get_charmap()
    return all(ord(sign) in known for sign in signs)


def plain(text: str) -> str:
    r"""A text as one line: what steers a terminal or turns the line becomes a blank.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        All other signs as they are; a half of a sign becomes a question mark.

    Examples
    --------
    >>> plain("甲\n$x^2$ {{1}} <b>")
    '甲 $x^2$ {{1}} <b>'
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} else sign
        for sign in whole
    )


def lines_of(text: str, size: float, width_mm: float, most: int = 1) -> list[str]:
    """A text in lines that have room; what has none is cut, and the cut is shown.

    Parameters
    ----------
    text : str
        Any text.
    size : float
        Of the signs, in points.
    width_mm : float
        Room for a line.
    most : int, default 1
        Number of lines.

    Returns
    -------
    list of str
        At least one.

    Examples
    --------
    >>> lines_of("存量建设用地", 10, 10.6, 2)
    ['存量建', '设用地']
    >>> lines_of("存量建设用地", 10, 10.6)
    ['存量…']
    """
    room = width_mm / (size * _PER_POINT)
    lines, used = [""], 0.0
    for sign in plain(text).strip():
        wide = 1.0 if unicodedata.east_asian_width(sign) in _WIDE else _NARROW
        if used + wide > room and (sign not in _HANGS or len(lines) == most):
            if len(lines) == most:
                lines[-1] = lines[-1][:-1] + "…"
                break
            lines.append("")
            used = 0.0
        lines[-1] += sign
        used += wide
    return lines
