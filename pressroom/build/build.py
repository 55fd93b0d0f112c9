"""From the record to a published site: plan, run, dress, gate, one rename.

This process only coordinates: it imports nothing of the numerical stack.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pressroom import paths
from pressroom.build import ledger, matrix, plan, stamp
from pressroom.build.job import Job, Outcome
from pressroom.build.matrix import Report
from pressroom.build.options import (
    PUBLISHED,
    Options,
    Result,
    disk_said,
    in_short,
    recorded,
    time_limit,
)
from pressroom.build.plan import Planned, Planner
from pressroom.build.store import ASKED, FILES, NOTE, Run, Store, locked, odd_files, site_files
from pressroom.errors import GateError, RunError, begin, will_last


def build(options: Options) -> Result:
    """Return how a build ended, after putting the site in place, whole or not at all.

    Raises
    ------
    DataError, UsageError
        Before anything is run: the record or a parameter is wrong.
    LockedError
        If another build is at work in the same folder.
    GateError
        If the site's own pages miss a target; the old site stands.
    OutOfTimeError
        If it takes longer than `options.total_seconds`; the old site stands.
    RunError
        If the disk is full or fails, or the record changes meanwhile; the old site stands.
    """
    folder = options.out or paths.build()
    watcher = options.watcher
    begin()
    with disk_said(), locked(folder), time_limit(options.total_seconds):
        store = Store(folder)
        for done in store.repair():
            watcher.note(done)
        with recorded(options, folder) as entry:
            if options.first:
                options.before = options.first()
            planner = Planner(store, options.data, options.as_of)
            entry.as_of, entry.data = planner.glance.as_of, stamp.record_files(planner.folder)
            one = Build(options, planner, store, entry)
            try:
                return one.go()
            finally:
                entry.reports = one.result.rows(one.planned, one.memory)
                watcher.close()


class Build:
    """One build under way."""

    def __init__(self, options: Options, planner: Planner, store: Store, entry: ledger.Entry):
        self.options, self.planner, self.store, self.entry = options, planner, store, entry
        self.watcher = options.watcher
        self.result = Result(site=store.site, before=options.before)
        self.planned: dict[str, Planned] = {}
        self.memory: dict[str, int] = {}
        self.stage = store.next_stage()

    def go(self) -> Result:
        """Run what is stale, assemble, gate and publish; throw the stage away on any error."""
        self.planned = self.planner.plan(self.options.reports)
        if self.stale() or self.planner.page_changes(self.planned):
            try:
                self.work()
            finally:
                if self.is_published():
                    self.entry.published = "yes"
                else:
                    shutil.rmtree(self.stage, ignore_errors=True)
        else:
            self.result.kept = {slug: p.last for slug, p in self.planned.items() if p.last}
            self.entry.published = "nothing new"
            self.tidy()  # what a run that was killed after its publication did not come to
        done = self.result.ran.keys() | self.result.failed.keys()
        self.result.never = [s for s, p in self.planned.items() if not p.last and s not in done]
        self.entry.code, self.entry.outcome = self.result.code, self.result.said
        return self.result

    def is_published(self) -> bool:
        """Return True if this build's stage is what readers are served."""
        front = self.store.current
        return front.is_symlink() and front.readlink().name == self.stage.name

    def stale(self) -> list[str]:
        """Return the reports to run: those asked for that are stale, or all of them if forced."""
        wanted = plan.chosen(self.planned, self.options.only)
        return self.ordered(s for s in wanted if self.options.force or not self.planned[s].is_fresh)

    def ordered(self, slugs: Iterable[str]) -> list[str]:
        """Return reports as they are to be started: the slowest first, or those of few alike."""
        plans = self.planned
        alike = Counter(planned.report.notebook for planned in plans.values())
        return sorted(slugs, key=lambda s: (-plans[s].seconds, alike[plans[s].report.notebook], s))

    def work(self) -> None:
        """Run, dress, gate, publish."""
        from pressroom.build.run import Nesting, Opening

        before = self.planner.everything()
        modules = matrix.modules_of({p.report.notebook for p in self.planned.values()})
        opening = Opening(paths.root(), self.planner.folder, self.planner.glance.asked, modules)
        with Nesting(opening, self.watcher, self.store.build / "nest.log") as nesting:
            nesting.ready()
            self.store.stage(self.stage)
            reports = self.options.reports or self.allowed(nesting)
            self.planned = self.planner.plan(self.as_saved(report) for report in reports)
            runs = self.run_stale(nesting)
            if self.planned and not runs:
                slug, reason = next(iter(self.result.failed.items()))
                none = "no report could be rendered, nothing was published"
                raise RunError(f"{none}; {slug}: {reason}")
            self.watcher.dressing()
            self.assemble(nesting, runs)
        shutil.rmtree(self.stage / ASKED, ignore_errors=True)
        if changed := stamp.differences(before, self.planner.everything(before)):
            raise RunError(
                f"{', '.join(changed)} changed while the run was at work: nothing was published, "
                "run it again"
            )
        self.publish(runs)

    def as_saved(self, report: Report) -> Report:
        """Return a report of its notebook as it is now: what is saved meanwhile waits."""
        if report.fault:
            return report
        if not (path := self.stage / ASKED / report.notebook.name).is_file():
            path.write_bytes(report.notebook.read_bytes())
        return replace(report, notebook=path)

    def allowed(self, nesting) -> list[Report]:
        """Return the reports that the checked record allows; note why others are left out."""
        reports, self.result.left_out = nesting.call(
            "pressroom.site:allowed", self.planner.folder, self.planner.glance.asked
        )
        return reports

    def run_stale(self, nesting) -> dict[str, Run]:
        """Return every report's run in the stage: fresh ones kept, stale ones run anew."""
        runs: dict[str, Run] = {}
        stale = set(self.stale())
        for slug, planned in self.planned.items():
            if planned.last and slug not in stale:
                if planned.last.is_whole():
                    runs[slug] = self.result.kept[slug] = self.keep(planned, planned.last)
                else:
                    planned.reasons.append("the stored run is damaged")
                    stale.add(slug)
        ordered = self.ordered(stale)
        broken = {s: f for s in ordered if (f := self.planned[s].report.fault)}
        jobs = [self.job(slug) for slug in ordered if slug not in broken]
        self.watcher.planned(self.planned, jobs)
        outcomes = self.run(nesting, jobs)
        outcomes |= {slug: Outcome(slug, 0.0, reason=fault) for slug, fault in broken.items()}
        self.memory = nesting.memory
        for slug in stale:
            if run := self.settled(slug, outcomes.get(slug)):
                runs[slug] = run
        return {slug: runs[slug] for slug in self.planned if slug in runs}

    def run(self, nesting, jobs: list[Job]) -> dict[str, Outcome]:
        """Return the outcomes of jobs, run here or on the cluster that was named."""
        if self.options.scheduler:
            from pressroom.build import cluster

            return cluster.run(jobs, self.options.scheduler, self.watcher, self.options.share)
        jobs, packages, names = plan.led(jobs)
        share = (packages, names, self.planner.folder, self.planner.glance.asked)
        share = share if packages or names else ()
        workers = self.options.workers or os.cpu_count() or 1
        return nesting.run(jobs, workers, self.options.fail_fast, share)

    def job(self, slug: str) -> Job:
        """Return the job that runs a report into the stage."""
        report, out = self.planned[slug].report, self.stage / "runs" / slug
        job = self.planner.job(report, out, self.options.engine, self.options.limits)
        return replace(job, is_trial=self.options.alone)

    def keep(self, planned: Planned, last: Run) -> Run:
        """Return the last good run of a report carried over into the stage."""
        run = self.store.keep(last, self.stage)
        today = f"{date.today():%Y-%m-%d}"  # before `stale_since` where a clock was set back
        since = "" if planned.is_fresh else min(run.stale_since or today, today)
        if since != run.stale_since:
            run = replace(run, stale_since=since)
            run.write()
        return run

    def settled(self, slug: str, outcome: Outcome | None) -> Run | None:
        """Return the run to publish for a report just run: the new one, or the last good one."""
        planned, folder = self.planned[slug], self.stage / "runs" / slug
        if outcome is None:
            outcome = Outcome(slug, 0.0, reason="not run: an earlier report had failed")
        else:
            if outcome.ok and (odd := odd_files(folder)):
                outcome = replace(outcome, reason=odd)
            self.result.ran[slug] = outcome
        if outcome.ok:
            return self.new_run(planned, folder, outcome)
        self.fail(slug, outcome)
        return self.keep(planned, planned.last) if planned.last else None

    def new_run(self, planned: Planned, folder: Path, outcome: Outcome) -> Run:
        """Return a run that has just succeeded, written down."""
        for name in ("cells.jsonl", "used.json", "source.ipynb"):
            (folder / name).unlink(missing_ok=True)
        run = self.planner.finished(planned.report, folder, outcome)
        run.write()
        plan.keep_tables(self.store.inputs, self.planner.folder, run.stamp)
        shutil.rmtree(self.store.failed / outcome.slug, ignore_errors=True)
        return run

    def fail(self, slug: str, outcome: Outcome) -> None:
        """Note a failed report, and put its notebook and log where a person can look."""
        self.result.failed[slug] = outcome.reason
        folder, target = self.stage / "runs" / slug, self.store.failed / slug
        shutil.rmtree(target, ignore_errors=True)
        if folder.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder, target)
            said = f"{outcome.reason}\n\n{outcome.detail}\n"
            (target / "log.txt").write_text(said, encoding="utf-8")

    def notices(self, runs: dict[str, Run]) -> dict[str, str]:
        """Return the notice of each page that is not up to date."""
        found = {}
        for slug, run in runs.items():
            if reason := self.result.failed.get(slug):
                found[slug] = f"Not updated since the record of {run.as_of}: {reason}"
            elif run.stale_since and self.is_too_old(slug, run):
                reasons = briefly(self.planned[slug].reasons)
                found[slug] = f"Stale since {run.stale_since}: {reasons}"
        return found

    def is_too_old(self, slug: str, run: Run) -> bool:
        """Return True if a report has been stale for longer than reports.toml lets it."""
        entry = matrix.entries().get(self.planned[slug].report.notebook.stem, {})
        age = (date.today() - date.fromisoformat(run.stale_since)).days
        return age >= entry.get("max_age_days", 0)

    def assemble(self, nesting, runs: dict[str, Run]) -> None:
        """Write the site; a page that cannot be published gives way to its last good one.

        Raises
        ------
        GateError
            If a page that is no report misses a target, or a last good page does.
        """
        faults, problems = self.dress(nesting, runs)
        if faults:
            for slug, reason in faults.items():
                runs.pop(slug)
                ran = self.result.ran.get(slug) or Outcome(slug, 0.0)
                if again := self.settled(slug, replace(ran, reason=reason)):
                    runs[slug] = again
            faults, problems = self.dress(nesting, runs)
        if problems := [*faults.values(), *problems]:
            raise GateError("\n".join(["the site missed its targets:", *problems]))

    def dress(self, nesting, runs: dict[str, Run]) -> tuple[dict[str, str], list[str]]:
        """Write the site of these runs into the stage; return what is held against its pages."""
        target = self.stage / "site"
        shutil.rmtree(target, ignore_errors=True)
        pairs = tuple((self.planned[s].report, runs[s]) for s in self.planned if s in runs)
        data, asked, options = self.planner.folder, self.planner.glance.asked, self.options
        manifest = {name: getattr(self.entry, name) for name in ("run", "started", "versions")}
        before = self.store.site if self.planner.same_gate(options.browser) else None
        judged = (options.browser, before) if options.gate else None
        said = (pairs, self.notices(runs), manifest, options.alone, judged)
        return nesting.call("pressroom.site:dress", target, data, asked, *said)

    def publish(self, runs: dict[str, Run]) -> None:
        """Put the stage in front, after all of it has reached the disk."""
        from pressroom.build.kernels import system

        runs = {slug: runs[slug] for slug in self.planned if slug in runs}
        notices = self.notices(runs)
        held = {
            FILES: site_files(self.stage),
            "parts": self.planner.site_parts(runs, notices),
            "notices": notices,
            "gated": {"gate": self.options.gate, "browser": self.options.browser},
            "left_out": self.left_out(),
        }
        (self.stage / NOTE).write_text(json.dumps(held), encoding="utf-8")
        system.flush_to_disk(self.stage)
        will_last(PUBLISHED, self.is_published)
        self.store.publish(self.stage)
        self.result.is_new = True
        self.tidy()

    def tidy(self) -> None:
        """Prune what is no longer needed and fill ``figures/``; what fails here is a note."""
        runs = self.store.runs()
        kept = {h for run in runs.values() for h in run.stamp.values()}
        for what, step in (
            ("older runs could not be pruned", lambda: self.store.prune(self.options.keep)),
            (
                "older inputs could not be pruned",
                lambda: plan.prune_tables(self.store.inputs, kept),
            ),
            ("figures/ could not be filled", lambda: self.store.fill_figures(runs)),
        ):
            try:
                step()
            except Exception as error:
                self.watcher.note(f"{what}: {in_short(error)}; the site is published all the same")

    def left_out(self) -> dict[str, dict[str, str]]:
        """Return why reports were left out, with what that depended on."""
        found = {report.slug: report for report in matrix.reports(self.planner.glance)}
        return {
            slug: {"reason": reason, "stamp": self.planner.allowance(found[slug])}
            for slug, reason in self.result.left_out.items()
            if slug in found
        }


def briefly(reasons: list[str]) -> str:
    """Return reasons as a page has room for them: files of the program as a count, few of all.

    Examples
    --------
    >>> briefly(["table rain: 3 new", "library file a.py changed", "library file b.py is gone"])
    'table rain: 3 new; 2 files of the program changed'
    """
    files = [reason for reason in reasons if reason.startswith("library file ")]
    told = [reason for reason in reasons if reason not in files]
    told += [f"{len(files)} files of the program changed"] if len(files) > 1 else files
    more = [f"{len(told) - 3} more changes"] if len(told) > 4 else []
    return "; ".join([*told[: 3 if more else None], *more])
