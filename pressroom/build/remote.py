"""What runs on a machine of the cluster. It is sent there as text: nothing of ours need be there.

The worker needs Python and the libraries of the lock; code, notebooks and record come as one
archive, named by the hash of what it holds, and are unpacked once.
"""


def run(source, digest, spec):
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
        unpack(source, digest, home)
        return home


def unpack(source, digest, home):
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
