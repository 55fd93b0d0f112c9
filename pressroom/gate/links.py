"""Every link inside the site leads somewhere, from a server, a folder or a stick alike."""

import posixpath
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pressroom.gate.problem import Problem
from pressroom.gate.reading import PageFile, read


def faults(pages: Iterable[PageFile], site: Path) -> list[Problem]:
    """Return every link and anchor of the site's own that does not resolve.

    Parameters
    ----------
    pages : iterable of PageFile
        The pages whose links are followed.
    site : Path
        The site's folder; a link may lead to any file in it, an edition's too.
    """
    pages = list(pages)
    anchors = {page.path: set(page.ids()) for page in pages}
    found = []
    for page in pages:
        for target, words in dict.fromkeys(page.links()):
            if urlsplit(target).scheme:
                continue
            if what := _fault(page, target, site, anchors):
                found.append(Problem(page.path, "link", f"“{words}” {what}", _REMEDY))
    return found


_REMEDY = "Link a file of the site by its relative path, its name included"


def _fault(page: PageFile, target: str, site: Path, anchors: dict[str, set[str]]) -> str:
    parts = urlsplit(target)
    if parts.netloc or parts.path.startswith("/"):
        return f"is not relative: {target}"
    path = page.path
    if parts.path:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))
        if parts.path.endswith("/") or not posixpath.basename(path):
            return f"does not end in a file name: {target}"
        if (site / path).is_dir():
            return f"leads to a folder, not a file: {target}"
        if path.startswith("..") or not (site / path).is_file():
            return f"leads to a file that is not there: {target}"
    if parts.fragment and unquote(parts.fragment) not in _ids(path, site, anchors):
        return f"leads to an anchor that is not there: {target}"
    return "" if target else "leads nowhere"


def _ids(path: str, site: Path, anchors: dict[str, set[str]]) -> set[str]:
    if path not in anchors:
        anchors[path] = set(read(path, (site / path).read_text(encoding="utf-8")).ids())
    return anchors[path]
