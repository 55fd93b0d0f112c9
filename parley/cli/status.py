"""Say of every report whether it is fresh, or stale, and what has changed."""

import argparse
import json
from pathlib import Path

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("report", nargs="*", help="a report or notebook; all if none is named")
    options.data(parser)
    options.as_of(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="build folder; else build/")
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def run(args: argparse.Namespace) -> int:
    """Return 0; a line for each report, fresh ones counted."""
    from pressroom import paths
    from pressroom.build.plan import Planner, chosen
    from pressroom.build.store import Store

    store = Store(args.out.resolve() if args.out else paths.build())
    planner = Planner(store, args.data, args.as_of)
    planned = planner.plan()
    wanted = {slug: planned[slug] for slug in planned if slug in chosen(planned, args.report)}
    stale = {slug: one.reasons for slug, one in wanted.items() if not one.is_fresh}
    pages = planner.page_changes(planned)
    if args.json:
        fresh = sorted(wanted.keys() - stale)
        left = {s: held["reason"] for s, held in planner.site.get("left_out", {}).items()}
        print(json.dumps({"fresh": fresh, "stale": stale, "pages": pages, "left_out": left}))
        return 0
    for slug, reasons in stale.items():
        print(f"stale  {slug:<36} {shortened(reasons)}")
    remedy = f". Render: parley build{''.join(f' {name}' for name in args.report)}" if stale else ""
    print(f"{len(wanted) - len(stale)} fresh, {len(stale)} stale{remedy}")
    if pages and not stale:
        print(f"pages to be dressed anew by parley build: {shortened(pages)}")
    return 0


def shortened(reasons: list[str], most: int = 4) -> str:
    """Return reasons in a line, the first few named.

    Examples
    --------
    >>> shortened(["a", "b", "c"], most=2)
    'a; b; and 1 more'
    """
    rest = len(reasons) - most
    return "; ".join(reasons[:most]) + (f"; and {rest} more" if rest > 0 else "")
