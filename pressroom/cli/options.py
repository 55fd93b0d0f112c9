"""Options that several verbs share."""

import argparse
from pathlib import Path


def data(parser: argparse.ArgumentParser) -> None:
    """Add ``--data``."""
    say = "folder of the record; else PARLEY_DATA, else data/ of the project around you"
    parser.add_argument("--data", type=Path, metavar="DIR", help=say)


def cluster(parser: argparse.ArgumentParser) -> None:
    """Take where to run instead, and what both can read."""
    add = parser.add_argument
    add("--scheduler", metavar="ADDRESS", help="run on a Dask cluster: tcp://host:port")
    add("--share", metavar="URL", help="folder that the cluster can read, by fsspec; else none")


def loud(parser: argparse.ArgumentParser) -> None:
    """Take how much is said."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    way.add_argument("--quiet", action="store_true", help="say only what failed")


def as_of(parser: argparse.ArgumentParser) -> None:
    """Add ``--as-of``."""
    say = "read the record as it was known on this day (YYYY-MM-DD)"
    parser.add_argument("--as-of", metavar="DATE", help=say)
