"""The glossary of a project: a page, and a link to it at the first use of each term on a page."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pressroom import project
from pressroom.page.prose import slug

PATH = "glossary/index.html"
_PIECE = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_NAME = re.compile(r"</?([a-z0-9]+)")
# Where no link may stand, or where it would take away from what the words are there for.
_CLOSED = frozenset(
    [
        "a",
        "button",
        "caption",
        "cite",
        "code",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "label",
        "nav",
        "pre",
        "q",
        "script",
        "style",
        "summary",
        "svg",
        "table",
    ]
)
_OPEN = frozenset(("p", "li", "dd"))
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))


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


def linked(html: str, up: str, known: Iterable[Term] | None = None) -> str:
    """Return a page in which the first use of each term leads to the glossary.

    Parameters
    ----------
    html : str
        The page; only running text of its main part is touched, and no text of the record.
    up : str
        The way from the page to the root of the site.
    known : iterable of Term, optional
        The project's, if left out.

    Examples
    --------
    >>> term = Term("floor", "floor", ("floors",), "A number that can only be too low.")
    >>> linked("<main><p>Floors, a floor.</p></main>", "", [term])
    '<main><p><a class="term" href="glossary/index.html#floor">Floors</a>, a floor.</p></main>'
    """
    known = tuple(terms() if known is None else known)
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
        return f'<a class="term" href="{up}{PATH}#{key}">{found[0]}</a>'

    pieces, at = [html[:start]], []
    for piece in _PIECE.split(html[start:]):
        if piece.startswith("<"):
            _step(at, piece)
        elif _OPEN.intersection(at) and not _CLOSED.intersection(at):
            piece = pattern.sub(link, piece)
        pieces.append(piece)
    return "".join(pieces)


def _step(at: list[str], tag: str) -> None:
    """Follow one tag: what is open after it. Text of the record counts as a quotation."""
    found = _NAME.match(tag)
    if not found or found[1] in _VOID or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        at.append("q" if re.search(r'class="[^"]*\b(record|fig-source)\b', tag) else found[1])
    elif at:
        at.pop()
