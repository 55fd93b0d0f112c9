"""Verbs about runs: those that were, and those that are to happen by themselves."""

import argparse
import json
import sys
from datetime import UTC, datetime, time
from pathlib import Path

from pressroom import paths
from pressroom.errors import UsageError
from pressroom.project import command, current


def runs_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of runs."""
    parser.add_argument("what", nargs="?", choices=("show",), help="show one run whole")
    parser.add_argument("number", nargs="?", type=int, help="its number; the newest if left out")
    parser.add_argument("--out", type=Path, metavar="DIR", help="build folder; else build/")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="how many to list (20)")
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def runs(args: argparse.Namespace) -> int:
    """List the last runs, or show one: what was built, why, and how it ended."""
    from pressroom.build.ledger import Ledger

    build = args.out.resolve() if args.out else paths.build()
    book = Ledger(build, print)
    entries = book.runs(args.most)
    if args.what == "show":
        number = args.number or (entries[0].run if entries else 0)
        if (entry := book.show(number)) is None:
            raise UsageError(
                f"there is no run {number} in {build.name}/; {command('runs')} lists them"
            )
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
    from pressroom.build.ledger import last_success

    if not (when := last_success(build / "heartbeat.json")):
        return "no run has ended well yet"
    hours = (datetime.now(UTC) - datetime.fromisoformat(when)).total_seconds() / 3600
    if hours < 0:
        return f"a run last ended well on {when}, which this clock has still to reach"
    return f"a run last ended well {hours:.1f} hours ago"


def schedule_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of schedule."""
    add = parser.add_argument
    kinds = ("cron", "systemd", *(["github"] if current().workflow(0, 0, "Mon") else []))
    add("what", choices=("print",), help="the files, for you to look at and put up")
    add("kind", choices=kinds, help="for which scheduler")
    add("--at", default="06:17", metavar="HH:MM", help="time of the day (06:17)")
    add("--days", default="Mon..Fri", metavar="A..B", help="days (Mon..Fri)")
    add("--time-zone", metavar="NAME", help="as in Europe/Paris; else this machine's")
    parser.add_argument("--write", type=Path, metavar="DIR", help="write the files there")


def schedule(args: argparse.Namespace) -> int:
    """Print what makes builds happen by themselves: for cron, systemd, or a project's own host."""
    from pressroom.build import schedule

    hour, minute = moment(args.at)
    if args.kind == "github" and args.time_zone not in (None, "UTC"):
        raise UsageError(
            f"--time-zone {args.time_zone}: GitHub counts in UTC; give --at and --days in UTC"
        )
    root, python, more = paths.root(), Path(sys.executable), current().scheduled
    place = zone(args.time_zone or schedule.named_zone())
    plan = schedule.Plan(root, python, hour, minute, days(args.days), place, more=more)
    if args.kind == "cron":
        files = {f"{current().name}.cron": schedule.cron(plan)}
    elif args.kind == "systemd":
        files = schedule.systemd(plan)
    else:
        files = {"reports.yml": current().workflow(hour, minute, plan.days)}
    for name, text in files.items():
        if args.write:
            args.write.mkdir(parents=True, exist_ok=True)
            (args.write / name).write_text(text, encoding="utf-8")
        else:
            print(f"# {name}\n{text}" if len(files) > 1 else text)
    return 0


def moment(text: str) -> tuple[int, int]:
    """Return hour and minute; UsageError if it is no time of the day."""
    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--at {text!r} is no time of the day; write it like 06:17") from error
    return found.hour, found.minute


def days(text: str) -> str:
    """Return the days as given; UsageError unless they are a day or two of them."""
    from pressroom.build.schedule import DAYS

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

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            f"--time-zone {name!r} is not known; write it like Europe/Paris"
        ) from error
    return name
