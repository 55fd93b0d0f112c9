"""What makes builds happen by themselves: lines for cron, units for systemd.

Local schedules hold absolute paths of this checkout, since what starts them knows no other
place. The run's own lock keeps two apart; one that finds it held ends with 75.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path

from pressroom import project

TEMPLATES = Path(__file__).parents[1] / "templates" / "schedule"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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
    seconds : int
        How long a run may take.
    """

    root: Path
    python: Path
    hour: int = 6
    minute: int = 17
    days: str = "Mon..Fri"
    zone: str = "UTC"
    more: tuple[str, ...] = ()
    seconds: int = 7200

    @property
    def log(self) -> Path:
        """The file that receives what a run says."""
        return self.root / "build" / "schedule.log"

    def words(self) -> list[str]:
        """Return the command line of a run."""
        command = [str(self.python), "-m", project.current().module, "build", *self.more]
        return [*command, "--quiet", "--limit", str(self.seconds)]

    def command(self) -> str:
        """Return a run as a shell takes it: in the checkout, its words kept in the log."""
        trigger = project.variable("TRIGGER")
        folder, root, log = (shlex.quote(str(p)) for p in (self.log.parent, self.root, self.log))
        return (
            f"mkdir -p {folder} && cd {root} && export {trigger}=schedule "
            f"&& exec {shlex.join(self.words())} >> {log} 2>&1"
        )


def named_zone() -> str:
    """Return the name of this machine's time zone; ``UTC`` where it has none."""
    link = Path("/etc/localtime")
    _, found, name = (
        str(link.resolve()).partition("/zoneinfo/") if link.is_symlink() else ("", "", "")
    )
    return name if found else "UTC"


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
    ours = project.current()
    shows = " ".join(map(quoted, [str(plan.python), "-m", ours.module, "runs", "show"]))
    units = {"": "build.service", "-failed": "failed.service"}
    values = {"command": quoted(plan.command()), "shows": shows}
    made = {f"{ours.name}{end}.service": written(n, plan, **values) for end, n in units.items()}
    return made | {f"{ours.name}.timer": written("build.timer", plan)}


def written(template: str, plan: Plan, **values: str) -> str:
    """Return a file of ``templates/schedule`` with every ``@WORD@`` of it filled in."""
    name = project.current().name
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
        "seconds": str(plan.seconds + 600),
    }
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(f"@{word.upper()}@", value)
    return text


def quoted(word: str) -> str:
    """Return a word as a systemd command takes it."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"'
