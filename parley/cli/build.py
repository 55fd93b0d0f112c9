"""Render every report that is stale, and publish the whole site or nothing."""

import argparse
import sys
from pathlib import Path

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("report", nargs="*", help="a report or notebook; all if none is named")
    options.data(parser)
    options.as_of(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="build folder; else build/")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="reports at a time")
    parser.add_argument("--force", action="store_true", help="run fresh reports too")
    parser.add_argument("--browser", action="store_true", help="gate the pages in Chromium too")
    parser.add_argument("--quiet", action="store_true", help="say only what failed")


def run(args: argparse.Namespace) -> int:
    """Return 0 if every report is in the site, 1 if some failed."""
    from parley.errors import where
    from parley.reports.build import Options, build

    say = (lambda text: None) if args.quiet else print
    result = build(
        Options(
            data=args.data,
            out=args.out.resolve() if args.out else None,
            only=tuple(args.report),
            as_of=args.as_of,
            workers=args.workers,
            force=args.force,
            browser=args.browser,
            say=say,
        )
    )
    for slug, reason in result.left_out.items():
        say(f"{slug}: left out, {reason}")
    for slug, reason in result.failed.items():
        print(f"FAILED {slug}: {reason}; see build/failed/{slug}/", file=sys.stderr)
    say(
        f"{len(result.ran)} run, {len(result.kept)} fresh, {len(result.failed)} failed. "
        f"Open {where(result.site / 'index.html')}"
    )
    return result.code
