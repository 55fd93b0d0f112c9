"""Run notebooks by papermill, each in a kernel of its own, several at a time."""

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parley.reports import quick

CELL_SECONDS = 300


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
    """

    slug: str
    notebook: Path
    root: Path
    data: Path
    out: Path
    parameters: dict[str, Any] = field(default_factory=dict)
    as_of: str | None = None

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
        """File that receives the names of the tables it took."""
        return self.out / "used.json"


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
    """

    slug: str
    seconds: float
    used: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""

    @property
    def ok(self) -> bool:
        """True if every cell ran and none warned."""
        return not self.reason


def run_all(
    jobs: Iterable[Job], workers: int, done: Callable[[Outcome], None] = lambda outcome: None
) -> dict[str, Outcome]:
    """Return the outcome of every job, by slug; `done` is called as each one ends.

    Parameters
    ----------
    jobs : iterable of Job
        In the order in which to start them.
    workers : int
        How many run at a time.
    done : callable, optional
        Told of each outcome at once, in order of ending.

    Notes
    -----
    Workers are started afresh (spawn): a kernel inherits the environment of its worker, which
    names the report, and a forked copy of this process could carry threads.
    """
    outcomes: dict[str, Outcome] = {}
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        waiting = {pool.submit(run, job): job for job in jobs}
        for future in as_completed(waiting):
            slug = waiting[future].slug
            try:
                outcome = future.result()
            except Exception as error:
                outcome = Outcome(slug, 0.0, reason=f"its worker died: {error!r}; run it again")
            outcomes[slug] = outcome
            done(outcome)
    return outcomes


def run(job: Job) -> Outcome:
    """Return the outcome of one job, run by papermill in a plain kernel."""
    quick.jupyter()
    import papermill
    from papermill.exceptions import PapermillExecutionError

    job.files.mkdir(parents=True, exist_ok=True)
    os.environ.update(environment(job))
    start, reason, detail = time.monotonic(), "", ""
    try:
        book = papermill.execute_notebook(
            job.notebook, job.executed, job.parameters, cwd=str(job.root), kernel_name="python3",
            progress_bar=False, autosave_cell_every=0, execution_timeout=CELL_SECONDS,
        )  # fmt: skip
        reason = warning(book)
    except PapermillExecutionError as error:
        reason = f"cell {error.cell_index}: {error.ename}: {first_line(error.evalue)}"
        detail = plain("\n".join(error.traceback))
    except Exception as error:
        reason = f"the kernel or the notebook failed: {type(error).__name__}: {first_line(error)}"
    return Outcome(job.slug, time.monotonic() - start, used_tables(job), reason, detail)


def environment(job: Job) -> dict[str, str]:
    """Return the variables that tell a kernel which run it belongs to."""
    return {
        "PARLEY_REPORT": job.slug,
        "PARLEY_OUT": str(job.files),
        "PARLEY_USED": str(job.used),
        "PARLEY_DATA": str(job.data),
        "PARLEY_AS_OF": job.as_of or "",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
    }


def warning(book) -> str:
    """Return a reason if a cell wrote to standard error, which a published report may not."""
    for index, cell in enumerate(book.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                return f"cell {index} warns: {first_line(output['text'])}"
    return ""


def used_tables(job: Job) -> tuple[str, ...]:
    """Return the tables that the run took, as its kernel wrote them down when it ended."""
    if not job.used.is_file():
        return ()
    return tuple(json.loads(job.used.read_text(encoding="utf-8")))


def first_line(text: object) -> str:
    """Return the first line of a message that has words on it."""
    return next((line.strip() for line in plain(str(text)).splitlines() if line.strip()), "")


def plain(text: str) -> str:
    """Return text without terminal colours."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)
