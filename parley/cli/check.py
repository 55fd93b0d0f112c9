"""Check the record: every fault at once, with file, row, column and remedy."""

import argparse

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    options.data(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 and a line per table if the record holds, else raise with every fault."""
    from parley import record, tables

    rec = record.load(args.data)
    for table in tables.TABLES:
        if (name := table.Config.name) in rec:
            print(f"{table.file():<24} {len(getattr(rec, name)):>6,} rows")
    print(f"The record holds, as of {rec.as_of:%Y-%m-%d}.")
    return 0
