"""What stands around a run: its time, its place in the ledger, its signs of life."""

import signal
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from pressroom.errors import OutOfTimeError, ParleyError, RunError, where, worst
from pressroom.paths import NotFoundHereError
from pressroom.build import ledger, signs
from pressroom.build.options import Options
from pressroom.build.plan import Planner


@contextmanager
def disk_said():
    """Say what a disk refused inside a ``with`` block, instead of a traceback."""
    try:
        yield
    except NotFoundHereError:
        raise
    except OSError as error:
        file = f": {where(error.filename)}" if error.filename else ""
        raise RunError(
            f"{error.strerror or error}{file}; the site stands as it was, make room and run again"
        ) from error


@contextmanager
def time_limit(seconds: float):
    """Raise OutOfTimeError in what runs inside a ``with`` block for longer than `seconds`."""
    if not seconds:
        yield
        return

    def ring(number, frame) -> None:
        raise OutOfTimeError(f"the run took longer than {seconds:g} s; nothing was published")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def recorded(options: Options, planner: Planner, folder: Path):
    """Write down what runs inside a ``with`` block: ledger, heartbeat, webhook."""
    book = ledger.Ledger(folder, options.watcher.note)
    entry = ledger.started(planner.folder, planner.glance.as_of, asked(options))
    book.begin(entry)
    try:
        yield entry
    except BaseException as error:
        entry.code = worst(options.before, code_of(error))
        entry.outcome = str(error).splitlines()[0] if str(error) else type(error).__name__
        entry.published = "no"
        raise
    finally:
        entry.ended = ledger.now()
        book.end(entry)
        book.prune()
        with book.forgiven():
            signs.beat(folder, entry)
        signs.tell(entry, book.last_ended(entry.run), options.watcher.note)


def code_of(error: BaseException) -> int:
    """Return the exit code that an error ends a command with."""
    if isinstance(error, KeyboardInterrupt):
        return 130
    if isinstance(error, SystemExit):
        return int(error.code or 0)
    return error.code if isinstance(error, ParleyError) else 1


def asked(options: Options) -> dict:
    """Return the options that a person gave, for the ledger."""
    held = {k: v for k, v in vars(options).items() if k not in ("say", "watcher")}
    return {k: asdict(v) if k == "limits" else v for k, v in held.items() if v}
