"""The gate: what a site must pass before it is published."""

from pathlib import Path

from parley.reports.gate import browser as by_browser
from parley.reports.gate import contract, links, sizes
from parley.reports.gate.problem import Problem
from parley.reports.gate.reading import PageFile, read

__all__ = ["Problem", "check"]


def check(site: Path, browser: bool = True, before: Path | None = None) -> list[Problem]:
    """Return every target that a site misses.

    Parameters
    ----------
    site : Path
        Its folder. Frozen editions in it were checked when they were made, and are passed over.
    browser : bool
        Whether to look at the pages in Chromium too. If it or axe-core is missing, that is a
        problem of its own, which says which checks were not made.
    before : Path, optional
        A site that has passed: a page that is the same there is not opened in the browser again.

    Returns
    -------
    list of Problem
        In the order of the pages; empty if the site may be published.
    """
    site = Path(site)
    pages = read_site(site)
    found = [problem for page in pages for problem in contract.faults(page) + sizes.faults(page)]
    found += links.faults(pages, site) + sizes.cards(site)
    if browser:
        found += by_browser.missing() or by_browser.faults(site, plan(pages, site, before))
    order = {page.path: number for number, page in enumerate(pages)}
    return sorted(found, key=lambda problem: order.get(problem.page, -1))


def read_site(site: Path) -> list[PageFile]:
    """Return every page of a site but those of its frozen editions, by path."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    own = [path for path in found if not path.startswith("editions/") or path.count("/") == 1]
    return [read(path, (site / path).read_text(encoding="utf-8")) for path in own]


def plan(pages: list[PageFile], site: Path, before: Path | None) -> dict:
    """Return which pages the browser looks at in which way.

    One page of each type, and of each notebook, in every way; every changed page in one.
    """
    changed = [page for page in pages if not _is_same(page, before)]
    samples: dict[tuple, str] = {}
    for page in changed:
        notebook = page.path.split("/")[1].split("--")[0] if page.kind == "report" else ""
        # The largest page of a type has the most that can go wrong.
        largest = samples.get((page.kind, notebook))
        if largest is None or len(page.html) > (site / largest).stat().st_size:
            samples[page.kind, notebook] = page.path
    found = {mode: list(samples.values()) for mode in by_browser.MODES}
    rest = [page.path for page in changed if page.path not in samples.values()]
    return found | {mode: rest for mode in by_browser.ONE}


def _is_same(page: PageFile, before: Path | None) -> bool:
    last = before / page.path if before else None
    return last is not None and last.is_file() and last.read_text(encoding="utf-8") == page.html
