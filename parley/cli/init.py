"""Start an empty record with the same schemas, for other talks."""

import argparse
from datetime import date
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="folder of the new record")
    add("--title", help="what it is about; else made of the sides' names")
    add("--sides", metavar="ONE,TWO", help="names of the two sides, as pages show them")
    add("--all-tables", action="store_true", help="the official series too, not only the talks")
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of its start")


def run(args: argparse.Namespace) -> int:
    """Return 0 after saying what was written."""
    from parley.desk import empty
    from pressroom.errors import where

    made = empty.create(
        args.folder.resolve(), args.today, title=args.title, sides=two(args.sides),
        every=args.all_tables,
    )  # fmt: skip
    print(f"wrote {len(made)} files into {where(args.folder.resolve())}/: {', '.join(made)}")
    print(f"Next: parley import FILE --data {args.folder}, or parley add meeting with the same.")
    return 0


def two(given: str | None) -> tuple[str, str] | None:
    """Return the two names in ``ONE,TWO``; None if nothing is given."""
    from pressroom.errors import UsageError

    if not given:
        return None
    names = [name.strip() for name in given.split(",")]
    if len(names) != 2 or not all(names):
        raise UsageError(f"--sides {given!r}: write two names with a comma between, as US,Japan")
    return names[0], names[1]
