"""The same jobs on more than one machine: Dask's scheduler hands them out, results come back.

Publishing stays here. Needs the extra ``cluster``. ``python -m pressroom.build.cluster`` is the
helper of a worker: jobs come in as lines of JSON, outcomes go out.
"""

import gzip
import inspect
import io
import json
import os
import sys
import tarfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from pressroom.build import stamp
from pressroom.build.job import Job, Limits, Listener, Outcome
from pressroom.build.run import Nesting, Opening
from pressroom.errors import RunError, UsageError
from pressroom.project import current, current_name, extra

SECONDS_TO_CONNECT = 15
ALIKE = ("slug", "parameters", "as_of", "engine")  # what a job says on every machine


def run(
    jobs: Sequence[Job], address: str, listener: Listener, share: str | None = None
) -> dict[str, Outcome]:
    """Return the outcome of every job, by slug, run by the workers of a cluster.

    Parameters
    ----------
    jobs : sequence of Job
        All on one project and record.
    address : str
        Of the scheduler, as in ``tcp://host:8786``.
    listener : Listener
        Told of each outcome.
    share : str, optional
        fsspec address of a folder that every worker can read; left out, code and data travel
        through the scheduler.

    Raises
    ------
    UsageError
        If the extra is not installed, or no scheduler answers.

    Notes
    -----
    A worker that dies loses nothing: its jobs are given to another. A job has one key, so that it
    is run again but never counted twice.
    """
    if not jobs:
        return {}
    client = connected(address)
    try:
        archive = project_archive(jobs[0].root, jobs[0].data)
        digest = stamp.of_bytes(archive)
        where = shared(archive, digest, share) if share else scattered(client, archive, address)
        return gathered(client, submitted(client, jobs, where, digest), listener)
    finally:
        client.close()


def connected(address: str):
    """Return a client of the scheduler at `address`."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(f"--scheduler needs the extra: {extra('cluster')}") from error
    try:
        return Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no scheduler answers at {address} ({error}); start one with: dask scheduler"
        ) from error


def project_archive(root: Path, data: Path) -> bytes:
    """Return code, notebooks and record as one archive, the same bytes for the same content."""
    files = {name: stamp.place(name) for name in stamp.package_files()}
    files |= {f"notebooks/{p.name}": p for p in (root / "notebooks").glob("*.ipynb")}
    files |= {f"data/{p.name}": p for p in data.iterdir() if p.is_file()}
    files |= {n: root / n for n in ("reports.toml", "requirements.lock") if (root / n).is_file()}
    raw = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for name, path in sorted(files.items()):
            entry, body = tarfile.TarInfo(name), path.read_bytes()
            entry.size, entry.mode = len(body), 0o644
            archive.addfile(entry, io.BytesIO(body))
    return raw.getvalue()


def scattered(client, archive: bytes, address: str):
    """Return the archive as the workers find it; RunError if there is none to give it to."""
    try:
        return client.scatter(archive, hash=True)
    except (TimeoutError, OSError) as error:
        raise RunError(
            f"no worker of the cluster at {address} answers ({error}); start one with: dask "
            f"worker {address}"
        ) from error


def shared(archive: bytes, digest: str, share: str) -> str:
    """Return the address of the archive in a shared folder, put there unless it is."""
    import fsspec

    files, folder = fsspec.url_to_fs(share)
    address = f"{folder.rstrip('/')}/{digest}.tar.gz"
    if not files.exists(address):
        files.makedirs(folder, exist_ok=True)
        files.pipe_file(address, archive)
    return files.unstrip_protocol(address)


def remote_function():
    """Return `worked` so that it travels as code: a worker need not have this library.

    Notes
    -----
    cloudpickle sends what belongs to ``__main__`` by value and all else by name.
    """
    space = {"__name__": "__main__"}
    exec(SENT, space)
    return space["worked"]


def submitted(client, jobs: Sequence[Job], where, digest: str) -> dict:
    """Return the futures of all jobs, and the job of each; the first to be started first."""
    function = remote_function()
    return {
        client.submit(
            function,
            where,
            digest,
            as_spec(job),
            key=f"{current().name}-{digest[:12]}-{job.slug}",
            pure=False,
            retries=1,
            priority=-number,
        ): job
        for number, job in enumerate(jobs)
    }


def gathered(client, futures: dict, listener: Listener) -> dict[str, Outcome]:
    """Return the outcomes as they come, each report's files put where its job wants them."""
    from distributed import as_completed

    outcomes: dict[str, Outcome] = {}
    for job in futures.values():
        listener.started(job)
    for future in as_completed(list(futures)):
        job = futures[future]
        if future.status == "finished":
            outcomes[job.slug] = taken(job, *future.result())
        else:
            outcomes[job.slug] = Outcome(job.slug, 0.0, reason=lost(future), died=True)
        listener.ended(job, outcomes[job.slug])
        future.release()
    return outcomes


def taken(job: Job, held: dict, archive: bytes) -> Outcome:
    """Return the outcome of a job, its files put in place; a file that may not be is its fault."""
    try:
        job.out.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(job.out, filter="data")
    except (tarfile.TarError, OSError) as error:
        reason = f"its files cannot be taken ({error}); write plain files"
        return Outcome(job.slug, 0.0, reason=reason)
    given: dict[str, Any] = held | {"used": tuple(held["used"])}
    return Outcome(**given)


def lost(future) -> str:
    """Return what is said of a job that no machine of the cluster has finished."""
    error = future.exception() if future.status == "error" else None
    what = f"{type(error).__name__}: {error}" if error else f"the job is {future.status}"
    return (
        f"the cluster: {what}; the scheduler or every worker that had it has died, or is of "
        "another version. See their logs, start workers in this environment, and run again"
    )


# What runs on a machine of the cluster, up to `packed`, is sent there as text: nothing of ours need
# be there, so each function imports what it takes. Code, notebooks and record come as one archive,
# named by the hash of what it holds, and are unpacked once.


def worked(source, digest, spec):
    """Return how one report ended, and an archive of its files.

    Parameters
    ----------
    source : bytes or str
        The archive of the project, or its fsspec address.
    digest : str
        SHA-256 of the archive.
    spec : dict
        The job: slug, notebook, parameters, as_of, engine, limits.

    Returns
    -------
    tuple of (dict, bytes)
        The outcome's fields; a tar archive of the job's folder.
    """
    import json
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="pressroom-job-") as scratch:
        line = helper(unpacked(source, digest), digest, spec["project"])
        line.stdin.write(json.dumps(spec | {"out": f"{scratch}/out"}) + "\n")
        line.stdin.flush()
        answer = line.stdout.readline()
        if not answer:
            raise RuntimeError(f"the helper of {spec['slug']} died (exit {line.wait()})")
        return json.loads(answer), packed(Path(scratch) / "out")


def unpacked(source, digest):
    """Return the folder of the project, this process's own, unpacked unless it has been."""
    import atexit
    import shutil
    import sys
    import tempfile
    import threading
    from pathlib import Path

    # A name that others could guess would let them put their code there first.
    kept = sys.__dict__.setdefault("_pressroom_homes", {})
    with sys.__dict__.setdefault("_pressroom_unpacking", threading.Lock()):
        if (home := kept.get(digest)) and home.is_dir():
            return home
        kept[digest] = home = Path(tempfile.mkdtemp(prefix="pressroom-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        unpack_project(source, digest, home)
        return home


def unpack_project(source, digest, home):
    """Put the project's files into an empty folder, once they are those that were sent."""
    import hashlib
    import io
    import tarfile

    if isinstance(source, str):
        from fsspec import open as opened

        with opened(source, "rb") as handle:
            source = handle.read()
    if hashlib.sha256(source).hexdigest() != digest:
        raise RuntimeError("the archive of the project is not the one that was sent")
    with tarfile.open(fileobj=io.BytesIO(source)) as archive:
        archive.extractall(home, filter="data")


def helper(home, digest, project):
    """Return this thread's helper for the project: a process that keeps everything imported."""
    import os
    import subprocess
    import sys
    import threading

    # The function is unpickled anew for each job: what outlives one is kept by the process.
    kept = sys.__dict__.setdefault("_pressroom_helpers", {})
    key = (threading.get_ident(), digest)
    line = kept.get(key)
    if line is None or line.poll() is not None:
        command = [sys.executable, "-m", "pressroom.build.cluster", str(home)]
        line = kept[key] = subprocess.Popen(
            command,
            cwd=home,
            text=True,
            env=os.environ | {"PYTHONPATH": str(home), "PRESSROOM_PROJECT": project},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    return line


def packed(folder):
    """Return an archive of a folder; an empty one if there is none."""
    import io
    import tarfile

    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        if folder.is_dir():
            archive.add(folder, arcname=".")
    return raw.getvalue()


# Read at import: the file may be edited before a job is sent.
SENT = "\n".join(map(inspect.getsource, (worked, unpacked, unpack_project, helper, packed)))


def serve(home: Path, orders: TextIO, answers: TextIO) -> None:
    """Run jobs until there are no more: the end of `orders` is the end of the worker.

    Parameters
    ----------
    home : Path
        The project.
    orders, answers : text files
        A job a line; an outcome a line.
    """
    nesting = None
    with ExitStack() as ends:
        for line in orders:
            job = as_job(home, json.loads(line))
            if nesting is None:
                opening = Opening(home, home / "data", job.as_of)
                nesting = ends.enter_context(Nesting(opening))
                nesting.ready()
            (outcome,) = nesting.run([job], 1).values()
            print(json.dumps(asdict(outcome)), file=answers, flush=True)


def as_job(home: Path, spec: dict) -> Job:
    """Return the job that a line asks for, its paths those of this machine."""
    notebook, out = home / "notebooks" / spec["notebook"], Path(spec["out"])
    alike, limits = {name: spec[name] for name in ALIKE}, Limits(**spec["limits"])
    data = home / "data"
    return Job(notebook=notebook, root=home, data=data, out=out, limits=limits, **alike)


def as_spec(job: Job) -> dict:
    """Return a job as plain values, without this machine's paths."""
    own = {"notebook": job.notebook.name, "limits": asdict(job.limits)}
    return own | {"project": current_name()} | {name: getattr(job, name) for name in ALIKE}


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    serve(Path(sys.argv[1]), sys.stdin, answers)
