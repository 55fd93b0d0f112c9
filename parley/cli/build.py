"""Render every report that is stale, and publish the whole site or nothing."""

import argparse
import sys
from functools import partial
from pathlib import Path

from parley.cli import options
from pressroom.errors import PressError, worst


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("report", nargs="*", help="a report or notebook; all if none is named")
    options.data(parser)
    options.as_of(parser)
    add("--out", type=Path, metavar="DIR", help="build folder; else build/")
    add("--workers", type=int, default=0, metavar="N", help="reports at a time; else one a core")
    add("--force", action="store_true", help="run fresh reports too")
    add("--refresh", action="store_true", help="bring the official series up to date first")
    add("--dry-run", action="store_true", help="say what would be run, and why; run nothing")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--keep-going", action="store_true", help="run the others too (the default)")
    way.add_argument("--fail-fast", action="store_true", help="start no report after one failed")
    add("--engine", choices=("parley", "kernel"), default="parley", help="where cells run")
    add("--scheduler", metavar="ADDRESS", help="run on a Dask cluster: tcp://host:port")
    add("--share", metavar="URL", help="folder that the cluster can read, by fsspec; else none")
    add("--browser", action="store_true", help="gate the pages in Chromium too")
    add("--keep", type=int, default=3, metavar="N", help="sites kept in the store (3)")
    add("--cell-limit", type=float, default=300, metavar="S", help="seconds for a cell (300)")
    add("--report-limit", type=float, default=900, metavar="S", help="seconds for a report (900)")
    add("--memory", type=int, default=2048, metavar="MB", help="for a report's processes (2048)")
    add("--limit", type=float, default=0, metavar="S", help="seconds for the whole run; else none")
    loud = parser.add_mutually_exclusive_group()
    loud.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    loud.add_argument("--quiet", action="store_true", help="say only what failed")


def run(args: argparse.Namespace) -> int:
    """Return 0 if every report is in the site, 1 if some failed, 4 if a series failed before."""
    if args.dry_run:
        from parley.cli import status

        return status.run(args)
    wanted = options_of(args)
    try:
        return built(args, wanted)
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
    from parley.cli import refresh
    from pressroom.errors import DataError, RefreshError

    parser = argparse.ArgumentParser()
    refresh.arguments(parser)
    given = parser.parse_args(["--data", str(args.data)] if args.data else [])
    said = (lambda text: None) if args.quiet or args.json else print
    try:
        _, failed = refresh.bring(given, said)
    except DataError:
        return 0
    for text in failed:
        print(f"parley refresh: {text}", file=sys.stderr)
    return RefreshError.code if failed else 0


def options_of(args: argparse.Namespace):
    """Return what a build is asked to do."""
    from parley.cli import progress
    from pressroom.build.build import Options
    from pressroom.build.job import Limits

    return Options(
        data=args.data,
        out=args.out.resolve() if args.out else None,
        only=tuple(args.report),
        as_of=args.as_of,
        workers=args.workers,
        force=args.force,
        fail_fast=args.fail_fast,
        browser=args.browser,
        engine=args.engine,
        scheduler=args.scheduler,
        share=args.share,
        keep=args.keep,
        total_seconds=args.limit,
        limits=Limits(args.cell_limit, args.report_limit, args.memory),
        watcher=progress.chosen(as_json=args.json, quiet=args.quiet),
        first=partial(refreshed, args) if args.refresh else None,
    )


def built(args: argparse.Namespace, wanted) -> int:
    """Return the exit code of a build."""
    from pressroom.build.build import build

    result = build(wanted)
    wanted.watcher.result(result)
    for slug, reason in result.failed.items():
        where = f"; see {failed_folder(args)}/{slug}/"
        print(f"FAILED {slug}: {reason}{where}", file=sys.stderr)
    return result.code


def failed_folder(args: argparse.Namespace) -> str:
    """Return where the notebooks of failed reports lie, as a person would write it."""
    from pressroom import paths
    from pressroom.errors import where

    return where((args.out.resolve() if args.out else paths.build()) / "failed")
