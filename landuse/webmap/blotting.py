"""Names and numbers that must not be seen, blotted out of any text, however many."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["BLOT", "Blotter"]

#: Stands where a name was.
BLOT = "***"
_HEAD = 2  # signs by which a word is found


class Blotter:
    """Words to be blotted out; of two at one place the longer one.

    The time for a text does not grow with the number of words.

    Parameters
    ----------
    words : iterable of str
        Of at least ``least`` signs; shorter ones are passed over.
    least : int, default 2
        At least 2.
    whole : bool, default False
        Only where no Latin letter or digit of the same word stands beside it, so that
        the number 1001 is not found in 21001.

    Examples
    --------
    >>> Blotter(["甲公司", "甲公司乙厂"]).sub("甲公司乙厂与甲公司")
    '***与***'
    >>> Blotter(["1001"], least=4, whole=True).sub("合同1001号，21001")
    '合同***号，21001'
    """

    def __init__(
        self, words: Iterable[str], *, least: int = _HEAD, whole: bool = False
    ) -> None:
        self._words = {word for word in words if len(word) >= least}
        self._whole = whole
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:_HEAD], set()).add(len(word))
        self._lengths = {k: sorted(v, reverse=True) for k, v in lengths.items()}

    def sub(self, text: str) -> str:
        """The text with every word blotted out."""
        parts, at, done = [], 0, 0
        while at < len(text):
            size = self._size_at(text, at)
            if size:
                parts += [text[done:at], BLOT]
                done = at = at + size
            else:
                at += 1
        return "".join([*parts, text[done:]]) if parts else text

    def _size_at(self, text: str, at: int) -> int:
        for size in self._lengths.get(text[at : at + _HEAD], ()):
            end = at + size
            if text[at:end] in self._words and not (
                self._whole and _goes_on(text, at, end)
            ):
                return size
        return 0


def _goes_on(text: str, at: int, end: int) -> bool:
    before = text[at - 1 : at] + text[at : at + 1]
    after = text[end - 1 : end] + text[end : end + 1]
    return any(len(pair) == _HEAD and _is_word(pair) for pair in (before, after))


def _is_word(pair: str) -> bool:
    return all(sign.isascii() and sign.isalnum() for sign in pair)
