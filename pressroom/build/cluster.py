"""The same jobs on more than one machine: Dask's scheduler hands them out, results come back.

Publishing stays here. Needs the extra ``cluster``. ``python -m pressroom.build.cluster`` is the
helper of a worker: jobs come in as lines of JSON, outcomes go out.
"""

import gzip
import io
import json
import os
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from pressroom.build import remote, stamp
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
    """Return `remote.run` so that it travels as code: a worker need not have this library.

    Notes
    -----
    cloudpickle sends what belongs to ``__main__`` by value and all else by name.
    """
    space = {"__name__": "__main__"}
    source = Path(remote.__file__).read_text(encoding="utf-8")
    exec(compile(source, "pressroom/build/remote.py", "exec"), space)
    return space["run"]


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
            outcome = taken(job, *future.result())
        else:
            outcome = Outcome(job.slug, 0.0, reason=lost(future), died=True)
        outcomes[job.slug] = outcome
        listener.ended(job, outcome)
        future.release()
    return outcomes


def taken(job: Job, held: dict, archive: bytes) -> Outcome:
    """Return the outcome of a job, its files put in place; a file that may not be is its fault."""
    try:
        unpack(archive, job.out)
    except (tarfile.TarError, OSError) as error:
        reason = f"its files cannot be taken ({error}); write plain files"
        return Outcome(job.slug, 0.0, reason=reason)
    return as_outcome(held)


def lost(future) -> str:
    """Return what is said of a job that no machine of the cluster has finished."""
    error = future.exception() if future.status == "error" else None
    what = f"{type(error).__name__}: {error}" if error else f"the job is {future.status}"
    return (
        f"the cluster: {what}; the scheduler or every worker that had it has died, or is of "
        "another version. See their logs, start workers in this environment, and run again"
    )


def unpack(archive: bytes, target: Path) -> None:
    """Put a report's files where its job wants them."""
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target, filter="data")


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
    try:
        for line in orders:
            job = as_job(home, json.loads(line))
            if nesting is None:
                nesting = Nesting(Opening(home, home / "data", job.as_of)).__enter__()
                nesting.ready()
            (outcome,) = nesting.run([job], 1).values()
            print(json.dumps(asdict(outcome)), file=answers, flush=True)
    finally:
        if nesting is not None:
            nesting.stop()


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


def as_outcome(held: dict[str, Any]) -> Outcome:
    """Return the outcome that came back as plain values."""
    fields: dict[str, Any] = held | {"used": tuple(held["used"])}
    return Outcome(**fields)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    serve(Path(sys.argv[1]), sys.stdin, answers)
