"""Run jobs in processes of the nest: several at a time, each outcome told at once."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from multiprocessing import connection
from pathlib import Path
from typing import Any

from pressroom.build.job import Job, Listener, Outcome, unpacked_error
from pressroom.build.kernels import system
from pressroom.build.kernels.nest import Call, Opening
from pressroom.build.kernels.worker import PRIVATE
from pressroom.errors import RunError

NEST = (sys.executable, "-m", "pressroom.build.kernels.nest")
ATTEMPTS = 2
SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY|WEBHOOK|_PING$|_AUTH|COOKIE|"
    r"DATABASE_URL|_DSN$",
    re.IGNORECASE,
)  # names of variables that no report is given
KILLER = (
    "the process that forks the workers died while this report was at work alone; it may not end "
    "processes that it has not started"
)


class Nesting:
    """The coordinator's end of the nest: started when entered, gone when left.

    Parameters
    ----------
    opening : Opening
        What the nest makes ready.
    listener : Listener, optional
        Told of what happens.
    log : Path, optional
        File that receives what the process itself writes; nothing of the cells does.
    """

    def __init__(self, opening: Opening, listener: Listener | None = None, log: Path | None = None):
        self.opening, self.listener = opening, listener or Listener()
        self.log = log or Path(os.devnull)
        self.numbers = iter(range(1, sys.maxsize))
        self.memory: dict[str, int] = {}

    def __enter__(self) -> "Nesting":
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process; it imports while the caller goes on."""
        ours, theirs = socket.socketpair()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*NEST, str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=surroundings(),
                cwd=self.opening.root,
            )
        theirs.close()
        self.line = connection.Connection(ours.detach())
        self.opened = self.send("open", self.opening)

    def stop(self) -> None:
        """End the process and everything that it started."""
        self.line.close()
        try:
            self.process.wait(0.7)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def send(self, order: str, what: Any) -> int:
        """Give an order; return its number."""
        number = next(self.numbers)
        self.line.send((order, number, what))
        return number

    def ready(self) -> str:
        """Return the day as which the record is read, when it has been loaded and checked.

        Raises
        ------
        DataError, UsageError
            If the record is refused.
        """
        return self.answer(self.opened)

    def call(self, name: str, *arguments: Any) -> Any:
        """Return what ``module:function`` gives in a process that has everything imported."""
        return self.answer(self.send("task", Call(name, arguments)))

    def answer(self, wanted: int) -> Any:
        """Return the answer to one order, raising the error that came instead."""
        while True:
            kind, number, value = self.receive()
            if kind == "note":
                self.listener.note(value)
            elif number == wanted and kind == "result":
                return value
            elif number == wanted and kind == "error":
                raise unpacked_error(value)

    def receive(self) -> tuple[str, int, Any]:
        """Return the next event; RunError if the nest has died."""
        try:
            return self.line.recv()
        except (EOFError, ConnectionError) as error:
            raise RunError("the process that forks the workers died; run it again") from error

    def run(
        self, jobs: Iterable[Job], workers: int, fail_fast: bool = False, share: tuple = ()
    ) -> dict[str, Outcome]:
        """Return the outcome of every job that was started, by slug.

        Parameters
        ----------
        jobs : iterable of Job
            In the order in which to start them.
        workers : int
            How many run at a time.
        fail_fast : bool
            Start no more after the first that fails.
        share : tuple
            What the nest imports and computes for them, once the first is at work: packages,
            functions, the record's folder and its day.
        """
        waiting, running, outcomes = list(reversed(list(jobs))), {}, {}
        suspects: list[Job] = []  # at work when the nest died: each is run again, alone
        while waiting or running or suspects:
            if suspects and not running:
                self.begin(suspects.pop(), running)
            while waiting and not suspects and len(running) < workers:
                self.begin(waiting.pop(), running)
                if share:
                    with suppress(OSError):  # as in `begin`; without it each report computes it
                        self.send("share", share)
                    share = ()
            kind, number, value = self.event(running, suspects)
            job = running.get(number)
            if kind == "note":
                self.listener.note(value)
            elif job is None:
                continue
            elif kind == "cell":
                self.listener.cell(job, value)
            elif kind == "memory":
                self.memory[job.slug] = value
            elif kind in ("result", "error"):
                del running[number]
                if again := self.settled(job, kind, value, outcomes):
                    (suspects if value.reason == KILLER else waiting).append(again)
                elif fail_fast and not outcomes[job.slug].ok:
                    waiting.clear()
        return outcomes

    def event(self, running: dict[int, Job], suspects: list[Job]) -> tuple[str, int, Any]:
        """Return the next event; a nest that has died is replaced.

        Notes
        -----
        A job that was alone with it is to blame. Where several were, none is blamed: each is
        added to `suspects`, to be run again alone.
        """
        try:
            return self.receive()
        except RunError as error:
            if not running:
                raise
            self.stop()
            self.start()
            if len(running) > 1:
                names = ", ".join(job.slug for job in running.values())
                self.listener.note(f"{error}; a new one was started, and {names} run again alone")
                suspects += reversed(running.values())
                running.clear()
                return "again", 0, None
            ((number, job),) = running.items()
            self.listener.note(f"{error}; a new one was started")
            return "result", number, Outcome(job.slug, 0.0, reason=KILLER, died=True)

    def begin(self, job: Job, running: dict[int, Job]) -> None:
        """Have one job started."""
        with suppress(OSError):  # a nest that has died is noticed by the next event
            running[self.send("task", job)] = job
            self.listener.started(job)

    def settled(self, job: Job, kind: str, value: Any, outcomes: dict[str, Outcome]) -> Job | None:
        """Keep the outcome of a job that has ended; return the job if it is worth a second try."""
        if kind == "error":
            text = unpacked_error(value)
            value = Outcome(job.slug, 0.0, reason=str(text), detail=value.get("detail", ""))
        attempts = outcomes[job.slug].attempts + 1 if job.slug in outcomes else 1
        outcome = outcomes[job.slug] = replace(value, attempts=attempts)
        if outcome.died and attempts < ATTEMPTS:
            self.listener.note(f"{job.slug}: {outcome.reason}; trying once more")
            return job
        self.listener.ended(job, outcome)
        return None


def surroundings() -> dict[str, str]:
    """Return the environment of the nest: threads off, this library first, no secret.

    Notes
    -----
    A notebook is trusted code, but what it prints is kept; no report needs a password.
    """
    left = ("PYTEST_CURRENT_TEST", "DISPLAY", PRIVATE)
    inherited = {k: v for k, v in os.environ.items() if k not in left and not SECRET.search(k)}
    return inherited | system.surroundings()
