"""HTML by a builder that escapes every value, and pages with a content policy.

No template engine ever sees a value: text is escaped here, and what a script
reads is JSON in a block that the browser does not execute.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = [
    "Markup",
    "Page",
    "binary_block",
    "data_block",
    "data_text",
    "element",
    "join",
]

_VOID = frozenset({"br", "hr", "img", "input", "meta"})
_HTML_LANG = {"zh": "zh-CN", "en": "en"}
#: Characters that end a block early, break lines or hide text in an editor.
_UNSAFE = re.compile(
    "[<>&\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAKS_OUT = re.compile(r"<(/script|/style|!--)", re.IGNORECASE)


class Markup(str):
    """Text that is HTML already; made only by :func:`element` and :func:`join`."""

    __slots__ = ()


def _escape(value: object) -> str:
    if isinstance(value, Markup):
        return value
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    # A browser reads a bare carriage return as a line feed, and drops a NUL.
    shown = html.escape(text, quote=True).replace("\r", "&#13;")
    return shown.replace("\x00", "\ufffd")


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """One HTML element; every child and attribute value is escaped.

    Parameters
    ----------
    tag : str
        Name of the element, from our own code only.
    *children : object
        Text or values, shown as they are; :class:`Markup` is nested.
    **attributes : object
        ``class_`` stands for ``class``, ``data_x`` for ``data-x``; None is left out.

    Returns
    -------
    Markup
        The element.

    Examples
    --------
    >>> element("td", "<b>甲 & 乙</b>", class_="num")
    '<td class="num">&lt;b&gt;甲 &amp; 乙&lt;/b&gt;</td>'
    """
    pairs = (
        f' {name.rstrip("_").replace("_", "-")}="{_escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    start = f"<{tag}{''.join(pairs)}>"
    if tag in _VOID:
        return Markup(start)
    return Markup(f"{start}{''.join(map(_escape, children))}</{tag}>")


def join(parts: Iterable[object], by: str = "\n") -> Markup:
    """Parts one after another, each escaped unless it is markup.

    Parameters
    ----------
    parts : iterable
        Text or markup.
    by : str, default newline
        Separator, from our own code only.

    Returns
    -------
    Markup
        The joined parts.

    Examples
    --------
    >>> join([element("p", "甲"), "<乙>"], by="")
    '<p>甲</p>&lt;乙&gt;'
    """
    return Markup(by.join(map(_escape, parts)))


def data_block(name: str, data: object) -> Markup:
    r"""Values for a script, as JSON that nothing executes.

    Parameters
    ----------
    name : str
        Id of the block.
    data : object
        Lists, dicts, text and numbers.

    Returns
    -------
    Markup
        A ``<script type="application/json">``.

    Examples
    --------
    >>> data_block("a", "</script>")
    '<script type="application/json" id="a">"\\u003c/script\\u003e"</script>'
    """
    start = f'<script type="application/json" id="{_escape(name)}">'
    return Markup(f"{start}{data_text(data)}</script>")


def data_text(data: object) -> str:
    r"""Values as JSON without a sign that HTML or an editor would take for its own.

    Parameters
    ----------
    data : object
        Lists, dicts, text and numbers.

    Returns
    -------
    str
        JSON of the same values.

    Examples
    --------
    >>> data_text(["<b>", "甲"])
    '["\\u003cb\\u003e","甲"]'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def binary_block(name: str, data: bytes) -> Markup:
    """Bytes for a script, as base64 in a block that nothing executes.

    Parameters
    ----------
    name : str
        Id of the block.
    data : bytes
        As made by :func:`landuse.webmap.packing.pack`.

    Returns
    -------
    Markup
        A ``<script type="application/octet-stream">``.

    Examples
    --------
    >>> binary_block("a", b"<b>")
    '<script type="application/octet-stream" id="a">PGI+</script>'
    """
    start = f'<script type="application/octet-stream" id="{_escape(name)}">'
    return Markup(f"{start}{base64.b64encode(data).decode('ascii')}</script>")


def _block(tag: str, text: str) -> Markup:
    if _BREAKS_OUT.search(text):
        msg = f"a {tag} of ours would end its own block: {text[:60]!r}"
        raise ValueError(msg)
    return Markup(f"<{tag}>{text}</{tag}>")


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document: only its own scripts and styles may run in it."""

    title: str
    body: Markup
    styles: tuple[str, ...]
    scripts: tuple[str, ...] = ()
    lang: str = "zh"
    sources: tuple[str, ...] = ()  #: scripts of data beside the page, by our own names
    images: tuple[str, ...] = ()  #: origins of a ground below the map

    @property
    def content_policy(self) -> str:
        """What the browser may load: these scripts, styles, and tiles of a ground."""
        directives: Mapping[str, str] = {
            "default-src": "'none'",
            "script-src": self._script_sources() or "'none'",
            "style-src": _hashes(self.styles) or "'none'",
            "img-src": " ".join(("data:", *self.images)),
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        return "; ".join(f"{name} {value}" for name, value in directives.items())

    def _script_sources(self) -> str:
        own = "'self' " if self.sources else ""
        return own + _hashes(self.scripts)

    def render(self) -> str:
        """The page as HTML text.

        Returns
        -------
        str
            The same for the same parts.

        Examples
        --------
        >>> Page("题", element("p", "文"), ()).render().splitlines()[0]
        '<!DOCTYPE html>'
        """
        head = join(
            [
                element("meta", charset="utf-8"),
                Markup(
                    '<meta http-equiv="Content-Security-Policy" '
                    f'content="{self.content_policy}">'
                ),
                element(
                    "meta",
                    name="viewport",
                    content="width=device-width,initial-scale=1",
                ),
                element("title", self.title),
                *(_block("style", text) for text in self.styles),
            ]
        )
        beside = (element("script", src=name) for name in self.sources)
        ours = (_block("script", text) for text in self.scripts)
        body = join([self.body, *beside, *ours])
        page = element(
            "html",
            element("head", head),
            element("body", body),
            lang=_HTML_LANG.get(self.lang, self.lang),
        )
        return f"<!DOCTYPE html>\n{page}\n"
