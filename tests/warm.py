"""Processes of ours forked from one that has imported everything, in place of new interpreters.

A test of the builds starts dozens of them, and each would import for one to three seconds before
it did what is tested. `Popen` here is ``subprocess.Popen`` but for that: the process is a child
of the one that asked, in its own session, with its own environment, folder and streams. What is
tested of a start itself (what it imports, how long it takes) starts a new interpreter, and
``make torture`` starts nothing but those.
"""

import builtins
import ctypes
import fcntl
import getpass
import importlib
import inspect
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NEST = "pressroom.build.kernels.nest"
COMMANDS = ("parley.cli", "pressroom.cli", "papermill")
COLD = bool(os.environ.get("PARLEY_TORTURE")) or not sys.platform.startswith("linux")
SYS_CLONE = {"x86_64": 56, "aarch64": 220}.get(os.uname().machine)
CLONE_PARENT, CLONE_CHILD_SETTID, CLONE_CHILD_CLEARTID = 0x8000, 0x1000000, 0x200000
GET_TID_ADDRESS = 40
OWNER = os.getpid()
STREAMS = (("r", "strict"), ("w", "strict"), ("w", "backslashreplace"))
BEFORE, SETTLED = dict(os.environ), {"PYTHONPATH", "PYTHONHASHSEED", "PYTHONIOENCODING"}
GIVEN = tuple(inspect.signature(subprocess.Popen._execute_child).parameters)[1:]


class Forge:
    """The process that has imported everything, as the one that asks it for others sees it.

    In one that `lacks` a package nothing of it can be imported, by a fork of it neither.
    """

    def __init__(self, lacks: str = ""):
        from pressroom.build.kernels import system

        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(theirs.fileno()), lacks],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | system.surroundings() | {"PYTHONPATH": str(ROOT)},
        )
        theirs.close()
        self.socket, self.line = ours, Connection(os.dup(ours.fileno()))

    def start(self, order: dict[str, Any], streams: list[int]) -> int:
        """Return the id of a new process, a child of this one."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", streams))]
        with _LOCK:
            self.line.send(order)
            self.socket.sendmsg([b"x"], rights)
            return self.line.recv()


_LOCK = threading.Lock()  # a test may build in several threads
_forges: dict[str, Forge] = {}
_is_forked = False


def forge(lacks: str = "") -> Forge:
    """Return the one of this process that lacks a package, started when it is first asked for."""
    with _LOCK:
        if lacks not in _forges:
            _forges[lacks] = Forge(lacks)
        return _forges[lacks]


class Popen(subprocess.Popen):
    """A child process that was forked, where it is one of ours; else a new interpreter."""

    lacks = ""

    def _execute_child(self, *given: Any) -> None:
        if not _is_ours(*given):
            super()._execute_child(*given)
            return
        how = SimpleNamespace(**dict(zip(GIVEN, given, strict=True)))
        ends = (how.p2cread, how.c2pwrite, how.errwrite)
        streams = [number if end == -1 else end for number, end in enumerate(ends)]
        order = {
            "words": list(map(str, how.args[2:])),
            "cwd": os.fspath(how.cwd or Path.cwd()),
            "env": dict(os.environ if how.env is None else how.env),
            "own_session": how.start_new_session,
            "numbers": [0, 1, 2, *how.pass_fds],
        }
        streams += how.pass_fds
        start = _forked if _is_forked else forge(self.lacks).start
        self.pid = start(order, streams)
        self._child_created = True
        self._close_pipe_fds(*given[10:16])


def _is_ours(words: Any, executable: Any, before: Any, *given: Any) -> bool:
    """Return True if a forked process would do what a new interpreter does.

    Notes
    -----
    Not where something is read once, as an interpreter starts or a library is imported.
    """
    if COLD or SYS_CLONE is None or before or not isinstance(words, list):
        return False
    if (
        not _is_forked and os.getpid() != OWNER
    ):  # forked by a test: what is cloned is no child of it
        return False
    env = given[3] if given[3] is not None else os.environ
    names = {name for name in {*env, *BEFORE} if name.startswith("PYTHON")} - SETTLED
    same = all(env.get(name) == BEFORE.get(name) for name in {"HOME", *names})
    return same and words[1:2] == ["-m"] and words[2] in (NEST, *COMMANDS)


# What a module that starts processes is given in place of `subprocess`.
INSTEAD = SimpleNamespace(**vars(subprocess) | {"Popen": Popen})


@contextmanager
def cold() -> Iterator[None]:
    """Have the nests started inside a ``with`` block be new interpreters, as a reader's are."""
    from pressroom.build import run as running

    before, running.subprocess = running.subprocess, subprocess
    try:
        yield
    finally:
        running.subprocess = before


class Lacking(Popen):
    """The same, but that what is forked can import nothing of the package about the talks."""

    lacks = "parley"


def run(words: list[str], start: type[Popen] = Popen, **given: Any) -> subprocess.CompletedProcess:
    """Do as ``subprocess.run`` does, with output captured as text."""
    given = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | given
    with start(words, **given) as process:
        out, said = process.communicate(timeout=300)
    return subprocess.CompletedProcess(words, process.returncode, out, said)


def _forked(order: dict[str, Any], streams: list[int]) -> int:
    """Fork this process, which was forked itself and has one thread; return the child's id."""
    # What a signal raises while Python's own hooks of a fork run is lost: it waits until they ran.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        if pid := os.fork():
            return pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    _become(order, streams)
    raise AssertionError("never returns")


def _cloned() -> int:
    """Fork so that the child is a child of this process's parent, as only Linux can."""
    libc = ctypes.CDLL(None, use_errno=True)
    address = ctypes.c_void_p()
    libc.prctl(GET_TID_ADDRESS, ctypes.byref(address), 0, 0, 0)
    keeps = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID if address.value else 0
    call = ctypes.PyDLL(None).syscall
    call.restype = ctypes.c_long
    ctypes.pythonapi.PyOS_BeforeFork()
    number = ctypes.c_long(SYS_CLONE)
    flags = ctypes.c_long(CLONE_PARENT | keeps | signal.SIGCHLD)
    places = (ctypes.c_long(0), ctypes.c_long(0))
    pid = call(number, flags, *places, *_last(address))
    if pid:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    return pid


def _last(address: ctypes.c_void_p) -> tuple:
    """Return the last two arguments of the call: which comes first depends on the processor."""
    given = (address, ctypes.c_long(0))
    return given if os.uname().machine == "x86_64" else given[::-1]


def _become(order: dict[str, Any], streams: list[int]) -> None:
    """Be the process that was asked for, in this one, which was just forked."""
    global _is_forked
    _is_forked, code = True, 1
    try:
        _settle(order, streams)
        code = _ends(order["words"])
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(code)


def _settle(order: dict[str, Any], streams: list[int]) -> None:
    """Take over session, signals, streams, folder and environment."""
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        is_ours = number in (signal.SIGINT, signal.SIGHUP)  # tests may run under nohup
        if signal.getsignal(number) not in (signal.SIG_IGN, None) or is_ours:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    if order["own_session"]:
        os.setsid()
    above = max(order["numbers"]) + 1  # so that none of them lies where another is to go
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD, above) for fd in streams]
    for fd, number in zip(high, order["numbers"], strict=True):
        os.dup2(fd, number)
    _close_all_but(order["numbers"])
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    first = order["env"].get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:] = [order["cwd"], *filter(None, first), *sys.path[1:]]
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        for number, (mode, errors) in enumerate(STREAMS)
    )


def _close_all_but(kept: list[int]) -> None:
    for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if number not in kept:
            with suppress(OSError):  # the one through which they were listed
                os.close(number)


def _ends(words: list[str]) -> int:
    """Run a module as ``python -m`` does; return the exit code."""
    module, *rest = words
    sys.argv = [module, *rest]
    builtins.input, getpass.getpass = _asks[module == NEST]
    if module == NEST:
        from pressroom.build.kernels import nest

        nest.main(*map(int, rest))
    from pressroom.build import run

    run.subprocess = INSTEAD
    try:
        runpy.run_module(f"{module}.__main__", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    except KeyboardInterrupt:
        traceback.print_exc()
        return 130
    return 0


_asks = [(builtins.input, getpass.getpass)]  # of a command; of a nest, where nobody answers


# Run before anything else: the package cannot be imported, as where it is absent.
BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "{}":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
"""


def _import_everything(lacks: str = "") -> None:
    """Import what nests and commands import, in a nest's own order: the shell first.

    Where a package is lacking, whatever cannot be imported without it ends the process.
    """
    spared = () if lacks else (Exception,)
    from pressroom.build.kernels import nest, shell, system

    shell.make()
    _asks.append((builtins.input, getpass.getpass))
    nest.load(nest.ALWAYS)
    sys.modules["parley.charts"] = None  # dresses every plot to come: for who imports it
    for package in [name for name in ("pressroom", "parley") if name != lacks]:
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not found.name.endswith("__main__"):
                with suppress(*spared):
                    importlib.import_module(found.name)
    del sys.modules["parley.charts"]
    nest.warm_up()
    if not lacks:
        dress_once()
    system.settle()
    if reason := system.unsafe_to_fork():
        raise SystemExit(reason)


def dress_once() -> None:
    """Make a small site and read what the library imports: what is kept of it serves each build."""
    from parley import sides
    from pressroom import gate
    from pressroom.build import stamp
    from pressroom.site import pages
    from tests import small_record
    from tests.pressroom.conftest import built

    spread, pages.on_every_core = pages.on_every_core, gate.one_by_one
    with tempfile.TemporaryDirectory() as folder:
        gate.check(built(Path(folder), small_record.write(Path(folder) / "small")), browser=False)
    pages.on_every_core = spread
    stamp.packages_of(stamp.law())
    for name in stamp.law():
        if (path := stamp.place(name)).suffix == ".py":
            stamp.imports(path, stamp.of_same_file(path))
    sides.use({})


def main(number: int, lacks: str) -> None:
    """Fork whatever is asked for, for as long as somebody may ask."""
    if lacks:
        exec(BLOCKED.format(lacks))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder
        _import_everything(lacks)
        _serve(number)


def _serve(number: int) -> None:
    ours = socket.socket(fileno=number)
    line = Connection(os.dup(number))
    while True:
        try:
            order = line.recv()
        except (EOFError, ConnectionError):
            return
        count = len(order["numbers"])
        _, rights, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(4 * count))
        streams = array("i")
        for _, _, held in rights:
            streams.frombytes(held)
        pid = _cloned()
        if not pid:
            line.close()
            ours.close()
            _become(order, list(streams))
        for fd in streams:
            os.close(fd)
        line.send(pid)


if __name__ == "__main__":
    from tests import warm

    warm.main(int(sys.argv[1]), sys.argv[2])
