"""Verbs at the desk: lab, new, generate, import."""

import argparse
import copy
import os
import re
import sys
from datetime import date
from pathlib import Path

from parley.cli.record import two
from pressroom import paths
from pressroom.cli import options, starting
from pressroom.errors import UsageError

AS_ROOT = (
    "JupyterLab does not run as root: whoever reaches it could do anything here. Work as a user "
    'of your own; or, in a container, allow it: make lab ARGS="-- --allow-root", which is '
    "parley lab -- --allow-root"
)
SHOWN, MOST_FAULTS, PORT = 12, 200, r"--(\w+\.)?port\b"
ALSO = ("sides", "whose", "dates", "divided_by", "city")
ASKS = "Write these rows? [y/N; or correct a line: PART=COLUMN, PART=- for none] "

CALL = """make test ARGS={test} runs its test, whose FRAME is to be
changed with the chart; call it in a notebook, with a frame of your own.

from parley.charts.{chart} import {chart}

figures.save(
    {chart},
    frame,  # a row for each bar: its label, its value
    name="{slug}",
    title=say("{{n:row|rows}}", n=len(frame)),
    subtitle="What is counted, where, when, in which unit",
    source=rec.origin("meetings"),
    table=frame,
)

How another shape says its colours, CONTRIBUTING.md tells"""


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
        *([] if any(re.match(PORT, each) for each in args.rest) else [f"--port={args.port}"]),
        *(["--no-browser"] if args.no_browser else []),
        *args.rest,
    ]
    return bench.served(command, surroundings)


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
    from parley.desk import new
    from pressroom.errors import where

    told: list[str] = []
    asked = [given for given in (args.question, args.chart, args.table) if given]
    if len(asked) != 1:
        raise UsageError("name one thing: a QUESTION in quotes, --chart NAME or --table NAME")
    if args.question:
        from parley import record
        from parley.desk import bench, question
        from pressroom.build.starting import shortened

        rec = record.load(args.data)
        about = args.about or asked_about(args.question, rec)
        made = [new.notebook(args.question, rec, args.name, about), *listed(), *bench.renew()]
        name, given = made[0].stem, bool(about)
        about = about or question.guessed(args.question, rec)
        told = question.told(args.question, rec, about, given, name)
        told = [*shortened(args.name or args.question, name), *told]
        after = f"make lab to work on it, parley run {name} --defaults to see its page"
    elif args.chart:
        made = new.chart(args.chart, args.about)
        name, test = made[0].stem, where(made[1])
        after = CALL.format(chart=name, slug=name.replace("_", "-"), test=test)
    else:
        made = new.table(args.table, args.about)
        after = "set its columns, then make generated and make test"
    for path in made:
        print(f"wrote {where(path)}")
    print("".join(f"{each}\n" for each in told), end="")
    print(f"Next: {after}.")
    return 0


def listed() -> list[Path]:
    """List the notebooks in the README anew, if it has such a list; return what was written."""
    from parley.generated import files

    path = paths.root() / "README.md"
    if not path.is_file() or "<!-- reports: made" not in path.read_text(encoding="utf-8"):
        return []
    if (text := files.readme(paths.root(), "reports")) == path.read_text(encoding="utf-8"):
        return []
    path.write_text(text, encoding="utf-8")
    return [path]


tidy_arguments = starting.tidy_arguments


def tidy(args: argparse.Namespace) -> int:
    """Mend a notebook's form: ids, kernel, long cells, imports; say what only you can mend."""
    from parley.desk import bench
    from pressroom.errors import where

    code = starting.tidy(args)
    for path in [*listed(), *bench.renew()]:  # which name it by its heading
        print(f"wrote {where(path)}")
    return code


def asked_about(question: str, rec) -> str:
    """Return what a person at a terminal says that the question is about; blank elsewhere."""
    from parley.desk import question as words

    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    guess = words.guessed(question, rec)
    print(f"What is it about? {', '.join(words.ABOUT)}, or the name of a table of yours.")
    return input(f"About [{guess}]: ").strip() or guess


def generate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of generate."""
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")


def generate(args: argparse.Namespace) -> int:
    """Write every generated file anew: dictionary, environment, and the rest."""
    from parley import generated
    from parley.desk import bench
    from pressroom.errors import where

    names = generated.stale(paths.root()) if args.check else generated.write(paths.root())
    names += [] if args.check else [where(path) for path in bench.renew()]
    for name in names:
        print(f"{name}: {'is stale; run make generated' if args.check else 'written'}")
    return 1 if args.check and names else 0


def import__arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of import_."""
    add = parser.add_argument
    add("file", type=Path, help="one row a meeting, or a meeting and side")
    options.data(parser)
    from parley.desk.columns import WORDS

    for part in WORDS:
        say = f"column of the {part}, - for none; else guessed by its name"
        add(f"--{part}", metavar="COLUMN", help=say)
    add("--sheet", metavar="NAME", help="sheet of a workbook that has several")
    add("--dates", choices=("dmy", "mdy", "ymd"), help="how to read dates such as 3/4/24")
    say = "whose account a row is where no column says it: a side's key or name, both or press"
    add("--whose", metavar="SIDE", default="", help=f"{say}; else the first side")
    say = "what parts the topics of a cell: , or ; alone, where the column does not tell"
    add("--divided-by", choices=(",", ";"), default="", metavar="SIGN", help=say)
    say = "country of a city, by two letters, as Brussels=BE; may be given again"
    add("--city", action="append", default=[], metavar="NAME=CC", help=say)
    add("--sides", metavar="ONE,TWO", help="names of the sides, for a record that is new")
    add("--skip-bad", action="store_true", help="leave out rows that cannot be placed")
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of entry")
    add("--yes", action="store_true", help="write; else only say what would be written")


def import_(args: argparse.Namespace) -> int:
    """Take a table of meetings (.csv, .xlsx, .parquet) into a record; first show what it means."""
    from parley.desk import sheets
    from pressroom.errors import UsageError

    sheet, before = sheets.read(args.file, args.sheet), None
    while True:
        try:
            result = once(args, sheet)
        except UsageError as error:
            if args.yes or not sys.stdin.isatty():
                raise
            print(f"{error}.")
            if before:  # what was said last cannot be: go on from what stood before it
                args, before = before, None
                continue
            result = input("Say it as PART=COLUMN, or q to leave: ").strip()
            if "=" not in result:
                raise
        if isinstance(result, int):
            return result
        args, before = corrected(args, result), args


def corrected(args: argparse.Namespace, said: str) -> argparse.Namespace:
    """Return the arguments with one more said, as ``PART=COLUMN``; unchanged if it is no part."""
    from parley.desk.columns import WORDS

    part, _, value = (each.strip() for each in said.partition("="))
    part = part.lstrip("-").replace("-", "_")  # as the flag is written, too
    if part not in (*WORDS, *ALSO):
        known = ", ".join((*WORDS, *ALSO)).replace("_", "-")
        print(f"{part!r} is no part: {known}")
        return args
    again = copy.copy(args)
    setattr(again, part, [*args.city, value] if part == "city" else value)
    return again


def once(args: argparse.Namespace, sheet) -> int | str:
    """Show what the file means, and write it if that is wanted; return an answer that corrects."""
    from parley.desk import taking
    from parley.desk.meanings import Ways
    from pressroom import paths
    from pressroom.errors import where

    folder, sides = paths.data(args.data), two(args.sides)
    how = (args.dates, args.whose, args.divided_by, taking.cities(args.city))
    ways = Ways(said(args), *how, args.today, args.skip_bad)
    looked = taking.look(folder, sheet, ways, sides)
    show(args, sheet, looked.found)
    if not looked.lines:
        print("Nothing was written.")
        return 3 if looked.found.faults else 0
    print(f"{'Would add' if not args.yes else 'Adding'} {looked.found.counts()}")
    print("\n".join(f"  {line}" for line in looked.lines[:SHOWN]))
    if (more := len(looked.lines) - SHOWN) > 0:
        print(f"  … and {more} more {'row' if more == 1 else 'rows'}")
    answer = "y" if args.yes else asked()
    if "=" in answer:
        return answer
    if answer.lower() not in ("y", "yes"):
        print(f"Nothing was written. To write it into {where(folder)}/: the same with --yes")
        return 0
    taking.write(folder, sheet, ways, sides)
    print(f"Written into {where(folder)}/. Next: make report DATA={where(folder)}")
    return 0


def asked() -> str:
    """Return what a person at the terminal answers; blank where nobody can."""
    return input(ASKS).strip() if sys.stdin.isatty() else ""


def said(args: argparse.Namespace) -> dict[str, str]:
    """Return the columns that were named, by part."""
    from parley.desk.columns import WORDS

    return {part: getattr(args, part) for part in WORDS if getattr(args, part)}


def show(args: argparse.Namespace, sheet, found) -> None:
    """Say what the file means for the record."""
    print(f"{args.file.name}: {len(sheet.rows)} rows, understood as follows")
    print("\n".join(found.as_table()))
    for note in dict.fromkeys(found.notes):
        print(f"  {note}")
    if found.faults:
        count = len(found.faults)
        them = "them" if count > 1 else "it"
        after = "left out" if args.skip_bad else f"mend {them}, or leave {them} out with --skip-bad"
        print(f"{count:,} {'things' if count > 1 else 'thing'} could not be placed ({after}):")
        print("\n".join(f"  {fault}" for fault in found.faults[:MOST_FAULTS]))
        if count > MOST_FAULTS:
            print(f"  … and {count - MOST_FAULTS:,} more")
