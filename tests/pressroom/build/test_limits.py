"""What a report may take, and what is said of one that took more: each message has a remedy."""

import errno
import json
import mmap
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from pressroom.build.job import KERNEL, Job, Limits
from pressroom.build.kernels import nest as nests
from pressroom.build.kernels import system
from pressroom.errors import RunError
from tests.pressroom.build import project

SHARES = (
    "import mmap, time",
    "held, part = mmap.mmap(-1, 900 * 2**20), bytes(2**20)\n"
    "for _ in range(900):\n    held.write(part)\ntime.sleep(10)",
)
BREEDS = (
    "import os, time\nfor _ in range(12):\n    if os.fork() == 0:\n"
    "        time.sleep(60)\n        os._exit(0)\ntime.sleep(1.5)",
    "'done'",
)


@pytest.mark.parametrize(
    ("cells", "limits", "said"),
    [
        (["held = bytearray(900_000_000)"], Limits(20, 30, 200),
         "cell 1: MemoryError; it may take 200 MB; hold less at a time, or raise --memory"),
        (["while True:\n    pass"], Limits(0.5, 30, 0),
         "cell 1: LimitError: the cell ran longer than 0.5 s; make it quicker, or raise "
         "--cell-limit"),
        (["input('name?')"], Limits(), "; nobody is there to answer; make it a parameter"),
        (["import sys\nsys.stdout.close()\nprint(1)"], Limits(),
         "cell 1: ValueError: I/O operation on closed file; leave sys.stdout and sys.stderr open"),
        (["import tempfile\nfile = tempfile.TemporaryFile()\n"
          "for _ in range(300):\n    file.write(b'x' * 1_000_000)"], Limits(),
         "; a file may grow to 256 MB; write less"),
        (["raise OSError(28, 'No space left on device')"], Limits(),
         "cell 1: OSError: [Errno 28] No space left on device; make room and run again"),
        (["import os\nos._exit(7)"], Limits(),
         "its process died in cell 1 (exit code 7); run that cell alone in JupyterLab"),
    ],
    ids=["memory", "loop", "input", "stdout", "file", "disk", "exit"],
)  # fmt: skip
def test_what_is_said_has_a_remedy(run, cells, limits, said):
    ran = run(*cells, limits=limits)
    assert ran.outcome.reason.endswith(said), ran.outcome.reason
    assert ran.book["cells"], "the partial notebook is kept"


@pytest.mark.skipif(not system.LINUX, reason="only Linux tells how memory is shared")
def test_memory_that_is_mapped_to_be_shared_is_seen(run):
    """RLIMIT_DATA does not count it, and neither does what a process holds for itself."""
    ran = run(*SHARES, limits=Limits(20, 30, 200))
    assert ran.outcome.reason == (
        "its processes took more than 200 MB of memory; hold less at a time, or raise --memory"
    )
    assert (ran.outcome.died, ran.outcome.attempts) == (False, 1), "no second try"


@pytest.mark.skipif(not system.LINUX, reason="only Linux tells how memory is shared")
def test_a_report_is_not_blamed_for_what_was_imported_before_it(run):
    """Twelve idle children each show the pages of the nest: shared, they count once."""
    ran = run(*BREEDS, limits=Limits(20, 30, 200))
    assert ran.outcome.ok, ran.outcome


def test_shared_pages_are_divided_by_their_sharers():
    held = mmap.mmap(-1, 200_000_000)
    for at in range(0, len(held), mmap.PAGESIZE):
        held[at] = 1
    alone = system.proportional(os.getpid())
    if (child := os.fork()) == 0:
        sum(held[at] for at in range(0, len(held), mmap.PAGESIZE))
        time.sleep(20)
        os._exit(0)
    try:
        deadline = time.monotonic() + 10
        while system.proportional(os.getpid()) > alone - 80_000_000:
            assert time.monotonic() < deadline, "half of it is the child's"
            time.sleep(0.05)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    whole, shared = system.resident(os.getpid())
    assert whole >= alone > 200_000_000
    assert system.proportional(child) == 0, "gone"
    assert system.resident(child) == (0, 0)
    assert shared > 200_000_000


def test_a_report_is_weighed_now_and_then_and_at_once_if_it_seems_heavy(monkeypatch):
    asked = []
    monkeypatch.setattr(system, "family", lambda pid: [pid])
    monkeypatch.setattr(system, "proportional", lambda pid: asked.append(pid) or 5)
    monkeypatch.setattr(system, "resident", lambda pid: (50, 0))

    class Process:
        pid = 1

    chick = nests.Chick(None, Process, None)
    for now in (10.0, 10.2, 10.5, 11.1):
        nests.weigh(chick, now, most=100)
    assert (len(asked), chick.most) == (2, 5)
    for now in (11.2, 11.5, 11.9):
        nests.weigh(chick, now, most=10)
    assert len(asked) == 4


def test_the_record_is_read_without_what_it_does_not_need(run):
    """Over a second of imports, in every nest."""
    ran = run("import sys\n[name for name in ('dask', 'hypothesis') if name in sys.modules]")
    assert ran.text() == "[]"


SOCKETS = "import glob, ipykernel.connect\nprint(ipykernel.connect.get_connection_file())"


def test_two_kernels_at_once_have_a_folder_each_and_leave_none(nest, home, tmp_path):
    book = project.write_cells(home / "notebooks" / "two.ipynb", "import time", SOCKETS)
    jobs = [
        Job(slug, book, home, home / "data", tmp_path / slug, engine=KERNEL)
        for slug in ("one", "two")
    ]
    outcomes = nest.run(jobs, 2)
    book.unlink()
    assert all(outcome.ok for outcome in outcomes.values()), outcomes
    cells = [json.loads(job.executed.read_text())["cells"][1] for job in jobs]
    folders = {Path("".join(c["outputs"][0]["text"]).strip()).parent for c in cells}
    assert len(folders) == 2
    assert all(folder.parent.name.startswith("parley-") for folder in folders)
    assert not any(folder.exists() for folder in folders)


@pytest.mark.slow  # waits for a limit
def test_a_kernel_that_hangs_leaves_no_sockets(run, tmp_path):
    note = tmp_path / "note"
    writes = f"{SOCKETS}\nopen({str(note)!r}, 'w').write(ipykernel.connect.get_connection_file())"
    ran = run(writes, "sum(range(10**14))", engine=KERNEL, limits=Limits(30, 4, 0))
    assert "longer than 4 s" in ran.outcome.reason
    assert not Path(note.read_text()).parent.exists()


@pytest.mark.parametrize("reason", ["", "2 threads are running"], ids=["forked", "here"])
def test_jobs_on_every_core_give_in_order_and_raise(monkeypatch, reason):
    monkeypatch.setattr(system, "unsafe_to_fork", lambda: reason)
    given = system.on_every_core([partial(lambda n: (n, os.getpid()), n) for n in range(5)])
    assert [n for n, _ in given] == [0, 1, 2, 3, 4]
    assert (os.getpid() in {pid for _, pid in given}) == bool(reason)
    with pytest.raises((ZeroDivisionError, RunError), match="division by zero"):
        system.on_every_core([lambda: 1, lambda: 1 / 0])


def test_a_fork_that_fails_is_told_and_leaves_no_process(monkeypatch):
    monkeypatch.setattr(system, "unsafe_to_fork", lambda: "")
    started, true = [], os.fork

    def fork():
        if started:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        started.append(true())
        return started[0]

    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(OSError, match="temporarily"):
        system.on_every_core([lambda: time.sleep(60)] * 2)
    monkeypatch.undo()
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_a_core_that_is_free_takes_the_next_job(monkeypatch):
    monkeypatch.setattr(system, "unsafe_to_fork", lambda: "")
    jobs = [lambda: time.sleep(0.5) or os.getpid(), *[os.getpid] * 100]
    slow, *others = system.on_every_core(jobs)
    apart = {pid for number, pid in enumerate(others, start=1) if number % system.HEAPS}
    assert slow not in apart, "half of them waited for the slow one"


def test_a_killed_process_of_a_job_ends_the_run_with_the_remedy(monkeypatch):
    monkeypatch.setattr(system, "unsafe_to_fork", lambda: "")
    with pytest.raises(RunError, match="was killed: perhaps memory was short; run it again"):
        system.on_every_core([lambda: 1, lambda: os.kill(os.getpid(), signal.SIGKILL)])
