"""Check the record: every fault at once, with file, row, column and remedy."""

import argparse

from parley.cli import options

SHOWN = 5  # rows of each warning, unless all are asked for


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    options.data(parser)
    parser.add_argument("--all", action="store_true", help="list every row that is warned of")


def run(args: argparse.Namespace) -> int:
    """Return 0, a line per table and what is weak if the record holds, else raise every fault."""
    from parley import record, tables
    from parley.record.doubts import doubts

    rec = record.load(args.data)
    for table in tables.TABLES:
        if (name := table.Config.name) in rec:
            print(f"{table.file():<24} {len(getattr(rec, name)):>6,} rows")
    for doubt in doubts(rec):
        print(f"warning: {doubt.file}: {len(doubt.rows)} {doubt.problem}. {doubt.remedy}.")
        shown = doubt.rows if args.all else doubt.rows[:SHOWN]
        print("\n".join(f"  {row}" for row in shown))
        if len(shown) < len(doubt.rows):
            print(f"  and {len(doubt.rows) - len(shown)} more: parley check --all")
    print(f"The record holds, as of {rec.as_of:%Y-%m-%d}.")
    return 0
