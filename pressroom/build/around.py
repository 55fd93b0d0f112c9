"""What stands around a run: its time, its place in the ledger, its signs of life."""

import shutil
import signal
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from pressroom import paths
from pressroom.build import ledger, signs
from pressroom.build.options import Options
from pressroom.errors import OutOfTimeError, PressError, RunError, lasting, where, worst
from pressroom.paths import NotFoundHereError

PUBLISHED = "the new site is published, and stands"
RUN_AGAIN = "make room and run again"
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
        raise RunError(f"{what}; {stands}, {RUN_AGAIN}") from error


@contextmanager
def time_limit(seconds: float):
    """Raise OutOfTimeError in what runs inside a ``with`` block for longer than `seconds`."""
    if not seconds:
        yield
        return

    def ring(number, frame) -> None:
        raise OutOfTimeError(f"the run took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except OutOfTimeError as error:
        stands = "; ".join(lasting()) or "nothing was published"
        raise OutOfTimeError(f"{error}; {stands}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def recorded(options: Options, folder: Path):
    """Write down what runs inside a ``with`` block: ledger, heartbeat, webhook."""
    book = ledger.Ledger(folder, options.watcher.note)
    entry = ledger.started(paths.data(options.data), options.as_of or "", asked(options))
    book.begin(entry)
    try:
        yield entry
    except BaseException as error:
        entry.code = worst(options.before, code_of(error))
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        entry.outcome = "; ".join([said, *lasting()])
        entry.published = entry.published or "no"
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
    return error.code if isinstance(error, PressError) else 1


def asked(options: Options) -> dict:
    """Return the options that a person gave, for the ledger."""
    held = {k: v for k, v in vars(options).items() if k not in ("watcher", "first")}
    return {k: asdict(v) if k == "limits" else v for k, v in held.items() if v}
