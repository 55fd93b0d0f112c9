"""List the last runs, or show one: what was built, why, and how it ended."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("what", nargs="?", choices=("show",), help="show one run whole")
    parser.add_argument("number", nargs="?", type=int, help="its number; the newest if left out")
    parser.add_argument("--out", type=Path, metavar="DIR", help="build folder; else build/")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="how many to list (20)")
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def run(args: argparse.Namespace) -> int:
    """Return 0; 2 if there is no such run."""
    from pressroom import paths
    from pressroom.build.ledger import Ledger
    from pressroom.errors import UsageError

    build = args.out.resolve() if args.out else paths.build()
    book = Ledger(build, print)
    entries = book.runs(args.most)
    if args.what == "show":
        number = args.number or (entries[0].run if entries else 0)
        if (entry := book.show(number)) is None:
            raise UsageError(f"there is no run {number} in {build.name}/; parley runs lists them")
        show(entry, args.json)
    elif args.json:
        print(json.dumps([vars(e) | {"state": e.state} for e in entries]))
    else:
        for entry in entries:
            said = entry.outcome or entry.state
            print(f"{entry.run:>4}  {entry.started}  {entry.state:<8} {entry.trigger:<9} {said}")
        print(since_success(build))
    return 0


def show(entry, as_json: bool) -> None:
    """Print one run with its reports."""
    if as_json:
        print(json.dumps(vars(entry) | {"state": entry.state}))
        return
    print(f"run {entry.run}: {entry.state}, {entry.outcome}")
    print(f"started {entry.started}, ended {entry.ended or '-'}, {entry.trigger}")
    print(f"exit code {entry.code}, published: {entry.published or '-'}, as of {entry.as_of}")
    print("  ".join(f"{name} {value[:12]}" for name, value in entry.versions.items()))
    for report in entry.reports:
        megabytes = report["memory"] / 1e6
        print(
            f"  {report['outcome']:<7} {report['slug']:<36} {report['seconds']:6.2f} s "
            f"{megabytes:5.0f} MB  {report['reason'] or report['why']}"
        )


def since_success(build: Path) -> str:
    """Return how long ago a run last ended well, by the heartbeat."""
    from pressroom.build.signs import last_success

    if not (when := last_success(build / "heartbeat.json")):
        return "no run has ended well yet"
    hours = (datetime.now(UTC) - datetime.fromisoformat(when)).total_seconds() / 3600
    if hours < 0:
        return f"a run last ended well on {when}, which this clock has still to reach"
    return f"a run last ended well {hours:.1f} hours ago"
