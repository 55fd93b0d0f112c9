"""What a worker is asked to run, and what it answers. Light: no more is needed to ask."""

import errno
import re
import traceback
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from pressroom import errors
from pressroom.errors import DataError, Fault, PressError

FORKED, KERNEL = "forked", "kernel"
EXPLORE = "explore"  # tag of a cell that is for looking around in JupyterLab, never for a run

MOST_OF_A_LINE = 1_000
UNSEEN = "?"  # among the tables of a run that has started other programs


@dataclass(frozen=True)
class Limits:
    """How much one report may take.

    Attributes
    ----------
    cell_seconds, report_seconds : float
        Time for one cell, and for all of them.
    memory_mb : int
        Memory that its processes may take beyond what they start with, in megabytes.
    """

    cell_seconds: float = 300.0
    report_seconds: float = 900.0
    memory_mb: int = 2048


@dataclass(frozen=True)
class Job:
    """One report to run.

    Attributes
    ----------
    slug : str
        The report's folder name.
    notebook, root, data, out : Path
        Its notebook; the working directory; the record; where its run is written.
    parameters : dict
        What papermill injects.
    as_of : str or None
        Date as which the record is read; None for the newest.
    engine : str
        ``kernel`` for papermill's plain kernel, anything else for the worker's own shell.
    limits : Limits
        What it may take.
    is_trial : bool
        Whether faults of what it says and draws are told instead of raised.
    """

    slug: str
    notebook: Path
    root: Path
    data: Path
    out: Path
    parameters: dict[str, Any] = field(default_factory=dict)
    as_of: str | None = None
    engine: str = FORKED
    limits: Limits = field(default_factory=Limits)
    is_trial: bool = False

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.out / "notebook.ipynb"

    @property
    def files(self) -> Path:
        """Folder of its figures."""
        return self.out / "files"

    @property
    def used(self) -> Path:
        """File into which a plain kernel writes what it read."""
        return self.out / "used.json"

    @property
    def cells(self) -> Path:
        """File that grows by a line for each cell that has ended."""
        return self.out / "cells.jsonl"


@dataclass(frozen=True)
class Outcome:
    """How one run ended.

    Attributes
    ----------
    slug : str
        The report.
    seconds : float
        How long it took.
    used : tuple of str
        Tables it took from the record.
    reason : str
        Blank if it succeeded; else the failing cell and its error, in one line.
    detail : str
        The error's traceback, without colours.
    died : bool
        True if its process ended without an answer: worth a second try, as a failed cell is not.
    attempts : int
        How often it was run.
    strays : tuple of str
        What its cells show that came by no door; the page leaves it out.
    illegible : tuple of str
        What a reader cannot well make out in its figures; the page shows it all the same.
    ways : tuple of str
        Which of its sentences were not said by their first way, and why.
    refused : tuple of str
        What of it no build takes: told of a trial, and a reason to fail in any other run.
    """

    slug: str
    seconds: float
    used: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    died: bool = False
    attempts: int = 1
    strays: tuple[str, ...] = ()
    illegible: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True if every cell ran and none warned."""
        return not self.reason


class Listener:
    """Told of what happens; every method may be left as it is."""

    def note(self, text: str) -> None:
        """Something that a person should know."""

    def started(self, job: Job) -> None:
        """A report has been started."""

    def cell(self, job: Job, number: int) -> None:
        """A report has reached a cell."""

    def ended(self, job: Job, outcome: Outcome) -> None:
        """A report has ended."""


def first_line(text: object) -> str:
    """Return the first line of a message that has words on it, cut where nobody reads on."""
    line = next((line.strip() for line in plain(str(text)).splitlines() if line.strip()), "")
    return line if len(line) <= MOST_OF_A_LINE else f"{line[:MOST_OF_A_LINE]}…"


def plain(text: str) -> str:
    """Return text without terminal colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


DISK = (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EACCES, errno.EIO)


def packed_error(error: BaseException) -> dict[str, Any]:
    """Return an error as plain values."""
    if isinstance(error, DataError):
        return {"kind": "DataError", "faults": [astuple(fault) for fault in error.faults]}
    if isinstance(error, PressError | FileNotFoundError):
        return {"kind": type(error).__name__, "text": str(error)}
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.errno in DISK:
        text = f"{error.strerror}; make room, or let it be written, and run again"
    return {"kind": "RunError", "text": text, "detail": "".join(traceback.format_exception(error))}


def unpacked_error(values: dict[str, Any]) -> PressError:
    """Return the error that `packed` took apart; an unknown kind becomes UsageError."""
    if values["kind"] == "DataError":
        return DataError([Fault(*fault) for fault in values["faults"]])
    kind = getattr(errors, values["kind"], errors.UsageError)
    error = kind.__new__(kind)
    Exception.__init__(error, values["text"])
    if detail := values.get("detail"):
        error.add_note(detail)
    return error
