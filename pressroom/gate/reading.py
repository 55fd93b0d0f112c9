"""A page read into a tree, as a browser would without running anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser

from pressroom.project import current

# Attributes of our own pages are in double quotes, and a quote in text or data is escaped.
_ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]*)"')
_LINK = re.compile(r'<[a-zA-Z][^<>]*?\s(?:href|src)="([^"]*)"[^<>]*>([^<]{0,40})')
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


@dataclass(eq=False)
class Node:
    """One element: its tag, attributes (a bare one is ``""``), parent and children."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = None
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all below it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, *tags: str) -> list["Node"]:
        """Return the elements below with one of these tags, in document order."""
        return [node for node in self.walk() if node.tag in tags and node is not self]

    def having(self, name: str) -> list["Node"]:
        """Return the elements below with this class, in document order."""
        return [node for node in self.walk() if name in node.classes]

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attrs.get("class", "").split()

    @property
    def text(self) -> str:
        """All text below it, on one line."""
        return " ".join("".join(self._parts()).split())

    def _parts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._parts()

    def within(self, *tags: str) -> bool:
        """Return whether it stands inside an element with one of these tags."""
        node = self.parent
        while node is not None:
            if node.tag in tags:
                return True
            node = node.parent
        return False

    def __str__(self) -> str:
        name = "".join(
            f' {key}="{self.attrs[key]}"' for key in ("id", "class") if key in self.attrs
        )
        return f"<{self.tag}{name}>"


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node("#page", {})
        self.at: Node = self.root
        self.doctype = ""
        self.repeated: list[str] = []

    def handle_decl(self, decl):
        self.doctype = decl

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        self.repeated += [f"{tag} {name}" for name in set(names) if names.count(name) > 1]
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self.at.parent is not None:
            self.at = self.at.parent

    def handle_endtag(self, tag):
        node = self.at
        while node.parent is not None and node.tag != tag:
            node = node.parent
        if node.parent is not None:
            self.at = node.parent

    def handle_data(self, data):
        self.at.children.append(data)


@dataclass(frozen=True)
class PageFile:
    """A page of the site, taken apart only when somebody asks.

    Attributes
    ----------
    path : str
        Its path in the site, with ``/``.
    html : str
        The file's text.
    """

    path: str
    html: str

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        reader.close()
        return reader

    @property
    def root(self) -> Node:
        """Its tree."""
        return self._read.root

    @property
    def doctype(self) -> str:
        """Its declaration, as ``DOCTYPE html``."""
        return self._read.doctype

    @property
    def repeated(self) -> list[str]:
        """Attributes given twice on one element, which browsers drop in silence."""
        return self._read.repeated

    @property
    def kind(self) -> str:
        """Return what type of page it is: ``report``, as the project says, or its folder's name.

        Examples
        --------
        >>> PageFile("reports/a/index.html", "").kind, PageFile("index.html", "").kind
        ('report', 'index')
        >>> PageFile("docs/faq/index.html", "").kind, PageFile("404.html", "").kind
        ('docs', '404')
        """
        *folders, name = self.path.split("/")
        if not folders:
            return name.removesuffix(".html")
        below = len(folders) == 2 or name != "index.html"
        kinds = {"reports": "report", **current().kinds}
        return kinds.get(folders[0], folders[0]) if below else folders[0]

    def ids(self) -> list[str]:
        """Return every id, in document order."""
        return [unescape(found) for found in _ID.findall(self.html)]

    def links(self) -> list[tuple[str, str]]:
        """Return every ``href`` and ``src`` with the words that follow it, in document order."""
        return [(unescape(found), words.strip()) for found, words in _LINK.findall(self.html)]


def read(path: str, html: str) -> PageFile:
    """Return a page."""
    return PageFile(path, html)
