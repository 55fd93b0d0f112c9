"""Where finished runs and sites lie, and the one rename that puts a new pair in front.

``build/store/<number>/`` holds ``runs/`` (one folder a report: the executed notebook, its
files, what it was made from), ``site/`` and ``site.json`` (what the site was made from).
``build/current`` points at the newest; ``build/site`` leads through it. Pointing ``current``
elsewhere is one rename, so a reader and a killed run see the old pair or the new one, never
a mixture. ``build/store/inputs/`` keeps the tables that runs were made from, by hash.
"""

import fcntl
import json
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from stat import S_ISREG

from pressroom import paths
from pressroom.build.stamp import of_file
from pressroom.errors import LockedError, UsageError, where

KEPT = 3
NOTE, FILES = "site.json", "files"
ASKED = "asked"  # folder of a stage: the notebooks as they were when the run began


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
    reached : tuple of str
        Files of the library that it could reach.
    stale_since : str
        ISO date on which it was first published though stale; blank while it is fresh.
    sizes, hashes : dict
        Bytes and SHA-256 of each of its files, by name: how a torn or damaged one is seen.
    """

    slug: str
    folder: Path
    stamp: dict[str, str] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    as_of: str = ""
    data_to: str = ""
    seconds: float = 0.0
    reached: tuple[str, ...] = ()
    stale_since: str = ""
    sizes: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.folder / "notebook.ipynb"

    @property
    def files(self) -> Path:
        """Folder of its figures."""
        return self.folder / "files"

    def is_whole(self) -> bool:
        """Return True if every file holds what it held when the run was written down."""
        return hashes(self.folder) == self.hashes

    def write(self) -> None:
        """Write down, beside the run, what it was made from and how large its files are."""
        held = asdict(self) | {"sizes": sizes(self.folder), "hashes": hashes(self.folder)}
        text = json.dumps({k: v for k, v in held.items() if k not in ("folder", "slug")})
        new = self.folder / "run.json.new"
        new.write_text(text, encoding="utf-8")
        new.replace(self.folder / "run.json")


def sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of a run's notebook and figures, by their names below `folder`."""
    parts = {"": folder, "files/": folder / "files"}
    found = {w + e.name: e for w, p in parts.items() if p.is_dir() for e in os.scandir(p)}
    wanted = [n for n in sorted(found) if n.startswith("files/") or n == "notebook.ipynb"]
    return {name: found[name].stat().st_size for name in wanted if found[name].is_file()}


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of a run's notebook and figures, by their names below `folder`."""
    return {name: of_file(folder / name) for name in sizes(folder)}


def odd_files(folder: Path) -> str:
    """Return what is said of a link, folder or pipe among a run's files; blank if there is none.

    A link would publish what it leads to.
    """
    found = (p for p in sorted((folder / "files").glob("*")) if p.is_symlink() or not p.is_file())
    said = "among its files is no plain file; write the file itself"
    return next((f"{path.name} {said}" for path in found), "")


def read_run(folder: Path) -> Run | None:
    """Return the run in `folder`; None if it is not a whole one."""
    try:
        held = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        lists = {name: tuple(held.get(name, ())) for name in ("used", "reached")}
        run = Run(folder.name, folder, **held | lists)
        typed = isinstance(run.stamp, dict) and isinstance(run.hashes, dict)
        whole = run.sizes == sizes(folder) and "notebook.ipynb" in run.sizes
        return run if typed and whole else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def read_note(stage: Path) -> dict:
    """Return what a stage says that its site was made from; empty if it is torn or silent."""
    try:
        held = json.loads((stage / NOTE).read_text(encoding="utf-8"))
        left_out = held.get("left_out", {})
        parts = [held.get(name, {}) for name in ("parts", "notices", "gated", FILES)]
        typed = all(isinstance(part, dict) for part in [*parts, left_out, *left_out.values()])
        typed &= all({"reason", "stamp"} <= said.keys() for said in left_out.values())
        typed &= all(isinstance(state, list) for state in held.get(FILES, {}).values())
        return held if typed else {}
    except (OSError, ValueError, AttributeError):
        return {}


def site_files(stage: Path, known: dict | None = None) -> dict[str, list]:
    """Return size, time and SHA-256 of every file of a stage's site, by its path below the site.

    Parameters
    ----------
    stage : Path
        A folder of the store.
    known : dict, optional
        The same, as it was: a file of the same size and time is not read again.
    """
    found = {}
    for path in sorted(_below(f"{stage}/site")):
        name, state = path.removeprefix(f"{stage}/site/"), os.lstat(path)
        then = (known or {}).get(name, ())
        if then[:2] == [state.st_size, state.st_mtime_ns]:
            found[name] = then
        else:  # what is no plain file is none of ours
            held = of_file(Path(path)) if S_ISREG(state.st_mode) else "no file"
            found[name] = [state.st_size, state.st_mtime_ns, held]
    return found


def _below(folder: str) -> list[str]:
    """Return the path of each file below a folder, and of each link; folders alone are left out."""
    return [
        f"{at}/{name}"
        for at, inner, files in os.walk(folder)
        for name in (*files, *(n for n in inner if os.path.islink(f"{at}/{n}")))  # noqa: PTH114
    ]


def differing(stage: Path, note: dict, trust: bool = False) -> list[str]:
    """Return the files of a stage's site that are not as its note says, sorted.

    Parameters
    ----------
    stage : Path
        A folder of the store.
    note : dict
        What `read_note` gives of it: one of an older version does not say.
    trust : bool
        Whether a file of the same size and time is taken for the same.
    """
    if (held := note.get(FILES)) is None:
        return []
    now = site_files(stage, held if trust else None)
    return sorted(n for n in {*held, *now} if held.get(n, [])[2:] != now.get(n, [])[2:])


def is_whole(stage: Path) -> bool:
    """Return True if a stage holds a finished site, every file of it as it was when finished."""
    try:
        held = json.loads((stage / NOTE).read_text(encoding="utf-8"))
        finished = isinstance(held, dict) and (stage / "site" / "index.html").is_file()
        return finished and not differing(stage, held)
    except (OSError, ValueError, TypeError):
        return False


class Store:
    """The finished runs and sites under one build folder."""

    def __init__(self, build: Path):
        self.build = build
        self.folder = build / "store"
        self.current = build / "current"
        self.site = build / "site"
        self.failed = build / "failed"
        self.inputs = self.folder / "inputs"

    def last(self, slug: str) -> Run | None:
        """Return the last good run of a report; None if there is none."""
        return read_run(self.current / "runs" / slug)

    def runs(self) -> dict[str, Run]:
        """Return the last good run of every report, by slug."""
        folder = self.current / "runs"
        found = [read_run(p) for p in sorted(folder.iterdir())] if folder.is_dir() else []
        return {run.slug: run for run in found if run}

    def numbered(self) -> list[Path]:
        """Return the folders of the store, newest first."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted((p for p in found if re.fullmatch(r"\d+", p.name)), reverse=True)

    def repair(self) -> list[str]:
        """Clear what a killed run has left behind; return what was done, in words.

        Notes
        -----
        To be called by the holder of the lock alone.
        """
        done = []
        for name in (self.current.name, self.site.name):
            (self.build / f".{name}.new").unlink(missing_ok=True)
            shutil.rmtree(self.build / f".{name}.old", ignore_errors=True)
        if not self.current.exists():
            if whole := next(filter(is_whole, self.numbered()), None):
                point(self.current, Path("store") / whole.name)
                done.append(f"put {whole.name} in front, the newest whole site")
            else:  # the next stage could be in front by its name
                self.current.unlink(missing_ok=True)
        now = self.current.resolve().name if self.current.exists() else ""
        for stage in self.numbered():
            # Without a front, what was once finished is all that is left of the last good pages.
            if stage.name > now and (now or not (stage / NOTE).is_file()):
                shutil.rmtree(stage, ignore_errors=True)
                done.append(f"cleared {stage.name}, which a run had left unfinished")
        if now and not self.site.is_symlink():
            point(self.site, Path("current") / "site")
            done.append("put the site in front, which a run had not come to")
        return done

    def edited(self) -> list[str]:
        """Return the files of the site in front that are not as it was published, sorted."""
        return differing(self.current, read_note(self.current), trust=True)

    def next_stage(self) -> Path:
        """Return where the next folder of the store will lie."""
        newest = max((int(p.name) for p in self.numbered()), default=0)
        return self.folder / f"{newest + 1:06d}"

    def stage(self, place: Path | None = None) -> Path:
        """Return a new, empty folder of the store, to be published or thrown away."""
        stage = place or self.next_stage()
        for part in ("runs", "site", ASKED):
            (stage / part).mkdir(parents=True)
        return stage

    def keep(self, run: Run, stage: Path) -> Run:
        """Return `run` carried over into `stage`, its files linked instead of copied."""
        target = stage / "runs" / run.slug
        if run.folder != target:
            shutil.copytree(run.folder, target, copy_function=link_or_copy)
        return replace(run, folder=target)

    def publish(self, stage: Path) -> None:
        """Put `stage` in front by one rename, the last thing that is done."""
        if not self.site.is_symlink():
            point(self.site, Path("current") / "site")
        point(self.current, Path("store") / stage.name)

    def prune(self, kept: int = KEPT) -> None:
        """Delete every numbered folder but the newest `kept` and the current one."""
        now = self.current.resolve()
        for old in self.numbered()[max(kept, 1) :]:
            if old != now:
                shutil.rmtree(old, ignore_errors=True)

    def fill_figures(self, runs: dict[str, Run]) -> None:
        """Copy every figure of these runs to ``figures/<report>/``, for slides and papers."""
        if self.build != paths.build():
            return
        target = paths.figures()
        for old in target.iterdir() if target.is_dir() else ():
            if old.is_dir() and (old.name not in runs or not alike(old, runs[old.name].files)):
                shutil.rmtree(old)
        for slug, run in runs.items():
            if not (target / slug).is_dir():
                shutil.copytree(run.files, target / slug)


def alike(one: Path, other: Path) -> bool:
    """Return True if two folders hold files of the same names, sizes and times, and no folder."""

    def states(folder: Path) -> dict[str, tuple[int, int, int]]:
        found = {p.name: p.stat() for p in folder.glob("*")}
        return {name: (s.st_size, s.st_mtime_ns, s.st_mode) for name, s in found.items()}

    return states(one) == states(other)


def link_or_copy(source: str, target: str) -> None:
    """Link `target` to the bytes of `source`, or copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def point(link: Path, to: Path) -> None:
    """Make `link` a symbolic link to `to` by one rename, whatever it was before."""
    new, old = (link.with_name(f".{link.name}.{which}") for which in ("new", "old"))
    new.unlink(missing_ok=True)
    new.symlink_to(to)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(old, ignore_errors=True)
        link.rename(old)
    new.replace(link)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def locked(build: Path):
    """Hold the build folder's lock inside a ``with`` block.

    Raises
    ------
    LockedError
        If another process holds it. The lock dies with its holder, so none is ever stale.
    UsageError
        If the folder cannot be written.
    """
    try:
        build.mkdir(parents=True, exist_ok=True)
        handle = (build / ".lock").open("a+", encoding="utf-8")
    except OSError as error:
        why = f"cannot be written ({error.strerror}); choose a folder with --out"
        raise UsageError(f"{where(build)} {why}") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            at_work = f"another run (process {holder}) is at work in {build.name}/"
            raise LockedError(f"{at_work}; wait for it to end") from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
