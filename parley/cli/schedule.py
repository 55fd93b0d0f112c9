"""Print what makes builds happen by themselves: cron, systemd, or a GitHub workflow."""

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("what", choices=("print",), help="the files, for you to look at and put up")
    parser.add_argument("kind", choices=("cron", "systemd", "github"), help="for which scheduler")
    parser.add_argument("--at", default="06:17", metavar="HH:MM", help="time of the day (06:17)")
    parser.add_argument("--days", default="Mon..Fri", metavar="A..B", help="days (Mon..Fri)")
    parser.add_argument(
        "--time-zone", metavar="NAME", help="as in Europe/Paris; else this machine's"
    )
    parser.add_argument("--write", type=Path, metavar="DIR", help="write the files there")


def run(args: argparse.Namespace) -> int:
    """Return 0 after the files are printed or written."""
    from parley.generated import github
    from pressroom import paths
    from pressroom.build import schedule
    from pressroom.errors import UsageError

    hour, minute = moment(args.at)
    if args.kind == "github" and args.time_zone not in (None, "UTC"):
        raise UsageError(
            f"--time-zone {args.time_zone}: GitHub counts in UTC; give --at and --days in UTC"
        )
    plan = schedule.Plan(
        paths.root(), Path(sys.executable), hour, minute, days(args.days),
        zone(args.time_zone or schedule.named_zone()), more=("--refresh",),
    )  # fmt: skip
    if args.kind == "cron":
        files = {"parley.cron": schedule.cron(plan)}
    elif args.kind == "systemd":
        files = schedule.systemd(plan)
    else:
        files = {"reports.yml": github.workflow(hour=hour, minute=minute, days=plan.days)}
    for name, text in files.items():
        if args.write:
            args.write.mkdir(parents=True, exist_ok=True)
            (args.write / name).write_text(text, encoding="utf-8")
        else:
            print(f"# {name}\n{text}" if len(files) > 1 else text)
    return 0


def moment(text: str) -> tuple[int, int]:
    """Return hour and minute; UsageError if it is no time of the day."""
    from datetime import time

    from pressroom.errors import UsageError

    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--at {text!r} is no time of the day; write it like 06:17") from error
    return found.hour, found.minute


def days(text: str) -> str:
    """Return the days as given; UsageError unless they are a day or two of them."""
    from pressroom.build.schedule import DAYS
    from pressroom.errors import UsageError

    first, dots, last = text.partition("..")
    if (
        first not in DAYS
        or (dots and last not in DAYS)
        or (dots and DAYS.index(last) < DAYS.index(first))
    ):
        raise UsageError(
            f"--days {text!r}: write it like Mon..Fri, or Sun; days are {', '.join(DAYS)}"
        )
    return text


def zone(name: str) -> str:
    """Return the zone's name as given; UsageError if there is none of that name."""
    from zoneinfo import ZoneInfo

    from pressroom.errors import UsageError

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            f"--time-zone {name!r} is not known; write it like Europe/Paris"
        ) from error
    return name
