"""What a page's words become: Markdown as HTML, and numbers in the order a reader meets them."""

import re
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from urllib.parse import unquote

import mistune
from markupsafe import Markup

from pressroom.errors import RunError
from pressroom.paths import addressed

_GIVEN_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")
_NOTEBOOK = re.compile(r"(?:\./)?([^/?#:]+)\.ipynb(#.*)?")
_TAGS = re.compile(r"<[^>]+>")


def slug(text: str) -> str:
    """Return a heading's id, made of its words.

    Examples
    --------
    >>> slug("How this was <em>measured</em>")
    'how-this-was-measured'
    """
    return re.sub(r"[\W_]+", "-", _TAGS.sub("", text).lower()).strip("-") or "section"


class Renderer(mistune.HTMLRenderer):
    """The renderer of mistune, raw HTML escaped, no heading above the page's own level."""

    def __init__(self):
        super().__init__(escape=True)

    def heading(self, text, level, **attrs):
        """Return a heading with an id, below the page's own."""
        given = _GIVEN_ID.search(text)
        anchor = given.group(1) if given else slug(text)
        text = _GIVEN_ID.sub("", text)
        # The finding is the page's one h1.
        level = max(2, level)
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text, url, title=None):
        """Return a link; one to a notebook beside this one leads to that notebook's page."""
        if book := _NOTEBOOK.fullmatch(url):
            url = f"../{addressed(unquote(book[1]))}/index.html{book[2] or ''}"
        return super().link(text, url, title)

    def image(self, text, url, title=None):
        """Refuse an image."""
        raise ValueError("an image in a Markdown cell has no source or table: use figures.save")

    def block_code(self, code, info=None):
        """Return code as it stands."""
        return f"<pre><code>{mistune.escape(code)}</code></pre>\n"


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(
        renderer=Renderer(), plugins=["table", "strikethrough", "footnotes"]
    )


def prose(text: str) -> Markup:
    """Return Markdown as safe HTML.

    Raw HTML is shown as text and a link that is not http, mailto or relative is disarmed. A heading
    may carry its id, ``## Sides {#sides}``; else its words make it. ``#`` becomes an h2.

    Raises
    ------
    ValueError
        If the text holds an image, which would have no source, table or description.

    Examples
    --------
    >>> str(prose("## Two *sides* {#sides}")).strip()
    '<h2 id="sides">Two <em>sides</em></h2>'
    >>> str(prose("a <b onclick=x>c</b>")).strip()
    '<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>'
    """
    return Markup(_markdown()(text))


def inline(text: str) -> Markup:
    """Return one paragraph of Markdown without its tag."""
    made = str(prose(text)).strip()
    return Markup(made.removeprefix("<p>").removesuffix("</p>"))


def plain(text: str) -> str:
    """Return Markdown as the text that a reader sees.

    Examples
    --------
    >>> plain("Rain, and *snow* & more")
    'Rain, and snow & more'
    """
    return Markup(_TAGS.sub("", str(inline(text)))).unescape()


_MARK = re.compile(
    r'<a class="note" data-source="(?P<source>[^"]+)" href="#source-[^"]+">[^<]*</a>'
    r'|<span class="(?P<head>fig|table)-no"></span>'
    r'|<span class="(?P<ref>fig|table)-ref">(?P<word>[^<]*)</span>'
)
_KIND = {"fig": "figure", "table": "table"}


class Citations:
    """The numbering of one page, filled in as its HTML passes through.

    Parameters
    ----------
    sources : mapping
        Every source that the page's outputs name, by id, in the order of the cells.
    """

    def __init__(self, sources: Mapping[str, SimpleNamespace]):
        self._sources = sources
        self._order: list[str] = []
        self._counts = {"fig": 0, "table": 0}

    def numbered(self, html: str) -> Markup:
        """Return `html` with note numbers, "Figure n." and "figure n" written in."""
        return Markup(_MARK.sub(self._fill, str(html)))

    def _fill(self, mark: re.Match) -> str:
        if mark["source"]:
            number = self._number(mark["source"])
            return mark[0][: mark[0].index(">") + 1] + f"[{number}]</a>"
        if kind := mark["head"]:
            self._counts[kind] += 1
            name = _KIND[kind].capitalize()
            return f'<span class="{kind}-no">{name} {self._counts[kind]}. </span>'
        kind = mark["ref"]
        return f'<span class="{kind}-ref">{_KIND[kind]} {self._counts[kind]}</span>'

    def _number(self, source_id: str) -> int:
        if source_id not in self._sources:
            raise RunError(
                f"a note cites {source_id!r}, which no output of the page carries: "
                "pass sources=rec.cite(...) to the call that makes the note"
            )
        if source_id not in self._order:
            self._order.append(source_id)
        return self._order.index(source_id) + 1

    def listed(self) -> list[SimpleNamespace]:
        """Return the sources in the order of first citation, those never noted at the end."""
        rest = [name for name in self._sources if name not in self._order]
        return [self._sources[name] for name in [*self._order, *rest]]
