"""Publishing: an edition frozen, gated and put in front, or nothing at all.

What is published lies in ``editions/`` (or where ``…_EDITIONS`` says), apart from ``build/``::

    editions/2026-11/       the edition as it was published; it never changes
    editions/2026-11.json   the hash of each of its files
    editions/front          the key of the edition in front
    editions/site           the site that is served: that edition, and every one under editions/
    editions/sites/         the sites that ``site`` has pointed at, newest two

``build/site`` is the working site: each build replaces it, and no reader is sent there. Readers
see ``editions/site``, a link that is moved by one rename, so that they and a killed run find the
old site or the new one.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from pressroom import gate, paths, project
from pressroom.build.kernels import system
from pressroom.build.options import PUBLISHED, disk_said
from pressroom.build.plan import Planned, Planner
from pressroom.build.store import Run, Store, link_or_copy, locked, point
from pressroom.editions import changes, editions, signing
from pressroom.editions.changes import with_changes
from pressroom.errors import GateError, RunError, UsageError, begin, first_few, will_last
from pressroom.gate import browser as by_browser
from pressroom.gate import checks
from pressroom.gate.reading import page_at
from pressroom.page.bundle import Bundle, Correction, Edition
from pressroom.site import allowed, bundle

SITE, SITES, STAGED = "site", "sites", ".staged"
KEPT = 2
SHOWN = 40


def publish(
    key: str,
    day: str = "",
    browser: bool = True,
    keep_last_good: bool = False,
    sign: Path | None = None,
    data: Path | None = None,
    as_of: str | None = None,
) -> tuple[Edition, dict[str, str]]:
    """Return the edition just frozen and put in front, and its reports that are not up to date.

    Parameters
    ----------
    key : str
        The edition's: ``2026-11``. It has the reports as the last build left them.
    day : str
        ISO date of publication; today if blank.
    browser : bool
        Whether the gate looks at the pages in Chromium too.
    keep_last_good : bool
        Whether reports that are stale or failed go in as they last were, saying so.
    sign : Path, optional
        The private key that signs the edition's note.
    data : Path, optional
        The record; the project's if left out.
    as_of : str, optional
        Date as which the record is read.

    Raises
    ------
    UsageError
        If a report is stale, the key is taken or is none, or a newer edition is there.
    RunError
        If a report failed when it was last run.
    GateError
        If a page misses a target, or the browser's checks cannot be made and were not waived.
    LockedError
        If a build or another publication is at work.

    Notes
    -----
    The same edition published again is completed where a killed run had left it, and is
    otherwise left as it is.
    """
    folder, build = paths.editions(), paths.build()
    begin()
    editions.label_of(key)
    if browser and (lacking := by_browser.missing()):
        raise GateError("\n".join([*map(str, lacking), "Nothing was published."]))
    log = changes.log_of(paths.corrections())
    with disk_said(), locked(build), locked(folder), staged(folder) as stage:
        day = day_of(key, day, folder)
        planner = Planner(Store(build), data, as_of)
        bundles, rec, kept = ready(planner, keep_last_good)
        since = editions.last(stage, but=key)
        known = changes.known_by(log, day)
        bundles = with_changes(bundles, since, known)
        run = {"since": since.name if since else None, "as_of": as_of}
        editions.freeze(bundles, rec, stage, key, day, run, known)
        if sign:
            signing.sign(stage / f"{key}.json", sign)
        built = manifest(planner.store.site).get("run", {})
        edition = stand(stage, key, log, built, browser)
        commit(folder, stage, key)
    return edition, kept


def rollback(key: str | None) -> Edition:
    """Return an earlier edition, put back in front.

    Parameters
    ----------
    key : str or None
        Which; if None, the one published before the one in front.

    Raises
    ------
    UsageError
        If there is no such edition, or none before the one in front.
    GateError
        If a frozen file was changed, or the front's own pages miss a target.

    Notes
    -----
    No browser is asked for: the pages passed it when they were published, and a rollback is
    wanted most where something is broken. The edition taken from the front stays where it lies.
    """
    folder = paths.editions()
    begin()
    log = changes.log_of(paths.corrections())
    with disk_said(), locked(folder), staged(folder) as stage:
        key = key or before_front(folder)
        edition = stand(stage, key, log, {}, browser=False)
        commit(folder, stage, key)
    return edition


def before_front(folder: Path) -> str:
    """Return the key of the edition published before the one in front."""
    keys = [past.key for past in editions.listed(folder)]
    if (front := editions.in_front(folder)) is None:
        raise UsageError(
            f"no edition has been published: {project.command('publish')} --edition YYYY-MM"
        )
    if keys[-1] == front:
        raise UsageError(f"{front} is the first edition: there is none before it")
    return keys[keys.index(front) + 1]


def day_of(key: str, day: str, folder: Path) -> str:
    """Return the day of publication, after refusing what would rewrite or reorder the past."""
    past = editions.listed(folder)
    taken = next((each for each in past if each.key == key), None)
    if taken and taken != past[0]:
        raise UsageError(
            f"the edition {key} was published on {taken.published} and is never "
            f"overwritten; to put it in front: "
            f"{project.command('publish')} --rollback {key}"
        )
    day = day or (taken.published if taken else f"{date.today():%Y-%m-%d}")
    if not is_day(day):
        raise UsageError(f"{day!r} is no date: write it like 2026-11-21")
    if not taken and past and (day, key) <= (past[0].published, past[0].key):
        raise UsageError(
            f"{key} of {day} would come before {past[0].key}, published on "
            f"{past[0].published}: an edition follows the one before it"
        )
    return day


def is_day(text: str) -> bool:
    """Return True for an ISO date.

    Examples
    --------
    >>> is_day("2026-11-21"), is_day("20261121"), is_day("2026-11-31")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def ready(planner: Planner, keep_last_good: bool) -> tuple[list[Bundle], Any, dict[str, str]]:
    """Return the reports as the last build left them, ready to be dressed, and their record.

    Returns
    -------
    list of Bundle, Record, dict
        The reports in the order of the site; the record that they were made from; slug of each
        report that is not up to date, and why.
    """
    as_of = planner.glance.asked
    reports, _ = allowed(planner.folder, as_of)
    planned = planner.plan(reports)
    late = lateness(planned)
    if late and not keep_last_good:
        refuse_late(late, planner.store)
    kept = {s: (one, one.last) for s, one in planned.items() if one.last and one.last.is_whole()}
    if not kept:
        raise UsageError(f"no report has been built: run {project.command('build')} first")
    notices = {slug: notice(planner, *kept[slug]) for slug in late if slug in kept}
    rec = project.current().load(planner.folder, as_of)
    bundles = [bundle(one.report, last, rec, as_of, notices) for one, last in kept.values()]
    return bundles, rec, late


def lateness(planned: dict[str, Planned]) -> dict[str, str]:
    """Return why each report that cannot be published as it is cannot: stale, failed, damaged."""
    found = {}
    for slug, one in planned.items():
        if one.reasons:
            found[slug] = "; ".join(one.reasons)
        elif one.last is None or not one.last.is_whole():
            found[slug] = "the stored run is damaged"
    return found


def refuse_late(late: dict[str, str], store: Store) -> None:
    """Raise the error that names every report that is not up to date."""
    failed = [slug for slug in late if (store.failed / slug).is_dir()]
    lines = [f"  {slug}: {why}" for slug, why in late.items()]
    what = f"{len(late)} report{'s are' if len(late) != 1 else ' is'} not up to date"
    instead = "publish them as they last were with --keep-last-good"
    remedy = f"Run {project.command('build')}, or {instead}."
    raise (RunError if failed else UsageError)("\n".join([f"{what}:", *lines, remedy]))


def notice(planner: Planner, late: Planned, last: Run) -> str:
    """Return what the page of a report that is not up to date says of itself."""
    shown = planner.site.get("notices", {}).get(late.report.slug)
    return shown or f"Not updated since the record of {last.as_of}: {'; '.join(late.reasons)}"


def manifest(site: Path) -> dict:
    """Return what a site says that it was made from; nothing if there is no site."""
    path = site / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a copy of the folder of editions in which the next state is made.

    Notes
    -----
    Its files are links to the same bytes: freezing writes new files and changes none. What a
    killed publication has left is cleared first. The site that is served counts where it and
    ``front`` say different things, since readers have seen it.
    """
    stage = folder / STAGED
    shutil.rmtree(stage, ignore_errors=True)
    shown = served(folder)
    if shown and shown != editions.in_front(folder):
        editions.bring_forward(folder, shown)
    stage.mkdir()
    for past in editions.listed(folder):
        shutil.copytree(folder / past.key, stage / past.key, copy_function=link_or_copy)
        shutil.copy2(folder / f"{past.key}.json", stage)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def served(folder: Path) -> str | None:
    """Return the key of the edition that readers are served; None if there is no site."""
    return manifest(folder / SITE).get("edition", {}).get("key")


def stand(stage: Path, key: str, log: tuple[Correction, ...], run: dict, browser: bool) -> Edition:
    """Make the front of an edition in the stage, hold it to the gate, and return its edition."""
    editions.bring_forward(stage, key)
    site = stage / SITE
    edition = editions.front(stage, site, log, run)
    problems = [*gate.check(site, browser=browser), *frozen_faults(site, key, browser)]
    if problems:
        shown = first_few([str(problem) for problem in problems], SHOWN)
        raise GateError("\n".join(["the edition missed its targets:", *shown]))
    return edition


def frozen_faults(site: Path, key: str, browser: bool) -> list[gate.Problem]:
    """Return what is wrong with a frozen edition beyond what its front was held to.

    Notes
    -----
    A frozen page is the front's with a banner: its links lead elsewhere, and one page shows
    whether the banner fits.
    """
    found = sorted((site / "editions" / key).rglob("*.html"))
    pages = [page_at(site, path.relative_to(site).as_posix()) for path in found]
    faults = checks.broken_links(pages, site)
    if browser:
        sample = f"editions/{key}/index.html"
        faults += by_browser.faults(site, {mode: [sample] for mode in by_browser.MODES})
    return faults


def commit(folder: Path, stage: Path, key: str) -> None:
    """Move the stage's edition and site into place; the last rename puts them in front."""
    system.flush_to_disk(stage)
    if (signature := stage / f"{key}.json.sig").is_file():
        signature.replace(folder / signature.name)
    if not (folder / f"{key}.json").is_file():
        # Without its note an edition does not count: a killed run may have left such a one.
        shutil.rmtree(folder / key, ignore_errors=True)
        (stage / key).rename(folder / key)
        (stage / f"{key}.json").rename(folder / f"{key}.json")
    (folder / SITES).mkdir(exist_ok=True)
    numbers = (int(p.name) for p in (folder / SITES).iterdir() if p.name.isdigit())
    place = folder / SITES / f"{max(numbers, default=0) + 1:06d}"
    (stage / SITE).rename(place)
    editions.bring_forward(folder, key)
    will_last(PUBLISHED, lambda: (folder / SITE).resolve() == place.resolve())
    point(folder / SITE, Path(SITES) / place.name)
    with suppress(OSError):  # what is not pruned now is pruned the next time
        for old in sorted((folder / SITES).iterdir())[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
