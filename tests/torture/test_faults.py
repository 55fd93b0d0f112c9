"""Faults at every step: signals and errors at one touch of the disk after another of a build.

The build is whole but for its forking process: a stand-in gives each report the run that it had,
so that a round takes a second. What touches a file is counted by an audit hook, which at a seeded
count sends this process a signal, or has the touch fail.
"""

import errno
import json
import os
import pickle
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from parley import cli
from pressroom.build import run
from pressroom.build.job import Outcome
from pressroom.build.ledger import Ledger
from pressroom.build.store import Store
from tests.torture.conftest import leave_stale, site_hash
from tests.torture.report import BAD

SEED = int(os.environ.get("PARLEY_SEED", "20231115"))
ROUNDS = int(os.environ.get("PARLEY_FAULTS", "300"))
TOUCHES = (
    "open", "os.chmod", "os.link", "os.listdir", "os.mkdir", "os.remove", "os.rename", "os.rmdir",
    "os.scandir", "os.symlink", "os.truncate", "shutil.copyfile", "shutil.copytree",
    "shutil.move", "shutil.rmtree", "sqlite3.connect",
)  # fmt: skip
BLOWS = {
    "SIGTERM": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "SIGINT": lambda: os.kill(os.getpid(), signal.SIGINT),
    "SIGHUP": lambda: os.kill(os.getpid(), signal.SIGHUP),
    "disk full": lambda: fail(OSError(errno.ENOSPC, "No space left on device")),
    "disk broken": lambda: fail(OSError(errno.EIO, "Input/output error")),
    "MemoryError": lambda: fail(MemoryError()),
}


def fail(error: Exception) -> None:
    raise error


class StandIn:
    """A forking process whose reports have their last runs again; pages are made as ever."""

    reads = False  # the last run again, which no build does: it is not struck

    def __init__(self, opening, listener=None, log=None):
        self.listener, self.memory = listener, {}
        StandIn.reads = False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        """Nothing to end."""

    def send(self, order, what):
        """Nothing to import."""

    def ready(self):
        """Everything is here."""

    def run(self, jobs, workers, fail_fast=False, share=()):
        """Return the outcome of jobs that all succeed."""
        found = {}
        for job in jobs:
            StandIn.reads = True
            last = Store(job.root / "build").last(job.slug)
            shutil.copytree(last.folder, job.out)
            (job.out / "run.json").unlink()
            StandIn.reads = False
            found[job.slug] = Outcome(job.slug, 0.1, last.used)
            self.listener.ended(job, found[job.slug])
        return found

    def call(self, name, *arguments):
        """Return what a function gives in a process of its own."""
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            try:
                module, _, function = name.partition(":")
                found = getattr(__import__(module, fromlist=["x"]), function)(*arguments)
                with os.fdopen(write, "wb") as pipe:
                    pickle.dump(found, pipe)
            finally:
                os._exit(0)
        os.close(write)
        try:
            with os.fdopen(read, "rb") as pipe:
                return pickle.load(pipe)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def built(home: Path, step: int = 0, blow: str = "") -> tuple[int, str, list[str]]:
    """Return how a build ended, what it said, and what it touched; struck at one touch."""
    log, notes = home / "said", home / "touches"
    if (child := os.fork()) == 0:
        code = 99
        try:
            for number in (signal.SIGTERM, signal.SIGHUP):  # which nohup has ignored
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 1), os.dup2(said, 2)
            run.Nesting, me, touched = StandIn, os.getpid(), []

            def hook(event: str, arguments: tuple) -> None:
                if event not in TOUCHES or os.getpid() != me or StandIn.reads:
                    return
                path = f"{arguments[0]}"
                if path.startswith((f"{home}/build", f"{home}/figures", "build", "figures")):
                    touched.append(f"{event} {path}")
                    if len(touched) == step:
                        BLOWS[blow]()

            os.sys.addaudithook(hook)
            os.sys.stdout = os.fdopen(1, "w", buffering=1)
            os.sys.stderr = os.fdopen(2, "w", buffering=1)
            try:
                code = cli.main(["build", "--workers", "1"])
            except BaseException:
                os.sys.excepthook(*os.sys.exc_info())
                code = 1
            step = 0
            notes.write_text("\n".join(touched))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    said = log.read_text(errors="replace") if log.is_file() else ""
    touched = notes.read_text().splitlines() if notes.is_file() else []
    return os.waitstatus_to_exitcode(status), said, touched


def last_run(home: Path) -> tuple[int, str]:
    """Return the number of the last run that ended, by the ledger, and whether it published."""
    ended = (entry for entry in Ledger(home / "build").runs(5) if entry.ended)
    return next(((entry.run, entry.published) for entry in ended), (0, ""))


def judged(home: Path, code: int, said: str, states: dict, before: int = 0) -> Counter:
    """Return what is to be said of how things stand after a struck build.

    `before` is the number of the run before it: one that ended before its ledger was begun, or
    whose ledger was struck, has none of its own.
    """
    found = Counter()
    try:
        stands = site_hash(home)
    except AssertionError:
        return Counter({"no site": 1})
    new = stands == states["new"]
    found["new" if new else "old" if stands == states["old"] else "torn"] += 1
    found["traceback"] += "Traceback" in said
    tells_new = code == 0 or "is published" in said
    tells_old = any(text in said for text in ("nothing was published", "stands as it was"))
    found["untrue"] += (new and tells_old) or (not new and tells_new)
    number, published = last_run(home)
    if number > before:
        found["untrue"] += (published == "yes") != new
    return found


def torture(home: Path, rounds: int, seed: int, every: int) -> Counter:
    """Strike builds at seeded steps; return what was found, counted."""
    chance, found, states = random.Random(seed), Counter(), {}
    for word in ("one", "two"):
        leave_stale(home, word)
        code, said, touched = built(home)
        assert code == 0, said
        states[word] = site_hash(home)
    first = next(n for n, text in enumerate(touched) if text.endswith("site.json"))
    old, new = "two", "one"
    for number in range(rounds):
        leave_stale(home, new)
        blow, before = list(BLOWS)[number % len(BLOWS)], last_run(home)[0]
        step = chance.randint(first if chance.random() < 0.6 else 1, len(touched))
        code, said, _ = built(home, step, blow)
        here = judged(home, code, said, {"old": states[old], "new": states[new]}, before)
        found += here
        found[f"{blow}, {'new' if here['new'] else 'old'}"] += 1
        bad = any(here[name] for name in BAD)
        if bad or number % every == every - 1:
            again, told, _ = built(home)
            found["next runs"] += 1
            found["wedged"] += again != 0 or site_hash(home) != states[new]
            bad = bad or again != 0
            said += told
        if bad:
            print(f"round {number}: {blow} at {step}, {touched[step - 1]}: {code} {said}")
        if site_hash(home) == states[new]:
            old, new = new, old
    return found + Counter({"rounds": rounds, "steps": len(touched)})


@pytest.fixture
def warm(monkeypatch):
    """Everything that making pages needs, so that each fork has it; the gate is left out."""
    from pressroom import gate
    from tests.warm import dress_once

    dress_once()
    monkeypatch.setattr(gate, "check", lambda *order: [])


def test_a_fault_of_each_kind_leaves_the_old_site_or_the_new_one_and_the_truth(home, warm):
    found = torture(home, len(BLOWS), SEED, every=3)
    assert not any(found[name] for name in BAD), found


@pytest.mark.slow
def test_three_hundred_faults(home, warm, tally):
    start = time.monotonic()
    found = torture(home, ROUNDS, SEED, every=3)
    held = dict(sorted(found.items())) | {"seed": SEED, "seconds": round(time.monotonic() - start)}
    tally["faults"] = held
    print(f"\nfaults: {json.dumps(held)}")
    assert not any(found[name] for name in BAD), found
    if ROUNDS >= 300:  # each was felt, before publication and after it
        assert all(found[f"{blow}, {site}"] for blow in BLOWS for site in ("old", "new")), found


@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [(0, "", "untrue"), (1, "is published", "untrue"), (1, "Traceback", "traceback")],
)
def test_each_untruth_is_counted(home, code, said, fault):
    stands = site_hash(home)
    states, before = {"old": stands, "new": "other"}, last_run(home)[0]
    assert judged(home, code, said, states, before)[fault] == 1


def test_a_site_that_is_gone_is_counted(home):
    (home / "build/current").unlink()
    assert judged(home, 143, "", {}) == {"no site": 1}
