"""What kinds of element a page is made of: one of known kinds holds nothing new to judge."""

import zlib
from collections import Counter

from pressroom.gate.reading import PageFile
from pressroom.tree import Node

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
