"""Pages that explain: the documentation, ``docs/*.md`` and the dictionary; the glossary."""

import posixpath
import re
import tomllib
from collections import Counter
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import mistune
from markupsafe import Markup

from pressroom import paths, project
from pressroom.figures.tabular import MOST_BARE
from pressroom.page.dress import Renderer, plain, slug
from pressroom.tree import VOID

_HEADING = re.compile(r"# +(.+)\n")
_SENTENCE = re.compile(r"(?<=[.?!]) ")
_HEAD = re.compile(r'<th scope="col">(.*?)</th>', re.DOTALL)
_NO_PROSE = ("#", "```", "|", "- ", "* ", "<", ">", "1.")


class Doc(NamedTuple):
    """One page of the documentation.

    Attributes
    ----------
    name : str
        Name of the file, without suffix.
    title, summary : str
        Its heading, and its first sentence as plain text.
    body : Markup
        Everything after the heading.
    contents : list of (str, str)
        Anchor and words of each section.
    """

    name: str
    title: str
    summary: str
    body: Markup
    contents: list[tuple[str, str]]

    @property
    def path(self) -> str:
        """Return its path in the site."""
        return f"docs/{self.name}/index.html"


def docs() -> list[Doc]:
    """Return the pages of the project's documentation, in reading order; none if it has none."""
    files = paths.docs()
    # What a newcomer reads first comes first; a page that is not named follows by its name.
    order = {name: place for place, name in enumerate(project.current().docs_order)}
    names = sorted(files, key=lambda name: (order.get(name, len(order)), name))
    return [made(name, files[name].read_text(encoding="utf-8"), tuple(names)) for name in names]


@cache
def made(name: str, text: str, others: tuple[str, ...]) -> Doc:
    r"""Return one page.

    Parameters
    ----------
    name : str
        Name of its file, without suffix.
    text : str
        Markdown that begins with a heading.
    others : tuple of str
        Names of all pages, so that links to them can be told from links to other files.

    Examples
    --------
    >>> page = made("faq", "# Questions\n\nSee [the tour](tour.md).\n", ("faq", "tour"))
    >>> page.title, page.summary
    ('Questions', 'See the tour.')
    >>> str(page.body).strip()
    '<p>See <a href="../tour/index.html">the tour</a>.</p>'
    """
    heading = _HEADING.match(text)
    title, rest = (heading[1], text[heading.end() :]) if heading else (name, text)
    renderer = _Renderer(name, plain(title), others)
    body = mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough"])(rest)
    first = (p for p in re.split(r"\n\s*\n", rest.strip()) if not p.startswith(_NO_PROSE))
    said = plain(" ".join(next(first, "").split()))
    return Doc(name, plain(title), _SENTENCE.split(said)[0], Markup(body), renderer.contents)


def _told(heads: list[str], row: re.Match) -> str:
    """Return a row whose cells say under which header they stand."""
    first, *rest = row[0].split("<td>")
    cells = zip(heads[1:], rest, strict=False)
    return first + "".join(f'<td data-h="{mistune.escape(head)}">{cell}' for head, cell in cells)


class _Renderer(Renderer):
    """The renderer of notebooks' prose, for pages that hold commands, tables and links to files."""

    def __init__(self, name: str, title: str, others: tuple[str, ...]):
        super().__init__()
        self.name, self.others, self.last = name, others, title
        self.contents: list[tuple[str, str]] = []
        self.used: Counter[str] = Counter()

    def heading(self, text, level, **attrs):
        self.last = Markup(text).striptags()
        anchor = self.once(slug(text))
        if level == 2:
            self.contents.append((anchor, self.last))
        return f'<h{max(2, level)} id="{anchor}">{text}</h{max(2, level)}>\n'

    def once(self, text: str) -> str:
        """Return `text`, numbered from its second use on the page."""
        self.used[text] += 1
        return text if self.used[text] == 1 else f"{text}-{self.used[text]}"

    def box(self, what: str, inside: str) -> str:
        """Return a box that scrolls by itself, can be reached by keyboard, and has a name."""
        label = mistune.escape(self.once(f"{what}: {self.last}"))
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{inside}</div>'

    def block_code(self, code, info=None):
        return self.box("Commands and files", f"<pre><code>{mistune.escape(code)}</code></pre>")

    def table(self, text):
        heads = [Markup(head).striptags() for head in _HEAD.findall(text)]
        wordy = len(heads) == MOST_BARE and any(len(cell) > WORDY for cell in _CELL.findall(text))
        look = "data cards" if len(heads) > MOST_BARE or wordy else "data"
        if look != "data":
            text = re.sub(
                r"<tr><th scope=\"row\">.*?</tr>", partial(_told, heads), text, flags=re.DOTALL
            )
        caption = f"<caption>{mistune.escape(str(self.last))}</caption>"
        return self.box("Table", f'<table class="{look}">{caption}{text}</table>')

    def table_head(self, text):
        return f"<thead><tr>{text}</tr></thead>"

    def table_row(self, text):
        first = text.replace("<td>", '<th scope="row">', 1).replace("</td>", "</th>", 1)
        return f"<tr>{first}</tr>"

    def table_body(self, text):
        return f"<tbody>{text}</tbody>"

    def table_cell(self, text, align=None, head=False):
        return f'<th scope="col">{text}</th>' if head else f"<td>{text}</td>"

    def link(self, text, url, title=None):
        if urlsplit(url).scheme or url.startswith("#"):
            return super().link(text, url, title)
        if place := self.on_site(url):
            return f'<a href="{mistune.escape(place)}">{text}</a>'
        return f"{text} (<code>{mistune.escape(self.in_project(url))}</code> in the project)"

    def in_project(self, url: str) -> str:
        """Return the path, from the project's folder, of the file that a link leads to."""
        return posixpath.normpath(posixpath.join("docs", urlsplit(url).path))

    def on_site(self, url: str) -> str:
        """Return the link to the page or file of the site for a file; blank if it has none."""
        anchor = f"#{urlsplit(url).fragment}" if urlsplit(url).fragment else ""
        folder, name = posixpath.split(self.in_project(url))
        stem, suffix = posixpath.splitext(name)
        if (folder, name) == ("data", "README.md"):
            stem, folder = paths.DICTIONARY, "docs"
        if folder == "docs" and stem in self.others:
            return f"../{stem}/index.html{anchor}"
        return f"../../data/{name}" if (folder, suffix) == ("data", ".csv") else ""


GLOSSARY = "glossary/index.html"
_CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)
WORDY = 120  # signs of a cell: three such columns are too narrow for a phone
_PIECE = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_NAME = re.compile(r"</?([a-z0-9]+)")
# Where no link may stand, or where it would take away from what the words are there for.
_CLOSED = frozenset(
    ("a", "button", "caption", "cite", "code", "figcaption", "h1", "h2", "h3", "h4")
)
_CLOSED |= {"label", "nav", "pre", "q", "script", "style", "summary", "svg", "table"}
_OPEN = frozenset(("p", "li", "dd"))


class Term(NamedTuple):
    """One term: its anchor, name, other spellings, and meaning."""

    key: str
    name: str
    also: tuple[str, ...]
    means: str


def terms() -> tuple[Term, ...]:
    """Return the terms of the project around the working directory, by name, if it has any."""
    path = project.current().glossary
    return _terms(path) if path else ()


@cache
def _terms(path: Path) -> tuple[Term, ...]:
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    made = (
        Term(slug(key), one.get("name", key), tuple(one.get("also", ())), one["means"])
        for key, one in held.items()
    )
    return tuple(sorted(made, key=lambda term: term.name.lower()))


@cache
def _pattern(known: tuple[Term, ...]) -> tuple[re.Pattern, dict[str, str]]:
    places = {each.lower(): term.key for term in known for each in (term.name, *term.also)}
    longest = sorted(places, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest))})\b", re.IGNORECASE), places


def with_terms(html: str, up: str, known: tuple[Term, ...]) -> str:
    """Return a page in which the first use of each term leads to the glossary.

    Parameters
    ----------
    html : str
        The page; only running text of its main part is touched, and no text of the record.
    up : str
        The way from the page to the root of the site.
    known : tuple of Term
        The terms.

    Examples
    --------
    >>> term = Term("floor", "floor", ("floors",), "A number that can only be too low.")
    >>> with_terms("<main><p>Floors, a floor.</p></main>", "", (term,))
    '<main><p><a class="term" href="glossary/index.html#floor">Floors</a>, a floor.</p></main>'
    """
    start = html.find("<main")
    if not known or start < 0:
        return html
    pattern, places = _pattern(known)
    seen: set[str] = set()

    def link(found: re.Match) -> str:
        key = places[found[0].lower()]
        if key in seen:
            return found[0]
        seen.add(key)
        return f'<a class="term" href="{up}{GLOSSARY}#{key}">{found[0]}</a>'

    pieces, at = [html[:start]], []
    for piece in _PIECE.split(html[start:]):
        if piece.startswith("<"):
            if opened := _opened(piece):
                at.append(opened)
            elif opened is None and at:
                at.pop()
        elif not piece.isspace() and _OPEN.intersection(at) and not _CLOSED.intersection(at):
            piece = pattern.sub(link, piece)
        pieces.append(piece)
    return "".join(pieces)


_TOLD = re.compile(r'class="[^"]*\b(record|fig-source)\b')


@lru_cache(maxsize=10_000)
def _opened(tag: str) -> str | None:
    """Return what a tag opens, blank if nothing, None if it closes; the record is a quotation."""
    found = _NAME.match(tag)
    if not found or found[1] in VOID or tag.endswith("/>"):
        return ""
    if tag.startswith("</"):
        return None
    told = _TOLD.search(tag)
    return {"record": "q", "fig-source": "cite"}[told[1]] if told else found[1]


_MARK = re.compile(r"\"|&#34;|&quot;|'|&#39;|&#x27;")
_PRINTED = dict.fromkeys(('"', "&#34;", "&quot;"), "“”")
# Tags, and code with all that stands in it, which is as it was written.
_SET_APART = re.compile(r"<!--.*?-->|<(code|pre|script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)


def typeset(html: str) -> str:
    """Return a page whose quotation marks and apostrophes are those of print.

    Parameters
    ----------
    html : str
        The page; code stays as it is written. Text of the record is set in the page's type too:
        its sources use either kind, and a page uses one.

    Examples
    --------
    >>> typeset("<p>A side's <b>words</b>': <q>it's &#34;all&#34;</q>, <code>it's</code></p>")
    "<p>A side’s <b>words</b>’: <q>it’s “all”</q>, <code>it's</code></p>"
    """
    pieces, tag, end = [], "", 0

    def curled(found: re.Match) -> str:
        before = found.string[: found.start()][-1:]
        opens = before.isspace() or before in "([–—/“" if before else not tag.startswith("</")
        return _PRINTED.get(found[0], "‘’")[not opens]

    for apart in _SET_APART.finditer(html):
        if apart.start() > end:
            pieces.append(_MARK.sub(curled, html[end : apart.start()]))
        pieces.append(apart[0])
        tag, end = apart[0][apart[0].rfind("<") :], apart.end()
    pieces.append(_MARK.sub(curled, html[end:]))
    return "".join(pieces)
