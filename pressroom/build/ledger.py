"""The record of runs: what was built when, why, and how it ended. It can be lost without harm."""

import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pressroom import paths, project
from pressroom.build import stamp

TABLES = """
create table if not exists runs (
  run integer primary key, pid integer, started text, ended text, trigger text, code integer,
  outcome text, as_of text, published text, versions text, data text, options text);
create table if not exists reports (
  run integer, slug text, outcome text, seconds real, memory integer, attempts integer,
  why text, reason text, primary key (run, slug));
"""


@dataclass
class Entry:
    """One run as the ledger holds it.

    Attributes
    ----------
    run : int
        Its number.
    started, ended : str
        UTC, ISO; `ended` is blank while it runs, and for ever if it was killed.
    trigger : str
        What started it: ``by hand``, ``schedule`` …, from ``…_TRIGGER``.
    code : int or None
        Exit code.
    outcome : str
        In words.
    as_of, published : str
        Date as which the record was read; ``yes``, ``no`` or ``nothing new``.
    versions, data, options : dict
        Versions of what ran; hash of each file of the record; what was asked for.
    reports : list of dict
        slug, outcome, seconds, memory (bytes), attempts, why, reason.
    """

    run: int = 0
    pid: int = 0
    started: str = ""
    ended: str = ""
    trigger: str = ""
    code: int | None = None
    outcome: str = ""
    as_of: str = ""
    published: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Return how it ended, in a word: ``ok``, ``failed``, ``running`` or ``killed``."""
        if self.code is None:
            return "running" if Path(f"/proc/{self.pid}").exists() else "killed"
        return "failed" if self.code else "ok"


class Ledger:
    """The runs of one build folder.

    Parameters
    ----------
    build : Path
        The folder; its ledger is ``ledger.sqlite``.
    say : callable, optional
        Told what is wrong with the ledger; a run never fails of it.
    """

    def __init__(self, build: Path, say: Callable[[str], None] = lambda text: None):
        self.path, self.say = build / "ledger.sqlite", say

    def done(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what `work` gives on a connection; a damaged file is put aside, once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self.tried(work)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # locked, full: no damage
                raise
            aside = self.path.with_suffix(f".damaged-{int(time.time())}")
            self.path.replace(aside)
            self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
            self.say(f"the record of runs was damaged; it is kept as {aside.name}, a new one begun")
            return self.tried(work)

    def tried(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what `work` gives on a connection, committed at the end."""
        with closing(self.prepared()) as connection, connection:
            return work(connection)

    def prepared(self) -> sqlite3.Connection:
        """Return a connection whose tables exist.

        Notes
        -----
        Nothing is forced to the disk: after a power cut the last runs may be missing here.
        """
        connection = sqlite3.connect(self.path, timeout=5)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("pragma synchronous = off")
            connection.executescript(TABLES)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def begin(self, entry: Entry) -> None:
        """Write a new run down; its number is set in `entry`."""
        row = columns(entry)
        row.pop("run")
        marks = ", ".join("?" * len(row))
        said = f"insert into runs ({', '.join(row)}) values ({marks})"
        with self.forgiven():
            values = tuple(row.values())
            entry.run = self.done(lambda connection: connection.execute(said, values).lastrowid)

    def end(self, entry: Entry) -> None:
        """Write down how a run ended, also where its beginning could not be."""
        row = columns(entry) | {"run": entry.run or None}
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))

        def write(connection: sqlite3.Connection) -> None:
            said = f"insert or replace into runs ({names}) values ({marks})"
            entry.run = connection.execute(said, tuple(row.values())).lastrowid
            connection.executemany(
                "insert or replace into reports values "
                "(:run, :slug, :outcome, :seconds, :memory, :attempts, :why, :reason)",
                [{"run": entry.run, **report} for report in entry.reports],
            )

        with self.forgiven():
            self.done(write)

    @contextmanager
    def forgiven(self):
        """Say what goes wrong with the ledger, and go on."""
        try:
            yield
        except Exception as error:  # whatever it is: a run is never lost for its record
            said = str(error) or type(error).__name__
            self.say(f"the record of runs could not be written ({said}); the run goes on")

    def runs(self, most: int = 20) -> list[Entry]:
        """Return the newest runs, newest first, their reports left out."""
        if not self.path.is_file():
            return []
        said = "select * from runs order by run desc limit ?"
        return self.done(lambda held: [as_entry(row) for row in held.execute(said, (most,))])

    def show(self, number: int) -> Entry | None:
        """Return one run with its reports; None if there is none."""
        if not self.path.is_file():
            return None

        def read(connection: sqlite3.Connection) -> Entry | None:
            row = connection.execute("select * from runs where run = ?", (number,)).fetchone()
            said = "select * from reports where run = ? order by slug"
            if row is None:
                return None
            entry = as_entry(row)
            entry.reports = [dict(report) for report in connection.execute(said, (number,))]
            return entry

        return self.done(read)

    def last_ended(self, before: int) -> Entry | None:
        """Return the last run before `before` that came to an end; None if there is none."""
        with self.forgiven():
            return next((e for e in self.runs(50) if e.run < before and e.code is not None), None)
        return None

    def prune(self, kept: int = 500) -> None:
        """Forget all but the newest `kept` runs."""

        def forget(connection: sqlite3.Connection) -> None:
            for table in ("reports", "runs"):
                connection.execute(
                    f"delete from {table} where run <= (select max(run) from runs) - ?", (kept,)
                )

        with self.forgiven():
            self.done(forget)


def columns(entry: Entry) -> dict[str, Any]:
    """Return an entry as a row of the table of runs."""
    row = {k: v for k, v in vars(entry).items() if k != "reports"}
    return {k: json.dumps(v, default=str) if isinstance(v, dict) else v for k, v in row.items()}


def as_entry(row: sqlite3.Row) -> Entry:
    """Return a row of the table of runs as an entry."""
    values = dict(row)
    for name in ("versions", "data", "options"):
        values[name] = as_mapping(values[name])
    return Entry(**values)


def as_mapping(text: str | None) -> dict[str, Any]:
    """Return what a cell of JSON holds; nothing where it was damaged."""
    try:
        held = json.loads(text or "{}")
        return held if isinstance(held, dict) else {}
    except (ValueError, TypeError):
        return {}


def now() -> str:
    """Return the time, UTC, ISO to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def started(folder: Path, as_of: str, options: dict[str, Any]) -> Entry:
    """Return an entry for a run that starts now."""
    return Entry(
        pid=os.getpid(),
        started=now(),
        trigger=project.value("TRIGGER", "by hand"),
        as_of=as_of,
        versions=versions(),
        data=stamp.record_files(folder) if folder.is_dir() else {},
        options=options,
    )


def versions() -> dict[str, str]:
    """Return the versions of what runs: Python, the lock, the commit where there is one."""
    found = {"Python": platform.python_version(), "platform": sys.platform}
    found["lock"] = stamp.of_file(paths.root() / "requirements.lock")
    return found | ({"commit": held} if (held := commit(paths.root())) else {})


def commit(root: Path) -> str:
    """Return the commit that is checked out; blank where git does not say so in plain files."""
    git = root / ".git"
    with suppress(OSError):
        if git.is_file():
            git = root / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head
        common = git / "commondir"
        shared = git / common.read_text(encoding="utf-8").strip() if common.is_file() else git
        name = head.removeprefix("ref: ")
        if (shared / name).is_file():
            return (shared / name).read_text(encoding="utf-8").strip()
        packed = (shared / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    return ""
