"""What every page wears: style sheet, security policy, templates; and what its words become."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import jinja2
import mistune
from markupsafe import Markup

from pressroom import project, wording
from pressroom.errors import RunError
from pressroom.gate.contract import finder, hashed
from pressroom.paths import addressed

TEMPLATES = Path(__file__).parents[1] / "templates"
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_CLASSES = re.compile(r'class="([^"]*)"')
_LINK = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)


def squeezed(css: str) -> str:
    """Return a style sheet without comments and spare white space.

    Examples
    --------
    >>> squeezed("/* why */ a { color: red;  margin: 0 }")
    'a{color:red;margin:0}'
    """
    css = re.sub(r"/\*.*?\*/", " ", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(": ", ":").strip()


def policy(css: str, script: str = "") -> str:
    """Return the content security policy of a page with this style sheet and script, if any.

    Notes
    -----
    A hash holds over http and from a file alike, where ``'self'`` is not the same in every browser.
    No page asks its own server for anything; what judges a page from within reads ``robots.txt``.
    """
    allowed = f"script-src {hashed(script)}; " if script else ""
    return (
        f"default-src 'none'; img-src 'self' data:; style-src {hashed(css)}; {allowed}"
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


@cache
def dress() -> SimpleNamespace:
    """Return the dress of this version's pages.

    Returns
    -------
    SimpleNamespace
        `css`, the style sheet, and `csp`, the policy that allows it and nothing else; `script`,
        which filters and sorts rows that are in a page, and `finder_csp`, which allows both.
    """
    from pressroom import figures  # heavy: it brings matplotlib

    own = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    css, script = squeezed(f"{figures.page_css()}\n{own}"), finder()
    csp, finder_csp = policy(css), policy(css, script)
    return SimpleNamespace(css=css, csp=csp, script=script, finder_csp=finder_csp)


def fitted(html: str) -> str:
    """Return a page with those rules of the style sheet that it can use, and a policy to match.

    What the one script does to a page it does by classes of its own, which are kept where it is.
    """
    whole, script = dress().css, dress().script
    worn = {name for names in set(_CLASSES.findall(html)) for name in names.split()}
    if script in html:
        worn |= set(re.findall(r"[\w-]+", script))
    own = _kept(frozenset(worn & set(_CLASS.findall(whole))))
    names = (hashed(css).strip("'") for css in (whole, own))
    return html.replace(whole, own).replace(*names)


@lru_cache(maxsize=256)
def _kept(worn: frozenset[str]) -> str:
    return _rules(dress().css, worn)


def _rules(css: str, worn: frozenset[str]) -> str:
    """Return the rules of a style sheet less the selectors that ask for a class not worn.

    Examples
    --------
    >>> _rules("p,.a{top:0}.b:not(.c,.d){top:1}.c{top:2}@media print{.c{top:3}}", {"b"})
    'p{top:0}.b:not(.c,.d){top:1}'
    """
    found, depth, start = [], 0, 0
    for brace in re.finditer("[{}]", css):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            found.append(_rule(*css[start : brace.start()].split("{", 1), worn))
            start = brace.end()
    return "".join(found)


def _rule(head: str, body: str, worn: frozenset[str]) -> str:
    if head.startswith("@"):
        body = _rules(body, worn) if head.startswith("@media") else body
        return f"{head}{{{body}}}" if body else ""
    fit = [one for one in re.split(r",(?![^()]*\))", head) if _needs(one) <= worn]
    return f"{','.join(fit)}{{{body}}}" if fit else ""


def _needs(selector: str) -> set[str]:
    """Return the classes that a selector asks for; what stands in brackets is one of several."""
    return set(_CLASS.findall(re.sub(r"\([^()]*\)", "", selector)))


def said(value: object) -> str:
    """Return a date, a month or a year as a reader is told it; other text as it stands.

    Examples
    --------
    >>> said("2023-11-15"), said("2023-05"), said("2023")
    ('15 November 2023', 'May 2023', '2023')
    """
    if not isinstance(value, str):
        return "" if wording.is_missing(value) else wording.said(value)
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
        return wording.clean(value)
    year, month, *day = value.split("-")
    return " ".join([*(str(int(part)) for part in day), wording.MONTHS[int(month) - 1], year])


def dated(text: object) -> str:
    """Return `text` with the days in it as a reader is told them.

    Examples
    --------
    >>> dated("Not updated since the record of 2026-10-01: a cell failed")
    'Not updated since the record of 1 October 2026: a cell failed'
    """
    return _DAY.sub(lambda day: said(day[0]), str(text))


def clipped(text: object, limit: int) -> str:
    """Return `text` on one line, without control signs, cut to `limit` characters.

    Examples
    --------
    >>> clipped("a  long" + chr(10) + "title", 8)
    'a long…'
    """
    whole = " ".join(wording.clean(re.sub(r"\s", " ", str(text))).split())
    return whole if len(whole) <= limit else whole[: limit - 1].rstrip() + "…"


def is_link(url: object) -> bool:
    """Return whether `url` is an http(s) address; nothing else is ever made a link."""
    return isinstance(url, str) and bool(_LINK.match(url.strip()))


def shown_url(url: str) -> str:
    """Return an address short enough to read: host and path, the middle left out."""
    bare = re.sub(r"^https?://(www\.)?", "", wording.clean(url).strip()).rstrip("/")
    return bare if len(bare) <= 64 else f"{bare[:40]}…{bare[-22:]}"


def quoted(text: object, limit: int = 300) -> Markup:
    """Return text of the record, marked so: escaped, isolated from the text around it."""
    if wording.is_missing(text) or text == "":
        return Markup("")
    return Markup('<span class="record"><bdi>{}</bdi></span>').format(clipped(text, limit))


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "report"), plural(1214, "entry", "entries")
    ('1 report', '1,214 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sized(count: int) -> str:
    """Return a number of bytes as download links print it.

    Examples
    --------
    >>> sized(311), sized(20480), sized(3_400_000)
    ('1 KB', '20 KB', '3.2 MB')
    """
    if count >= 1 << 20:
        return f"{count / (1 << 20):.1f} MB"
    return f"{max(1, round(count / 1024)):,} KB"


FILTERS = (said, dated, clipped, is_link, shown_url, quoted, plural, sized)


def outfit(environment: jinja2.Environment) -> jinja2.Environment:
    """Return `environment` with our filters and names, escaping all, strict about the unknown."""
    environment.autoescape = True
    environment.undefined = jinja2.StrictUndefined
    environment.filters.update({each.__name__: each for each in FILTERS})
    more: dict[str, Any] = {"dress": dress(), "project": project.current()}
    environment.globals.update(more)
    return environment


@cache
def templates(ours: project.Project) -> jinja2.Environment:
    """Return the environment of the site's own pages, and of those of the project."""
    folders = [TEMPLATES, *([ours.templates] if ours.templates else [])]
    return outfit(jinja2.Environment(loader=jinja2.FileSystemLoader(folders)))


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

    def heading(self, text, level, **attrs):
        """Return a heading with an id, below the page's own."""
        given = _GIVEN_ID.search(text)
        anchor = given[1] if given else slug(text)
        text = _GIVEN_ID.sub("", text)
        level = max(2, level)  # the finding is the page's one h1
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


_MARKDOWN = mistune.create_markdown(
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
    return Markup(_MARKDOWN(text))


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
        self._numbers: dict[str, int] = {}
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
            return f'<span class="{kind}-no">{_KIND[kind].title()} {self._counts[kind]}. </span>'
        kind = mark["ref"]
        return f'<span class="{kind}-ref">{_KIND[kind]} {self._counts[kind]}</span>'

    def _number(self, source_id: str) -> int:
        if source_id not in self._sources:
            raise RunError(
                f"a note cites {source_id!r}, which no output of the page carries: "
                "pass sources=rec.cite(...) to the call that makes the note"
            )
        return self._numbers.setdefault(source_id, len(self._numbers) + 1)

    def listed(self) -> list[SimpleNamespace]:
        """Return the sources in the order of first citation, those never noted at the end."""
        return [self._sources[name] for name in dict.fromkeys([*self._numbers, *self._sources])]


_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_FORMULA = re.compile(r"(?<!\\)\$(?:[^$\n]*[\\^_][^$\n]*|[A-Za-z]+)(?<!\\)\$|\\[A-Za-z]+\{[^\n]*\}")


def field_faults(text: str, names: Mapping[str, str]) -> list[str]:
    """Return what a page cannot show of a Markdown text: a field that is none, and formulas.

    Examples
    --------
    >>> field_faults("{town}: $5 and {twon}", {"town": "Here"})
    ['{twon} is no field, or has no value here; there are {town}']
    >>> field_faults("As $x^{n}$", {})
    ['a page shows no formulas, as $x^{n}$; say it in words or plain signs: a/b, x², α']
    """
    prose = project.FIELD.sub(lambda f: "" if f[1] in names else f[0], _CODE.sub("", text))
    listed = ", ".join(f"{{{name}}}" for name in names) or "none"
    wrong = dict.fromkeys(project.FIELD.findall(_FORMULA.sub("", prose)))
    shown = ", ".join(found[0] for found in _FORMULA.finditer(prose))
    told = f"a page shows no formulas, as {shown}; say it in words or plain signs: a/b, x², α"
    return [told] * bool(shown) + [
        f"{{{name}}} is no field, or has no value here; there are {listed}" for name in wrong
    ]
