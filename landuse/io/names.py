"""Column names as sources write them: normalised, and their unit split off."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["GROUP", "cut_forms", "normalise", "split_unit", "unit_word"]

#: Between the title of a group of columns and the name of one of them.
GROUP = " / "

_DBF_NAME = 10
_SHORTEST_CUT = 2
_UNITS = {
    **dict.fromkeys(("公顷", "HA", "HM2"), "ha"),
    **dict.fromkeys(("亩", "市亩", "MU"), "mu"),
    **dict.fromkeys(("万亩",), "10k_mu"),
    **dict.fromkeys(("平方米", "平米", "M2", "SQM", "M^2", "㎡"), "m2"),
    **dict.fromkeys(("万平方米", "万平米", "万M2", "万㎡"), "10k_m2"),
    **dict.fromkeys(("平方公里", "平方千米", "KM2"), "km2"),
    **dict.fromkeys(("平方英尺", "SQFT", "FT2"), "sqft"),
    **dict.fromkeys(("元", "人民币元", "YUAN", "CNY"), "yuan"),
    **dict.fromkeys(("万元", "10K_YUAN", "10KYUAN"), "10k_yuan"),
    **dict.fromkeys(("亿元", "100M_YUAN"), "100m_yuan"),
}
_BRACKET = re.compile(r"[(\[{【〔〈<]([^)\]}】〕〉>]*)[)\]}】〕〉>]?")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\x00]+", "", folded)


def unit_word(text: str) -> str | None:
    """The unit that a word stands for.

    Parameters
    ----------
    text : str
        E.g. ``"（万元）"`` or ``"公顷"``.

    Returns
    -------
    str or None
        A key of :data:`landuse.units.UNIT_FACTORS`.

    Examples
    --------
    >>> unit_word("（万元）"), unit_word("㎡"), unit_word("个")
    ('10k_yuan', 'm2', None)
    """
    word = _plain(text).strip("()[]【】:,、")
    word = word.removeprefix("单位:")
    return _UNITS.get(word)


def split_unit(name: str) -> tuple[str, str | None]:
    """A column name without brackets, and the unit that stood in them.

    Parameters
    ----------
    name : str
        As the source writes it.

    Returns
    -------
    name : str
        Normalised: full-width folded, upper case, no blanks, no brackets.
    unit : str or None
        A key of :data:`landuse.units.UNIT_FACTORS`.

    Examples
    --------
    >>> split_unit("供地面积（公顷）"), split_unit("成交价款/万元")
    (('供地面积', 'ha'), ('成交价款', '10k_yuan'))
    >>> split_unit("供地情况（公顷） / 合同面积"), split_unit("供地面积 / 公顷")
    (('供地情况/合同面积', 'ha'), ('供地面积', 'ha'))
    """
    upper, group, lower = name.rpartition(GROUP)
    if group:
        (over, wide), (base, unit) = split_unit(upper), split_unit(lower)
        if base in _UNITS:
            return over, _UNITS[base]
        return f"{over}/{base}", unit or wide
    plain = _plain(name)
    unit = None
    for inside in _BRACKET.findall(plain):
        unit = unit or unit_word(inside)
    base = _BRACKET.sub("", plain).strip(":*")
    head, mark, tail = base.rpartition("/")
    if mark and head and unit is None and tail in _UNITS:
        return head, _UNITS[tail]
    return base, unit


def normalise(name: str) -> str:
    """The form in which names are compared.

    Parameters
    ----------
    name : str
        As a source or a profile writes it.

    Returns
    -------
    str
        See :func:`split_unit`.

    Examples
    --------
    >>> normalise(" 宗地 代码（必填）"), normalise("zddm")
    ('宗地代码', 'ZDDM')
    """
    return split_unit(name)[0]


def cut_forms(name: str) -> frozenset[str]:
    """What is left of a name where a shapefile cut it at ten bytes.

    Parameters
    ----------
    name : str
        A normalised name.

    Returns
    -------
    frozenset of str
        The GBK cut (five Chinese characters) and the UTF-8 cut (three);
        empty for a name that fits.

    Examples
    --------
    >>> sorted(cut_forms("统一社会信用代码"))
    ['统一社', '统一社会信']
    """
    cuts = {
        name.encode(codec)[:_DBF_NAME].decode(codec, "ignore")
        for codec in ("gb18030", "utf-8")
    }
    return frozenset(c for c in cuts if c != name and len(c) >= _SHORTEST_CUT)
