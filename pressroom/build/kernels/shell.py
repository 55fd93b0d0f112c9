"""A kernel's shell without a kernel, its standard streams, and a client that runs cells in it.

The same classes as a kernel's, its messages kept instead of sent. nbclient is given a client whose
kernel is this very process, so that outputs, streams, errors and display ids are put together by
the same code as those of a plain kernel.
"""

import asyncio
import builtins
import getpass
import io
import itertools
import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager, suppress
from types import MethodType, SimpleNamespace

from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from papermill.clientwrap import PapermillNotebookClient
from traitlets.config import Config

from pressroom.build.job import EXPLORE
from pressroom.build.kernels.system import alarm
from pressroom.errors import RunError

MOST = 5_000_000  # characters that a cell may write
LANGUAGE = IPythonKernel.language_info


class Messages(Session):
    """A session that hands its messages to `deliver`, as the other end would receive them."""

    deliver: Callable[[dict], None] = staticmethod(lambda message: None)

    def send(self, stream, msg_or_type, content=None, parent=None, ident=None, **rest):
        """Hand one message on, its content packed and unpacked as by a socket."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        message["content"] = self.unpack(self.pack(message["content"]))
        message["parent_header"] = {}
        self.deliver(message)
        return message


class WorkerShell(ZMQInteractiveShell):
    """The shell that runs a report's cells."""

    def ask_exit(self):
        """Refuse ``exit()``: a plain kernel would die of it."""
        raise RunError("exit() ends the kernel, and with it the report; leave it out")

    def enable_gui(self, gui=None):
        """Take what a kernel takes for charts in the notebook; refuse a window."""
        if gui not in (None, "inline"):
            raise RunError(f"nobody is there to see a window of {gui}: write %matplotlib inline")


def make() -> WorkerShell:
    """Return this process's shell, made if there is none; imports may follow, as in a kernel.

    Notes
    -----
    Made before pandas and matplotlib are imported, it lets them see what they would in a kernel.
    History is off: its database is written by a thread, and a process with threads may not fork.
    """
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    if WorkerShell.initialized():
        return WorkerShell.instance()
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    shell = WorkerShell.instance(config=config, compiler_class=XCachingCompiler)
    session = Messages()
    shell.displayhook.session = shell.display_pub.session = session
    shell.displayhook.topic = b"execute_result"
    mute = SimpleNamespace(_allow_stdin=False)  # all of a kernel that refusing ``input()`` needs
    builtins.input = MethodType(Kernel.raw_input, mute)
    getpass.getpass = MethodType(Kernel.getpass, mute)
    return shell


class Stream(io.TextIOBase):
    """One standard stream of the cells, handed on as messages like a kernel's.

    Parameters
    ----------
    name : str
        ``stdout`` or ``stderr``.
    number : int
        Its file descriptor, which C and subprocesses write to behind Python's back.
    send : callable
        Takes the text of one message.

    Attributes
    ----------
    total : int
        Characters that the cell has written so far; whoever runs the cells begins anew with each.

    Notes
    -----
    The descriptor leads to an unnamed file instead of a pipe: nobody has to read it in a thread,
    and a writer that outlives the cell is not blocked.
    """

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, number: int, send: Callable[[str, str], None]):
        self.name, self._number, self._send = name, number, send
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        os.set_inheritable(self._file.fileno(), False)
        os.dup2(self._file.fileno(), number)
        self._at = self.total = 0
        self._parts: list[str] = []

    def fileno(self) -> int:
        """Return the descriptor, for subprocesses."""
        return self._number

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Take some text; return its length.

        Raises
        ------
        RunError
            If the cell has written more than a page could ever hold.
        """
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self.closed:
            raise ValueError("I/O operation on closed file")
        self._overtake()
        self._take(text)
        return len(text)

    def _overtake(self) -> None:
        """Take what was written behind Python's back since the last time."""
        if (size := os.fstat(self._file.fileno()).st_size) > self._at:
            raw = os.pread(self._file.fileno(), min(size - self._at, MOST + 1), self._at)
            self._at = size
            self._take(raw.decode("utf-8", errors="replace"))

    def _take(self, text: str) -> None:
        self.total += len(text)
        if self.total > MOST:
            self._parts = ["".join(self._parts)[:10_000], "\n… the rest is left out\n"]
            self.total = 0
            raise RunError(
                f"the cell wrote more than {MOST // 1_000_000} MB to {self.name}; "
                "print less, or show a table"
            )
        self._parts.append(text)

    def flush(self) -> None:
        """Send what was written since the last flush, as one message."""
        if self.closed:
            return
        self._overtake()
        text = "".join(self._parts)
        self._parts.clear()
        if text:
            self._send(self.name, text)


@contextmanager
def redirected(send: Callable[[str, str], None]):
    """Send the standard streams to `send`, name and text, inside a ``with`` block.

    Notes
    -----
    File descriptors 1 and 2 are redirected too, and stay so: only a process that exists for the
    cells alone may ask for it.
    """
    before = sys.stdin, sys.stdout, sys.stderr
    streams = Stream("stdout", 1, send), Stream("stderr", 2, send)
    sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        with suppress(RunError, ValueError):
            streams[0].flush(), streams[1].flush()
        sys.stdin, sys.stdout, sys.stderr = before


class LimitError(RunError):
    """A cell ran longer than it may."""


class Arrivals(deque[dict]):
    """One line of the client: messages that have arrived."""

    async def get_msg(self, timeout: float | None = None) -> dict:
        """Return the next message: all of a cell's are here when its execution returns."""
        return self.popleft()


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
        answer = self.session.msg("execute_reply", reply) | {"parent_header": self.parent}
        self.shell_channel.append(answer)
        return self.parent["msg_id"]

    async def run(self, source: str, store_history: bool) -> dict:
        """Run one cell; return a kernel's reply to it."""
        shell = self.shell
        late = f"the cell ran longer than {self.seconds:g} s"
        with alarm(self.seconds, LimitError(f"{late}; make it quicker, or raise --cell-limit")):
            if shell.should_run_async(source, transformed_cell=shell.transform_cell(source)):
                result = await self.run_async(source, store_history)
            else:
                result = shell.run_cell(source, store_history=store_history)
        error = self.flushed() or result.error_before_exec or result.error_in_exec
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
        self.deliver(self.session.msg(kind, content))

    def deliver(self, message: dict) -> None:
        """Take one message as the running cell's."""
        self.iopub_channel.append(message | {"parent_header": self.parent})


class Cells(PapermillNotebookClient):
    """papermill's client, its kernel being this process."""

    def run_here(self, shell: WorkerShell, seconds: float) -> None:
        """Run all cells, each for `seconds` at most, stopping at the first that fails."""
        self.reset_execution_trackers()
        self.skip_cells_with_tag = EXPLORE
        self.kc = here = Here(shell, seconds)
        here.session.deliver = here.deliver

        def send(name: str, text: str) -> None:
            here.publish("stream", name=name, text=text)

        with redirected(send):
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(LANGUAGE)
