"""Hold a built site to every target of a reader's page, in Chromium too."""

import argparse
import sys
from pathlib import Path

from pressroom import paths


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("site", nargs="?", type=Path, help="folder of the site; else build/site")
    parser.add_argument(
        "--without-browser", action="store_true", help="make only the checks that need no Chromium"
    )


def run(args: argparse.Namespace) -> int:
    """Return 0 if the site meets every target, else 5 and each problem."""
    from pressroom import gate
    from pressroom.errors import GateError

    site = args.site or paths.build() / "site"
    for problem in (problems := gate.check(site, browser=not args.without_browser)):
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problems; nothing may be published", file=sys.stderr)
        return GateError.code
    print("Every page meets its targets.")
    return 0
