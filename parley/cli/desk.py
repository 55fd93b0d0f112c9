"""Verbs at the desk: lab, new, tidy, generate; refresh, and build after a refresh."""

import argparse
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from pressroom import paths
from pressroom.cli import add_data, building, starting
from pressroom.errors import DataError, PressError, RefreshError, UsageError, where, worst
from pressroom.nearest import nearest

AS_ROOT = (
    "JupyterLab does not run as root: whoever reaches it could do anything here. Work as a user "
    'of your own; or, in a container, allow it: make lab ARGS="-- --allow-root", which is '
    "parley lab -- --allow-root"
)
NAMES = ("cdc", "cdc-states", "phac", "cbp", "cbp-amo", "census", "wonder")
BY_HAND = "wonder"


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
    has_port = any(re.match(r"--(\w+\.)?port\b", each) for each in args.rest)
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/workspaces/{bench.WORKSPACE}",
        *([] if has_port else [f"--port={args.port}"]),
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
    add_data(parser)


def new(args: argparse.Namespace) -> int:
    """Start a notebook, a chart or a table that already passes every rule."""
    from parley.desk import new

    told: list[str] = []
    asked = [given for given in (args.question, args.chart, args.table) if given]
    if len(asked) != 1:
        raise UsageError("name one thing: a QUESTION in quotes, --chart NAME or --table NAME")
    if args.question:
        from parley import record
        from parley.desk import bench

        rec = record.load(args.data)
        about = args.about or asked_about(args.question, rec)
        made = [new.notebook(args.question, rec, args.name, about), *listed(), *bench.renew()]
        name, given = made[0].stem, bool(about)
        about = about or new.guessed(args.question, rec)
        told = new.told(args.question, rec, about, given, name)
        told = [*starting.shortened(args.name or args.question, name), *told]
        after = f"make lab to work on it, parley run {name} --defaults to see its page"
    elif args.chart:
        made = new.chart(args.chart, args.about)
        name, test = made[0].stem, where(made[1])
        after = new.template("chart_next.txt").format(
            chart=name, slug=name.replace("_", "-"), test=test
        )
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

    code = starting.tidy(args)
    for path in [*listed(), *bench.renew()]:  # which name it by its heading
        print(f"wrote {where(path)}")
    return code


def asked_about(question: str, rec) -> str:
    """Return what a person at a terminal says that the question is about; blank elsewhere."""
    from parley.desk import new

    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    guess = new.guessed(question, rec)
    print(f"What is it about? {', '.join(new.ABOUT)}, or the name of a table of yours.")
    return input(f"About [{guess}]: ").strip() or guess


def generate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of generate."""
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")


def generate(args: argparse.Namespace) -> int:
    """Write every generated file anew: dictionary, environment, and the rest."""
    from parley import generated
    from parley.desk import bench

    names = generated.stale(paths.root()) if args.check else generated.write(paths.root())
    names += [] if args.check else [where(path) for path in bench.renew()]
    for name in names:
        print(f"{name}: {'is stale; run make generated' if args.check else 'written'}")
    return 1 if args.check and names else 0


def refresh_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of refresh."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("series", nargs="*", metavar="SERIES", help=", ".join(NAMES))
    add_data(parser)
    add("--dry-run", action="store_true", help="show the difference, write nothing")
    add("--from", dest="file", type=Path, metavar="FILE", help="read this file, fetched by hand")
    say = "day of the file, where the source names none (YYYY-MM-DD)"
    add("--as-of", metavar="DATE", help=say)
    add("--base-url", default="", metavar="URL", help="server to ask instead")
    say = "for schedules: that no series has anything new is well, and ends with 0"
    add("--unattended", action="store_true", help=say)


def refresh(args: argparse.Namespace) -> int:
    """Bring the official series up to date: a new vintage beside the old ones.

    Series: cdc and cdc-states (VSRR, data.cdc.gov), phac (Canada, Health Infobase), cbp and cbp-amo
    (seizures at the US border), census (residents), wonder (CDC WONDER, by hand). Without a name:
    all but wonder.

    A series is written whole or not at all, with its source and what moved in data/CHANGELOG.md.
    Exit code 4: a series failed (the old rows stand), or none had anything new, unless
    --unattended is given.

    Another address: --base-url for another server, or PARLEY_REFRESH_CDC, _CDC_STATES, _PHAC, _CBP,
    _CBP_AMO, _CENSUS for a whole address. PARLEY_SOCRATA_TOKEN, if set, goes to data.cdc.gov with
    each request.

    CDC WONDER has no open programming interface for this table. At wonder.cdc.gov/mcd.html choose
    the final Multiple Cause of Death files; group results by Month; multiple cause T40.4;
    underlying cause X40-X44, X60-X64, X85, Y10-Y14; export; then: parley refresh wonder --from
    FILE A file of another series that was fetched by hand is given in the same way, with --as-of.
    """
    done, failed = bring(args, print)
    if done and not args.dry_run:
        print("Next: parley generate (dictionary and data package), parley check, parley build")
    if failed:
        raise RefreshError("\n".join(failed))
    return 0 if done or args.unattended else RefreshError.code


def bring(args: argparse.Namespace, say: Callable[[str], None]) -> tuple[int, list[str]]:
    """Return how many series were brought up to date, and what is to be said of those that failed.

    Parameters
    ----------
    args : argparse.Namespace
        This verb's arguments.
    say : callable
        Told what came of each series.
    """
    from parley import refresh
    from parley.record import writing

    folder, done, failed = paths.data(args.data), 0, []
    names, given = wanted(args), told(args)
    with writing.locked(folder):
        for name in names:
            try:
                outcome = refresh.prepare(refresh.named(name), folder, given)
                for line in outcome.lines:
                    say(f"{name}: {line.replace('**', '')}")
                if not args.dry_run:
                    refresh.commit(outcome, given.memory)
                done += 1
                table = f"+ {outcome.adapter.table}.csv"
                added = sum(line.startswith(table) for line in outcome.plan.lines)
                would = "would be" if args.dry_run else "were"
                say(f"{name}: file of {outcome.vintage}, {added:,} rows {would} added")
            except refresh.NothingNewError as error:
                say(f"{name}: {error}")
            except RefreshError as error:
                failed.append(f"{name}: {error}. The old rows stand")
            except PressError:
                raise  # of the record or the command, and so of every series
            except Exception as error:
                what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
                failed.append(f"{name}: its file is not as expected ({what}). The old rows stand")
    return done, failed


def wanted(args: argparse.Namespace) -> list[str]:
    """Return the series to refresh, or say what is wrong with what was asked."""
    for name in args.series:
        if name not in NAMES:
            raise UsageError(f"{name!r} is no series. {nearest(name, NAMES)}")
    if args.file and len(args.series) != 1:
        raise UsageError("--from FILE is for one series: name it")
    if BY_HAND in args.series and not args.file:
        raise UsageError(
            "wonder has no address to download from: export the table by hand and give it with "
            "--from FILE (parley refresh --help says how)"
        )
    return list(dict.fromkeys(args.series)) or [name for name in NAMES if name != BY_HAND]


def told(args: argparse.Namespace):
    """Return what the refresh is told: dates, server, file, and where it remembers."""
    from parley import refresh
    from parley.refresh.http import Memory

    try:
        as_of = date.fromisoformat(args.as_of) if args.as_of else None
    except ValueError as error:
        told = f"--as-of {args.as_of!r} is not a date; write it like 2026-09-16"
        raise UsageError(told) from error
    if args.base_url and not args.base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url {args.base_url!r} must begin with http:// or https://")
    try:
        memory = None if args.dry_run else paths.build() / "refresh"
    except paths.NotFoundHereError:
        memory = None  # a record outside any project: nothing is remembered, all is fetched again
    return refresh.Given(
        today=date.today(), as_of=as_of, base=args.base_url, file=args.file, memory=Memory(memory)
    )


def build_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of build."""
    building.build_arguments(parser)
    say = "bring the official series up to date first"
    parser.add_argument("--refresh", action="store_true", help=say)


def build(args: argparse.Namespace) -> int:
    """Render every report that is stale, and put the site in place, whole or not at all.

    A report that fails keeps its last page, with a notice; one that has none yet is missing, and
    named at the end.
    """
    if args.dry_run:
        return building.status(args)
    wanted = building.options_of(args, partial(refreshed, args) if args.refresh else None)
    try:
        return building.built(args, wanted)
    except PressError as error:
        if worst(wanted.before, error.code) == error.code:
            raise
        print(f"parley build: {error}", file=sys.stderr)
        return wanted.before


def refreshed(args: argparse.Namespace) -> int:
    """Return 0 if no series failed, else 4: the record as it was is built, and says so.

    Notes
    -----
    A record that is refused is left to the build, which refuses it too and writes that down.
    """
    parser = argparse.ArgumentParser()
    refresh_arguments(parser)
    given = parser.parse_args(["--data", str(args.data)] if args.data else [])
    said = (lambda text: None) if args.quiet or args.json else print
    try:
        _, failed = bring(given, said)
    except DataError:
        return 0
    for text in failed:
        print(f"parley refresh: {text}", file=sys.stderr)
    return RefreshError.code if failed else 0


def import_coding_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of import_coding."""
    add = parser.add_argument
    add("file", type=Path, help="the sheet, filled in: 1 where the text names the topic, else 0")
    add("--coder", required=True, metavar="human-NAME", help="name of the reading, as human-ml")
    add("--blank-is-no", action="store_true", help="read a blank in a row that was begun as 0")
    add("--sheet", metavar="NAME", help="sheet of a workbook that has several")
    add("--yes", action="store_true", help="write; else only say what would be written")
    add_data(parser)


def import_coding(args: argparse.Namespace) -> int:
    """Take the blank sheet of the coding back from a person, and say how far it agrees."""
    from parley import record
    from parley.desk import coded, sheets
    from parley.record import writing

    if not re.fullmatch(r"human(-[a-z0-9]+)+", args.coder):
        raise UsageError(f"--coder {args.coder!r}: write human- and a name, as human-ml")
    rec, sheet = record.load(args.data), sheets.read(args.file, args.sheet)
    for note in sheet.notes:
        print(f"  {note}")
    found = coded.Returned(sheet, rec, args.coder, args.blank_is_no)
    if found.faults:
        raise DataError(found.faults)
    print(f"{sheet.name}: {len(found.rows)} codings; {found.passed_over} accounts left blank")
    if not found.rows:
        print("Nothing was written.")
        return 0
    agreed(coded.compared(found, rec), args.coder)
    if args.yes:
        writing.plan(rec.folder, added={"codings": found.rows}).commit()
        print(f"Written into codings.csv as {args.coder}. No mention was changed.")
    else:
        print("Nothing was written. To write it: the same with --yes")
    return 0


def agreed(counts, coder: str) -> None:
    """Print how the sheet agrees with each reading that coded the same."""
    if counts.empty:
        print("No other reading coded these accounts.")
        return
    from parley.analysis.agreement import statistics

    told = statistics(counts.to_numpy())
    for number, (name, row) in enumerate(counts.iterrows()):
        of = int(row.sum())
        print(
            f"  with {name}: {of} codings in common, alike {told['agreement'][number]:.0%}; "
            f"topics named by both {row['both']}, by {coder} alone {row['sheet_only']}, "
            f"by {name} alone {row['other_only']}; F1 {told['f1'][number]:.2f}, "
            f"Krippendorff's alpha {told['alpha'][number]:.2f}"
        )
