"""A page as a PDF: printed by Chromium, tagged, with an outline.

Chromium prints a surface that is filled with an SVG pattern as a picture of the whole page, 300 KB
each. The hatching is therefore laid out as lines before printing, clipped to the surface.
"""

from pathlib import Path

from pressroom.errors import UsageError
from pressroom.gate import browser as by_browser
from pressroom.nearest import nearest

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
        out.parent.mkdir(parents=True, exist_ok=True)
        tab.pdf(path=str(out), format="A4", prefer_css_page_size=True, tagged=True, outline=True)
    return out
