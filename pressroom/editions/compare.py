"""Two states of the record: which rows differ, and which published numbers move with them."""

import csv
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pressroom import paths, project
from pressroom.build import matrix, stamp
from pressroom.build.build import Options, build
from pressroom.build.matrix import Report
from pressroom.build.options import Result, Watcher
from pressroom.build.store import Store
from pressroom.errors import DataError, UsageError
from pressroom.page.bundle import Bundle, Change


@dataclass
class Rows:
    """How one table differs.

    Attributes
    ----------
    table : str
        Its name.
    added, removed : list of str
        Keys of rows that came or went.
    changed : dict
        Key to its cells that differ: ``{column: (old, new)}``.
    """

    table: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def state(name: str, scratch: Path) -> Path:
    """Return the folder of a state of the record: a folder of CSVs, a project, or a git revision.

    Parameters
    ----------
    name : str
        Path or revision.
    scratch : Path
        Where a revision's files are put.

    Raises
    ------
    UsageError
        If it is none of them.
    """
    for folder in (Path(name), Path(name) / "data"):
        if next(folder.glob("*.csv"), None):
            return folder.resolve()
    return unpack(name, scratch, "a folder of a record", "data") / "data"


def unpack(revision: str, folder: Path, other: str, *parts: str) -> Path:
    """Put the files of a git revision, or these parts of them, into a folder, and return it.

    Raises
    ------
    UsageError
        If git is not here, or knows no such revision; `other` is what else could be given.
    """
    command = ["git", "-C", str(paths.root()), "archive", revision, *parts]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise UsageError(f"{revision!r} is not {other}, and git is not here") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1]
        raise UsageError(f"{revision!r} is neither {other} nor a revision: {said}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def rows(old: Path, new: Path) -> list[Rows]:
    """Return how the tables differ between two folders: those that do, in a fixed order."""
    known = project.current().tables(new)
    found = (table_rows(each.name, list(each.key), old, new) for each in known)
    return [each for each in found if each]


def table_rows(name: str, key: list[str], old: Path, new: Path) -> Rows:
    """Return how one table differs; a missing file counts as an empty table."""
    was, now = keyed(old / f"{name}.csv", key), keyed(new / f"{name}.csv", key)
    both = [k for k in now if k in was and now[k] != was[k]]
    return Rows(
        name,
        added=[k for k in now if k not in was],
        removed=[k for k in was if k not in now],
        changed={k: cells(was[k], now[k]) for k in both},
    )


def keyed(path: Path, key: list[str]) -> dict[str, dict[str, str]]:
    """Return the rows of a CSV by their key, its parts joined by `` · ``."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {" · ".join(r.get(c) or "" for c in key): r for r in csv.DictReader(handle)}


def cells(was: dict[str, str], now: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the cells of a row that differ, old and new; a lacking column counts as blank."""
    names = dict.fromkeys([*was, *now])
    pairs = {name: (was.get(name) or "", now.get(name) or "") for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def affected(changed: Iterable[str], data: Path) -> list[Report]:
    """Return the reports that read one of these tables, by their last run or by their source."""
    store, wanted = Store(paths.build()), set(changed)
    found = []
    for report in matrix.reports(project.current().glance(data)):
        last = store.last(report.slug)
        used = set(last.used) if last else matrix.tables_named(report.notebook) | wanted
        if used & wanted:
            found.append(report)
    return found


def moved(
    old: Path, new: Path, reports: list[Report], scratch: Path, say: Callable[[str], None]
) -> dict[str, tuple[Change, ...]]:
    """Return what moves in the published reports, by slug: sentences and cells of figures.

    Parameters
    ----------
    old, new : Path
        The two states.
    reports : list of Report
        Those to run on both.
    scratch : Path
        Where both are run; nothing is published.
    say : callable
        Told of a report that fails on one of them.

    Raises
    ------
    DataError
        If this version's checks refuse one of them, as they do a state from before a table.
    """
    from pressroom.editions.changes import changes

    sites = {}
    for name, data in (("old", old), ("new", new)):
        options = Options(data=data, out=scratch / name, reports=tuple(reports), gate=False)
        options.watcher = Watcher()
        result = compared(options, name)
        for slug, reason in result.failed.items():
            say(f"{slug} fails on the {name} record: {reason}")
        sites[name] = Store(scratch / name)
    manifest = json.loads((sites["old"].site / "manifest.json").read_text(encoding="utf-8"))
    before = {entry["slug"]: entry for entry in manifest["reports"]}
    found = {}
    for slug, run in sites["new"].runs().items():
        bundle = Bundle(
            slug=slug,
            notebook="",
            parameters={},
            executed=run.executed,
            files=run.files,
            question="",
            description="",
            data_to=run.data_to,
            inputs_hash="",
            inputs=stamp.condensed(run.stamp),
        )
        if seen := changes(bundle, before.get(slug), sites["old"].site, {}):
            found[slug] = seen
    return found


def compared(options: Options, name: str) -> Result:
    """Return how the build of one state ended; a refused one is named."""
    try:
        return build(options)
    except DataError as error:
        print(
            f"the {name} state is refused by the checks of this version, so that no number can be "
            "compared; --rows compares rows alone",
            file=sys.stderr,
        )
        raise error
