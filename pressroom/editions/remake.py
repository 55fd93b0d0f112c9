"""Published pages made anew from the record at hand: their notebooks run again, offline.

Only what was made from the same inputs can be compared. Where the manifest of a site names other
tables, another notebook, library, lock or template than lie here, the page is not made, and the
answer says which of them differ.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from pressroom import paths, project
from pressroom.build import matrix, stamp
from pressroom.build.plan import Planner
from pressroom.build.run import Nesting, Opening
from pressroom.build.store import Run, Store
from pressroom.editions import changes, editions
from pressroom.editions.changes import with_changes
from pressroom.editions.verify import Remade
from pressroom.errors import UsageError
from pressroom.page.bundle import Edition
from pressroom.site import assemble, bundle, listing

MANIFEST = "manifest.json"


def site_of(path: Path) -> tuple[Path, list[str]]:
    """Return the site that a page or folder belongs to, and the page's path in it.

    Parameters
    ----------
    path : Path
        A site's folder, or a page of one: the nearest folder above it with a manifest counts,
        so that a page of a frozen edition belongs to that edition.

    Raises
    ------
    UsageError
        If there is no such file, or no manifest beside or above it.
    """
    if not path.exists():
        raise UsageError(f"there is no page or site {path}")
    here = path.resolve()  # a publication may move editions/site meanwhile
    for folder in (here, *here.parents):
        if (folder / MANIFEST).is_file():
            pages = [] if folder == here else [here.relative_to(folder).as_posix()]
            if pages and here.is_dir():
                pages = [f"{pages[0]}/index.html"]
            return folder, pages
    raise UsageError(f"{path} belongs to no site: there is no {MANIFEST} beside or above it")


class Remaker:
    """Makes pages of one published site anew.

    Parameters
    ----------
    site : Path
        The published site.
    work : Path
        Empty folder for runs and pages.
    data : Path, optional
        The record; the project's own if left out.
    workers : int
        Reports at a time; one a core if 0.
    """

    def __init__(self, site: Path, work: Path, data: Path | None = None, workers: int = 0):
        self.site, self.work, self.workers = site, work, workers
        self.held = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
        self.edition = Edition.of(self.held["edition"])
        self.entries = {entry["slug"]: entry for entry in self.held["reports"]}
        self.planner = Planner(Store(work), data)
        if asked := self.asked():
            self.planner = Planner(Store(work), data, asked)
        self.reports = {r.slug: r for r in matrix.reports(self.planner.glance)}

    def __call__(self, wanted: Sequence[str]) -> Remade:
        """Return the pages made anew, and for those that could not be made the reason."""
        whole = not all(path.startswith("reports/") for path in wanted)
        slugs = [s for s, e in self.entries.items() if whole or e["path"] in wanted]
        lacking = {slug: why for slug in slugs if (why := self.unlike(self.entries[slug]))}
        runs, failed = self.run([slug for slug in slugs if slug not in lacking])
        lacking |= failed
        out = self.dress(runs) if runs or (whole and not lacking) else None
        reasons = {self.entries[slug]["path"]: why for slug, why in lacking.items()}
        shell = self.shell_reason(lacking)
        if shell or not whole:
            self.leave_reports(out)
        others = [path for path in self.files() if shell and not path.startswith("reports/")]
        return Remade(out, self.other_docs(out) | dict.fromkeys(others, shell) | reasons)

    def other_docs(self, out: Path | None) -> dict[str, str]:
        """Return why pages of the documentation cannot be compared; those made are cleared."""
        if (self.edition.docs or "") == listing.docs():
            return {}
        shutil.rmtree(out / "docs", ignore_errors=True) if out else None
        pages = [path for path in self.files() if path.startswith("docs/")]
        return dict.fromkeys(pages, "inputs differ: the documentation in docs/")

    def asked(self) -> str | None:
        """Return the day as which the record was read; None if it was read as it stood.

        Notes
        -----
        An edition says so. A working site names only the day that its reports were told, which
        is the newest of the record where none was asked for.
        """
        if "as_of" in self.held["run"]:
            return self.held["run"]["as_of"]
        days = Counter(entry["inputs"].get("as_of", "") for entry in self.entries.values())
        told = days.most_common(1)[0][0] if days else ""
        return None if told == self.planner.glance.as_of else told or None

    def unlike(self, entry: dict) -> str:
        """Return which of a report's inputs are not here; blank if all are."""
        if (report := self.reports.get(entry["slug"])) is None:
            return "reports.toml has no such report"
        if self.since and self.previous is None:
            return f"the edition {self.since}, with which it was compared, is not here"
        then = entry["inputs"]
        used = [n.removeprefix("table ") for n in then if n.startswith("table ")]
        reached = self.planner.reached_by(report)
        now = stamp.condensed(self.planner.stamp_of(report, used, reached))
        found = [*stamp.differences(then, now), *self.other_dress()]
        return f"inputs differ: {', '.join(found)}" if found else ""

    def other_dress(self) -> list[str]:
        """Return the name of the pages' dress if it is not the one that they were made with."""
        return [] if self.held.get("pages") == listing.dress() else ["templates of the pages"]

    def shell_reason(self, lacking: dict[str, str]) -> str:
        """Return why pages that speak of the whole record cannot be made; blank if they can."""
        now = {n: stamp.of_file(self.planner.folder / f"{n}.csv") for n in self.held["tables"]}
        found = [f"table {n}" for n in stamp.differences(self.held["tables"], now)]
        if found := [*found, *self.other_dress()]:
            return f"inputs differ: {', '.join(found)}"
        slug = next(iter(lacking), None)
        return f"it speaks of {slug}, and that: {lacking[slug]}" if slug else ""

    def files(self) -> list[str]:
        """Return every file of the published site but its frozen editions."""
        found = (p.relative_to(self.site).as_posix() for p in self.site.rglob("*") if p.is_file())
        return [p for p in found if not (p.startswith("editions/") and p.count("/") > 1)]

    @cached_property
    def since(self) -> str | None:
        """Key of the edition that this one was compared with."""
        return self.held["run"].get("since")

    @cached_property
    def previous(self) -> Path | None:
        """Folder of that edition, beneath the site, beside it, or among the project's."""
        places = (self.site / "editions", self.site.parent, paths.editions())
        found = (place / self.since for place in places if self.since)
        return next((folder for folder in found if (folder / MANIFEST).is_file()), None)

    def run(self, slugs: list[str]) -> tuple[dict[str, Run], dict[str, str]]:
        """Return the runs of reports, and for those that failed the reason."""
        if not slugs:
            return {}, {}
        folders = {slug: self.work / "runs" / slug for slug in slugs}
        (self.work / "runs").mkdir(parents=True, exist_ok=True)
        jobs = [self.planner.job(self.reports[slug], folders[slug]) for slug in slugs]
        folder, asked = self.planner.folder, self.planner.glance.asked
        modules = matrix.modules_of({job.notebook for job in jobs})
        opening = Opening(paths.root(), folder, asked, modules)
        with Nesting(opening, log=self.work / "nest.log") as nesting:
            nesting.ready()
            outcomes = nesting.run(jobs, self.workers or os.cpu_count() or 1)
        runs = {
            slug: self.planner.finished(self.reports[slug], folders[slug], outcomes[slug])
            for slug in slugs
            if outcomes[slug].ok
        }
        failed = {s: f"its run failed: {outcomes[s].reason}" for s in slugs if s not in runs}
        return runs, failed

    def dress(self, runs: dict[str, Run]) -> Path:
        """Return the folder of the pages of these runs, dressed as the edition that they were."""
        as_of = self.planner.glance.asked
        rec = project.current().load(self.planner.folder, as_of)
        notices = {s: e["notice"] for s, e in self.entries.items() if e["notice"]}
        bundles = [bundle(self.reports[s], run, rec, as_of, notices) for s, run in runs.items()]
        out = self.work / "remade"
        if self.edition.is_working:
            assemble(bundles, rec, out, self.edition)
            return out
        day = self.edition.published or ""
        log = changes.known_by(self.edition.corrections, day)
        frozen = replace(self.edition, frozen=True, past=(), corrections=log)
        since = changes.known_by(changes.log_of(paths.corrections()), day)
        assemble(with_changes(bundles, self.previous, since), rec, out, frozen)
        if not self.edition.frozen:
            editions.bring_out(out, self.edition.past, self.edition.corrections)
        return out

    def leave_reports(self, out: Path | None) -> None:
        """Clear all but the reports: the other pages were made without some of them."""
        if out is None:
            return
        for path in out.rglob("*"):
            if path.is_file() and path.relative_to(out).parts[0] != "reports":
                path.unlink()
