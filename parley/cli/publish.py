"""Freeze the reports as an edition and put it in front; or put an earlier edition back.

What is served is editions/site (or PARLEY_EDITIONS/site): the edition in front, and every edition
under editions/KEY/. build/site, which `parley build` writes, is the working site and is not
served. A published edition never changes and its key is never used again.
"""

import argparse

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--edition", metavar="KEY", help="freeze this edition, as in 2026-11")
    what.add_argument(
        "--rollback", nargs="?", const="", metavar="KEY",
        help="put an earlier edition in front; the one before the front if KEY is left out",
    )  # fmt: skip
    options.data(parser)
    options.as_of(parser)
    add("--date", default="", metavar="DATE", help="day of publication (YYYY-MM-DD); else today")
    add("--without-browser", action="store_true", help="make only the checks without Chromium")
    add(
        "--keep-last-good", action="store_true",
        help="publish stale and failed reports as they last were, each saying so",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Return 0 when the edition stands in front."""
    from pressroom.editions import release
    from pressroom.errors import where

    if args.rollback is not None:
        released = release.rollback(args.rollback or None)
    else:
        released = release.publish(
            release.Wanted(
                key=args.edition,
                published=args.date,
                browser=not args.without_browser,
                keep_last_good=args.keep_last_good,
                data=args.data,
                as_of=args.as_of,
            )
        )
    for slug, why in released.kept.items():
        print(f"as it last was: {slug}: {why}")
    if args.edition and args.without_browser:
        print("Not checked, for want of a browser: accessibility, overflow, requests, console, "
              "no scripts.")  # fmt: skip
    print(f"{released.edition.label} stands in front: {where(released.site / 'index.html')}")
    return 0
