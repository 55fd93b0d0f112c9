"""The checks that only a browser can make: axe, overflow, requests, errors, no scripts."""

import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pressroom import paths, project
from pressroom.gate.checks import Problem

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
LANES = max(1, min(2, os.cpu_count() or 1))
LOOK = Path(__file__).with_name("look.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LISTEN = """document.addEventListener('securitypolicyviolation', event =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"""
OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"


@dataclass(frozen=True)
class Mode:
    """One way of looking at a page: width, theme, scale, details open, scripts, axe."""

    name: str
    width: int = 1280
    scheme: str = "light"
    scale: int = 1
    is_open: bool = False
    scripts: bool = True
    axe: bool = False


MODES = (
    Mode("light", axe=True),
    Mode("dark", scheme="dark", axe=True),
    Mode("360 px, details open", width=360, is_open=True, axe=True),
    Mode("768 px", width=768),
    Mode("390 px", width=390),
    Mode("320 px", width=320),
    Mode("640 px at 2x", width=640, scale=2),
    Mode("without scripts", scripts=False),
)
ONE = (Mode("360 px, details open, dark", width=360, scheme="dark", is_open=True, axe=True),)
KNOWN = (Mode("360 px, details open, dark, known", 360, scheme="dark", is_open=True),)


def chromium() -> str | None:
    """Return the path of the machine's Chromium; None if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def axe() -> Path | None:
    """Return axe-core: ``…_AXE``, else as npm put it under ``tests/``; None if absent."""
    installed = "tests/node_modules/axe-core/axe.min.js"
    try:
        place = Path(project.value("AXE") or paths.root() / installed)
    except paths.NotFoundHereError:
        return None
    return place if place.is_file() else None


def missing() -> list[Problem]:
    """Return what the browser's checks lack here, and which checks could not be made."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return [_lacks("playwright is not installed", f"Install it: {project.extra('browser')}")]
    found = []
    if chromium() is None:
        found.append(_lacks("Chromium was not found", "Install it, or pass --without-browser"))
    if axe() is None:
        remedy = f"Run npm ci in tests/, or set {project.variable('AXE')}"
        found.append(_lacks("axe-core was not found", remedy))
    return found


def _lacks(what: str, remedy: str) -> Problem:
    not_made = "accessibility, overflow, requests, console and no-script checks were not made"
    return Problem("", "browser", f"{what}: {not_made}", remedy)


@contextmanager
def browser() -> Iterator:
    """Give a headless Chromium, closed at the end."""
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as play,
        play.chromium.launch(executable_path=chromium(), args=ARGUMENTS) as made,
    ):
        yield made


def faults(site: Path, plan: dict[Mode, list[str]]) -> list[Problem]:
    """Return what a browser holds against the pages.

    Parameters
    ----------
    site : Path
        The site's folder; pages are opened as files, so that nothing but it can be reached.
    plan : dict of Mode to list of str
        Which pages are looked at in which way.

    Notes
    -----
    The pages are dealt out to two browsers, of a thread each, on a machine of two cores or more.
    """
    rules = axe()
    source = rules.read_text(encoding="utf-8") if rules else ""
    most = max(map(len, plan.values()), default=0)
    lanes = max(1, min(LANES, most))
    over = threading.Event()
    deal = [{mode: pages[lane::lanes] for mode, pages in plan.items()} for lane in range(lanes)]
    with ThreadPoolExecutor(lanes) as pool:
        try:
            given = [pool.submit(_lane, site, share, source, over) for share in deal]
            found = [problem for each in given for problem in each.result()]
        finally:
            over.set()  # whoever is interrupted waits for one page of each lane, not for all
    order = {page: number for number, page in enumerate(chain(*plan.values()))}
    return sorted(found, key=lambda problem: order[problem.page])


def _lane(
    site: Path, plan: dict[Mode, list[str]], source: str, over: threading.Event
) -> list[Problem]:
    found = []
    with browser() as made:
        for mode, pages in plan.items():
            if not pages:
                continue
            context = made.new_context(
                viewport={"width": mode.width, "height": 900},
                color_scheme=mode.scheme,
                device_scale_factor=mode.scale,
                java_script_enabled=mode.scripts,
            )
            tab = _tab(context, mode, source)
            for page in pages:
                if over.is_set():
                    return found
                found += _look(tab, site, page, mode)
            context.close()
    return found


def _tab(context, mode: Mode, source: str):
    tab = context.new_page()
    # The network is cut: a page that needs it must not look whole here.
    tab.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    if mode.scripts:
        tab.add_init_script(_LISTEN)
    if mode.axe:
        tab.add_init_script(source)
    return tab


@contextmanager
def _heard(tab) -> Iterator[tuple[list[str], list[str]]]:
    said, asked = [], []
    hear = {
        "console": lambda m: said.append(m.text) if m.type in ("error", "warning") else None,
        "pageerror": lambda error: said.append(str(error)),
        "request": lambda request: asked.append(request.url),
    }
    for event, listener in hear.items():
        tab.on(event, listener)
    yield said, asked
    for event, listener in hear.items():
        tab.remove_listener(event, listener)


def _look(tab, site: Path, page: str, mode: Mode) -> list[Problem]:
    address = (site / page).resolve().as_uri()
    with _heard(tab) as (said, asked):
        tab.goto(address)
        seen = tab.evaluate(
            LOOK.read_text(encoding="utf-8"),
            [mode.is_open, mode.scripts, RULES if mode.axe else None],
        )
    found = list(_told(seen, mode))
    found += [(f"asks for {url}", "Copy it into the page") for url in asked if url != address]
    found += [(f"the console says: {text[:200]}", "Mend what it names") for text in said]
    return [Problem(page, f"browser, {mode.name}", what, remedy) for what, remedy in found]


def _told(seen: dict, mode: Mode) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what a look at a page has seen, and the remedy."""
    width, culprit = seen["widest"]
    if width > mode.width:
        yield f"is {width} px wide; the widest is {culprit!r}", "Let it wrap, or scroll in a box"
    if seen["says"] < 40 or not seen["heading"]:
        yield "shows nothing", "The page must render without scripts"
    if seen["drawings"] != seen["figures"]:
        yield f"{seen['drawings']} drawings seen", "Each figure shows one drawing: wide or phone"
    for rule, help_text, where in seen["axe"]:
        yield f"axe {rule} at {'; '.join(where)}", help_text
    for cell in seen["dull"]:
        yield f"a card shows what says nothing: {cell!r}", "Leave it out of sight on a card"
    for words in seen["narrow"]:
        yield f"a column is so narrow that {words!r} takes three lines", "Give it more room"
    for table, wide, count, words in seen["cut"]:
        yield (
            f"{count} cells of {table[:60]!r} are cut, by {wide} px: the first is {words!r}",
            "Show fewer columns, let words wrap, or let rows become cards (.cards)",
        )
