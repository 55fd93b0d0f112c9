"""Two states of the record: which rows differ, and which published numbers move with them."""

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

from pressroom import paths, project
from pressroom.build import inputs, matrix, stamp
from pressroom.build.build import Options, build
from pressroom.build.inputs import Rows
from pressroom.build.matrix import Report
from pressroom.build.options import Result, Watcher
from pressroom.build.store import Store
from pressroom.errors import DataError, UsageError
from pressroom.page.bundle import Bundle, Change


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


def rows(old: Path, new: Path) -> dict[str, Rows]:
    """Return how the tables differ between two folders: those that do, by name in a fixed order."""
    files = ((each, f"{each.name}.csv") for each in project.current().tables(new))
    found = {t.name: inputs.differences(old / csv, new / csv, t.key) for t, csv in files}
    return {name: each for name, each in found.items() if each and any(each)}


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
