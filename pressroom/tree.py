"""A page as a tree, read as a browser would without running anything. What walks HTML walks it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
# Elements that stand in a line of text; every other begins a new one.
INLINE = frozenset(("a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "mark", "q", "small"))
INLINE |= {"span", "strong", "sub", "sup", "time", "tspan", "wbr"}
# A tag that every reader of HTML takes apart alike; those whose content is no HTML are left out.
_PLAIN = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z][a-z0-9:-]*="[^"&<>\0]*")*)>')
_ATTRIBUTE = re.compile(r' ([^ =]+)="([^"]*)"')
_RAW = frozenset(("iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style"))
_RAW |= {"svg", "math", "template", "textarea", "title", "xmp"}


@dataclass(eq=False)
class Node:
    """One element: its tag, attributes (a bare one is ``""``), parent and children."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = None
    children: list["Node | str"] = field(default_factory=list)
    order: list["Node"] = field(default_factory=list, repr=False)  # all of the page's elements
    place: int = 0
    end: int = 0

    def walk(self) -> list["Node"]:
        """Return this element and all below it, in document order."""
        return self.order[self.place : self.end]

    def find(self, *tags: str) -> list["Node"]:
        """Return the elements below with one of these tags, in document order."""
        return [node for node in self.order[self.place + 1 : self.end] if node.tag in tags]

    def having(self, name: str) -> list["Node"]:
        """Return the elements below with this class, in document order."""
        return [node for node in self.walk() if name in node.classes]

    @cached_property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attrs.get("class", "").split()

    @property
    def text(self) -> str:
        """All text below it, on one line."""
        return " ".join("".join(self._parts()).split())

    @property
    def raw(self) -> str:
        """Its own text as it is written, as of a script or a style sheet."""
        return "".join(child for child in self.children if isinstance(child, str))

    def _parts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._parts()

    def above(self) -> Iterator["Node"]:
        """Yield the elements that it stands in, the nearest first."""
        node = self
        while (node := node.parent) is not None:
            yield node

    def within(self, *tags: str) -> bool:
        """Return whether it stands inside an element with one of these tags."""
        return any(node.tag in tags for node in self.above())

    def __str__(self) -> str:
        named = (f' {key}="{self.attrs[key]}"' for key in ("id", "class") if key in self.attrs)
        return f"<{self.tag}{''.join(named)}>"


class Tree(HTMLParser):
    """A page's elements below `root`; its doctype, and attributes that stand twice on one."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.root = Node("#page", {})
        self.root.order.append(self.root)
        self.at: Node = self.root
        self.doctype = ""
        self.repeated: list[str] = []
        self.feed(html)
        self.close()
        for node in reversed(self.root.order):
            node.end = max(node.end, node.place + 1)
            if node.parent is not None:
                node.parent.end = max(node.parent.end, node.end)

    def parse_starttag(self, i):
        # Most tags of a page are plain, and stand on it, or on another, to the letter.
        found = _PLAIN.match(self.rawdata, i)
        if found is None or found[1] in _RAW:
            return super().parse_starttag(i)
        self.handle_starttag(found[1], _ATTRIBUTE.findall(found[2]))
        return found.end()

    def handle_decl(self, decl):
        self.doctype = decl

    def handle_starttag(self, tag, attrs):
        held = {name: value or "" for name, value in attrs}
        if len(held) < len(attrs):
            names = [name for name, _ in attrs]
            self.repeated += [f"{tag} {name}" for name in held if names.count(name) > 1]
        node = Node(tag, held, self.at, order=self.root.order, place=len(self.root.order))
        node.order.append(node)
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
