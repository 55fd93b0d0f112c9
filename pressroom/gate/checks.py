"""What the gate asks of a site beyond the form of a page: links, weight, agreement; its samples."""

import gzip
import json
import posixpath
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from pressroom.gate.reading import PageFile, page_at
from pressroom.project import current
from pressroom.tree import Node


class Problem(NamedTuple):
    """One target that the site misses.

    Attributes
    ----------
    page : str
        Site path of the page; empty for the site as a whole.
    check : str
        Short name of the check.
    what : str
        What was found.
    remedy : str
        What to do.
    """

    page: str
    check: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.page or 'the site'}: {self.check}: {self.what}. {self.remedy}"


class Anchor(NamedTuple):
    """A place in another page that a link leads to.

    Attributes
    ----------
    page, name : str
        Site path of that page, and the id that it must have.
    words : str
        Words of the link.
    target : str
        It as it is written.
    """

    page: str
    name: str
    words: str
    target: str


def broken_links(pages: Iterable[PageFile], site: Path) -> list[Problem]:
    """Return every link and anchor of the site's own that does not resolve.

    Parameters
    ----------
    pages : iterable of PageFile
        The pages whose links are followed.
    site : Path
        The site's folder; a link may lead to any file in it, an edition's too.
    """
    faults, wanted = [], {}
    for page in pages:
        found, wanted[page.path] = followed(page, site)
        faults += found
    return faults + lacking(wanted, site)


_LINKED = "Link a file of the site by its relative path, its name included"


def followed(page: PageFile, site: Path) -> tuple[list[Problem], list[Anchor]]:
    """Return the links of a page that lead nowhere, and the anchors that other pages must have."""
    own, found, wanted = set(page.ids()), [], []
    for target, words in dict.fromkeys(page.links()):
        parts = urlsplit(target)
        if parts.scheme:
            continue
        path, what = _led(page.path, parts, target, site)
        name = unquote(parts.fragment)
        if not what and name and path == page.path:
            what = "" if name in own else f"leads to an anchor that is not there: {target}"
        elif not what and name:
            wanted.append(Anchor(path, name, words, target))
        if what:
            found.append(Problem(page.path, "link", f"“{words}” {what}", _LINKED))
    return found, wanted


def lacking(wanted: Mapping[str, Iterable[Anchor]], site: Path) -> list[Problem]:
    """Return the anchors that are not there, of those that pages want of others."""
    ids: dict[str, set[str]] = {}
    found = []
    for path, anchors in wanted.items():
        for one in anchors:
            if one.page not in ids:
                ids[one.page] = set(page_at(site, one.page).ids())
            if one.name not in ids[one.page]:
                what = f"“{one.words}” leads to an anchor that is not there: {one.target}"
                found.append(Problem(path, "link", what, _LINKED))
    return found


def _led(at: str, parts: SplitResult, target: str, site: Path) -> tuple[str, str]:
    """Return the site path that a link on a page leads to, and why it does not; else blank."""
    if parts.netloc or parts.path.startswith("/"):
        return "", f"is not relative: {target}"
    if not parts.path:
        return at, "" if target else "leads nowhere"
    path = posixpath.normpath(posixpath.join(posixpath.dirname(at), unquote(parts.path)))
    if parts.path.endswith("/") or not posixpath.basename(path):
        return path, f"does not end in a file name: {target}"
    place = site / path
    if not path.startswith("..") and place.is_file():
        return path, ""
    what = "to a folder, not a file" if place.is_dir() else "to a file that is not there"
    return path, f"leads {what}: {target}"


# An element says so in ``data-says="thing: key=value key=value"``. What a report claims it says by
# the words of its template: the same words about the same thing hold the same numbers everywhere.
_SAYS = re.compile(r'\sdata-says="([^"]*)"')
_NUMBER = re.compile(r"\d")


def disagreements(said: Mapping[str, dict[str, set[str]]]) -> list[Problem]:
    """Return each statement of a page that an earlier page makes otherwise.

    Parameters
    ----------
    said : mapping of site path to dict
        What each page says, as `statements` gives it.
    """
    first: dict[str, tuple[str, set[str]]] = {}
    found = []
    for path, stated in said.items():
        for key, values in stated.items():
            where, before = first.setdefault(key, (path, values))
            if not before & values:
                what = f"says of {key}: {_listed(values)}; {where} says: {_listed(before)}"
                found.append(Problem(path, "says", what, "Let both come from one function"))
    return found


def _listed(values: set[str]) -> str:
    return ", ".join(sorted(values))


def statements(page: PageFile) -> dict[str, set[str]]:
    """Return what a page says, by what it says it of.

    Examples
    --------
    >>> statements(PageFile("a.html", '<li data-says="rain/north: may=3 june=5">'))
    {'rain/north/may': {'3'}, 'rain/north/june': {'5'}}
    """
    found: dict[str, set[str]] = {}
    for written in _SAYS.findall(page.html):
        thing, _, rest = unescape(written).partition(": ")
        for pair in rest.split():
            key, _, value = pair.rpartition("=")
            found.setdefault(f"{thing}/{key}", set()).add(value)
    if page.kind == "report":
        for key, value in _claims(page):
            found.setdefault(key, set()).add(value)
    return found


def _claims(page: PageFile) -> Iterable[tuple[str, str]]:
    """Yield the template of each claim with what it is about, and the numbers and days in it."""
    raw = page.html.partition(f'id="{current().name}-values">')[2].partition("</script>")[0]
    try:
        held = json.loads(raw or "{}")
    except ValueError:
        return  # the check of the values says so
    about = {k: v for k, v in held.get("parameters", {}).items() if v is not None}
    for claim in (each for block in held.get("claims", ()) for each in block["claims"]):
        values = claim.get("values", {})
        counted = {k: v for k, v in values.items() if _NUMBER.search(str(v))}
        named = {**about, **{k: v for k, v in values.items() if k not in counted}}
        if counted:
            said = f"“{claim['template']}” {named or ''}".strip()
            yield said, json.dumps(counted, sort_keys=True)


LISTS = frozenset(("index", "data", "editions", "corrections"))
REPORT_BYTES, LIST_BYTES = 250_000, 600_000
GZIP_BYTES, NODES = 50_000, 4_000
FIGURES = 6  # that a report has these bytes for; a further one brings as much more as each of them
DATA_BYTES, SMALL_BYTES, CARD_BYTES = 60_000, 2_000, 150_000
NEAR = 0.9  # of a limit: from there on a build says so
_LIGHTER = "Show fewer rows or figures, and leave the rest to the CSV"


_FIGURE = re.compile(r'<figure\b[^>]*\bid="fig-([^"]+)".*?</figure>', re.DOTALL)


def _lighter(page: PageFile) -> str:
    """Return what makes a page lighter, and which of its figures weighs most."""
    weights = [(len(found[0].encode()), found[1]) for found in _FIGURE.finditer(page.html)]
    most = [f". Heaviest: {name}, {count:,} bytes" for count, name in [*sorted(weights)][-1:]]
    return "".join([_LIGHTER, *most])


def overweight(page: PageFile) -> list[Problem]:
    """Return every limit that a page passes."""
    found = [
        Problem(page.path, "size", f"{count:,} {what}, over {limit:,}", _lighter(page))
        for what, count, limit in _weights(page)
        if count > limit
    ]
    return found + _embedded(page)


def nearly(page: PageFile) -> list[str]:
    """Return each limit that a page has used up to nine tenths and more, and not passed."""
    return [
        f"{count:,} {what}, of at most {limit:,}"
        for what, count, limit in _weights(page)
        if NEAR * limit <= count <= limit
    ]


def _weights(page: PageFile) -> list[tuple[str, int, int]]:
    """Return what a page weighs: of what, how much, and the most."""
    raw = page.html.encode()
    is_list = page.kind in LISTS | current().lists
    more = max(page.html.count("<figure "), FIGURES) / FIGURES
    limits = [("bytes", len(raw), LIST_BYTES if is_list else int(REPORT_BYTES * more))]
    if not is_list:
        limits.append(("bytes gzipped", len(gzip.compress(raw, mtime=0)), int(GZIP_BYTES * more)))
        limits.append(("elements", len(page.root.walk()) - 1, NODES))
    held = [len(node.raw.encode()) for node in page.root.find("script")]
    return limits + [("bytes of embedded values", count, DATA_BYTES) for count in held]


def _embedded(page: PageFile) -> list[Problem]:
    if page.kind != "report":
        return []
    values = page.values
    if values.get("claims") and "inputs_hash" in values and "parameters" in values:
        return []
    what = "the page does not hold the values behind its numbers"
    remedy = f"Keep the script {current().name}-values of the template"
    return [Problem(page.path, "values", what, remedy)]


def cards(site: Path) -> list[Problem]:
    """Return the download pictures that are too heavy, each with the page that it belongs to."""
    return [
        Problem(
            f"{path.parent.relative_to(site).as_posix()}/index.html",
            "size",
            f"{path.name} has {path.stat().st_size:,} bytes, over {CARD_BYTES:,}",
            "Draw fewer marks, or at a lower resolution",
        )
        for path in sorted(site.glob("reports/*/*.png"))
        if path.stat().st_size > CARD_BYTES
    ]


# Attributes whose value changes how an element is judged; of the others it matters whether they
# say something.
_VALUED = frozenset(
    ("aria-hidden", "class", "colspan", "fill", "hidden", "lang", "rel", "role", "rowspan",
     "scope", "stroke", "style", "tabindex", "type")
)  # fmt: skip
SAMPLE = 8


def kinds(page: PageFile) -> set[tuple]:
    """Return every kind of element that a page has.

    Notes
    -----
    A kind is where an element stands (the tags and classes above it), its attributes, whether it
    has words or other elements, and whether another element of the page bears its label.

    Examples
    --------
    >>> one, two = (PageFile("a", f"<p>{text}</p><b></b>") for text in ("One", "Two"))
    >>> kinds(one) == kinds(two), kinds(one) == kinds(PageFile("a", "<p></p><b></b>"))
    (True, False)
    """
    labels = Counter(node.attrs.get("aria-label") for node in page.root.walk())
    found, left = set(), [(page.root, "")]
    while left:
        node, above = left.pop()
        here = f"{above}>{node.tag}.{node.attrs.get('class', '')}"
        below = [child for child in node.children if isinstance(child, Node)]
        has_words = any(isinstance(child, str) and child.strip() for child in node.children)
        said = sorted((k, v if k in _VALUED else str(bool(v))) for k, v in node.attrs.items())
        label = node.attrs.get("aria-label")
        is_twice = label is not None and labels[label] > 1
        found.add((here, tuple(said), has_words, bool(below), is_twice))
        left += [(child, here) for child in below]
    return found


def parted(pages: list[PageFile], samples: list[PageFile]) -> tuple[list[str], list[str]]:
    """Return the pages that are to be judged afresh, and those made of known kinds alone.

    Parameters
    ----------
    pages : list of PageFile
        Pages that are no samples.
    samples : list of PageFile
        Those that are judged in every way.

    Notes
    -----
    The richest pages come first. One in `SAMPLE` of the others is judged too, by a mark of its
    text, so that another day's pages are others.
    """
    known = {kind for page in samples for kind in kinds(page)}
    own = {page.path: kinds(page) for page in pages}
    fresh = set()
    for page in sorted(pages, key=lambda page: (-len(own[page.path]), page.path)):
        if own[page.path] - known or zlib.crc32(page.html.encode()) % SAMPLE == 0:
            fresh.add(page.path)
            known |= own[page.path]
    paths = [page.path for page in pages]
    return [p for p in paths if p in fresh], [p for p in paths if p not in fresh]
