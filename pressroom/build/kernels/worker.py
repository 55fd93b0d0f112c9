"""The process of one report: its context, its shell, papermill, and the answer."""

import json
import os
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from stat import S_ISDIR
from typing import Any

from pressroom import context, project
from pressroom.build import notebook
from pressroom.build.job import EXPLORE, FORKED, KERNEL, Job, Outcome, first_line, plain
from pressroom.build.kernels.system import single_threaded
from pressroom.project import variable

EXTENSION = ("--ext", "pressroom.build.kernels.inside")
PRIVATE = "PRESSROOM_PRIVATE"
SOURCE, LONGEST = "source.ipynb", 120
FILE_MB = 256  # what a file that a report writes may grow to
PYTHON = {"kernel_name": "python3", "language": "python"}  # also where a notebook names none
STDERR = "print to standard output what a page may show, and leave the rest out"
_present: "Worker | None" = None


def present() -> "Worker | None":
    """Return the worker that this process is; None in any other."""
    return _present


def environment(job: Job) -> dict[str, str]:
    """Return the variables that tell a run, and a plain kernel of it, what it belongs to."""
    return {
        project.NAMED: project.current_name(),
        variable("REPORT"): job.slug,
        variable("OUT"): str(job.files),
        variable("USED"): str(job.used),
        variable("DATA"): str(job.data),
        variable("AS_OF"): job.as_of or "",
        variable("MEMORY"): str(job.limits.memory_mb),
        variable("TRIAL"): "yes" if job.is_trial else "",
        **single_threaded(),
    }


class Worker:
    """One report under way in this process.

    Parameters
    ----------
    job : Job
        What to run.
    tell : callable
        Told the number of each cell that starts.
    """

    def __init__(self, job: Job, tell: Callable[[int], None] = lambda number: None):
        self.job, self.tell = job, tell
        self.refused: list[str] = []
        self.put_in = sys.maxsize  # the place of the cell that papermill puts in, once it was met
        self.shown: dict[str, tuple[str, ...]] = {}

    def run(self) -> Outcome:
        """Return the outcome of the job, whose notebook and figures then lie in its folder."""
        global _present
        job = self.job
        job.files.mkdir(parents=True, exist_ok=True)
        os.environ.update(environment(job))
        os.chdir(job.root)
        start = time.monotonic()
        with context.running(job.slug, job.files, job.as_of) as run:
            run.is_strict, run.is_told = False, job.is_trial
            _present = self
            try:
                reason, detail = self.papermill()
            finally:
                _present = None
            used = tuple(sorted(run.used))
        if job.engine == KERNEL:  # whose process noted it
            held = {"used": (), "refused": []}
            if job.used.is_file():
                held = json.loads(job.used.read_text(encoding="utf-8"))
            used, self.refused = tuple(held["used"]), held["refused"]
        if not reason and self.refused:
            reason = f"the notebook reached for {self.refused[0]}"
        return Outcome(job.slug, time.monotonic() - start, used, reason, detail, **self.shown)

    def papermill(self) -> tuple[str, str]:
        """Return why the run failed and its traceback; blanks if every cell ran."""
        import papermill
        from papermill.exceptions import PapermillExecutionError

        job = self.job
        try:
            book = papermill.execute_notebook(
                source(job),
                job.executed,
                job.parameters,
                cwd=str(job.root),
                progress_bar=False,
                autosave_cell_every=0,
                request_save_on_cell_execute=False,
                on_cell_start=lambda cell, cell_index: self.tell(self.number(cell_index, cell)),
                on_cell_executed=self.ended,
                **self.engine(),
            )
        except PapermillExecutionError as error:
            reason = f"cell {self.number(error.cell_index)}: {said(error.ename, error.evalue, job)}"
            return reason, plain("\n".join(error.traceback))
        except Exception as error:
            why = said(type(error).__name__, str(error), job)
            return f"the kernel or notebook failed: {why}", traceback.format_exc()
        finally:
            forget_kernel(os.getpid())
        self.shown = notebook.shown(book)
        first = self.shown["refused"][:1] if not job.is_trial else ()
        return "".join(first) or warning(book), ""

    def engine(self) -> dict:
        """Return papermill's options for the engine of the job."""
        own = {"engine_name": FORKED} if self.job.engine != KERNEL else self.plain_kernel()
        return PYTHON | {"execution_timeout": self.job.limits.cell_seconds} | own

    def plain_kernel(self) -> dict:
        """Return the options that keep a plain kernel apart from its neighbours.

        Notes
        -----
        Kernels speak through sockets in a folder of their own: over TCP two that start together
        can be given one port, and over ipc in one folder they collide.
        """
        from traitlets.config import Config

        folder = kernel_folder(os.getpid())
        folder.mkdir(mode=0o700, exist_ok=True)
        manager = {"transport": "ipc", "connection_file": str(folder / "kernel.json")}
        return {
            "config": Config(KernelManager=manager),
            "extra_arguments": [*EXTENSION, "--HistoryManager.enabled=False"],
            "skip_cells_with_tag": EXPLORE,
        }

    def run_cells(self, nb_man, seconds: float, **hooks) -> None:
        """Run papermill's notebook in the shell of this process."""
        from pressroom.build.kernels import inside, shell

        own = shell.make()
        watched = inside.settle(own, self.job.root, self.job.data)
        shell.Cells(nb_man, **hooks).run_here(own, seconds)
        self.refused = watched.refused

    def number(self, index: int, cell: Any = None) -> int:
        """Return the number of a cell as `notebook.numbered` gives it."""
        if cell is not None and notebook.PUT_IN in notebook.tags_of(cell):
            self.put_in = index
        return index + (index < self.put_in)

    def ended(self, cell, cell_index: int, execute_reply) -> None:
        """Write down what a cell gave: of a process that is killed, so much remains."""
        cell.outputs = notebook.joined(cell.outputs)
        note = {"index": cell_index, "count": cell.execution_count, "outputs": cell.outputs}
        with self.job.cells.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(note, ensure_ascii=False) + "\n")


REMEDIES = {
    "MemoryError": "it may take {memory_mb} MB; hold less at a time, or raise --memory",
    "StdinNotImplementedError": "nobody is there to answer; make it a parameter",
    "ValueError: I/O operation on closed file": "leave sys.stdout and sys.stderr open",
    "OSError: [Errno 27]": f"a file may grow to {FILE_MB} MB; write less",
    "OSError: [Errno 28]": "make room and run again",
}


# What Python calls a cell: a number that is another for each change of it.
AS_FILE, AS_LINE = re.compile(r"\((?:<ipython[^>]*>|\d+\.py), (line \d+)\)"), r"(\1 of the cell)"


def said(kind: str, text: str, job: Job) -> str:
    """Return an error of a cell in a line, with the remedy where Python's own words lack one.

    Examples
    --------
    >>> said("SyntaxError", "'(' was never closed (3168883066.py, line 1)", None)
    "SyntaxError: '(' was never closed (line 1 of the cell)"
    """
    line = f"{kind}: {AS_FILE.sub(AS_LINE, first_line(text))}".rstrip(": .")
    found = next((remedy for start, remedy in REMEDIES.items() if line.startswith(start)), "")
    return f"{line}; {found.format(**vars(job.limits))}" if found else line


def kernel_folder(pid: int) -> Path:
    """Return the folder of the sockets of a worker's plain kernel; their paths must be short."""
    return private() / str(pid)


def private() -> Path:
    """Return a temporary folder that is this user's alone, the same for processes started later.

    Notes
    -----
    What lies in a folder whose name others can guess may be theirs: a kernel's key, say.
    """
    named = os.environ.get(PRIVATE, "")
    if not named or not is_private(Path(named)):
        named = os.environ[PRIVATE] = tempfile.mkdtemp(prefix=f"{project.current().name}-")
    return Path(named)


def is_private(folder: Path) -> bool:
    """Return True for a folder of this user into which nobody else may look."""
    try:
        state = folder.lstat()
    except OSError:
        return False
    mine = S_ISDIR(state.st_mode) and state.st_uid == os.geteuid()
    return mine and not state.st_mode & 0o077


def forget_kernel(pid: int) -> None:
    """Remove the folder of a plain kernel's sockets, if there is one."""
    shutil.rmtree(kernel_folder(pid), ignore_errors=True)


def source(job: Job) -> Path:
    """Return the notebook to be run: the file itself, or a copy that the libraries can read."""
    if (held := notebook.clean(job.notebook)) is None:
        return job.notebook
    copy = job.out / SOURCE
    copy.write_bytes(held)
    return copy


def warning(book) -> str:
    """Return a reason if a cell wrote to standard error, or ended: no published one may."""
    for number, cell in notebook.numbered(book):
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":  # papermill passes sys.exit()
                return f"cell {number}: {output['ename']}: it ends the kernel; leave it out"
            if output.get("name") == "stderr":
                return f"cell {number} {on_stderr(output['text'])}"
    return ""


def on_stderr(text: str) -> str:
    r"""Return what is said of something on standard error: a warning, or what else it is.

    Examples
    --------
    >>> on_stderr("x.py:3: UserWarning: few rows\n")
    'warns: x.py:3: UserWarning: few rows'
    """
    line = first_line(text.replace("\r", "\n"))
    if re.search(r"Warning\b", text):
        return f"warns: {line}"
    return f"wrote to standard error, which no page shows: {line[:LONGEST]}; {STDERR}"


def partial(job: Job, reason: str) -> None:
    """Write as much of a killed run's notebook as had been run, its last cell saying why."""
    job.out.mkdir(parents=True, exist_ok=True)
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    book = load_notebook_node(str(source(job)))
    if job.parameters:
        book = parameterize_notebook(book, job.parameters, kernel_name="python3", language="python")
    done = -1
    for note in whole_lines(job.cells):
        done = note["index"]
        book.cells[done].outputs = nbformat.from_dict(note["outputs"])
        book.cells[done].execution_count = note["count"]
    left = [cell for cell in book.cells[done + 1 :] if cell.cell_type == "code"]
    if left:
        left[0].outputs = [nbformat.v4.new_output("error", ename="Stopped", evalue=reason)]
    nbformat.write(book, job.executed)


def whole_lines(path: Path) -> list[dict]:
    """Return the notes in a file of JSON lines, the torn last one left out."""
    found: list[dict] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            break  # torn by the kill: what follows was never written
    return found
