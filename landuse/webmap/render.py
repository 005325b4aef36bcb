"""Render a folium map as one page that asks for nothing and trusts no value.

branca compiles every rendered piece of script as a template once more, so text
in it would run in our own process, and it links to files on other hosts. Here
the pieces are taken as they were rendered, links are replaced by the vendored
files or refused, and data are JSON blocks that no template sees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser

from branca.element import Element, Figure, Link

from landuse.errors import SourceError
from landuse.webmap.assets import script_texts, style_texts
from landuse.webmap.guard import refuse_unsafe
from landuse.webmap.page import Markup, Page, binary_block, data_block, join

__all__ = ["Fragments", "OfflineFigure", "fragments"]

_INLINED = frozenset({"leaflet", "leaflet_css"})
_ID = re.compile(r"[0-9a-f]{32}")
_ADDRESS = re.compile(r"https?://[^\s\"'`<>]+")
#: Notebooks store the page in their own file; above this they get a hint.
_NOTEBOOK_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Fragments:
    """The parts of a map page, to be put into a page of one's own."""

    frame: Markup  #: the body without the data
    data: tuple[tuple[str, object], ...]  #: blocks by name, in their order
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    images: tuple[str, ...] = ()  #: origins of a ground below the map

    @property
    def body(self) -> Markup:
        """The body with the data in it."""
        return join([self.frame, *(_data(name, data) for name, data in self.data)])


class OfflineFigure(Figure):
    """A branca figure that renders to one self-contained, safe page.

    Parameters
    ----------
    title : str, default ""
        Title of the page; any text.
    lang : {"zh", "en"}, default "zh"
        Language of the page.
    """

    def __init__(self, title: str = "", lang: str = "zh") -> None:
        super().__init__(title=title)
        self.lang = lang
        self.data: dict[str, object] = {}
        self.board = False  #: whether the page has cards or bars
        self.images: tuple[str, ...] = ()  #: origins of a ground below the map

    def render(self, **kwargs: object) -> str:
        """The page as HTML; the same bytes for the same content."""
        parts = fragments(self, **kwargs)
        return Page(
            self.title or "",
            parts.body,
            parts.styles,
            parts.scripts,
            self.lang,
            images=parts.images,
        ).render()

    def _repr_html_(self, **kwargs: object) -> str:
        """Frame for a notebook, or a hint where the page is too large for one."""
        page = self.render(**kwargs)
        if len(page) > _NOTEBOOK_LIMIT:
            return "<p>The map is too large for a notebook; use .save(path).</p>"
        return (
            f'<iframe srcdoc="{html.escape(page)}" width="100%" height="640"></iframe>'
        )


class _HeadParser(HTMLParser):
    """Split a rendered head into its style sheets and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"style": [], "script": []}
        self._open: str | None = None

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        address = dict(attributes).get("src") or dict(attributes).get("href")
        if address:
            _refuse(address)
        self._open = tag if tag in self.found else None

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and data.strip():
            self.found[self._open].append(data.strip())


def _refuse(address: str) -> None:
    msg = "the page would load this file; only vendored files are used"
    raise SourceError(msg, address)


def _raw(child: Element) -> str:
    """Rendered text of a piece, without compiling it as a template again."""
    text = child._template_str
    return child.render() if text is None else text


def _walk(root: Element) -> Iterator[Element]:
    yield root
    for child in root._children.values():
        yield from _walk(child)


def _stable_ids(figure: Figure) -> dict[str, str]:
    """Numbers in the order of the tree for branca's random ids."""
    ids = dict.fromkeys(node._id for node in _walk(figure))
    return {random: str(number) for number, random in enumerate(ids, start=1)}


def _head(figure: Figure) -> _HeadParser:
    parser = _HeadParser()
    for name, child in figure.header._children.items():
        if isinstance(child, Link):
            if name not in _INLINED:
                _refuse(child.url)
        elif name != "meta_http":
            parser.feed(_raw(child))
    parser.close()
    return parser


def fragments(figure: OfflineFigure, **kwargs: object) -> Fragments:
    """Body, styles and scripts of a figure, ids made stable.

    Parameters
    ----------
    figure : OfflineFigure
        With a map in it.
    **kwargs : object
        Handed to the children's ``render``.

    Returns
    -------
    Fragments
        Parts for :class:`landuse.webmap.page.Page`.

    Raises
    ------
    SourceError
        If an element wants a file that is not vendored.
    TypeError
        For a layer of folium that would show values of the data as HTML or script.

    Examples
    --------
    >>> len(fragments(OfflineFigure()).scripts) >= 3
    True
    """
    refuse_unsafe(figure)
    with _only_for_this_render(figure):
        for child in list(figure._children.values()):
            child.render(**kwargs)
        return _collect(figure)


@contextmanager
def _only_for_this_render(figure: OfflineFigure) -> Iterator[None]:
    """Take back what the children add, so that a second page is the same."""
    places = (figure.header, figure.html, figure.script)
    kept = [place._children.copy() for place in places]
    figure.data.clear()
    try:
        yield
    finally:
        for place, children in zip(places, kept, strict=True):
            place._children = children


def _data(name: str, data: object) -> Markup:
    return (
        binary_block(name, data) if isinstance(data, bytes) else data_block(name, data)
    )


def _collect(figure: OfflineFigure) -> Fragments:
    ids = _stable_ids(figure)

    def stable(text: str) -> str:
        return _ID.sub(lambda found: ids.get(found[0], found[0]), text)

    head = _head(figure)
    bodies = [Markup(stable(_raw(c))) for c in figure.html._children.values()]
    blocks = tuple((stable(name), data) for name, data in figure.data.items())
    script = "\n".join(_raw(child) for child in figure.script._children.values())
    address = _ADDRESS.search(script)
    if address:
        _refuse(address[0])
    return Fragments(
        join(bodies),
        blocks,
        (
            *style_texts(board=figure.board, ground=bool(figure.images)),
            *map(stable, head.found["style"]),
        ),
        (
            *map(stable, head.found["script"]),
            *script_texts(board=figure.board, ground=bool(figure.images)),
            stable(script),
        ),
        figure.images,
    )
