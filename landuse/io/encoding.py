"""Which character encoding a file is really in, decided from its bytes.

GDAL's own opinion is not asked: it calls GBK files UTF-8 or Latin-1 without a
word. Chinese is always decoded as GB18030, the superset of GBK and GB2312 that
knows rare surnames. UTF-8 is tried first, since most UTF-8 text is valid
GB18030 too, and only believed where it decodes to Chinese: two-byte UTF-8
(Latin, Greek, Arabic letters) means that the bytes were GBK.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from landuse.errors import SourceError
from landuse.messages import worded

__all__ = ["EncodingDecision", "decide_dbf", "decide_text", "python_codec"]

#: A byte string and whether it fills its field, so that it may be cut mid-character.
Sample = tuple[bytes, bool]

_CHINESE = {
    **dict.fromkeys(("utf8", "65001"), "utf-8"),
    **dict.fromkeys(
        ("gbk", "gb2312", "gb18030", "936", "cp936", "ansi936", "54936", "oem936"),
        "gb18030",
    ),
    **dict.fromkeys(("big5", "950", "cp950"), "big5"),
    "koi8r": "koi8-r",
}
_LDID = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOSTLY = 0.9
_ASIAN = frozenset({"shift_jis", "euc_kr", "euc_jp", "cp949", "cp932"})
#: First bytes of punctuation and frequent characters, and the least second byte.
_COMMON = {"gb18030": (0xA1, 0xF7, 0xA1), "big5": (0xA1, 0xC6, 0x40)}
_EXTRA_PUNCTUATION = frozenset("·×°±÷²³")
_CJK_RANGES = (
    (0x2000, 0x27BF),
    (0x3000, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class EncodingDecision:
    """The encoding that is used, and why."""

    name: str  #: Python codec
    reason: str  #: ``ascii``, ``bom``, ``bytes``, ``declared``, ``explicit``, ``guess``
    declared: str | None = None  #: what the file says of itself (.cpg, LDID)
    conflict: bool = False  #: the bytes contradict what the file says


def python_codec(name: str | None) -> str | None:
    """The Python codec for the name of a code page as files and people write it.

    Parameters
    ----------
    name : str or None
        E.g. ``"GBK"``, ``"936"``, ``"ANSI 936"``, ``"UTF-8"``.

    Returns
    -------
    str or None
        ``"gb18030"`` for every Chinese simplified code page; None if unknown.

    Examples
    --------
    >>> python_codec("ANSI 936"), python_codec("nonsense")
    ('gb18030', None)
    """
    if not name:
        return None
    key = re.sub(r"[\s_\-\0]", "", name).lower()
    if key in _CHINESE:
        return _CHINESE[key]
    for candidate in (name.strip(), f"cp{key}"):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    return None


def decide_dbf(
    samples: Sequence[Sample], cpg: str | None = None, ldid: int = 0
) -> EncodingDecision:
    """The encoding of a shapefile's attributes.

    Parameters
    ----------
    samples : sequence of (bytes, bool)
        Names and values with a byte above 127, without padding, and whether
        each fills its field.
    cpg : str, optional
        Content of the .cpg file.
    ldid : int, default 0
        Language byte of the .dbf header.

    Returns
    -------
    EncodingDecision
        UTF-8 if all samples are strict UTF-8 that reads as Chinese; else the
        declared code page if all samples fit it; else GB18030, else Big5.

    Examples
    --------
    >>> decide_dbf([("濮阳市".encode("gbk"), False)], cpg="UTF-8")
    EncodingDecision(name='gb18030', reason='bytes', declared='UTF-8', conflict=True)
    """
    stated = cpg or (f"LDID 0x{ldid:02X}" if ldid in _LDID else None)
    declared = python_codec(cpg) or (None if cpg else _LDID.get(ldid))
    if not samples:
        return EncodingDecision("utf-8", "ascii", stated)
    name, reason = _by_bytes(samples, declared)
    reason = "declared" if name == declared else reason
    return EncodingDecision(name, reason, stated, declared not in (None, name))


def _by_bytes(samples: Sequence[Sample], declared: str | None) -> tuple[str, str]:
    if _is_chinese_utf8(samples):
        return "utf-8", "bytes"
    if declared and declared != "utf-8" and _believable(samples, declared):
        return declared, "declared"
    for name, reason in (("gb18030", "bytes"), ("big5", "guess")):
        if _reads_well(samples, name):
            return name, reason
    best = max(("gb18030", "utf-8", "big5"), key=lambda n: _share(samples, n))
    return best, "guess"


def decide_text(data: bytes, explicit: str | None = None) -> EncodingDecision:
    """The encoding of a text file: CSV, coordinate TXT, GeoJSON.

    Parameters
    ----------
    data : bytes
        The whole file.
    explicit : str, optional
        What the user or the profile says; then it must fit.

    Returns
    -------
    EncodingDecision
        Byte-order mark, strict UTF-8 or strict GB18030, in this order.

    Raises
    ------
    SourceError
        If the bytes are none of these, or not what was said.

    Examples
    --------
    >>> decide_text("宗地".encode("gbk")).name
    'gb18030'
    """
    if explicit:
        codec = python_codec(explicit)
        if codec is None or not _decodes(data, codec):
            msg: str = worded("encoding_unfit", explicit=explicit)
            raise SourceError(msg, code="BAD_ENCODING")
        return EncodingDecision(codec, "explicit")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return EncodingDecision(name, "bom", name)
    if data.isascii():
        return EncodingDecision("utf-8", "ascii")
    for name in ("utf-8", "gb18030"):
        if _decodes(data, name):
            return EncodingDecision(name, "bytes")
    msg = "is neither UTF-8 nor GB18030 text; save it as UTF-8 or name its encoding"
    raise SourceError(msg)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _fits(sample: Sample, codec: str) -> bool:
    data, full = sample
    try:
        decoder = codecs.getincrementaldecoder(codec)("strict")
        decoder.decode(data, False)
    except (UnicodeDecodeError, LookupError):
        return False
    return full or not decoder.getstate()[0]


def _share(samples: Sequence[Sample], codec: str) -> float:
    return sum(_fits(sample, codec) for sample in samples) / len(samples)


def _is_cjk(text: str) -> bool:
    return all(
        ord(c) < 128  # noqa: PLR2004 - end of ASCII
        or c in _EXTRA_PUNCTUATION
        or any(low <= ord(c) <= high for low, high in _CJK_RANGES)
        for c in text
    )


def _is_chinese_utf8(samples: Sequence[Sample]) -> bool:
    if _share(samples, "utf-8") < 1:
        return False
    chinese = sum(_is_cjk(data.decode("utf-8", "ignore")) for data, _ in samples)
    return chinese / len(samples) > _MOSTLY


def _believable(samples: Sequence[Sample], codec: str) -> bool:
    if _share(samples, codec) < 1:
        return False
    if codec == "gb18030":
        return _reads_well(samples, codec) or not _reads_well(samples, "big5")
    if codec == "big5" or codec in _ASIAN:
        return True
    return not any(_reads_well(samples, name) for name in ("gb18030", "big5"))


def _reads_well(samples: Sequence[Sample], codec: str) -> bool:
    return _share(samples, codec) == 1 and _is_common(samples, codec)


def _is_common(samples: Sequence[Sample], codec: str) -> bool:
    """Mostly frequent characters: chance pairs of bytes give rare ones."""
    first, last, second = _COMMON[codec]
    pairs = [
        encoded
        for data, _ in samples
        for char in data.decode(codec, "ignore")
        if len(encoded := char.encode(codec)) > 1
    ]
    good = sum(first <= pair[0] <= last and pair[1] >= second for pair in pairs)
    return bool(pairs) and good / len(pairs) > _MOSTLY
