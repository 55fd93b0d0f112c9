"""The official series: refresh, and build after a refresh."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from pressroom.cli import building, options

NAMES = ("cdc", "cdc-states", "phac", "cbp", "cbp-amo", "census", "wonder")
BY_HAND = "wonder"


def refresh_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of refresh."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("series", nargs="*", metavar="SERIES", help=", ".join(NAMES))
    options.data(parser)
    parser.add_argument("--dry-run", action="store_true", help="show the difference, write nothing")
    add = parser.add_argument
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
    from pressroom.errors import RefreshError

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
    from parley.record import writing
    from pressroom import paths

    names, given = wanted(args), told(args)
    with writing.locked(paths.data(args.data)):
        return brought(names, given, args, say)


def brought(
    names: list[str], given, args: argparse.Namespace, say: Callable[[str], None]
) -> tuple[int, list[str]]:
    """Bring series up to date, one after the other: what goes wrong with one is said of it."""
    from parley import refresh
    from pressroom import paths
    from pressroom.errors import PressError, RefreshError

    folder, done, failed = paths.data(args.data), 0, []
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
    from pressroom.errors import UsageError
    from pressroom.nearest import nearest

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
    from pressroom import paths
    from pressroom.errors import UsageError

    try:
        as_of = date.fromisoformat(args.as_of) if args.as_of else None
    except ValueError as error:
        raise UsageError(
            f"--as-of {args.as_of!r} is not a date; write it like 2026-09-16"
        ) from error
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
    help_text = "bring the official series up to date first"
    parser.add_argument("--refresh", action="store_true", help=help_text)


def build(args: argparse.Namespace) -> int:
    """Render every report that is stale, and put the site in place, whole or not at all.

    A report that fails keeps its last page, with a notice; one that has none yet is missing, and
    named at the end.
    """
    from pressroom.errors import PressError, worst

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
    from pressroom.errors import DataError, RefreshError

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
