"""From the record to a published site: plan, run, dress, gate, one rename."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from parley import paths, record
from parley.errors import GateError, RunError, UsageError
from parley.nearest import nearest
from parley.reports import matrix, stamp
from parley.reports.bundle import Bundle, Edition
from parley.reports.matrix import Report
from parley.reports.run import Job, Outcome, run_all
from parley.reports.store import Run, Store, locked


@dataclass
class Options:
    """What a build was asked to do; see ``parley build --help``."""

    data: Path | None = None
    out: Path | None = None
    only: tuple[str, ...] = ()
    as_of: str | None = None
    workers: int = 0
    force: bool = False
    browser: bool = False
    say: Callable[[str], None] = print


@dataclass
class Result:
    """How a build ended.

    Attributes
    ----------
    ran, kept, failed : dict
        Slug to outcome or run: those run now, those still fresh, those that failed.
    left_out : dict
        Slug to reason, for reports that the record's tables do not allow.
    site : Path
        The published site.
    """

    ran: dict[str, Outcome] = field(default_factory=dict)
    kept: dict[str, Run] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    site: Path | None = None

    @property
    def code(self) -> int:
        """Exit code: 1 if any report failed."""
        return 1 if self.failed else 0


def build(options: Options) -> Result:
    """Return how a build ended, after publishing the whole site or nothing.

    Raises
    ------
    DataError, UsageError
        Before anything is run: the record or a parameter is wrong.
    LockedError
        If another build is at work in the same folder.
    GateError
        If the site's own pages miss a target; the old site stands.
    """
    folder = options.out or paths.build()
    rec = record.load(options.data, options.as_of)
    with locked(folder):
        return Build(options, rec, Store(folder)).go()


class Build:
    """One build under way."""

    def __init__(self, options: Options, rec: record.Record, store: Store):
        self.options, self.rec, self.store = options, rec, store
        self.result = Result()
        self.reports = self.planned()
        self.stage = store.stage()

    def planned(self) -> dict[str, Report]:
        """Return the reports that the record's tables allow, by slug; note those left out."""
        found = {}
        for report in matrix.reports(self.rec):
            lacking = missing_tables(report, self.rec)
            if lacking:
                self.result.left_out[report.slug] = f"the record has no {', '.join(lacking)}"
            else:
                found[report.slug] = report
        return found

    def go(self) -> Result:
        """Run what is stale, assemble, gate and publish; throw the stage away on any error."""
        try:
            runs = self.run_stale()
            if self.reports and not runs:
                raise RunError(self.nothing_to_publish())
            self.assemble(runs)
            self.pass_gate(runs)
            self.store.publish(self.stage)
        except BaseException:
            shutil.rmtree(self.stage, ignore_errors=True)
            raise
        self.result.site = self.store.site
        fill_figures(self.store)
        return self.result

    def nothing_to_publish(self) -> str:
        """Return the sentence for a build none of whose reports has a page, new or old."""
        slug, reason = next(iter(self.result.failed.items()))
        return f"no report could be rendered, nothing was published; {slug}: {reason}"

    def run_stale(self) -> dict[str, Run]:
        """Return every report's run in the stage: fresh ones kept, stale ones run anew."""
        wanted = self.wanted()
        runs, jobs = {}, []
        for slug, report in self.reports.items():
            last = self.store.last(slug)
            if last and (slug not in wanted or self.is_fresh(report, last)):
                runs[slug] = self.result.kept[slug] = self.store.keep(last, self.stage)
            elif slug in wanted:
                jobs.append((last.seconds if last else float("inf"), slug, self.job(report)))
        jobs = [job for *_, job in sorted(jobs, key=lambda j: (-j[0], j[1]))]
        for slug, outcome in run_all(jobs, self.workers(), self.tell).items():
            self.result.ran[slug] = outcome
            if run := self.settled(slug, outcome):
                runs[slug] = run
        return {slug: runs[slug] for slug in self.reports if slug in runs}

    def wanted(self) -> set[str]:
        """Return the slugs asked for: by slug or by notebook; all if none was named."""
        if not self.options.only:
            return set(self.reports)
        wanted, wrong = set(), []
        for name in self.options.only:
            found = {s for s, r in self.reports.items() if name in (s, r.notebook.stem)}
            wanted |= found
            if not found:
                wrong.append(f"there is no report {name!r}. {nearest(name, self.reports)}")
        if wrong:
            raise UsageError("; ".join(wrong))
        return wanted

    def workers(self) -> int:
        """Return how many reports run at a time: what was asked, else one a core."""
        return self.options.workers or os.cpu_count() or 1

    def is_fresh(self, report: Report, last: Run) -> bool:
        """Return True if nothing that the last run depended on has changed."""
        return not self.options.force and last.stamp == self.stamp_of(report, last.used)

    def stamp_of(self, report: Report, used: tuple[str, ...]) -> dict[str, str]:
        """Return everything that a run of `report` over `used` tables depends on."""
        day = self.options.as_of
        return stamp.of_run(report.notebook, report.parameters, day, self.rec.folder, used)

    def job(self, report: Report) -> Job:
        """Return the job that runs `report` into the stage."""
        return Job(
            slug=report.slug,
            notebook=report.notebook,
            root=paths.root(),
            data=self.rec.folder,
            out=self.stage / "runs" / report.slug,
            parameters=report.parameters,
            as_of=self.options.as_of,
        )

    def tell(self, outcome: Outcome) -> None:
        """Say how one report ended."""
        end = "ok" if outcome.ok else f"FAILED: {outcome.reason}"
        self.options.say(f"{outcome.slug:<40} {outcome.seconds:5.1f} s  {end}")

    def settled(self, slug: str, outcome: Outcome) -> Run | None:
        """Return the run to publish for a report just run: the new one, or the last good one."""
        folder = self.stage / "runs" / slug
        if outcome.ok:
            used = outcome.used
            run = Run(
                slug, folder, self.stamp_of(self.reports[slug], used), used,
                f"{self.rec.as_of:%Y-%m-%d}", data_to(self.rec, used), outcome.seconds,
            )  # fmt: skip
            run.write()
            return run
        self.fail(slug, outcome.reason, outcome.detail)
        last = self.store.last(slug)
        return self.store.keep(last, self.stage) if last else None

    def fail(self, slug: str, reason: str, detail: str = "") -> None:
        """Note a failed report, and put its notebook and log where a person can look."""
        self.result.failed[slug] = reason
        folder, target = self.stage / "runs" / slug, self.store.build / "failed" / slug
        shutil.rmtree(target, ignore_errors=True)
        if folder.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder, target)
            (target / "log.txt").write_text(f"{reason}\n\n{detail}\n", encoding="utf-8")

    def bundle(self, run: Run) -> Bundle:
        """Return what the page of a run is made of."""
        report = self.reports[run.slug]
        front = matrix.front(report.notebook)
        reason = self.result.failed.get(run.slug)
        return Bundle(
            slug=run.slug,
            notebook=report.notebook.stem,
            parameters=report.parameters,
            executed=run.executed,
            files=run.files,
            question=report.filled(front.question, self.rec),
            description=report.filled(front.description, self.rec),
            data_to=run.data_to,
            inputs_hash=stamp.of_value(run.stamp),
            notice=f"Not updated since {run.as_of}: {reason}" if reason else None,
            inputs=stamp.condensed(run.stamp),
        )

    def assemble(self, runs: dict[str, Run]) -> None:
        """Write the site of these runs into the stage."""
        from parley.reports import site

        target = self.stage / "site"
        shutil.rmtree(target)
        site.assemble([self.bundle(run) for run in runs.values()], self.rec, target, Edition())

    def pass_gate(self, runs: dict[str, Run]) -> None:
        """Hold the staged site to its targets; a page that fails gives way to its last good one.

        Raises
        ------
        GateError
            If a page that is no report fails, or a last good page does.
        """
        problems = self.problems()
        pages = {f"reports/{slug}/index.html": slug for slug in runs}
        failed = {pages[p.page]: p for p in reversed(problems) if p.page in pages}
        if not problems:
            return
        for slug, problem in failed.items():
            runs.pop(slug)
            again = self.settled(slug, Outcome(slug, 0.0, reason=f"gate: {problem}"))
            if again:
                runs[slug] = again
        if failed:
            self.assemble(runs)
            problems = self.problems()
        if problems:
            raise GateError("\n".join(["the site missed its targets:", *map(str, problems)]))

    def problems(self) -> list:
        """Return what the gate holds against the staged site."""
        from parley.reports import gate

        return gate.check(self.stage / "site", browser=self.options.browser)


def missing_tables(report: Report, rec: record.Record) -> list[str]:
    """Return the tables that a notebook takes and the record does not have."""
    from parley.tables import TABLES

    known = {table.Config.name for table in TABLES}
    return sorted(t for t in matrix.tables_named(report.notebook) & known if t not in rec)


def data_to(rec: record.Record, used: tuple[str, ...]) -> str:
    """Return the last day that any of the tables used covers, ISO; blank if none is stated."""
    coverage = rec.coverage
    last = coverage.loc[coverage["table"].isin(used), "last"].max()
    return "" if last != last else f"{last:%Y-%m-%d}"


def fill_figures(store: Store) -> None:
    """Copy every published figure to ``figures/<report>/``, for slides and papers."""
    if store.build != paths.build():
        return
    target = paths.figures()
    for old in target.iterdir() if target.is_dir() else ():
        if old.is_dir():
            shutil.rmtree(old)
    for slug, run in store.runs().items():
        shutil.copytree(run.files, target / slug, dirs_exist_ok=True)
