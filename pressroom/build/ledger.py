"""The record of runs: what was built when, why, and how it ended. It can be lost without harm.

One line of JSON when a run begins, and the whole of it again when it ends: the last line of a run
says how it stands. Lines are only added, so that a kill or a full disk costs one line at most.
Beside it, signs of life for whoever does not watch: a heartbeat, a ping, a call when a run fails.
"""

import fcntl
import json
import os
import platform
import sys
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pressroom import paths, project
from pressroom.build import stamp

KEPT = 500  # runs, of which the newest are never forgotten


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
        The folder; its ledger is ``ledger.jsonl``.
    say : callable, optional
        Told what is wrong with the ledger; a run never fails of it.
    """

    def __init__(self, build: Path, say: Callable[[str], None] = lambda text: None):
        self.path, self.say, self.torn = build / "ledger.jsonl", say, 0

    def held(self) -> dict[int, Entry]:
        """Return every run by its number; a line that makes no sense is told of and passed over."""
        found, torn = {}, 0
        lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        for line in lines:
            if entry := as_entry(line):
                found[entry.run] = entry
            else:
                torn += bool(line.strip())
        if torn > self.torn:
            self.torn = torn
            lost = f"{torn} line" + ("s" if torn > 1 else "")
            self.say(f"{self.path.name}, the record of runs, had {lost} that cannot be read")
        return found

    def begin(self, entry: Entry) -> None:
        """Write a new run down; its number is set in `entry`."""
        with self.forgiven(), self.locked():
            entry.run = max(self.held(), default=0) + 1
            self.add(entry)

    def end(self, entry: Entry) -> None:
        """Write down how a run ended, also where its beginning could not be."""
        with self.forgiven(), self.locked():
            entry.run = entry.run or max(self.held(), default=0) + 1
            entry.reports = [{"run": entry.run, **report} for report in entry.reports]
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add one line; after one that was cut off, on a line of its own."""
        said = json.dumps(vars(entry), default=str).encode()
        with self.path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                said = said if file.read(1) == b"\n" else b"\n" + said
            file.write(said + b"\n")

    @contextmanager
    def locked(self):
        """Hold the ledger inside a ``with`` block: two runs that begin at once differ in number."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def forgiven(self):
        """Say what goes wrong with the ledger, and go on."""
        try:
            yield
        except Exception as error:  # whatever it is: a run is never lost for its record
            said = str(error) or type(error).__name__
            self.say(f"the record of runs could not be written ({said}); the run goes on")

    def runs(self, most: int = 20) -> list[Entry]:
        """Return the newest runs, newest first."""
        return sorted(self.held().values(), key=lambda entry: -entry.run)[:most]

    def show(self, number: int) -> Entry | None:
        """Return one run; None if there is none."""
        return self.held().get(number)

    def last_ended(self, before: int) -> Entry | None:
        """Return the last run before `before` that came to an end; None if there is none."""
        with self.forgiven():
            return next((e for e in self.runs(50) if e.run < before and e.code is not None), None)
        return None

    def prune(self, kept: int = KEPT) -> None:
        """Forget torn lines, and all but the newest `kept` runs once there are twice as many."""
        with self.forgiven(), self.locked():
            if len(self.held()) >= 2 * kept or self.torn:
                fresh = self.path.with_suffix(".new")
                lines = [json.dumps(vars(e), default=str) for e in reversed(self.runs(kept))]
                fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
                fresh.replace(self.path)
                self.torn = 0


def as_entry(line: bytes) -> Entry | None:
    """Return what a line holds; None where it was cut off, damaged, or is of another form."""
    try:
        held = json.loads(line)
        entry = Entry(**{each.name: held[each.name] for each in fields(Entry)})
    except (ValueError, TypeError, KeyError):
        return None
    kinds = {each.name: type(getattr(Entry(), each.name)) for each in fields(Entry)}
    fits = (isinstance(held[name], kind) for name, kind in kinds.items() if name != "code")
    return entry if all(fits) and isinstance(entry.code, int | None) else None


def now() -> str:
    """Return the time, UTC, ISO to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def started(folder: Path, as_of: str, options: dict[str, Any]) -> Entry:
    """Return an entry for a run that starts now."""
    entry = Entry(pid=os.getpid(), started=now(), as_of=as_of, options=options)
    entry.trigger, entry.versions = project.value("TRIGGER", "by hand"), versions()
    entry.data = stamp.record_files(folder) if folder.is_dir() else {}
    return entry


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


SECONDS = 5


def beat(build: Path, entry: Entry) -> None:
    """Write ``heartbeat.json``: the last run, and the last that ended well."""
    path = build / "heartbeat.json"
    held = {each: getattr(entry, each) for each in ("run", "started", "ended", "code", "outcome")}
    held["last_success"] = entry.ended if entry.code == 0 else last_success(path)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    new.replace(path)


def last_success(path: Path) -> str:
    """Return when a run last ended well, by the heartbeat file; blank if it does not say."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))["last_success"]
        return held if datetime.fromisoformat(held).tzinfo else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def tell(entry: Entry, before: Entry | None, say: Callable[[str], None]) -> None:
    """Call the webhook after a failure and after the first success since; ping after a success.

    Parameters
    ----------
    entry : Entry
        The run that has ended.
    before : Entry or None
        The run that ended before it.
    say : callable
        Told what came of it: nobody's deafness fails a run.

    Notes
    -----
    The addresses come from ``…_WEBHOOK`` (POST of JSON) and ``…_PING`` (GET).
    """
    failed, failed_before = bool(entry.code), bool(before and before.code)
    webhook, ping = project.value("WEBHOOK"), project.value("PING")
    if webhook and (failed or failed_before):
        call(webhook, message(entry, "failed" if failed else "recovered"), say)
    if ping and not failed:
        call(ping, None, say)


def message(entry: Entry, event: str) -> dict:
    """Return what the webhook is told; ``text`` is what chat services show."""
    failed = {r["slug"]: r["reason"] for r in entry.reports if r["outcome"] == "failed"}
    text = f"{project.current().name.capitalize()} run {entry.run} {event}: {entry.outcome}"
    own = {name: getattr(entry, name) for name in ("run", "code", "started", "ended")}
    return {"event": event, "text": text} | own | {"failed": failed}


def call(address: str, body: dict | None, say: Callable[[str], None]) -> None:
    """Send one request; say if it was not taken, never raise."""
    from urllib.request import Request, urlopen

    host = urlsplit(address).hostname or "an address without a host"
    try:
        data = None if body is None else json.dumps(body).encode()
        request = Request(address, data=data, headers={"Content-Type": "application/json"})
        with urlopen(request, timeout=SECONDS):
            return
    except Exception as error:
        say(f"{host} could not be told ({type(error).__name__}: {error}); the run stands")
