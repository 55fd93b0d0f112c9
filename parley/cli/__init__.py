"""``parley …``: a thin module per verb, found by its name in `VERBS`.

A verb's module has a docstring (its help), `arguments(parser)` and `run(args)`, which returns
an exit code. Heavy imports stand inside `run`, so that a light verb stays quick.
"""

import argparse
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType

from pressroom.errors import PressError
from pressroom.paths import NotFoundHereError

VERBS = (
    "check",
    "build",
    "status",
    "runs",
    "diff",
    "pages-diff",
    "schedule",
    "sweep",
    "gate",
    "publish",
    "verify",
    "pdf",
    "params",
    "lab",
    "code",
    "new",
    "add",
    "init",
    "import",
    "refresh",
    "generate",
)
MODULES = {"import": "importing", "pages-diff": "pages_diff"}  # no names for a module
WRITERS = ("add", "code", "import", "init", "new")  # they ask, or write rows: all or none
INTERRUPTED, READER_GONE = 130, 141
TOLD_TO_END = {signal.SIGTERM: "terminated", signal.SIGHUP: "its terminal has gone"}


class Stopped(SystemExit):
    """A signal told this process to end: unwind, so that stages and locks are cleared."""


def verb_module(verb: str) -> ModuleType:
    """Return the module of a verb."""
    return import_module(f"parley.cli.{MODULES.get(verb, verb)}")


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of every verb, or of one alone, which is quicker."""
    whole = argparse.ArgumentParser(
        prog="parley",
        description="The talks between the United States and China: a record, and its reports.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in (only,) if only in VERBS else VERBS:
        module = verb_module(verb)
        about = (module.__doc__ or "").strip()
        one = verbs.add_parser(verb, help=about.partition("\n")[0], description=about)
        module.arguments(one)
    return whole


EXIT_CODES = """\
exit codes: 0 all well · 1 some report failed · 2 usage · 3 data refused · 4 refresh failed ·
5 gate failed · 6 verification failed · 75 another run holds the lock · 124 out of time ·
129, 130, 143 interrupted · 141 the reader of what it says has gone"""


def main(argv: list[str] | None = None) -> int:
    """Return the exit code of one command line."""
    for number in TOLD_TO_END:
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)
    given = sys.argv[1:] if argv is None else argv
    args = parser(given[0] if given else None).parse_args(given)
    try:
        code = verb_module(args.verb).run(args)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that has gone can still be answered
        return code
    except PressError as error:
        complain(f"parley {args.verb}: {error}")
        return error.code
    except NotFoundHereError as error:
        complain(f"parley {args.verb}: {error}")
        return 2
    except BrokenPipeError:
        # Whoever read has gone, as in parley check | head: a shell's own exit code for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except (KeyboardInterrupt, Stopped) as error:
        code = error.code if isinstance(error, Stopped) else INTERRUPTED
        how = TOLD_TO_END.get(code - 128, "interrupted")
        after = "\n" if code == INTERRUPTED else ""  # what a terminal shows of Ctrl-C
        complain(f"{after}parley {args.verb}: {how}; {stands(args.verb, error)}")
        return code


def stands(verb: str, error: BaseException) -> str:
    """Return what an interrupted verb leaves, as the error that ended it says."""
    said = getattr(error, "__notes__", None)
    return "; ".join(said or [f"nothing was {'written' if verb in WRITERS else 'published'}"])


def complain(text: str) -> None:
    """Print to standard error, if there is one that still takes it."""
    with suppress(OSError, ValueError, AttributeError):
        print(text, file=sys.stderr, flush=True)


def stop(signum: int, frame) -> None:
    """End in order when told to."""
    raise Stopped(128 + signum)
