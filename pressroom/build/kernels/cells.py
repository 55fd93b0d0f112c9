"""Run the cells of a notebook in this process, and read their outputs as from a kernel.

nbclient is given a client whose kernel is this very process, so that outputs, streams, errors
and display ids are put together by the same code as those of a plain kernel.
"""

import asyncio
import itertools
import sys
from collections import deque

from papermill.clientwrap import PapermillNotebookClient

from pressroom.build.job import EXPLORE
from pressroom.build.kernels.shell import LANGUAGE, Stream, WorkerShell, redirected
from pressroom.build.kernels.system import alarm
from pressroom.errors import RunError


class LimitError(RunError):
    """A cell ran longer than it may."""


class Arrivals:
    """One line of the client: messages that have arrived."""

    def __init__(self):
        self.messages: deque[dict] = deque()

    async def get_msg(self, timeout: float | None = None) -> dict:
        """Return the next message: all of a cell's are here when its execution returns."""
        return self.messages.popleft()


class Here:
    """The client of a kernel that is this process.

    Parameters
    ----------
    shell : WorkerShell
        Runs the cells.
    seconds : float
        How long one cell may run; 0 for ever.
    """

    def __init__(self, shell: WorkerShell, seconds: float):
        self.shell, self.seconds = shell, seconds
        self.session = shell.displayhook.session
        self.iopub_channel, self.shell_channel = Arrivals(), Arrivals()
        self.numbers = itertools.count(1)
        self.parent: dict[str, str] = {}

    async def is_alive(self) -> bool:
        """Return True: who asks is answered by it."""
        return True

    async def execute(self, source: str, store_history: bool, stop_on_error: bool) -> str:
        """Run one cell to its end; return the id under which its messages have arrived."""
        self.parent = {"msg_id": f"cell-{next(self.numbers)}"}
        self.publish("execute_input", code=source, execution_count=self.shell.execution_count)
        reply = await self.run(source, store_history)
        self.publish("status", execution_state="idle")
        self.shell_channel.messages.append(self.message("execute_reply", reply))
        return self.parent["msg_id"]

    async def run(self, source: str, store_history: bool) -> dict:
        """Run one cell; return a kernel's reply to it."""
        shell = self.shell
        with deadline(self.seconds):
            if shell.should_run_async(source, transformed_cell=shell.transform_cell(source)):
                result = await self.run_async(source, store_history)
            else:
                result = shell.run_cell(source, store_history=store_history)
        error = result.error_before_exec or result.error_in_exec
        error = self.flushed() or error
        shell.payload_manager.clear_payload()
        reply = {"status": "ok", "execution_count": shell.execution_count - 1}
        if error is None and not shell._last_traceback_during_displayhook:
            return reply
        said = {"ename": type(error).__name__, "evalue": str(error)}
        return reply | said | {"status": "error", "traceback": shell._last_traceback or []}

    async def run_async(self, source: str, store_history: bool):
        """Return the result of a cell that awaits something, as a kernel's loop runs it."""
        shell, result = self.shell, None
        shell._last_traceback, shell._last_traceback_during_displayhook = None, False
        run = shell.run_cell_async(
            source, store_history=store_history, transformed_cell=shell.transform_cell(source)
        )
        try:
            result = await asyncio.ensure_future(run)
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result

    def flushed(self) -> RunError | None:
        """Send what the streams hold; return the refusal if a subprocess wrote too much."""
        try:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
                if isinstance(stream, Stream):
                    stream.total = 0
        except RunError as error:
            self.shell.showtraceback()
            return error
        return None

    def publish(self, kind: str, **content) -> None:
        """Let one message arrive among the outputs."""
        self.iopub_channel.messages.append(self.message(kind, content))

    def message(self, kind: str, content: dict) -> dict:
        """Return a message of the cell that runs."""
        return self.session.msg(kind, content) | {"parent_header": self.parent}

    def deliver(self, message: dict) -> None:
        """Take one message of the shell."""
        self.iopub_channel.messages.append(message | {"parent_header": self.parent})


def deadline(seconds: float):
    """Return a ``with`` block in which LimitError is raised once it takes longer than `seconds`."""
    said = f"the cell ran longer than {seconds:g} s; make it quicker, or raise --cell-limit"
    return alarm(seconds, LimitError(said))


class Cells(PapermillNotebookClient):
    """papermill's client, its kernel being this process."""

    def run_here(self, shell: WorkerShell, seconds: float) -> None:
        """Run all cells, each for `seconds` at most, stopping at the first that fails."""
        self.reset_execution_trackers()
        self.skip_cells_with_tag = EXPLORE
        self.kc = here = Here(shell, seconds)
        here.session.deliver = here.deliver

        def send(name: str, text: str) -> None:
            here.deliver(here.message("stream", {"name": name, "text": text}))

        with redirected(send):
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(LANGUAGE)
