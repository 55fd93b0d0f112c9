"""``parley …``: a thin module per verb, found by its name in `VERBS`.

A verb's module has a docstring (its help), `arguments(parser)` and `run(args)`, which returns
an exit code. Heavy imports stand inside `run`, so that a light verb stays quick.
"""

import argparse
import os
import signal
import sys
from importlib import import_module
from types import ModuleType

from pressroom.errors import ParleyError
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
INTERRUPTED, READER_GONE, TERMINATED = 130, 141, 143


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
        one = verbs.add_parser(verb, help=about.splitlines()[0], description=about)
        module.arguments(one)
    return whole


EXIT_CODES = """\
exit codes: 0 all well · 1 some report failed · 2 usage · 3 data refused · 4 refresh failed ·
5 gate failed · 6 verification failed · 75 another run holds the lock · 124 out of time ·
130, 143 interrupted · 141 the reader of what it says has gone"""


def main(argv: list[str] | None = None) -> int:
    """Return the exit code of one command line."""
    signal.signal(signal.SIGTERM, stop)
    given = sys.argv[1:] if argv is None else argv
    args = parser(given[0] if given else None).parse_args(given)
    try:
        code = verb_module(args.verb).run(args)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that has gone can still be answered
        return code
    except ParleyError as error:
        print(f"parley {args.verb}: {error}", file=sys.stderr)
        return error.code
    except NotFoundHereError as error:
        print(f"parley {args.verb}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read has gone, as in parley check | head: a shell's own exit code for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except KeyboardInterrupt:
        end = "written" if args.verb in WRITERS else "published"
        print(f"\nparley {args.verb}: interrupted; nothing was {end}", file=sys.stderr)
        return INTERRUPTED


def stop(signum: int, frame) -> None:
    """End in order when told to terminate: unwind, so that stages and locks are cleared."""
    print("parley: terminated; nothing was published", file=sys.stderr)
    raise SystemExit(TERMINATED)
