"""A page of the site, as the gate and verification read it."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

from pressroom.project import current
from pressroom.tree import Node, Tree

# Attributes of our own pages are in double quotes, and a quote in text or data is escaped.
_ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]*)"')
_LINK = re.compile(r'<[a-zA-Z][^<>]*?\s(?:href|src)="([^"]*)"[^<>]*>([^<]{0,40})')


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
    def _read(self) -> Tree:
        return Tree(self.html)

    @property
    def root(self) -> Node:
        """Its tree."""
        return self._read.root

    @cached_property
    def told(self) -> list[tuple[str, bool]]:
        """What a reader is told, and whether it is text of the record; no code, no addresses."""
        found: list[tuple[str, bool]] = []
        for node in self.root.find("main"):
            _tell(node, False, found)
        return found

    @property
    def values(self) -> dict:
        """What it carries for verification; of what is no JSON, that it cannot be read."""
        for node in self.root.find("script"):
            if node.attrs.get("id") == f"{current().name}-values":
                try:
                    return json.loads(node.raw)
                except ValueError:
                    return {"unreadable": True}
        return {}

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

    @property
    def leads_on(self) -> bool:
        """Whether it takes its reader to another page at once, so that nobody looks at it."""
        return '<meta http-equiv="refresh"' in self.html

    def ids(self) -> list[str]:
        """Return every id, in document order."""
        return [unescape(found) for found in _ID.findall(self.html)]

    def links(self) -> list[tuple[str, str]]:
        """Return every ``href`` and ``src`` with the words that follow it, in document order."""
        return [(unescape(found), words.strip()) for found, words in _LINK.findall(self.html)]


def page_at(site: Path, path: str) -> PageFile:
    """Return the page that stands at a path of a site, whatever bytes it holds."""
    return PageFile(path, (site / path).read_text(encoding="utf-8", errors="replace"))


def _tell(node: Node, is_record: bool, found: list[tuple[str, bool]]) -> None:
    # Why a page is not the newest is said by the machine, which names what it names.
    classes = node.classes
    if node.tag in ("code", "pre", "script", "style") or "out" in classes or "why" in classes:
        return
    is_record = is_record or "record" in classes
    for child in node.children:
        if isinstance(child, str):
            found.append((child, is_record))
        else:
            _tell(child, is_record, found)
