"""A page looked at elsewhere: in JupyterLab as readers will see it, and on paper."""

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pressroom.errors import UsageError
from pressroom.figures.draw import Preview
from pressroom.gate import browser as by_browser
from pressroom.nearest import nearest

VIEWS = (("wide", 1100, 700), ("phone", 360, 640))


def in_scheme(page: str, scheme: str) -> str:
    """Return a page that is light or dark whatever the screen asks for.

    Notes
    -----
    The page's own policy names its style by hash, which this changes; it is taken out. The frame's
    sandbox lets no script run.
    """
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    always = "(min-width: 0)" if scheme == "dark" else "(max-width: 0)"
    return re.sub(r"\(prefers-color-scheme:\s*dark\)", always, page)


class FailedCellError(UsageError):
    """A saved notebook holds a cell that failed: one line says so, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def preview(notebook: str | Path | None = None) -> Preview:
    """Return the page that a saved notebook makes.

    Parameters
    ----------
    notebook : path, optional
        Its file; the notebook that is open in JupyterLab if left out.

    Raises
    ------
    UsageError
        If it is not known which notebook is open, it was saved without having been run, or one
        of its cells failed.
    """
    import nbformat

    from pressroom import context
    from pressroom.build.job import EXPLORE
    from pressroom.build.notebook import numbered
    from pressroom.page import draft, render

    path = Path(notebook or context.open_notebook())
    if not path.is_file():
        raise UsageError("name the notebook: preview('rain.ipynb')")
    book = nbformat.read(path, as_version=4)
    if not any(cell.get("outputs") for cell in book.cells):
        raise UsageError(f"{path.name} was saved without outputs: Run All, save, then preview()")
    for number, cell in numbered(book):
        if cell.cell_type == "code" and "preview(" in cell.source:
            cell.outputs = []  # the last look may be what failed
        kinds = {each.output_type for each in cell.get("outputs", ())}
        if "error" in kinds and EXPLORE not in cell.metadata.get("tags", ()):
            told = f"cell {number} failed in the saved notebook: run it, save, then preview()"
            raise FailedCellError(told)
    bundle, shell = draft(book, {"metadata": {"name": path.stem, "path": str(path.parent)}})
    page = render(book, bundle, shell)
    return Preview(
        [
            (f"{size}, {scheme}", width, height, in_scheme(page, scheme))
            for size, width, height in VIEWS
            for scheme in ("light", "dark")
        ]
    )


# A paper has no site around it. A link to another page of the site leads to the address at which
# the site says it stands; where it says none, its words stay and it is no link.
LINKS_AS_THEY_HOLD = """() => {
  const at = document.querySelector('link[rel=canonical]');
  document.querySelectorAll('a[href]').forEach(link => {
    const to = link.getAttribute('href');
    if (to.startsWith('#') || /^[a-z]+:/i.test(to)) return;
    if (at && /^https?:/.test(at.href)) link.href = new URL(to, at.href).href;
    else link.removeAttribute('href');
  });
}"""
# Chromium prints a surface that is filled with an SVG pattern as a picture of the whole page, 300
# KB each: the hatching is laid out as lines before printing, clipped to the surface.
HATCHING_AS_LINES = """() => {
  const made = (name, given = {}) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(given).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  };
  [...document.querySelectorAll('svg [fill^="url(#"]')].forEach((surface, number) => {
    const pattern = document.getElementById(surface.getAttribute('fill').slice(5, -1));
    const step = pattern ? parseFloat(pattern.getAttribute('width')) : 0, box = surface.getBBox();
    if (!step || !box.width || !box.height) return;
    const clip = made('clipPath', {id: 'hatched-' + number}), whole = surface.cloneNode(false);
    ['fill', 'stroke', 'id', 'class'].forEach(name => whole.removeAttribute(name));
    clip.append(whole);
    const lines = made('g', {'clip-path': `url(#hatched-${number})`, 'aria-hidden': 'true'});
    [...pattern.children].forEach(part => {
      for (let x = Math.floor(box.x / step); x * step < box.x + box.width; x++)
        for (let y = Math.floor(box.y / step); y * step < box.y + box.height; y++) {
          const tile = made('g', {transform: `translate(${x * step} ${y * step})`});
          tile.append(part.cloneNode(true));
          lines.append(tile);
        }
    });
    surface.before(clip, lines);
    surface.setAttribute('fill', 'none');
  });
}"""


def page_of(report: str, site: Path) -> Path:
    """Return the page of a report, named as a file or by its name in a site.

    Parameters
    ----------
    report : str
        As in ``rain--north``, or the path of any page.
    site : Path
        The site's folder.

    Raises
    ------
    UsageError
        If there is neither; the nearest names are given.
    """
    if (named := Path(report)).is_file():
        return named
    page = site / "reports" / report / "index.html"
    if not page.is_file():
        known = sorted(path.parent.name for path in site.glob("reports/*/index.html"))
        raise UsageError(f"there is no report {report!r} in the site. {nearest(report, known)}")
    return page


def pdf(page: Path, out: Path, with_tables: bool = False) -> Path:
    """Write a page as a tagged PDF with an outline, and return its path.

    Parameters
    ----------
    page : Path
        The page's file.
    out : Path
        Where the PDF goes.
    with_tables : bool
        Whether to print what is folded away: descriptions, tables, code.

    Raises
    ------
    UsageError
        If there is no such page, or no Chromium or playwright on this machine.
    """
    if not page.is_file():
        raise UsageError(f"there is no page {page}: build the site first")
    lacking = [each for each in by_browser.missing() if "axe" not in each.what]
    if lacking:
        raise UsageError(f"no PDF can be made: {lacking[0].what.split(':')[0]}")
    with by_browser.browser() as browser:
        tab = browser.new_context(color_scheme="light").new_page()
        tab.goto(page.resolve().as_uri())
        if with_tables:
            tab.evaluate(by_browser.OPEN)
        tab.evaluate(HATCHING_AS_LINES)
        tab.evaluate(LINKS_AS_THEY_HOLD)
        out.parent.mkdir(parents=True, exist_ok=True)
        tab.pdf(path=str(out), format="A4", prefer_css_page_size=True, tagged=True, outline=True)
    out.write_bytes(packed(out.read_bytes()))
    return out


MOST_PACKED = 200  # objects in one stream


def packed(made: bytes) -> bytes:
    """Return a PDF as Chromium writes it with all objects but streams packed and compressed.

    Parameters
    ----------
    made : bytes
        A PDF with a plain table of its objects, one revision, not encrypted.

    Notes
    -----
    Chromium writes each cell of a table and each link as an object of its own. Packed into object
    streams (ISO 32000-1, 7.5.7) they take a quarter of the room.
    What is not of that form is returned as it is, and so is what would grow.
    """
    table, size = _table(made)
    trailer = made.rpartition(b"trailer")[2].partition(b"startxref")[0].strip()
    if not table or b"/Encrypt" in trailer or b"/Prev" in trailer:
        return made
    bodies = dict(_bodies(made, table))
    kept = {number: body for number, body in bodies.items() if body.endswith(b"endstream")}
    loose = [number for number in bodies if number not in kept]
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for start in range(0, len(loose), MOST_PACKED):
        some = loose[start : start + MOST_PACKED]
        kept[size] = _stream(some, bodies)
        places |= {number: (2, size, place) for place, number in enumerate(some)}
        size += 1
    whole = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    for number, body in kept.items():
        places[number] = (1, len(whole), 0)
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    at = len(whole)
    places[size] = (1, at, 0)
    rows = (places.get(number, (0, 0, 0)) for number in range(size + 1))
    index = b"".join(
        bytes([kind]) + one.to_bytes(4, "big") + two.to_bytes(2, "big") for kind, one, two in rows
    )
    head = re.sub(rb"/Size \d+", b"/Type /XRef /W [1 4 2] /Size %d" % (size + 1), trailer)
    whole += b"%d 0 obj\n%b\nendobj\n" % (size, _deflated(head.removesuffix(b">>"), index))
    whole += b"startxref\n%d\n%%%%EOF\n" % at
    return bytes(whole) if len(whole) < len(made) else made


def _table(made: bytes) -> tuple[dict[int, int], int]:
    """Return where each object in use begins, by the table at the end, and how many there are."""
    found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", made)
    lines = made[int(found[1]) :].split(b"\n") if found else []
    if len(lines) < 3 or lines[0].strip() != b"xref":
        return {}, 0
    first, count = map(int, lines[1].split())
    rows = (line.split() for line in lines[2 : 2 + count])
    return {first + n: int(row[0]) for n, row in enumerate(rows) if row[2] == b"n"}, first + count


def _bodies(made: bytes, table: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the body of each object, in the order of the file."""
    ends = sorted([*table.values(), made.rindex(b"xref", 0, made.rindex(b"startxref"))])
    after = dict(pairwise(ends))
    for number, at in sorted(table.items(), key=lambda each: each[1]):
        body = made[at : after[at]].partition(b"obj")[2].rpartition(b"endobj")[0]
        yield number, body.strip(b"\r\n ")


def _stream(numbers: list[int], bodies: dict[int, bytes]) -> bytes:
    """Return one object stream."""
    at, heads, parts = 0, [], []
    for number in numbers:
        heads.append(b"%d %d" % (number, at))
        parts.append(bodies[number])
        at += len(bodies[number]) + 1
    head = b" ".join(heads) + b"\n"
    says = b"<</Type /ObjStm /N %d /First %d" % (len(numbers), len(head))
    return _deflated(says, head + b"\n".join(parts))


def _deflated(says: bytes, data: bytes) -> bytes:
    small = zlib.compress(data, 9)
    return b"%b /Filter /FlateDecode /Length %d>>\nstream\n%b\nendstream" % (
        says,
        len(small),
        small,
    )
