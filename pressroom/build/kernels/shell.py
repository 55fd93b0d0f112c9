"""A kernel's shell without a kernel: the same classes, its messages kept instead of sent.

Its standard streams too: what Python prints, and what C writes.
"""

import builtins
import getpass
import io
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from types import MethodType

from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

from pressroom.errors import RunError

LANGUAGE = IPythonKernel.language_info
INLINE = "module://matplotlib_inline.backend_inline"


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


class Mute:
    """As much of a kernel as the refusal of ``input()`` needs."""

    _allow_stdin = False


def make() -> WorkerShell:
    """Return this process's shell, made if there is none; imports may follow, as in a kernel.

    Notes
    -----
    Made before pandas and matplotlib are imported, it lets them see what they would in a kernel.
    History is off: its database is written by a thread, and a process with threads may not fork.
    """
    os.environ["MPLBACKEND"] = INLINE
    if WorkerShell.initialized():
        return WorkerShell.instance()
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    shell = WorkerShell.instance(config=config, compiler_class=XCachingCompiler)
    session = Messages()
    shell.displayhook.session = shell.display_pub.session = session
    shell.displayhook.topic = b"execute_result"
    mute = Mute()
    builtins.input = MethodType(Kernel.raw_input, mute)
    getpass.getpass = MethodType(Kernel.getpass, mute)
    return shell


MOST = 5_000_000


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

    def isatty(self) -> bool:
        """Return False: nobody looks."""
        return False

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
