"""Every error that a person can meet, with its exit code and remedy."""

import linecache
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import FrameType
from typing import NamedTuple


class PressError(Exception):
    """An error with a remedy. `code` is the exit code of the command that meets it."""

    code = 1


class UsageError(PressError):
    """A command, a parameter or reports.toml is wrong; nothing was run."""

    code = 2


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in one cell, row or file of the record.

    Attributes
    ----------
    file : str
        File name, as in ``rainfall.csv``.
    row : int
        Line of the file as an editor shows it (the header is 1); 0 for the whole file.
    column : str
        Column name; empty where the fault is of the row or file.
    value : str
        The text found there.
    problem, remedy : str
        What is wrong, and what to do.
    """

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "…"
        found = f": {shown!r}" if self.value else ""
        return f"{place}{found}: {self.problem}. {self.remedy}"


MOST_LISTED = 400  # faults that one message lists


class DataError(PressError):
    """The record was refused. `faults` lists every fault found, in file and row order."""

    code = 3

    def __init__(self, faults: list[Fault]):
        self.faults = sorted(faults)
        count = len(self.faults)
        lines = [f"{count} fault{'s' if count != 1 else ''} in the record; nothing was changed:"]
        lines += [f"  {fault}" for fault in self.faults[:MOST_LISTED]]
        if count > MOST_LISTED:
            lines.append(f"  and {count - MOST_LISTED} more: mend these first")
        super().__init__("\n".join(lines))

    def _render_traceback_(self) -> list[str]:
        """Return what JupyterLab shows: the faults, and not the way by which they were found."""
        return [f"{type(self).__name__}: {self}"]


class RefreshError(PressError):
    """An official series could not be brought up to date; the old rows stand."""

    code = 4


class GateError(PressError):
    """A page or the site missed a target; nothing was published."""

    code = 5


class VerifyError(PressError):
    """A published number is not what the record gives."""

    code = 6


class OutOfTimeError(PressError):
    """The whole run took longer than it may; nothing was published."""

    code = 124


class LockedError(PressError):
    """Another run holds the lock."""

    code = 75


class ClaimError(PressError):
    """A sentence no longer holds; the run stops with it."""


def cell_at_work() -> FrameType | None:
    """Return the frame of the notebook's cell that is at work; None outside a cell."""
    frame = sys._getframe(1)
    while frame is not None and not re.match(r"<ipython|.*\bipykernel_", frame.f_code.co_filename):
        frame = frame.f_back
    return frame


def line_of_cell() -> str:
    """Return the line of the notebook's cell that is at work; blank outside a cell."""
    frame = cell_at_work()
    return f"line {frame.f_lineno} of the cell" if frame else ""


class Place(NamedTuple):
    """Where something was written: the file, or what Python calls the cell, and the line."""

    file: str
    line: int

    def __str__(self) -> str:
        """Say it as one who looks for it does: a cell that is not at work by how it begins."""
        if self.file.endswith(".py") and "ipykernel" not in self.file:
            return f"line {self.line} of {PurePath(self.file).name}"
        frame, source = cell_at_work(), "".join(linecache.getlines(self.file)).strip()
        if frame is None or frame.f_code.co_filename == self.file or not source:
            return f"line {self.line} of the cell"
        return f"line {self.line} of the cell that begins {source.splitlines()[0][:50]!r}"


class FigureError(PressError):
    """A chart or table lacks part of its dress."""

    def __init__(self, name: str, faults: list[str]):
        self.faults = faults
        where = ", ".join(filter(None, [f"figure {name!r}", line_of_cell()]))
        super().__init__(f"{where}: " + "; ".join(faults))


class RunError(PressError):
    """A report could not be rendered: which cell, and its error."""


GRAVEST_FIRST = (130, 143, 129, 124, 75, 2, 3, 6, 5, 4, 1)


def worst(*codes: int) -> int:
    """Return the exit code that counts where several steps ended badly; 0 if none did.

    Examples
    --------
    >>> worst(0, 1, 4, 5)
    5
    """
    bad = [code for code in codes if code]
    known = [code for code in GRAVEST_FIRST if code in bad]
    return known[0] if known else max(bad, default=0)


_done: list[tuple[str, Callable[[], bool]]] = []


def begin() -> None:
    """Forget what was done: a command, build or publication begins."""
    _done.clear()


def will_last(said: str, is_done: Callable[[], bool]) -> None:
    """Note, just before it is done, what nothing that comes afterwards can undo.

    Parameters
    ----------
    said : str
        What is to be said of it wherever the command is interrupted, however late.
    is_done : callable
        Whether it has come to be: looked up in the files themselves, when it is asked.
    """
    _done.append((said, is_done))


def lasting() -> list[str]:
    """Return what has been done and stands, in the words of `will_last`."""
    return list(dict.fromkeys(said for said, is_done in _done if is_done()))


def where(path: PurePath | str) -> str:
    """Return a path as people are shown it: relative to the working directory if below it."""
    here, path = Path.cwd(), Path(path)
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def first_few(parts: list[str], most: int) -> list[str]:
    """Return the first of some parts, and in one more how many are left out.

    Examples
    --------
    >>> first_few(["a", "b", "c"], 2), first_few(["a"], 2)
    (['a', 'b', 'and 1 more'], ['a'])
    """
    return parts if len(parts) <= most else [*parts[:most], f"and {len(parts) - most} more"]
