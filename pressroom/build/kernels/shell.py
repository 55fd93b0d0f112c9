"""A kernel's shell without a kernel: the same classes, its messages kept instead of sent."""

import builtins
import getpass
import os
from collections.abc import Callable
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
