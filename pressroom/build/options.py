"""What a build is asked to do, whom it tells, how it ended; what stands around it. Light."""

import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pressroom import paths
from pressroom.build import ledger
from pressroom.build.job import FORKED, Job, Limits, Listener, Outcome
from pressroom.build.kernels.system import alarm
from pressroom.build.matrix import Report
from pressroom.build.plan import Planned
from pressroom.build.store import KEPT, Run
from pressroom.errors import OutOfTimeError, PressError, RunError, lasting, where, worst
from pressroom.paths import NotFoundHereError


@dataclass
class Options:
    """What a build was asked to do; see ``pressroom build --help``.

    `reports` takes the place of the project's matrix; without `gate` the pages are not judged;
    `alone`, no page is made but theirs; `first` is a step before it, inside the ledger and the
    time limit, that returns an exit code; `before` is that code, and counts where it is graver.
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
    alone: bool = False
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
        end = "run" if outcome.ok else f"FAILED: {outcome.reason}"
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
        return [
            {
                "slug": slug,
                "outcome": "failed" if slug in self.failed else "ran" if ran.attempts else "kept",
                "seconds": ran.seconds,
                "memory": memory.get(slug, 0),
                "attempts": ran.attempts,
                "why": "; ".join(report.reasons),
                "reason": self.failed.get(slug, ""),
            }
            for slug, report in planned.items()
            for ran in [self.ran.get(slug, Outcome(slug, 0.0, attempts=0))]
        ]


PUBLISHED = "the new site is published, and stands"
LINE = 200


def in_short(error: BaseException) -> str:
    """Return an error in a line: what the system said, and of which file."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        *_, first = error.args[0][0]
        more = len(error.args[0]) - 1
        return f"{first}"[:LINE] + (f", and {more} files more" if more else "")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f": {where(error.filename)}" if error.filename else "")
    return (str(error).splitlines() or [type(error).__name__])[0][:LINE]


@contextmanager
def disk_said():
    """Say what a disk refused inside a ``with`` block, instead of a traceback."""
    try:
        yield
    except NotFoundHereError:
        raise
    except (OSError, MemoryError) as error:
        stands = "; ".join(lasting()) or "the site stands as it was"
        what = "the memory is full" if isinstance(error, MemoryError) else in_short(error)
        raise RunError(f"{what}; {stands}, make room and run again") from error


@contextmanager
def time_limit(seconds: float):
    """Raise OutOfTimeError in what runs inside a ``with`` block for longer than `seconds`."""
    late = OutOfTimeError(f"the run took longer than {seconds:g} s")
    try:
        with alarm(seconds, late):
            yield
    except OutOfTimeError as error:
        stands = "; ".join(lasting()) or "nothing was published"
        raise OutOfTimeError(f"{error}; {stands}") from error


@contextmanager
def recorded(options: Options, folder: Path):
    """Write down what runs inside a ``with`` block: ledger, heartbeat, webhook."""
    book = ledger.Ledger(folder, options.watcher.note)
    given = {k: v for k, v in vars(options).items() if v and k not in ("watcher", "first")}
    asked = given | {"limits": asdict(options.limits)}
    entry = ledger.started(paths.data(options.data), options.as_of or "", asked)
    book.begin(entry)
    try:
        yield entry
    except BaseException as error:
        ended = 130 if isinstance(error, KeyboardInterrupt) else 1
        if isinstance(error, PressError | SystemExit):
            ended = int(error.code or 0)
        entry.code = worst(options.before, ended)
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        entry.outcome = "; ".join([said, *lasting()])
        entry.published = entry.published or "no"
        raise
    finally:
        entry.ended = ledger.now()
        book.end(entry)
        book.prune()
        with book.forgiven():
            ledger.beat(folder, entry)
        ledger.tell(entry, book.last_ended(entry.run), options.watcher.note)
