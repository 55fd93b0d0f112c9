"""How heavy a page may be."""

import gzip
import json
from pathlib import Path

from pressroom.gate.problem import Problem
from pressroom.gate.reading import PageFile
from pressroom.project import current

LISTS = frozenset(("index", "data", "editions", "corrections"))
REPORT_BYTES, LIST_BYTES = 250_000, 600_000
GZIP_BYTES, NODES = 50_000, 4_000
DATA_BYTES, SMALL_BYTES, CARD_BYTES = 60_000, 2_000, 150_000
_LIGHTER = "Show fewer rows or figures, and leave the rest to the CSV"


def faults(page: PageFile) -> list[Problem]:
    """Return every limit that a page passes."""
    raw = page.html.encode()
    is_list = page.kind in LISTS | current().lists
    limits = [("bytes", len(raw), LIST_BYTES if is_list else REPORT_BYTES)]
    if not is_list:
        limits.append(("bytes gzipped", len(gzip.compress(raw, mtime=0)), GZIP_BYTES))
        limits.append(("elements", sum(1 for _ in page.root.walk()) - 1, NODES))
    for node in page.root.find("script"):
        limits.append(("bytes of embedded values", len(_raw(node).encode()), DATA_BYTES))
    found = [
        Problem(page.path, "size", f"{count:,} {what}, over {limit:,}", _LIGHTER)
        for what, count, limit in limits
        if count > limit
    ]
    return found + _embedded(page)


def _raw(node) -> str:
    return "".join(child for child in node.children if isinstance(child, str))


def _embedded(page: PageFile) -> list[Problem]:
    if page.kind != "report":
        return []
    held = [n for n in page.root.find("script") if n.attrs.get("id") == f"{current().name}-values"]
    try:
        values = json.loads(_raw(held[0])) if held else {}
    except ValueError:
        values = {}
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
