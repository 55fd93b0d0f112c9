"""What a build is asked to do, whom it tells, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pressroom.build.job import FORKED, Job, Limits, Listener, Outcome
from pressroom.build.matrix import Report
from pressroom.build.plan import Planned
from pressroom.build.store import KEPT, Run
from pressroom.errors import worst


@dataclass
class Options:
    """What a build was asked to do; see ``pressroom build --help``.

    `reports` takes the place of the project's matrix; without `gate` the pages are not judged;
    `first` is a step before it, inside the ledger and the time limit, that returns an exit code;
    `before` is that code, which counts where it is the graver.
    """

    data: Path | None = None
    out: Path | None = None
    only: tuple[str, ...] = ()
    as_of: str | None = None
    workers: int = 0
    force: bool = False
    fail_fast: bool = False
    browser: bool = False
    engine: str = FORKED
    scheduler: str | None = None
    share: str | None = None
    reports: tuple[Report, ...] | None = None
    gate: bool = True
    keep: int = KEPT
    total_seconds: float = 0.0
    first: Callable[[], int] | None = None
    before: int = 0
    limits: Limits = field(default_factory=Limits)
    watcher: "Watcher" = field(default_factory=lambda: Plain(print))


class Watcher(Listener):
    """Told how a build goes on; every method may be left as it is."""

    def planned(self, planned: dict[str, Planned], jobs: list[Job]) -> None:
        """What stands, and what will be run."""

    def dressing(self) -> None:
        """The pages are being made."""

    def close(self) -> None:
        """Nothing more will come."""


class Plain(Watcher):
    """Says a line for each report that has ended."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say

    def note(self, text: str) -> None:
        """Say it."""
        self.say(text)

    def ended(self, job: Job, outcome: Outcome) -> None:
        """Say how one report ended."""
        end = "ok" if outcome.ok else f"FAILED: {outcome.reason}"
        self.say(f"{outcome.slug:<40} {outcome.seconds:5.1f} s  {end}")


@dataclass
class Result:
    """How a build ended.

    Attributes
    ----------
    ran, kept, failed : dict
        Slug to outcome or run: those run now, those still fresh, those that failed.
    left_out : dict
        Slug to reason, for reports that the record's tables do not allow.
    never : list of str
        Reports that were not asked for and never rendered: the site does not have them.
    site : Path
        The published site.
    is_new : bool
        False if nothing had changed, and so nothing was published.
    before : int
        Exit code of a step before it.
    """

    site: Path
    ran: dict[str, Outcome] = field(default_factory=dict)
    kept: dict[str, Run] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    is_new: bool = False
    before: int = 0

    @property
    def code(self) -> int:
        """Exit code: 1 if any report failed, unless a step before it ended worse."""
        return worst(self.before, 1 if self.failed else 0)

    @property
    def said(self) -> str:
        """The result in a sentence."""
        counts = f"{len(self.ran)} run, {len(self.kept)} fresh, {len(self.failed)} failed"
        end = "" if self.is_new else "; nothing new to publish"
        return f"{counts}{end}{'; a series could not be refreshed' if self.before else ''}"

    def rows(self, planned: dict[str, Planned], memory: dict[str, int]) -> list[dict]:
        """Return a row of the ledger for each report; `memory` in bytes, by slug."""
        rows = []
        for slug, report in planned.items():
            outcome = self.ran.get(slug)
            failed = self.failed.get(slug, "")
            rows.append(
                {
                    "slug": slug,
                    "outcome": "failed" if failed else "ran" if outcome else "kept",
                    "seconds": outcome.seconds if outcome else 0.0,
                    "memory": memory.get(slug, 0),
                    "attempts": outcome.attempts if outcome else 0,
                    "why": "; ".join(report.reasons),
                    "reason": failed,
                }
            )
        return rows
