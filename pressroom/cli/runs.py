"""Verbs about runs: those that were, and those that are to happen by themselves.

Local schedules, lines for cron or units for systemd, hold absolute paths of this checkout, since
what starts them knows no other place. The run's own lock keeps two apart; one that finds it held
ends with 75.
"""

import argparse
import json
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from pressroom import paths
from pressroom.cli import add_out
from pressroom.errors import UsageError
from pressroom.project import command, current, variable

TEMPLATES = Path(__file__).parents[1] / "templates" / "schedule"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SECONDS = 7200  # how long a run may take


def runs_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of runs."""
    parser.add_argument("what", nargs="?", choices=("show",), help="show one run whole")
    parser.add_argument("number", nargs="?", type=int, help="its number; the newest if left out")
    add_out(parser)
    parser.add_argument("--most", type=int, default=20, metavar="N", help="how many to list (20)")
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def runs(args: argparse.Namespace) -> int:
    """List the last runs, or show one: what was built, why, and how it ended."""
    from pressroom.build.ledger import Ledger

    build = args.out or paths.build()
    book = Ledger(build, print)
    entries = book.runs(args.most)
    if args.what == "show":
        number = args.number or (entries[0].run if entries else 0)
        if (entry := book.show(number)) is None:
            lists = f"{command('runs')} lists them"
            raise UsageError(f"there is no run {number} in {build.name}/; {lists}")
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
    hour, minute = moment(args.at)
    if args.kind == "github" and args.time_zone not in (None, "UTC"):
        told = "GitHub counts in UTC; give --at and --days in UTC"
        raise UsageError(f"--time-zone {args.time_zone}: {told}")
    root, python, more = paths.root(), Path(sys.executable), current().scheduled
    place = zone(args.time_zone or named_zone())
    plan = Plan(root, python, hour, minute, days(args.days), place, more)
    if args.kind == "cron":
        files = {f"{current().name}.cron": cron(plan)}
    elif args.kind == "systemd":
        files = systemd(plan)
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
    first, dots, last = text.partition("..")
    if first in DAYS and (not dots or last in DAYS[DAYS.index(first) :]):
        return text
    told = f"write it like Mon..Fri, or Sun; days are {', '.join(DAYS)}"
    raise UsageError(f"--days {text!r}: {told}")


def zone(name: str) -> str:
    """Return the zone's name as given; UsageError if there is none of that name."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        said = f"--time-zone {name!r} is not known; write it like Europe/Paris"
        raise UsageError(said) from error
    return name


@dataclass(frozen=True)
class Plan:
    """When and where.

    Attributes
    ----------
    root : Path
        The checkout.
    python : Path
        The interpreter that has the libraries.
    hour, minute : int
        Time of the day; an odd minute, when few others run.
    days : str
        First and last day, as in ``Mon..Fri``; one day alone.
    zone : str
        Name of the time zone, as in ``Europe/Paris``.
    more : tuple of str
        Further words of the command, as ``--refresh`` where the project knows it.
    """

    root: Path
    python: Path
    hour: int
    minute: int
    days: str
    zone: str
    more: tuple[str, ...] = ()

    def command(self) -> str:
        """Return a run as a shell takes it: in the checkout, its words kept in the log."""
        words = [str(self.python), "-m", current().module, "build", *self.more]
        words += ["--quiet", "--limit", str(SECONDS)]
        kept = self.root / "build"
        folder, root, log = (shlex.quote(str(p)) for p in (kept, self.root, kept / "schedule.log"))
        return (
            f"mkdir -p {folder} && cd {root} && export {variable('TRIGGER')}=schedule "
            f"&& exec {shlex.join(words)} >> {log} 2>&1"
        )


def named_zone() -> str:
    """Return the name of this machine's time zone; ``UTC`` where it has none."""
    return str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")[2] or "UTC"


def cron(plan: Plan) -> str:
    """Return lines for a crontab.

    Notes
    -----
    cron ends a command at ``%`` unless it is escaped. It neither catches up what it missed while
    the machine was off, nor tells of failures other than by mail: the webhook does.
    """
    numbers = weekdays(plan.days)
    return written("cron", plan, numbers=numbers, command=plan.command().replace("%", r"\%"))


def weekdays(days: str) -> str:
    """Return days as cron counts them.

    Examples
    --------
    >>> weekdays("Mon..Fri"), weekdays("Sun")
    ('1-5', '7')
    """
    first, _, last = days.partition("..")
    return "-".join(str(DAYS.index(day) + 1) for day in (first, last) if day)


def systemd(plan: Plan) -> dict[str, str]:
    """Return units for systemd, by file name.

    Notes
    -----
    ``Persistent=true`` catches up a run that the machine slept through. A lock held by another
    run (75) is no failure. In a unit ``%`` is doubled, and ``$`` too in a command. The log is
    opened by a shell: systemd itself makes no folder for it, and would not start at all.
    """
    ours = current()
    shows = " ".join(map(quoted, [str(plan.python), "-m", ours.module, "runs", "show"]))
    units = {"": "build.service", "-failed": "failed.service"}
    values = {"command": quoted(plan.command()), "shows": shows}
    made = {f"{ours.name}{end}.service": written(n, plan, **values) for end, n in units.items()}
    return made | {f"{ours.name}.timer": written("build.timer", plan)}


def written(template: str, plan: Plan, **values: str) -> str:
    """Return a file of ``templates/schedule`` with every ``@WORD@`` of it filled in."""
    name = current().name
    values |= {
        "name": name,
        "title": name.capitalize(),
        "days": plan.days,
        "time": f"{plan.hour:02}:{plan.minute:02}",
        "hour": str(plan.hour),
        "minute": str(plan.minute),
        "zone": plan.zone,
        "root": str(plan.root).replace("%", "%%"),
        "writable": quoted(str(plan.root)).replace("$$", "$"),  # no command: $ stands for itself
        "seconds": str(SECONDS + 600),
    }
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(f"@{word.upper()}@", value)
    return text


def quoted(word: str) -> str:
    """Return a word as a systemd command takes it."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"'
