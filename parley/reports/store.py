"""Where finished runs and sites lie, and the one rename that puts a new pair in front.

``build/store/<number>/`` holds ``runs/`` (one folder a report: the executed notebook, its
files, what it was made from) and ``site/``. ``build/current`` points at the newest;
``build/site`` leads through it. Pointing ``current`` elsewhere is one rename, so a reader
and a killed run see the old pair or the new one, never a mixture.
"""

import fcntl
import json
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from parley.errors import LockedError

KEPT = 3


@dataclass(frozen=True)
class Run:
    """A finished run of one report, as it lies in the store.

    Attributes
    ----------
    slug : str
        The report.
    folder : Path
        Where it lies.
    stamp : dict
        What it was made from, with hashes; see `stamp.of_run`.
    used : tuple of str
        Tables it read.
    as_of : str
        Date as which the record was read.
    data_to : str
        Last day covered by those tables.
    seconds : float
        How long it took.
    """

    slug: str
    folder: Path
    stamp: dict[str, str] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    as_of: str = ""
    data_to: str = ""
    seconds: float = 0.0

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.folder / "notebook.ipynb"

    @property
    def files(self) -> Path:
        """Folder of its figures."""
        return self.folder / "files"

    def write(self) -> None:
        """Write down, beside the run, what it was made from."""
        held = {k: v for k, v in asdict(self).items() if k not in ("folder", "slug")}
        text = json.dumps(held, indent=1, sort_keys=True)
        (self.folder / "run.json").write_text(text, encoding="utf-8")


def read_run(folder: Path) -> Run | None:
    """Return the run in `folder`; None if it is not a whole one."""
    note = folder / "run.json"
    if not note.is_file() or not (folder / "notebook.ipynb").is_file():
        return None
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        return Run(folder.name, folder, **held | {"used": tuple(held["used"])})
    except (ValueError, TypeError, KeyError):
        return None


class Store:
    """The finished runs and sites under one build folder."""

    def __init__(self, build: Path):
        self.build = build
        self.folder = build / "store"
        self.current = build / "current"
        self.site = build / "site"

    def last(self, slug: str) -> Run | None:
        """Return the last good run of a report; None if there is none."""
        return read_run(self.current / "runs" / slug)

    def runs(self) -> dict[str, Run]:
        """Return the last good run of every report, by slug."""
        folder = self.current / "runs"
        found = [read_run(p) for p in sorted(folder.iterdir())] if folder.is_dir() else []
        return {run.slug: run for run in found if run}

    def stage(self) -> Path:
        """Return a new, empty folder of the store, to be published or thrown away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(p.name) for p in self.folder.iterdir() if re.fullmatch(r"\d+", p.name)]
        stage = self.folder / f"{max(numbers, default=0) + 1:06d}"
        for part in ("runs", "site"):
            (stage / part).mkdir(parents=True)
        return stage

    def keep(self, run: Run, stage: Path) -> Run:
        """Return `run` carried over into `stage`, its files linked instead of copied."""
        target = stage / "runs" / run.slug
        if run.folder != target:
            shutil.copytree(run.folder, target, copy_function=link_or_copy)
        return Run(**{**asdict(run), "folder": target})

    def publish(self, stage: Path) -> None:
        """Put `stage` in front by one rename, and prune older ones."""
        point(self.current, Path("store") / stage.name)
        if not self.site.is_symlink():
            point(self.site, Path("current") / "site")
        self.prune()

    def prune(self, kept: int = KEPT) -> None:
        """Delete everything in the store but the newest `kept` folders and the current one."""
        if not self.folder.is_dir():
            return
        now = self.current.resolve()
        for old in sorted(self.folder.iterdir(), reverse=True)[kept:]:
            if old != now:
                shutil.rmtree(old, ignore_errors=True)


def link_or_copy(source: str, target: str) -> None:
    """Link `target` to the bytes of `source`, or copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def point(link: Path, to: Path) -> None:
    """Make `link` a symbolic link to `to` by one rename, whatever it was before."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(to)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    new.replace(link)


@contextmanager
def locked(build: Path):
    """Hold the build folder's lock inside a ``with`` block.

    Raises
    ------
    LockedError
        If another process holds it. The lock dies with its holder, so none is ever stale.
    """
    build.mkdir(parents=True, exist_ok=True)
    with (build / ".lock").open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise LockedError(
                f"another run (process {holder}) is at work in {build.name}/; wait for it to end"
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
