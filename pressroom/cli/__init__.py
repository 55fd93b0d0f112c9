"""``pressroom …``: each verb a function, with its arguments beside it, found in `VERBS`.

A verb's docstring is its help; it returns an exit code. Heavy imports stand inside, so that a
light verb stays quick.
"""

import argparse
import ast
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from pressroom.errors import PressError, begin, lasting
from pressroom.paths import NotFoundHereError

Verbs = Mapping[str, str]
ABOUT = "From notebooks and tables to a checked site."
ROOMS = {
    "starting": ("init", "new", "check", "params", "tidy"),
    "building": ("run", "build", "status", "sweep"),
    "runs": ("runs", "schedule"),
    "publishing": ("diff", "pages_diff", "gate", "publish", "verify", "pdf", "deposit"),
}
VERBS = {
    name.replace("_", "-"): f"pressroom.cli.{room}:{name}"
    for room, names in ROOMS.items()
    for name in names
}
# What is done by all or none: so much can be said of it, wherever it is interrupted.
UNDONE = dict.fromkeys(("add", "code", "import", "import-coding", "init", "new"), "written")
UNDONE |= dict.fromkeys(("build", "publish", "run"), "published")
INTERRUPTED, READER_GONE = 130, 141
TOLD_TO_END = {signal.SIGTERM: "terminated", signal.SIGHUP: "its terminal has gone"}


class Stopped(SystemExit):
    """A signal told this process to end: unwind, so that stages and locks are cleared."""


def verb(name: str, verbs: Verbs, suffix: str = "") -> Callable:
    """Return the function of a verb, or with the suffix ``_arguments`` that of its arguments."""
    module, function = verbs[name].split(":")
    return getattr(import_module(module), f"{function}{suffix}")


def parser(
    program: str, about: str, verbs: Verbs, only: str | None = None
) -> argparse.ArgumentParser:
    """Return the parser of one verb, or one that lists them all, without their arguments."""
    laid_out = argparse.RawDescriptionHelpFormatter
    whole = argparse.ArgumentParser(program, None, about, EXIT_CODES, formatter_class=laid_out)
    listed = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name in [only] if only and only in verbs else verbs:
        told = says(name, verbs)
        one = listed.add_parser(name, help=told.partition("\n")[0], description=told)
        if name == only:
            verb(name, verbs, "_arguments")(one)
    return whole


def says(name: str, verbs: Verbs) -> str:
    """Return a verb's docstring, read from its file: a list of all verbs imports none of them."""
    module, function = verbs[name].split(":")
    source = Path(cast(str, cast(ModuleSpec, find_spec(module)).origin))
    tree = ast.parse(source.read_text(encoding="utf-8"))
    defined = (each for each in tree.body if isinstance(each, ast.FunctionDef))
    return next((ast.get_docstring(each) or "" for each in defined if each.name == function), "")


EXIT_CODES = """\
exit codes: 0 all well · 1 some report failed · 2 usage · 3 data refused · 4 refresh failed ·
5 gate failed · 6 verification failed · 75 another run holds the lock · 124 out of time ·
129, 130, 143 interrupted · 141 the reader of what it says has gone"""


def main(argv: list[str] | None = None) -> int:
    """Return the exit code of one command line of ``pressroom``."""
    return run("pressroom", ABOUT, VERBS, argv)


def run(program: str, about: str, verbs: Verbs, argv: list[str] | None = None) -> int:
    """Return the exit code of one command line.

    Parameters
    ----------
    program, about : str
        Name of the command, and what it is.
    verbs : mapping
        Each verb, and its function: ``module:name``; ``name_arguments`` stands beside it.
    argv : list of str, optional
        The words behind the command; those of this process if left out.
    """
    open_streams()
    for number in TOLD_TO_END:
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)
    given = sys.argv[1:] if argv is None else argv
    args = parser(program, about, verbs, given[0] if given else None).parse_args(given)
    begin()
    try:
        code = verb(args.verb, verbs)(args)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that has gone can still be answered
        return code
    except (PressError, NotFoundHereError) as error:
        complain(f"{program} {args.verb}: {error}")
        return error.code if isinstance(error, PressError) else 2
    except BrokenPipeError:
        # Whoever read has gone, as in pressroom check | head: a shell's own exit code for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except (KeyboardInterrupt, Stopped) as error:
        code = error.args[0] if isinstance(error, Stopped) else INTERRUPTED
        how = TOLD_TO_END.get(code - 128, "interrupted")
        after = "\n" if code == INTERRUPTED else ""  # what a terminal shows of Ctrl-C
        complain(f"{after}{program} {args.verb}: {'; '.join([how, *stands(args.verb)])}")
        return code


def open_streams() -> None:
    """Let standard streams that were closed lead nowhere: no other file takes their place."""
    while (free := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(free, True)
    os.close(free)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def stands(verb: str) -> list[str]:
    """Return what an interrupted verb leaves, by what it has done."""
    return lasting() or [f"nothing was {done}" for done in [UNDONE.get(verb)] if done]


def complain(text: str) -> None:
    """Print to standard error, if there is one that still takes it."""
    with suppress(OSError, ValueError, AttributeError):
        print(text, file=sys.stderr, flush=True)


def stop(signum: int, frame) -> None:
    """End in order when told to."""
    raise Stopped(128 + signum)


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add ``--data``."""
    say = "folder of the record; else PARLEY_DATA, else data/ of the project around you"
    parser.add_argument("--data", type=Path, metavar="DIR", help=say)


def add_cluster(parser: argparse.ArgumentParser) -> None:
    """Take where to run instead, and what both can read."""
    add = parser.add_argument
    add("--scheduler", metavar="ADDRESS", help="run on a Dask cluster: tcp://host:port")
    add("--share", metavar="URL", help="folder that the cluster can read, by fsspec; else none")


def add_loud(parser: argparse.ArgumentParser) -> None:
    """Take how much is said."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    way.add_argument("--quiet", action="store_true", help="say only what failed")


def add_out(parser: argparse.ArgumentParser, told: str = "build folder; else build/") -> None:
    """Add ``--out``."""
    parser.add_argument("--out", type=lambda text: Path(text).resolve(), metavar="DIR", help=told)


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """Add ``--as-of``."""
    say = "read the record as it was known on this day (YYYY-MM-DD)"
    parser.add_argument("--as-of", metavar="DATE", help=say)
