"""The characters of a coordinate text: its encoding told by the words it must hold."""

from __future__ import annotations

import codecs

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.messages import worded

__all__ = ["PARAMETERS", "fold_line", "plain_word", "read_text"]

#: Word of the line that holds transformation parameters: secret, never kept.
PARAMETERS = "参数"

_TRADITIONAL = str.maketrans(
    "屬項塊標係繫幾帶計單轉換參數線點產據類別",
    "属项块标系系几带计单转换参数线点产据类别",
)
_WORDS = ("属性描述", "地块坐标", "坐标系", "几度分带", "带号", "计量单位", "投影类型")
_FULL_WIDTH = str.maketrans(
    {"，": ",", "＠": "@", "．": ".", "－": "-", "：": ":", "＝": "=", "　": " "}
    | {"＋": "+", "；": ";", "［": "[", "］": "]", "＿": "_"}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")


def read_text(data: bytes, explicit: str | None = None) -> tuple[str, EncodingDecision]:
    """Decode a coordinate text.

    Parameters
    ----------
    data : bytes
        The whole file.
    explicit : str, optional
        What the user or the profile says; then it must fit.

    Returns
    -------
    text : str
        Bytes that are no text in the encoding stand as U+FFFD.
    decision : EncodingDecision
        Said, by byte-order mark, or that in which the words of the format appear.

    Raises
    ------
    SourceError
        If the encoding that was said does not fit, or none does.

    Examples
    --------
    >>> read_text("[地塊坐標]".encode("big5"))[1].name
    'big5'
    """
    if explicit or not data or (data.isascii() and 0 not in data):
        decision = decide_text(data, explicit)
        return data.decode(decision.name), decision
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), EncodingDecision(name, "bom", name)
    texts = {name: data.decode(name, "replace") for name in _CODECS}
    known = {name: _known(text) for name, text in texts.items()}
    lost = {name: text.count("\ufffd") for name, text in texts.items()}
    name = max(texts, key=lambda n: (known[n], -lost[n]))
    if not known[name]:  # anything is UTF-16, so that is not believed then
        name = min(_CODECS[:2], key=lambda n: lost[n])
        if lost[name]:
            msg = worded("no_known_text")
            raise SourceError(msg, code="BAD_ENCODING")
    return texts[name], EncodingDecision(name, "bytes")


def _known(text: str) -> int:
    plain = plain_word(text)
    return sum(word in plain for word in _WORDS)


def plain_word(text: str) -> str:
    """A word of the format in simplified characters.

    Examples
    --------
    >>> plain_word("屬性描述"), plain_word("地塊座標")
    ('属性描述', '地块坐标')
    """
    if text.isascii():
        return text
    return text.translate(_TRADITIONAL).replace("座标", "坐标")


def fold_line(line: str) -> str:
    """A line with full-width digits and signs as plain ones.

    Examples
    --------
    >>> fold_line("Ｊ１，１，３９".replace("Ｊ", "J"))
    'J1,1,39'
    """
    return line if line.isascii() else line.translate(_FULL_WIDTH)
