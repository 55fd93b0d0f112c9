"""The gate: what a site must pass before it is published."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pressroom.gate import browser as by_browser
from pressroom.gate import checks, contract
from pressroom.gate.checks import Problem, parted
from pressroom.gate.reading import PageFile, page_at

__all__ = ["Problem", "check"]


def one_by_one(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what each job gives."""
    return [job() for job in jobs]


def check(
    site: Path, browser: bool = True, before: Path | None = None, spread: Callable = one_by_one
) -> list[Problem]:
    """Return every target that a site misses.

    Parameters
    ----------
    site : Path
        Its folder. Frozen editions in it were checked when they were made, and are passed over.
    browser : bool
        Whether to look at the pages in Chromium too. If it or axe-core is missing, that is a
        problem of its own, which says which checks were not made.
    before : Path, optional
        A site that has passed this gate: of a page that is the same there only the links are
        followed again, since what they lead to may have gone.
    spread : callable, optional
        Takes a job for each page: how the work is shared out.

    Returns
    -------
    list of Problem
        In the order of the pages; empty if the site may be published.
    """
    site = Path(site)
    looks = spread([partial(look, site, before, path) for path in paths(site)])
    found = [problem for each in looks for problem in each.problems]
    found += checks.lacking({each.path: each.anchors for each in looks}, site)
    found += checks.disagreements({each.path: each.says for each in looks}) + checks.cards(site)
    if browser:
        new = [page_at(site, each.path) for each in looks if each.is_new]
        found += by_browser.missing() or by_browser.faults(site, plan(new))
    order = {each.path: number for number, each in enumerate(looks)}
    return sorted(found, key=lambda problem: order.get(problem.page, -1))


class Look(NamedTuple):
    """What is kept of a page that was looked at: a whole site's pages would fill the memory.

    Attributes
    ----------
    path : str
        Its site path.
    problems : list of Problem
        What it misses by itself.
    anchors : list of Anchor
        What its links want of other pages.
    says : dict
        What it says, as `checks.statements` gives it.
    is_new : bool
        Whether it differs from the page in the site before.
    """

    path: str
    problems: list[Problem]
    anchors: list[checks.Anchor]
    says: dict[str, set[str]]
    is_new: bool


def look(site: Path, before: Path | None, path: str) -> Look:
    """Return what one page misses, and what is asked of others."""
    page = page_at(site, path)
    last = before / path if before else None
    is_new = not (last and last.is_file() and last.read_text(encoding="utf-8") == page.html)
    problems, anchors = checks.followed(page, site)
    problems += of_page(page) if is_new else []
    return Look(path, problems, anchors, checks.statements(page), is_new)


def of_page(page: PageFile) -> list[Problem]:
    """Return every target that one page misses by itself, links aside."""
    return contract.faults(page) + checks.overweight(page)


def paths(site: Path) -> list[str]:
    """Return the site path of every page but those of its frozen editions, sorted."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [path for path in found if not path.startswith("editions/") or path.count("/") == 1]


def plan(pages: list[PageFile]) -> dict[by_browser.Mode, list[str]]:
    """Return which pages the browser looks at in which way.

    One page of each type, and of each notebook, in every way; all the others in one. There axe
    judges those that hold an element of a kind not met before, and a sample of the rest. It
    does not open those that lead on to another page.
    """
    samples: dict[tuple, PageFile] = {}
    pages = [page for page in pages if not page.leads_on]
    for page in pages:
        notebook = page.path.split("/")[1].split("--")[0] if page.kind == "report" else ""
        # The largest page of a type has the most that can go wrong.
        if len(page.html) > len(samples.get((page.kind, notebook), PageFile("", "")).html):
            samples[page.kind, notebook] = page
    looked_at = [page.path for page in samples.values()]
    rest = [page for page in pages if page.path not in looked_at]
    fresh, known = parted(rest, list(samples.values()))
    return (
        dict.fromkeys(by_browser.MODES, looked_at)
        | dict.fromkeys(by_browser.ONE, fresh)
        | dict.fromkeys(by_browser.KNOWN, known)
    )
