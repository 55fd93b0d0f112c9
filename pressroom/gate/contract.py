"""The contract of the HTML: what every page must be, and the one script that it may carry."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pressroom.gate.checks import Problem
from pressroom.gate.reading import PageFile
from pressroom.paths import template
from pressroom.project import FIELD, current
from pressroom.tree import Node
from pressroom.wording import INTERNAL, faults_in_page

Found = Iterator[tuple[str, str]]
_NOT_A_NAME = re.compile(
    r"no description|description has been provided|^(image|figure|chart|picture|img|untitled|alt)"
    r"( ?\d+)?$|^(\.{0,2}/|[a-z]:\\|file:)|\.(png|svg|jpe?g|gif|csv)$",
    re.IGNORECASE,
)
_TYPED = re.compile(r"[\"']")
_REFERS = frozenset(("aria-labelledby", "aria-describedby", "for", "headers"))
_SAFE_SCHEME = re.compile(r"(https?:|mailto:|#|[^:/?#]*([/?#]|$))", re.IGNORECASE)


def hashed(text: str) -> str:
    """Return the source expression by which a policy allows one inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def squeezed(script: str) -> str:
    r"""Return a script without comments, line breaks and indents.

    Notes
    -----
    Every statement ends in ``;`` or ``}``, so that lines can stand in one.

    Examples
    --------
    >>> squeezed("/* why */\n  var a = 1,\n  b = 2;\n")
    'var a = 1, b = 2;'
    """
    bare = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    lines = filter(None, map(str.strip, bare.split("\n")))
    return "".join(f"{line} " if line.endswith(",") else line for line in lines)


@cache
def finder() -> str:
    """Return the one script that a page may carry: it filters and sorts rows in the page."""
    return squeezed(template("find.js"))


def head(page: PageFile) -> Found:
    """Language, title, description, viewport."""
    html = next(iter(page.root.find("html")), Node("html", {}))
    if "\ufffd" in page.html:
        yield "bytes that are no text", "Save it as UTF-8"
    if not page.doctype.lower().startswith("doctype html"):
        yield "no doctype", "Begin the page with <!doctype html>"
    if not html.attrs.get("lang"):
        yield "no language", "Give html a lang"
    titles = [node for node in page.root.find("title") if not node.within("svg", "body")]
    if len(titles) != 1 or len(titles[0].text) < 4:
        yield f"{len(titles)} titles, or a blank one", "Give the page one title"
    if len(_meta(page, "description")) < 10:
        yield "no description", "Give the page a meta description"
    if "width=device-width" not in _meta(page, "viewport"):
        yield "no viewport", "Add the viewport meta, without which phones shrink the page"


def _meta(page: PageFile, name: str) -> str:
    found = [node for node in page.root.find("meta") if node.attrs.get("name") == name]
    return found[0].attrs.get("content", "").strip() if found else ""


def landmarks(page: PageFile) -> Found:
    """One main, and around it header, navigation and footer."""
    mains = page.root.find("main")
    if len(mains) != 1 or mains[0].attrs.get("id") != "main":
        yield f"{len(mains)} main elements with id main", "Put the content in one <main id=main>"
    alone = page.kind == "404"
    for tag in ("header",) if alone else ("header", "nav", "footer"):
        if not [node for node in page.root.find(tag) if not node.within("main")]:
            yield f"no {tag} outside main", f"Keep the {tag} of layout.html.j2"
    if not alone and not any(a.attrs.get("href") == "#main" for a in page.root.find("a")):
        yield "no skip link", "Keep the skip link of layout.html.j2"


def headings(page: PageFile) -> Found:
    """One h1; no level left out; none blank."""
    found = page.root.find("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(node.tag[1]) for node in found]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1", "A page has one h1: its finding"
    for node in found:
        if not node.text:
            yield f"a blank {node}", "Give the heading words, or drop it"
    for before, after, node in zip([0, *levels], levels, found, strict=False):
        if after > before + 1:
            yield f"h{after} “{node.text[:40]}” after h{before}", f"Make it h{before + 1}"


def ids(page: PageFile) -> Found:
    """Ids are unique; what refers to one finds it."""
    found = Counter(page.ids())
    for name, count in found.items():
        if count > 1 or not name or " " in name:
            yield f"id {name!r} stands {count} times", "Ids are unique, and hold no space"
    for node in page.root.walk():
        for attr in _REFERS.intersection(node.attrs):
            for name in node.attrs[attr].split():
                if name not in found:
                    yield f"{attr} of {node} names {name!r}, which is not there", "Add that id"
    for twice in page.repeated:
        yield f"attribute given twice: {twice}", "Give it once; browsers drop the second"


def inert(page: PageFile) -> Found:
    """Nothing runs, nothing is sent, nothing is styled past the sheet."""
    for node in page.root.walk():
        for name, value in node.attrs.items():
            if name == "style":
                what = f"{node} has a style attribute"
                yield what, "Give it a class; the policy drops inline styles"
            if name.startswith("on"):
                yield f"{node} has {name}", "Remove the handler"
            is_link = name in ("href", "xlink:href", "action", "formaction")
            if is_link and not _SAFE_SCHEME.match(value.strip()) and not _is_icon(node):
                yield f"{node} links to {value[:40]!r}", "Link http, https or mailto only"
        if node.tag in ("iframe", "object", "embed", "form", "base", "applet", "frame"):
            yield f"the page holds {node}", "Remove it"
        if node.tag == "script" and not _is_data(node) and not _is_finder(node):
            yield f"a script in the page: {node.text[:40]!r}", "Pages work without scripts"
        if (src := node.attrs.get("src") or node.attrs.get("srcset")) and "//" in src:
            yield f"{node} loads {src[:60]}", "Copy the file beside the page"


def _is_icon(node: Node) -> bool:
    is_icon = node.tag == "link" and node.attrs.get("rel") == "icon"
    return is_icon and node.attrs.get("href", "").startswith("data:image/svg+xml,")


def _is_data(node: Node) -> bool:
    kinds = ("application/json", "application/ld+json")
    return node.attrs.get("type") in kinds and "src" not in node.attrs


def _is_finder(node: Node) -> bool:
    """Return whether it is the one script that searches the rows of a page, to the letter."""
    return not node.attrs and node.raw == finder()


def policy(page: PageFile) -> Found:
    """The policy allows the page's own sheet and nothing else."""
    metas = [n for n in page.root.find("meta") if n.attrs.get("http-equiv")]
    csp = metas[0].attrs.get("content", "") if metas else ""
    if "default-src 'none'" not in csp or "unsafe" in csp or "http" in csp:
        yield f"content security policy {csp[:60]!r}", "Keep the policy of page/dress.py"
    inline = [n for n in page.root.find("style", "script") if not _is_data(n)]
    for node in inline:
        if hashed(node.raw) not in csp:
            what = f"a {node.tag} that the policy does not name: {node.raw[:40]!r}"
            yield what, "Use page/dress.py"
    if "script-src" in csp and not any(node.tag == "script" for node in inline):
        yield "the policy allows a script that is not there", "Use dress.csp"


def names(page: PageFile) -> Found:
    """Pictures and links have names that say something."""
    by_id = {node.attrs["id"]: node for node in page.root.walk() if "id" in node.attrs}
    for node in page.root.find("img", "svg", "a", "summary"):
        if node.tag == "svg" and node.attrs.get("aria-hidden") == "true":
            continue
        name = _name(node, by_id)
        if node.tag == "svg" and not _is_image(node):
            yield f"{node} has no role=img", "Use figures.save, or hide it from screen readers"
        if not name or (node.tag in ("img", "svg") and _NOT_A_NAME.search(name)):
            yield f"{node} is named {name[:60]!r}", "Name it for what it shows"


def _is_image(node: Node) -> bool:
    """Return whether a drawing is an image, or a group of one and of what lies over it."""
    inner = [each for each in node.find("g") if each.attrs.get("aria-labelledby")]
    role = node.attrs.get("role")
    return role == "img" or (role == "group" and any(g.attrs.get("role") == "img" for g in inner))


def _name(node: Node, by_id: dict[str, Node]) -> str:
    if refs := node.attrs.get("aria-labelledby", "").split():
        return by_id[refs[0]].text if refs[0] in by_id else ""
    return node.attrs.get("aria-label") or node.attrs.get("alt", "").strip() or node.text


def figures(page: PageFile) -> Found:
    """Every figure has title, both drawings, description, table, source and files."""
    for node in page.root.find("figure"):
        name = node.attrs.get("data-figure", "?")
        needed = {
            "an id": node.attrs.get("id"),
            "a title": _words(node, "fig-title"),
            "a number": _words(node, "fig-no"),
            "a subtitle": _words(node, "fig-sub"),
            "a wide drawing": _drawn(node, "fig-wide"),
            "a phone drawing": _drawn(node, "fig-phone"),
            "a description": _words(node, "fig-desc"),
            "a table": node.find("table"),
            "a source": _words(node, "fig-source"),
        }
        links = {a.attrs.get("href", "") for a in node.find("a")}
        needed |= {f"its {end.upper()}": f"{name}.{end}" in links for end in ("csv", "png", "svg")}
        for what, found in needed.items():
            if not found:
                yield f"figure {name} has not {what}", "Make it with figures.save"
        if (words := _words(node, "fig-desc")) and _NOT_A_NAME.search(words):
            yield f"figure {name} is described as {words[:60]!r}", "Describe what it shows"


def _words(node: Node, name: str) -> str:
    return " ".join(found.text for found in node.having(name))


def _drawn(node: Node, name: str) -> bool:
    return any(found.find("svg") for found in node.having(name))


def tables(page: PageFile) -> Found:
    """Every table has a caption and headers with scope, and scrolls in a box that takes focus."""
    for number, node in enumerate(page.root.find("table"), start=1):
        captions = node.find("caption")
        where = captions[0].text[:40] if captions else f"table {number}"
        if not captions or not captions[0].text:
            yield f"{where} has no caption", "Use figures.table"
        cells = node.find("th")
        if not cells or any(cell.attrs.get("scope") not in ("col", "row") for cell in cells):
            yield f"{where}: a th without scope", "Use figures.table"
        box = node.parent
        if box is None or "scroll" not in box.classes or box.attrs.get("tabindex") != "0":
            yield f"{where} does not stand in a scroll box", "Use figures.table"


def plain(page: PageFile) -> Found:
    """No word that only the program knows: names of columns, keys, dates of files."""
    if page.kind in ("docs", "data"):
        return  # they are about the files
    for text, is_record in page.told:
        for found in INTERNAL.finditer(text):
            if not (is_record and found[0][0].isdigit()):
                near = " ".join(text[max(0, found.start() - 40) : found.end() + 20].split())
                yield f"“{found[0]}” in “{near}”", _in_words(found[0], text)
        for found in () if is_record else FIELD.finditer(text):
            if not INTERNAL.search(found[0]):
                yield f"“{found[0]}” in “{' '.join(text.split())[:60]}”", _in_words(found[1], text)


def _in_words(name: str, text: str) -> str:
    if f"{{{name}" in text:
        return f"No field is called so; there are {', '.join(current().fields()) or 'none'}"
    return "Say it in words, a parameter by its field, {name}; codes= names codes"


def marks(page: PageFile) -> Found:
    """Quotation marks and apostrophes are those of print, of the record's text as of ours."""
    for text, _ in page.told:
        if found := _TYPED.search(text):
            near = text[max(0, found.start() - 30) : found.end() + 20]
            yield f"a typewriter's {found[0]} in “{near}”", "Write pages by site.pages.Writer"


def wording(page: PageFile) -> Found:
    """No word that claims a cause."""
    for text, fault in faults_in_page(page.root):
        yield f"“{fault.word}” in “{text[:80]}”", f"Say instead: {fault.suggestion}"


CHECKS = (
    *(head, landmarks, headings, ids, inert, policy, marks, names, figures, tables, plain),
    wording,
)


def faults(page: PageFile) -> list[Problem]:
    """Return every point in which a page breaks the contract."""
    return [
        Problem(page.path, check.__name__, what, remedy)
        for check in CHECKS
        for what, remedy in check(page)
    ]
