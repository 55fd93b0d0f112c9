"""Does a published page still say what the record gives? Number by number, byte by byte, offline.

A page is made anew by whoever calls (the report's notebook is run again), and what a reader of
the published page sees is compared with it: text, names, drawings, links, embedded values, files.
"""

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from pressroom.build.stamp import of_file
from pressroom.gate.reading import PageFile, page_at
from pressroom.tree import INLINE, Node

MATCH, MISMATCH, CANNOT = "match", "mismatch", "cannot recompute here"
MANIFEST = "manifest.json"
_NUMBER = re.compile(r"\d[\d,.]*")
_NAMED = ("alt", "aria-label", "title", "content", "href", "datetime", "id")
_DRAWN = (
    *("d", "x", "y", "cx", "cy", "r", "x1", "y1", "x2", "y2", "width", "height", "points"),
    *("transform", "viewBox", "viewbox", "class"),
)
_UNSAID = frozenset(("style", "script"))


class Mismatch(NamedTuple):
    """One thing that differs: where on the page, what the record gives, what the page says."""

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected!r}, found {self.found!r}"


class Answer(NamedTuple):
    """What verification says of one page; never nothing.

    Attributes
    ----------
    page : str
        Its path in the site.
    outcome : str
        ``match``, ``mismatch`` or ``cannot recompute here``.
    numbers : int
        How many numbers a reader of the page sees.
    mismatches : tuple of Mismatch
        In the order of the page.
    reason : str
        Why it cannot be recomputed here.
    """

    page: str
    outcome: str
    numbers: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        if self.outcome == MATCH:
            what = self.reason or f"{self.numbers:,} numbers"
            return f"{self.page}: match, {what}"
        if self.outcome == CANNOT:
            return f"{self.page}: {CANNOT}: {self.reason}"
        return "\n".join([f"{self.page}: mismatch", *(f"  {each}" for each in self.mismatches)])


class Remade(NamedTuple):
    """Pages made anew.

    Attributes
    ----------
    site : Path or None
        A folder that holds them at their own paths; None if none could be made.
    reasons : mapping
        For each page that could not be made, why.
    """

    site: Path | None
    reasons: Mapping[str, str] = {}


class Fact(NamedTuple):
    """One thing that a page says, and where it says it."""

    where: str
    value: str


def verify(
    site: Path, remake: Callable[[Sequence[str]], Remade], pages: Sequence[str] = ()
) -> list[Answer]:
    """Return an answer for every page asked for.

    Parameters
    ----------
    site : Path
        The published site.
    remake : callable
        Takes the pages' paths and makes them anew from the record as it was then, by running
        the reports' notebooks again. For a page whose inputs are not here it gives a reason.
    pages : sequence of str
        Which pages; all but those of frozen editions if left out, and then every other file,
        the list of files, and the manifest too.

    Returns
    -------
    list of Answer
        By path. A page that contradicts its own embedded values is a mismatch, whether or not
        it can be recomputed.
    """
    site, wanted = Path(site), list(pages) or _own(site, "*.html")
    remade = remake(wanted)
    found = [_page(site, page, remade) for page in wanted]
    if not pages and remade.site is not None:
        there, fresh = _own(site, "*"), _own(remade.site, "*")
        # A report's own files are compared with its page; the manifest speaks of the run.
        others = [p for p in there if not (p.endswith(".html") or p.startswith("reports/"))]
        others = [path for path in others if path != MANIFEST]
        found += [answer for path in others if (answer := _file(site, path, remade, remade.site))]
        gone = [path for path in fresh if path not in there and not path.startswith("reports/")]
        found += [_missing(path) for path in gone if path != MANIFEST]
        found += [_missing(path) for path in fresh if path.endswith(".html") and path not in wanted]
        found += _manifest(site, remade, remade.site)
    return sorted({answer.page: answer for answer in found}.values(), key=lambda one: one.page)


def _manifest(site: Path, remade: Remade, made: Path) -> list[Answer]:
    """Return an answer for the manifest, its parts computed anew; none where it cannot be made."""
    published, fresh = site / MANIFEST, made / MANIFEST
    if remade.reasons or not fresh.is_file():
        return []
    if not published.is_file():
        return [_missing(MANIFEST)]
    try:
        then, now = (json.loads(path.read_text(encoding="utf-8")) for path in (published, fresh))
        old, new = (
            [Fact(f"{MANIFEST}, {key}", value) for key, value in _flat("", held)]
            for held in ({k: v for k, v in site.items() if k != "run"} for site in (then, now))
        )
    except (ValueError, TypeError, AttributeError):
        return [Answer(MANIFEST, MISMATCH, 0, (Mismatch(MANIFEST, "JSON", "something else"),))]
    found = tuple(_unlike(old, new))
    return [Answer(MANIFEST, MISMATCH if found else MATCH, 0, found)]


def _own(site: Path, pattern: str) -> list[str]:
    paths = sorted(path for path in site.rglob(pattern) if path.is_file())
    names = [path.relative_to(site).as_posix() for path in paths]
    return [name for name in names if not re.match(r"editions/[^/]+/", name)]


def _page(site: Path, path: str, remade: Remade) -> Answer:
    if not (site / path).is_file():
        return _missing(path)
    page = page_at(site, path)
    told = [fact.value for fact in said(page)]
    numbers = sum(len(_NUMBER.findall(text)) for text in told)
    inner = [*contradictions(page, told), *_unlike_hashes(site, page)]
    fresh = remade.site / path if remade.site else None
    if fresh is not None and not fresh.is_file() and path not in remade.reasons:
        surplus = Mismatch("the site", "no such page", "this page")
        return Answer(path, MISMATCH, numbers, (surplus, *inner))
    if fresh is None or not fresh.is_file():
        reason = remade.reasons.get(path, "the page could not be made from this record")
        outcome = MISMATCH if inner else CANNOT
        return Answer(path, outcome, numbers, tuple(inner), reason)
    again = PageFile(path, fresh.read_text(encoding="utf-8"))
    outer = [] if again.html == page.html else [*differences(page, again)]
    outer += _unlike_files(site, page, fresh.parent)
    found = tuple(dict.fromkeys([*outer, *inner])) or tuple(_unlike_bytes(site / path, fresh))
    return Answer(path, MISMATCH if found else MATCH, numbers, found)


def _unlike_bytes(published: Path, fresh: Path) -> Iterator[Mismatch]:
    """Yield where a file differs from its remake though it says the same: what hides or acts."""
    if published.read_bytes() == fresh.read_bytes():
        return
    for number, expected, found in _unlike_lines(published, fresh):
        pairs = enumerate(zip(expected, found, strict=False))
        at = next((n for n, (a, b) in pairs if a != b), min(len(expected), len(found)))
        part = slice(max(0, at - 30), at + 60)
        yield Mismatch(f"the bytes of the page, line {number}", expected[part], found[part])
        return
    yield Mismatch("the bytes of the page", "its line ends", "others")


def _unlike_lines(published: Path, fresh: Path) -> Iterator[tuple[int, str, str]]:
    """Yield number, expected and found of each line that differs, whatever bytes they are."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in (published, fresh))
    lines = zip_longest(*map(str.splitlines, texts), fillvalue="")
    for number, (found, expected) in enumerate(lines, start=1):
        if found != expected:
            yield number, expected, found


def _missing(path: str) -> Answer:
    return Answer(path, MISMATCH, 0, (Mismatch("the site", "this page", "no such page"),))


def _file(site: Path, path: str, remade: Remade, fresh: Path) -> Answer | None:
    if path in remade.reasons:
        return Answer(path, CANNOT, reason=remade.reasons[path])
    if not (fresh / path).is_file():
        return Answer(path, MISMATCH, 0, (Mismatch(path, "no such file", "a file"),))
    if (site / path).read_bytes() == (fresh / path).read_bytes():
        return None
    return Answer(path, MISMATCH, 0, (_file_mismatch(site / path, fresh / path),))


def _file_mismatch(published: Path, fresh: Path) -> Mismatch:
    unlike = _unlike_lines(published, fresh) if published.suffix == ".csv" else ()
    for number, expected, found in unlike:
        return Mismatch(f"{published.name}, row {number}", expected, found)
    digests = (of_file(path)[:12] for path in (fresh, published))
    return Mismatch(f"{published.name}, SHA-256", *digests)


def differences(page: PageFile, fresh: PageFile) -> Iterator[Mismatch]:
    """Yield everything in which a published page differs from one made anew."""
    for facts in (said, named, drawn, held):
        yield from _unlike(facts(page), facts(fresh))


def said(page: PageFile) -> list[Fact]:
    """Return what a page says in words and numbers, block by block, charts' text included."""
    found: list[Fact] = []
    place, parts = ["the top of the page"], []

    def flush() -> None:
        if text := " ".join("".join(parts).split()):
            found.append(Fact(place[0], text))
        parts.clear()

    def walk(node: Node) -> None:
        if node.tag in _UNSAID:
            return
        if node.tag not in INLINE:
            flush()
        place[0] = _place(node) or place[0]
        for child in node.children:
            parts.append(child) if isinstance(child, str) else walk(child)
        if node.tag not in INLINE:
            flush()

    walk(page.root)
    return found


def _place(node: Node) -> str:
    if node.tag in ("h1", "h2", "h3"):
        return f"“{node.text[:60]}”"
    name = node.attrs.get("data-figure") or node.attrs.get("data-table")
    return f"figure {name}" if name else ""


def named(page: PageFile) -> list[Fact]:
    """Return what a page says in attributes: names, links, anchors."""
    return [
        Fact(f"{name} of {node.tag}", node.attrs[name])
        for node in page.root.walk()
        for name in _NAMED
        if node.attrs.get(name) and node.attrs.get("http-equiv") is None
    ]


def drawn(page: PageFile) -> list[Fact]:
    """Return the shapes of a page's charts."""
    return [
        Fact(f"the drawing {_owner(svg)}", f"{node.tag} {name} {node.attrs[name]}")
        for svg in page.root.find("svg")
        for node in svg.walk()
        for name in _DRAWN
        if name in node.attrs
    ]


def _owner(svg: Node) -> str:
    around = [node.attrs.get("data-figure") for node in (svg, *svg.above())]
    named = (name for name in around if name is not None)
    return next((f"of figure {name}" for name in named), "beside a report")


def held(page: PageFile) -> list[Fact]:
    """Return a page's embedded values, flat."""
    return [Fact(f"embedded value {key}", value) for key, value in _flat("", page.values)]


def _flat(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{key}.{name}" if key else name, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(f"{key}[{number}]", inner)
    else:
        yield key, json.dumps(value, ensure_ascii=False)


def _unlike(found: list[Fact], expected: list[Fact]) -> Iterator[Mismatch]:
    old, new = [fact.value for fact in found], [fact.value for fact in expected]
    if old == new:
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for was, now in zip_longest(found[a:b], expected[c:d]):
            where = (was or now).where
            yield from _words(where, now.value if now else "", was.value if was else "")


def _words(where: str, expected: str, found: str) -> Iterator[Mismatch]:
    old, new = found.split(), expected.split()
    if len(old) != len(new):
        yield Mismatch(where, expected[:160], found[:160])
        return
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        if was != now:
            around = " ".join(new[max(0, number - 3) : number + 4])
            yield Mismatch(f"{where}, near “{around[:80]}”", now[:80], was[:80])


def contradictions(page: PageFile, told: Sequence[str]) -> Iterator[Mismatch]:
    """Yield every claim among a page's embedded values that is not in what the page says."""
    visible = _bare(" ".join(told))
    for group in page.values.get("claims", []):
        for claim in group.get("claims", []):
            if _bare(claim["text"]) not in visible:
                where = f"the claim of kind {group.get('kind')}"
                yield Mismatch(where, claim["text"], "no such sentence on the page")


def _bare(text: str) -> str:
    # A quotation's marks are drawn by the sheet on the page and written out in the value.
    return "".join(re.sub(r"[“”]", "", text).split())


def _unlike_hashes(site: Path, page: PageFile) -> Iterator[Mismatch]:
    for figure in page.values.get("figures", []):
        for file in (figure.get("files") or {}).values():
            path = (site / page.path).with_name(Path(file["name"]).name)
            digest = of_file(path) if path.is_file() else "no file"
            if digest != file["sha256"]:
                yield Mismatch(f"{path.name}, SHA-256", file["sha256"][:12], digest[:12])


def _unlike_files(site: Path, page: PageFile, fresh: Path) -> Iterator[Mismatch]:
    if page.kind != "report":
        return
    published = (site / page.path).parent
    names = {p.name for folder in (published, fresh) for p in folder.iterdir()}
    for name in sorted(names - {Path(page.path).name}):
        if not (published / name).is_file() or not (fresh / name).is_file():
            yield Mismatch(name, "a file in both", "a file in one")
        elif (published / name).read_bytes() != (fresh / name).read_bytes():
            yield _file_mismatch(published / name, fresh / name)
