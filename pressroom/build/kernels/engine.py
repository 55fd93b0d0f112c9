"""Our engine of papermill: ``papermill --engine pressroom in.ipynb out.ipynb``.

Outside a build the cells run in a new process of their own, which is this module too.
"""

import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from pressroom import paths
from pressroom.build import notebook
from pressroom.build.job import FORKED
from pressroom.build.kernels import system, worker
from pressroom.errors import RunError

HOOKS = ("on_cell_start", "on_cell_executed")


def run_managed(cls, nb_man, kernel_name, execution_timeout=None, **options) -> None:
    """Run the notebook of `nb_man` in the process of the worker that is there, else in a new one.

    Parameters
    ----------
    nb_man : NotebookExecutionManager
        papermill's keeper of the notebook.
    kernel_name : str
        Not used: the cells are Python's.
    execution_timeout : float, optional
        Seconds that one cell may run.
    options : dict
        nbclient's hooks; papermill's other options for kernels have no meaning here.
    """
    hooks = {name: options[name] for name in HOOKS if name in options}
    seconds = float(execution_timeout or 0)
    if (present := worker.present()) is not None:
        present.run_cells(nb_man, seconds, **hooks)
    else:
        run_alone(nb_man, seconds)


def __getattr__(name: str) -> type:
    """Return ``ForkedEngine``, made when it is asked for.

    Notes
    -----
    papermill asks for it by its entry point while it is itself imported: this module can be
    imported before papermill only if it does not import it.
    """
    if name != "ForkedEngine":
        raise AttributeError(name)
    from papermill.engines import Engine

    made = type(name, (Engine,), {"execute_managed_notebook": classmethod(run_managed)})
    return globals().setdefault(name, made)


def register() -> None:
    """Have papermill know the engine, whatever the environment's entry points call it."""
    from papermill.engines import papermill_engines

    papermill_engines.register(FORKED, __getattr__("ForkedEngine"))


def run_alone(nb_man, seconds: float) -> None:
    """Run papermill's notebook in a new process, as in a kernel; it is told of every cell.

    Raises
    ------
    RunError
        If the process dies.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "pressroom.build.kernels.engine", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=os.environ | system.surroundings(),
        )
        theirs.close()
        line = Connection(ours.detach())
    try:
        with line:
            line.send((os.getpid(), nb_man.nb, seconds))
            follow(nb_man, line)
    except EOFError as error:
        raise RunError(f"the process of the cells died (exit {process.wait()})") from error
    finally:
        system.kill(process.pid)
        process.wait()


def follow(nb_man, line: Connection) -> None:
    """Hand what the other process says of its cells to papermill."""
    while True:
        event, index, cell = line.recv()
        if event == "end":
            nb_man.nb.metadata["language_info"] = cell
            return
        cell.metadata["papermill"] = nb_man.nb.cells[index].metadata.get("papermill", {})
        nb_man.nb.cells[index] = cell
        if event == "failed":
            nb_man.cell_exception(cell, cell_index=index)
        getattr(nb_man, "cell_start" if event == "start" else "cell_complete")(cell, index)


class Echo:
    """papermill's keeper of the notebook, at the other end: it says what it is told."""

    def __init__(self, nb, line: Connection):
        self.nb, self.line = nb, line

    def cell_start(self, cell, cell_index: int) -> None:
        """Say that a cell starts."""
        self.line.send(("start", cell_index, cell))

    def cell_executed(self, cell, cell_index: int, execute_reply) -> None:
        """Join what a cell printed."""
        cell.outputs = notebook.joined(cell.outputs)

    def cell_exception(self, cell, cell_index: int, exception=None) -> None:
        """Say that a cell failed."""
        self.line.send(("failed", cell_index, cell))

    def cell_complete(self, cell, cell_index: int) -> None:
        """Say that a cell has ended."""
        self.line.send(("done", cell_index, cell))

    def autosave_cell(self) -> None:
        """Save nothing: papermill itself does."""


def project() -> tuple[Path | None, Path | None]:
    """Return the project around the working directory and its record; None where there is none."""
    try:
        return paths.root(), paths.data()
    except paths.NotFoundHereError:
        return None, None


def main(number: int) -> None:
    """Run the cells that come over the line."""
    from pressroom.build.kernels import inside, shell

    line = Connection(number)
    parent, nb, seconds = line.recv()
    system.die_with_parent(parent)
    own = shell.make()
    inside.settle(own, *project())
    echo = Echo(nb, line)
    shell.Cells(echo, on_cell_executed=echo.cell_executed).run_here(own, seconds)
    line.send(("end", -1, dict(shell.LANGUAGE)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
