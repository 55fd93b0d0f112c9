"""The pre-import process: what every report needs is imported once, then forked for each.

The coordinator speaks to it over a socket. It answers with events; whatever happens to a report's
process is seen here, by its parent: the end, the silence, the hunger.
"""

import contextlib
import importlib
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Any

from pressroom import project
from pressroom.build.job import KERNEL, Job, Limits, Outcome, packed_error
from pressroom.build.kernels import system, worker

TICK, GRACE = 0.2, 2.0
WEIGH, HURRY = 1.0, 0.3  # seconds between two weighings of a report; of one that seems too heavy
START_MB = 512  # memory that a report's processes may start with
ALWAYS = (
    *("pandas", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "papermill"),
    *("pressroom.parameters", "pressroom.figures", "pressroom.findings"),
)


@dataclass(frozen=True)
class Opening:
    """What a nest makes ready.

    Attributes
    ----------
    root, data : Path
        The project and the record, which is loaded once for all.
    as_of : str or None
        Date as which it is read.
    modules : tuple of str
        What the notebooks import.
    """

    root: Path
    data: Path
    as_of: str | None = None
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """A function of the library to be called in a process of its own.

    Attributes
    ----------
    name : str
        ``module:function``.
    arguments : tuple
        What it is given.
    """

    name: str
    arguments: tuple = ()


@dataclass
class Chick:
    """A process that was hatched, and what is known of it."""

    task: Job | Call
    process: Any
    line: connection.Connection
    started: float = field(default_factory=time.monotonic)
    cell: int | None = None
    cell_started: float = field(default_factory=time.monotonic)
    answer: tuple | None = None
    why: str = ""
    most: int = 0
    weighed: float = 0.0


class Nest:
    """The pre-import process at work.

    Parameters
    ----------
    line : Connection
        To the coordinator.
    """

    def __init__(self, line: connection.Connection):
        self.line = line
        self.chicks: dict[int, Chick] = {}
        self.method = "fork"

    def run(self) -> None:
        """Serve until the coordinator closes the line or dies."""
        try:
            with contextlib.suppress(EOFError, ConnectionError):  # the coordinator has gone
                while True:
                    self.serve()
        finally:  # what it started goes too
            for chick in self.chicks.values():
                system.kill(chick.process.pid)
                worker.forget_kernel(chick.process.pid)
            system.reap(set())

    def serve(self) -> None:
        """Handle whatever is ready."""
        chicks = list(self.chicks.items())
        watched = [self.line, *(c.process.sentinel for _, c in chicks)]
        watched += [c.line for _, c in chicks if not c.line.closed]
        ready = set(connection.wait(watched, TICK if chicks else None))
        for number, chick in chicks:
            if chick.line in ready:
                self.hear(number, chick)
            if chick.process.sentinel in ready:
                self.bury(number, chick)
            else:
                self.hold_to_limits(chick)
        if chicks:
            self.reap_strays()
        if self.line in ready:
            self.obey(*self.line.recv())

    def obey(self, order: str, number: int, what: Any) -> None:
        """Carry out one order."""
        if order == "open":
            kind, value = opened(what)
            self.line.send((kind, number, value))
            self.see_whether_to_fork(number)
        elif order == "share":
            share(*what)
            system.settle()
        elif order == "task":
            self.hatch(number, what)

    def see_whether_to_fork(self, number: int) -> None:
        """Say it where forking is not safe, and start processes afresh from then on."""
        if self.method == "fork" and (reason := system.unsafe_to_fork()):
            self.method = "spawn"
            self.line.send(("note", number, f"{reason}: using plain kernels"))

    def hatch(self, number: int, task: Job | Call) -> None:
        """Start a process for `task`: forked, or afresh where forking is not safe."""
        self.see_whether_to_fork(number)
        if self.method == "spawn" and isinstance(task, Job):
            task = replace(task, engine=KERNEL)
        way = get_context(self.method)
        ours, theirs = way.Pipe(duplex=False)
        process = way.Process(target=live, args=(theirs, os.getpid(), task))
        process.start()
        theirs.close()
        self.chicks[number] = Chick(task, process, ours)

    def hear(self, number: int, chick: Chick) -> None:
        """Take what a process says: the cell it is at, or its answer."""
        try:
            while chick.line.poll():
                kind, value = chick.line.recv()
                if kind == "cell":
                    chick.cell, chick.cell_started = value, time.monotonic()
                    self.line.send(("cell", number, value))
                else:
                    chick.answer = (kind, value)
        except (EOFError, OSError):
            chick.line.close()

    def bury(self, number: int, chick: Chick) -> None:
        """Say how a process ended, after killing whatever it left behind."""
        if not chick.line.closed:
            self.hear(number, chick)
            chick.line.close()
        system.kill(chick.process.pid)
        chick.process.join()
        worker.forget_kernel(chick.process.pid)
        del self.chicks[number]
        self.reap_strays()
        self.line.send(("memory", number, chick.most))
        kind, value = chick.answer or died(chick)
        self.line.send((kind, number, value))

    def reap_strays(self) -> None:
        """Kill what has lost the report that started it."""
        system.reap({c.process.pid for c in self.chicks.values()})

    def hold_to_limits(self, chick: Chick) -> None:
        """Kill a report that has overstepped a limit past what it could notice itself."""
        if chick.why or not isinstance(job := chick.task, Job):
            return
        chick.why = overstepped(chick, job.limits, time.monotonic())
        if chick.why:
            system.kill(chick.process.pid)


def overstepped(chick: Chick, limits: Limits, now: float) -> str:
    """Return which limit a report has overstepped, and the remedy; blank if none."""
    most = (limits.memory_mb + START_MB) * system.MB if limits.memory_mb else sys.maxsize
    weigh(chick, now, most)
    cell, seconds = f"cell {chick.cell} ran longer than", limits.cell_seconds
    if now - chick.started > limits.report_seconds:
        longest = f"it ran longer than {limits.report_seconds:g} s"
        return f"{longest}; raise its minutes in reports.toml, or --report-limit"
    if chick.cell is not None and now - chick.cell_started > seconds + GRACE:
        return f"{cell} {seconds:g} s and had to be killed; make it quicker, or raise --cell-limit"
    if chick.most > most:
        whole = f"its processes took more than {limits.memory_mb} MB of memory"
        return f"{whole}; hold less at a time, or raise --memory"
    return ""


def weigh(chick: Chick, now: float, most: int) -> None:
    """Note how much memory a report's processes hold, now and then.

    Notes
    -----
    What they share with the nest, or with each other, counts once: a report is not blamed for
    what was imported before it, and memory that it maps to share is seen.
    """
    if now - chick.weighed < HURRY:
        return
    family = system.family(chick.process.pid)
    if now - chick.weighed >= WEIGH or sum(system.resident(p)[0] for p in family) > most:
        chick.most = max(chick.most, sum(map(system.proportional, family)))
        chick.weighed = now


def died(chick: Chick) -> tuple[str, Any]:
    """Return the answer for a process that gave none; a report's partial notebook is kept."""
    code = chick.process.exitcode or 0
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    if isinstance(job := chick.task, Call):
        return "error", {"kind": "RunError", "text": f"{job.name}: its process died ({how})"}
    at = f" in cell {chick.cell}" if chick.cell is not None else ""
    reason = chick.why or f"its process died{at} ({how}); run that cell alone in JupyterLab"
    with contextlib.suppress(Exception):
        worker.partial(job, reason)
    seconds = time.monotonic() - chick.started
    return "result", Outcome(job.slug, seconds, reason=reason, died=not chick.why)


def live(line: connection.Connection, parent: int, task: Job | Call) -> None:
    """Do one task in this process, and send its answer."""
    os.setsid()
    system.die_with_parent(parent)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    try:
        line.send(("result", done(task, line)))
    except BaseException as error:
        line.send(("error", packed_error(error)))
    line.close()
    os._exit(0)


def done(task: Job | Call, line: connection.Connection) -> Any:
    """Return what a task gives."""
    if isinstance(task, Call):
        module, _, function = task.name.partition(":")
        return getattr(importlib.import_module(module), function)(*task.arguments)
    if task.engine != KERNEL:
        from pressroom.build.kernels import engine

        system.limit_memory(task.limits.memory_mb)
        system.limit(resource.RLIMIT_FSIZE, worker.FILE_MB * system.MB)
        engine.register()
    return worker.Worker(task, lambda cell: line.send(("cell", cell))).run()


def opened(opening: Opening) -> tuple[str, Any]:
    """Import, load and draw once what every report will need; return the answer."""
    try:
        os.chdir(opening.root)
        os.environ[project.variable("DATA")] = str(opening.data)
        prepare(opening.modules)
        rec = project.current().load(opening.data, opening.as_of)
        system.settle()
    except Exception as error:
        return "error", packed_error(error)
    return "result", f"{rec.as_of:%Y-%m-%d}"


def prepare(modules: tuple[str, ...]) -> None:
    """Import what the notebooks import, the shell first, and draw once.

    Text is held as without pyarrow, some of whose groupings start threads: then no fork is safe.

    Notes
    -----
    A module that fails to import here fails again in the cell that imports it, where the error
    belongs.
    """
    from pressroom.build.kernels import shell

    shell.make()
    load((*ALWAYS, *project.current().ready, "pressroom.build.kernels.inside", *modules))
    sys.modules["pandas"].set_option("mode.string_storage", "python")
    warm_up()


def load(modules: Iterable[str]) -> None:
    """Import modules that reports will import."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def share(packages: Iterable[str], names: Iterable[str], data: Path, as_of: str | None) -> None:
    """Import and compute once what several reports ask for; what fails here fails there again."""
    load(packages)
    for name in names:
        module, _, function = name.partition(":")
        with contextlib.suppress(Exception):
            rec = project.current().load(data, as_of)
            getattr(importlib.import_module(module), function)(rec)


def warm_up() -> None:
    """Draw a small chart and judge a small notebook: what is made at the first is made for all."""
    import nbformat
    from matplotlib.figure import Figure

    cells = [nbformat.v4.new_code_cell("1"), nbformat.v4.new_markdown_cell("a")]
    nbformat.validate(nbformat.v4.new_notebook(cells=cells))

    figure = Figure(figsize=(1, 1))
    figure.add_subplot().set_title("2021")
    for form in ("svg", "png"):
        figure.savefig(BytesIO(), format=form)


def main(number: int, parent: int) -> None:
    """Be the nest at the other end of a socket, for as long as `parent` lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
    system.prctl(system.CHILD_SUBREAPER, 1)  # every process that a descendant leaves is its own
    folder = worker.private()
    os.environ["IPYTHONDIR"] = str(folder / "ipython")  # nobody's own settings, wherever home is
    try:
        Nest(connection.Connection(number)).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def end_with(parent: int) -> None:
    """Have this process end in order when its parent has gone, also while it imports.

    Notes
    -----
    The line says so too, but nobody listens to it during the imports. Linux sends the signal
    when the parent's thread ends, so what it means is asked.
    """

    def orphaned(signum, frame) -> None:
        if os.getppid() != parent:
            raise SystemExit("the coordinator has gone")

    signal.signal(signal.SIGUSR2, orphaned)
    system.prctl(system.PDEATHSIG, signal.SIGUSR2)
    orphaned(0, None)


if __name__ == "__main__":
    from pressroom.build.kernels import nest

    nest.main(*map(int, sys.argv[1:]))
