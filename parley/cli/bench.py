"""Verbs at the desk: lab, new, generate."""

import argparse
import os
import subprocess
import sys

from pressroom import paths
from pressroom.cli import options
from pressroom.errors import UsageError

AS_ROOT = (
    "JupyterLab does not run as root: whoever reaches it could do anything here. Work as a user "
    'of your own; or, in a container, allow it: make lab ARGS="-- --allow-root", which is '
    "parley lab -- --allow-root"
)


def lab_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of lab."""
    add = parser.add_argument
    add("--no-browser", action="store_true", help="start the server, open no browser")
    add("--port", type=int, default=8888, help="port of the server (8888, or the next free)")
    add("--no-git", action="store_true", help="set up no filter that keeps outputs out of git")
    add("rest", nargs="*", metavar="-- OPTION", help="what stands behind -- goes to JupyterLab")
    add("--undo", action="store_true", help="take that filter away again, and stop")


def lab(args: argparse.Namespace) -> int:
    """Open JupyterLab on a page that lists the notebooks by their question."""
    from parley.desk import bench

    root = paths.root()
    if args.undo:
        taken = bench.leave_as_is(root)
        print("\n".join(f"taken away: {what}" for what in taken) or "there was nothing set up")
        return 0
    if os.name == "posix" and os.geteuid() == 0 and "--allow-root" not in args.rest:
        raise UsageError(AS_ROOT)
    surroundings = os.environ | bench.prepare()
    if not args.no_git and bench.keep_clean(root):
        print("git sees notebooks without outputs in this clone; parley lab --undo ends that")
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/workspaces/{bench.WORKSPACE}",
        f"--port={args.port}",
        *(["--no-browser"] if args.no_browser else []),
        *args.rest,
    ]
    return subprocess.run(command, env=surroundings, check=False).returncode


def new_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of new."""
    add = parser.add_argument
    add("question", nargs="?", help="the question that a new notebook answers, in quotes")
    add("--name", metavar="NAME", help="the notebook's file name; else made from the question")
    add("--chart", metavar="NAME", help="start a chart and its test instead")
    add("--table", metavar="NAME", help="start a table: its schema, empty file and test")
    about = "what the question is about: meetings, topics, promises, deaths, or a table's name; "
    add("--about", default="", help=about + "of --chart and --table, what it is, in a sentence")
    options.data(parser)


def new(args: argparse.Namespace) -> int:
    """Start a notebook, a chart or a table that already passes every rule."""
    from parley.desk import notebook, pieces
    from pressroom.errors import where

    asked = [given for given in (args.question, args.chart, args.table) if given]
    if len(asked) != 1:
        raise UsageError("name one thing: a QUESTION in quotes, --chart NAME or --table NAME")
    if args.question:
        from parley import record

        rec = record.load(args.data)
        about = args.about or asked_about(args.question, rec)
        made = [notebook.create(args.question, rec, args.name, about)]
        after = f"make lab to work on it, make report ARGS={made[0].stem} to see its page"
    elif args.chart:
        made = pieces.chart(args.chart, args.about)
        after = f"call it in a notebook with figures.save(charts.{args.chart}, …)"
    else:
        made = pieces.table(args.table, args.about)
        after = "set its columns, then make generated and make test"
    for path in made:
        print(f"wrote {where(path)}")
    print(f"Next: {after}.")
    return 0


def asked_about(question: str, rec) -> str:
    """Return what a person at a terminal says that the question is about; blank elsewhere."""
    from parley.desk import notebook

    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    guess = notebook.guessed(question, rec)
    print(f"What is it about? {', '.join(notebook.ABOUT)}, or the name of a table of yours.")
    return input(f"About [{guess}]: ").strip() or guess


def generate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of generate."""
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")


def generate(args: argparse.Namespace) -> int:
    """Write every generated file anew: dictionary, environment, and the rest."""
    from parley import generated

    names = generated.stale(paths.root()) if args.check else generated.write(paths.root())
    for name in names:
        print(f"{name}: {'is stale; run make generated' if args.check else 'written'}")
    return 1 if args.check and names else 0
