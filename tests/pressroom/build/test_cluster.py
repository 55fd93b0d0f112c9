"""A real scheduler and two real workers on this machine, one of them killed in mid-run."""

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from pressroom.build import cluster
from pressroom.build.build import Options, build
from pressroom.build.job import Job, Limits, Listener
from pressroom.build.kernels import system
from pressroom.build.options import Watcher
from pressroom.errors import RunError, UsageError
from tests.pressroom.build import project

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    """Return a scheduler's address and two workers; all are ended afterwards."""
    found, tmp_path = [], tmp_path_factory.mktemp("dask")
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    (tmp_path / "scratch").mkdir()

    def start(*arguments: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=tmp_path,
            env=surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        found.append(process)
        return process

    note = tmp_path / "scheduler.json"
    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(note))
    deadline = time.monotonic() + 60
    while not note.is_file() and time.monotonic() < deadline:
        time.sleep(0.1)
    workers = [
        start(
            "worker", "--scheduler-file", str(note), "--nthreads", "1", "--no-nanny",
            "--local-directory", str(tmp_path / "scratch"), "--name", f"worker-{number}",
        )
        for number in (1, 2)
    ]  # fmt: skip
    yield json.loads(note.read_text())["address"], workers
    for process in found:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Ends(Listener):
    """Keeps the slugs of what has ended."""

    def __init__(self):
        self.slugs = []

    def ended(self, job, outcome):
        self.slugs.append(job.slug)


def test_a_build_on_a_cluster_publishes_the_same_site(dask, copied, tmp_path):
    """Before the next test, which kills a worker."""
    from tests.torture.conftest import site_hash

    address, _ = dask
    far = build(Options(out=copied / "far" / "build", scheduler=address, watcher=Watcher()))
    assert far.code == 0
    assert site_hash(copied / "far") == site_hash(copied)
    share = (tmp_path / "share").as_uri()
    shared = build(
        Options(out=copied / "s" / "build", scheduler=address, share=share, watcher=Watcher())
    )
    assert shared.code == 0
    (archive,) = (tmp_path / "share").iterdir()
    assert archive.name.endswith(".tar.gz")


def killed_at_work(worker: subprocess.Popen, log: Path, killed: list[str]) -> None:
    """Kill a worker as soon as a report has begun in it that has not ended."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        lines = [line.split() for line in log.read_text().splitlines()] if log.is_file() else []
        ended = {pid for word, _, pid in lines if word == "end"}
        family = {str(pid) for pid in system.family(worker.pid)}
        for word, topic, pid in lines:
            if word == "begin" and pid in family - ended:
                os.killpg(worker.pid, signal.SIGKILL)
                killed.append(topic)
                return
        time.sleep(0.02)


WORKS = (
    "import os, time\nfrom parley import record\nfrom pressroom import context\n"
    "rec = record.load()\n"
    "log = open({log!r}, 'a', buffering=1)\nprint('begin', topic, os.getpid(), file=log)\n"
    "time.sleep(0.7)\n(context.current().out / 'a.csv').write_text(topic)\n"
    "print('end', topic, os.getpid(), file=log)\nlen(rec.meetings)"
)


@pytest.mark.slow
def test_a_worker_killed_at_work_loses_nothing_and_counts_nothing_twice(
    dask, tmp_path, monkeypatch
):
    address, workers = dask
    home = project.write_project(tmp_path / "project")
    monkeypatch.chdir(home)
    log, killed, listener = tmp_path / "log", [], Ends()
    takes = project.cell("topic: str = 'x'  # any word", 0, ("parameters",))
    cells = [takes, project.cell(WORKS.format(log=str(log)), 1)]
    book = project.write_book(home / "notebooks" / "slow.ipynb", cells)
    jobs = [
        Job(f"slow--{n}", book, home, home / "data", tmp_path / "out" / str(n), {"topic": f"t{n}"})
        for n in range(8)
    ]
    killer = Thread(target=killed_at_work, args=(workers[0], log, killed))
    killer.start()
    outcomes = cluster.run(jobs, address, listener)
    killer.join()
    assert sorted(listener.slugs) == [job.slug for job in jobs], "each ends once"
    assert all(outcome.ok for outcome in outcomes.values()), outcomes
    for number, job in enumerate(jobs):
        assert (job.files / "a.csv").read_text() == f"t{number}"
        assert outcomes[job.slug].used == ("meetings",)
    assert workers[0].poll() is not None
    assert workers[1].poll() is None
    told = [line.split()[:2] for line in log.read_text().splitlines()]
    (lost,) = killed
    assert told.count(["begin", lost]) == 2, "what was lost is run again"
    assert told.count(["end", lost]) == 1
    for number in range(8):
        assert told.count(["end", f"t{number}"]) == 1, "nothing is run to its end twice"


def test_the_archive_depends_on_its_content_alone(tmp_path):
    home = project.write_project(tmp_path / "project")
    one = cluster.project_archive(home, home / "data")
    os.utime(home / "data" / "topics.csv", (1, 1))
    assert cluster.project_archive(home, home / "data") == one
    (home / "data" / "topics.csv").write_text("other")
    assert cluster.project_archive(home, home / "data") != one


class Ended:
    """A future as it is when nobody has finished its job."""

    def __init__(self, status, error=None):
        self.status, self.exception = status, lambda: error


@pytest.mark.parametrize(
    ("future", "what"),
    [
        (Ended("error", ConnectionError("worker-1 is gone")), "ConnectionError: worker-1 is gone"),
        (Ended("error"), "the job is error"),
        (Ended("cancelled"), "the job is cancelled"),
        (Ended("lost"), "the job is lost"),
    ],
)
def test_a_job_that_died_with_its_machines_says_what_and_what_to_do(future, what):
    said = cluster.lost(future)
    assert what in said and "None" not in said
    assert "has died, or is of another version" in said
    assert "start workers in this environment, and run again" in said


@pytest.mark.parametrize("error", [TimeoutError("No valid workers found"), OSError("closed")])
def test_a_scheduler_without_a_worker_says_how_to_start_one(error):
    class Alone:
        def scatter(self, *_, **__):
            raise error

    with pytest.raises(RunError, match=r"no worker .* answers .* dask worker tcp://here:1"):
        cluster.scattered(Alone(), b"", "tcp://here:1")


def test_a_link_among_the_files_of_a_report_fails_that_report_alone(tmp_path):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        link = tarfile.TarInfo("files/leak.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    job = Job("a", tmp_path, tmp_path, tmp_path, tmp_path / "out")
    outcome = cluster.taken(job, {}, raw.getvalue())
    assert not outcome.ok
    assert "its files cannot be taken" in outcome.reason and "write plain files" in outcome.reason
    assert not (tmp_path / "out" / "files" / "leak.csv").is_symlink()


def test_no_scheduler_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.3)
    job = Job("a", tmp_path, tmp_path, tmp_path, tmp_path, limits=Limits())
    with pytest.raises(UsageError, match="no scheduler answers"):
        cluster.run([job], "tcp://127.0.0.1:9", Listener())


def test_an_archive_that_is_not_the_one_that_was_sent_is_refused(tmp_path):
    home = project.write_project(tmp_path / "project")
    archive = cluster.project_archive(home, home / "data")
    with pytest.raises(RuntimeError, match="not the one that was sent"):
        cluster.unpacked(archive + b"x", "0" * 64)
