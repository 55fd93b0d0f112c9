"""Options that several verbs share."""

import argparse
from pathlib import Path


def data(parser: argparse.ArgumentParser) -> None:
    """Add ``--data``."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder of the record; else PARLEY_DATA, else data/ of the project around you",
    )


def as_of(parser: argparse.ArgumentParser) -> None:
    """Add ``--as-of``."""
    parser.add_argument(
        "--as-of", metavar="DATE", help="read the record as it was known on this day (YYYY-MM-DD)"
    )
