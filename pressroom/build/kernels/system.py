"""What is asked of the operating system: threads, limits, the end of parents and children."""

import ctypes
import gc
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pressroom.build.job import packed_error, unpacked_error
from pressroom.build.stamp import LIBRARY
from pressroom.errors import RunError
from pressroom.project import NAMED, current_name

PDEATHSIG, CHILD_SUBREAPER = 1, 36
PAGE, MB = os.sysconf("SC_PAGE_SIZE"), 1024 * 1024
LINUX = sys.platform.startswith("linux")
HEAPS = 64  # parts in which work is shared out, at most


def threads() -> int:
    """Return how many threads this process has, those of C libraries counted where Linux tells."""
    tasks = Path("/proc/self/task")
    return sum(1 for _ in tasks.iterdir()) if tasks.is_dir() else threading.active_count()


def unsafe_to_fork() -> str:
    """Return why this process may not fork workers; blank if it may.

    Notes
    -----
    A fork copies one thread and the locks of all: with a second thread it may hang. macOS can
    fork, but its system libraries may not be used afterwards.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return f"forking is not safe on {sys.platform}"
    if (count := threads()) > 1:
        return f"{count} threads are running"
    return ""


def settle() -> None:
    """Keep what is held now out of every later collection, which would copy it page by page."""
    gc.collect()
    gc.freeze()


def on_every_core(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what each job gives, in processes forked for them where that is safe.

    Raises
    ------
    RunError
        If one of the processes is killed.
    Exception
        What a job raises.
    """
    if unsafe_to_fork() or len(jobs) < 2:
        return [job() for job in jobs]
    from multiprocessing import get_context

    settle()
    way, cores, given = get_context("fork"), os.cpu_count() or 1, [None] * len(jobs)
    heaps, parts = min(len(jobs), HEAPS), []
    taken, laid = os.pipe()  # whoever is free takes the number of the next heap
    os.write(laid, bytes(range(heaps)))
    os.close(laid)
    try:
        for _ in range(min(cores, len(jobs))):
            ours, theirs = way.Pipe(duplex=False)
            work = (theirs, os.getpid(), taken, [jobs[heap::heaps] for heap in range(heaps)])
            process = way.Process(target=give, args=work)
            process.start()
            theirs.close()
            parts.append((process, ours))
        for _, line in parts:
            for heap, found in answer(line):
                given[heap::heaps] = found
    finally:
        os.close(taken)
        for process, line in parts:
            process.kill()  # it has given its answer, or nobody waits for it
            process.join()
            line.close()
    return given


def give(line: Any, parent: int, taken: int, heaps: list[Sequence[Callable[[], Any]]]) -> None:
    """Do heap after heap of jobs in this process, and send what they give, by their number."""
    die_with_parent(parent)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    try:
        numbers = (heap for (heap,) in iter(lambda: os.read(taken, 1), b""))
        line.send(("given", [(heap, [job() for job in heaps[heap]]) for heap in numbers]))
    except BaseException as error:
        line.send(("error", packed_error(error)))


def answer(line: Any) -> Any:
    """Return what came over a line; raise the error that came instead."""
    try:
        kind, value = line.recv()
    except EOFError:
        what = "a process that writes or reads pages was killed: perhaps memory was short"
        raise RunError(f"{what}; run it again") from None
    if kind == "error":
        raise unpacked_error(value)
    return value


def prctl(option: int, value: int) -> None:
    """Set one property of this process; does nothing where there is no prctl."""
    if LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def die_with_parent(parent: int) -> None:
    """Have this process killed when its parent ends, also if it has ended already."""
    prctl(PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Let this process and each of its children allocate `megabytes` more than it has now.

    Notes
    -----
    RLIMIT_DATA counts private writable memory, so that neither mapped libraries nor pages shared
    with the parent count against a report. Past it Python raises MemoryError.
    """
    if not LINUX or not megabytes:
        return
    now = sum(int(line.split()[1]) for line in status("self") if line.startswith("VmData")) * 1024
    limit(resource.RLIMIT_DATA, now + megabytes * MB)


def limit(what: int, most: int) -> None:
    """Let this process and its children have `most` of something, if they may have more now."""
    hard = resource.getrlimit(what)[1]
    if hard == resource.RLIM_INFINITY or most <= hard:
        resource.setrlimit(what, (most, hard))


def status(pid: int | str) -> list[str]:
    """Return the lines that Linux tells of a process; none if it has gone."""
    try:
        return Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def children(pid: int) -> list[int]:
    """Return the ids of the processes whose parent `pid` is; none where Linux does not tell."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text(encoding="utf-8").split())
        except OSError:
            continue  # the thread ended while it was being read: so did what it knew
    return found


def family(pid: int) -> list[int]:
    """Return a process and all its descendants, itself first."""
    found = [pid]
    for one in found:
        found += [child for child in children(one) if child not in found]
    return found


def resident(pid: int) -> tuple[int, int]:
    """Return the bytes of memory that a process has before it, and those that it may share.

    Notes
    -----
    Quick to ask for, and at least as much as `proportional`. Noughts if the process has gone.
    """
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0, 0
    return int(fields[1]) * PAGE, int(fields[2]) * PAGE


def proportional(pid: int) -> int:
    """Return the bytes of memory of a process, shared pages divided by their sharers (PSS).

    Notes
    -----
    Takes ten milliseconds. Where Linux does not tell it, what the process holds for itself.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        whole, shared = resident(pid)
        return whole - shared
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def kill(pid: int) -> None:
    """Kill a process, its group and all its descendants; none of them need exist."""
    for one in reversed(family(pid)):
        for end in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):  # gone, or no leader of a group
                end(one, signal.SIGKILL)


def reap(known: set[int]) -> list[int]:
    """Kill and bury every child that is not in `known`: what reports have left behind.

    Notes
    -----
    A report's process leads a session of its own. Helpers that Python itself starts stay in the
    session of this process, and are left alone.
    """
    strays = [pid for pid in children(os.getpid()) if pid not in known and is_foreign(pid)]
    for pid in strays:
        kill(pid)
        with suppress(ChildProcessError):  # buried by whoever waited for it
            os.waitpid(pid, 0)
    return strays


def is_foreign(pid: int) -> bool:
    """Return True if a process belongs to another session than this one."""
    try:
        return os.getsid(pid) != os.getsid(0)
    except ProcessLookupError:
        return False


def flush_to_disk(folder: Path) -> None:
    """Wait until everything written to the file system of `folder` is on its disk."""
    if not LINUX:
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        ctypes.CDLL(None, use_errno=True).syncfs(handle)
    finally:
        os.close(handle)


@contextmanager
def alarm(seconds: float, error: Exception):
    """Raise `error` in what runs inside a ``with`` block for longer than `seconds`; 0 for ever.

    Notes
    -----
    It reaches Python between two steps. A loop in C never gets there.
    """
    if not seconds:
        yield
        return

    def ring(number, frame) -> None:
        raise error

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def surroundings() -> dict[str, str]:
    """Return the variables of a process of ours: threads off, this library found first."""
    found = os.pathsep.join(filter(None, [str(LIBRARY), os.environ.get("PYTHONPATH", "")]))
    return single_threaded() | {"PYTHONPATH": found, NAMED: current_name()}


def single_threaded() -> dict[str, str]:
    """Return the variables that keep threads from starting, and what is drawn from changing.

    Notes
    -----
    numpy's OpenBLAS and pyarrow's allocator each start threads when imported, and a process with
    threads may not fork. The C library hands freed memory back, which it keeps by default, but no
    array below 8 MB at each end of its use, else the same pages are given anew for the next one;
    pages of 2 MB, where the system has them, are given at once.
    """
    return {
        "MALLOC_TRIM_THRESHOLD_": "8388608",
        "MALLOC_MMAP_THRESHOLD_": "8388608",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "PYTHONHASHSEED": "0",
        "MATPLOTLIBRC": os.devnull,  # what a person has set at home is not in the stamp
    }
