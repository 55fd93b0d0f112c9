"""How a build is told: a live table on a terminal, plain lines elsewhere, lines of JSON."""

import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pressroom.build.job import EXPLORE, Job, Outcome
from pressroom.build.options import Plain, Result, Watcher
from pressroom.build.plan import Planned
from pressroom.errors import where
from pressroom.project import command


def chosen(as_json: bool, quiet: bool) -> "Teller | Lines":
    """Return who tells, given what was asked and whether somebody looks at a terminal."""
    if as_json:
        return Lines()
    if quiet:
        return Teller(lambda text: None)
    return Live() if sys.stdout.isatty() else Teller(say)


def say(text: str) -> None:
    """Print a line at once; a reader that has gone is no reason to stop."""
    try:
        print(text, flush=True)
    except (OSError, ValueError):
        sys.stdout = None


class Teller(Plain):
    """Plain lines."""

    def result(self, result: Result) -> None:
        """Say how it ended."""
        for slug, reason in result.left_out.items():
            self.say(f"{slug}: left out, {reason}")
        for slug, outcome in result.ran.items():
            if outcome.ok and outcome.strays:
                self.say(strays_said(slug, outcome.strays))
            for each in outcome.illegible:
                self.say(f"{slug}: hard to make out, and shown all the same: {each}")
            for each in near_a_limit(result.site, slug) if outcome.ok else ():
                self.say(f"{slug}: near a limit that the gate keeps: {each}")
        if result.never:
            self.say(never_said(result.never))
        made = [f"reports/{slug}/" for slug, outcome in result.ran.items() if outcome.ok]
        page = result.site / f"{made[0] if len(made) == 1 else ''}index.html"
        said = f"{result.said}."
        if result.is_new or page.is_file():
            stands = "" if result.is_new else ", which stands as it was"
            said += f"{failed_said(result)} Open {where(page)}{stands}"
        self.say(said)


def near_a_limit(site: Path, slug: str) -> list[str]:
    """Return the limits that a report's page has nearly used up."""
    from pressroom.gate import checks  # only a build that runs something asks
    from pressroom.gate.reading import page_at

    page = f"reports/{slug}/index.html"
    return checks.nearly(page_at(site, page)) if (site / page).is_file() else []


def strays_said(slug: str, strays: Sequence[str]) -> str:
    """Return what a page leaves out, and how it could stand there.

    Examples
    --------
    >>> strays_said("rain", ["a plot in cell 3"]).partition(";")[0]
    'rain: the page leaves out a plot in cell 3'
    """
    return (
        f"{slug}: the page leaves out {', '.join(strays)}; figures.show takes a plot, "
        f"figures.table a frame, and a cell tagged {EXPLORE} is for you alone"
    )


def failed_said(result: Result) -> str:
    """Return what the site has of the reports that failed; blank if none did."""
    kept = [s for s in result.failed if (result.site / "reports" / s / "index.html").is_file()]
    lost = [slug for slug in result.failed if slug not in kept]
    told = f" The site lacks {listed(lost)}." if lost else ""
    return told + (f" Its last page, with a notice, stands for {listed(kept)}." if kept else "")


def listed(slugs: Sequence[str], most: int = 6) -> str:
    """Return names of reports, the first few of them if they are many."""
    rest = f" and {len(slugs) - most} more" if len(slugs) > most else ""
    return ", ".join(slugs[:most]) + rest


def never_said(slugs: list[str]) -> str:
    """Return which reports the site lacks for want of a first build, and how to have them.

    Examples
    --------
    >>> never_said(["rain"]).partition(" Render")[0]
    '1 report was never rendered and is not in the site: rain.'
    """
    count, verb = (
        ("1 report was", "is") if len(slugs) == 1 else (f"{len(slugs)} reports were", "are")
    )
    told = f"{count} never rendered and {verb} not in the site: {listed(slugs)}."
    return f"{told} Render all: {command('build')}"


class Lines(Watcher):
    """A JSON object a line, for programs."""

    def tell(self, event: str, **values: Any) -> None:
        """Print one event."""
        say(json.dumps({"event": event, "time": round(time.time(), 3), **values}))

    def planned(self, planned: dict[str, Planned], jobs: list[Job]) -> None:
        """Tell every report and why it is run."""
        running = {job.slug for job in jobs}
        for slug, one in planned.items():
            self.tell("planned", report=slug, runs=slug in running, reasons=one.reasons)

    def note(self, text: str) -> None:
        """Tell a note."""
        self.tell("note", text=text)

    def started(self, job: Job) -> None:
        """Tell that a report starts."""
        self.tell("started", report=job.slug)

    def cell(self, job: Job, number: int) -> None:
        """Tell that a report has reached a cell."""
        self.tell("cell", report=job.slug, cell=number)

    def ended(self, job: Job, outcome: Outcome) -> None:
        """Tell how a report ended."""
        told: dict[str, Any] = {
            "ok": outcome.ok,
            "seconds": round(outcome.seconds, 3),
            "reason": outcome.reason,
        }
        told |= {"tables": outcome.used, "attempts": outcome.attempts, "strays": outcome.strays}
        self.tell("ended", report=job.slug, **told)

    def dressing(self) -> None:
        """Tell that the pages are being made."""
        self.tell("dressing")

    def result(self, result: Result) -> None:
        """Tell how it ended."""
        told: dict[str, Any] = {
            "code": result.code,
            "published": result.is_new,
            "ran": sorted(result.ran),
        }
        told |= {"fresh": sorted(result.kept), "failed": result.failed}
        self.tell("result", **told, left_out=result.left_out, never=result.never)


class Live(Teller):
    """A line for each report at work and one for the whole, redrawn in place."""

    def __init__(self, console=None):
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        name, state = TextColumn("{task.description:<34}"), TextColumn("{task.fields[state]:<22}")
        columns = (name, BarColumn(bar_width=24), state, TimeElapsedColumn())
        self.bars = Progress(*columns, transient=True, console=console)
        plain = {"highlight": False, "markup": False, "soft_wrap": True}
        super().__init__(partial(self.bars.console.print, **plain))
        self.tasks: dict[str, Any] = {}
        self.expected: dict[str, float] = {}
        self.whole: Any = None

    def planned(self, planned: dict[str, Planned], jobs: list[Job]) -> None:
        """Show how much there is to do, and how long it took last time."""
        known = {slug: one.last.seconds for slug, one in planned.items() if one.last}
        usual = sum(known.values()) / len(known) if known else 0.0
        self.expected = {job.slug: known.get(job.slug, usual) for job in jobs}
        self.bars.start()
        self.whole = self.bars.add_task("all reports", total=len(jobs), state=self.remaining())

    def remaining(self) -> str:
        """Return the time that the reports still to come took last time."""
        left = sum(self.expected.values())
        return f"{left:.0f} s of work left" if left else ""

    def started(self, job: Job) -> None:
        """Show a report at work."""
        total = self.expected.get(job.slug) or None
        self.tasks[job.slug] = self.bars.add_task(job.slug, total=total, state="starting")

    def cell(self, job: Job, number: int) -> None:
        """Show the cell that a report has reached."""
        if (task := self.tasks.get(job.slug)) is not None:
            spent = self.bars.tasks[self.bars.task_ids.index(task)].elapsed or 0.0
            self.bars.update(task, completed=spent, state=f"cell {number}")

    def ended(self, job: Job, outcome: Outcome) -> None:
        """Say how a report ended, and take its line away."""
        super().ended(job, outcome)
        self.expected.pop(job.slug, None)
        if (task := self.tasks.pop(job.slug, None)) is not None:
            self.bars.remove_task(task)
        if self.whole is not None:
            self.bars.update(self.whole, advance=1, state=self.remaining())

    def dressing(self) -> None:
        """Show that the pages are being made."""
        if self.whole is not None:
            self.bars.update(self.whole, description="pages and gate", state="")

    def close(self) -> None:
        """Take everything away that is redrawn."""
        self.bars.stop()
